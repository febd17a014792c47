/**
 * The border between two panes, to be dragged or moved with the arrow keys; a double click puts it back.
 * The width is a CSS variable while it moves, and a setting when it rests. Without a variable of its own it is a share,
 * in percent, of what text and page have together.
 */
import { send } from "../api.js";

const STEP = 8;
const REST = 400;

class PaneSplitter extends HTMLElement {
  #timer = 0;

  connectedCallback() {
    this.addEventListener("pointerdown", this.grab);
    this.addEventListener("keydown", this.key);
    this.addEventListener("dblclick", () => this.move(Number(this.dataset.usual)));
  }

  get width() {
    return Number(this.getAttribute("aria-valuenow"));
  }

  /** @param {number} width */
  move(width) {
    const least = Number(this.getAttribute("aria-valuemin"));
    const most = Number(this.getAttribute("aria-valuemax"));
    const kept = Math.round(Math.min(most, Math.max(least, width)));
    this.setAttribute("aria-valuenow", String(kept));
    this.show(kept);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.keep(kept), REST);
  }

  /** @param {number} width */
  show(width) {
    const { style } = document.documentElement;
    const { variable } = this.dataset;
    if (variable) return style.setProperty(variable, `${width}px`);
    style.setProperty("--written", `${width}fr`);
    style.setProperty("--read", `${100 - width}fr`);
  }

  /** Pixels that a step of its value takes. */
  get scale() {
    if (this.dataset.variable) return 1;
    return (this.previousElementSibling?.clientWidth ?? 0) / this.width;
  }

  /** @param {number} width */
  keep(width) {
    send("PUT", "/settings", { [this.dataset.setting ?? ""]: width }).catch(() => undefined);
  }

  /** @param {PointerEvent} event */
  grab = (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    const { width, scale } = this;
    const follow = (/** @type {PointerEvent} */ moved) =>
      this.move(width + (moved.clientX - event.clientX) / scale);
    this.setPointerCapture(event.pointerId);
    this.toggleAttribute("data-moving", true);
    this.addEventListener("pointermove", follow);
    this.addEventListener(
      "lostpointercapture",
      () => {
        this.removeEventListener("pointermove", follow);
        this.removeAttribute("data-moving");
      },
      { once: true },
    );
  };

  /** @param {KeyboardEvent} event */
  key = (event) => {
    const step = (event.shiftKey ? STEP * 5 : STEP) / Math.max(1, this.scale / 4);
    const widths = /** @type {Record<string, number>} */ ({
      ArrowLeft: this.width - step,
      ArrowRight: this.width + step,
      Home: Number(this.getAttribute("aria-valuemin")),
      End: Number(this.getAttribute("aria-valuemax")),
    });
    if (!(event.key in widths)) return;
    event.preventDefault();
    this.move(widths[event.key]);
  };
}

customElements.define("pane-splitter", PaneSplitter);
