/**
 * The three panes: which note and which list they show, and asking htmx to swap them.
 */
import { swap } from "./fragments.js";

/** @param {string} selector */
const element = (selector) => /** @type {HTMLElement} */ (document.querySelector(selector));

export const app = () => element("#app");
export const notePane = () => element("#note");
export const results = () => element("#results");

/**
 * The editor of the open note (its element is note-editor.js), or null when none is open.
 * @returns {any}
 */
export const editor = () => document.querySelector("#note note-editor");

/** The id of the open note, "" when there is none. */
export const openId = () => notePane().dataset.noteId ?? "";

/** Where the list is, as the query of an address: "", "?notebook=…", "?q=…". */
export const place = () => results().dataset.place ?? "";

/**
 * Swap the note's pane; the list stays what it is.
 * @param {string} id
 * @param {{focus?: boolean}} [options] focus: the keyboard goes to the text
 */
export async function openNote(id, { focus = false } = {}) {
  await openAddress(`/notes/${id}${place()}`);
  if (focus && openId() === id) focusNote();
}

/** @param {string} address */
export function openAddress(address) {
  return swap(address, notePane(), { swap: "outerSync", push: "true" });
}

/** The keyboard goes to the text, or to the page where only that is shown. */
export function focusNote() {
  showPane("note");
  const panes = document.getElementById("panes");
  if (panes?.dataset.mode === "read")
    /** @type {HTMLElement} */ (panes.querySelector("note-preview")).focus();
  else if (panes) editor()?.focus();
  else notePane().focus();
}

/** The keyboard goes to the open note's row, or to the first; to the search box where there is none. */
export function focusList() {
  showPane("list");
  const row = results().querySelector("a[aria-current]") ?? results().querySelector(".row a");
  const entry = row ?? document.getElementById("search");
  if (entry instanceof HTMLElement) entry.focus();
}

/**
 * Swap the list for that of another place.
 * @param {string} query
 */
export function openPlace(query) {
  return list(results(), `/list${query}`);
}

/** Ask for the list again, because notes have come, gone or moved; not while another is on its way. */
export function refreshList() {
  const joint = place() ? "&" : "?";
  return list(element("note-list"), `/list${place()}${joint}refresh=1`);
}

/** Ask for the counts, notebooks and tags again; they come a little later, once for many changes. */
export function refreshLibrary() {
  document.body.dispatchEvent(new CustomEvent("octavo:counts", { bubbles: true }));
}

/**
 * @param {Element} source its hx-sync says who gives way to whom
 * @param {string} address
 */
export function list(source, address) {
  return swap(address, results(), { source, swap: "outerSync" });
}

/**
 * Where only one pane fits, show this one.
 * @param {"list" | "note"} name
 */
export function showPane(name) {
  app().dataset.view = name;
}
