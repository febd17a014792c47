/**
 * Bundles src/diagrams.js with all of Mermaid into one script that a document carries inside it: nothing
 * has to be let into its frame but that document.
 *
 * Two parts of Mermaid are left out, half of its size: the ELK layout, in whose place the older one (dagre)
 * stands, and formulas in labels, of which a diagram says that they are not there.
 */
import { build } from "esbuild";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { packagesOf } from "./packages.js";

const elk = /^\.\/elk-\w+\.mjs$/;
const dagre = /^dagre-\w+\.mjs$/;

/**
 * @param {string} root the npm project
 * @returns {Promise<{script: Buffer, packages: Set<string>}>}
 */
export async function diagrams(root) {
  const result = await build({
    absWorkingDir: root,
    entryPoints: ["src/diagrams.js"],
    outdir: "diagrams",
    bundle: true,
    minify: true,
    format: "iife",
    charset: "utf8",
    target: ["safari16.4", "chrome111"],
    legalComments: "none", // all of them are in LICENSES.txt
    plugins: [withoutSomeParts],
    metafile: true,
    write: false,
    logLevel: "warning",
  });
  const script = inlined(result.outputFiles[0].text);
  return { script: Buffer.from(script), packages: packagesOf(result.metafile) };
}

const withoutSomeParts = {
  name: "without-some-parts",
  setup(build) {
    build.onResolve({ filter: elk }, ({ resolveDir }) => ({
      path: join(resolveDir, readdirSync(resolveDir).find((name) => dagre.test(name))),
    }));
    build.onResolve({ filter: /^katex$/ }, ({ path }) => ({ path, namespace: "left-out" }));
    build.onLoad({ filter: /.*/, namespace: "left-out" }, () => ({
      contents: `throw new Error("Octavo draws no formulas in diagrams.")`,
    }));
  },
};

/** What would end a script inside HTML, or hide its end, is only ever in strings and patterns. */
function inlined(script) {
  return script.replace(/<(?=!--|\/?script)/gi, "\\x3C");
}
