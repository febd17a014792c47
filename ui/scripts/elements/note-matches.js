/**
 * <note-matches data-of="{at} of {total}" data-unseen data-gone [data-more]>: which match of the search
 * is shown, and the way to the next: Ctrl+G and F3, back with Shift, round at the end.
 *
 * Where the note is only read, the way goes through the page, else through the text.  While something
 * is sought in the text itself (Ctrl+F), the keys there belong to that.  All of it goes with the search, as
 * soon as notes of another one are listed.
 */
import { define } from "../acts.js";
import { editor, focusNote, notePane, results } from "../panes.js";
import { number, words } from "../words.js";

class NoteMatches extends HTMLElement {
  #stop = new AbortController();
  /** @type {any} the half of the note that is gone through */
  #half = null;

  connectedCallback() {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    document.addEventListener("keydown", (event) => this.#key(event), { signal, capture: true });
    document.addEventListener("octavo:matches", () => this.#half && this.#show(), { signal });
    this.addEventListener("keydown", (event) => this.#escape(event), { signal });
    this.#watchMode(signal);
    const halves = ["note-editor", "note-preview"].map((name) => customElements.whenDefined(name));
    void Promise.all(halves).then(() => !signal.aborted && this.#turn());
  }

  disconnectedCallback() {
    this.#stop.abort();
  }

  /** @param {number} by */
  step(by) {
    const { count, current } = this.#half.found;
    if (count) this.#half.showMatch((current + by + count) % count);
  }

  hide() {
    editor().hideMatches();
    preview().hideMatches();
    this.remove();
  }

  /** @param {AbortSignal} signal */
  #watchMode(signal) {
    const modes = new MutationObserver(() => this.#turn());
    modes.observe(panes(), { attributes: true, attributeFilter: ["data-mode"] });
    signal.addEventListener("abort", () => modes.disconnect());
  }

  /** Another half is gone through: from the match that the other one showed, when both have it. */
  #turn() {
    const before = this.#half?.found;
    this.#half = reading() ? preview() : editor();
    const now = this.#half.found;
    if (before?.count === now.count && before.current !== now.current)
      this.#half.showMatch(before.current);
    this.#show();
  }

  #show() {
    const said = this.#said();
    for (const count of this.querySelectorAll("[data-count], [role=status]"))
      if (count.textContent !== said) count.textContent = said;
    for (const button of this.querySelectorAll("button[data-step]"))
      /** @type {HTMLButtonElement} */ (button).disabled = !this.#half.found.count;
  }

  #said() {
    const { count, current } = this.#half.found;
    if (!count) return words(this, reading() ? "unseen" : "gone");
    const total = number(count) + (this.dataset.more === undefined ? "" : "+");
    return words(this, "of", { at: number(current + 1), total });
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const by = stepOf(event);
    if (!by || event.isComposing || !this.#half?.found.count) return;
    if (document.querySelector("dialog[open]") || seekingInText()) return;
    event.preventDefault();
    event.stopPropagation();
    this.step(by);
  }

  /** @param {KeyboardEvent} event */
  #escape(event) {
    if (event.key !== "Escape") return;
    event.preventDefault();
    this.hide();
    focusNote();
  }
}

const panes = () => /** @type {HTMLElement} */ (document.getElementById("panes"));

const preview = () => /** @type {any} */ (notePane().querySelector("note-preview"));

const reading = () => panes().dataset.mode === "read";

function seekingInText() {
  return Boolean(document.activeElement?.closest("note-editor")?.querySelector(".search-panel"));
}

/** @param {KeyboardEvent} event @returns {number} to the next match, to the one before, or nowhere */
function stepOf({ key, ctrlKey, metaKey, altKey, shiftKey }) {
  const command = ctrlKey || metaKey;
  const ours = key === "F3" ? !command : command && key.toLowerCase() === "g";
  return ours && !altKey ? (shiftKey ? -1 : 1) : 0;
}

/** Whether a search is one that notes are listed of: what was asked, or what was probably meant. @param {string} [query] */
function isListed(query) {
  const lists = [results(), ...results().querySelectorAll("[data-words]")];
  return lists.some((list) => list instanceof HTMLElement && list.dataset.words === query);
}

document.addEventListener("htmx:after:swap", () => {
  const bar = notePane().querySelector(".matches");
  if (!(bar instanceof HTMLElement) || isListed(bar.dataset.words)) return;
  if (bar instanceof NoteMatches) bar.hide();
  else bar.remove();
});

/** @param {(matches: NoteMatches) => void} act */
function withMatches(act) {
  const matches = notePane().querySelector("note-matches");
  if (matches instanceof NoteMatches) act(matches);
}

define("next-match", () => withMatches((matches) => matches.step(1)));
define("previous-match", () => withMatches((matches) => matches.step(-1)));
define("hide-matches", () => {
  withMatches((matches) => matches.hide());
  focusNote();
});

customElements.define("note-matches", NoteMatches);
