/**
 * A dialog whose work goes through a folder of files: the common ground of import and export.
 *
 * It has three steps, ask, running and report; each part names its own (`data-step`).  The work goes on when the dialog
 * is closed, and shows how far it is when the dialog is opened again.
 */
import { send } from "./api.js";
import { showDialog } from "./acts.js";

const askEvery = 250; // ms

/**
 * @typedef {{path: string, why: string}} Trouble
 * @typedef {{act: number, created: number, updated: number, skipped: number, failed: number, warnings: number, troubles: Trouble[]}} Report
 * @typedef {{id: string, state: "running" | "done" | "failed" | "stopped", done: number, total: number, seconds: number, report: Report | null, message: string}} Job
 */

export class FolderDialog extends HTMLElement {
  /** The work that is on its way. @type {string | undefined} */
  running;

  connectedCallback() {
    this.querySelector("form")?.addEventListener("submit", (event) => {
      event.preventDefault();
      this.start();
    });
  }

  get dialog() {
    return /** @type {HTMLDialogElement} */ (this.querySelector("dialog"));
  }

  /** Where the folder is, as somebody wrote it; a window may ask in a dialog of the system. */
  get path() {
    return /** @type {HTMLInputElement | null} */ (this.querySelector("[name=path]"));
  }

  /** Where jobs of its kind are asked for. */
  get address() {
    return "";
  }

  /** What is sent to begin. @returns {Record<string, unknown>} */
  get asked() {
    return this.path ? { path: this.path.value } : {};
  }

  show() {
    if (!this.running) this.step("ask");
    showDialog(this.dialog.id);
    if (!this.running) (this.path ?? this.piece("[type=submit]")).focus();
  }

  async start() {
    await this.attempt(async () => {
      /** @type {Job | null} */
      const job = await send("POST", this.address, this.asked);
      if (job) await this.follow(job);
    });
  }

  stop() {
    return send("POST", `${this.address}/${this.running}/stop`);
  }

  /** What is refused is said where it was asked. @param {() => Promise<unknown>} act */
  async attempt(act) {
    try {
      await act();
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
      job = await send("GET", `${this.address}/${job.id}`);
    }
    this.running = undefined;
    if (job.state === "failed") this.refuse(job.message);
    else this.report(job.report, job.state === "stopped");
  }

  /** @param {string} message */
  refuse(message) {
    this.running = undefined;
    this.step("ask");
    this.complain(message);
    this.path?.focus();
  }

  /** @param {string} message */
  complain(message) {
    const trouble = this.piece("form .trouble");
    trouble.textContent = message;
    trouble.hidden = false;
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

  /** @param {Report | null} report @param {boolean} [isStopped] */
  report(report, isStopped = false) {
    this.step("report");
    const stopped = this.piece("[data-stopped]");
    stopped.hidden = !isStopped;
    stopped.textContent = this.dataset.stopped ?? "";
    const { created, updated, skipped, failed } = report ?? {};
    const counts = { created, updated, skipped, failed };
    const rows = Object.entries(counts).filter(
      ([name, count]) => count !== undefined && this.dataset[name] !== undefined,
    );
    this.piece(".counts").replaceChildren(...rows.map(([name, n]) => this.count(name, n ?? 0)));
    this.piece("[data-status]").textContent = this.piece(".counts").innerText;
    const troubles = report?.troubles ?? [];
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
    this.piece("form .trouble").hidden = true;
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
