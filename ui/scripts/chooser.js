/**
 * A dialog with a field and the options that fit what is typed: the common ground of the quick switcher and
 * the choosers of notebooks and tags.
 *
 * The field keeps the focus; the arrows move `aria-activedescendant` through options that the server sends.
 * Of several answers under way only the newest counts, and Enter waits for it.
 */
import { showDialog } from "./acts.js";
import { swap } from "./fragments.js";

export class Chooser extends HTMLElement {
  /** @type {Promise<unknown>} */
  pending = Promise.resolve();

  get dialog() {
    return /** @type {HTMLDialogElement} */ (this.querySelector("dialog"));
  }

  get input() {
    return /** @type {HTMLInputElement} */ (this.querySelector("input"));
  }

  get list() {
    return /** @type {HTMLElement} */ (this.querySelector("[role=listbox]"));
  }

  connectedCallback() {
    this.input.addEventListener("input", (event) => {
      if (!(/** @type {InputEvent} */ (event).isComposing)) this.ask();
    });
    this.input.addEventListener("compositionend", () => this.ask());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = /** @type {Element} */ (event.target).closest("[role=option]");
      if (option instanceof HTMLElement) this.take(option);
    });
  }

  /** The address of the options for what is typed. @param {string} words @returns {string} */
  address(words) {
    return `${this.dataset.options}?q=${encodeURIComponent(words)}`;
  }

  /** What happens with the option that was chosen. @param {HTMLElement} option */
  choose(option) {
    throw new Error(`nothing happens with ${option.id}`);
  }

  show() {
    this.input.value = "";
    this.list.replaceChildren();
    showDialog(this.dialog.id);
    this.input.focus();
    return this.ask();
  }

  close() {
    this.dialog.close();
  }

  ask() {
    const asked = swap(this.address(this.input.value), this.list, { source: this.input });
    this.pending = asked.then(() => this.activate(this.options[0]));
    return this.pending;
  }

  /** @returns {HTMLElement[]} */
  get options() {
    return [...this.list.querySelectorAll("[role=option]:not([aria-disabled])")].filter(
      (option) => option instanceof HTMLElement,
    );
  }

  get active() {
    return this.options.find((option) => option.classList.contains("active"));
  }

  /** @param {HTMLElement | undefined} option */
  activate(option) {
    this.active?.classList.remove("active");
    option?.classList.add("active");
    option?.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", option?.id ?? "");
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.isComposing) return;
    const steps = /** @type {Record<string, number>} */ ({
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: 8,
      PageUp: -8,
    })[event.key];
    if (steps) {
      event.preventDefault();
      this.step(steps);
    } else if (event.key === "Enter") {
      event.preventDefault();
      this.pending.then(() => this.active && this.take(this.active));
    }
  }

  /** @param {number} by */
  step(by) {
    const options = this.options;
    const at = options.indexOf(/** @type {HTMLElement} */ (this.active));
    const last = options.length - 1;
    if (Math.abs(by) === 1) this.activate(options[(at + by + options.length) % options.length]);
    else this.activate(options[Math.min(last, Math.max(0, at + by))]);
  }

  /** @param {HTMLElement} option */
  take(option) {
    if (!option.hasAttribute("aria-disabled")) this.choose(option);
  }
}
