/**
 * The matches of a search in a rendered note: found, painted, one of them the current one.
 *
 * They are found anew whenever the page has changed; the current one keeps its number.
 */
import { find, pattern } from "./finding.js";
import { painter } from "./painting.js";

/** As many as the server gives of a text. */
const limit = 1_000;

export class Found {
  #page;
  #sought;
  #painter = painter();
  /** @type {readonly import("./painting.js").Place[]} */
  #places = [];
  /** @type {readonly Range[]} */
  #ranges = [];
  #current = 0;

  /** @param {HTMLElement} page what scrolls @param {readonly import("./finding.js").Wording[]} wordings */
  constructor(page, wordings) {
    this.#page = page;
    this.#sought = pattern(wordings);
  }

  get count() {
    return this.#ranges.length;
  }

  /** The index of the current one, -1 when there is none. */
  get current() {
    return Math.min(this.#current, this.count - 1);
  }

  /** The page has changed. */
  renew() {
    this.#painter.clear();
    if (!this.#sought) return;
    this.#ranges = find(this.#page, this.#sought, limit);
    this.#places = this.#painter.paint(this.#ranges);
    this.#painter.point(this.current);
  }

  /** Makes one of them the current one. @param {number} index */
  point(index) {
    this.#current = index;
    this.#painter.point(index);
  }

  clear() {
    this.#sought = null;
    this.#ranges = [];
    this.#painter.clear();
  }

  /** In step with the text. @param {{lines: readonly number[], current: number}} text its matches */
  follow(text) {
    const blocks = [...this.#page.querySelectorAll(":scope > [data-line]")].map(lineOf);
    if (this.count) this.point(counterpart(text, this.#ranges.map(blockLine), blocks));
  }

  /** Scrolls the current one to the middle. @param {{ifAway?: boolean}} [options] ifAway: unless it is in view */
  reveal({ ifAway = false } = {}) {
    if (!this.count) return;
    this.#uncover();
    if (!ifAway || !this.#inView()) this.#center();
  }

  /** The same when both panes have scrolled in step, which takes two frames, and left it out of view. */
  revealSoon() {
    requestAnimationFrame(() => requestAnimationFrame(() => this.reveal({ ifAway: true })));
  }

  /** Out of closed parts, and from beside what scrolls sideways. */
  #uncover() {
    for (const box of boxesAround(this.#ranges[this.current], this.#page)) {
      if (box instanceof HTMLDetailsElement) box.open = true;
      else if (box.scrollWidth > box.clientWidth) scrollSideways(box, this.#box());
    }
  }

  #center() {
    const { top, height } = this.#page.getBoundingClientRect();
    this.#page.scrollTop += this.#box().top - top - height / 2;
  }

  /** Where the current one is on the screen. */
  #box() {
    return this.#places[this.current].getBoundingClientRect();
  }

  #inView() {
    const { top, bottom } = this.#page.getBoundingClientRect();
    return this.#box().top >= top && this.#box().bottom <= bottom;
  }
}

/** @param {Element} block */
function lineOf(block) {
  return Number(block.getAttribute("data-line"));
}

/** The first line of the block that a place is in; 0 in a page without lines. @param {Range} place */
function blockLine({ startContainer }) {
  const block = startContainer.parentElement?.closest("[data-line]");
  return block ? lineOf(block) : 0;
}

/** The elements of a page around a place, the outermost first. @param {Range} range @param {Element} page */
function boxesAround({ startContainer }, page) {
  const boxes = [];
  for (let box = startContainer.parentElement; box && box !== page; box = box.parentElement)
    boxes.unshift(box);
  return boxes;
}

/** @param {Element} box @param {DOMRect} place */
function scrollSideways(box, place) {
  const { left, right, width } = box.getBoundingClientRect();
  if (place.left < left || place.right > right) box.scrollLeft += place.left - left - width / 2;
}

/**
 * The match of a page that belongs to the current one of the text. Where both have as many, it has
 * the same number; else the same one counted from the end of its block, or it is the next one below:
 * what is matched before a block of code or in the address of a link, say, no reader sees. Without
 * blocks it is as far down.
 *
 * @param {{lines: readonly number[], current: number}} text the lines of its matches
 * @param {readonly number[]} page for each match of the page, the first line of its block
 * @param {readonly number[]} blocks the first lines of all blocks
 */
export function counterpart({ lines, current }, page, blocks) {
  if (lines.length === page.length) return current;
  if (!blocks.length) return Math.round((current / Math.max(1, lines.length - 1)) * (page.length - 1));
  const block = blocks.findLast((line) => line <= lines[current]) ?? 0;
  const next = blocks.find((line) => line > block) ?? Infinity;
  const first = page.findIndex((line) => line >= block);
  const inside = page.filter((line) => line === block).length;
  const after = lines.slice(current + 1).filter((line) => line < next).length;
  return first < 0 ? page.length - 1 : first + Math.max(0, inside - 1 - after);
}
