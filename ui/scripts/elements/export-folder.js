/**
 * <export-folder>: the dialog that writes notes as Markdown into a folder, and what saves the open one as a file.
 */
import { define } from "../acts.js";
import { FolderDialog } from "../folder-dialog.js";
import { openId, place } from "../panes.js";
import { phrase } from "../phrases.js";
import { saved } from "../renewal.js";
import { say } from "./undo-toast.js";

class ExportFolder extends FolderDialog {
  connectedCallback() {
    super.connectedCallback();
    define("export-folder", () => this.show());
    define("stop-export", () => this.stop());
    define("save-file", () => download());
    document.addEventListener("octavo:download", told);
  }

  get address() {
    return "/exports";
  }

  get asked() {
    const one = this.querySelector("[name=what]:checked");
    const notebook = one instanceof HTMLInputElement ? one.value : "";
    return { ...super.asked, notebook };
  }

  show() {
    document.querySelectorAll("dialog[open]").forEach((one) => one instanceof HTMLDialogElement && one.close());
    this.offer(new URLSearchParams(place()).get("notebook") ?? "");
    super.show();
  }

  /** The notebook that the list shows, if it shows one. @param {string} notebook */
  offer(notebook) {
    const one = /** @type {HTMLInputElement} */ (this.piece("[data-one] input"));
    one.value = notebook;
    this.piece("[data-one]").hidden = !notebook;
    this.piece("[data-one] bdi").textContent = notebook;
    /** @type {HTMLInputElement} */ (this.piece("[name=what]")).checked = true;
  }
}

/** The browser saves it as it saves files; the window asks where. */
async function download() {
  const id = openId();
  if (!id) return;
  if (!(await saved())) {
    say({ text: phrase("The note that is open is not saved. Look at what is wrong with it first.") });
    return;
  }
  const link = document.createElement("a");
  link.href = `/notes/${id}/file`;
  link.download = "";
  link.click();
}

/** How it went in the window: a browser says so itself. @param {Event} event */
function told(event) {
  const { file, why, trouble } = /** @type {CustomEvent} */ (event).detail;
  if (trouble === "turn") say({ text: phrase("Another dialog is open. Answer it first.") });
  else if (trouble) say({ text: phrase("It was not saved: this note is gone, or cannot be read.") });
  else if (why) say({ text: phrase("It could not be saved: {why}", { why }) });
  else say({ text: phrase("Saved as {file}", { file }) });
}

customElements.define("export-folder", ExportFolder);
