/** Reads files of installed packages. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const modules = resolve(import.meta.dirname, "../node_modules");

/** @returns {Buffer} */
export function packageFile(name, path) {
  return readFileSync(join(modules, name, path));
}

/** @returns {{name: string, version: string, license: string}} */
export function packageFacts(name) {
  return JSON.parse(packageFile(name, "package.json").toString());
}

/** The text of the licence that a package carries; a package without one may not be bundled. */
export function licenceText(name) {
  const folder = join(modules, name);
  const file = existsSync(folder) && readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (!file) throw new Error(`${name} carries no licence`);
  return readFileSync(join(folder, file), "utf8").replaceAll("\r\n", "\n").trim();
}

/** The packages that a bundle is made of. */
export function packagesOf(metafile) {
  const names = Object.keys(metafile.inputs).map(
    (path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1],
  );
  return new Set(names.filter((name) => name !== undefined));
}
