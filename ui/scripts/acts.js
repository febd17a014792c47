/**
 * What buttons, menu items and keys can do, by name.
 *
 * Markup names an act (`data-act="new-note"`), one listener hears every click, and the module that
 * knows how defines it.  So a button may be swapped in at any time, and a key does what its button does.
 */

/** @typedef {(origin: HTMLElement) => unknown} Act */

/** @type {Map<string, Act>} */
const acts = new Map();

/**
 * @param {string} name
 * @param {Act} act
 */
export function define(name, act) {
  acts.set(name, act);
}

/**
 * @param {string} name
 * @param {HTMLElement} [origin] what was pressed, where it matters
 */
export function perform(name, origin = document.body) {
  return acts.get(name)?.(origin);
}

document.addEventListener("click", (event) => {
  const origin = event.target instanceof Element ? event.target.closest("[data-act]") : null;
  if (!(origin instanceof HTMLElement) || origin.matches(":disabled")) return;
  if (origin instanceof HTMLAnchorElement) event.preventDefault();
  perform(/** @type {string} */ (origin.dataset.act), origin);
});

define("close", (origin) => origin.closest("dialog")?.close());

/** @param {string} id */
export function showDialog(id) {
  const dialog = /** @type {HTMLDialogElement} */ (document.getElementById(id));
  if (!dialog.open) dialog.showModal();
  return dialog;
}

// A click beside a dialog closes it, as Esc does.
document.addEventListener("mousedown", (event) => {
  const dialog = event.target;
  if (!(dialog instanceof HTMLDialogElement) || dialog.getAttribute("role") === "alertdialog")
    return;
  const box = dialog.getBoundingClientRect();
  const inside =
    event.clientX >= box.left &&
    event.clientX <= box.right &&
    event.clientY >= box.top &&
    event.clientY <= box.bottom;
  if (!inside) dialog.close();
});
