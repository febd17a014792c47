/**
 * The texts of all notes that could not be saved: that there are some is said above the list, and each can be
 * gone to, made a note of its own when its note is gone, or discarded, which can be undone.
 */
import { getHtml, send } from "../api.js";
import { define, showDialog } from "../acts.js";
import { fill } from "../fragments.js";
import { here } from "../note/sessions.js";
import { attempt, create } from "../notes.js";
import { openNote } from "../panes.js";
import { counted } from "../words.js";
import { say } from "./undo-toast.js";

/** Milliseconds after the start, which has more to do than this. */
const LATER = 1000;

class KeptDrafts extends HTMLElement {
  connectedCallback() {
    setTimeout(() => void this.look(), LATER);
    document.addEventListener("octavo:drafts", () => void this.look());
  }

  /** Draws what there is; what cannot be asked for is not said. */
  async look() {
    const html = await getHtml(`${this.dataset.drafts}?window=${here}`).catch(() => "");
    fill(this.list, html);
    const { length } = this.list.querySelectorAll("[data-note-id]");
    this.hidden = length === 0;
    const said = /** @type {HTMLElement} */ (this.querySelector("[data-said]"));
    said.textContent = length ? counted(this, "kept", length) : "";
    if (!length) this.dialog.close();
  }

  get dialog() {
    return /** @type {HTMLDialogElement} */ (document.getElementById("drafts"));
  }

  get list() {
    return /** @type {HTMLElement} */ (this.dialog.querySelector("[data-list]"));
  }

  /** @param {HTMLElement} origin */
  async open(origin) {
    const [id] = named(origin);
    this.dialog.close();
    await openNote(id, { focus: true });
  }

  /** Its note is gone: the text becomes another. @param {HTMLElement} origin */
  async revive(origin) {
    const [id, window] = named(origin);
    const { body, title } = await read(id, window);
    if (!(await create({ body, title: title ?? undefined }))) return;
    await send("DELETE", `/notes/${id}/draft`, { window });
    await this.look();
  }

  /** @param {HTMLElement} origin */
  async discard(origin) {
    const [id, window] = named(origin);
    const { when: _, ...draft } = await read(id, window);
    await send("DELETE", `/notes/${id}/draft`, { window });
    await this.look();
    const back = () => send("PUT", `/notes/${id}/draft`, draft).then(() => this.look());
    say({ words: "discarded", undo: () => attempt(back) });
  }
}

/** @param {HTMLElement} origin @returns {[string, string]} its note and its window */
function named(origin) {
  const { noteId = "", window = "" } = /** @type {HTMLElement} */ (origin.closest("[data-note-id]")).dataset;
  return [noteId, window];
}

/** @param {string} id @param {string} window */
async function read(id, window) {
  const { drafts } = await send("GET", `/notes/${id}/drafts`);
  return drafts.find((/** @type {{window: string}} */ draft) => draft.window === window);
}

customElements.define("kept-drafts", KeptDrafts);

const kept = () => /** @type {KeptDrafts} */ (document.querySelector("kept-drafts"));

define("drafts", () => showDialog("drafts"));
define("draft-open", (origin) => kept().open(origin));
define("draft-revive", (origin) => attempt(() => kept().revive(origin)));
define("draft-remove", (origin) => attempt(() => kept().discard(origin)));
