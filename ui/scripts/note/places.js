/**
 * Places inside of notes that links lead to: a link to one that is not there looks as broken as one to a note
 * that is not there.
 */
import { getHtml } from "../api.js";
import { phrase } from "../phrases.js";
import { rendered } from "./blocks.js";
import { decoded, prefix } from "./links.js";

const within = 'a[href^="#"]:not(.footnote-ref, .footnote-back, .embedded *)';
/** Other notes of a page that are looked into. */
const looked = 30;

/** Links into the page itself. @param {Element} page */
export function markPlaces(page) {
  const links = /** @type {NodeListOf<HTMLAnchorElement>} */ (page.querySelectorAll(within));
  if (!links.length) return;
  const places = placesOf(page);
  for (const link of links) mark(link, places);
}

/** The places of other notes, each asked for once. */
export class Places {
  /** @type {Map<string, Promise<Set<string>>>} by the note's id */
  #known = new Map();

  /** @param {AbortSignal} signal */
  constructor(signal) {
    this.signal = signal;
  }

  /** A link to a place in the note of this id. @param {HTMLAnchorElement} link @param {string} noteId */
  async check(link, noteId) {
    const known = this.#known.get(noteId) ?? this.#ask(noteId);
    const places = await known?.catch(() => undefined);
    if (places) mark(link, places);
  }

  /** @param {string} noteId */
  #ask(noteId) {
    if (this.#known.size >= looked) return undefined;
    const asked = getHtml(`/notes/${noteId}/html`, { signal: this.signal });
    const places = asked.then((html) => placesOf(rendered(html)));
    this.#known.set(noteId, places);
    return places;
  }
}

/** @param {ParentNode} page */
function placesOf(page) {
  return new Set([...page.querySelectorAll("[id]")].map(({ id }) => id));
}

/** @param {HTMLAnchorElement} link @param {Set<string>} places */
function mark(link, places) {
  const id = decoded(link.hash.slice(1));
  const isMissing = id !== "" && !places.has(prefix + id);
  if (isMissing === link.matches(".missing")) return;
  link.classList.toggle("missing", isMissing);
  if (isMissing) link.title = phrase("There is no such heading.");
  else link.removeAttribute("title");
}
