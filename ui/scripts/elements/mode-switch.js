/**
 * Write, Both, Read: which halves of a note are shown.  Remembered for the next note and the next start.
 */
import { send } from "../api.js";
import { define } from "../acts.js";
import { editor } from "../panes.js";

const MODES = ["write", "both", "read"];

/** What was chosen in this window, before the server has heard of it. */
let chosen = "";

class ModeSwitch extends HTMLElement {
  connectedCallback() {
    if (chosen) apply(chosen);
    this.addEventListener("click", (event) => {
      const button =
        event.target instanceof Element ? event.target.closest("button[data-mode]") : null;
      if (button instanceof HTMLElement) show(button.dataset.mode ?? "both");
    });
  }
}

/** @param {string} mode */
function show(mode) {
  if (document.getElementById("panes")?.dataset.mode === mode) return;
  chosen = mode;
  apply(mode);
  if (mode !== "read" && !document.querySelector("dialog[open]")) editor()?.focus();
  send("PUT", "/settings", { mode }).catch(() => undefined);
}

/** @param {string} mode */
function apply(mode) {
  const panes = document.getElementById("panes");
  if (!panes) return;
  panes.dataset.mode = mode;
  for (const half of panes.querySelectorAll("note-editor, note-preview"))
    half.setAttribute("mode", mode);
  for (const button of document.querySelectorAll("mode-switch button")) {
    button.setAttribute(
      "aria-pressed",
      String(button instanceof HTMLElement && button.dataset.mode === mode),
    );
  }
}

for (const mode of MODES) define(`mode-${mode}`, () => show(mode));

customElements.define("mode-switch", ModeSwitch);
