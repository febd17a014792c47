/**
 * <import-folder>: the dialog that brings in a folder of Markdown.
 *
 * It has three steps, ask, running and report; each part names its own (`data-step`).  The import goes
 * on when the dialog is closed, and shows how far it is when the dialog is opened again.
 */
import { send } from "../api.js";
import { define, showDialog } from "../acts.js";
import { openPlace, refreshLibrary } from "../panes.js";
import { undo } from "../reversal.js";

const askEvery = 250; // ms

/**
 * @typedef {{path: string, why: string}} Trouble
 * @typedef {{act: number, created: number, updated: number, skipped: number, failed: number, warnings: number, troubles: Trouble[]}} Report
 * @typedef {{id: string, state: "running" | "done" | "failed" | "stopped", done: number, total: number, seconds: number, report: Report | null, message: string}} Job
 */

class ImportFolder extends HTMLElement {
  /** The import that is on its way. @type {string | undefined} */
  running;

  connectedCallback() {
    this.querySelector("form")?.addEventListener("submit", (event) => {
      event.preventDefault();
      this.start();
    });
    define("import-folder", () => this.show());
    define("choose-folder", () => this.choose());
    define("undo-import", (origin) => this.undo(Number(origin.dataset.number)));
    define("stop-import", () => send("POST", `/imports/${this.running}/stop`));
  }

  get path() {
    return /** @type {HTMLInputElement} */ (this.querySelector("[name=path]"));
  }

  show() {
    if (!this.running) this.step("ask");
    showDialog("import-folder");
    if (!this.running) this.path.focus();
  }

  async choose() {
    const { path } = await send("POST", "/folder");
    if (path) this.path.value = path;
    this.path.focus();
  }

  async start() {
    try {
      await this.follow(await send("POST", "/imports", { path: this.path.value }));
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      this.refuse(error.message);
    }
  }

  /** @param {Job} job */
  async follow(job) {
    this.running = job.id;
    this.step("running");
    while (job.state === "running") {
      this.tell(job);
      await new Promise((go) => setTimeout(go, askEvery));
      job = await send("GET", `/imports/${job.id}`);
    }
    this.running = undefined;
    if (job.state === "failed") this.refuse(job.message);
    else this.report(job);
    refreshLibrary();
    await openPlace("");
  }

  /** @param {number} act */
  undo(act) {
    /** @type {HTMLDialogElement} */ (this.querySelector("dialog")).close();
    return undo(act);
  }

  /** @param {string} message */
  refuse(message) {
    this.running = undefined;
    this.step("ask");
    const trouble = this.piece("#import-trouble");
    trouble.textContent = message;
    trouble.hidden = false;
    this.path.focus();
  }

  /** @param {Job} job */
  tell(job) {
    const bar = /** @type {HTMLProgressElement} */ (this.piece("progress"));
    if (!job.total) return;
    bar.max = job.total;
    bar.value = job.done;
    const words = [said(this.dataset.files, { done: job.done, total: job.total })];
    const left = Math.ceil((job.seconds / job.done) * (job.total - job.done));
    if (job.seconds > 2 && Number.isFinite(left)) words.push(said(this.dataset.left, { n: left }));
    this.piece("[data-said]").textContent = words.join(", ");
  }

  /** @param {Job} job */
  report(job) {
    this.step("report");
    const stopped = this.piece("[data-stopped]");
    stopped.hidden = job.state !== "stopped";
    stopped.textContent = this.dataset.stopped ?? "";
    const { created, updated, skipped, failed } = job.report ?? {};
    const counts = { created, updated, skipped, failed };
    const rows = Object.entries(counts).filter(([, count]) => count !== undefined);
    this.piece(".counts").replaceChildren(...rows.map(([name, n]) => this.count(name, n ?? 0)));
    const undoing = this.piece("[data-act=undo-import]");
    undoing.hidden = !job.report?.act;
    undoing.dataset.number = String(job.report?.act ?? 0);
    this.piece("[data-status]").textContent = this.piece(".counts").innerText;
    const troubles = job.report?.troubles ?? [];
    this.piece(".troubles").hidden = !troubles.length;
    this.piece(".troubles tbody").replaceChildren(...troubles.map(troubleRow));
  }

  /**
   * @param {string} name
   * @param {number} n
   */
  count(name, n) {
    const row = document.createElement("div");
    row.append(element("dt", this.dataset[name] ?? ""), element("dd", n.toLocaleString()));
    return row;
  }

  /** @param {"ask" | "running" | "report"} step */
  step(step) {
    for (const part of this.querySelectorAll("[data-step]")) {
      if (part instanceof HTMLElement) part.hidden = part.dataset.step !== step;
    }
    this.piece("#import-trouble").hidden = true;
    this.piece("progress").removeAttribute("value");
    this.piece("[data-said]").textContent = "";
  }

  /** @param {string} selector */
  piece(selector) {
    return /** @type {HTMLElement} */ (this.querySelector(selector));
  }
}

/** @param {Trouble} trouble */
function troubleRow(trouble) {
  const row = document.createElement("tr");
  row.append(element("th", trouble.path), element("td", trouble.why));
  row.firstElementChild?.setAttribute("scope", "row");
  return row;
}

/**
 * @param {string} name
 * @param {string} text
 */
function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

/**
 * @param {string | undefined} words
 * @param {Record<string, number>} numbers
 */
function said(words, numbers) {
  return (words ?? "").replace(/\{(\w+)\}/g, (_, name) => numbers[name].toLocaleString());
}

customElements.define("import-folder", ImportFolder);
