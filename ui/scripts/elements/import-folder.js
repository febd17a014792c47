/**
 * <import-folder>: the dialog that brings in a folder of Markdown, or single files that the window asks for.
 */
import { send } from "../api.js";
import { define } from "../acts.js";
import { FolderDialog } from "../folder-dialog.js";
import { openNote, openPlace, refreshLibrary } from "../panes.js";
import { undo } from "../reversal.js";

/**
 * @typedef {import("../folder-dialog.js").Report} Report
 * @typedef {Report & {note: string}} OfFiles
 */

export class ImportFolder extends FolderDialog {
  connectedCallback() {
    super.connectedCallback();
    define("import-folder", () => this.show());
    define("choose-folder", () => this.choose());
    define("choose-files", () => this.attempt(() => this.chooseFiles()));
    define("undo-import", (origin) => this.undo(Number(origin.dataset.number)));
    define("stop-import", () => this.stop());
    document.addEventListener("octavo:brought", () => this.takeBrought());
    if ("brought" in this.dataset) this.takeBrought();
  }

  get address() {
    return "/imports";
  }

  /** @param {string} [path] of a folder that was found otherwise @param {string} [left] what did not come in with it */
  show(path, left) {
    super.show();
    if (path && this.path && !this.running) this.path.value = path;
    if (left) this.complain(left);
  }

  async choose() {
    const { path } = await send("POST", "/folder");
    if (path && this.path) this.path.value = path;
    this.path?.focus();
  }

  async chooseFiles() {
    /** @type {OfFiles | null} */
    const report = await send("POST", "/imports/files");
    if (report) await this.brought(report);
  }

  /** What became of the files that Octavo was started with. */
  async takeBrought() {
    /** @type {OfFiles | null} */
    const report = await send("POST", "/imports/brought");
    if (report) await this.brought(report);
  }

  /** Files came in: the last one is opened, and what did not come in is said. @param {OfFiles} report */
  async brought(report) {
    if (report.troubles.length || !report.note) {
      if (!this.dialog.open) super.show();
      this.report(report);
    } else {
      this.dialog.close();
      refreshLibrary();
      await openPlace("");
      await openNote(report.note, { focus: true });
    }
  }

  /** @param {Report | null} report @param {boolean} [isStopped] */
  report(report, isStopped) {
    super.report(report, isStopped);
    const undoing = this.piece("[data-act=undo-import]");
    undoing.hidden = !report?.act;
    undoing.dataset.number = String(report?.act ?? 0);
    refreshLibrary();
    openPlace("");
  }

  /** @param {number} act */
  undo(act) {
    this.dialog.close();
    return undo(act);
  }
}

customElements.define("import-folder", ImportFolder);
