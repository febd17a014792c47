/**
 * <note-editor note-id version mode [readonly] [undoable] [matches]><textarea>the exact text</textarea></note-editor>
 *
 * Shows the textarea's text in an editor and keeps it saved. `matches` are the places [[from, to], …]
 * of what a search found in it, in the units of the editor; the first of them is shown. What it tells
 * bubbles up from it:
 *
 *     octavo:changed  {id, text}                                at most every 30 ms
 *     octavo:saved    {id, version, title, changed, tags}
 *     octavo:state    {id, state, message, version, …}          see note/autosave.js
 *     octavo:merged   {id, mine, whole}         what others changed in the text `mine` has come in
 *     octavo:matches  {id, shown}       the matches have changed; shown: another is the current one
 *
 * A note that was left while it was being saved tells the same from the document, with
 * `left: true`.
 */
import {
  atMatch,
  atPlace,
  closeSearch,
  goToLine,
  hideMatches,
  matched,
  openSearch,
  placeOf,
  setReadOnly,
  showMatch,
  topOfLine,
  viewOf,
} from "../../editor/src/editor.js";
import { phrase } from "../phrases.js";
import { leave, takeLeft } from "../note/returning.js";
import { open } from "../note/sessions.js";

const changedEvery = 30; // ms
const placeEvery = 250; // ms: what is kept may be as old as that when the page ends
const nothing = { lines: /** @type {number[]} */ ([]), current: -1 };

export class NoteEditor extends HTMLElement {
  static observedAttributes = ["readonly"];

  /** @type {import("../note/sessions.js").Session | null} */
  #session = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #changedSoon;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #placeSoon;
  #ahead = false; // a match was shown since the caret was last used: the keyboard goes there

  connectedCallback() {
    if (this.#session) return;
    const textarea = this.querySelector("textarea");
    if (!textarea) return;
    const session = open(this.#page(textarea));
    const left = takeLeft(this.noteId);
    const back = left && atPlace(session.state, left.place);
    session.state = back?.state ?? session.state;
    const place = back?.scroll ?? atMatch(session.state) ?? session.scroll;
    session.element = this;
    session.view = viewOf(session.state, this, place, {
      changed: () => this.#changed(),
      moved: () => this.#moved(),
    });
    session.view.scrollDOM.addEventListener("scroll", this.#scrolled, { passive: true });
    this.#session = session;
    this.#ahead = this.found.count > 0 && !left?.keyboard;
    this.attributeChangedCallback(); // it may have gone to the trash since it was last open, or come back
    this.addEventListener("focusin", this.#entered);
    this.addEventListener("focusout", this.#left);
    addEventListener("pagehide", this.#keepPlace);
    this.#moved();
    if (left?.keyboard) this.focus();
    session.fire("octavo:state", { ...session.autosave.story });
  }

  disconnectedCallback() {
    const session = this.#session;
    if (!session?.view) return;
    this.removeEventListener("focusin", this.#entered);
    this.removeEventListener("focusout", this.#left);
    removeEventListener("pagehide", this.#keepPlace);
    clearTimeout(this.#changedSoon);
    clearTimeout(this.#placeSoon);
    this.#changedSoon = this.#placeSoon = undefined;
    closeSearch(session.view);
    session.state = session.view.state;
    session.view.destroy();
    session.view = null;
    session.element = null;
    this.#session = null;
    void session.leave();
  }

  attributeChangedCallback() {
    if (!this.#session?.view) return;
    setReadOnly(this.#session.view, this.readOnly);
    this.#session.autosave.setReadOnly(this.readOnly);
  }

  get noteId() {
    return this.getAttribute("note-id") ?? "";
  }

  get readOnly() {
    return this.hasAttribute("readonly");
  }

  get mode() {
    return this.getAttribute("mode") ?? "both";
  }

  set mode(mode) {
    this.setAttribute("mode", mode);
  }

  /** The exact text, with the line ends that it came with. */
  get text() {
    return this.#session?.text ?? "";
  }

  /** The version that the text stands on; setting it saves what is unsaved on top of another. */
  get version() {
    return this.#session?.autosave.version ?? Number(this.getAttribute("version"));
  }

  set version(version) {
    const autosave = this.#session?.autosave;
    if (autosave && version !== autosave.version) autosave.rebase(version, !autosave.unsaved);
  }

  get state() {
    return this.#session?.autosave.state ?? "saved";
  }

  /** What scrolls. @returns {HTMLElement | null} */
  get scroller() {
    return this.#session?.view?.scrollDOM ?? null;
  }

  /** Sends what is not saved yet. @returns {Promise<boolean>} whether everything is saved */
  flush() {
    return this.#session?.autosave.flush() ?? Promise.resolve(true);
  }

  /** Saves everything, and what can be undone as well. @returns {Promise<void>} */
  leave() {
    return this.#session?.leave() ?? Promise.resolve();
  }

  /**
   * Changes title, notebook or tags in the same line as the text is saved.
   *
   * @param {() => object} fields
   * @returns {Promise<any>} the server's answer
   */
  put(fields) {
    if (!this.#session) return Promise.reject(new Error("this editor is not in a page"));
    return this.#session.autosave.put(fields);
  }

  /** What could be made of this text and of the server's. @returns {Promise<any>} */
  propose() {
    if (!this.#session) return Promise.reject(new Error("this editor is not in a page"));
    return this.#session.autosave.propose();
  }

  /** @param {FocusOptions} [options] */
  focus(options) {
    if (!this.#session?.view) return super.focus(options);
    if (this.#ahead) showMatch(this.#session.view, this.found.current, { caret: true });
    this.#session.view.focus();
  }

  /** What the search matched in the text: how many, which is the current one, the line of each. */
  get found() {
    const { lines, current } = this.#session?.view ? matched(this.#session.view.state) : nothing;
    return { count: lines.length, current, lines };
  }

  /** Scrolls to a match; the caret goes along when the text has the keyboard. @param {number} index */
  showMatch(index) {
    const view = this.#session?.view;
    if (!view) return;
    showMatch(view, index, { caret: view.hasFocus });
    this.#ahead = !view.hasFocus;
    this.#tellMatches(true);
  }

  hideMatches() {
    if (this.#session?.view) hideMatches(this.#session.view);
    this.#ahead = false;
    this.#tellMatches(false);
  }

  openSearch() {
    if (this.#session?.view) openSearch(this.#session.view);
  }

  /** @param {number} line 0 is the first */
  goToLine(line) {
    if (this.#session?.view) goToLine(this.#session.view, line);
  }

  /** In pixels from the top of what scrolls. @param {number} line 0 is the first */
  topOfLine(line) {
    return this.#session?.view ? topOfLine(this.#session.view, line) : 0;
  }

  /**
   * Puts the server's text in place of this one, as one step of undo: this ends a conflict. To save
   * this text on top of the server's instead, set `version`.
   *
   * @param {string} text what the server has
   * @param {number} version at this version
   */
  replaceText(text, version) {
    this.#session?.takeText(text);
    this.#session?.autosave.rebase(version, true);
  }

  /** Puts words where the caret is, as if they had been typed there. @param {string} words */
  type(words) {
    const view = this.#session?.view;
    if (!view || !words || this.readOnly) return;
    view.dispatch(view.state.replaceSelection(words), { userEvent: "input.type" });
  }

  /** Puts another text in place of this one as if it had been typed. @param {string} text */
  change(text) {
    this.#session?.takeText(text);
  }

  /** @param {HTMLTextAreaElement} textarea */
  #page(textarea) {
    return {
      id: this.noteId,
      text: textarea.defaultValue, // `value` would turn every line end into "\n"
      version: Number(this.getAttribute("version")),
      readonly: this.readOnly,
      undoable: this.hasAttribute("undoable"),
      label: textarea.getAttribute("aria-label") ?? phrase("Note text"),
      matches: JSON.parse(this.getAttribute("matches") ?? "[]"),
    };
  }

  #changed() {
    this.#session?.changed();
    if (this.hasAttribute("matches")) this.#tellMatches(false);
    this.#changedSoon ??= setTimeout(() => this.#tellChanged(), changedEvery);
  }

  #tellChanged() {
    this.#changedSoon = undefined;
    const session = this.#session;
    if (!session) return;
    session.fire("octavo:changed", {
      get text() {
        return session.text; // a long text is put together only for those who read it
      },
    });
  }

  /** Looked at when the view does so anyway, so that no key waits for it. */
  #moved() {
    this.#placeSoon ??= setTimeout(() => {
      this.#placeSoon = undefined;
      this.#session?.view?.requestMeasure({ key: this, read: this.#keepPlace });
    }, placeEvery);
  }

  /** For a page that is loaded in the place of this one; what is not shown stays where it was. */
  #keepPlace = () => {
    const view = this.#session?.view;
    if (!view?.scrollDOM.clientHeight) return;
    leave({ id: this.noteId, place: placeOf(view), keyboard: this.contains(document.activeElement) });
  };

  /** @param {boolean} shown */
  #tellMatches(shown) {
    this.#session?.fire("octavo:matches", { shown });
  }

  /** Remembered while it is seen: what is out of the page does not know where it was. */
  #scrolled = () => {
    if (this.#session) this.#session.scroll = this.#session.view?.scrollSnapshot();
    this.#moved();
  };

  #entered = () => {
    this.#ahead = false;
    this.#moved();
  };

  #left = () => {
    void this.flush();
    this.#moved();
  };
}

customElements.define("note-editor", NoteEditor);
