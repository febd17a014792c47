/**
 * Builds the page's scripts and styles, and everything that it takes from npm, into ui/static/built, which is
 * committed: running Octavo needs no Node.
 *
 *     node build/index.js             writes ui/static/built
 *     node build/index.js --verify    writes nothing; fails when the committed files are not these
 *
 * The same lock file gives the same bytes on every machine: nothing here reads a clock, a path
 * outside this folder or the network.
 */
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { bundle } from "./bundle.js";
import { diagrams } from "./diagrams.js";
import { fonts } from "./fonts.js";
import { icons } from "./icons.js";
import { licences } from "./licences.js";
import { packageFile } from "./packages.js";

const here = resolve(import.meta.dirname, "..");
const built = resolve(here, "../static/built");

/** @returns {Promise<Map<string, Buffer>>} path below ui/static/built -> content */
async function everything() {
  const { files, packages } = await bundle(here);
  const drawing = await diagrams(here);
  const all = new Map([
    ...files,
    ["diagrams.js", drawing.script],
    ...fonts(),
    ["icons.svg", icons()],
    ["htmx.js", packageFile("htmx.org", "dist/htmx.min.js")],
    ["LICENSES.txt", licences([...packages, ...drawing.packages])],
  ]);
  all.set("SHA256SUMS", sums(all));
  return all;
}

/** The format of `sha256sum --check`. */
function sums(files) {
  const lines = [...files.keys()].sort().map((path) => `${sha256(files.get(path))}  ${path}\n`);
  return Buffer.from(lines.join(""));
}

function sha256(content) {
  return createHash("sha256").update(content).digest("hex");
}

function write(files) {
  rmSync(built, { recursive: true, force: true });
  for (const [path, content] of files) {
    mkdirSync(dirname(join(built, path)), { recursive: true });
    writeFileSync(join(built, path), content);
  }
}

/** @returns {string[]} what differs between the committed files and a fresh build */
function differences(files) {
  const committed = readdirSync(built, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(built, join(entry.parentPath, entry.name)));
  const wrong = [...files].filter(([path, content]) => !same(path, content, committed));
  const extra = committed.filter((path) => !files.has(path));
  return [...wrong.map(([path]) => path), ...extra.map((path) => `${path} (nothing builds it)`)];
}

function same(path, content, committed) {
  return committed.includes(path) && readFileSync(join(built, path)).equals(content);
}

function report(files) {
  const size = (wanted) =>
    [...files].filter(([path]) => wanted(path)).reduce((sum, [, content]) => sum + content.length, 0);
  const kB = (wanted) => `${Math.round(size(wanted) / 1000)} kB`;
  const start = ["page.css", ...JSON.parse(files.get("page.json").toString())];
  const page = kB((path) => start.includes(path));
  const chunks = kB((path) => path.startsWith("chunks/") && !start.includes(path));
  const fonts = kB((path) => path.endsWith("woff2"));
  console.log(`page ${page}, chunks ${chunks}, diagrams ${kB((path) => path === "diagrams.js")}, fonts ${fonts}`);
  console.log(`all ${kB(() => true)} in ${files.size} files`);
}

const files = await everything();
if (process.argv.includes("--verify")) {
  const wrong = differences(files);
  if (wrong.length) {
    console.error("ui/static/built is not what ui/editor builds; run `npm run build`:");
    for (const path of wrong) console.error(`  ${path}`);
    process.exit(1);
  }
} else {
  write(files);
  report(files);
}
