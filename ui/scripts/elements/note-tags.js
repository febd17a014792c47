/**
 * The tags in the foot of a note, made anew when a save says that they changed.
 */
import { process } from "../fragments.js";
import { openId } from "../panes.js";

class NoteTags extends HTMLElement {
  connectedCallback() {
    document.addEventListener("octavo:saved", this.hear);
  }

  disconnectedCallback() {
    document.removeEventListener("octavo:saved", this.hear);
  }

  /** Tags that somebody gave; the others stand in the text. @returns {string[]} */
  get given() {
    return (this.dataset.given ?? "").split("\n").filter(Boolean);
  }

  set given(tags) {
    this.dataset.given = tags.join("\n");
  }

  /** @returns {string[]} */
  get names() {
    return [...this.querySelectorAll("[data-tag]")].map((chip) =>
      chip instanceof HTMLElement ? (chip.dataset.tag ?? "") : "",
    );
  }

  /** @param {Event} event */
  hear = (event) => {
    const { id, tags, given } = /** @type {CustomEvent} */ (event).detail;
    if (id !== openId()) return;
    if (Array.isArray(given)) this.given = given;
    if (!Array.isArray(tags) || tags.join("\n") === this.names.join("\n")) return;
    this.show(tags);
    document.body.dispatchEvent(new CustomEvent("octavo:counts", { bubbles: true }));
  };

  /** @param {string[]} tags */
  show(tags) {
    const list = /** @type {HTMLElement} */ (this.querySelector("ul"));
    const model = /** @type {HTMLTemplateElement} */ (this.querySelector("template"));
    list.replaceChildren(
      ...tags.map((tag) => {
        const item = /** @type {DocumentFragment} */ (model.content.cloneNode(true));
        const chip = /** @type {HTMLAnchorElement} */ (item.querySelector("a"));
        const query = `?${new URLSearchParams({ tag })}`;
        chip.dataset.tag = tag;
        chip.setAttribute("href", `/${query}`);
        chip.setAttribute("hx-get", `/list${query}`);
        /** @type {HTMLElement} */ (chip.firstElementChild).textContent = `#${tag}`;
        return item;
      }),
    );
    process(list);
  }
}

customElements.define("note-tags", NoteTags);
