/**
 * To a note by its title: the last ones first, fuzzy while typing, and a new one when there is none.
 */
import { define } from "../acts.js";
import { Chooser } from "../chooser.js";
import { create } from "../notes.js";
import { openNote } from "../panes.js";

class QuickSwitcher extends Chooser {
  connectedCallback() {
    super.connectedCallback();
    define("switcher", () => this.show());
  }

  /** @param {HTMLElement} option */
  choose(option) {
    this.close();
    if (option.dataset.create) create({ body: `# ${option.dataset.create}\n\n` });
    else openNote(option.dataset.id ?? "", { focus: true });
  }
}

customElements.define("quick-switcher", QuickSwitcher);
