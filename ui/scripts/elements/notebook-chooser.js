/**
 * Filing the open note: into a notebook that is there, or one that its name makes.
 */
import { define } from "../acts.js";
import { Chooser } from "../chooser.js";
import { put } from "../notes.js";
import { editor, notePane, openId, openNote, refreshLibrary, refreshList } from "../panes.js";
import { tell } from "../reversal.js";
import { words } from "../words.js";

class NotebookChooser extends Chooser {
  connectedCallback() {
    super.connectedCallback();
    define("move", () => {
      if (editor() && !editor().hasAttribute("readonly")) this.show();
    });
  }

  /** @param {string} typed */
  address(typed) {
    return `${super.address(typed)}&current=${encodeURIComponent(notePane().dataset.notebook ?? "")}`;
  }

  /** @param {HTMLElement} option */
  async choose(option) {
    const id = openId();
    const before = notePane().dataset.notebook ?? "";
    this.close();
    const moved = await this.move(option.dataset.path ?? "");
    if (moved && moved.notebook !== before) tell(moved, () => openId() === id || openNote(id));
  }

  /** @param {string} notebook */
  async move(notebook) {
    const id = openId();
    const answer = await put(() => ({ notebook }));
    if (!answer) return undefined;
    if (openId() === id) this.tell(answer.notebook);
    refreshLibrary();
    await refreshList();
    return answer;
  }

  /** What the open note says of where it is. @param {string} notebook */
  tell(notebook) {
    notePane().dataset.notebook = notebook;
    const crumb = /** @type {HTMLElement} */ (notePane().querySelector(".crumb"));
    crumb.setAttribute("aria-label", words(crumb, notebook ? "filed" : "unfiled", { path: notebook }));
    const path = /** @type {HTMLElement} */ (crumb.querySelector(".path"));
    path.textContent = shown(notebook) || (path.dataset.none ?? "");
  }
}

/** A notebook as the bar shows it: it and the one above it. @param {string} path */
function shown(path) {
  const levels = path.split("/");
  return (levels.length > 2 ? ["…", ...levels.slice(-2)] : levels).join(" / ");
}

customElements.define("notebook-chooser", NotebookChooser);
