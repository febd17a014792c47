/**
 * <library-recovery>: the ways back to a library that cannot be opened.
 *
 * Its steps are ways, restore, salvage, running and done; each part names its own (`data-step`).  Nothing is done at the
 * first click; what is done makes a library that can be opened, and says what is in it.
 */
import { ApiError, send } from "../api.js";
import { define } from "../acts.js";
import { ended } from "../jobs.js";
import { counted, number, words } from "../words.js";

/**
 * @typedef {{notes?: number, damaged?: number, lost?: number, files?: number, folder?: string}} Report
 * @typedef {import("../jobs.js").Job<Report>} Job
 * @typedef {"ways" | "restore" | "salvage" | "running" | "done"} Step
 */

class LibraryRecovery extends HTMLElement {
  /** The backup that is asked about. */
  name = "";
  /** What goes on. */
  job = "";

  connectedCallback() {
    define("ask-restore", (origin) => this.ask(origin));
    define("ask-salvage", () => this.step("salvage"));
    define("do-restore", () => this.work("restoring", "restore", { name: this.name }));
    define("do-salvage", () => this.work("salvaging", "salvage"));
    define("back", () => this.step("ways"));
    define("stop", () => send("POST", `/recovery/jobs/${this.job}/stop`));
    define("choose-folder", () => this.choose());
    this.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.work("writing", "markdown", { path: this.field.value });
    });
  }

  /** @param {string} selector */
  piece(selector) {
    return /** @type {HTMLElement} */ (this.querySelector(selector));
  }

  get field() {
    return /** @type {HTMLInputElement} */ (this.querySelector("[name=path]"));
  }

  /** @param {HTMLElement} origin */
  ask(origin) {
    const row = /** @type {HTMLElement} */ (origin.closest("[data-name]"));
    this.name = row.dataset.name ?? "";
    this.piece("div[data-step=restore] [data-facts]").textContent = row.dataset.facts ?? "";
    this.step("restore");
  }

  /**
   * @param {string} doing what is said meanwhile
   * @param {string} way
   * @param {object} [body]
   */
  async work(doing, way, body = {}) {
    this.piece("[data-what]").textContent = words(this, doing);
    try {
      const job = await send("POST", `/recovery/${way}`, body);
      this.job = job.id;
      this.step("running");
      this.end(await ended(job, "/recovery/jobs", (now) => this.tell(now)));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.step("ways");
      this.trouble(error.detail.why ?? error.message);
    }
  }

  /** @param {Job} job */
  tell({ done, total }) {
    const bar = /** @type {HTMLProgressElement} */ (this.piece("progress"));
    if (total) bar.value = (100 * done) / total;
    else bar.removeAttribute("value");
    const percent = total ? words(this, "percent", { percent: number(Math.floor(bar.value)) }) : "";
    this.piece("[data-percent-said]").textContent = percent;
    return true;
  }

  /** @param {Job} job */
  end(job) {
    this.step(job.state === "done" ? "done" : "ways");
    if (job.state === "failed") this.trouble(job.message);
    else this.say(job.report ? this.outcome(job.report) : words(this, "stopped"));
    this.piece("[data-open]").hidden = job.report?.files !== undefined;
  }

  /** @param {Report} report */
  outcome({ notes = 0, damaged = 0, lost = 0, files, folder = "" }) {
    if (files !== undefined)
      return counted(this, "files", files).replace("{folder}", () => folder);
    const said = [counted(this, "restored", notes)];
    if (damaged) said.push(counted(this, "damaged", damaged));
    if (lost) said.push(counted(this, "lost", lost));
    return said.join(" ");
  }

  async choose() {
    const { path } = await send("POST", "/folder");
    if (path) this.field.value = path;
    this.field.focus();
  }

  /** @param {string} sentence */
  say(sentence) {
    this.piece("[data-said]").textContent = sentence;
    this.piece("[data-status]").textContent = sentence;
  }

  /** @param {string} sentence */
  trouble(sentence) {
    const trouble = this.piece("[data-trouble]");
    trouble.textContent = sentence;
    trouble.hidden = !sentence;
  }

  /** @param {Step} step */
  step(step) {
    this.trouble("");
    for (const part of this.querySelectorAll("[data-step]"))
      if (part instanceof HTMLElement) part.hidden = !part.dataset.step?.split(" ").includes(step);
    this.piece(`div[data-step=${step}] .primary`)?.focus();
  }
}

customElements.define("library-recovery", LibraryRecovery);
