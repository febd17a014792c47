/**
 * The title of the open note: what its text says, until somebody writes another here; emptied, it follows the
 * text again. It is saved as the text is, while it is typed and with the same care.
 */
import { define } from "../acts.js";
import { sessionOf } from "../note/sessions.js";
import { editor, openId, showPane } from "../panes.js";
import { phrase } from "../phrases.js";
import { words } from "../words.js";
import { say } from "./undo-toast.js";

class NoteTitle extends HTMLElement {
  /** The title as it is stored. */
  kept = "";
  note = "";
  /** What was written here last, or is stored. */
  #written = "";
  /** What was stored when the keyboard came. */
  #before = "";

  get input() {
    return /** @type {HTMLInputElement} */ (this.querySelector("input"));
  }

  /** Whether what was written here is not stored yet. */
  get waits() {
    return sessionOf(this.note)?.autosave.title !== undefined;
  }

  /** What was written before this note was left, and waits still. */
  recall() {
    const waiting = sessionOf(this.note)?.autosave.title;
    if (waiting !== undefined) this.show(waiting);
  }

  get wanted() {
    return this.input.value.trim();
  }

  connectedCallback() {
    [this.kept, this.#written, this.note] = [this.input.value, this.input.value, openId()];
    this.input.addEventListener("focus", () => (this.#before = this.kept));
    this.input.addEventListener("input", (event) => this.type(/** @type {InputEvent} */ (event)));
    this.input.addEventListener("compositionend", () => this.write());
    this.input.addEventListener("change", () => this.write());
    this.input.addEventListener("keydown", (event) => this.key(event));
    document.addEventListener("octavo:saved", this.hear);
    this.recall();
  }

  disconnectedCallback() {
    document.removeEventListener("octavo:saved", this.hear);
  }

  /** One that is empty for the moment is not meant yet. @param {InputEvent} event */
  type(event) {
    if (this.wanted && !event.isComposing) this.write();
  }

  write() {
    if (this.wanted === this.#written || this.input.readOnly) return;
    this.#written = this.wanted;
    sessionOf(this.note)?.rename(this.wanted);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.isComposing) return;
    if (event.key === "Enter") {
      event.preventDefault();
      editor()?.focus();
    } else if (event.key === "Escape") {
      event.preventDefault();
      this.input.value = this.#before;
      this.write();
      editor()?.focus();
    }
  }

  /** @param {Event} event */
  hear = (event) => {
    const { id, title, parts } = /** @type {CustomEvent} */ (event).detail;
    if (id !== this.note || typeof title !== "string") return;
    if (this.waits && parts !== undefined && title !== this.kept) this.tellOther(title);
    this.kept = title;
    if (!this.waits) this.show(title);
  };

  /** Somebody else gave the note another title, over which this one is written. @param {string} title */
  tellOther(title) {
    say({ text: phrase("The title was also changed elsewhere, to “{title}”, which the history keeps.", { title }) });
  }

  /** What is being typed stays as it is. @param {string} title */
  show(title) {
    if (document.activeElement !== this.input) {
      this.input.value = title;
      this.#written = title;
    }
    const shown = title || words(this, "untitled");
    this.input.title = shown;
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
