/**
 * Searches saved under a name, renamed and removed.  The star of the search box saves what stands in it; of a search
 * that is saved already it opens the same dialog, where it can also be removed.
 */
import { send } from "../api.js";
import { define } from "../acts.js";
import { NameDialog } from "../name-dialog.js";
import { attempt } from "../notes.js";
import { place, refreshLibrary, refreshList, results } from "../panes.js";
import { words } from "../words.js";
import { say } from "./undo-toast.js";

class SavedSearches extends NameDialog {
  connectedCallback() {
    super.connectedCallback();
    define("save-search", () => {
      const { saved, words: query } = results().dataset;
      this.show(saved || (query ?? ""), saved || undefined);
    });
    define("rename-search", (origin) => this.show(name(origin), name(origin)));
    define("remove-search", (origin) => this.discard(name(origin)));
    define("remove-this-search", () => this.discard(this.renamed ?? ""));
  }

  /**
   * @param {string} text
   * @param {string} [renamed]
   */
  show(text, renamed) {
    super.show(text, renamed);
    this.input.select();
    const removing = /** @type {HTMLElement} */ (this.querySelector("[data-act^=remove]"));
    removing.hidden = renamed === undefined;
  }

  /** @param {string} name */
  write(name) {
    if (this.renamed === undefined)
      return send("POST", "/searches", { name, query: results().dataset.words });
    return send("PUT", "/searches", { name: this.renamed, new_name: name });
  }

  written() {
    refreshLibrary();
    return place() && refreshList();
  }

  /** @param {string} name */
  async discard(name) {
    this.dialog.close();
    const removed = await attempt(() => send("DELETE", "/searches", { name }));
    await this.written();
    if (removed)
      say({ text: words(this, "removed", removed), undo: () => this.bringBack(removed) });
  }

  /** @param {{name: string, query: string}} removed */
  async bringBack(removed) {
    await attempt(() => send("POST", "/searches", removed));
    await this.written();
  }
}

/** @param {HTMLElement} origin */
function name(origin) {
  return /** @type {HTMLElement} */ (origin.closest("[data-name]")).dataset.name ?? "";
}

customElements.define("saved-searches", SavedSearches);
