/**
 * <replace-dialog>: find and replace in many notes.
 *
 * Every change is looked at before it is made.  The server keeps what was looked at (a job), the page keeps what
 * was chosen of it (`Choice`); any other word in the fields makes both void.  What is typed into the open note is
 * saved before the server looks and before it writes, and the new text is taken afterwards.
 *
 * Parts of the dialog name the step that they belong to (`data-step`): ask, running, changes, nothing, report.
 */
import { ApiError, send } from "../api.js";
import { define, showDialog } from "../acts.js";
import { Choice } from "../choice.js";
import { editor, openId, refreshLibrary, refreshList, results } from "../panes.js";
import { counted, number, words } from "../words.js";
import { say } from "./undo-toast.js";

const askEvery = 200; // ms
const selectionLimit = 200;

/**
 * @typedef {"looking" | "writing"} Doing
 * @typedef {{title: string, why: string}} LeftOut
 * @typedef {{act?: number, notes: number, changes: number, remarks?: string[], left: number, left_out: LeftOut[]}} Report
 * @typedef {{id: string, state: "running" | "done" | "failed" | "stopped", done: number, total: number, message: string, report: Report | null}} Job
 */

class ReplaceDialog extends HTMLElement {
  /** What is on its way; another that begins takes its place. @type {{id: string, doing: Doing} | undefined} */
  running;
  /** What was looked at. @type {{id: string, choice: Choice} | undefined} */
  seen;

  connectedCallback() {
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.attempt(() => this.look());
    });
    this.piece(".replace-ask").addEventListener("input", () => this.asked());
    this.piece(".replace-body").addEventListener("change", (event) => this.chosen(event));
    this.dialog.addEventListener("close", () => this.forget());
    document.addEventListener("htmx:after:swap", this.mark);
    define("replace-in-notes", () => this.show());
    define("apply-replacement", () => this.attempt(() => this.apply()));
    define("stop-replacement", () => this.stop());
    define("undo-act", (origin) => this.undo(Number(origin.dataset.number)));
  }

  disconnectedCallback() {
    document.removeEventListener("htmx:after:swap", this.mark);
  }

  get dialog() {
    return /** @type {HTMLDialogElement} */ (this.querySelector("dialog"));
  }

  get form() {
    return /** @type {HTMLFormElement} */ (this.querySelector("form"));
  }

  /** @param {string} name */
  field(name) {
    return /** @type {HTMLInputElement} */ (this.form.elements.namedItem(name));
  }

  /** @param {string} selector */
  piece(selector) {
    return /** @type {HTMLElement} */ (this.querySelector(selector));
  }

  show() {
    if (this.running) return void showDialog(this.dialog.id);
    const selected = String(getSelection() ?? "");
    if (selected && selected.length <= selectionLimit && !selected.includes("\n"))
      this.field("find").value = selected;
    this.offerPlace();
    this.asked();
    showDialog(this.dialog.id);
    this.field("find").select();
    void this.attempt(() => ajax(this.dataset.acts ?? "", this.piece("[data-done-before]")));
  }

  /** Beside all notes, those of the list: of a notebook, with a tag, found. */
  offerPlace() {
    const { notebook, tag, words: found, trash } = results().dataset;
    const here = notebook || (tag && `#${tag}`) || (found && words(this, "search", { words: found }));
    this.piece(".segments").hidden = !here || trash !== undefined;
    this.piece("[data-here]").textContent = here || "";
    if (this.piece(".segments").hidden) this.field("scope").value = "";
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
      query: here ? found || (tag && `tag:"${tag}"`) : "",
      notebook: here ? notebook : "",
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
    if (!(await this.saved())) return;
    const job = await this.follow(await send("POST", this.dataset.options ?? "", this.wanted));
    if (job?.state === "done") await this.present(job.id, /** @type {Report} */ (job.report));
    else if (job) this.end(job);
  }

  async apply() {
    if (!this.seen || !(await this.saved())) return;
    const { id, choice } = this.seen;
    const told = choice.told(this.changesOf);
    const job = await this.follow(await send("POST", `/replacements/${id}/apply`, told), "writing");
    if (job?.state !== "done") return job && this.end(job);
    await this.done(/** @type {Report} */ (job.report));
  }

  /** What is typed is in the library, or else said. */
  async saved() {
    if ((await editor()?.flush()) ?? true) return true;
    this.refuse(words(this, "unsaved"));
    return false;
  }

  /**
   * @param {Job} job
   * @param {Doing} doing
   * @returns {Promise<Job | undefined>} the job at its end; nothing when another took its place
   */
  async follow(job, doing = "looking") {
    this.running = { id: job.id, doing };
    if (job.state === "running") this.step("running");
    this.piece(".replace-ask").inert = doing === "writing";
    this.offer();
    while (job.state === "running") {
      this.tell(job, doing);
      await new Promise((go) => setTimeout(go, askEvery));
      if (this.running?.id !== job.id) return undefined;
      job = await send("GET", `/replacements/${job.id}`);
    }
    if (this.running?.id !== job.id) return undefined;
    this.rest();
    return job;
  }

  /** Nothing is on its way any more. */
  rest() {
    this.running = undefined;
    this.piece(".replace-ask").inert = false;
  }

  /** @param {Job} job @param {Doing} doing */
  tell({ done, total }, doing) {
    const bar = /** @type {HTMLProgressElement} */ (this.piece("progress"));
    if (!total) return;
    Object.assign(bar, { max: total, value: done });
    const said = words(this, doing, { done: number(done), total: number(total) });
    this.piece("[data-said]").textContent = said;
  }

  /**
   * @param {string} id
   * @param {Report} report
   */
  async present(id, report) {
    this.seen = { id, choice: new Choice(report) };
    this.step(report.notes ? "changes" : "nothing");
    this.notice(report);
    const list = this.piece(".changes");
    list.replaceChildren();
    this.piece(".replace-body").scrollTop = 0;
    if (report.notes) await ajax(`/replacements/${id}/changes`, list);
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
    const said = words(this, "replaced", about);
    this.seen = undefined;
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
      await editor()?.flush();
      const { notes, left } = await send("POST", `/acts/${act}/undo`);
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
    const seen = this.running?.id ?? this.seen?.id;
    this.seen = undefined;
    this.rest();
    if (seen) void send("DELETE", `/replacements/${seen}`).catch(() => undefined);
  }

  // --- what is chosen

  /** @param {Event} event */
  chosen({ target }) {
    const choice = this.seen?.choice;
    if (!choice || !(target instanceof HTMLInputElement)) return;
    const note = noteOf(target);
    if (target.dataset.all !== undefined) choice.setAll(target.checked);
    else if (note && target.dataset.whole !== undefined) choice.setNote(note, target.checked);
    else if (note) choice.setChange(note, Number(target.value), target.checked);
    this.mark();
    this.offer();
  }

  /** Boxes show what is chosen, those too that came just now. */
  mark = () => {
    const choice = this.seen?.choice;
    if (!choice) return;
    for (const box of this.querySelectorAll(".changes input")) {
      const note = box instanceof HTMLInputElement && noteOf(box);
      if (!note) continue;
      const whole = box.dataset.whole !== undefined;
      const some = choice.of(note);
      box.checked = whole ? some > 0 : choice.has(note, Number(box.value));
      box.indeterminate = whole && some > 0 && some < note.changes;
    }
  };

  changesOf = (/** @type {string} */ id) =>
    Number(this.piece(`[data-note="${id}"]`).dataset.changes);

  /** The button says what it does. */
  offer() {
    const button = /** @type {HTMLButtonElement} */ (this.piece("[data-act=apply-replacement]"));
    const chosen = this.seen?.choice.count(this.changesOf) ?? { changes: 0, notes: 0 };
    button.dataset.plain ??= button.textContent ?? "";
    button.disabled = !chosen.changes || this.running !== undefined;
    const about = { changes: number(chosen.changes), notes: counted(this, "notes", chosen.notes) };
    button.textContent = chosen.changes ? words(this, "apply", about) : button.dataset.plain;
    this.piece("[data-found]").textContent = words(this, "found", {
      changes: counted(this, "changes", chosen.changes),
      notes: about.notes,
    });
    const all = /** @type {HTMLInputElement} */ (this.piece("[data-all]"));
    const boxes = [...this.querySelectorAll("[data-whole]")];
    const partly = boxes.filter((box) => box instanceof HTMLInputElement && (box.indeterminate || !box.checked));
    all.checked = chosen.changes > 0;
    all.indeterminate = chosen.changes > 0 && partly.length > 0;
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

/**
 * The note that a box stands in.
 * @param {HTMLElement} box
 */
function noteOf(box) {
  const item = box.closest("[data-note]");
  if (!(item instanceof HTMLElement)) return undefined;
  return { id: item.dataset.note ?? "", changes: Number(item.dataset.changes) };
}

/** @param {string} address @param {HTMLElement} target */
function ajax(address, target) {
  const htmx = /** @type {any} */ (window).htmx;
  return htmx.ajax("GET", address, { source: target, target, swap: "innerHTML" });
}

/** Lists, counts and the open note as they are now. */
async function renew() {
  const id = openId();
  if (id && editor()?.state === "saved") {
    const stored = await send("GET", `/notes/${id}/text`);
    if (id === openId() && stored.version > editor().version) {
      editor().replaceText(stored.body, stored.version);
      editor().dispatchEvent(new CustomEvent("octavo:saved", { bubbles: true, detail: stored }));
    }
  }
  await refreshList();
  refreshLibrary();
}

/** @param {string} name @param {string} text */
function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

customElements.define("replace-dialog", ReplaceDialog);
