/**
 * <library-check>: the dialog of the library's health.
 *
 * Its steps are found and running (`data-step`).  A check goes on when the dialog is closed, and shows how far it is when
 * that is opened again; nobody who saves waits for it.
 */
import { ApiError, getHtml, send } from "../api.js";
import { define, showDialog } from "../acts.js";
import { fill } from "../fragments.js";
import { ended } from "../jobs.js";
import { openNote, refreshList } from "../panes.js";
import { number, words } from "../words.js";

/** @typedef {import("../jobs.js").Job<{wrong: number}>} Job */

class LibraryCheck extends HTMLElement {
  /** What goes on. */
  running = "";

  connectedCallback() {
    define("checks", () => this.attempt(() => this.show()));
    define("check", () => this.attempt(() => this.look({})));
    define("mend", () => this.attempt(() => this.look({ repair: true })));
    define("stop-check", () => send("POST", `/checks/${this.running}/stop`));
    define("open-checked", (origin) => this.open(origin.dataset.id ?? ""));
  }

  /** @param {string} selector */
  piece(selector) {
    return /** @type {HTMLElement} */ (this.querySelector(selector));
  }

  async show() {
    for (const other of ["settings", "backups"])
      /** @type {HTMLDialogElement | null} */ (document.getElementById(other))?.close();
    if (!this.running) await this.report();
    showDialog("checks");
  }

  /** @param {() => Promise<unknown>} act */
  async attempt(act) {
    this.trouble("");
    try {
      await act();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.running = "";
      this.step("found");
      this.trouble(error.detail.why ?? error.message);
    }
  }

  /** @param {{repair?: boolean}} wish */
  async look(wish) {
    const job = await send("POST", "/checks", wish);
    this.running = job.id;
    this.step("running");
    const end = await ended(job, "/checks", (now) => this.tell(now));
    this.running = "";
    await this.report();
    await refreshList();
    if (end.state === "failed") this.trouble(end.message);
    this.say(words(this, end.state === "stopped" ? "stopped" : "done"));
  }

  async report() {
    fill(this.piece("[data-report]"), await getHtml("/checks"));
    this.step("found");
    this.piece("[data-act=mend]").hidden = !this.querySelector("[data-mendable]");
    if (this.querySelector("[data-nothing-lost]")) document.getElementById("lost")?.remove();
  }

  /** @param {Job} job */
  tell({ done, total }) {
    const bar = /** @type {HTMLProgressElement} */ (this.piece("progress"));
    if (total !== 100) bar.removeAttribute("value");
    else bar.value = done;
    const percent = total === 100 ? words(this, "percent", { percent: number(done) }) : "";
    this.piece("[data-percent-said]").textContent = percent;
    return true;
  }

  /** @param {string} id */
  open(id) {
    /** @type {HTMLDialogElement} */ (this.piece("dialog")).close();
    return openNote(id, { focus: true });
  }

  /** @param {string} sentence */
  say(sentence) {
    this.piece("[data-status]").textContent = sentence;
  }

  /** @param {string} sentence */
  trouble(sentence) {
    const trouble = this.piece("[data-trouble]");
    trouble.textContent = sentence;
    trouble.hidden = !sentence;
  }

  /** @param {"found" | "running"} step */
  step(step) {
    for (const part of this.querySelectorAll("[data-step]"))
      if (part instanceof HTMLElement) part.hidden = part.dataset.step !== step;
  }
}

customElements.define("library-check", LibraryCheck);
