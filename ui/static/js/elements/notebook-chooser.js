/**
 * Filing the open note: into a notebook that is there, or one that its name makes.
 */
import { define } from "../acts.js";
import { Chooser } from "../chooser.js";
import { put } from "../notes.js";
import { editor, notePane, refreshLibrary, refreshList } from "../panes.js";
import { say } from "./undo-toast.js";

class NotebookChooser extends Chooser {
  connectedCallback() {
    super.connectedCallback();
    define("move", () => {
      if (editor() && !editor().hasAttribute("readonly")) this.show();
    });
  }

  /** @param {string} words */
  address(words) {
    return `${super.address(words)}&current=${encodeURIComponent(notePane().dataset.notebook ?? "")}`;
  }

  /** @param {HTMLElement} option */
  async choose(option) {
    const before = notePane().dataset.notebook ?? "";
    this.close();
    if ((await this.move(option.dataset.path ?? "")) === undefined) return;
    const now = notePane().dataset.notebook ?? "";
    say({
      words: now ? "moved" : "movedOut",
      about: { notebook: shown(now) },
      undo: () => this.move(before),
    });
  }

  /** @param {string} notebook */
  async move(notebook) {
    const answer = await put({ notebook });
    if (!answer) return undefined;
    notePane().dataset.notebook = answer.notebook ?? notebook;
    const crumb = document.querySelector("#note .crumb .path");
    if (crumb instanceof HTMLElement)
      crumb.textContent = shown(notePane().dataset.notebook ?? "") || (crumb.dataset.none ?? "");
    refreshLibrary();
    await refreshList();
    return answer;
  }
}

/** A notebook as the bar shows it: it and the one above it. @param {string} path */
function shown(path) {
  const levels = path.split("/");
  return (levels.length > 2 ? ["…", ...levels.slice(-2)] : levels).join(" / ");
}

customElements.define("notebook-chooser", NotebookChooser);
