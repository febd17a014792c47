/**
 * Tags of the open note, set and taken away by hand.  Those that its text writes stay as long as they stand there.
 */
import { define } from "../acts.js";
import { Chooser } from "../chooser.js";
import { put } from "../notes.js";
import { editor, openId } from "../panes.js";

class TagChooser extends Chooser {
  connectedCallback() {
    super.connectedCallback();
    define("tags", () => {
      if (editor() && !editor().hasAttribute("readonly")) this.show();
    });
  }

  /** @param {string} words */
  address(words) {
    return `/notes/${openId()}/tags?q=${encodeURIComponent(words)}`;
  }

  /** @param {HTMLElement} option */
  async choose(option) {
    const shown = /** @type {any} */ (document.querySelector("#note note-tags"));
    const tag = option.dataset.tag ?? "";
    const change = shown.given.includes(tag) ? without : having;
    if (!(await put(() => ({ tags: change(shown.given, tag) })))) return;
    shown.given = change(shown.given, tag);
    this.input.value = "";
    await this.ask();
    this.activate(this.options.find((other) => other.dataset.tag === tag));
  }
}

/** @param {string[]} tags @param {string} tag */
const having = (tags, tag) => [...without(tags, tag), tag];

/** @param {string[]} tags @param {string} tag */
const without = (tags, tag) => tags.filter((other) => other !== tag);

customElements.define("tag-chooser", TagChooser);
