/**
 * Notebooks made, renamed, moved and removed: one dialog with one name.
 */
import { send } from "../api.js";
import { define } from "../acts.js";
import { NameDialog } from "../name-dialog.js";
import { attempt } from "../notes.js";
import { openPlace, place, refreshLibrary, refreshList, results } from "../panes.js";

class NotebookName extends NameDialog {
  connectedCallback() {
    super.connectedCallback();
    define("new-notebook", () =>
      this.show(results().dataset.notebook ? `${results().dataset.notebook}/` : ""),
    );
    define("new-notebook-in", (origin) => this.show(`${path(origin)}/`));
    define("rename-notebook", (origin) => this.show(path(origin), path(origin)));
    define("remove-notebook", (origin) => this.discard(path(origin)));
  }

  /**
   * @param {string} text
   * @param {string} [renamed]
   */
  show(text, renamed) {
    super.show(text, renamed);
    if (renamed !== undefined) this.input.setSelectionRange(text.lastIndexOf("/") + 1, text.length);
  }

  /** @param {string} name */
  write(name) {
    if (this.renamed === undefined) return send("POST", "/notebooks", { path: name });
    return send("PUT", "/notebooks", { path: this.renamed, new_path: name });
  }

  /** @param {{path: string}} notebook */
  written({ path }) {
    refreshLibrary();
    return openPlace(`?${new URLSearchParams({ notebook: path })}`);
  }

  /** @param {string} name */
  async discard(name) {
    await attempt(() => send("DELETE", "/notebooks", { path: name }));
    refreshLibrary();
    await (results().dataset.notebook === name ? openPlace("") : place() && refreshList());
  }
}

/** @param {HTMLElement} origin */
function path(origin) {
  return /** @type {HTMLElement} */ (origin.closest("[data-path]")).dataset.path ?? "";
}

customElements.define("notebook-name", NotebookName);
