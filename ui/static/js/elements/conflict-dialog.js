/**
 * Two texts of one note, and the choice: one of them, both as two notes, or what is made of both part
 * by part.  Nothing is lost whichever way it goes: the text that is not taken lies in the note's history,
 * because both are written at once.  Nothing is written over a text that nobody here has seen: who saved it
 * meanwhile is shown instead.
 */
import { ApiError, send } from "../api.js";
import { define, showDialog } from "../acts.js";
import { differing } from "../lines.js";
import { attempt } from "../notes.js";
import { editor, openId, refreshLibrary, refreshList } from "../panes.js";
import { counted, words } from "../words.js";
import { MergeParts } from "./merge-parts.js";
import { say } from "./undo-toast.js";

/** @typedef {import("../note/merging.js").Proposal & {notebook: string}} Proposal */

/**
 * @typedef {object} Matter what is to be decided about
 * @property {string} mine
 * @property {() => Promise<Proposal>} propose
 * @property {string} [from] where mine comes from, when it is not the open editor
 * @property {(taken: boolean) => unknown} [settled] is called when it has been, with whether any of mine is in it
 */

class ConflictDialog extends HTMLElement {
  /** @type {Matter} */
  #matter = { mine: "", propose: () => Promise.reject(new Error("nothing is the matter")) };
  /** @type {Proposal | null} */
  #theirs = null;

  connectedCallback() {
    define("resolve", () => attempt(() => this.decide(inTheEditor())));
    define("keep-mine", () => this.settle(() => this.#matter.mine));
    define("take-theirs", () => this.settle(({ body }) => body));
    define("take-parts", () => this.settle(() => this.parts.result));
    define("keep-copy", () => this.settle((theirs) => this.#copied(theirs)));
    this.addEventListener("octavo:chosen", () => this.#count());
    this.addEventListener("change", ({ target }) => {
      if (target instanceof HTMLInputElement && target.name === "conflict-view") this.#view(target.value);
    });
  }

  get parts() {
    return /** @type {MergeParts} */ (this.querySelector("merge-parts"));
  }

  /** @param {Matter} matter */
  async decide(matter) {
    this.#matter = matter;
    this.refuse("");
    await this.#look();
    showDialog("conflict");
    /** @type {HTMLElement | null} */ (this.querySelector("merge-parts input"))?.focus();
    this.querySelector(".differs")?.scrollIntoView({ block: "center" });
  }

  /** Both texts as they are now. */
  async #look() {
    const theirs = await this.#matter.propose();
    this.#theirs = theirs;
    const [mine, other] = differing(this.#matter.mine, theirs.body);
    fill(this.#part(".versions [data-mine]"), mine);
    fill(this.#part(".versions [data-theirs]"), other);
    for (const one of this.querySelectorAll("[data-about]"))
      /** @type {HTMLElement} */ (one).hidden = one.getAttribute("data-about") !== (this.#matter.from ? "draft" : "editor");
    this.#part("[data-from]").textContent = this.#matter.from ?? words(this, "here");
    const divided = (theirs.parts?.length ?? 0) > 1 || theirs.parts?.[0]?.kind !== "clash";
    this.parts.show(theirs.parts ?? []);
    this.#part("[data-views]").hidden = !theirs.parts;
    this.#view(theirs.parts && divided ? "parts" : "whole");
  }

  /** @param {string} name "parts" or "whole" */
  #view(name) {
    const dialog = this.#part("dialog");
    dialog.dataset.view = name;
    const radio = dialog.querySelector(`[name=conflict-view][value=${name}]`);
    if (radio instanceof HTMLInputElement) radio.checked = true;
    this.#count();
  }

  #count() {
    const { left } = this.parts;
    const take = /** @type {HTMLButtonElement} */ (this.#part("[data-act=take-parts]"));
    take.disabled = left > 0;
    this.#part("[data-left]").textContent = left ? counted(this, "left", left) : "";
  }

  /** Writes what `chosen` gives. @param {(theirs: Proposal) => string | Promise<string>} chosen */
  async settle(chosen) {
    const theirs = this.#theirs;
    if (!theirs) return;
    let body;
    try {
      body = await chosen(theirs);
      await write(body, this.#matter.mine, theirs);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.code === "conflict") await this.#look();
      return this.refuse(error.code === "conflict" ? words(this, "again") : error.message);
    }
    this.querySelector("dialog")?.close();
    await this.#matter.settled?.(body !== theirs.body);
    editor()?.focus();
    await refreshList();
    refreshLibrary();
  }

  /** Theirs stays; mine is a note of its own. @param {Proposal} theirs */
  async #copied({ title, notebook, body }) {
    const { mine } = this.#matter;
    await send("POST", "/notes", { body: mine, title: words(this, "copyTitle", { title }), notebook });
    say({ words: "kept" });
    return body;
  }

  /** @param {string} message */
  refuse(message) {
    const strip = this.#part("[data-refusal]");
    strip.hidden = !message;
    strip.textContent = message;
  }

  /** @param {string} selector */
  #part(selector) {
    return /** @type {HTMLElement} */ (this.querySelector(selector));
  }
}

/** @returns {Matter} */
const inTheEditor = () => ({ mine: editor().text, propose: () => editor().propose() });

/**
 * @param {string} body
 * @param {string} mine
 * @param {Proposal} theirs
 */
export async function write(body, mine, theirs) {
  const written = { base: theirs.version, body, mine, merged: true };
  const answer = await send("PUT", `/notes/${openId()}`, written);
  editor().replaceText(body, answer.version);
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

/** Lets people decide. @param {Matter} matter */
export async function decide(matter) {
  const dialog = document.querySelector("conflict-dialog");
  if (dialog instanceof ConflictDialog) await dialog.decide(matter);
}
