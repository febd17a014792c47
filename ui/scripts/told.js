/**
 * What the dialog for replacing says: which step it is at, how far its work is, what was found and what went wrong.
 *
 * Parts of the dialog name the step that they belong to (`data-step`): ask, running, changes, nothing, report.  One part
 * that is always there (`data-status`) says for those who do not see it what the step shows.
 */
import { counted, number, words } from "./words.js";

/**
 * @typedef {"ask" | "running" | "changes" | "nothing" | "report"} Step
 * @typedef {"looking" | "writing"} Doing
 * @typedef {{title: string, why: string}} LeftOut
 * @typedef {{act?: number, notes: number, changes: number, remarks?: string[], left: number, left_out: LeftOut[]}} Report
 * @typedef {import("./jobs.js").Job<Report>} Job
 */

export class Told {
  #element;
  /** Quarters of the work that were told: every step of it would be too much to hear. */
  #quarter = -1;

  /** @param {HTMLElement} element its markup brings the words */
  constructor(element) {
    this.#element = element;
  }

  /** @param {string} selector */
  piece(selector) {
    return /** @type {HTMLElement} */ (this.#element.querySelector(selector));
  }

  /** @param {string} name */
  field(name) {
    return /** @type {HTMLInputElement} */ (this.piece(`[name=${name}]`));
  }

  /** @param {string} name @param {Record<string, string>} [about] */
  words(name, about) {
    return words(this.#element, name, about);
  }

  /** How much, as sentences have it. @param {{changes: number, notes: number}} total */
  amount({ changes, notes }) {
    return { changes: number(changes), notes: this.notes(notes) };
  }

  /** @param {number} count */
  notes(count) {
    return counted(this.#element, "notes", count);
  }

  /** @param {Step} step */
  step(step) {
    for (const part of this.#all("[data-step]")) part.hidden = part.dataset.step !== step;
    for (const trouble of this.#all("form .trouble")) trouble.hidden = true;
    for (const name of ["find", "replacement"]) this.field(name).removeAttribute("aria-invalid");
    this.piece("progress").removeAttribute("value");
    this.piece("[data-said]").textContent = "";
    this.#quarter = -1;
    this.say(step === "nothing" ? this.piece("[data-step=nothing] .big").innerText : "");
  }

  /** For those who do not see it. @param {string} text */
  say(text) {
    this.piece("[data-status]").textContent = text;
  }

  /** How far it is. @param {Job} job @param {Doing} doing */
  progress({ done, total }, doing) {
    if (!total) return;
    const said = this.words(doing, { done: number(done), total: number(total) });
    Object.assign(this.piece("progress"), { max: total, value: done });
    this.piece("[data-said]").textContent = said;
    const quarter = Math.floor((4 * done) / total);
    if (quarter !== this.#quarter) this.say(said);
    this.#quarter = quarter;
  }

  /** What has to be said of what was found. @param {Report} report */
  notice({ remarks = [], left_out }) {
    const said = [...remarks, ...left_out.map(({ title, why }) => `${title}: ${why}`)];
    for (const place of this.#all(".notices"))
      place.replaceChildren(...said.map((text) => made("p", text)));
  }

  /** What was done, and what was left. @param {string} said @param {LeftOut[]} leftOut */
  report(said, leftOut) {
    this.step("report");
    this.piece("[data-said-done]").textContent = said;
    const rows = leftOut.map(({ title, why }) => {
      const row = document.createElement("tr");
      row.append(made("th", title), made("td", why));
      return row;
    });
    this.piece(".troubles tbody").replaceChildren(...rows);
    const head = this.piece("[data-step=report] h3").textContent;
    this.say(`${said}. ${head}: ${this.notes(leftOut.length)}`);
  }

  /** The button says what it does. @param {{changes: number, notes: number}} total @param {boolean} busy */
  offer(total, busy) {
    const button = /** @type {HTMLButtonElement} */ (this.piece("[data-act=apply-replacement]"));
    button.textContent = this.words(total.changes ? "apply" : "nothing", this.amount(total));
    button.disabled = !total.changes || busy;
  }

  /** Says what is wrong, at the field where it is known which. @param {string} message @param {string} [name] */
  refuse(message, name) {
    const known = name === "find" || name === "replacement";
    const trouble = this.piece(known ? `#replace-${name}-trouble` : "#replace-trouble");
    trouble.textContent = message;
    trouble.hidden = false;
    if (!known) return;
    this.field(name).setAttribute("aria-invalid", "true");
    this.field(name).focus();
  }

  /** @param {string} selector @returns {Iterable<HTMLElement>} */
  #all(selector) {
    return this.#element.querySelectorAll(selector);
  }
}

/** @param {string} name @param {string} text */
function made(name, text) {
  const element = document.createElement(name);
  element.textContent = text;
  return element;
}
