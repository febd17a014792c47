/**
 * The preview's blocks: one `<div class="block" data-line="N">` for each block of the source. After
 * a change only those whose HTML differs are made anew; the others stay, with their images, their
 * place and what is selected in them. What is made anew goes into the element that stood there, for
 * one more among thousands would have the browser look at all of them.
 */
import { fragment } from "../fragments.js";
import { cutLongLines } from "./long-lines.js";

/** @typedef {{line: number, html: string}} Block */

const longHtml = 10_000; // characters

/** @type {WeakMap<Element, string>} the HTML that an element was made from */
const sources = new WeakMap();

/**
 * @param {HTMLElement} parent
 * @param {readonly Block[]} blocks
 * @returns {HTMLElement[]} the elements that are new
 */
export function show(parent, blocks) {
  const old = spare(parent);
  const kept = blocks.map(({ html }) => old.get(html)?.shift());
  const free = new Set([...old.values()].flat());
  /** @type {HTMLElement[]} */
  const made = [];
  /** @type {HTMLElement[]} */
  const wanted = [];
  for (const [index, { line, html }] of blocks.entries()) {
    const element = kept[index] ?? make(html, made, seat(parent, wanted.at(-1), free));
    if (element.dataset.line !== String(line)) element.dataset.line = String(line);
    wanted.push(element);
  }
  arrange(parent, wanted);
  return made;
}

/**
 * The element behind the one before, if nobody wants it any more.
 *
 * @param {HTMLElement} parent
 * @param {HTMLElement | undefined} before
 * @param {Set<HTMLElement>} free
 */
function seat(parent, before, free) {
  const next = /** @type {HTMLElement | null} */ (
    before ? before.nextElementSibling : parent.firstElementChild
  );
  return next && free.delete(next) ? next : document.createElement("div");
}

/** Replaces everything by a page that has no lines. @param {HTMLElement} parent @param {string} html */
export function showWhole(parent, html) {
  parent.replaceChildren(rendered(html));
}

/** The blocks that are there, by their HTML. @param {HTMLElement} parent */
function spare(parent) {
  /** @type {Map<string, HTMLElement[]>} */
  const found = new Map();
  for (const element of /** @type {Iterable<HTMLElement>} */ (parent.children)) {
    const source = sources.get(element);
    if (source === undefined) continue;
    const same = found.get(source);
    if (same) same.push(element);
    else found.set(source, [element]);
  }
  return found;
}

/** @param {string} html @param {HTMLElement[]} made @param {HTMLElement} element */
function make(html, made, element) {
  element.className = "block";
  element.replaceChildren(rendered(html));
  sources.set(element, html);
  made.push(element);
  return element;
}

/**
 * Puts the elements in order with as few moves as it takes: what is not moved does not flicker.
 *
 * @param {HTMLElement} parent
 * @param {readonly HTMLElement[]} wanted
 */
function arrange(parent, wanted) {
  const staying = new Set(wanted);
  for (const node of [...parent.childNodes]) {
    if (!staying.has(/** @type {HTMLElement} */ (node))) node.remove();
  }
  let place = parent.firstChild;
  for (const element of wanted) {
    if (element === place) place = place.nextSibling;
    else parent.insertBefore(element, place);
  }
}

/** A rendered note, or a part of one. @param {string} html */
export function rendered(html) {
  const content = fragment(html);
  if (html.length > longHtml) cutLongLines(content);
  return content;
}
