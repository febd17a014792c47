/**
 * <text-count data-words-one data-words-other data-ideographs data-and data-characters data-minutes-one
 * data-minutes-other>: how much a note is; to whoever points at it also its characters, and how long it is read.
 */
import { charactersOf, minutesOf, wordsOf } from "../note/counting.js";
import { editor, openId } from "../panes.js";
import { counted, number, words } from "../words.js";

/** Milliseconds after which a change is counted: a long text takes longer than a key. */
const SOON = 200;

class TextCount extends HTMLElement {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  connectedCallback() {
    document.addEventListener("octavo:changed", this.hear);
    this.addEventListener("pointerenter", this.tell);
    if (!this.textContent?.trim()) requestAnimationFrame(() => this.count(editor()?.text ?? ""));
  }

  disconnectedCallback() {
    document.removeEventListener("octavo:changed", this.hear);
    this.removeEventListener("pointerenter", this.tell);
    clearTimeout(this.#timer);
  }

  /** @param {Event} event */
  hear = (event) => {
    const { detail } = /** @type {CustomEvent} */ (event);
    clearTimeout(this.#timer);
    if (detail.id === openId()) this.#timer = setTimeout(() => this.count(detail.text), SOON);
  };

  tell = () => {
    const text = editor()?.text ?? "";
    const { all, solid } = charactersOf(text);
    const characters = words(this, "characters", { all: number(all), solid: number(solid) });
    this.title = `${characters}\n${counted(this, "minutes", minutesOf(wordsOf(text)))}`;
  };

  /** @param {string} text */
  count(text) {
    const { words: spelled, ideographs } = wordsOf(text);
    const said = [];
    if (spelled || !ideographs) said.push(counted(this, "words", spelled));
    if (ideographs) said.push(words(this, "ideographs", { n: number(ideographs) }));
    this.textContent = said.join(words(this, "and"));
  }
}

customElements.define("text-count", TextCount);
