/**
 * Keeps a note's own line ends. CodeMirror counts "\n", "\r\n" and "\r" as one line break each and
 * forgets which it was; a note that came with "\r\n" must leave with it, byte for byte.
 *
 * The most common end of a text is the end of every line, new ones too; the lines that end
 * otherwise are remembered by position and move with the text.
 */
import { Facet, RangeSet, RangeValue, StateField, Text } from "@codemirror/state";

class LineEnd extends RangeValue {
  /** @param {string} characters */
  constructor(characters) {
    super();
    this.characters = characters;
  }
}

/** @type {Facet<string, string>} */
const usual = Facet.define({ combine: (values) => values[0] ?? "\n" });

/** @type {StateField<RangeSet<LineEnd>>} */
const unusual = StateField.define({
  create: () => RangeSet.empty,
  update: (ends, transaction) => ends.map(transaction.changes),
});

const anyEnd = /\r\n?|\n/g;

/** @param {string} text the extension that remembers how the lines of this text end */
export function lineEnds(text) {
  const ends = text.match(anyEnd) ?? [];
  const most = mostCommon(ends);
  return [usual.of(most), unusual.init(() => exceptions(text, most))];
}

/** @param {readonly string[]} ends */
function mostCommon(ends) {
  const count = (/** @type {string} */ end) => ends.filter((one) => one === end).length;
  return ["\n", "\r\n", "\r"].reduce((best, end) => (count(end) > count(best) ? end : best));
}

/** @param {string} text @param {string} most @returns {RangeSet<LineEnd>} */
function exceptions(text, most) {
  const found = [];
  let shorter = 0; // the editor's text has one character where "\r\n" has two
  for (const { 0: end, index } of text.matchAll(anyEnd)) {
    if (end !== most) found.push(new LineEnd(end).range(index - shorter));
    shorter += end.length - 1;
  }
  return RangeSet.of(found);
}

/**
 * The exact text, with its own line ends.
 *
 * @param {import("@codemirror/state").EditorState} state
 */
export function textOf(state) {
  const end = state.facet(usual);
  const odd = state.field(unusual);
  if (odd.size === 0) return state.doc.sliceString(0, undefined, end);
  return withEnds(state.doc, end, odd);
}

/** @param {Text} doc @param {string} end @param {RangeSet<LineEnd>} odd */
function withEnds(doc, end, odd) {
  const parts = [];
  const cursor = odd.iter();
  for (let number = 1; number <= doc.lines; number++) {
    const line = doc.line(number);
    parts.push(line.text);
    while (cursor.value && cursor.from < line.to) cursor.next();
    const own = cursor.value && cursor.from === line.to ? cursor.value.characters : end;
    if (number < doc.lines) parts.push(own);
  }
  return parts.join("");
}
