/**
 * Why a note was found: asked for when its row is asked, and said in a panel below the row's button.
 */
import { define } from "../acts.js";
import { swap } from "../fragments.js";
import { hide, isShownFor, show } from "../popovers.js";

class HitReasons extends HTMLElement {
  get panel() {
    return /** @type {HTMLElement} */ (this.querySelector("[popover]"));
  }

  connectedCallback() {
    define("why", (button) => (isShownFor(button) ? hide() : this.tell(button)));
  }

  /** @param {HTMLElement} button of a row, in a list that was asked for some words */
  async tell(button) {
    this.panel.replaceChildren();
    await swap(address(button), this.panel, { source: this });
    if (this.panel.childElementCount && button.isConnected) show(this.panel, button);
  }
}

/** @param {HTMLElement} button */
function address(button) {
  const { noteId } = /** @type {HTMLElement} */ (button.closest("[data-note-id]")).dataset;
  const { words } = /** @type {HTMLElement} */ (button.closest("[data-words]")).dataset;
  return `/notes/${noteId}/why?${new URLSearchParams({ q: words ?? "" })}`;
}

customElements.define("hit-reasons", HitReasons);
