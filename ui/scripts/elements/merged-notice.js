/**
 * Says that what was changed elsewhere has come into the open note, with the way back. Only what
 * nobody has written on since can be taken back here; the rest is for the note's history.
 */
import { define } from "../acts.js";
import { editor, openId } from "../panes.js";

class MergedNotice extends HTMLElement {
  #mine = "";
  #whole = "";

  connectedCallback() {
    document.addEventListener("octavo:merged", this.hear);
    document.addEventListener("octavo:changed", this.changed);
  }

  disconnectedCallback() {
    document.removeEventListener("octavo:merged", this.hear);
    document.removeEventListener("octavo:changed", this.changed);
  }

  /** @param {Event} event */
  hear = (event) => {
    const { id, mine, whole, said } = /** @type {CustomEvent} */ (event).detail;
    if (id !== openId()) return;
    [this.#mine, this.#whole] = [mine, whole];
    this.show(said);
  };

  changed = () => {
    if (!this.hidden) this.#within("[data-act=merged-undo]").hidden = !this.untouched;
  };

  get untouched() {
    return editor()?.text === this.#whole;
  }

  undo() {
    if (this.untouched) editor().change(this.#mine);
    this.show("");
    editor()?.focus();
  }

  /** @param {string} said whose changes are in the note: `both`, `theirs`; "" is over */
  show(said) {
    this.hidden = !said;
    for (const words of this.querySelectorAll("[data-said]")) // what appears in a status is read aloud
      /** @type {HTMLElement} */ (words).hidden = words.getAttribute("data-said") !== said;
    this.changed();
  }

  /** @param {string} selector */
  #within(selector) {
    return /** @type {HTMLElement} */ (this.querySelector(selector));
  }
}

customElements.define("merged-notice", MergedNotice);

const notice = () => document.querySelector("merged-notice");

define("merged-undo", () => {
  const shown = notice();
  if (shown instanceof MergedNotice) shown.undo();
});

define("merged-dismiss", () => {
  const shown = notice();
  if (shown instanceof MergedNotice) shown.show("");
});
