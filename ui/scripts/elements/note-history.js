/**
 * <note-history>: the versions of the open note, what differs between them, and the way back.
 *
 * The chosen version has the keyboard: arrows go to the next, C keeps it to compare others with.  What is typed is
 * saved before, so that the newest version is what stands in the editor.  A version that is brought back is a save like
 * any other, and its Undo brings back what it replaced.
 */
import { ApiError, getHtml, send } from "../api.js";
import { define, showDialog } from "../acts.js";
import { fill } from "../fragments.js";
import { sessionOf } from "../note/sessions.js";
import { editor, notePane, openId, openNote, refreshLibrary, refreshList } from "../panes.js";
import { renew, saved } from "../renewal.js";
import { undo } from "../reversal.js";
import { Versions } from "../versions.js";
import { words } from "../words.js";
import { say } from "./undo-toast.js";

/** Milliseconds of rest after which is asked for what was typed, or for what was gone to. */
const REST = 120;

/** @typedef {"list" | "look"} Kind the versions, or what stands in one */

class NoteHistory extends HTMLElement {
  /** The note that is looked at. */
  id = "";
  /** @type {Versions | undefined} */
  versions;
  /** Its newest version, as the list says. */
  newest = 0;
  /** The version that others are compared with, once one was kept for that. */
  pinned = "";
  /**
   * What waits for a rest, and what is asked for: each makes void what was before it of its own kind, since to look at
   * a version does not take the place of a search.
   * @type {Map<Kind, ReturnType<typeof setTimeout>>}
   */
  #soon = new Map();
  /** @type {Map<Kind, AbortController>} */
  #asking = new Map();

  connectedCallback() {
    this.versions = new Versions(this.piece(".versions-list"), () => this.chosen());
    define("history", () => this.show());
    define("history-pin", () => this.pin());
    define("history-copy", () => this.attempt(() => this.copy()));
    define("history-restore", () => this.attempt(() => this.restore()));
    this.field("words").addEventListener("input", () => this.soon("list", () => this.list()));
    this.field("words").addEventListener("keydown", (event) => this.toList(event));
    this.piece(".versions-list").addEventListener("keydown", (event) => this.key(event));
    this.piece(".version-bar").addEventListener("change", ({ target }) => this.changed(target));
    this.dialog.addEventListener("close", () => this.leave());
  }

  /** @param {string} selector */
  piece(selector) {
    return /** @type {HTMLElement} */ (this.querySelector(selector));
  }

  /** @param {string} name */
  field(name) {
    return /** @type {HTMLInputElement} */ (this.querySelector(`[name=${name}]`));
  }

  get dialog() {
    return /** @type {HTMLDialogElement} */ (this.piece("dialog"));
  }

  async show() {
    const id = shownId();
    if (!id || this.dialog.open) return;
    await saved();
    if (id !== shownId()) return;
    this.begin(id);
    showDialog(this.dialog.id);
    await this.list();
    this.versions?.focus();
  }

  /** Nothing is left of the note that was looked at before. @param {string} id */
  begin(id) {
    this.id = id;
    this.pinned = "";
    this.field("words").value = "";
    this.field("with").value = "now";
    this.piece("option[value=chosen]").hidden = true;
    const heading = notePane().querySelector("#note-heading");
    this.piece("[data-title]").textContent = heading?.textContent ?? "";
    this.piece(".versions-list").replaceChildren();
    this.piece(".version-view").replaceChildren();
    this.refuse("");
    this.offer();
  }

  /** Nothing that was asked for is shown any more. */
  leave() {
    for (const asking of this.#asking.values()) asking.abort();
  }

  /** The versions, or those that have the words that are looked for. */
  async list() {
    const asked = new URLSearchParams({ q: this.field("words").value.trim() });
    const html = await this.ask("list", `/notes/${this.id}/history?${asked}`);
    if (html === undefined) return;
    this.versions?.show(html, Boolean(asked.get("q")));
    this.newest = this.versions?.newest || this.newest;
    if (!this.versions?.chosen) this.showNothing();
    this.offer();
  }

  showNothing() {
    this.#asking.get("look")?.abort();
    this.piece(".version-view").replaceChildren();
  }

  /** Another version was gone to. */
  chosen() {
    this.refuse("");
    this.offer();
    this.soon("look", () => this.look());
  }

  /** What can be done with the chosen version. */
  offer() {
    const { whole, older } = this.versions?.state ?? { whole: false, older: false };
    this.button("history-restore").disabled = !whole || !older || (editor()?.readOnly ?? false);
    this.button("history-copy").disabled = !whole;
    this.button("history-pin").disabled = !whole;
  }

  /** @param {string} act */
  button(act) {
    return /** @type {HTMLButtonElement} */ (this.piece(`[data-act=${act}]`));
  }

  /** Shows what differs, or the lines of the chosen version. */
  async look() {
    if (!this.versions?.chosen) return;
    const asked = new URLSearchParams({ of: String(this.versions.number) });
    const shows = this.shows;
    if (shows === "changes") {
      asked.set("view", matchMedia("(max-width: 760px)").matches ? "inline" : this.view);
      const other = this.other;
      if (other) asked.set("with", other);
    }
    for (const part of this.querySelectorAll("[data-for]"))
      /** @type {HTMLElement} */ (part).hidden = shows !== "changes";
    const html = await this.ask("look", `/notes/${this.id}/history/${shows}?${asked}`);
    if (html === undefined) return;
    const view = this.piece(".version-view");
    fill(view, html);
    view.scrollTop = 0;
    view.querySelector(".was, .becomes")?.scrollIntoView({ block: "nearest" });
  }

  get shows() {
    return this.piece("[name=shows]:checked").getAttribute("value") ?? "changes";
  }

  get view() {
    return this.piece("[name=history_view]:checked").getAttribute("value") ?? "inline";
  }

  /** The version to compare with: "" for the newest, "0" for the one before. */
  get other() {
    const { value } = this.field("with");
    if (value === "chosen") return this.pinned;
    return value === "before" ? "0" : "";
  }

  /** Keeps the chosen version to compare others with it. */
  pin() {
    const option = this.piece("option[value=chosen]");
    this.pinned = String(this.versions?.number);
    option.textContent = this.when;
    option.hidden = false;
    this.field("with").value = "chosen";
    this.versions?.pin();
    this.versions?.focus();
    void this.look();
  }

  /** When the chosen version was written, in words. */
  get when() {
    return this.versions?.chosen?.dataset.when ?? "";
  }

  /** It came back as another note. @param {string} id */
  async showBeside(id) {
    await openNote(id);
    await refreshList();
    refreshLibrary();
    say({ text: words(this, "beside") });
  }

  async restore() {
    const { id, when, newest } = this;
    const version = Number(this.versions?.number);
    const autosave = sessionOf(id)?.autosave;
    if (!(await (autosave?.flush() ?? true))) return this.refuse(words(this, "unsaved"));
    const base = autosave?.version === newest + 1 ? newest + 1 : newest; // what was typed here is one step
    const made = await bringBack(id, version, base);
    this.dialog.close();
    if (made.id !== id) return this.showBeside(made.id);
    await this.shownAgain(id);
    if (made.version === base) return say({ text: words(this, "unchanged") });
    say({ text: words(this, "restored", { when }), undo: () => undo(made.act) });
  }

  /** @param {string} id */
  async shownAgain(id) {
    if (editor() && openId() === id) return renew();
    await openNote(id);
    await refreshList();
  }

  async copy() {
    const made = await send("POST", `/notes/${this.id}/history/copy`, { version: this.versions?.number });
    this.dialog.close();
    await openNote(made.id);
    await refreshList();
    refreshLibrary();
    say({ text: words(this, "copied") });
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.key.toLowerCase() !== "c" || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    if (!this.button("history-pin").disabled) this.pin();
  }

  /** From the words to what was found. @param {KeyboardEvent} event */
  toList(event) {
    if (event.key !== "ArrowDown" && event.key !== "Enter") return;
    event.preventDefault();
    this.versions?.focus();
  }

  /** Another way to look at it, which is remembered. @param {EventTarget | null} target */
  changed(target) {
    if (target instanceof HTMLInputElement && target.name === "history_view")
      void send("PUT", "/settings", { history_view: target.value }).catch(() => undefined);
    void this.look();
  }

  /** @param {Kind} kind @param {() => unknown} work */
  soon(kind, work) {
    clearTimeout(this.#soon.get(kind));
    this.#soon.set(kind, setTimeout(work, REST));
  }

  /** @param {Kind} kind @param {string} url @returns {Promise<string | undefined>} nothing when it became void */
  async ask(kind, url) {
    this.#asking.get(kind)?.abort();
    const asking = new AbortController();
    this.#asking.set(kind, asking);
    try {
      return await getHtml(url, { signal: asking.signal });
    } catch (error) {
      if (error instanceof ApiError && !asking.signal.aborted) this.refuse(error.message);
      else if (!asking.signal.aborted) throw error;
      return undefined;
    }
  }

  /** @param {() => Promise<unknown>} work */
  async attempt(work) {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.refuse(error.message);
    }
  }

  /** @param {string} message "" when nothing is wrong */
  refuse(message) {
    const trouble = this.piece(".trouble");
    trouble.textContent = message;
    trouble.hidden = !message;
  }
}

const shownId = () => notePane().dataset.noteId ?? notePane().dataset.damagedId;

/** @param {string} id @param {number} version @param {number} base @returns {Promise<{id: string, version: number, act: number}>} */
function bringBack(id, version, base) {
  return send("POST", `/notes/${id}/history/restore`, { version, base });
}

customElements.define("note-history", NoteHistory);
