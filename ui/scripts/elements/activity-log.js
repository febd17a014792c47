/**
 * <activity-log>: the dialog of what was done lately.
 *
 * Each act can be taken back from here, or done again; the notes that it was done to open.  What could not be put back is
 * named on top, for an undo that was asked for elsewhere too.
 */
import { getHtml, send } from "../api.js";
import { define, showDialog } from "../acts.js";
import { ended } from "../jobs.js";
import { fill, fragment } from "../fragments.js";
import { openNote } from "../panes.js";
import { renew, saved } from "../renewal.js";
import { undone } from "../reversal.js";
import { counted, words } from "../words.js";
import { say } from "./undo-toast.js";

/** @typedef {import("../reversal.js").Report} Report */

class ActivityLog extends HTMLElement {
  /** The backup that is asked about. */
  #before = "";

  connectedCallback() {
    define("activity", () => this.attempt(() => this.show()));
    define("undo-act", (origin) => this.attempt(() => this.undo(origin)));
    define("undo-restore", (origin) =>
      this.attempt(() => this.undoRestore(origin.dataset.name ?? "")),
    );
    define("do-undo-restore", (origin) => {
      origin.closest("dialog")?.close();
      return this.attempt(() => this.restore(this.#before));
    });
    define("more-activity", (origin) => this.attempt(() => this.more(origin)));
    define("open-from-activity", (origin) => this.open(origin));
    this.addEventListener("toggle", (event) => this.toggled(event), { capture: true });
    document.addEventListener("octavo:left-out", (event) =>
      this.attempt(() => this.show(/** @type {CustomEvent} */ (event).detail)),
    );
    this.greet();
  }

  /** After a backup was restored the page has begun anew: what was done is said then. */
  greet() {
    const { restored: name } = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
    if (!name) return;
    history.replaceState(history.state, "", location.pathname);
    say({ text: words(this, "restored"), undo: () => this.attempt(() => this.undoRestore(name)) });
  }

  get dialog() {
    return /** @type {HTMLDialogElement} */ (this.querySelector("dialog"));
  }

  /** @param {string} selector */
  piece(selector) {
    return /** @type {HTMLElement} */ (this.querySelector(selector));
  }

  /** @param {Report} [report] of what was just taken back, if that is why it opens */
  async show(report) {
    this.report(report);
    await this.list();
    showDialog(this.dialog.id);
    this.piece(".body").scrollTop = 0;
  }

  async list() {
    fill(this.piece("[data-list]"), await getHtml("/acts"));
  }

  /** @param {HTMLElement} button */
  async undo(button) {
    let number = Number(button.dataset.number);
    /** @type {HTMLButtonElement} */ (button).disabled = true;
    this.status(words(this, "undoing"));
    try {
      const report = await undone(number);
      this.report(report);
      number = report.act || number;
    } finally {
      await this.list();
    }
    this.focusOn(number);
    await renew();
  }

  /** The keyboard goes on where it was. @param {number} number */
  focusOn(number) {
    if (!this.dialog.open) return;
    const deed = this.querySelector(`.deed[data-number="${number}"]`);
    const entry = deed?.querySelector(".button") ?? deed?.querySelector("summary") ?? this.piece(".body");
    if (entry instanceof HTMLElement) entry.focus();
  }

  /** At once, or after a question, when something was changed since. @param {string} name of what there was before */
  async undoRestore(name) {
    if (!(await saved())) throw new Error(words(this, "unsaved"));
    const since = await send("GET", `/backups/${name}/since`);
    if (!since.notes) return this.restore(name);
    this.#before = name;
    this.piece("[data-since]").textContent = since.said;
    showDialog("undo-restore");
  }

  /** A library as it was before a backup was restored: the page begins anew. @param {string} name */
  async restore(name) {
    if (!(await saved())) throw new Error(words(this, "unsaved"));
    this.status(words(this, "undoing"));
    const begun = await send("POST", `/backups/${name}/restore`);
    const job = await ended(begun, "/backups/jobs", () => true);
    if (job.state !== "done") throw new Error(job.message);
    again(job.report.before?.name ?? "");
  }

  /** @param {HTMLElement} button it gives way to what it stands for */
  async more(button) {
    const further = fragment(await getHtml(button.dataset.address ?? ""));
    const first = further.querySelector(".button, summary, .link");
    button.replaceWith(further);
    if (first instanceof HTMLElement) first.focus();
  }

  /** A dialog that opens says so too, and what stands in it stays. @param {Event} event */
  toggled({ target }) {
    if (target instanceof HTMLDetailsElement && target.open) this.attempt(() => this.notes(target));
  }

  /** @param {HTMLDetailsElement} deed */
  async notes(deed) {
    const place = /** @type {HTMLElement} */ (deed.lastElementChild);
    if (!place.hasChildNodes()) fill(place, await getHtml(deed.dataset.notes ?? ""));
  }

  /** @param {HTMLElement} origin */
  open(origin) {
    this.dialog.close();
    return openNote(origin.dataset.id ?? "", { focus: true });
  }

  /** What could not be put back. @param {Report} [report] */
  report(report) {
    this.trouble("");
    const left = report?.left ?? 0;
    this.piece("[data-report]").hidden = !left && !report?.gone;
    this.status(report?.said ?? "");
    if (!report) return;
    const said = [report.said || words(this, "nothing"), ...(left ? [counted(this, "left", left)] : [])];
    this.piece("[data-said]").textContent = said.join(" · ");
    const rows = report.left_out.map(({ title, why }) => {
      const row = document.createElement("li");
      row.textContent = `${title}: ${why}`;
      return row;
    });
    this.piece("[data-left-out]").replaceChildren(...rows);
  }

  /** Do something; why it cannot be done stands above the list. @param {() => Promise<unknown>} act */
  async attempt(act) {
    this.trouble("");
    try {
      await act();
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      showDialog(this.dialog.id);
      this.trouble(error.message);
    }
  }

  /** @param {string} sentence */
  trouble(sentence) {
    const trouble = this.piece("[data-trouble]");
    trouble.textContent = sentence;
    trouble.hidden = !sentence;
  }

  /** For those who do not see it. @param {string} sentence */
  status(sentence) {
    this.piece("[data-status]").textContent = sentence;
  }
}

/** Begin anew with another library, of which `before` is what there was. @param {string} before */
export function again(before) {
  history.replaceState(null, "", `/#${new URLSearchParams({ restored: before })}`);
  location.reload();
}

customElements.define("activity-log", ActivityLog);
