/** Copy buttons of code blocks, and what they take. */
import { phrase } from "../phrases.js";
import { element, icon } from "../../editor/src/editor.js";

const thanks = 1_600; // ms

/** Gives every code block below its button. @param {Element} root */
export function addCopyButtons(root) {
  for (const figure of root.querySelectorAll("figure.code")) {
    const caption = figure.querySelector("figcaption");
    if (caption && !figure.querySelector("[data-copy]")) caption.append(copyButton());
  }
}

function copyButton() {
  const words = phrase("Copy code");
  const attributes = { type: "button", "data-copy": "", title: words, "aria-label": words };
  return element("button", attributes, [icon("copy")]);
}

/** @param {HTMLElement} button */
export async function copyCode(button) {
  const code = button.closest("figure.code")?.querySelector("pre");
  if (code && (await copyText(codeText(code)))) thank(button);
}

/** Says whether it could. @param {string} text */
export async function copyText(text) {
  const done = await write(text);
  announce(phrase(done ? "Copied" : "Could not copy."));
  return done;
}

/**
 * What stands in the block; of a session at a prompt what was typed. The server says which that is:
 * notes/rendering/sessions.py. Numbers of lines are no text.
 *
 * @param {Element} pre
 */
export function codeText(pre) {
  const copy = /** @type {Element} */ (pre.cloneNode(true));
  if (copy.querySelector(".gp"))
    for (const said of copy.querySelectorAll(".gp, .go, .gt, .gr")) said.remove();
  return copy.textContent ?? "";
}

/** @param {string} text */
async function write(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return writeBySelection(text); // a webview may grant no clipboard to scripts
  }
}

/** @param {string} text */
function writeBySelection(text) {
  const field = element("textarea", { class: "offscreen", readonly: "", "aria-hidden": "true" });
  const focused = document.activeElement;
  field.value = text;
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
  return done;
}

/** @param {HTMLElement} button */
function thank(button) {
  button.classList.add("done");
  button.replaceChildren(icon("check"));
  setTimeout(() => {
    button.classList.remove("done");
    button.replaceChildren(icon("copy"));
  }, thanks);
}

/** Says it to those who do not see the button. @param {string} words */
function announce(words) {
  let speaker = document.querySelector("#announcer");
  if (!speaker) {
    speaker = element("div", { id: "announcer", class: "offscreen", "aria-live": "polite" });
    document.body.append(speaker);
  }
  speaker.textContent = "";
  setTimeout(() => speaker && (speaker.textContent = words), 50); // the same words twice are said twice
}
