/**
 * Notebooks made, renamed, moved and removed: one dialog with one name.
 */
import { send } from "../api.js";
import { define, showDialog } from "../acts.js";
import { attempt } from "../notes.js";
import { openPlace, place, refreshLibrary, refreshList, results } from "../panes.js";

class NotebookName extends HTMLElement {
  /** The path of the notebook that is renamed, undefined for a new one. @type {string | undefined} */
  renamed;

  get input() {
    return /** @type {HTMLInputElement} */ (this.querySelector("input"));
  }

  get trouble() {
    return /** @type {HTMLElement} */ (this.querySelector(".trouble"));
  }

  connectedCallback() {
    this.querySelector("form")?.addEventListener("submit", (event) => {
      event.preventDefault();
      this.done();
    });
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
    this.renamed = renamed;
    const dialog = showDialog("notebook-name");
    for (const word of dialog.querySelectorAll("[data-new]")) {
      if (word instanceof HTMLElement)
        word.textContent = (renamed === undefined ? word.dataset.new : word.dataset.rename) ?? "";
    }
    this.trouble.hidden = true;
    this.input.value = text;
    this.input.focus();
    if (renamed !== undefined) this.input.setSelectionRange(text.lastIndexOf("/") + 1, text.length);
  }

  async done() {
    try {
      const answer = await this.write(this.input.value);
      this.querySelector("dialog")?.close();
      refreshLibrary();
      await openPlace(`?${new URLSearchParams({ notebook: answer.path })}`);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      this.trouble.textContent = error.message;
      this.trouble.hidden = false;
      this.input.focus();
    }
  }

  /** @param {string} name */
  write(name) {
    if (this.renamed === undefined) return send("POST", "/notebooks", { path: name });
    return send("PUT", "/notebooks", { path: this.renamed, new_path: name });
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
