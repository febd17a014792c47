/**
 * <list-trouble data-unreachable data-older>: why there is no newer list.  A refusal is no answer: nothing is swapped,
 * and what is listed is marked as older until a list comes.
 *
 * What else was asked for in vain (a note, a reason) is said where all refusals are; what the page asks for by itself
 * (the counts, the hints) is not.
 */
import { refusal } from "../api.js";
import { define } from "../acts.js";
import { list, results } from "../panes.js";
import { words } from "../words.js";
import { say } from "./undo-toast.js";

/** Asked for by the page itself. */
const UNASKED = "#sidebar, search-hints";

class ListTrouble extends HTMLElement {
  /** What was asked in vain, as htmx knows it. @type {any} */
  #asked = null;

  get sentence() {
    return /** @type {HTMLElement} */ (this.querySelector("[role=status]"));
  }

  get again() {
    return /** @type {HTMLElement} */ (this.querySelector("[data-act=list-again]"));
  }

  connectedCallback() {
    document.addEventListener("htmx:after:request", this.answered);
    document.addEventListener("htmx:error", this.failed);
    document.addEventListener("htmx:after:swap", this.over);
    define("list-again", () => this.ask());
  }

  disconnectedCallback() {
    document.removeEventListener("htmx:after:request", this.answered);
    document.removeEventListener("htmx:error", this.failed);
    document.removeEventListener("htmx:after:swap", this.over);
  }

  /** @param {Event} event */
  answered = async (event) => {
    const { ctx } = /** @type {CustomEvent} */ (event).detail;
    if (ctx.response.status < 400) return;
    event.preventDefault();
    const { message } = await refusal(new Response(ctx.text, ctx.response.raw));
    this.tell(ctx, message);
  };

  /** @param {Event} event */
  failed = (event) => {
    const { ctx } = /** @type {CustomEvent} */ (event).detail;
    if (ctx && !ctx.response) this.tell(ctx, words(this, "unreachable"));
  };

  /** @param {any} ctx @param {string} message */
  tell(ctx, message) {
    if (ctx.target === results()) this.show(ctx, message);
    else if (!ctx.target?.closest(UNASKED)) say({ text: message });
  }

  /** @param {any} ctx @param {string} message */
  show(ctx, message) {
    this.#asked = ctx;
    results().toggleAttribute("data-stale", true);
    const older = results().querySelector(".row") && words(this, "older");
    this.say([message, older].filter(Boolean).join(" "));
    this.again.hidden = false;
  }

  /** @param {string} sentence */
  say(sentence) {
    if (this.sentence.textContent !== sentence) this.sentence.textContent = sentence;
  }

  ask() {
    const { sourceElement, request } = this.#asked;
    return list(sourceElement.isConnected ? sourceElement : results(), request.action);
  }

  /** @param {Event} event */
  over = (event) => {
    if (/** @type {CustomEvent} */ (event).detail.ctx.target !== results()) return;
    if (document.activeElement === this.again) document.getElementById("search")?.focus();
    results().removeAttribute("data-stale");
    this.say("");
    this.again.hidden = true;
  };
}

customElements.define("list-trouble", ListTrouble);
