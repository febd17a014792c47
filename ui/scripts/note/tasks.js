/**
 * Tasks of a rendered note: what stands beside a box is its name, and a box that is clicked changes one
 * character of the note's text, as if it had been typed.
 *
 * Which character that is says the server, which knows where the boxes of a page stand in its text. Where
 * page and text do not agree on every box, nothing is changed.
 */
import { send, unanswered } from "../api.js";
import { say } from "../elements/undo-toast.js";
import { phrase } from "../phrases.js";

/** @typedef {import("../elements/note-preview.js").NotePreview} NotePreview */

const box = "li.task > input[type=checkbox], li.task > p:first-child > input[type=checkbox]";

/** The boxes of the note itself: those of notes that are shown in it are theirs. @param {Element} root */
function boxesOf(root) {
  const boxes = /** @type {NodeListOf<HTMLInputElement>} */ (root.querySelectorAll(box));
  return [...boxes].filter((one) => !one.closest(".embedded"));
}

/** @param {Element} root @param {boolean} canTurn whether its text may be changed */
export function dressTasks(root, canTurn) {
  for (const one of root.querySelectorAll(box)) {
    one.setAttribute("aria-label", nameOf(/** @type {Element} */ (one.closest("li"))));
  }
  if (canTurn) for (const one of boxesOf(root)) one.disabled = false;
}

/** The text of a task without the lists below it. @param {Element} item */
function nameOf(item) {
  const own = /** @type {Element} */ (item.cloneNode(true));
  for (const below of own.querySelectorAll("ul, ol")) below.remove();
  return own.textContent?.trim() || "–";
}

export class Tasks {
  /** @type {number | null} the box that had the keyboard when it was turned, whose page is made anew */
  #focused = null;

  /**
   * @param {NotePreview} preview
   * @param {() => Promise<unknown>} settle makes the page the whole one of the text as it now is
   */
  constructor(preview, settle) {
    this.preview = preview;
    this.settle = settle;
  }

  /** A box was clicked. @param {Event} event */
  clicked({ target }) {
    if (target instanceof HTMLInputElement && target.matches(box)) void this.#turn(target);
  }

  /** The page was made anew. */
  refocus() {
    const lost = document.activeElement === document.body;
    if (this.#focused !== null && lost) boxesOf(this.preview)[this.#focused]?.focus({ preventScroll: true });
  }

  /** @param {HTMLInputElement} clicked */
  async #turn(clicked) {
    const wanted = clicked.checked;
    const hadKeyboard = document.activeElement === clicked; // and loses it when the page is made anew meanwhile
    await this.settle();
    const { editor } = this.preview;
    const boxes = boxesOf(this.preview);
    const number = boxes.indexOf(clicked);
    const text = editor?.text ?? "";
    const places = await placesOf(text);
    if (editor?.text !== text || !places || !agree(text, places, boxes) || number < 0) {
      clicked.checked = !wanted;
      return say({ text: phrase("This task could not be found in the text. Please try again.") });
    }
    this.#focused = hadKeyboard ? number : null;
    const at = places[number];
    editor.change(text.slice(0, at) + (wanted ? "x" : " ") + text.slice(at + 1));
    if (this.preview.mode === "read") await editor.flush();
  }
}

/** @param {string} body @returns {Promise<number[] | null>} */
async function placesOf(body) {
  const answer = await send("POST", "/preview/boxes", { body }).catch(unanswered);
  return answer?.places ?? null;
}

/** @param {string} text @param {readonly number[]} places @param {readonly HTMLInputElement[]} boxes */
function agree(text, places, boxes) {
  const isSame = (/** @type {number} */ at, /** @type {number} */ number) =>
    (text[at] !== " ") === boxes[number]?.defaultChecked;
  return places.length === boxes.length && places.every(isSame);
}
