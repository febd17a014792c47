/**
 * Paints matches in a rendered note: over it where the browser can (CSS.highlights), so that nothing
 * of the note is touched; else by <mark>s inside it, which are taken out again.
 */

/** @typedef {{getBoundingClientRect(): DOMRect}} Place */

/**
 * @typedef {object} Painter
 * @property {(ranges: readonly Range[]) => readonly Place[]} paint where each now is
 * @property {(index: number) => void} point one of them is the current one
 * @property {() => void} clear
 */

/** @returns {Painter} */
export function painter() {
  return "highlights" in CSS ? new Highlights() : new Marks();
}

class Highlights {
  /** @type {readonly Range[]} */
  #ranges = [];
  #current = new Highlight();
  /** WebKit paints highlights of a page into a dialog above it, and loses them below. */
  #dialogs = new MutationObserver(() => this.#show());

  constructor() {
    this.#current.priority = 1;
  }

  /** @param {readonly Range[]} ranges */
  paint(ranges) {
    this.#ranges = ranges;
    this.#dialogs.observe(document.body, { attributeFilter: ["open"], subtree: true });
    this.#show();
    return ranges;
  }

  #show() {
    if (document.querySelector("dialog[open]")) return this.#hide();
    CSS.highlights.set("match", new Highlight(...this.#ranges));
    CSS.highlights.set("match-current", this.#current);
  }

  #hide() {
    CSS.highlights.delete("match");
    CSS.highlights.delete("match-current");
  }

  /** @param {number} index */
  point(index) {
    this.#current.clear();
    for (const range of this.#ranges.slice(index, index + 1)) this.#current.add(range);
  }

  clear() {
    this.#dialogs.disconnect();
    this.#hide();
  }
}

class Marks {
  /** @type {HTMLElement[][]} of each match, one in each text that it goes through */
  #marks = [];

  /** @param {readonly Range[]} ranges */
  paint(ranges) {
    // From the last to the first: what stands before a new mark keeps its place.
    this.#marks = ranges.toReversed().map(wrapped).toReversed();
    return this.#marks.map(([first]) => first);
  }

  /** @param {number} index */
  point(index) {
    this.#marks.forEach((marks, at) => {
      for (const mark of marks) mark.classList.toggle("current", at === index);
    });
  }

  clear() {
    for (const mark of this.#marks.flat()) {
      const { parentNode } = mark;
      mark.replaceWith(...mark.childNodes);
      parentNode?.normalize();
    }
    this.#marks = [];
  }
}

/** @param {Range} range */
function wrapped(range) {
  return textsOf(range).map((text) => {
    const mark = document.createElement("mark");
    mark.className = "match";
    text.replaceWith(mark);
    mark.append(text);
    return mark;
  });
}

/** The texts of a range, cut out of those that go on beyond it. @param {Range} range */
function textsOf({ startContainer, startOffset, endContainer, endOffset, commonAncestorContainer }) {
  /** @type {Text} */ (endContainer).splitText(endOffset);
  const first = /** @type {Text} */ (startContainer).splitText(startOffset);
  const last = startContainer === endContainer ? first : endContainer;
  const texts = document.createTreeWalker(commonAncestorContainer, NodeFilter.SHOW_TEXT);
  const found = [first];
  texts.currentNode = first;
  while (found.at(-1) !== last) found.push(/** @type {Text} */ (texts.nextNode()));
  return found.filter((text) => text.data.trim());
}
