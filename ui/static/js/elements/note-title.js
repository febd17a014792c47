/**
 * The title of the open note: what its text says, until somebody writes another here; emptied, it follows the
 * text again. It is saved while it is typed, as the text is; one that could not be saved stays in the field and goes
 * along with the next save that is taken.
 */
import { define } from "../acts.js";
import { sessionOf } from "../note/sessions.js";
import { attempt } from "../notes.js";
import { editor, openId, showPane } from "../panes.js";
import { phrase } from "../phrases.js";
import { words } from "../words.js";
import { say } from "./undo-toast.js";

const pause = 500; // ms between two saves while somebody types

class NoteTitle extends HTMLElement {
  /** The title as it is stored. */
  kept = "";
  note = "";
  #before = "";
  #failed = false;
  #underWay = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  get input() {
    return /** @type {HTMLInputElement} */ (this.querySelector("input"));
  }

  get wanted() {
    return this.input.value.trim();
  }

  connectedCallback() {
    [this.kept, this.note] = [this.input.value, openId()];
    this.input.addEventListener("focus", () => (this.#before = this.kept));
    this.input.addEventListener("input", (event) => this.type(/** @type {InputEvent} */ (event)));
    this.input.addEventListener("change", () => this.write());
    this.input.addEventListener("keydown", (event) => this.key(event));
    document.addEventListener("octavo:saved", this.hear);
    document.addEventListener("octavo:state", this.retry);
    document.addEventListener("octavo:farewell", this.farewell);
    addEventListener("pagehide", this.leave);
  }

  disconnectedCallback() {
    document.removeEventListener("octavo:saved", this.hear);
    document.removeEventListener("octavo:state", this.retry);
    document.removeEventListener("octavo:farewell", this.farewell);
    removeEventListener("pagehide", this.leave);
    void this.write();
  }

  /** One that is empty for the moment is not meant yet. @param {InputEvent} event */
  type(event) {
    if (event.isComposing || this.#timer) return;
    this.#timer = setTimeout(() => this.wanted && this.write(), pause);
  }

  /** @returns {Promise<boolean>} whether what stands here is stored */
  async write() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const title = this.wanted;
    if (title === this.kept || this.input.readOnly) return true;
    this.#underWay++;
    const answer = await attempt(() => this.put(title));
    this.#underWay--;
    this.#failed = !answer;
    if (answer) this.show(answer.title);
    return !this.#failed;
  }

  /** @param {string} title */
  async put(title) {
    const found = /** @type {string[]} */ ([]);
    return sessionOf(this.note)?.autosave.put(() => {
      if (found.length && found.at(-1) !== this.kept) this.tellOther(this.kept);
      found.push(this.kept);
      return { title, autosave: true };
    });
  }

  /** Somebody else gave the note another title, over which this one is written. @param {string} title */
  tellOther(title) {
    say({ text: phrase("The title was also changed elsewhere, to “{title}”, which the history keeps.", { title }) });
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
      void this.write();
      editor()?.focus();
    }
  }

  /** @param {Event} event */
  hear = (event) => {
    const { id, title } = /** @type {CustomEvent} */ (event).detail;
    if (id !== this.note || typeof title !== "string") return;
    this.show(title);
  };

  /** What stood in the way may be gone. @param {Event} event */
  retry = (event) => {
    const { id, state } = /** @type {CustomEvent} */ (event).detail;
    if (id === this.note && state === "saved" && this.#failed && !this.#underWay) void this.write();
  };

  leave = () => void this.write();

  /** The window is about to close, and waits for an answer. @param {Event} event */
  farewell = (event) => {
    const saved = this.write().then((stored) => (stored ? "saved" : "failed"));
    /** @type {CustomEvent} */ (event).detail.push(saved);
  };

  /** What is typed here stays as it is. @param {string} title */
  show(title) {
    this.kept = title;
    if (!this.isConnected) return;
    const shown = title || words(this, "untitled");
    const typed = this.#underWay || this.#failed || document.activeElement === this.input;
    if (!typed) this.input.value = title;
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
