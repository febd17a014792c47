/**
 * The list of notes: arrows go through it, Enter opens, the open note is marked, and a note that was saved
 * moves to the top as it does in the library.
 */
import { define, perform } from "../acts.js";
import { send } from "../api.js";
import { swap } from "../fragments.js";
import {
  focusNote,
  notePane,
  openId,
  openPlace,
  place,
  refreshList,
  results,
  showPane,
} from "../panes.js";
import { remember } from "../searches.js";

/** Milliseconds after a save before its row is asked for: typing goes on meanwhile. */
const REST = 600;

class NoteList extends HTMLElement {
  #timer = 0;
  #said = 0;
  #place = "";
  /** The note whose row had the focus before the list was swapped, and whether the list was scrolled. */
  #held = "";
  #scrolled = false;

  connectedCallback() {
    this.addEventListener("keydown", (event) => this.key(event));
    this.addEventListener("click", opened);
    document.addEventListener("htmx:before:swap", this.hold);
    document.addEventListener("htmx:after:swap", this.swapped);
    document.addEventListener("octavo:saved", this.saved);
    this.#place = place();
    this.rove();
    keepOpen();
    if (location.pathname + location.search === "/") keptPlace = place(); // where it was left
    keepPlace();
  }

  disconnectedCallback() {
    document.removeEventListener("htmx:before:swap", this.hold);
    document.removeEventListener("htmx:after:swap", this.swapped);
    document.removeEventListener("octavo:saved", this.saved);
  }

  /** @returns {HTMLElement[]} */
  get links() {
    return [...this.querySelectorAll(".row h3 a")].filter((link) => link instanceof HTMLElement);
  }

  /** @param {Event} event */
  swapped = (event) => {
    const { ctx } = /** @type {CustomEvent} */ (event).detail;
    if (ctx.target === notePane()) {
      this.mark();
      showPane("note");
      keepOpen();
    } else if (ctx.target === results()) {
      this.mark();
      this.arrive();
      this.say();
      keepPlace();
    } else if (this.contains(ctx.target) || !ctx.target?.isConnected) this.mark();
  };

  /** @param {Event} event */
  hold = (event) => {
    if (/** @type {CustomEvent} */ (event).detail.ctx.target !== results()) return;
    const row = document.activeElement?.closest("#results [data-note-id]");
    this.#held = row instanceof HTMLElement ? (row.dataset.noteId ?? "") : "";
    this.#scrolled = results().scrollTop > 0;
  };

  /** Another place begins at its top; the same one stays where it was, and so does the focus. */
  arrive() {
    if (this.#scrolled && place() !== this.#place) results().scrollTop = 0;
    this.#place = place();
    if (!this.#held) return;
    const same = this.querySelector(`[data-note-id="${this.#held}"] h3 a`);
    const next = same ?? this.links[0] ?? document.getElementById("search");
    if (next instanceof HTMLElement) next.focus({ preventScroll: true });
    this.rove();
  }

  /** The open note is the current one, and the one that Tab reaches. */
  mark() {
    const id = openId();
    for (const link of this.links) {
      const current =
        /** @type {HTMLElement} */ (link.closest("[data-note-id]")).dataset.noteId === id;
      if (current) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    this.rove();
  }

  rove() {
    const links = this.links;
    const here =
      links.find((link) => link === document.activeElement) ??
      links.find((link) => link.hasAttribute("aria-current")) ??
      links[0];
    for (const link of links)
      for (const target of [link, whyOf(link)]) if (target) target.tabIndex = link === here ? 0 : -1;
  }

  /** How many there are is read aloud when the typing pauses. */
  say() {
    clearTimeout(this.#said);
    this.#said = setTimeout(() => {
      const place = document.getElementById("list-said");
      if (place) place.textContent = results().dataset.said ?? "";
    }, 700);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const links = this.links;
    const here = document.activeElement;
    const at = links.findIndex((link) => link === here || (here && whyOf(link) === here));
    if (at < 0) return;
    const last = links.length - 1;
    const next = /** @type {Record<string, number>} */ ({
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      Home: 0,
      End: last,
      PageDown: at + 6,
      PageUp: at - 6,
    })[event.key];
    if (next !== undefined) {
      event.preventDefault();
      this.goTo(links[Math.max(0, Math.min(last, next))], next < 0);
    } else if (event.key === "?" && whyOf(links[at])) {
      event.preventDefault();
      perform("why", whyOf(links[at]) ?? undefined);
    } else if (event.key === "Enter" && here === links[at] && !event.ctrlKey) {
      document.addEventListener("htmx:after:settle", () => focusNote(), { once: true });
    }
  }

  /**
   * @param {HTMLElement} link
   * @param {boolean} above over the first one is the search box
   */
  goTo(link, above) {
    if (above) document.getElementById("search")?.focus();
    else link.focus();
    this.rove();
    link.closest(".row")?.scrollIntoView({ block: "nearest" });
  }

  /** @param {Event} event */
  saved = (event) => {
    const { id } = /** @type {CustomEvent} */ (event).detail;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.renew(id), REST);
  };

  /** @param {string} id */
  async renew(id) {
    if (results().dataset.found !== undefined) return;
    const row = this.querySelector(`[data-note-id="${id}"]`);
    const list = this.querySelector(".rows");
    if (!row || !list) return void (await refreshList());
    await swap(`/notes/${id}/row${place()}`, row, { source: this, swap: "outerHTML" });
    const renewed = this.querySelector(`[data-note-id="${id}"]`);
    if (renewed && list.firstElementChild !== renewed && !renewed.contains(document.activeElement))
      list.prepend(renewed);
    this.mark();
  }
}

/**
 * The button of a hit that says why it is one.
 * @param {HTMLElement} link
 * @returns {HTMLElement | null}
 */
function whyOf(link) {
  return link.closest(".row")?.querySelector(".why") ?? null;
}

/** A hit that is opened makes its search one that was used. @param {Event} event */
function opened(event) {
  const link = event.target instanceof Element && event.target.closest(".row h3 a");
  const asked = link && link.closest("[data-words]");
  if (asked instanceof HTMLElement) remember(asked.dataset.words ?? "");
}

define("similar", () => openPlace(`?${new URLSearchParams({ similar: openId() })}`));

let kept = "";

/** Remember which note is open, for the next start. */
function keepOpen() {
  const id = openId();
  if (!id || id === kept) return;
  kept = id;
  send("PUT", "/settings", { last_note: id }).catch(() => undefined);
}

/** @type {string | undefined} */
let keptPlace;
let keeping = 0;

/** Remember where the list is, too; a search is one when nobody types. */
function keepPlace() {
  clearTimeout(keeping);
  keeping = setTimeout(() => {
    if (place() === keptPlace) return;
    keptPlace = place();
    send("PUT", "/settings", { last_place: keptPlace }).catch(() => undefined);
  }, REST);
}

customElements.define("note-list", NoteList);
