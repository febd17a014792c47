/**
 * When a note is sent to the server, and what people are told meanwhile.
 *
 *     saved ──change──▶ dirty ──300 ms of quiet, at most 800──▶ saving ──200──▶ saved, or dirty again
 *                         ▲                                       ├──409──▶ brought together, where the
 *                         │                                       │         changes are apart; else conflict:
 *                         └────────── resolved ◀──────────────────┤         nothing is sent until it is resolved
 *                                                                 └──else─▶ failed: 1, 2, 4 … 30 s,
 *                                                                           then saving
 *
 * One request is under way at a time, of text or of fields (title, notebook, tags): two of them
 * would be each other's conflict. Each carries the version that it was written on. What failed is
 * kept and sent again; text is dropped by nobody.
 */
import { ApiError } from "../api.js";
import { phrase } from "../phrases.js";
import { settled, together } from "./merging.js";
import { Unanswered } from "./unanswered.js";

const quiet = 300;
const longest = 800; // what is left of the second is for the way to the disk
const longestRetry = 30;
const longestTogether = 3_000_000; // characters, as in notes/diffs/merging.py
const keepaliveLimit = 60_000; // bytes; browsers refuse 64 kB and more

/** @typedef {"saved" | "dirty" | "saving" | "failed" | "conflict" | "readonly"} State */

/**
 * @typedef {object} Story what people are told
 * @property {State} state
 * @property {string} message
 * @property {number} version
 * @property {string} [code] of a failure: its name
 * @property {number} [retry] of a failure: seconds until the next try
 */

/**
 * @typedef {object} Means
 * @property {() => string} text the newest
 * @property {() => boolean} composing whether an input method is in the middle of a word
 * @property {(request: object, choices?: {keepalive: boolean}) => Promise<any>} write
 * @property {(story: Story) => void} tell
 * @property {(answer: any) => void} saved
 * @property {(question: {base: number, before?: string, body: string}) => Promise<Proposal>} propose
 * @property {(parts: Part[], proposal: Proposal) => void} take brings into the text what others changed in it
 * @property {(text: string) => void} replace puts another text in place of this one
 */

/** @typedef {import("./merging.js").Decision} Decision */
/** @typedef {import("./merging.js").Part} Part */
/** @typedef {import("./merging.js").Proposal} Proposal */

export class Autosave {
  /** @type {number | null} when the oldest change happened that no request has carried */
  #since = null;
  /** @type {Promise<unknown>} the end of the line of requests */
  #line = Promise.resolve();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {string | undefined} a title that no request has carried */
  #title;
  /** @type {string | undefined} one that a request carries, which no answer has confirmed */
  #titleUnderWay;
  #underWay = false;
  #settling = false;
  #failures = 0;
  #refused = false;
  /** @type {string | undefined} the text at `version`; undefined: only the server can know */
  #before;
  /** @type {string | undefined} my text as it was when theirs came in, to be kept with the next save */
  #mine;
  /** @type {Story} */
  #story;
  #unanswered = new Unanswered();
  #means;

  /** @param {number} version @param {boolean} readonly @param {Means} means */
  constructor(version, readonly, means) {
    this.version = version;
    this.#before = means.text();
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

  /** The title that the server has not confirmed, if there is one. */
  get title() {
    return this.#title ?? this.#titleUnderWay;
  }

  /** The title has changed, which is saved with the text. @param {string} title */
  rename(title) {
    this.#title = title;
    this.changed();
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
   * Changes notebook or tags. When somebody else was faster and the texts can be brought
   * together, they are asked for anew and written over that. They are sent even if the page goes
   * away. Unlike text this is not tried again after a failure: whoever asked is told.
   *
   * @param {() => object} fields
   * @returns {Promise<any>}
   */
  put(fields) {
    return this.#next(async () => {
      for (;;) {
        if (this.state === "saved" || this.state === "dirty") this.#saving();
        try {
          const request = { base: this.version, ...fields() };
          const answer = await this.#means.write(request, { keepalive: true });
          this.#confirm(answer);
          return answer;
        } catch (error) {
          if (!isConflict(error)) throw error;
          await this.#meet(error);
          if (this.state === "conflict") throw error;
        }
      }
    });
  }

  /**
   * Writes what was made of a text of this note and of the server's. It comes in as a change of
   * what was decided about; what was typed here meanwhile is another change of that, and stays.
   *
   * @param {() => Promise<Decision | null>} decide asked when nothing else is under way
   * @param {string} [decided] the text here, when it is what was decided about; else it is the saved one
   * @returns {Promise<boolean>} whether there was a decision
   */
  settle(decide, decided) {
    return this.#next(async () => {
      if (this.state === "saved" || this.state === "dirty") this.#saving();
      this.#settling = true;
      try {
        const decision = await decide();
        if (decision) this.#settled(decision.body, await this.#means.write(decision), decided ?? this.#before);
        return decision !== null;
      } finally {
        this.#settling = false;
      }
    });
  }

  /** The page goes away, perhaps to come back out of the browser's cache: sends at once. */
  leave() {
    const since = this.#since;
    if (since === null || this.state === "conflict" || this.state === "readonly") return;
    clearTimeout(this.#timer);
    // A save under way will be the next version by the time this one is read.
    const base = this.version + (this.#underWay && !this.#settling ? 1 : 0);
    const title = this.#handOverTitle();
    const request = {
      ...{ base, body: this.#means.text(), autosave: true, leaving: true },
      ...named(title),
    };
    const sent = this.#means.write(request, { keepalive: this.#fitsKeepalive() });
    this.#since = null;
    this.#saving();
    const told = sent.then((answer) => this.#confirm(answer, request.body)).catch((error) => {
      this.#since ??= since;
      this.#title ??= title;
      return this.#failed(error, request);
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
    this.#before = same ? this.#means.text() : undefined;
    this.#mine = undefined;
    this.#wentWell();
    if (this.state === "readonly") return;
    const done = same && this.#title === undefined;
    this.#since = done ? null : (this.#since ?? Date.now());
    this.#become(done ? "saved" : "dirty", done ? phrase("Saved") : notYet());
    if (!done) void this.#save();
  }

  /** What could be made of this text and of the server's: a question that changes nothing. */
  propose() {
    return this.#means.propose(this.#question);
  }

  /** This text and what it stands on; of what is too long to be brought together that goes without saying. */
  get #question() {
    const [before = "", body] = [this.#before, this.#means.text()];
    const told = before.length + body.length < longestTogether ? this.#before : undefined;
    return { base: this.version, before: told, body };
  }

  /** What would be lost with this window. */
  get draft() {
    return { ...this.#question, title: this.title };
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
    const title = this.#handOverTitle();
    this.#since = null;
    this.#saving();
    const text = { base: this.version, body: this.#means.text() };
    const request = { ...text, ...named(title), ...this.#manner() };
    try {
      this.#confirm(await this.#means.write(request), request.body);
    } catch (error) {
      this.#since = since;
      if (!isRefusedTitle(error)) this.#title ??= title;
      await this.#failed(error, request);
    }
  }

  #handOverTitle() {
    const title = this.#title;
    [this.#title, this.#titleUnderWay] = [undefined, this.title];
    return title;
  }

  #manner() {
    return this.#mine === undefined ? { autosave: true } : { mine: this.#mine, merged: true };
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

  /** @param {any} answer @param {string} [text] that was sent, if any was */
  #confirm(answer, text) {
    this.version = answer.version;
    if (text !== undefined) [this.#before, this.#mine] = [text, undefined];
    this.#titleUnderWay = undefined;
    this.#refused = false;
    this.#wentWell();
    this.#means.saved(answer);
  }

  #wentWell() {
    this.#failures = 0;
    this.#unanswered.clear();
  }

  /** @param {unknown} error @param {import("./unanswered.js").Sent} request */
  async #failed(error, request) {
    this.#titleUnderWay = undefined;
    if (isConflict(error)) return this.#meet(error);
    if (error instanceof ApiError && !error.status) this.#unanswered.add(request);
    const { status = 0, code = "", message = "" } = error instanceof ApiError ? error : {};
    if (!(error instanceof ApiError)) console.error(error);
    this.#refused = status >= 400 && status < 500; // another text may be taken
    const retry = Math.min(2 ** this.#failures++, longestRetry);
    this.#become("failed", message || phrase("Could not save."), { code, retry });
    this.#timer = setTimeout(() => void this.#save(), retry * 1000);
  }

  /**
   * Somebody else was faster: where the changes are apart, theirs come into this text; where they
   * touch, people decide.
   *
   * @param {ApiError} conflict
   * @returns {Promise<void>}
   */
  async #meet(conflict) {
    const mine = this.#means.text();
    const proposal = await this.propose().catch(refused);
    if (proposal && this.#unanswered.has(proposal)) return this.#recognise(proposal);
    if (mine !== this.#means.text()) return this.#meet(conflict); // typed meanwhile
    const parts = proposal && settled(proposal, mine);
    if (parts) this.#bringTogether(parts, proposal);
    else this.#conflict(conflict);
  }

  /** It was nobody but this page, which was not told: what was typed since is next. @param {Proposal} own */
  #recognise(own) {
    [this.version, this.#before, this.#mine] = [own.version, own.body, undefined];
    if (this.#title === own.title) this.#title = undefined;
    if (this.#means.text() === own.body && this.#title === undefined) this.#since = null;
    this.#wentWell();
    this.#means.saved({ ...own, parts: undefined });
    this.#saving();
  }

  /** @param {Part[]} parts @param {Proposal} proposal */
  #bringTogether(parts, proposal) {
    const [mine, before, whole] = [this.#means.text(), this.#before, together(parts)];
    const since = this.#since;
    this.#means.take(parts, proposal);
    [this.version, this.#before] = [proposal.version, proposal.body];
    if (mine !== whole && mine !== before) this.#mine = mine;
    this.#since = whole === proposal.body && this.#title === undefined ? null : since;
    this.#wentWell();
    this.#saving();
  }

  /** @param {string} body @param {any} answer @param {string | undefined} decided */
  #settled(body, answer, decided) {
    if (answer.version <= this.version) return; // a page that was opened meanwhile had it
    const text = this.#means.text();
    if (text !== decided && text !== body) return this.#standOn(decided);
    this.#means.replace(body);
    this.rebase(answer.version, true);
    this.#means.saved(answer);
  }

  /** The next save meets the newer version, and brings both changes of this text together. @param {string | undefined} before */
  #standOn(before) {
    this.#before = before;
    this.#since ??= Date.now();
    this.#become("dirty", notYet());
    void this.#save();
  }

  /** @param {ApiError} error */
  #conflict(error) {
    clearTimeout(this.#timer);
    this.#become("conflict", error.message || phrase("This note was changed elsewhere."));
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
  return error instanceof ApiError && error.code === "conflict";
}

/** @param {string | undefined} title */
const named = (title) => (title === undefined ? {} : { title });

/** A title that cannot be one keeps no text from being saved. @param {unknown} error */
function isRefusedTitle(error) {
  return error instanceof ApiError && error.status === 422 && error.detail.field === "title";
}

/** No answer, where none is needed. @param {unknown} error */
function refused(error) {
  if (error instanceof ApiError) return null;
  throw error;
}
