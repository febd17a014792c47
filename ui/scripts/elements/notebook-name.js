/**
 * Notebooks made, renamed, moved and removed: one dialog with one name.
 */
import { send } from "../api.js";
import { define } from "../acts.js";
import { NameDialog } from "../name-dialog.js";
import { attempt } from "../notes.js";
import { openPlace, refreshLibrary, results } from "../panes.js";
import { renew, saved } from "../renewal.js";
import { tell } from "../reversal.js";

class NotebookName extends NameDialog {
  connectedCallback() {
    super.connectedCallback();
    define("new-notebook", () =>
      this.show(results().dataset.notebook ? `${results().dataset.notebook}/` : ""),
    );
    define("new-notebook-in", (origin) => this.show(`${path(origin)}/`));
    define("rename-notebook", (origin) => this.show(path(origin), path(origin)));
    define("remove-notebook", (origin) => this.discard(path(origin), "withNotes" in origin.dataset));
  }

  /**
   * @param {string} text
   * @param {string} [renamed]
   */
  show(text, renamed) {
    super.show(text, renamed);
    if (renamed !== undefined) this.input.setSelectionRange(text.lastIndexOf("/") + 1, text.length);
  }

  /** @param {string} name @param {boolean} merge */
  write(name, merge) {
    if (this.renamed === undefined) return send("POST", "/notebooks", { path: name });
    return send("PUT", "/notebooks", { path: this.renamed, new_path: name, merge });
  }

  /** @param {{path: string, act?: number, said?: string}} notebook */
  async written({ path, act = 0, said = "" }) {
    refreshLibrary();
    await openPlace(`?${new URLSearchParams({ notebook: path })}`);
    await renew();
    tell({ act, said }, () => leave(path));
  }

  /** @param {string} name @param {boolean} withNotes */
  async discard(name, withNotes) {
    if (withNotes && !(await saved())) return;
    const body = { path: name, with_notes: withNotes };
    const removed = await attempt(() => send("DELETE", "/notebooks", body));
    leave(name);
    await renew();
    if (removed) tell(removed);
  }
}

/** A list of what is no longer there gives way to that of all notes. @param {string} name */
function leave(name) {
  const shown = results().dataset.notebook ?? "";
  return shown === name || shown.startsWith(`${name}/`) ? openPlace("") : undefined;
}

/** @param {HTMLElement} origin */
function path(origin) {
  return /** @type {HTMLElement} */ (origin.closest("[data-path]")).dataset.path ?? "";
}

customElements.define("notebook-name", NotebookName);
