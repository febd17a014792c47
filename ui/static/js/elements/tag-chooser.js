/**
 * Tags of the open note, set and taken away by hand.  Those that its text writes stay as long as they stand there.
 */
import { define } from "../acts.js";
import { Chooser } from "../chooser.js";
import { put } from "../notes.js";
import { editor, openId } from "../panes.js";

class TagChooser extends Chooser {
  /** Tags that the note has by hand. @type {Set<string>} */
  given = new Set();

  connectedCallback() {
    super.connectedCallback();
    define("tags", async () => {
      if (!editor() || editor().hasAttribute("readonly")) return;
      await editor().flush();
      await this.show();
      this.given = new Set(
        this.options
          .filter((option) => option.getAttribute("aria-selected") === "true")
          .map((option) => option.dataset.tag ?? ""),
      );
    });
  }

  /** @param {string} words */
  address(words) {
    return `/notes/${openId()}/tags?q=${encodeURIComponent(words)}`;
  }

  /** @param {HTMLElement} option */
  async choose(option) {
    const tag = option.dataset.tag ?? "";
    const wanted = new Set(this.given);
    if (!wanted.delete(tag)) wanted.add(tag);
    const answer = await put({ tags: [...wanted] });
    if (!answer) return;
    this.given = wanted;
    const at = this.options.indexOf(option);
    if (this.input.value) await this.show();
    else await this.ask();
    this.activate(this.options[Math.max(0, at)]);
  }
}

customElements.define("tag-chooser", TagChooser);
