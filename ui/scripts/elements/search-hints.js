/**
 * What the empty search box offers: the searches of late and a few examples, in a panel below it.
 *
 * It opens for who goes to the empty box by a press or a key, not when a dialog gives the focus back, and goes with
 * the focus.  The arrows go from the box through the panel and on to the list; Delete forgets; whatever else is typed
 * goes into the box.
 */
import { define } from "../acts.js";
import { swap } from "../fragments.js";
import { attempt } from "../notes.js";
import { results } from "../panes.js";
import { forget } from "../searches.js";

/** Keys that lead into the box: they are let go there. */
const LEADING = ["Tab", "ArrowUp"];

export class SearchHints extends HTMLElement {
  /** Whether it is to be seen as soon as its content is here. */
  open = false;
  /** @type {Promise<unknown>} */
  #content = Promise.resolve();

  get box() {
    return /** @type {HTMLElement} */ (this.closest("search-box"));
  }

  get input() {
    return /** @type {HTMLInputElement} */ (this.box.querySelector("input"));
  }

  /** @returns {HTMLElement[]} */
  get hints() {
    return [...this.querySelectorAll(".hint")].filter((hint) => hint instanceof HTMLElement);
  }

  /** The hint that has the focus, or stands beside what has it; -1 for none. */
  get at() {
    const here = document.activeElement?.closest("li");
    return this.hints.findIndex((hint) => here?.contains(hint));
  }

  connectedCallback() {
    this.input.addEventListener("click", () => this.show());
    this.input.addEventListener("keyup", ({ key }) => LEADING.includes(key) && this.show());
    this.box.addEventListener("focusout", (event) => {
      if (!(event.relatedTarget instanceof Node && this.box.contains(event.relatedTarget)))
        this.close();
    });
    this.addEventListener("mousedown", (event) => event.preventDefault());
    this.addEventListener("keydown", (event) => this.key(event));
  }

  show() {
    if (this.input.value || this.open) return this.#content;
    this.open = true;
    this.#content = this.renew().then(() => this.reveal());
    return this.#content;
  }

  close() {
    this.open = false;
    this.reveal();
  }

  /** To be seen when it is open; one that did not come is not. */
  reveal() {
    this.open &&= this.childElementCount > 0;
    this.hidden = !this.open;
    this.input.setAttribute("aria-expanded", String(this.open));
  }

  /** From the box into the panel. */
  async enter() {
    await this.show();
    this.hints[0]?.focus();
  }

  renew() {
    return swap(this.dataset.options ?? "", this);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const does = /** @type {Record<string, () => unknown>} */ ({
      ArrowDown: () => this.goTo(this.at + 1),
      ArrowUp: () => this.goTo(this.at - 1),
      Escape: () => this.leave(),
      Delete: () => this.press("forget-search"),
    })[event.key];
    if (does) {
      event.preventDefault();
      does();
    } else if (event.key.length === 1 && event.key !== " ") this.input.focus();
  }

  /** Over the first one is the box, under the last one the list. @param {number} at */
  goTo(at) {
    const list = results().querySelector(".row h3 a");
    const next = at < 0 ? this.input : (this.hints[at] ?? list);
    if (next instanceof HTMLElement) next.focus();
  }

  leave() {
    this.input.focus();
    this.close();
  }

  /** @param {string} act a button beside the hint that has the focus */
  press(act) {
    const button = this.hints[this.at]?.closest("li")?.querySelector(`[data-act="${act}"]`);
    if (button instanceof HTMLElement) button.click();
  }

  /** @param {string} [query] all of them when there is none */
  async forget(query) {
    const { at } = this;
    this.input.focus();
    await attempt(() => forget(query));
    await this.renew();
    this.goTo(Math.min(at, this.hints.length - 1));
  }
}

const hints = () => /** @type {SearchHints} */ (document.querySelector("search-hints"));

define("forget-search", (origin) =>
  hints().forget(/** @type {HTMLElement} */ (origin.closest("[data-query]")).dataset.query),
);
define("forget-searches", () => hints().forget());

customElements.define("search-hints", SearchHints);
