/**
 * The versions in the list of a note's history: one of them is chosen, and has the keyboard when the list has it.
 */
import { fill } from "./fragments.js";

/** Versions that a page key goes by. */
const PAGE = 10;

/** Steps of keys. */
const STEPS = /** @type {Record<string, number>} */ ({
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: PAGE,
  PageUp: -PAGE,
  Home: -Infinity,
  End: Infinity,
});

export class Versions {
  #list;
  #told;

  /**
   * @param {HTMLElement} list
   * @param {() => unknown} told is called when another one was chosen
   */
  constructor(list, told) {
    this.#list = list;
    this.#told = told;
    list.addEventListener("keydown", (event) => this.#key(event));
    list.addEventListener("click", ({ target }) => this.#gone(target));
    list.addEventListener("focusin", ({ target }) => this.#gone(target));
  }

  /** @returns {HTMLElement[]} */
  get all() {
    return /** @type {HTMLElement[]} */ ([...this.#list.querySelectorAll("[data-version]")]);
  }

  /** @returns {HTMLElement | null} */
  get chosen() {
    return this.#list.querySelector("[aria-current=true]");
  }

  /** The number of the chosen one. */
  get number() {
    return Number(this.chosen?.dataset.version);
  }

  /** The number of the newest, when it is in the list. */
  get newest() {
    return Number(this.#list.querySelector("[data-newest]")?.getAttribute("data-version"));
  }

  /** What can be made of the chosen one: it is whole, and it is not what the note is now. */
  get state() {
    const { chosen } = this;
    const whole = chosen !== null && !chosen.classList.contains("damaged");
    return { whole, older: chosen !== null && !("newest" in chosen.dataset) };
  }

  /** @param {string} html @param {boolean} found whether these are versions that were looked for */
  show(html, found) {
    fill(this.#list, html);
    this.#list.scrollTop = 0;
    const [first, second] = this.all;
    // Of the newest there is nothing to see but that it is the newest.
    const shown = !found && second ? second : first;
    if (shown) this.#choose(shown);
  }

  focus() {
    this.chosen?.focus();
  }

  /** Marks the chosen one as that which others are compared with. */
  pin() {
    for (const version of this.all) version.classList.toggle("pinned", version === this.chosen);
  }

  /** @param {HTMLElement} version */
  #choose(version) {
    const before = this.chosen;
    if (version === before) return;
    before?.removeAttribute("aria-current");
    before?.setAttribute("tabindex", "-1");
    version.setAttribute("aria-current", "true");
    version.setAttribute("tabindex", "0");
    this.#told();
  }

  /** @param {EventTarget | null} target */
  #gone(target) {
    const version = target instanceof Element ? target.closest("[data-version]") : null;
    if (version instanceof HTMLElement) this.#choose(version);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    const { all } = this;
    const at = all.findIndex((version) => version === this.chosen);
    all[Math.max(0, Math.min(all.length - 1, at + step))]?.focus();
  }
}
