/**
 * Whether long lines of code wrap or are scrolled: one choice for all code, which stands at the root
 * of the page and is a setting. Each block has the button, for that is where it is wanted.
 */
import { send } from "../api.js";
import { phrase } from "../phrases.js";
import { element, icon } from "../../editor/src/editor.js";

const attribute = "data-wrap-code";

/** Gives every code block below its button. @param {Element} root */
export function addWrapButtons(root) {
  for (const caption of root.querySelectorAll("figure.code > figcaption")) {
    if (!caption.querySelector("[data-wrap]")) caption.append(wrapButton());
  }
}

function wrapButton() {
  const words = phrase("Wrap long lines");
  const wraps = String(document.documentElement.hasAttribute(attribute));
  const attributes = { type: "button", "data-wrap": "", title: words, "aria-label": words };
  return element("button", { ...attributes, "aria-pressed": wraps }, [icon("wrap-text")]);
}

/** The block of the button stays where it is on the screen. @param {HTMLElement} button */
export function toggleWrapping(button) {
  const { top } = button.getBoundingClientRect();
  const wraps = document.documentElement.toggleAttribute(attribute);
  for (const other of document.querySelectorAll("[data-wrap]"))
    other.setAttribute("aria-pressed", String(wraps));
  const moved = button.getBoundingClientRect().top - top;
  button.closest("note-preview")?.scrollBy({ top: moved, behavior: "instant" });
  send("PUT", "/settings", { wrap_code: wraps }).catch(() => undefined);
}
