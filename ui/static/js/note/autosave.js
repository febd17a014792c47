/**
 * When a note is sent to the server, and what people are told meanwhile.
 *
 *     saved ──change──▶ dirty ──300 ms of quiet, at most 800──▶ saving ──200──▶ saved, or dirty again
 *                         ▲                                       ├──409──▶ conflict: nothing is sent
 *                         └────────── resolved ◀──────────────────┤          until it is resolved
 *                                                                 └──else─▶ failed: 1, 2, 4 … 30 s,
 *                                                                           then saving
 *
 * One request is under way at a time, of text or of fields (title, notebook, tags): two of them
 * would be each other's conflict. Each carries the version that it was written on. What failed is
 * kept and sent again; text is dropped by nobody.
 */
import { ApiError } from "../api.js";
import { phrase } from "../phrases.js";

const quiet = 300;
const longest = 800; // what is left of the second is for the way to the disk
const longestRetry = 30;
const keepaliveLimit = 60_000; // bytes; browsers refuse 64 kB and more

/** @typedef {"saved" | "dirty" | "saving" | "failed" | "conflict" | "readonly"} State */

/**
 * @typedef {object} Story what people are told
 * @property {State} state
 * @property {string} message
 * @property {number} version
 * @property {number} [current] of a conflict: the version that the server has
 * @property {{title: string, body: string, version: number}} [note] of a conflict: that version
 * @property {number} [retry] of a failure: seconds until the next try
 */

/**
 * @typedef {object} Means
 * @property {() => string} text the newest
 * @property {() => boolean} composing whether an input method is in the middle of a word
 * @property {(request: object, choices?: {keepalive: boolean}) => Promise<any>} write
 * @property {(story: Story) => void} tell
 * @property {(answer: any) => void} saved
 */

export class Autosave {
  /** @type {number | null} when the oldest change happened that no request has carried */
  #since = null;
  /** @type {Promise<unknown>} the end of the line of requests */
  #line = Promise.resolve();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #underWay = false;
  #failures = 0;
  #refused = false;
  /** @type {Story} */
  #story;
  #means;

  /** @param {number} version @param {boolean} readonly @param {Means} means */
  constructor(version, readonly, means) {
    this.version = version;
    this.#means = means;
    this.#story = { state: readonly ? "readonly" : "saved", message: "", version };
  }

  get story() {
    return this.#story;
  }

  get state() {
    return this.#story.state;
  }

  /** Whether something is here that the server has not confirmed. */
  get unsaved() {
    return this.#since !== null || this.#underWay;
  }

  /** Whether leaving the page now would lose something. */
  get endangered() {
    if (!this.unsaved) return false;
    return this.state === "failed" || this.state === "conflict" || !this.#fitsKeepalive();
  }

  /** The text has changed. */
  changed() {
    this.#since ??= Date.now();
    if (this.state === "conflict" || (this.state === "failed" && !this.#refused)) return;
    if (this.state === "saved" || this.state === "failed") this.#become("dirty", notYet());
    this.#schedule();
  }

  /**
   * Sends everything now. Never throws: the story tells what went wrong.
   *
   * @returns {Promise<boolean>} whether everything is saved
   */
  async flush() {
    clearTimeout(this.#timer);
    await this.#save();
    if (this.#since !== null && this.state === "dirty") await this.#save(); // typed meanwhile
    return !this.unsaved;
  }

  /**
   * Changes title, notebook or tags. Unlike text this is not tried again: whoever asked is told.
   *
   * @param {object} fields
   * @returns {Promise<any>}
   */
  put(fields) {
    return this.#next(async () => {
      if (this.state === "saved" || this.state === "dirty") this.#saving();
      const answer = await this.#means
        .write({ base: this.version, ...fields })
        .catch((error) => {
          if (isConflict(error)) this.#conflict(error);
          throw error;
        });
      this.#confirm(answer);
      return answer;
    });
  }

  /** The page goes away, perhaps to come back out of the browser's cache: sends at once. */
  leave() {
    const since = this.#since;
    if (since === null || this.state === "conflict" || this.state === "readonly") return;
    clearTimeout(this.#timer);
    // A request under way will be the next version by the time this one is read.
    const base = this.version + (this.#underWay ? 1 : 0);
    const request = { base, body: this.#means.text(), autosave: true };
    const sent = this.#means.write(request, { keepalive: this.#fitsKeepalive() });
    this.#since = null;
    this.#saving();
    const told = sent.then((answer) => this.#confirm(answer)).catch((error) => {
      this.#since ??= since;
      this.#failed(error);
    });
    this.#line = Promise.all([this.#line, told]).then(() => this.#continue());
  }

  /**
   * From now on the text stands on another version: a conflict is resolved, or somebody else has
   * written through another door.
   *
   * @param {number} version
   * @param {boolean} same whether the server has this very text at that version
   */
  rebase(version, same) {
    clearTimeout(this.#timer);
    this.version = version;
    this.#failures = 0;
    if (this.state === "readonly") return;
    this.#since = same ? null : (this.#since ?? Date.now());
    this.#become(same ? "saved" : "dirty", same ? phrase("Saved") : notYet());
    if (!same) void this.#save();
  }

  /** @param {boolean} on */
  setReadOnly(on) {
    if (on === (this.state === "readonly")) return;
    if (on) void this.flush().then(() => this.#become("readonly", ""));
    else this.#become("saved", phrase("Saved"));
  }

  #schedule() {
    if (this.#underWay || this.#since === null) return; // the request under way goes on from here
    clearTimeout(this.#timer);
    const left = this.#since + longest - Date.now();
    this.#timer = setTimeout(() => this.#due(), Math.max(0, Math.min(quiet, left)));
  }

  #due() {
    const late = this.#since !== null && Date.now() - this.#since >= longest;
    if (this.#means.composing() && !late) this.#schedule();
    else void this.#save();
  }

  #save() {
    return this.#next(() => this.#saveText());
  }

  async #saveText() {
    const since = this.#since;
    if (since === null || this.state === "conflict" || this.state === "readonly") return;
    clearTimeout(this.#timer);
    this.#since = null;
    this.#saving();
    const request = { base: this.version, body: this.#means.text(), autosave: true };
    try {
      this.#confirm(await this.#means.write(request));
    } catch (error) {
      this.#since = since;
      this.#failed(error);
    }
  }

  /**
   * Runs a request when the one before it is over.
   *
   * @template T
   * @param {() => Promise<T>} request
   * @returns {Promise<T>}
   */
  #next(request) {
    const turn = async () => {
      this.#underWay = true;
      try {
        return await request();
      } finally {
        this.#underWay = false;
        this.#continue();
      }
    };
    const result = this.#line.then(turn);
    this.#line = result.catch(() => {});
    return result;
  }

  #saving() {
    this.#become("saving", phrase("Saving…"));
  }

  /** After a request that went well: what was typed meanwhile is next. */
  #continue() {
    if (this.state !== "saving") return;
    if (this.#since === null) this.#become("saved", phrase("Saved"));
    else this.#become("dirty", notYet());
    this.#schedule();
  }

  /** @param {any} answer */
  #confirm(answer) {
    this.version = answer.version;
    this.#failures = 0;
    this.#refused = false;
    this.#means.saved(answer);
  }

  /** @param {unknown} error */
  #failed(error) {
    if (isConflict(error)) return this.#conflict(error);
    const { status = 0, message = "" } = error instanceof ApiError ? error : {};
    if (!(error instanceof ApiError)) console.error(error);
    this.#refused = status >= 400 && status < 500; // another text may be taken
    const retry = Math.min(2 ** this.#failures++, longestRetry);
    this.#become("failed", message || phrase("Could not save."), { retry });
    this.#timer = setTimeout(() => void this.#save(), retry * 1000);
  }

  /** @param {ApiError} error */
  #conflict(error) {
    clearTimeout(this.#timer);
    const { current, note } = error.detail;
    const message = error.message || phrase("This note was changed elsewhere.");
    this.#become("conflict", message, { current, note });
  }

  /** @param {State} state @param {string} message @param {Partial<Story>} more */
  #become(state, message, more = {}) {
    this.#story = { state, message, version: this.version, ...more };
    this.#means.tell(this.#story);
  }

  #fitsKeepalive() {
    const text = this.#means.text();
    return text.length * 3 < keepaliveLimit || bytes(text) < keepaliveLimit;
  }
}

function notYet() {
  return phrase("Not saved yet");
}

/** What a text takes inside JSON. @param {string} text */
function bytes(text) {
  return new TextEncoder().encode(JSON.stringify(text)).length;
}

/** @param {unknown} error @returns {error is ApiError} */
function isConflict(error) {
  return error instanceof ApiError && error.status === 409;
}
