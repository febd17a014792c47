/**
 * <replace-dialog>: find and replace in many notes.
 *
 * Every change is looked at before it is made.  The server keeps what was looked at (a job), the page keeps what
 * was chosen of it (replace-changes.js); any other word in the fields makes both void.  What is typed into the open note is
 * saved before the server looks and before it writes, and the new text is taken afterwards.
 *
 * Parts of the dialog name the step that they belong to (`data-step`): ask, running, changes, nothing, report.
 */
import { ApiError, send } from "../api.js";
import { define, showDialog } from "../acts.js";
import { ended } from "../jobs.js";
import { results } from "../panes.js";
import { renew, saved } from "../renewal.js";
import { counted, number, words } from "../words.js";
import "./replace-changes.js";
import { say } from "./undo-toast.js";

/** Of a longer selection nobody means to find it elsewhere. */
const SELECTED = 200;

/**
 * @typedef {"looking" | "writing"} Doing
 * @typedef {{title: string, why: string}} LeftOut
 * @typedef {{act?: number, notes: number, changes: number, remarks?: string[], left: number, left_out: LeftOut[]}} Report
 * @typedef {import("../jobs.js").Job<Report>} Job
 */

class ReplaceDialog extends HTMLElement {
  /** What is on its way; another that begins takes its place. @type {{id: string, doing: Doing} | undefined} */
  running;
  /** The job that looked. @type {string | undefined} */
  seen;

  connectedCallback() {
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.attempt(() => this.look());
    });
    this.piece(".replace-ask").addEventListener("input", () => this.asked());
    this.changes.addEventListener("change", () => this.offer());
    this.dialog.addEventListener("close", () => this.forget());
    define("replace-in-notes", (origin) => this.show(results().contains(origin)));
    define("apply-replacement", () => this.attempt(() => this.apply()));
    define("stop-replacement", () => this.stop());
    define("undo-act", (origin) => this.undo(Number(origin.dataset.number)));
  }

  get dialog() {
    return /** @type {HTMLDialogElement} */ (this.querySelector("dialog"));
  }

  get form() {
    return /** @type {HTMLFormElement} */ (this.querySelector("form"));
  }

  get changes() {
    return /** @type {import("./replace-changes.js").ReplaceChanges} */ (
      this.querySelector("replace-changes")
    );
  }

  /** @param {string} name */
  field(name) {
    return /** @type {HTMLInputElement} */ (this.form.elements.namedItem(name));
  }

  /** @param {string} selector */
  piece(selector) {
    return /** @type {HTMLElement} */ (this.querySelector(selector));
  }

  /** @param {boolean} here whether it is meant for the notes of the list */
  show(here) {
    if (this.running) return void showDialog(this.dialog.id);
    const selected = String(getSelection() ?? "");
    if (selected && selected.length <= SELECTED && !selected.includes("\n"))
      this.field("find").value = selected;
    this.offerPlace(here);
    this.asked();
    showDialog(this.dialog.id);
    this.field("find").select();
    void this.attempt(() => ajax("/acts", this.piece("[data-done-before]")));
  }

  /** Beside all notes, those of the list. @param {boolean} chosen */
  offerPlace(chosen) {
    const here = this.place;
    this.piece(".segments").hidden = !here;
    this.piece("[data-here]").textContent = here;
    this.field("scope").value = here && chosen ? "here" : "";
  }

  /** What the list shows, in words: a notebook, a tag, what was found; "" for all notes and for the trash. */
  get place() {
    const { notebook, tag, words: found, trash } = results().dataset;
    if (trash !== undefined) return "";
    if (notebook || tag) return notebook || `#${tag}`;
    return found ? words(this, "search", { words: found }) : "";
  }

  get wanted() {
    const { notebook = "", tag = "", words: found = "" } = results().dataset;
    const here = this.field("scope").value === "here";
    return {
      find: this.field("find").value,
      replacement: this.field("replacement").value,
      pattern: this.field("pattern").checked,
      ignore_case: !this.field("match_case").checked,
      whole_words: this.field("whole_words").checked,
      query: here ? found : "",
      typing: true,
      notebook: here ? notebook : "",
      tag: here ? tag : "",
    };
  }

  /** Something else is asked now: what was looked at is void. */
  asked() {
    this.piece("#replace-groups").hidden = !this.field("pattern").checked;
    this.forget();
    this.step("ask");
    this.offer();
  }

  async look() {
    this.asked();
    if (!(await this.safe())) return;
    const begun = await send("POST", "/replacements", this.wanted);
    const job = await this.follow(begun, "looking");
    if (job?.state === "done") await this.present(job.id, /** @type {Report} */ (job.report));
    else if (job) this.end(job);
  }

  async apply() {
    if (!this.seen || !(await this.safe())) return;
    const begun = await send("POST", `/replacements/${this.seen}/apply`, this.changes.told);
    const job = await this.follow(begun, "writing");
    if (job?.state !== "done") return job && this.end(job);
    await this.done(/** @type {Report} */ (job.report));
  }

  /** What is typed is in the library, or else said. */
  async safe() {
    const all = await saved();
    if (!all) this.refuse(words(this, "unsaved"));
    return all;
  }

  /**
   * @param {Job} job
   * @param {Doing} doing
   * @returns {Promise<Job | undefined>} the job at its end; nothing when another took its place
   */
  async follow(job, doing) {
    const mine = () => this.running?.id === job.id;
    this.running = { id: job.id, doing };
    if (job.state === "running") this.step("running");
    this.piece(".replace-ask").inert = doing === "writing";
    this.offer();
    const end = await ended(job, "/replacements", (now) => mine() && this.tell(now, doing));
    if (!mine()) return undefined;
    this.rest();
    return end;
  }

  /** Nothing is on its way any more. */
  rest() {
    this.running = undefined;
    this.piece(".replace-ask").inert = false;
  }

  /** @param {Job} job @param {Doing} doing */
  tell({ done, total }, doing) {
    const said = words(this, doing, { done: number(done), total: number(total) });
    if (total) Object.assign(this.piece("progress"), { max: total, value: done });
    this.piece("[data-said]").textContent = total ? said : "";
    return true;
  }

  /**
   * @param {string} id
   * @param {Report} report
   */
  async present(id, report) {
    this.seen = id;
    this.step(report.notes ? "changes" : "nothing");
    this.notice(report);
    this.piece(".replace-body").scrollTop = 0;
    if (report.notes) await this.changes.show(`/replacements/${id}/changes`, report);
    this.offer();
  }

  /** @param {Report} report */
  notice({ remarks = [], left_out }) {
    const said = [...remarks, ...left_out.map(({ title, why }) => `${title}: ${why}`)];
    for (const place of this.querySelectorAll(".notices"))
      place.replaceChildren(...said.map((text) => element("p", text)));
  }

  /** @param {Report} report */
  async done({ act, changes, notes, left_out }) {
    const about = { changes: number(changes), notes: counted(this, "notes", notes) };
    const said = words(this, act ? "replaced" : "unchanged", about);
    this.forget();
    if (left_out.length) this.report(said, left_out);
    else this.dialog.close();
    if (act) say({ text: said, undo: () => this.undo(act) });
    await renew();
  }

  /**
   * @param {string} said
   * @param {LeftOut[]} leftOut
   */
  report(said, leftOut) {
    this.step("report");
    this.piece("[data-said-done]").textContent = said;
    const rows = leftOut.map(({ title, why }) => {
      const row = document.createElement("tr");
      row.append(element("th", title), element("td", why));
      return row;
    });
    this.piece(".troubles tbody").replaceChildren(...rows);
    this.offer();
    showDialog(this.dialog.id);
  }

  /** @param {number} act */
  async undo(act) {
    this.dialog.close();
    say({ text: words(this, "undoing") });
    try {
      await saved();
      const begun = await send("POST", `/acts/${act}/undo`);
      const { report, message } = await ended(begun, "/replacements", () => true);
      if (!report) throw new Error(message);
      const { notes, left } = report;
      const said = [words(this, "undone", { notes: counted(this, "notes", notes) })];
      if (left) said.push(words(this, "left", { notes: counted(this, "notes", left) }));
      say({ text: said.join(". ") });
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      say({ text: error.message });
    }
    await renew();
  }

  /** A job that came to no good end. @param {Job} job */
  end(job) {
    this.step(this.seen ? "changes" : "ask");
    this.refuse(job.state === "stopped" ? words(this, "stopped") : job.message);
    this.offer();
  }

  async stop() {
    if (this.running) await send("POST", `/replacements/${this.running.id}/stop`);
  }

  /** What is only looked at goes with the dialog; what is written goes on. */
  forget() {
    if (this.running?.doing === "writing") return;
    const job = this.running?.id ?? this.seen;
    this.seen = undefined;
    this.changes.clear();
    this.rest();
    if (job) void send("DELETE", `/replacements/${job}`).catch(() => undefined);
  }

  /** The button says what it does. */
  offer() {
    const button = /** @type {HTMLButtonElement} */ (this.piece("[data-act=apply-replacement]"));
    const { changes, notes } = this.changes.total;
    const about = { changes: number(changes), notes: counted(this, "notes", notes) };
    button.textContent = words(this, changes ? "apply" : "nothing", about);
    button.disabled = !changes || this.running !== undefined;
  }

  // --- what is shown

  /** @param {"ask" | "running" | "changes" | "nothing" | "report"} step */
  step(step) {
    for (const part of this.querySelectorAll("[data-step]"))
      if (part instanceof HTMLElement) part.hidden = part.dataset.step !== step;
    for (const trouble of this.querySelectorAll("form .trouble"))
      if (trouble instanceof HTMLElement) trouble.hidden = true;
    for (const name of ["find", "replacement"]) this.field(name).removeAttribute("aria-invalid");
    this.piece("progress").removeAttribute("value");
    this.piece("[data-said]").textContent = "";
  }

  /**
   * Says what is wrong, at the field where it is known which.
   * @param {string} message
   * @param {string} [name]
   */
  refuse(message, name) {
    const known = name === "find" || name === "replacement";
    const trouble = this.piece(known ? `#replace-${name}-trouble` : "#replace-trouble");
    trouble.textContent = message;
    trouble.hidden = false;
    if (!known) return;
    this.field(name).setAttribute("aria-invalid", "true");
    this.field(name).focus();
  }

  /** @param {() => Promise<unknown>} work */
  async attempt(work) {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.rest();
      const { field, why } = error.detail;
      this.refuse(why ?? error.message, field);
      this.offer();
    }
  }
}

/** @param {string} address @param {HTMLElement} target */
function ajax(address, target) {
  const htmx = /** @type {any} */ (window).htmx;
  return htmx.ajax("GET", address, { source: target, target, swap: "innerHTML" });
}

/** @param {string} name @param {string} text */
function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

customElements.define("replace-dialog", ReplaceDialog);
