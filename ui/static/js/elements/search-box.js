/**
 * Search as you type.  htmx asks, the newest question wins (hx-sync); this element says when to ask: not in the
 * middle of a word that an input method is still composing.
 *
 * Emptied, the list goes back to where it was before; Esc empties, and a second Esc goes to the list.
 */
import { define, perform } from "../acts.js";
import { openPlace, place, results, showPane } from "../panes.js";

class SearchBox extends HTMLElement {
  #before = "";

  get input() {
    return /** @type {HTMLInputElement} */ (this.querySelector("input"));
  }

  connectedCallback() {
    this.input.addEventListener("input", (event) => {
      if (!(/** @type {InputEvent} */ (event).isComposing)) this.changed();
    });
    this.input.addEventListener("compositionend", () => this.changed());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.querySelector("form")?.addEventListener("submit", (event) => event.preventDefault());
    document.addEventListener("htmx:after:swap", this.follow);
  }

  disconnectedCallback() {
    document.removeEventListener("htmx:after:swap", this.follow);
  }

  changed() {
    const words = this.input.value.trim();
    if (words && !place().startsWith("?q=")) this.#before = place();
    this.toggleAttribute("data-filled", words !== "");
    if (words) this.input.dispatchEvent(new CustomEvent("octavo:search"));
    else this.leave();
  }

  clear() {
    if (!this.input.value) return;
    this.input.value = "";
    this.changed();
  }

  leave() {
    if (results().dataset.found !== undefined) openPlace(this.#before);
  }

  /** A notebook or tag that is chosen ends the search. @param {Event} event */
  follow = (event) => {
    const { ctx } = /** @type {CustomEvent} */ (event).detail;
    if (ctx.target !== results() || place().startsWith("?q=") || ctx.sourceElement === this.input)
      return;
    this.input.value = "";
    this.removeAttribute("data-filled");
  };

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.isComposing) return;
    if (event.key === "Escape") {
      event.preventDefault();
      if (this.input.value) this.clear();
      else this.first()?.focus();
    } else if (event.key === "ArrowDown") {
      event.preventDefault();
      this.first()?.focus();
    } else if (event.key === "Enter") {
      event.preventDefault();
      this.first()?.click();
    }
  }

  /** @returns {HTMLElement | null} */
  first() {
    return results().querySelector(".row h3 a");
  }
}

define("search", () => {
  const input = /** @type {HTMLInputElement} */ (document.getElementById("search"));
  perform("close-drawer");
  showPane("list");
  input.focus();
  input.select();
});

define("clear-search", () => {
  /** @type {any} */ (document.querySelector("search-box")).clear();
  document.getElementById("search")?.focus();
});

customElements.define("search-box", SearchBox);
