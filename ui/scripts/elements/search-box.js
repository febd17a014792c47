/**
 * Search as you type.  Every letter asks, the newest question wins (hx-sync), and what was found stays until there
 * is something newer; a word that an input method is still composing is not asked for.
 *
 * What is looked for in the texts themselves is looked for a little longer when the typing pauses.
 *
 * Emptied, the list goes back to where it was before; Esc empties, and a second Esc goes to the list.  Enter and the
 * arrows wait for the answer to what was typed; where none comes, Enter opens nothing.
 */
import { define, perform } from "../acts.js";
import { list, openPlace, place, refreshList, results, showPane } from "../panes.js";
import { remember } from "../searches.js";
import { words } from "../words.js";

/** Milliseconds between two questions: keys that are held down or rolled over ask once. */
const PACE = 50;
/** Milliseconds after which an answer that is looked at was a search, and not a letter on the way to one. */
const REST = 2_000;
/** Milliseconds after which nobody is typing any more. */
const PAUSE = 400;

export class SearchBox extends HTMLElement {
  /** Where the list is, and where it was before the search. */
  #place = "";
  #before = "";
  /** What was asked last, and what the list answers. */
  #question = "";
  #answered = "";
  #asked = 0;
  #timer = 0;
  #resting = 0;
  #pausing = 0;
  /** @type {Promise<unknown>} */
  #answer = Promise.resolve();

  get input() {
    return /** @type {HTMLInputElement} */ (this.querySelector("input"));
  }

  get query() {
    return this.input.value.trim();
  }

  get hints() {
    return /** @type {import("./search-hints.js").SearchHints} */ (
      this.querySelector("search-hints")
    );
  }

  /** Whether the list is the answer to what stands in the box. */
  get answered() {
    return this.#answered === this.query;
  }

  /** Whether the list is of those notes alone that there was time to look into. */
  get unread() {
    return results().dataset.unread !== undefined;
  }

  connectedCallback() {
    this.#answered = results().dataset.words ?? "";
    this.input.addEventListener("input", (event) => {
      if (this.input.value) this.hints.close();
      else void this.hints.show();
      if (!(/** @type {InputEvent} */ (event).isComposing)) this.changed();
    });
    this.input.addEventListener("compositionend", () => this.changed());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.querySelector("form")?.addEventListener("submit", (event) => event.preventDefault());
    document.addEventListener("htmx:after:swap", this.follow);
    this.arrive();
  }

  disconnectedCallback() {
    document.removeEventListener("htmx:after:swap", this.follow);
  }

  /** The name that what stands in the box is saved under; "" while that is not known. */
  get saved() {
    return this.answered ? (results().dataset.saved ?? "") : "";
  }

  changed() {
    this.halt();
    this.toggleAttribute("data-filled", this.query !== "");
    this.star(this.saved);
    if (this.query) this.ask();
    else this.leave();
  }

  halt() {
    clearTimeout(this.#timer);
    clearTimeout(this.#resting);
    clearTimeout(this.#pausing);
  }

  ask() {
    const wait = Math.max(0, this.#asked + PACE - Date.now());
    this.#answer = new Promise((resolve) => {
      this.#timer = setTimeout(() => {
        this.#asked = Date.now();
        this.#question = this.query;
        resolve(list(this, `/list?${new URLSearchParams({ q: this.query, typing: "1" })}`));
      }, wait);
    });
  }

  /** Another query than the one that stands there, as if it had been typed. @param {string} query */
  run(query) {
    this.input.value = query;
    this.input.focus();
    this.changed();
  }

  clear() {
    this.input.value = "";
    this.changed();
  }

  leave() {
    const asking = this.classList.contains("htmx-request");
    const { found, stale } = results().dataset;
    if (asking || found !== undefined || stale !== undefined)
      this.#answer = openPlace(this.#before);
  }

  /** @param {Event} event */
  follow = (event) => {
    const { ctx } = /** @type {CustomEvent} */ (event).detail;
    if (ctx.target !== results()) return;
    if (ctx.sourceElement === this) {
      this.#answered = this.#question;
      this.rest();
      if (this.unread) this.#pausing = setTimeout(() => this.look(), PAUSE);
    } else if (place() !== this.#place) this.fill(results().dataset.words ?? "");
    this.arrive();
  };

  /** A place that was chosen elsewhere ends the search, or is one. @param {string} query */
  fill(query) {
    this.halt();
    this.#answered = query;
    this.input.value = query;
    this.toggleAttribute("data-filled", query !== "");
  }

  arrive() {
    this.#place = place();
    if (results().dataset.found === undefined) this.#before = this.#place;
    this.star(this.saved);
  }

  /** @param {string} name what this search is saved as, "" when it is not */
  star(name) {
    const button = /** @type {HTMLElement} */ (this.querySelector("[data-act=save-search]"));
    const label = words(this, name ? "saved" : "save", { name });
    button.toggleAttribute("data-saved", name !== "");
    button.setAttribute("aria-label", label);
    button.title = label;
  }

  look() {
    clearTimeout(this.#pausing);
    this.#answer = refreshList();
    return this.#answer;
  }

  rest() {
    clearTimeout(this.#resting);
    const { query } = this;
    if (results().querySelector(":scope > .rows")) this.#resting = setTimeout(() => remember(query), REST);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.isComposing) return;
    const does = /** @type {Record<string, () => unknown>} */ ({
      Escape: () => this.back(),
      ArrowDown: () => this.down(),
      Enter: () => this.open(),
    })[event.key];
    if (!does) return;
    event.preventDefault();
    does();
  }

  back() {
    if (this.hints.open) this.hints.close();
    else if (this.input.value) this.clear();
    else this.first()?.focus();
  }

  async down() {
    if (!this.query) return this.hints.enter();
    await this.whole();
    this.first()?.focus();
  }

  /** The answer to what was typed, with all that there is time for. */
  async whole() {
    await this.#answer;
    if (this.answered && this.unread) await this.look();
  }

  async open() {
    await this.whole();
    if (!this.answered) return;
    remember(this.query);
    this.hints.close();
    this.first()?.click();
  }

  /** @returns {HTMLElement | null} */
  first() {
    return results().querySelector(".row h3 a");
  }
}

const box = () => /** @type {SearchBox} */ (document.querySelector("search-box"));

define("search", () => {
  perform("close-drawer");
  showPane("list");
  box().input.focus();
  box().input.select();
  void box().hints.show();
});

define("clear-search", () => {
  box().clear();
  box().input.focus();
});

define("run-search", (origin) => {
  const query = /** @type {HTMLElement} */ (origin.closest("[data-query]")).dataset.query ?? "";
  box().hints.close();
  box().run(query);
  remember(query);
});

customElements.define("search-box", SearchBox);
