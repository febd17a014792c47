/**
 * The notes that this page has open or had open: text, caret and undo history of each, and its
 * autosave. A session outlives the element that shows it, so that a note that is left goes on being
 * saved, and one that is opened again still knows what can be undone. What an earlier page knew of
 * that, the server gives (note/undoing.js).
 */
import {
  replacement,
  stateOf,
  textOf,
  undoSteps,
  withMatches,
  withUndoSteps,
} from "../../editor/src/editor.js";
import { send } from "../api.js";
import { phrase, phrases } from "../phrases.js";
import { Autosave } from "./autosave.js";
import { Drafting } from "./drafting.js";
import { changes, together } from "./merging.js";
import { titlesLike } from "./titles.js";
import { Undoing } from "./undoing.js";

const kept = 20;
const still = 200; // ms in which keys that were pressed before arrive
/** What tells this window from others: in the history another one is another session. */
export const here = Math.random().toString(36).slice(2);

/** @type {Map<string, Session>} the one opened last stands last */
const sessions = new Map();

/** @typedef {import("./autosave.js").Story} Story */
/** @typedef {ReturnType<typeof stateOf>} EditorState */
/** @typedef {import("../../editor/src/editor.js").View} View */

/**
 * @typedef {object} Page what the server wrote into the page
 * @property {string} id
 * @property {string} text
 * @property {number} version
 * @property {boolean} readonly
 * @property {boolean} undoable whether the server has kept what can be undone in the text
 * @property {string} label
 * @property {[number, number][]} matches what a search found in the text
 */

export class Session {
  /** @type {HTMLElement | null} the element that shows it now */
  element = null;
  /** @type {View | null} */
  view = null;
  /** @type {ReturnType<View["scrollSnapshot"]> | undefined} where it was when it was left */
  scroll;
  /** How often the text was changed. */
  changes = 0;

  /** @param {Page} page */
  constructor(page) {
    this.id = page.id;
    this.state = newState(page);
    this.autosave = new Autosave(page.version, page.readonly, {
      text: () => this.text,
      composing: () => this.view?.composing ?? false,
      write: (request, choices) => send("PUT", `/notes/${this.id}`, { ...request, window: here }, choices),
      tell: (story) => this.#tell(story),
      saved: (answer) => this.fire("octavo:saved", { ...answer, answer }),
      propose: (question) => send("POST", `/notes/${this.id}/merge`, question),
      take: (parts, proposal) => this.#bringTogether(parts, proposal),
      replace: (text) => this.takeText(text),
    });
    this.undoing = new Undoing({
      steps: (limit) => undoSteps(this.#now, limit),
      putBelow: (steps) => withUndoSteps(this.#now, steps).forEach((change) => this.#make(change)),
      version: () => this.#savedVersion,
      ask: (method, request, choices) => send(method, `/notes/${this.id}/undo`, request, choices),
    });
    this.drafting = new Drafting({
      draft: () => this.autosave.draft,
      ask: (method, request, choices) =>
        send(method, `/notes/${this.id}/draft`, { ...request, window: here }, choices),
      tell: (kept) => this.fire("octavo:draft", { kept }),
    });
    if (page.undoable) void this.undoing.recall(page.version);
  }

  get text() {
    return textOf(this.#now);
  }

  get #now() {
    return this.view?.state ?? this.state;
  }

  /** The version that the server has of this very text, null while it has none. */
  get #savedVersion() {
    const { state, unsaved, version } = this.autosave;
    return state === "saved" && !unsaved ? version : null;
  }

  /** The text has changed under somebody's hands. */
  changed() {
    this.changes++;
    this.undoing.changed();
    this.autosave.changed();
    this.drafting.changed();
  }

  /** @param {string} title */
  rename(title) {
    this.changes++;
    this.autosave.rename(title);
    this.drafting.changed();
  }

  /** Nobody sees it any more, or soon. */
  async leave() {
    await this.autosave.flush();
    await this.undoing.keep();
  }

  /** @param {string} name @param {object} about made part of the event as it is, getters too */
  fire(name, about) {
    const target = this.element ?? document;
    const detail = Object.assign(about, { id: this.id, left: this.element === null });
    target.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
  }

  /** Takes a newer text of the server as a change that can be undone. @param {string} text */
  takeText(text) {
    this.undoing.changed();
    this.#make(replacement(this.#now, text));
    if (!this.view) this.scroll = undefined;
  }

  /**
   * What others changed comes in as one step of undo; the caret stays in what it stood in.
   *
   * @param {import("./merging.js").Part[]} parts
   * @param {import("./merging.js").Proposal} proposal
   */
  #bringTogether(parts, proposal) {
    const [mine, whole] = [this.text, together(parts)];
    if (whole !== mine) {
      this.undoing.changed();
      this.#make({ changes: changes(parts), userEvent: "replace" });
      this.#make(replacement(this.#now, whole)); // line ends too
    }
    this.fire("octavo:saved", { ...proposal, answer: proposal });
    const said = parts.some(({ kind }) => kind === "mine") ? "both" : "theirs";
    if (whole !== mine) this.fire("octavo:merged", { mine, whole, said });
  }

  /** @param {Parameters<View["dispatch"]>[0]} change */
  #make(change) {
    if (this.view) this.view.dispatch(change);
    else this.state = this.state.update(change).state;
  }

  /** @param {Story} story */
  #tell(story) {
    this.fire("octavo:state", { ...story });
    if (isTrouble(story.state)) this.drafting.failed();
    else if (story.state === "saving") this.drafting.saving();
    else if (this.autosave.unsaved) this.drafting.dirty();
    else this.drafting.saved();
    if (story.state === "saved") this.undoing.saved();
  }
}

/** @param {Page} page */
function newState({ text, readonly, label }) {
  const [words, titles] = [phrases(), titlesLike];
  return stateOf(text, { readonly, label, phrases: words, nonce: nonce(), titles });
}

function nonce() {
  return document.querySelector('meta[name="csp-nonce"]')?.getAttribute("content") ?? "";
}

/**
 * The session of a note that the server just showed. What was typed here and is not saved wins over
 * the page's text; else the newer version wins.
 *
 * @param {Page} page
 */
export function open(page) {
  const session = sessions.get(page.id) ?? new Session(page);
  sessions.delete(page.id);
  sessions.set(page.id, session);
  const { autosave } = session;
  if (!autosave.unsaved && page.version > autosave.version) {
    session.takeText(page.text);
    autosave.rebase(page.version, true);
  }
  session.state = withMatches(session.state, page.matches, page.text);
  forget();
  return session;
}

/** @param {string} id */
export const sessionOf = (id) => sessions.get(id);

/** What a note could not take is kept elsewhere. @param {string} id */
export function letGo(id) {
  const session = sessions.get(id);
  session?.autosave.rebase(session.autosave.version, true);
  sessions.delete(id);
}

/** Drops the oldest sessions that nobody sees and that hold nothing unsaved. */
function forget() {
  for (const [id, session] of sessions) {
    if (sessions.size <= kept) return;
    if (!session.element && !session.autosave.unsaved) sessions.delete(id);
  }
}

addEventListener("pagehide", () => {
  for (const session of sessions.values()) {
    session.autosave.leave();
    void session.drafting.leave();
    void session.undoing.keep({ keepalive: true });
  }
});

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState !== "hidden") return;
  for (const session of sessions.values()) {
    void session.leave();
    void session.drafting.leave();
  }
});

// The window is about to close, and waits for an answer.
document.addEventListener("octavo:farewell", (event) => {
  /** @type {CustomEvent} */ (event).detail.push(farewell());
});

/** Saves until every text stands still: the last keys may still be on their way to the page. */
async function farewell() {
  for (;;) {
    const texts = written();
    await new Promise((go) => setTimeout(go, still));
    if (written() !== texts) continue;
    const open = [...sessions.values()];
    const done = await Promise.all(open.map(({ autosave }) => autosave.flush()));
    if (open.some(({ autosave }) => isTrouble(autosave.state))) break;
    if (done.every((saved, at) => saved || open[at].autosave.state === "readonly") && written() === texts) {
      await Promise.all(open.map(({ undoing }) => undoing.keep()));
      return "saved";
    }
  }
  await Promise.all([...sessions.values()].map(({ drafting }) => drafting.leave({ keepalive: false })));
  return "failed";
}

/** What all texts are at, which changes with each change. */
const written = () => [...sessions.values()].map(({ changes }) => changes).join(" ");

/** @param {import("./autosave.js").State} state */
const isTrouble = (state) => state === "failed" || state === "conflict";

addEventListener("beforeunload", (event) => {
  if (![...sessions.values()].some((session) => session.autosave.endangered)) return;
  for (const session of sessions.values()) void session.autosave.flush();
  event.preventDefault();
  event.returnValue = phrase("Not saved yet");
});
