/**
 * <replace-dialog>: find and replace in many notes.
 *
 * Every change is looked at before it is made.  The server keeps what was looked at (a job), the page keeps what
 * was chosen of it (replace-changes.js); any other word in the fields makes both void.  What is typed into the open note is
 * saved before the server looks and before it writes, and the new text is taken afterwards.  What is asked for is
 * asking.js, what all this says told.js.
 */
import { ApiError, getHtml, send } from "../api.js";
import { define, showDialog } from "../acts.js";
import { Asking } from "../asking.js";
import { fill } from "../fragments.js";
import { ended } from "../jobs.js";
import { results } from "../panes.js";
import { renew, saved } from "../renewal.js";
import { undo } from "../reversal.js";
import { Told } from "../told.js";
import "./replace-changes.js";
import { say } from "./undo-toast.js";

/**
 * @typedef {import("../told.js").Doing} Doing
 * @typedef {import("../told.js").Job} Job
 * @typedef {import("../told.js").Report} Report
 */

class ReplaceDialog extends HTMLElement {
  told = new Told(this);
  asking = new Asking(this, this.told);
  /** What is on its way; another that begins takes its place. @type {{id: string, doing: Doing} | undefined} */
  running;
  /** The job that looked. @type {string | undefined} */
  seen;
  /** Counts what was asked: an answer to anything but the last is void. */
  question = 0;

  connectedCallback() {
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (!this.changes.contains(document.activeElement)) void this.attempt(() => this.look());
    });
    this.told.piece(".replace-ask").addEventListener("input", () => this.asked());
    this.changes.addEventListener("change", () => this.chosen());
    this.dialog.addEventListener("close", () => this.forget());
    define("replace-in-notes", (origin) => this.show(results().contains(origin)));
    define("apply-replacement", () => this.attempt(() => this.apply()));
    define("stop-replacement", () => this.stop());
    define("undo-replacement", (origin) => this.undo(Number(origin.dataset.number)));
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

  /** @param {boolean} here whether it is meant for the notes of the list */
  show(here) {
    if (this.running) return void showDialog(this.dialog.id);
    this.asking.offer(here);
    this.asked();
    showDialog(this.dialog.id);
    this.asking.focus();
    this.recall();
  }

  /** What was done before and can be taken back; nobody waits for it. */
  recall() {
    const place = this.told.piece("[data-done-before]");
    void getHtml("/acts?kind=replace").then((html) => fill(place, html), () => undefined);
  }

  /** Something else is asked now: what was looked at is void. */
  asked() {
    this.question += 1;
    this.told.piece("#replace-groups").hidden = !this.asking.isPattern;
    this.forget();
    this.told.step("ask");
  }

  async look() {
    this.asked();
    const { question } = this;
    if (!(await this.safe())) return;
    const begun = await send("POST", "/replacements", this.asking.wanted);
    if (question !== this.question) return void discard(begun.id);
    const job = await this.follow(begun, "looking");
    if (job?.state === "done") await this.present(job.id, /** @type {Report} */ (job.report));
    else if (job) this.end(job);
  }

  async apply() {
    if (!this.seen || this.running) return;
    this.begin("writing");
    if (!(await this.safe())) return this.rest();
    const begun = await send("POST", `/replacements/${this.seen}/apply`, this.changes.told);
    const job = await this.follow(begun, "writing");
    if (job?.state === "done") await this.done(/** @type {Report} */ (job.report));
    else if (job) this.end(job);
  }

  /** What is typed is in the library, or else said. */
  async safe() {
    const all = await saved();
    if (!all) this.told.refuse(this.told.words("unsaved"));
    return all;
  }

  /**
   * @param {Job} job
   * @param {Doing} doing
   * @returns {Promise<Job | undefined>} the job at its end; nothing when another took its place
   */
  async follow(job, doing) {
    const mine = () => this.running?.id === job.id;
    const tell = (/** @type {Job} */ now) => {
      if (mine()) this.told.progress(now, doing);
      return mine();
    };
    this.begin(doing, job.id);
    if (job.state === "running") this.told.step("running");
    const end = await ended(job, "/replacements", tell).catch((error) => {
      if (mine()) throw error; // what was forgotten cannot be asked for
    });
    if (!end || !mine()) return undefined;
    this.rest();
    return end;
  }

  /** @param {Doing} doing @param {string} [id] "" until the server knows of it */
  begin(doing, id = "") {
    this.running = { id, doing };
    this.told.piece(".replace-ask").inert = doing === "writing";
    this.offer();
  }

  /** Nothing is on its way any more. */
  rest() {
    this.running = undefined;
    this.told.piece(".replace-ask").inert = false;
    this.offer();
  }

  /** What nobody could see is not there to be chosen. @param {string} id @param {Report} report */
  async present(id, report) {
    this.seen = id;
    const page = report.notes ? await getHtml(`/replacements/${id}/changes`) : "";
    if (this.seen !== id) return;
    this.told.step(report.notes ? "changes" : "nothing");
    this.told.notice(report);
    this.told.piece(".replace-body").scrollTop = 0;
    if (!report.notes) return;
    this.changes.show(page, report);
    this.chosen();
  }

  /** @param {Report} report */
  async done(report) {
    const { act, left_out } = report;
    const said = this.told.words(act ? "replaced" : "unchanged", this.told.amount(report));
    this.forget();
    if (left_out.length) this.report(said, left_out);
    else this.dialog.close();
    say({ text: said, undo: act ? () => undo(act) : undefined });
    await renew();
  }

  /** Opens again for what was left. @param {string} said @param {Report["left_out"]} leftOut */
  report(said, leftOut) {
    this.told.report(said, leftOut);
    showDialog(this.dialog.id);
  }

  /** @param {number} act */
  undo(act) {
    this.dialog.close();
    say({ text: this.told.words("undoing") });
    return undo(act);
  }

  /** A job that came to no good end. @param {Job} job */
  end({ state, message }) {
    this.back(state === "stopped" ? this.told.words("stopped") : message);
  }

  /** To what is there to choose from, or to the question. @param {string} why @param {string} [field] */
  back(why, field) {
    this.told.step(this.changes.total.changes ? "changes" : "ask");
    this.told.refuse(why, field);
  }

  /** It goes on where nobody hears that it is to stop. */
  async stop() {
    const id = this.running?.id;
    const stopped = id && send("POST", `/replacements/${id}/stop`);
    if (stopped) await stopped.catch(({ message }) => this.told.refuse(message));
  }

  /** What is only looked at goes with the dialog; what is written goes on. */
  forget() {
    if (this.running?.doing === "writing") return;
    const job = this.running?.id ?? this.seen;
    this.seen = undefined;
    this.changes.clear();
    this.rest();
    if (job) discard(job);
  }

  /** The button does what is chosen, and so it is said. */
  chosen() {
    this.told.say(this.changes.said);
    this.offer();
  }

  offer() {
    this.told.offer(this.changes.total, this.running !== undefined);
  }

  /** @param {() => Promise<unknown>} work */
  async attempt(work) {
    const begun = work();
    const { question } = this;
    try {
      await begun;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (question !== this.question) return;
      this.rest();
      const { field, why } = error.detail;
      this.back(why ?? error.message, field);
    }
  }
}

/** @param {string} id of a job whose report nobody waits for */
function discard(id) {
  void send("DELETE", `/replacements/${id}`).catch(() => undefined);
}

customElements.define("replace-dialog", ReplaceDialog);
