/**
 * What the dialog for replacing is asked: what to find, what to put in its place, and in which notes.
 *
 * These are all notes, or those of the list: of a notebook, of a tag, or what was found.
 */
import { results } from "./panes.js";

/** Of a longer selection nobody means to find it elsewhere. */
const SELECTED = 200;

export class Asking {
  #element;
  #told;

  /** @param {HTMLElement} element @param {import("./told.js").Told} told */
  constructor(element, told) {
    this.#element = element;
    this.#told = told;
  }

  /** Offers what is selected, and beside all notes those of the list. @param {boolean} here whether these are meant */
  offer(here) {
    const selected = String(getSelection() ?? "");
    if (selected && selected.length <= SELECTED && !selected.includes("\n"))
      this.#field("find").value = selected;
    const place = this.#place;
    this.#told.piece(".segments").hidden = !place;
    this.#told.piece("[data-here]").textContent = place;
    this.#field("scope").value = place && here ? "here" : "";
  }

  focus() {
    this.#field("find").select();
  }

  get isPattern() {
    return this.#field("pattern").checked;
  }

  /** As the server is asked. */
  get wanted() {
    const { notebook = "", tag = "", words: found = "" } = results().dataset;
    const here = this.#field("scope").value === "here";
    return {
      find: this.#field("find").value,
      replacement: this.#field("replacement").value,
      pattern: this.isPattern,
      ignore_case: !this.#field("match_case").checked,
      whole_words: this.#field("whole_words").checked,
      query: here ? found : "",
      typing: true,
      notebook: here ? notebook : "",
      tag: here ? tag : "",
    };
  }

  /** What the list shows, in words: a notebook, a tag, what was found; "" for all notes and for the trash. */
  get #place() {
    const { notebook, tag, words: found, trash } = results().dataset;
    if (trash !== undefined) return "";
    if (notebook || tag) return notebook || `#${tag}`;
    return found ? this.#told.words("search", { words: found }) : "";
  }

  /** @param {string} name of a field, or of radio buttons */
  #field(name) {
    const form = /** @type {HTMLFormElement} */ (this.#element.querySelector("form"));
    return /** @type {HTMLInputElement} */ (form.elements.namedItem(name));
  }
}
