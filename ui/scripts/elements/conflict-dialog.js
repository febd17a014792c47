/**
 * Two texts of one note, and the choice: one of them, both as two notes, or what is made of both part
 * by part.  Nothing is lost whichever way it goes: the text that is not taken lies in the note's history,
 * because both are written at once.  Nothing is written over a text that nobody here has seen: who saved it
 * meanwhile is shown instead.  The note is the one that was asked about, whichever is open at the answer.
 */
import { ApiError, send } from "../api.js";
import { define, showDialog } from "../acts.js";
import { differing } from "../lines.js";
import { decision } from "../note/merging.js";
import { sessionOf } from "../note/sessions.js";
import { attempt } from "../notes.js";
import { openId, refreshLibrary, refreshList } from "../panes.js";
import { counted, words } from "../words.js";
import { MergeParts } from "./merge-parts.js";
import { say } from "./undo-toast.js";

/** @typedef {import("../note/merging.js").Proposal} Proposal */

/** @typedef {import("../note/sessions.js").Session} Session */

/**
 * @typedef {object} Matter what is to be decided about
 * @property {Session} session of the note
 * @property {string} mine
 * @property {() => Promise<Proposal>} propose
 * @property {string} [from] where mine comes from, when it is not the open editor
 * @property {(taken: boolean) => unknown} [settled] is called when it has been, with whether any of mine is in it
 */

class ConflictDialog extends HTMLElement {
  /** @type {Matter | null} */
  #matter = null;
  /** @type {Proposal | null} */
  #theirs = null;

  connectedCallback() {
    define("resolve", () => attempt(() => this.decide(inTheEditor())));
    define("keep-mine", () => this.settle((_, { mine }) => mine));
    define("take-theirs", () => this.settle(({ body }) => body));
    define("take-parts", () => this.settle(() => this.parts.result));
    define("keep-copy", () => this.settle((theirs, { mine }) => this.#copied(theirs, mine)));
    this.addEventListener("octavo:chosen", () => this.#count());
    this.addEventListener("change", ({ target }) => {
      if (target instanceof HTMLInputElement && target.name === "conflict-view") this.#view(target.value);
    });
  }

  get dialog() {
    return /** @type {HTMLDialogElement} */ (this.querySelector("dialog"));
  }

  get parts() {
    return /** @type {MergeParts} */ (this.querySelector("merge-parts"));
  }

  /** @param {Matter} matter */
  async decide(matter) {
    this.refuse("");
    const theirs = await matter.propose();
    if (!matter.session.element) return; // another note was opened meanwhile
    this.#show(matter, theirs);
    showDialog("conflict");
    /** @type {HTMLElement | null} */ (this.querySelector("merge-parts input"))?.focus();
    this.querySelector(".differs")?.scrollIntoView({ block: "center" });
  }

  /** Both texts as they are now. @param {Matter} matter @param {Proposal} theirs */
  #show(matter, theirs) {
    [this.#matter, this.#theirs] = [matter, theirs];
    const [mine, other] = differing(matter.mine, theirs.body);
    fill(this.#part(".versions [data-mine]"), mine);
    fill(this.#part(".versions [data-theirs]"), other);
    for (const one of this.querySelectorAll("[data-about]"))
      /** @type {HTMLElement} */ (one).hidden = one.getAttribute("data-about") !== (matter.from ? "draft" : "editor");
    this.#part("[data-from]").textContent = matter.from ?? words(this, "here");
    const divided = (theirs.parts?.length ?? 0) > 1 || theirs.parts?.[0]?.kind !== "clash";
    this.parts.show(theirs.parts ?? []);
    this.#part("[data-views]").hidden = !theirs.parts;
    this.#view(theirs.parts && divided ? "parts" : "whole");
  }

  /** @param {string} name "parts" or "whole" */
  #view(name) {
    const { dialog } = this;
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

  /** Writes what `chosen` gives. @param {(theirs: Proposal, matter: Matter) => string | Promise<string>} chosen */
  async settle(chosen) {
    const [matter, theirs] = [this.#matter, this.#theirs];
    if (!matter || !theirs) return;
    this.#theirs = null; // once
    const { mine, session } = matter;
    let body = "";
    try {
      body = await chosen(theirs, matter);
      await session.autosave.settle(async () => decision(body, mine, theirs), matter.from ? undefined : mine);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return this.#refused(error, matter, theirs);
    }
    if (this.#matter === matter) this.dialog.close();
    await matter.settled?.(body !== theirs.body);
    session.element?.focus();
    await refreshList();
    refreshLibrary();
  }

  /** @param {ApiError} error @param {Matter} matter @param {Proposal} theirs */
  async #refused(error, matter, theirs) {
    if (!this.dialog.open || this.#matter !== matter) return say({ text: error.message });
    this.#theirs = theirs;
    if (error.code === "conflict") this.#show(matter, await matter.propose());
    this.refuse(error.code === "conflict" ? words(this, "again") : error.message);
  }

  /** Theirs stays; mine is a note of its own. @param {Proposal} theirs @param {string} mine */
  async #copied({ title, notebook, body }, mine) {
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
function inTheEditor() {
  const session = /** @type {Session} */ (sessionOf(openId()));
  return { session, mine: session.text, propose: () => session.autosave.propose() };
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
