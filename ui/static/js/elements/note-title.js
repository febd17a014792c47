/**
 * The title of the open note: what its text says, until somebody writes another here; emptied, it follows the
 * text again.
 */
import { define } from "../acts.js";
import { put } from "../notes.js";
import { editor, openId, showPane } from "../panes.js";
import { words } from "../words.js";

class NoteTitle extends HTMLElement {
  /** The title as it is stored. */
  kept = "";

  get input() {
    return /** @type {HTMLInputElement} */ (this.querySelector("input"));
  }

  connectedCallback() {
    this.kept = this.input.value;
    this.input.addEventListener("change", () => this.write());
    this.input.addEventListener("keydown", (event) => this.key(event));
    document.addEventListener("octavo:saved", this.hear);
  }

  disconnectedCallback() {
    document.removeEventListener("octavo:saved", this.hear);
  }

  async write() {
    const title = this.input.value.trim();
    if (title === this.kept || this.input.readOnly) return;
    const answer = await put({ title });
    this.show(answer ? answer.title : this.kept);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.isComposing) return;
    if (event.key === "Enter") {
      event.preventDefault();
      editor()?.focus();
    } else if (event.key === "Escape") {
      event.preventDefault();
      this.input.value = this.kept;
      editor()?.focus();
    }
  }

  /** @param {Event} event */
  hear = (event) => {
    const { id, title } = /** @type {CustomEvent} */ (event).detail;
    if (id === openId() && typeof title === "string" && document.activeElement !== this.input)
      this.show(title);
  };

  /** @param {string} title */
  show(title) {
    const shown = title || words(this, "untitled");
    this.kept = title;
    Object.assign(this.input, { value: title, title: shown });
    const heading = document.getElementById("note-heading");
    if (heading) heading.textContent = shown;
    document.title = `${shown} · Octavo`;
  }
}

define("rename", () => {
  const input = document.querySelector("note-title input");
  if (!(input instanceof HTMLInputElement)) return;
  showPane("note");
  input.focus();
  input.select();
});

customElements.define("note-title", NoteTitle);
