/**
 * <text-count data-words-one data-words-other data-ideographs data-and data-characters data-minutes-one
 * data-minutes-other>: how much a note is; to whoever points at it also its characters, and how long it is read.
 */
import { charactersOf, minutesOf, wordsOf } from "../note/counting.js";
import { editor, openId } from "../panes.js";
import { counted, number, words } from "../words.js";

class TextCount extends HTMLElement {
  connectedCallback() {
    document.addEventListener("octavo:changed", this.hear);
    this.addEventListener("pointerenter", this.tell);
    if (!this.textContent?.trim()) requestAnimationFrame(() => this.count(editor()?.text ?? ""));
  }

  disconnectedCallback() {
    document.removeEventListener("octavo:changed", this.hear);
    this.removeEventListener("pointerenter", this.tell);
  }

  /** @param {Event} event */
  hear = (event) => {
    const { id, text } = /** @type {CustomEvent} */ (event).detail;
    if (id === openId()) this.count(text);
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
