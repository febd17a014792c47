/**
 * What was done, said once in a strip under the list (it covers no text), with the way back.
 * A refusal is said in the same place.
 */
import { openNote } from "../panes.js";
import { words } from "../words.js";

/** How long a strip stays, milliseconds; not while it is pointed at or has the keyboard. */
const STAY = 10_000;

/**
 * @typedef {object} Saying
 * @property {string} [text] said as it is
 * @property {string} [words] the name of a sentence in the markup
 * @property {Record<string, string>} [about]
 * @property {() => unknown} [undo]
 * @property {string} [open] the id of a note that it is about, to be opened
 */

class UndoToast extends HTMLElement {
  #timer = 0;

  get shelf() {
    return /** @type {HTMLElement} */ (this.querySelector(".toasts"));
  }

  connectedCallback() {
    this.addEventListener("pointerenter", () => clearTimeout(this.#timer));
    this.addEventListener("pointerleave", () => this.wait());
    this.addEventListener("focusin", () => clearTimeout(this.#timer));
    this.addEventListener("focusout", () => this.wait());
  }

  /** @param {Saying} saying */
  say(saying) {
    const model = /** @type {HTMLTemplateElement} */ (this.querySelector("template"));
    const strip = /** @type {HTMLElement} */ (model.content.firstElementChild?.cloneNode(true));
    const said = /** @type {HTMLElement} */ (strip.querySelector("[data-words]"));
    said.textContent = saying.text ?? words(this, saying.words ?? "", saying.about);
    said.title = said.textContent;
    this.button(strip, "[data-undo]", saying.undo);
    this.button(strip, "[data-open]", saying.open && (() => openNote(saying.open ?? "")));
    strip.querySelector("[data-dismiss]")?.addEventListener("click", () => this.clear());
    this.shelf.replaceChildren(strip);
    this.wait();
  }

  /**
   * @param {HTMLElement} strip
   * @param {string} selector
   * @param {(() => unknown) | "" | undefined} act
   */
  button(strip, selector, act) {
    const button = /** @type {HTMLElement} */ (strip.querySelector(selector));
    button.hidden = !act;
    button.addEventListener("click", () => {
      this.clear();
      if (act) act();
    });
  }

  wait() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.clear(), STAY);
  }

  clear() {
    clearTimeout(this.#timer);
    this.shelf.replaceChildren();
  }
}

customElements.define("undo-toast", UndoToast);

/** @param {Saying} saying */
export function say(saying) {
  const toast = document.querySelector("undo-toast");
  if (toast instanceof UndoToast) toast.say(saying);
}
