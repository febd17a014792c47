/**
 * Bundles the page: ../scripts with src/editor.js into page.js, ../styles into page.css, and each programming
 * language into a chunk of its own that is fetched when a note first shows it.
 *
 * As modules of their own the scripts were 120 requests, a third of the time until a note could be typed in.
 * The page that stands where a library cannot be opened has one script that needs nothing of the others.
 */
import { build } from "esbuild";
import { relative, resolve, sep } from "node:path";
import { packagesOf } from "./packages.js";

const folder = "../static/built";

/**
 * @param {string} root the npm project
 * @returns {Promise<{files: Map<string, Buffer>, packages: Set<string>}>}
 */
export async function bundle(root) {
  const page = await bundled(root, { entryPoints: ["../scripts/page.js"], splitting: true });
  const recovery = await bundled(root, { entryPoints: ["../scripts/recovery.js"] });
  const styles = await bundled(root, { entryPoints: ["../styles/page.css"] });
  const base = resolve(root, folder);
  const files = [page, recovery, styles].flatMap(({ outputFiles }) =>
    outputFiles.map((file) => [relative(base, file.path).split(sep).join("/"), Buffer.from(file.contents)]),
  );
  files.push(["page.json", Buffer.from(JSON.stringify(scriptsOf(page.metafile), null, 2) + "\n")]);
  const packages = [page, recovery, styles].flatMap(({ metafile }) => [...packagesOf(metafile)]);
  return { files: new Map(files), packages: new Set(packages) };
}

function bundled(root, options) {
  return build({
    absWorkingDir: root,
    outdir: folder,
    chunkNames: "chunks/[name]-[hash]",
    bundle: true,
    minify: true,
    format: "esm",
    charset: "utf8",
    target: ["safari16.4", "chrome111"],
    legalComments: "none", // all of them are in LICENSES.txt
    plugins: [withoutHtml],
    metafile: true,
    write: false,
    logLevel: "warning",
    ...options,
  });
}

/** The page's script and all that it cannot start without, so that a page asks for them at once. */
function scriptsOf({ outputs }) {
  const door = Object.keys(outputs).find((path) => path.endsWith("/page.js"));
  const found = new Set([door]);
  for (const path of found) {
    for (const { path: needed, kind } of outputs[path].imports) {
      if (kind === "import-statement") found.add(needed);
    }
  }
  return [...found].map((path) => path.slice(folder.length + 1));
}

/**
 * lang-markdown imports the parsers of HTML, CSS and JavaScript, 145 kB that every start would
 * read; we assemble Markdown ourselves (src/markdown.js) and never call what needs them. As code
 * languages they stay, in chunks.
 */
const withoutHtml = {
  name: "without-html",
  setup(build) {
    build.onResolve({ filter: /^@codemirror\/lang-(html|markdown)$/ }, ({ path, importer }) => {
      if (path.endsWith("html") && importer.includes("lang-markdown")) return own("no-html.js");
      if (path.endsWith("markdown") && importer.includes("language-data")) return own("markdown.js");
    });
  },
};

function own(file) {
  return { path: resolve(import.meta.dirname, "../src", file) };
}
