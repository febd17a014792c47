/**
 * Whether what was written is stored: a word in the bar, and a strip when it is not.
 *
 * The word changes with every save and is not read aloud; what is read is trouble, at once, and that it
 * is over, when nothing has changed for a while.
 */
import { define } from "../acts.js";
import { editor, openId, results } from "../panes.js";
import { words } from "../words.js";
import { say } from "./undo-toast.js";

/** Milliseconds of quiet after which “Saved” is read aloud. */
const QUIET = 2000;
const WORDS = /** @type {Record<string, string>} */ ({ dirty: "saving", saving: "saving" });

class SaveState extends HTMLElement {
  #timer = 0;

  connectedCallback() {
    document.addEventListener("octavo:state", this.hear);
  }

  disconnectedCallback() {
    document.removeEventListener("octavo:state", this.hear);
    clearTimeout(this.#timer);
  }

  /** @param {Event} event */
  hear = (event) => {
    const { id, state, message, left } = /** @type {CustomEvent} */ (event).detail;
    if (left && (state === "failed" || state === "conflict"))
      say({ words: "notSaved", about: { title: titleOf(id), message }, open: id });
    else if (id === openId()) this.show(state, message);
  };

  /**
   * @param {string} state
   * @param {string} [message]
   */
  show(state, message = "") {
    this.dataset.state = state;
    const word = words(this, WORDS[state] ?? state);
    /** @type {HTMLElement} */ (this.querySelector("[data-word]")).textContent = word;
    this.trouble(state, message);
    clearTimeout(this.#timer);
    if (state === "failed" || state === "conflict") this.say(word);
    else if (state === "saved") this.#timer = setTimeout(() => this.say(word), QUIET);
  }

  /** @param {string} word */
  say(word) {
    /** @type {HTMLElement} */ (this.querySelector("[data-said]")).textContent = word;
  }

  /**
   * @param {string} state
   * @param {string} message
   */
  trouble(state, message) {
    for (const strip of document.querySelectorAll("#note [data-trouble]")) {
      if (!(strip instanceof HTMLElement)) continue;
      strip.hidden = strip.dataset.trouble !== state;
      const place = strip.querySelector("[data-message]");
      if (place && !strip.hidden) place.textContent = message;
    }
  }
}

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
