/**
 * <note-preview note-id [matches]>rendered HTML</note-preview>
 *
 * Shows the note that the <note-editor> of the same id holds: block by block while it is typed (mode
 * "both"), as the server's whole page when it is read (mode "read"). Tells:
 *
 *     octavo:follow    {url, path}      a link to another note; not cancelled, the page goes there
 *     octavo:wanted    {title}          a link to a note that there is not yet
 *     octavo:matches   {id}             what the search matched, or which is the current one, has changed
 *
 * `matches` says how they are written in the note: note/finding.js. Beside the editor they follow its.
 */
import { getHtml, send, unanswered } from "../api.js";
import { show, showWhole } from "../note/blocks.js";
import { Clicks } from "../note/clicks.js";
import { Dressing } from "../note/dressing.js";
import { Found } from "../note/found.js";
import { Healing } from "../note/healing.js";
import { Rendering } from "../note/rendering.js";
import { Step } from "../note/scrolling.js";
import { Tasks } from "../note/tasks.js";

/** Milliseconds without a change after which the whole page is asked for. */
const idle = 700;
/** And until a machine that was too busy to render all of it is asked again. */
const busy = 2000;

/** @typedef {import("./note-editor.js").NoteEditor} NoteEditor */
/** @typedef {{blocks: import("../note/blocks.js").Block[], plain: number}} Rendered */

export class NotePreview extends HTMLElement {
  /** @type {Rendering<Rendered> | null} */
  #rendering = null;
  /** @type {Step | null} */
  #step = null;
  /** @type {{text: string, whole: boolean} | null} what is shown; whole: as the server's own page */
  #shown = null;
  #healing = new Healing();
  #tasks = new Tasks(this, () => this.#settle());
  #dressing = new Dressing(this, () => this.#step?.again());
  #clicks = new Clicks(this, (link) => this.#dressing.ask(link));
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #idle;
  #found = new Found(this, []);
  #revealed = false;
  #wholes = 0; // counts the pages that were asked for: any but the last comes too late
  #stop = new AbortController();

  connectedCallback() {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    this.#rendering = new Rendering(
      (text, stopped) => this.#render(text, stopped),
      (answer, from) => this.#show(answer, from),
    );
    signal.addEventListener("abort", () => clearTimeout(this.#idle));
    this.#found = new Found(this, JSON.parse(this.getAttribute("matches") ?? "[]"));
    document.addEventListener("octavo:changed", (event) => this.#changed(event), { signal });
    document.addEventListener("octavo:saved", (event) => this.#saved(event), { signal });
    document.addEventListener("octavo:manner", () => this.#again(), { signal });
    document.addEventListener("octavo:matches", (event) => this.#matched(event), { signal });
    this.addEventListener("click", (event) => this.#clicks.follow(event), { signal });
    this.addEventListener("change", (event) => this.#tasks.clicked(event), { signal });
    this.addEventListener("auxclick", (event) => this.#clicks.follow(event), { signal });
    this.#watchMode(signal);
    this.#dressing.start();
    this.#dressing.dress([this]);
    void customElements.whenDefined("note-editor").then(() => !signal.aborted && this.#start());
  }

  disconnectedCallback() {
    this.#stop.abort();
    this.#rendering?.stop();
    this.#step?.stop();
    this.#step = null;
    this.#found.clear();
    this.#dressing.stop();
  }

  get noteId() {
    return this.getAttribute("note-id") ?? "";
  }

  /** @returns {NoteEditor | null} */
  get editor() {
    return document.querySelector(`note-editor[note-id="${CSS.escape(this.noteId)}"]`);
  }

  get #panes() {
    return this.closest("[data-mode]");
  }

  get mode() {
    return this.#panes?.getAttribute("data-mode") ?? this.editor?.mode ?? "read";
  }

  get found() {
    const { count, current } = this.#found;
    return { count, current };
  }

  /** Scrolls to a match. @param {number} index */
  showMatch(index) {
    this.#found.point(index);
    this.#found.reveal();
    this.tell("octavo:matches", { id: this.noteId });
  }

  hideMatches() {
    this.#found.clear();
  }

  /** Scrolls to a heading of the page; the text beside it goes along. @param {HTMLElement} heading */
  showHeading(heading) {
    const block = /** @type {HTMLElement | null} */ (heading.closest(".block[data-line]"));
    if (this.#step && block) {
      this.#step.lead();
      this.editor?.goToLine(Number(block.dataset.line));
    }
    heading.scrollIntoView({ block: "start" });
  }

  /** The whole page is there, with all that is drawn in it, whatever is shown of the note. */
  async getReady() {
    const { editor } = this;
    if (editor && !(this.#shown?.whole && this.#shown.text === editor.text))
      await this.#showWhole(editor, { always: true });
    await this.#dressing.drawn();
  }

  /** What is shown of the note is to be seen again. */
  goOn() {
    if (this.mode === "both") this.#again();
  }

  /** @param {AbortSignal} signal */
  #watchMode(signal) {
    const panes = this.#panes;
    if (!panes) return;
    const modes = new MutationObserver(() => this.#turn());
    modes.observe(panes, { attributes: true, attributeFilter: ["data-mode"] });
    const sizes = new ResizeObserver(() => this.#step?.again());
    sizes.observe(this);
    signal.addEventListener("abort", () => {
      modes.disconnect();
      sizes.disconnect();
    });
  }

  #start() {
    const source = this.editor?.querySelector("textarea")?.defaultValue;
    if (source !== undefined && this.hasChildNodes()) {
      this.#shown = { text: source, whole: true };
      this.#renewMatches();
    }
    this.#turn();
  }

  /** Another mode: shows what belongs to it. */
  #turn() {
    const { mode, editor } = this;
    this.#step?.stop();
    this.#step = null;
    if (!editor) return;
    const same = this.#shown?.text === editor.text;
    if (mode === "both") {
      this.#step = new Step(editor, this);
      if (same && !this.#shown?.whole) this.#step.again();
      else this.#ask(editor.text);
    } else if (mode === "read" && !(same && this.#shown?.whole)) {
      void this.#showWhole(editor);
    }
  }

  /** @param {Event} event */
  #changed(event) {
    const { id, text } = /** @type {CustomEvent} */ (event).detail;
    if (id === this.noteId && this.mode === "both") this.#ask(text);
  }

  /** What is read is what is stored, by whomever it was written. @param {Event} event */
  #saved(event) {
    if (/** @type {CustomEvent} */ (event).detail.id === this.noteId && this.mode === "read")
      this.#turn();
  }

  /** Notes are rendered in another manner. */
  #again() {
    this.#shown = null;
    this.#healing = new Healing();
    this.#turn();
  }

  /** @param {string} text */
  #ask(text) {
    clearTimeout(this.#idle);
    this.#shown = { text, whole: false };
    this.#rendering?.ask(text);
  }

  /** @param {Rendered} answer @param {string} text that it was rendered from */
  #show({ blocks }, text) {
    if (this.#shown?.whole) return; // it took so long that the whole page was there first
    this.#put(this.#healing.known(blocks, text));
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.#heal(), idle);
  }

  /** @param {string} body @param {AbortSignal} signal @returns {Promise<Rendered>} */
  #render(body, signal, whole = false) {
    return send("POST", "/preview", { body, note: this.noteId, whole }, { signal });
  }

  /** Makes the page of what is typed the whole one at once. */
  async #settle() {
    clearTimeout(this.#idle);
    if (this.mode === "both") await this.#heal();
  }

  /** What blocks alone could not know; a machine that had no time for all of it is asked again. */
  async #heal(tries = 3) {
    const { signal } = this.#stop;
    const text = this.#shown?.text ?? "";
    const answer = await this.#render(text, signal, true).catch(unanswered);
    const shown = this.#shown;
    if (!answer || signal.aborted || !shown || shown.whole || shown.text !== text) return;
    if (answer.plain && tries) this.#idle = setTimeout(() => this.#heal(tries - 1), busy);
    else this.#put(this.#healing.learn(answer.blocks, text));
  }

  /** @param {readonly import("../note/blocks.js").Block[]} blocks */
  #put(blocks) {
    this.#dressing.dress(show(this, blocks));
    this.#tasks.refocus();
    this.#step?.again();
    this.#renewMatches();
  }

  /** The whole page knows footnotes and headings' names; blocks alone do not. @param {NoteEditor} editor */
  async #showWhole(editor, { always = false } = {}) {
    if (!(await editor.flush())) return this.#ask(editor.text);
    const { signal } = this.#stop;
    const { text } = editor;
    const number = ++this.#wholes;
    const html = await getHtml(`/notes/${this.noteId}/html`, { signal }).catch(unanswered);
    const isLate = signal.aborted || number !== this.#wholes;
    if (html === null || isLate || !(always || this.mode === "read")) return;
    const place = this.scrollTop / Math.max(1, this.scrollHeight);
    showWhole(this, html);
    this.#dressing.dress([this]);
    this.#tasks.refocus();
    this.#shown = { text, whole: true };
    this.scrollTo({ top: place * this.scrollHeight });
    this.#renewMatches();
  }

  /** Another page has other places; the first of them is shown once. */
  #renewMatches() {
    if (!this.hasAttribute("matches")) return;
    this.#found.renew();
    if (this.mode === "both" || !this.#revealed) this.#followMatch(!this.#revealed);
    this.#revealed ||= this.#found.count > 0;
    this.tell("octavo:matches", { id: this.noteId });
  }

  /** The editor's matches have changed. @param {Event} event */
  #matched(event) {
    const { id, shown } = /** @type {CustomEvent} */ (event).detail;
    if (event.target === this || id !== this.noteId || this.mode !== "both") return;
    if (shown) this.#step?.lead();
    this.#followMatch(shown);
  }

  /** @param {boolean} reveal */
  #followMatch(reveal) {
    if (this.editor?.found.count) this.#found.follow(this.editor.found);
    if (reveal) this.#found.revealSoon();
  }

  /** What bubbles up from here. @param {string} name @param {object} detail @returns {boolean} whether nobody cancelled it */
  tell(name, detail) {
    const event = new CustomEvent(name, { bubbles: true, cancelable: true, detail });
    return this.dispatchEvent(event);
  }
}

customElements.define("note-preview", NotePreview);
