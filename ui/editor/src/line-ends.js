/**
 * Keeps a note's own line ends. CodeMirror counts "\n", "\r\n" and "\r" as one line break each and
 * forgets which it was; a note that came with "\r\n" must leave with it, byte for byte.
 *
 * The most common end of a text is the end of every line, new ones too; the lines that end
 * otherwise are remembered by position and move with the text.
 */
import { RangeSet, RangeValue, StateEffect, StateField } from "@codemirror/state";

/** @typedef {{usual: string, odd: RangeSet<LineEnd>}} Ends */

class LineEnd extends RangeValue {
  /** @param {string} characters */
  constructor(characters) {
    super();
    this.characters = characters;
  }
}

/** @type {import("@codemirror/state").StateEffectType<Ends>} */
const renewed = StateEffect.define();

/** @type {StateField<Ends>} */
const ends = StateField.define({
  create: () => ({ usual: "\n", odd: RangeSet.empty }),
  update(value, { changes, effects }) {
    const { usual, odd } = effects.find((effect) => effect.is(renewed))?.value ?? value;
    return value.odd === odd ? { usual, odd: odd.map(changes) } : { usual, odd };
  },
});

const anyEnd = /\r\n?|\n/g;

/** @param {string} text the extension that remembers how the lines of this text end */
export function lineEnds(text) {
  return ends.init(() => endsOf(text));
}

/** For a change that makes the whole text this one. @param {string} text */
export function newLineEnds(text) {
  return renewed.of(endsOf(text));
}

/** @param {string} text @returns {Ends} */
function endsOf(text) {
  const usual = mostCommon(text.match(anyEnd) ?? []);
  return { usual, odd: exceptions(text, usual) };
}

/** @param {readonly string[]} found */
function mostCommon(found) {
  const count = (/** @type {string} */ end) => found.filter((one) => one === end).length;
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
  const { usual, odd } = state.field(ends);
  if (odd.size === 0) return state.doc.sliceString(0, undefined, usual);
  return withEnds(state.doc, usual, odd);
}

/** @param {import("@codemirror/state").Text} doc @param {string} usual @param {RangeSet<LineEnd>} odd */
function withEnds(doc, usual, odd) {
  const parts = [];
  const cursor = odd.iter();
  for (let number = 1; number <= doc.lines; number++) {
    const line = doc.line(number);
    parts.push(line.text);
    while (cursor.value && cursor.from < line.to) cursor.next();
    const own = cursor.value && cursor.from === line.to ? cursor.value.characters : usual;
    if (number < doc.lines) parts.push(own);
  }
  return parts.join("");
}
