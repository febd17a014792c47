/**
 * <damaged-note data-base data-back>: a note whose text is not what was saved, beside good texts of it.
 */
import { send } from "../api.js";
import { define } from "../acts.js";
import { attempt } from "../notes.js";
import { notePane, openNote, refreshLibrary, refreshList, results } from "../panes.js";
import { words } from "../words.js";
import { say } from "./undo-toast.js";

class DamagedNote extends HTMLElement {
  connectedCallback() {
    define("bring-back", (origin) => attempt(() => this.bringBack(origin)));
    const row = results().querySelector(`[data-note-id="${notePane().dataset.damagedId}"]`);
    if (row && !row.querySelector(".broken")) void refreshList(); // it is marked from now on
  }

  /** @param {HTMLElement} origin */
  async bringBack(origin) {
    const id = notePane().dataset.damagedId ?? "";
    const { version, backup, stored } = origin.dataset;
    const base = Number(this.dataset.base);
    const [address, wanted] =
      stored !== undefined ? ["rescue", { stored: true }]
      : backup ? ["rescue", { backup }]
      : ["history/restore", { version: Number(version) }];
    const note = await send("POST", `/notes/${id}/${address}`, { ...wanted, base });
    const text = words(this, note.id === id ? "back" : "beside");
    await openNote(note.id);
    await refreshList();
    refreshLibrary();
    say({ text });
  }
}

customElements.define("damaged-note", DamagedNote);
