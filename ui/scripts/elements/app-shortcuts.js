/**
 * The keyboard of the window.  Keys are heard before the editor hears them, so that they mean the same everywhere.
 */
import { define, perform } from "../acts.js";
import { focusList, focusNote, notePane, results } from "../panes.js";

/** With Ctrl (on a Mac also Cmd): the key as it is typed, in lower case. */
const WITH_CTRL = /** @type {Record<string, string>} */ ({
  n: "new-note",
  k: "switcher",
  o: "switcher",
  p: "print",
  f: "find",
  s: "save-now",
  1: "mode-write",
  2: "mode-both",
  3: "mode-read",
  "\\": "fold",
  ",": "settings",
  "/": "shortcuts",
});
const WITH_CTRL_SHIFT = /** @type {Record<string, string>} */ ({
  f: "search",
  m: "move",
  l: "tags",
  h: "replace-in-notes",
  o: "outline",
  y: "history",
  a: "activity",
  s: "save-file",
});
/** Panes that F6 goes through, and what takes the keyboard in each. */
const PANES = ["#sidebar", "#list", "#note"];

class AppShortcuts extends HTMLElement {
  connectedCallback() {
    document.addEventListener("keydown", this.early, { capture: true });
    document.addEventListener("keydown", this.late);
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.early, { capture: true });
    document.removeEventListener("keydown", this.late);
  }

  /** @param {KeyboardEvent} event */
  early = (event) => {
    const act = named(event);
    if (!act || event.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    if (!document.querySelector("dialog[open]")) perform(act);
  };

  /** What is left of a key when nobody else wanted it. @param {KeyboardEvent} event */
  late = (event) => {
    if (event.defaultPrevented || event.isComposing || document.querySelector("dialog[open]"))
      return;
    if (event.key === "Escape") escape();
    else if (event.key === "?" && !typing()) perform("shortcuts");
  };
}

/** @param {KeyboardEvent} event */
function named(event) {
  if (event.key === "F2") return "rename";
  if (event.key === "F6") return event.shiftKey ? "previous-pane" : "next-pane";
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return undefined;
  if (event.key.toLowerCase() === "k" && isLinkable()) return undefined;
  return (event.shiftKey ? WITH_CTRL_SHIFT : WITH_CTRL)[event.key.toLowerCase()];
}

/** Whether words of the note are selected: Ctrl+K makes a link of them, as everywhere else. */
function isLinkable() {
  const written = document.activeElement?.closest("note-editor .cm-content");
  return Boolean(written) && !document.getSelection()?.isCollapsed;
}

function typing() {
  const here = document.activeElement;
  return (
    here instanceof HTMLInputElement ||
    here instanceof HTMLTextAreaElement ||
    Boolean(here?.closest("[contenteditable], note-editor"))
  );
}

/** One step back: out of the drawer, from the text to the list, from what was found to what there is. */
function escape() {
  if (document.querySelector("#app[data-drawer]")) perform("close-drawer");
  else if (notePane().contains(document.activeElement)) focusList();
  else if (results().dataset.found !== undefined) perform("clear-search");
}

/** @param {number} step */
function goToPane(step) {
  const panes = PANES.map((selector) => document.querySelector(selector)).filter(
    (pane) => pane instanceof HTMLElement && pane.offsetParent !== null,
  );
  const at = panes.findIndex((pane) => pane?.contains(document.activeElement));
  const next = panes[(at + step + panes.length) % panes.length];
  if (next?.id === "note") focusNote();
  else if (next?.id === "list") focusList();
  else if (next instanceof HTMLElement) firstOf(next)?.focus();
}

/** @param {HTMLElement} pane */
function firstOf(pane) {
  const candidates = [...pane.querySelectorAll("a[aria-current], a, button")];
  const shown = candidates.filter(
    (candidate) => candidate instanceof HTMLElement && candidate.offsetParent !== null,
  );
  return /** @type {HTMLElement | undefined} */ (shown[0]);
}

define("next-pane", () => goToPane(1));
define("previous-pane", () => goToPane(-1));

customElements.define("app-shortcuts", AppShortcuts);
