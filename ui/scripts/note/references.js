/**
 * What a rendered note refers to: links to other notes get to know where they lead, or look broken;
 * a note that is embedded alone in its paragraph is shown in its place.
 *
 * The page of a note does not know other notes (they come and go while its text stays), so all of a page's
 * links are asked for at once, each once as long as the note is open.
 */
import { getHtml, send, unanswered } from "../api.js";
import { phrase } from "../phrases.js";
import { rendered } from "./blocks.js";
import { decoded, prefix } from "./links.js";
import { Places } from "./places.js";

/** @typedef {{id: string, title: string}} Reference */

/** How deep notes are shown in notes, and how many in one page: those that show each other would be thousands. */
const depth = 2;
const embedded = 50;
/** Links that the server looks up at a time. */
const asked = 1000;
const elsewhere = /^(?:[a-z][a-z0-9+.-]*:|\/|#)/i;

export class References {
  /** @type {Map<string, Promise<Reference | null>>} by the address as it is written */
  #known = new Map();

  /** @param {string} noteId @param {AbortSignal} signal @param {(root: Element) => void} dress what else a page gets */
  constructor(noteId, signal, dress, level = depth) {
    this.noteId = noteId;
    this.signal = signal;
    this.dress = dress;
    this.level = level;
    this.places = new Places(signal);
  }

  /** @param {readonly Element[]} roots */
  async show(roots, room = { left: embedded }) {
    const links = roots.flatMap((root) => [...root.querySelectorAll("a[href]")]);
    const references = links.filter(isReference);
    this.#ask(references.map(target));
    await Promise.all(references.map((link) => this.#mark(link, room)));
  }

  /** @param {readonly string[]} targets */
  #ask(targets) {
    const unknown = [...new Set(targets)].filter((one) => !this.#known.has(one));
    for (let at = 0; at < unknown.length; at += asked) this.#askSome(unknown.slice(at, at + asked));
  }

  /** @param {readonly string[]} targets */
  #askSome(targets) {
    const answer = send("POST", `/notes/${this.noteId}/links`, { targets }, { signal: this.signal });
    const found = answer.then(({ notes }) => new Map(Object.entries(notes)));
    for (const one of targets) {
      const known = found.then((notes) => notes.get(one) ?? null);
      known.catch(() => this.#known.delete(one)); // nobody knows, and the next page asks again
      this.#known.set(one, known);
    }
  }

  /** @param {HTMLAnchorElement} link @param {{left: number}} room */
  async #mark(link, room) {
    const found = await this.#known.get(target(link))?.catch(() => undefined);
    if (found === undefined) return;
    link.classList.toggle("missing", found === null);
    if (found) link.dataset.note = found.id;
    else link.title = phrase(isWiki(link) ? "There is no such note yet: click to make it." : "This leads nowhere.");
    if (found && link.hash) await this.places.check(link, found.id);
    if (found && link.matches(".wiki-embed") && this.level) await this.#embed(link, found, room);
  }

  /** @param {HTMLAnchorElement} link @param {Reference} found @param {{left: number}} room */
  async #embed(link, found, room) {
    const paragraph = link.parentElement;
    if (!paragraph?.matches("p") || paragraph.textContent?.trim() !== link.textContent?.trim()) return;
    if (room.left-- <= 0) return;
    const { signal } = this;
    const html = await getHtml(`/notes/${found.id}/html`, { signal }).catch(unanswered);
    if (html === null || !paragraph.isConnected) return;
    const box = document.createElement("div");
    box.className = "embedded";
    const content = part(rendered(html), link.hash.slice(1));
    box.append(link, content);
    for (const named of box.querySelectorAll("[id]")) named.removeAttribute("id");
    paragraph.replaceWith(box);
    this.dress(box);
    await new References(found.id, signal, this.dress, this.level - 1).show([...box.children].slice(1), room);
  }
}

/** Whether a link may lead to another note. @param {Element} link @returns {link is HTMLAnchorElement} */
function isReference(link) {
  return !elsewhere.test(link.getAttribute("href") ?? "#");
}

/** @param {Element} link */
export function isWiki(link) {
  return link.matches(".wiki-link, .wiki-embed");
}

/** Its address without the part of the note. @param {Element} link */
function target(link) {
  return (link.getAttribute("href") ?? "").split("#", 1)[0];
}

/** The note's name, for one that is yet to be made. @param {Element} link */
export function nameOf(link) {
  try {
    return decodeURIComponent(target(link)).split("/").pop() ?? "";
  } catch {
    return link.textContent?.trim() ?? "";
  }
}

/**
 * All of a page, or what belongs to one of its headings.
 *
 * @param {DocumentFragment} page
 * @param {string} id
 */
function part(page, id) {
  const heading = id && page.querySelector(`#${CSS.escape(prefix + decoded(id))}`);
  if (!heading || !/^H[1-6]$/.test(heading.tagName)) return page;
  const own = document.createDocumentFragment();
  for (let node = /** @type {Element | null} */ (heading); node; ) {
    const next = node.nextElementSibling;
    own.append(node);
    node = next && /^H[1-6]$/.test(next.tagName) && next.tagName <= heading.tagName ? null : next;
  }
  return own;
}
