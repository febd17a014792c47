/**
 * How much a note is: words where words have blanks between them, characters of Chinese and Japanese one by one.
 * notes/web/words.py counts the same way.
 */
import { editor, openId } from "../panes.js";
import { counted, number, words } from "../words.js";

const IDEOGRAPHS =
  /[\u3005-\u3007\u3041-\u309f\u30a1-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{323af}]/gu;
const WORDS = /[\p{L}\p{N}_]+(?:['’-][\p{L}\p{N}_]+)*/gu;

class TextCount extends HTMLElement {
  connectedCallback() {
    document.addEventListener("octavo:changed", this.hear);
    if (!this.textContent?.trim()) requestAnimationFrame(() => this.count(editor()?.text ?? ""));
  }

  disconnectedCallback() {
    document.removeEventListener("octavo:changed", this.hear);
  }

  /** @param {Event} event */
  hear = (event) => {
    const { id, text } = /** @type {CustomEvent} */ (event).detail;
    if (id === openId()) this.count(text);
  };

  /** @param {string} text */
  count(text) {
    let ideographs = 0;
    const spaced = text.replace(IDEOGRAPHS, () => (ideographs++, " "));
    const spelled = spaced.match(WORDS)?.length ?? 0;
    const said = [];
    if (spelled || !ideographs) said.push(counted(this, "words", spelled));
    if (ideographs) said.push(words(this, "ideographs", { n: number(ideographs) }));
    this.textContent = said.join(words(this, "and"));
  }
}

customElements.define("text-count", TextCount);
