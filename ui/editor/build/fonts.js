/**
 * Inter for the interface and for reading, JetBrains Mono for code: the weight axis only, every
 * subset, each fetched only when a page shows one of its characters. The system's fonts stand
 * behind them for everything else (Chinese, Japanese, Korean, Arabic …).
 */
import { packageFile } from "./packages.js";

const sheets = [
  ["@fontsource-variable/inter", "wght.css"],
  ["@fontsource-variable/inter", "wght-italic.css"],
  ["@fontsource-variable/jetbrains-mono", "wght.css"],
  ["@fontsource-variable/jetbrains-mono", "wght-italic.css"],
];
const source = /url\(\.\/files\/([\w-]+\.woff2)\)/g;

/** @returns {Map<string, Buffer>} */
export function fonts() {
  const files = new Map();
  const css = sheets.map(([name, sheet]) => {
    const text = packageFile(name, sheet).toString();
    for (const [, file] of text.matchAll(source)) {
      files.set(`fonts/${file}`, packageFile(name, `files/${file}`));
    }
    return text.replace(source, "url(fonts/$1)").trim();
  });
  return files.set("fonts.css", Buffer.from(css.join("\n\n") + "\n"));
}
