/**
 * What the server sends, into the page: the only place where text becomes elements.
 *
 * It may: every fragment is one of our own templates, which escape, and what stands in them of a
 * note was cleaned by the sanitizer last; elements made this way run no script, and the page's
 * policy would run none.
 */
import { lead } from "./api.js";

/** @returns {any} */
const htmx = () => /** @type {any} */ (window).htmx;

/**
 * What no policy forbids, to lead the page elsewhere by itself, is left out once more.
 *
 * @param {string} html
 */
export function fragment(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  for (const leading of template.content.querySelectorAll("meta, base")) leading.remove();
  return template.content;
}

/**
 * Put a fragment in the place of what an element has.
 *
 * @param {Element} place
 * @param {string} html
 */
export function fill(place, html) {
  place.replaceChildren(fragment(html));
  process(place);
}

/**
 * Ask for a fragment and swap it in.
 *
 * @param {string} address
 * @param {Element} target
 * @param {{source?: Element, swap?: string, push?: string}} [choices] source: who asks, whose
 *     hx-sync says who gives way to whom
 * @returns {Promise<unknown>}
 */
export function swap(address, target, choices = {}) {
  const wanted = { source: target, swap: "innerHTML", ...choices };
  return Promise.resolve(htmx().ajax("GET", address, { ...wanted, target }));
}

/** @param {Element} root markup that a script has made */
export function process(root) {
  htmx().process(root);
}

document.addEventListener("htmx:config:request", (event) => {
  lead(/** @type {CustomEvent} */ (event).detail.ctx);
});
