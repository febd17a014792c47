/**
 * Finds in a rendered note what a search matched in its text.
 *
 * The server says how the matches are written there (notes/search/matches.py). A reader sees most of
 * it, but not the signs of Markdown: so what stands between two words of a match may be anything
 * that is no word, and a match may go through emphasis, links and the colours of code.
 */

/** @typedef {[text: string, begins: boolean, ends: boolean]} Wording begins, ends: at the edge of a word only */

/** A letter or digit, and marks only behind one: no emoji is a word, though it may have a mark. */
const words = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu;
/** It ends where a word begins, so that there is one way to match it; two ways each would freeze the page. */
const between = "(?!\\p{M})[^\\p{L}\\p{N}]{1,200}";
/** Scripts without blanks have no edges of words. */
const unspaced = ["Han", "Hiragana", "Katakana", "Hangul", "Bopomofo", "Thai", "Lao", "Khmer", "Myanmar"]
  .map((script) => `\\p{Script_Extensions=${script}}`)
  .join("");
const letter = `(?![${unspaced}])[\\p{L}\\p{N}]`;

/** What may stand inside a word or a sentence; everything else begins a new one. */
const inline = new Set(
  "A ABBR B BDI BDO CITE CODE DEL DFN EM I INS KBD MARK Q S SAMP SMALL SPAN STRONG SUB SUP U VAR".split(" "),
);
const unread = "button, [hidden]";

/** @param {readonly Wording[]} wordings @returns {RegExp | null} */
export function pattern(wordings) {
  const longestFirst = wordings.toSorted(([one], [other]) => other.length - one.length);
  const sources = [[true, true], [true, false], [false, true], [false, false]].flatMap(
    ([begins, ends]) => {
      const alike = longestFirst.filter((one) => one[1] === begins && one[2] === ends);
      return alike.length ? [edged(alike.map(source).join("|"), begins, ends)] : [];
    },
  );
  return sources.length ? new RegExp(sources.join("|"), "gu") : null;
}

/** @param {string} sources @param {boolean} begins @param {boolean} ends */
function edged(sources, begins, ends) {
  return `${begins ? `(?<!${letter})` : ""}(?:${sources})${ends ? `(?!${letter})` : ""}`;
}

/** @param {Wording} wording */
function source([text]) {
  const found = [...text.matchAll(words)];
  const [first, last] = [found.at(0), found.at(-1)];
  const before = first ? text.slice(0, first.index) : text;
  const after = last ? text.slice(last.index + last[0].length) : "";
  return escaped(before) + found.map(([word]) => word).join(between) + escaped(after);
}

/** @param {string} text */
function escaped(text) {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}

/**
 * @param {Element} root
 * @param {RegExp} sought
 * @param {number} limit
 * @returns {Range[]} in order
 */
export function find(root, sought, limit) {
  const { text, nodes, starts } = read(root);
  /** @type {Range[]} */
  const ranges = [];
  let at = 0;
  for (const { 0: match, index } of text.matchAll(sought)) {
    const range = new Range();
    while (starts[at + 1] <= index) at++;
    range.setStart(nodes[at], index - starts[at]);
    while (starts[at + 1] < index + match.length) at++;
    range.setEnd(nodes[at], Math.min(nodes[at].length, index + match.length - starts[at]));
    if (ranges.push(range) === limit) break;
  }
  return ranges;
}

/** @typedef {{text: string, nodes: Text[], starts: number[]}} Reading what is read, and where each node of it begins */

/** @param {Element} root @returns {Reading} */
function read(root) {
  const reading = /** @type {Reading} */ ({ text: "", nodes: [], starts: [] });
  readInto(reading, root);
  return reading;
}

/** @param {Reading} reading @param {Element} element */
function readInto(reading, element) {
  for (const child of element.childNodes) {
    if (child instanceof Text) {
      reading.nodes.push(child);
      reading.starts.push(reading.text.length);
      reading.text += child.data;
    } else if (child instanceof Element && !child.matches(unread)) {
      const edge = inline.has(child.tagName) ? "" : "\n";
      reading.text += edge;
      readInto(reading, child);
      reading.text += edge;
    }
  }
}
