/**
 * Two texts of one note, and the choice.  Nothing is lost whichever way it goes: a text that is not taken was
 * written first, so that it lies in the note's history.
 */
import { send } from "../api.js";
import { define, showDialog } from "../acts.js";
import { differing } from "../lines.js";
import { editor, openId, refreshLibrary, refreshList } from "../panes.js";
import { words } from "../words.js";
import { say } from "./undo-toast.js";

/** @typedef {{version: number, title: string, body: string, notebook: string}} Stored */

class ConflictDialog extends HTMLElement {
  connectedCallback() {
    document.addEventListener("octavo:state", this.hear);
    define("resolve", () => this.show());
    define("keep-mine", () => this.settle(keepMine));
    define("take-theirs", () => this.settle(takeTheirs));
    define("keep-copy", () =>
      this.settle((theirs) => keepCopy(theirs, (title) => words(this, "copyTitle", { title }))),
    );
  }

  disconnectedCallback() {
    document.removeEventListener("octavo:state", this.hear);
  }

  /** @param {Event} event */
  hear = (event) => {
    const { id, state } = /** @type {CustomEvent} */ (event).detail;
    if (state === "conflict" && id === openId()) this.compare();
  };

  /** The same text was written twice: that is no conflict. */
  async compare() {
    const theirs = await stored();
    if (theirs.body === editor()?.text) editor().replaceText(theirs.body, theirs.version);
  }

  async show() {
    const theirs = await stored();
    const [mine, other] = differing(editor().text, theirs.body);
    fill(/** @type {HTMLElement} */ (this.querySelector("[data-mine]")), mine);
    fill(/** @type {HTMLElement} */ (this.querySelector("[data-theirs]")), other);
    this.refuse("");
    showDialog("conflict");
    this.querySelector(".differs")?.scrollIntoView({ block: "center" });
  }

  /** @param {(theirs: Stored) => Promise<unknown>} way */
  async settle(way) {
    try {
      await way(await stored());
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      return this.refuse(error.message);
    }
    this.querySelector("dialog")?.close();
    editor()?.focus();
    await refreshList();
    refreshLibrary();
  }

  /** @param {string} message */
  refuse(message) {
    const strip = /** @type {HTMLElement} */ (this.querySelector("[data-refusal]"));
    strip.hidden = !message;
    strip.textContent = message;
  }
}

/** @returns {Promise<Stored>} */
const stored = () => send("GET", `/notes/${openId()}/text`);

/** @param {Stored} theirs */
async function keepMine(theirs) {
  const body = editor().text;
  const written = { base: theirs.version, body, merged: true };
  const answer = await send("PUT", `/notes/${openId()}`, written);
  editor().replaceText(body, answer.version);
}

/** @param {Stored} theirs */
async function takeTheirs(theirs) {
  const mine = await send("PUT", `/notes/${openId()}`, {
    base: theirs.version,
    body: editor().text,
  });
  const written = { base: mine.version, body: theirs.body, merged: true };
  const answer = await send("PUT", `/notes/${openId()}`, written);
  editor().replaceText(theirs.body, answer.version);
}

/**
 * @param {Stored} theirs
 * @param {(title: string) => string} named
 */
async function keepCopy(theirs, named) {
  await send("POST", "/notes", {
    body: editor().text,
    title: named(theirs.title),
    notebook: theirs.notebook,
  });
  editor().replaceText(theirs.body, theirs.version);
  say({ words: "kept" });
}

/**
 * @param {HTMLElement} place
 * @param {Array<[string, boolean]>} lines
 */
function fill(place, lines) {
  place.replaceChildren(
    ...lines.map(([text, differs]) => {
      const line = document.createElement("span");
      line.textContent = text;
      line.classList.toggle("differs", differs);
      return line;
    }),
  );
}

customElements.define("conflict-dialog", ConflictDialog);
