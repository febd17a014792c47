/**
 * Keeps in a draft what cannot be saved, or takes long, as soon as that shows and within a second of
 * every change from then on; and drops it when the text is saved. The draft lies where no database
 * is asked.
 */
import { ApiError } from "../api.js";

const quiet = 300;
const longest = 800;
const slow = 400; // ms of a save, which seldom takes ten
const again = 5000; // ms until the next try, when not even a draft can be kept

/**
 * @typedef {object} Means
 * @property {() => {base: number, before?: string, body: string, title?: string}} draft
 * @property {(method: "PUT" | "DELETE", request: object, choices?: {keepalive: boolean}) =>
 *   Promise<any>} ask
 * @property {(kept: boolean) => void} tell whether the text as it is lies in a draft
 */

export class Drafting {
  /** @type {{body: string, title?: string} | null} what is in the draft, null: there is none */
  #kept = null;
  /** @type {number | null} when the oldest change was made that is in none */
  #since = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #slow;
  #needed = false;
  #means;

  /** @param {Means} means */
  constructor(means) {
    this.#means = means;
  }

  /** The text is on its way. */
  saving() {
    if (!this.#needed) this.#slow ??= setTimeout(() => this.failed(), slow);
  }

  /** It has arrived, or is not on its way yet. */
  dirty() {
    clearTimeout(this.#slow);
    this.#slow = undefined;
  }

  /** The text cannot be saved. */
  failed() {
    if (!this.#needed) void this.keep();
    this.#needed = true;
  }

  /** The text is saved as it is. */
  saved() {
    this.dirty();
    clearTimeout(this.#timer);
    [this.#needed, this.#since] = [false, null];
    if (this.#kept === null) return;
    this.#kept = null;
    void this.#ask("DELETE", {});
  }

  /** The text has changed. */
  changed() {
    if (!this.#needed) return;
    this.#since ??= Date.now();
    const left = this.#since + longest - Date.now();
    this.#wait(Math.max(0, Math.min(quiet, left)));
  }

  /** Writes the draft now, if it is needed. */
  async keep({ keepalive } = { keepalive: false }) {
    clearTimeout(this.#timer);
    const draft = this.#means.draft();
    if (this.#kept && draft.body === this.#kept.body && draft.title === this.#kept.title) return;
    const since = this.#since;
    this.#since = null;
    if (await this.#ask("PUT", keepalive ? { ...draft, before: undefined } : draft, { keepalive })) {
      this.#kept = draft;
      if (this.#needed) this.#means.tell(true);
      else this.saved(); // meanwhile
    } else if (this.#needed) {
      this.#since ??= since ?? Date.now();
      this.#means.tell(false);
      this.#wait(again);
    }
  }

  /** The page goes away. */
  async leave({ keepalive } = { keepalive: true }) {
    if (this.#needed) await this.keep({ keepalive });
  }

  /** @param {number} ms */
  #wait(ms) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.keep(), ms);
  }

  /** @type {Means["ask"]} whether it was done */
  async #ask(method, request, choices) {
    try {
      await this.#means.ask(method, request, choices);
      return true;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return false;
    }
  }
}
