/**
 * Whether what was written is stored: a word in the bar, and a strip when it is not.
 *
 * The word changes with every save and is not read aloud; what is read is trouble, at once, and that it
 * is over, when nothing has changed for a while.
 */
import { define } from "../acts.js";
import { letGo, sessionOf } from "../note/sessions.js";
import { create } from "../notes.js";
import { editor, openId, results } from "../panes.js";
import { words } from "../words.js";
import { say } from "./undo-toast.js";

/** @typedef {import("../note/autosave.js").Story} Story */

/** Milliseconds of quiet after which “Saved” is read aloud. */
const QUIET = 2000;
const SECOND = 1000;
/** What is said of it here, instead of what the server or its silence says everywhere. */
const SAID = /** @type {Record<string, string>} */ ({ missing: "gone", unreachable: "unreachable" });
/** What has to happen first, by what is wrong: its words, if the strip's buttons do not say it. */
const NEEDED = /** @type {Record<string, string>} */ ({
  too_large: "whenShorter",
  unknown_page: "enterAgain",
  no_key: "copyFirst",
  missing: "",
});
/** Seconds between two tries after which nobody is likely to answer any more. */
const LONG = 8;
const WORDS = /** @type {Record<string, string>} */ ({ dirty: "saving", saving: "saving" });

class SaveState extends HTMLElement {
  #timer = 0;
  #countdown = 0;

  connectedCallback() {
    document.addEventListener("octavo:state", this.hear);
    document.addEventListener("octavo:saved", this.hearSaved);
    document.addEventListener("octavo:draft", this.hearDraft);
    document.addEventListener("octavo:stays", this.hearStays);
  }

  disconnectedCallback() {
    document.removeEventListener("octavo:state", this.hear);
    document.removeEventListener("octavo:saved", this.hearSaved);
    document.removeEventListener("octavo:draft", this.hearDraft);
    document.removeEventListener("octavo:stays", this.hearStays);
    clearTimeout(this.#timer);
    clearInterval(this.#countdown);
  }

  /** @param {Event} event */
  hear = (event) => {
    const { id, state, message, left, ...story } = /** @type {CustomEvent} */ (event).detail;
    if (left && (state === "failed" || state === "conflict"))
      say({ words: "notSaved", about: { title: titleOf(id), message }, open: id });
    else if (id === openId()) this.show({ ...story, state, message });
  };

  /** @param {Event} event */
  hearSaved = (event) => {
    const { id, trashed } = /** @type {CustomEvent} */ (event).detail;
    if (id === openId()) inTrash().hidden = trashed !== true;
  };

  /** @param {Event} event */
  hearDraft = (event) => {
    const { id, kept } = /** @type {CustomEvent} */ (event).detail;
    if (id === openId()) this.drafted(kept);
  };

  /** The window was to be closed. */
  hearStays = () => say({ words: "stays" });

  /** @param {Story} story */
  show(story) {
    const { state } = story;
    this.dataset.state = state;
    const word = words(this, WORDS[state] ?? state);
    /** @type {HTMLElement} */ (this.querySelector("[data-word]")).textContent = word;
    this.trouble(story);
    clearTimeout(this.#timer);
    if (state === "failed" || state === "conflict") this.say(word);
    else if (state === "saved") this.#timer = setTimeout(() => this.say(word), QUIET);
  }

  /** @param {string} word */
  say(word) {
    /** @type {HTMLElement} */ (this.querySelector("[data-said]")).textContent = word;
  }

  /**
   * What is wrong is shown until it is over: a strip that went while it is tried again would take
   * its buttons along, under somebody's finger.
   *
   * @param {Story} story
   */
  trouble(story) {
    clearInterval(this.#countdown);
    if (story.state === "saving" || story.state === "dirty") return this.again();
    for (const strip of document.querySelectorAll("#note [data-trouble]"))
      /** @type {HTMLElement} */ (strip).hidden = strip.getAttribute("data-trouble") !== story.state;
    if (story.state === "failed") this.explain(story);
    else this.drafted(false);
    if (story.code === "missing") inTrash().hidden = true;
  }

  again() {
    const strip = failed();
    if (strip && !strip.hidden) within(strip, "[data-next]").textContent = words(strip, "now");
  }

  /** Why it failed, and what happens next. @param {Story} story */
  explain({ code, message, retry = 0 }) {
    const strip = failed();
    if (!strip) return;
    const said = code === "unreachable" && retry >= LONG ? "ended" : SAID[code ?? ""];
    within(strip, "[data-message]").textContent = words(strip, said ?? "") || message;
    within(strip, "[data-act=save-now]").hidden = code === "missing";
    within(strip, "[data-act=keep-as-new]").hidden = code !== "missing";
    const next = within(strip, "[data-next]");
    const needed = NEEDED[code ?? ""];
    if (needed === undefined) this.count(strip, next, retry);
    else next.textContent = words(strip, needed);
  }

  /** Counts down the seconds until the next try. @param {HTMLElement} strip @param {HTMLElement} next @param {number} left */
  count(strip, next, left) {
    const tell = () => {
      next.textContent = words(strip, "soon", { seconds: String(Math.max(left--, 1)) });
    };
    tell();
    this.#countdown = setInterval(tell, SECOND);
  }

  /** Whether the text is in a draft as well. @param {boolean} kept */
  drafted(kept) {
    for (const said of failed()?.querySelectorAll("[data-draft]") ?? [])
      /** @type {HTMLElement} */ (said).hidden = said.getAttribute("data-draft") !== String(kept);
  }
}

/** @returns {HTMLElement | null} */
const failed = () => document.querySelector('#note [data-trouble="failed"]');

/** @returns {HTMLElement} */
const inTrash = () => /** @type {HTMLElement} */ (document.querySelector("#note [data-trashed]"));

/** @param {HTMLElement} strip @param {string} selector */
const within = (strip, selector) => /** @type {HTMLElement} */ (strip.querySelector(selector));

/**
 * The title of a note that is not open, as the list has it.
 * @param {string} id
 */
function titleOf(id) {
  const untitled = document.querySelector("undo-toast")?.getAttribute("data-untitled") ?? "";
  return results().querySelector(`[data-note-id="${id}"] h3`)?.textContent?.trim() || untitled;
}

customElements.define("save-state", SaveState);

define("save-now", () => editor()?.flush());

/** The note is gone: its text becomes another, with what is typed until that is there. */
define("keep-as-new", async () => {
  const session = sessionOf(openId());
  if (!session) return;
  const body = session.text;
  const made = await create({ body, title: session.autosave.title });
  if (!made) return;
  if (session.text !== body) sessionOf(made.id)?.takeText(session.text);
  letGo(session.id);
});
