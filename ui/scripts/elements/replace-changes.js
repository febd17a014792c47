/**
 * <replace-changes>: the changes that replacing would make, note by note, and which of them are chosen.
 *
 * They come a page at a time while somebody scrolls; what is chosen (`Choice`) holds for those too that have not come
 * yet.  A native `change` event bubbles from its boxes after it has taken it in.
 */
import { Choice } from "../choice.js";
import { fill } from "../fragments.js";
import { counted, words } from "../words.js";

/** @typedef {{changes: number, notes: number}} Total */

export class ReplaceChanges extends HTMLElement {
  /** @type {Choice | undefined} */
  #choice;

  connectedCallback() {
    this.addEventListener("change", (event) => this.chosen(event));
    document.addEventListener("htmx:after:swap", this.mark);
  }

  disconnectedCallback() {
    document.removeEventListener("htmx:after:swap", this.mark);
  }

  /**
   * @param {string} page the first of them
   * @param {Total} total
   */
  show(page, total) {
    const list = /** @type {HTMLElement} */ (this.querySelector("ol"));
    fill(list, page);
    this.#choice = new Choice(total);
    this.mark();
  }

  clear() {
    this.#choice = undefined;
    this.querySelector("ol")?.replaceChildren();
  }

  /** How much is chosen. @returns {Total} */
  get total() {
    return this.#choice?.count(this.changesOf) ?? { changes: 0, notes: 0 };
  }

  /** How much is chosen, in words. */
  get said() {
    const { changes, notes } = this.total;
    return words(this, "sum", {
      changes: counted(this, "changes", changes),
      notes: counted(this, "notes", notes),
    });
  }

  /** What is chosen, as the server is told. */
  get told() {
    return this.#choice?.told(this.changesOf) ?? { only: [] };
  }

  /** @param {Event} event */
  chosen({ target }) {
    const choice = this.#choice;
    if (!choice || !(target instanceof HTMLInputElement)) return;
    const note = noteOf(target);
    if (!note) choice.setAll(target.checked);
    else if (isWhole(target)) choice.setNote(note, target.checked);
    else choice.setChange(note, Number(target.value), target.checked);
    this.mark();
  }

  /** Boxes show what is chosen, those too that came just now. */
  mark = () => {
    const choice = this.#choice;
    if (!choice) return;
    let complete = true;
    for (const box of this.querySelectorAll("ol input")) {
      const note = box instanceof HTMLInputElement && noteOf(box);
      if (!note) continue;
      const some = choice.of(note);
      box.checked = isWhole(box) ? some > 0 : choice.has(note, Number(box.value));
      box.indeterminate = isWhole(box) && some > 0 && some < note.changes;
      complete &&= some === note.changes;
    }
    this.sum(complete);
  };

  /** @param {boolean} complete whether all that is on the page is chosen */
  sum(complete) {
    const { changes } = this.total;
    const all = /** @type {HTMLInputElement} */ (this.querySelector(".all input"));
    all.checked = changes > 0;
    all.indeterminate = changes > 0 && !complete;
    /** @type {HTMLElement} */ (this.querySelector("[data-sum]")).textContent = this.said;
  }

  changesOf = (/** @type {string} */ id) =>
    Number(this.querySelector(`[data-note="${id}"]`)?.getAttribute("data-changes"));
}

/** @param {HTMLInputElement} box */
const isWhole = (box) => box.dataset.whole !== undefined;

/**
 * The note that a box stands in.
 * @param {HTMLElement} box
 */
function noteOf(box) {
  const item = box.closest("[data-note]");
  if (!(item instanceof HTMLElement)) return undefined;
  return { id: item.dataset.note ?? "", changes: Number(item.dataset.changes) };
}

customElements.define("replace-changes", ReplaceChanges);
