/**
 * Keeps what can be undone in a note beyond the page: some seconds after its text was saved, and
 * when it is left. It goes its own way beside the saves: nothing waits for it, and when it fails
 * only the past is lost.
 */
import { ApiError } from "../api.js";

const quiet = 2000;
const longest = 10_000;
const limit = 130_000; // characters; the server takes three bytes for each
const leavingLimit = 18_000; // what a page that goes away may still send

/**
 * @typedef {object} Means
 * @property {(limit: number) => string} steps that lead back from the text as it is
 * @property {(steps: string) => void} putBelow those of an earlier page
 * @property {() => number | null} version that the server has of this very text, null: none yet
 * @property {(method: "GET" | "PUT", request?: object, choices?: {keepalive: boolean}) =>
 *   Promise<any>} ask
 */

export class Undoing {
  /** @type {number | null} when the oldest step was made that is not kept */
  #since = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #recalling = false;
  #means;

  /** @param {Means} means */
  constructor(means) {
    this.#means = means;
  }

  /** Asks for what an earlier page has kept. @param {number} version of the text that is open */
  async recall(version) {
    this.#recalling = true;
    try {
      const kept = await this.#ask("GET");
      if (kept?.version === version) this.#means.putBelow(kept.steps);
    } finally {
      this.#recalling = false;
      this.saved();
    }
  }

  /** The text has changed. */
  changed() {
    this.#since ??= Date.now();
  }

  /** The text is saved as it is. */
  saved() {
    if (this.#since === null) return;
    clearTimeout(this.#timer);
    const left = this.#since + longest - Date.now();
    this.#timer = setTimeout(() => void this.keep(), Math.max(0, Math.min(quiet, left)));
  }

  /** Sends what is not kept yet, unless its text is on its way still. */
  async keep({ keepalive } = { keepalive: false }) {
    const version = this.#means.version();
    if (this.#since === null || this.#recalling || version === null) return;
    clearTimeout(this.#timer);
    this.#since = null;
    const steps = this.#means.steps(keepalive ? leavingLimit : limit);
    await this.#ask("PUT", { version, steps }, { keepalive });
  }

  /** @type {Means["ask"]} null when there is no answer */
  async #ask(method, request, choices) {
    try {
      return await this.#means.ask(method, request, choices);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return null;
    }
  }
}
