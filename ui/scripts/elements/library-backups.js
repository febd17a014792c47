/**
 * <library-backups>: the dialog of backups.
 *
 * Its steps are list, running, restore and remove; each part names its own (`data-step`).  What was begun goes on
 * when the dialog is closed, and shows how far it is when the dialog is opened again.  A library that was restored is
 * another one: the page begins anew.
 */
import { ApiError, getHtml, send } from "../api.js";
import { define, showDialog } from "../acts.js";
import { fill } from "../fragments.js";
import { ended } from "../jobs.js";
import { saved } from "../renewal.js";
import { number, words } from "../words.js";
import { again } from "./activity-log.js";

/**
 * @typedef {{state: "good" | "damaged" | "fewer" | "unproven"}} Backup
 * @typedef {import("../jobs.js").Job<any>} Job
 */

class LibraryBackups extends HTMLElement {
  /** What goes on. @type {string | undefined} */
  running;
  /** The backup that is asked about. */
  name = "";

  connectedCallback() {
    define("backups", () => this.attempt(() => this.show()));
    define("make-backup", () => this.attempt(() => this.work("making", "POST", "/backups", "made")));
    define("verify-backup", (origin) => this.attempt(() => this.verify(origin)));
    define("restore-backup", (origin) => this.ask("restore", origin));
    define("remove-backup", (origin) => this.ask("remove", origin));
    define("do-restore-backup", () => this.attempt(() => this.restore()));
    define("do-remove-backup", () => this.attempt(() => this.remove()));
    define("back-to-backups", () => this.step("list"));
    define("stop-backup", () => send("POST", `/backups/jobs/${this.running}/stop`));
    define("choose-backup-folder", () => this.attempt(() => this.choose()));
    this.addEventListener("change", ({ target }) => {
      if (target instanceof HTMLInputElement && target.name === "backup_every")
        this.attempt(() => send("PUT", "/settings", { backup_every: Number(target.value) }));
    });
    this.addEventListener("submit", (event) => {
      event.preventDefault();
      this.attempt(() => this.move());
    });
  }

  /** @param {string} selector */
  piece(selector) {
    return /** @type {HTMLElement} */ (this.querySelector(selector));
  }

  get folder() {
    return /** @type {HTMLInputElement} */ (this.querySelector("#backup-folder"));
  }

  async show() {
    /** @type {HTMLDialogElement | null} */ (document.getElementById("settings"))?.close();
    if (!this.running) {
      await this.list();
      this.say("");
    }
    showDialog("backups");
  }

  async list() {
    fill(this.piece("[data-list]"), await getHtml("/backups"));
    this.step("list");
  }

  /** Do something; why it cannot be done stands above the list. @param {() => Promise<unknown>} act */
  async attempt(act) {
    this.trouble("");
    try {
      await act();
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      this.running = undefined;
      this.step("list");
      this.trouble(error instanceof ApiError ? (error.detail.why ?? error.message) : error.message);
    }
  }

  /**
   * @param {string} doing what is said meanwhile
   * @param {string} method
   * @param {string} address
   * @param {string} done what is said of a good end
   */
  async work(doing, method, address, done) {
    const job = await this.follow(doing, await send(method, address));
    await this.list();
    if (job.state === "failed") this.trouble(job.message);
    else if (job.state === "stopped") this.say(words(this, "stopped"));
    else this.outcome(job.report, done);
  }

  /** A backup that is not good is no success, whatever was done with it. @param {Backup} backup @param {string} done */
  outcome({ state }, done) {
    if (state === "good") this.say(words(this, done));
    else this.trouble(words(this, state));
  }

  /** @param {string} doing @param {Job} job */
  async follow(doing, job) {
    this.running = job.id;
    this.step("running");
    this.piece("[data-what]").textContent = words(this, doing);
    const end = await ended(job, "/backups/jobs", (now) => this.tell(now));
    this.running = undefined;
    return end;
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

  /** @param {HTMLElement} origin */
  verify(origin) {
    return this.work("verifying", "POST", `/backups/${nameOf(origin)}/verify`, "sound");
  }

  /** @param {"restore" | "remove"} step @param {HTMLElement} origin */
  ask(step, origin) {
    this.name = nameOf(origin);
    const facts = row(origin).dataset.facts ?? "";
    for (const place of this.querySelectorAll("section [data-facts]:not(li)")) place.textContent = facts;
    this.step(step);
    this.piece(`footer [data-step="${step}"]`).focus();
  }

  async restore() {
    if (!(await saved())) throw new Error(words(this, "unsaved"));
    const job = await this.follow("restoring", await send("POST", `/backups/${this.name}/restore`));
    if (job.state === "done") return again(job.report.before?.name ?? "");
    await this.list();
    if (job.state === "failed") this.trouble(job.message);
    else this.say(words(this, "stopped"));
  }

  async remove() {
    await send("DELETE", `/backups/${this.name}`);
    await this.list();
    this.say(words(this, "removed"));
  }

  async choose() {
    const { path } = await send("POST", "/folder");
    if (path) this.folder.value = path;
    this.folder.focus();
  }

  async move() {
    await send("PUT", "/backups/folder", { path: this.folder.value });
    await this.list();
    this.say(words(this, "moved"));
  }

  /** @param {string} sentence */
  say(sentence) {
    const said = this.piece("[data-said]");
    said.textContent = sentence;
    said.hidden = !sentence;
    this.piece("[data-status]").textContent = sentence;
  }

  /** @param {string} sentence */
  trouble(sentence) {
    const trouble = this.piece("[data-trouble]");
    trouble.textContent = sentence;
    trouble.hidden = !sentence;
    if (sentence) this.say("");
  }

  /** @param {"list" | "running" | "restore" | "remove"} step */
  step(step) {
    for (const part of this.querySelectorAll("[data-step]")) {
      if (part instanceof HTMLElement) part.hidden = !part.dataset.step?.split(" ").includes(step);
    }
  }
}

/** @param {HTMLElement} origin */
const row = (origin) => /** @type {HTMLElement} */ (origin.closest("[data-name]"));

/** @param {HTMLElement} origin */
const nameOf = (origin) => row(origin).dataset.name ?? "";

customElements.define("library-backups", LibraryBackups);
