/**
 * <for-good>: the one question before notes are deleted for good.
 *
 * It says what is deleted, and that is what is: what is put into the trash meanwhile stays there.
 */
import { send } from "../api.js";
import { define, showDialog } from "../acts.js";
import { attempt } from "../notes.js";
import { notePane, openAddress, openId, place, refreshLibrary, refreshList } from "../panes.js";
import { say } from "./undo-toast.js";
import { words } from "../words.js";

class ForGood extends HTMLElement {
  /** @type {() => Promise<{said: string}>} */
  #delete = async () => ({ said: "" });

  connectedCallback() {
    define("empty-trash", () => attempt(() => this.empty()));
    define("delete-note", (origin) => this.note(origin));
    define("do-delete", () => this.done());
  }

  async empty() {
    const { notes, until, said } = await send("GET", "/trash");
    if (notes) this.ask(said, () => send("DELETE", "/trash", { until }));
    else say({ text: words(this, "empty") });
  }

  /** @param {HTMLElement} origin in the row of a note, or in its pane */
  note(origin) {
    const row = /** @type {HTMLElement | null} */ (origin.closest("li[data-note-id]"));
    const heading = (row ?? notePane()).querySelector(row ? "h3" : "#note-heading");
    const id = row?.dataset.noteId ?? openId();
    const title = heading?.textContent?.trim() ?? "";
    this.ask(words(this, "note", { title }), () => send("DELETE", `/notes/${id}`));
  }

  /** @param {string} said @param {() => Promise<{said: string}>} act */
  ask(said, act) {
    this.#delete = act;
    this.piece("[data-said]").textContent = said;
    this.piece("[data-trouble]").hidden = true;
    showDialog("for-good");
  }

  async done() {
    const trouble = this.piece("[data-trouble]");
    try {
      const { said } = await this.#delete();
      /** @type {HTMLDialogElement} */ (this.querySelector("dialog")).close();
      say({ text: said });
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      trouble.textContent = error.message;
      trouble.hidden = false;
      return;
    }
    await this.renew();
  }

  /** The pane of a note that is gone gives way to the library's first page. */
  async renew() {
    const id = openId();
    const gone = id && (await send("GET", `/notes/${id}/text`).then(() => false, ({ status }) => status === 404));
    if (gone) await openAddress(`/notes/${id}${place()}`);
    await refreshList();
    refreshLibrary();
  }

  /** @param {string} selector */
  piece(selector) {
    return /** @type {HTMLElement} */ (this.querySelector(selector));
  }
}

customElements.define("for-good", ForGood);
