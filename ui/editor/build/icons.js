/**
 * The icons of the page as one sprite:
 *
 *     <svg class="icon" aria-hidden="true"><use href="/static/built/icons.svg#icon-NAME"></use></svg>
 *
 * To add one, write its Lucide name below and build.
 */
import { packageFile } from "./packages.js";

const names = `
  arrow-down arrow-left arrow-up book-open case-sensitive check chevron-down chevron-left
  chevron-right chevron-up circle-alert clock cloud-off columns-2 command copy corner-down-left
  download ellipsis external-link eye file-text folder folder-input folder-plus git-compare hash
  history image import inbox info keyboard languages list loader-circle monitor moon notebook
  notebook-text panel-left pen-line pencil pin plus printer regex replace replace-all rotate-ccw search
  settings square-pen star sun tag trash-2 triangle-alert undo-2 upload whole-word wrap-text x
`.trim().split(/\s+/);

const stroke =
  'fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"';

/** @returns {Buffer} */
export function icons() {
  const symbols = names.map((name) => `  <symbol id="icon-${name}" viewBox="0 0 24 24" ${stroke}>${shapes(name)}</symbol>`);
  return Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`);
}

/** What stands between <svg …> and </svg>, on one line. */
function shapes(name) {
  const svg = packageFile("lucide-static", `icons/${name}.svg`).toString();
  const inner = /<svg[^>]*>([\s\S]*)<\/svg>/.exec(svg);
  if (!inner) throw new Error(`${name} is no icon`);
  return inner[1].trim().replace(/\s*\n\s*/g, "");
}
