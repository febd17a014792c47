/**
 * Bundles src/editor.js into codemirror/editor.js, and each programming language into a chunk of
 * its own that is fetched when a note first shows it.
 */
import { build } from "esbuild";
import { relative, resolve, sep } from "node:path";
import { packagesOf } from "./packages.js";

const folder = "../static/vendor/codemirror";
const types = 'export * from "../../../editor/src/editor.js";\n';

/**
 * @param {string} root the npm project
 * @returns {Promise<{files: Map<string, Buffer>, packages: Set<string>}>}
 */
export async function bundle(root) {
  const result = await build({
    absWorkingDir: root,
    entryPoints: ["src/editor.js"],
    outdir: folder,
    chunkNames: "chunks/[name]-[hash]",
    bundle: true,
    splitting: true,
    minify: true,
    format: "esm",
    charset: "utf8",
    target: ["safari16.4", "chrome111"],
    legalComments: "none", // all of them are in LICENSES.txt
    plugins: [withoutHtml],
    metafile: true,
    write: false,
    logLevel: "warning",
  });
  const base = resolve(root, folder);
  const files = result.outputFiles.map((file) => [
    `codemirror/${relative(base, file.path).split(sep).join("/")}`,
    Buffer.from(file.contents),
  ]);
  files.push(["codemirror/editor.d.ts", Buffer.from(types)]);
  return { files: new Map(files), packages: packagesOf(result.metafile) };
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
