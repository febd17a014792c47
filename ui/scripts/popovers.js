/**
 * Small panels that open below a button: one at a time, gone with Esc, with a click elsewhere, with the focus, and
 * when their button moves.  Nothing in them takes the keyboard: Tab goes on from the button.  They lie in the top
 * layer, so that no scrolling pane cuts them off; the markup says `popover="manual"`.
 */
import { define } from "./acts.js";

/** Pixels between a panel and its button, and between it and the window's edge. */
const GAP = 4;

/** @type {{panel: HTMLElement, button: HTMLElement, back: HTMLElement} | null} back: what had the focus */
let shown = null;

/** @param {HTMLElement} button */
export const isShownFor = (button) => shown?.button === button && shown.panel.isConnected;

/**
 * @param {HTMLElement} panel
 * @param {HTMLElement} button
 */
export function show(panel, button) {
  hide();
  const { activeElement } = document;
  const focused = activeElement instanceof HTMLElement && activeElement !== document.body;
  shown = { panel, button, back: focused ? activeElement : button };
  panel.style.maxHeight = "";
  panel.showPopover();
  place(panel, button.getBoundingClientRect());
  button.setAttribute("aria-expanded", "true");
  panel.focus();
}

export function hide({ focus = false } = {}) {
  if (!shown) return;
  const { panel, button, back } = shown;
  shown = null;
  button.setAttribute("aria-expanded", "false");
  if (panel.isConnected) panel.hidePopover();
  if (focus) (back.isConnected ? back : button).focus();
}

/** Below the button, or above it where there is more room. @param {HTMLElement} panel @param {DOMRect} box */
function place(panel, box) {
  const { style, offsetHeight, offsetWidth } = panel;
  const room = innerHeight - box.bottom - 2 * GAP;
  const below = offsetHeight <= room || room >= box.top;
  const left = Math.min(box.right, innerWidth - GAP) - offsetWidth;
  style.left = `${Math.max(GAP, left)}px`;
  style.maxHeight = `${below ? room : box.top - 2 * GAP}px`;
  style.top = below ? `${box.bottom + GAP}px` : "auto";
  style.bottom = below ? "auto" : `${innerHeight - box.top + GAP}px`;
}

/** @param {EventTarget | null} target */
function outside(target) {
  return !(
    target instanceof Node &&
    (shown?.panel.contains(target) || shown?.button.contains(target))
  );
}

document.addEventListener("pointerdown", (event) => {
  if (outside(event.target)) hide();
});
document.addEventListener("focusin", (event) => {
  if (outside(event.target)) hide();
});
document.addEventListener(
  "scroll",
  ({ target }) => {
    if (target instanceof Node && shown && target.contains(shown.button)) hide();
  },
  { capture: true, passive: true },
);
window.addEventListener("resize", () => hide());
document.addEventListener("htmx:after:swap", () => {
  if (!shown?.button.isConnected) hide();
});
document.addEventListener(
  "keydown",
  (event) => {
    if (!shown?.panel.isConnected) return;
    if (event.key === "Escape") escape(event);
    else if (event.key === "Tab" && document.activeElement === shown.panel) leave(event, shown.button);
  },
  { capture: true },
);

/** @param {KeyboardEvent} event */
function escape(event) {
  event.preventDefault();
  event.stopPropagation();
  hide({ focus: true });
}

/** The browser's own step goes on from the button; back is the button. @param {KeyboardEvent} event @param {HTMLElement} button */
function leave(event, button) {
  if (event.shiftKey) event.preventDefault();
  hide();
  button.focus();
}

/** The panel that a button names in `aria-controls`. */
define("popover", (button) => {
  const panel = document.getElementById(button.getAttribute("aria-controls") ?? "");
  if (isShownFor(button)) hide();
  else if (panel) show(panel, button);
});
