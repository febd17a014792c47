/**
 * Printing: the whole page of the note on paper, in light colours, with nothing folded and nothing cut. How it looks
 * there is in print.css; what only a script can make ready, and put back afterwards, is here.
 */
import { ApiError, send } from "../api.js";
import { define } from "../acts.js";
import { say } from "../elements/undo-toast.js";
import { notePane, openId } from "../panes.js";
import { phrase } from "../phrases.js";
import { fitted } from "./paper.js";

let isPreparing = false;

/** Milliseconds after its dialog in which printing begins, unless somebody has said no: WebKit on GTK does not tell. */
const grace = 1_000;

define("print", () => prepared(printed));

define("save-pdf", () =>
  prepared(async () => {
    const { file } = await send("POST", `/notes/${openId()}/pdf`);
    if (file) say({ text: phrase("Saved as {file}", { file }) });
  }),
);

function printed() {
  return new Promise((done) => {
    let begun = false;
    addEventListener("beforeprint", () => (begun = true), { once: true });
    addEventListener("afterprint", done, { once: true });
    window.print();
    setTimeout(() => begun || done(undefined), grace);
  });
}

/** The page is ready for paper as long as it is printed. @param {() => Promise<unknown>} print */
async function prepared(print) {
  const preview = /** @type {any} */ (notePane().querySelector("note-preview"));
  if (!preview || isPreparing) return;
  isPreparing = true;
  const back = inLight();
  try {
    await preview.getReady();
    await print();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    say({ text: error.message });
  } finally {
    isPreparing = false;
    back();
    preview.goOn();
  }
}

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
