/**
 * Printing: the whole page of the note on paper, in light colours, with nothing folded. How it looks there is in
 * print.css; what only a script can make ready, and put back afterwards, is here.
 */
import { define } from "../acts.js";
import { notePane } from "../panes.js";

let isPreparing = false;

define("print", async () => {
  const preview = /** @type {any} */ (notePane().querySelector("note-preview"));
  if (!preview || isPreparing) return;
  isPreparing = true;
  const back = inLight();
  await preview.getReady();
  isPreparing = false;
  addresses(preview);
  const restore = [back, ...unfolded(preview), () => preview.goOn()];
  addEventListener("afterprint", () => restore.forEach((one) => one()), { once: true });
  window.print();
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
  return [...page.querySelectorAll("details.callout:not([open])")].map((folded) => {
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
