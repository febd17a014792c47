/**
 * A dialog that asks for one name, of something new or of something that is renamed: the common ground of notebooks
 * and saved searches.  A name that is refused stays, with what is wrong with it.
 */
import { showDialog } from "./acts.js";
import { ApiError } from "./api.js";

export class NameDialog extends HTMLElement {
  /** What is renamed, undefined for something new. @type {string | undefined} */
  renamed;

  get dialog() {
    return /** @type {HTMLDialogElement} */ (this.querySelector("dialog"));
  }

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
    this.merge?.addEventListener("click", () => this.done(true));
    this.input.addEventListener("input", () => this.offerMerge(false));
  }

  /** Where a name that is taken may be meant: it makes one of the two. @returns {HTMLElement | null} */
  get merge() {
    return this.querySelector("[data-merge]");
  }

  /** @param {boolean} offered */
  offerMerge(offered) {
    if (this.merge) this.merge.hidden = !offered;
  }

  /**
   * @param {string} name what stands in the field
   * @param {string} [renamed]
   */
  show(name, renamed) {
    this.renamed = renamed;
    showDialog(this.dialog.id);
    for (const word of this.querySelectorAll("[data-new]")) {
      if (word instanceof HTMLElement)
        word.textContent = (renamed === undefined ? word.dataset.new : word.dataset.rename) ?? "";
    }
    this.trouble.hidden = true;
    this.offerMerge(false);
    this.input.value = name;
    this.input.focus();
  }

  async done(merge = false) {
    try {
      const answer = await this.write(this.input.value, merge);
      this.dialog.close();
      await this.written(answer);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      const { why } = error instanceof ApiError ? error.detail : {};
      this.trouble.textContent = why ?? error.message;
      this.trouble.hidden = false;
      this.input.focus();
      this.offerMerge(error instanceof ApiError && error.code === "taken" && this.renamed !== undefined);
    }
  }

  /** Ask the server; what it answers goes to `written`. @param {string} name @param {boolean} _merge @returns {Promise<any>} */
  write(name, _merge) {
    return Promise.reject(new Error(`nobody takes ${name}`));
  }

  /** What is to be seen of it. @param {any} answer @returns {unknown} */
  written(answer) {
    return answer;
  }
}
