/**
 * <note-outline><h3>…</h3><ol></ol><p data-none>…</p></note-outline>: the headings of the page beside it.
 * The one that is read is marked while the page scrolls. Up and Down go through them, Enter leads there.
 * Whether it is open is remembered for the next note and the next start.
 */
import { send } from "../api.js";
import { define } from "../acts.js";
import { currentOf, headingsOf, saidOf } from "../note/headings.js";
import { focusNote } from "../panes.js";

/** @typedef {import("../note/headings.js").Heading} Heading */

/** @type {boolean | null} what was chosen in this window, before the server has heard of it */
let chosen = null;

class NoteOutline extends HTMLElement {
  /** @type {Heading[]} */
  #headings = [];
  #said = "";
  #isStale = true; // the page is another than the one whose headings are listed
  #current = -1;
  #frame = 0;
  #stop = new AbortController();

  connectedCallback() {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    const preview = this.#preview;
    if (!preview) return;
    if (chosen !== null) apply(chosen);
    const pages = new MutationObserver(() => this.#renew());
    pages.observe(preview, { childList: true, subtree: true });
    const panes = new MutationObserver(() => this.#renew());
    panes.observe(/** @type {Element} */ (this.parentElement), { attributes: true });
    preview.addEventListener("scroll", () => this.#soon(), { passive: true, signal });
    this.addEventListener("click", (event) => this.#clicked(event), { signal });
    this.addEventListener("keydown", (event) => this.#key(event), { signal });
    signal.addEventListener("abort", () => (pages.disconnect(), panes.disconnect()));
    this.#renew();
  }

  disconnectedCallback() {
    this.#stop.abort();
    cancelAnimationFrame(this.#frame);
  }

  focus() {
    this.#show();
    const button = this.#buttons[this.#current];
    if (button) button.focus();
    else super.focus();
  }

  /** @returns {import("./note-preview.js").NotePreview | null} */
  get #preview() {
    return this.parentElement?.querySelector("note-preview") ?? null;
  }

  get #buttons() {
    return [...this.querySelectorAll("button")];
  }

  get #isShown() {
    return this.offsetParent !== null;
  }

  #renew() {
    this.#isStale = true;
    this.#soon();
  }

  #soon() {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#show());
  }

  #show() {
    const preview = this.#preview;
    if (!preview || !this.#isShown) return;
    if (this.#isStale) this.#read(preview);
    this.#mark(currentOf(this.#headings, preview));
    if (document.activeElement === this) this.#buttons[this.#current]?.focus(); // it had none before
  }

  /** @param {HTMLElement} page */
  #read(page) {
    this.#headings = headingsOf(page);
    const said = JSON.stringify(this.#headings.map(({ level, words }) => [level, words]));
    if (said !== this.#said) this.#list();
    this.#said = said;
    this.#isStale = false;
  }

  #list() {
    const top = Math.min(...this.#headings.map(({ level }) => level));
    const items = this.#headings.map((heading) => item(heading, heading.level - top));
    this.querySelector("ol")?.replaceChildren(...items);
    this.toggleAttribute("data-empty", !items.length);
    this.#current = -1;
  }

  /** @param {number} current */
  #mark(current) {
    if (current === this.#current) return;
    const buttons = this.#buttons;
    buttons[this.#current]?.removeAttribute("aria-current");
    const button = buttons[current];
    button?.setAttribute("aria-current", "location");
    if (!this.contains(document.activeElement)) reach(buttons, button);
    if (!this.matches(":hover, :focus-within")) button?.scrollIntoView({ block: "nearest" });
    this.#current = current;
  }

  /** @param {Event} event */
  #clicked({ target }) {
    const button = target instanceof Element ? target.closest("button") : null;
    const heading = button && this.#headings[this.#buttons.indexOf(button)];
    if (!heading) return;
    this.#preview?.showHeading(heading.element);
    reach(this.#buttons, button);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const buttons = this.#buttons;
    const at = buttons.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
    const steps = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 };
    const next = buttons[steps[/** @type {keyof typeof steps} */ (event.key)]];
    if (event.key === "Escape") focusNote();
    else if (!next) return;
    event.preventDefault();
    event.stopPropagation();
    if (!next) return;
    reach(buttons, next);
    next.focus();
  }
}

/** @param {Heading} heading @param {number} depth */
function item({ element, words }, depth) {
  const place = document.createElement("li");
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "cut", title: words, tabIndex: -1 });
  button.append(...saidOf(element));
  button.dir = "auto";
  button.dataset.depth = String(Math.min(depth, 5));
  place.append(button);
  return place;
}

/** Tab comes to one of them only. @param {HTMLElement[]} buttons @param {HTMLElement | undefined} one */
function reach(buttons, one) {
  for (const button of buttons) if (button.tabIndex === 0) button.tabIndex = -1;
  if (one) one.tabIndex = 0;
}

/** @param {boolean} on */
function apply(on) {
  document.getElementById("panes")?.toggleAttribute("data-outline", on);
  for (const button of document.querySelectorAll("[data-act=outline]"))
    button.setAttribute("aria-pressed", String(on));
}

define("outline", () => {
  const panes = document.getElementById("panes");
  if (!panes) return;
  chosen = !panes.hasAttribute("data-outline");
  apply(chosen);
  if (chosen) /** @type {HTMLElement | null} */ (panes.querySelector("note-outline"))?.focus();
  else focusNote();
  send("PUT", "/settings", { outline: chosen }).catch(() => undefined);
});

customElements.define("note-outline", NoteOutline);
