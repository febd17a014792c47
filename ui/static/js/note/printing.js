/**
 * Printing: the whole page of the note on paper, in light colours, with nothing folded and nothing cut. How it looks
 * there is in print.css; what only a script can make ready, and put back afterwards, is here.
 */
import { define } from "../acts.js";
import { notePane } from "../panes.js";
import { fitted } from "./paper.js";

let isPreparing = false;

define("print", async () => {
  const preview = /** @type {any} */ (notePane().querySelector("note-preview"));
  if (!preview || isPreparing) return;
  isPreparing = true;
  const back = inLight();
  await preview.getReady();
  isPreparing = false;
  addEventListener("afterprint", () => (back(), preview.goOn()), { once: true });
  window.print();
});

/** Whoever asks for it: the note's menu, or the browser's own. */
addEventListener("beforeprint", () => {
  const preview = notePane()?.querySelector("note-preview");
  if (!(preview instanceof HTMLElement)) return;
  addresses(preview);
  const restore = [...unfolded(preview), ...fitted(preview)];
  addEventListener("afterprint", () => restore.forEach((one) => one()), { once: true });
});

/** Diagrams are drawn in the colours of the window. */
function inLight() {
  const { dataset } = document.documentElement;
  const { theme } = dataset;
  dataset.theme = "light";
  return () => void (dataset.theme = theme);
}

/** @param {Element} page */
function unfolded(page) {
  return [...page.querySelectorAll("details:not([open])")].map((folded) => {
    folded.setAttribute("open", "");
    return () => folded.removeAttribute("open");
  });
}

/** What a link says by its colour is written behind it, unless its words are its address. @param {Element} page */
function addresses(page) {
  for (const link of page.querySelectorAll("a[href^=http], a[href^=mailto]")) {
    const address = link.getAttribute("href") ?? "";
    const isSaid = address.endsWith(link.textContent?.trim() || address);
    if (!isSaid) link.setAttribute("data-address", address);
  }
}
