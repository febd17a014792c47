/** What a key means to change: what is selected, or the word under the caret. */
import { EditorSelection } from "@codemirror/state";

/** @typedef {import("@codemirror/state").EditorState} EditorState */
/** @typedef {import("@codemirror/state").SelectionRange} SelectionRange */
/** @typedef {{from: number, to: number}} Piece */
/** @typedef {{from: number, to?: number, insert?: string}} Change */
/** @typedef {{opening: Change, closing: Change}} Around */

/** Marks before the words of a line: quotes, list items, tasks, headings. */
const lead = /^\s*(?:(?:>|[-+*]|\d{1,9}[.)]|\[[ xX]\]|#{1,6})\s+)*/;

/**
 * Without the space around it, which marks must not have inside; line by line, because they do not
 * reach over the end of a paragraph.
 *
 * @param {EditorState} state @param {SelectionRange} range @returns {Piece[]}
 */
export function piecesOf(state, range) {
  if (range.empty) return [state.wordAt(range.head) ?? range];
  const pieces = [];
  for (let at = range.from; at <= range.to; ) {
    const line = state.doc.lineAt(at);
    pieces.push(trimmed(state, Math.max(at, wordsOf(line)), Math.min(range.to, line.to)));
    at = line.to + 1;
  }
  return pieces.filter(({ from, to }) => from < to);
}

/** @param {import("@codemirror/state").Line} line */
function wordsOf({ from, text }) {
  return from + /** @type {RegExpExecArray} */ (lead.exec(text))[0].length;
}

/** @param {EditorState} state @param {number} from @param {number} to @returns {Piece} */
function trimmed(state, from, to) {
  const text = state.sliceDoc(from, to);
  const start = from + text.length - text.trimStart().length;
  return { from: start, to: Math.max(start, to - (text.length - text.trimEnd().length)) };
}

/**
 * Puts something around each selection, which stays on the text that it was on: behind all that
 * opens and before all that closes.
 *
 * @param {(state: EditorState, range: SelectionRange) => Around[]} aroundFor
 * @returns {import("@codemirror/state").StateCommand}
 */
export function around(aroundFor) {
  return ({ state, dispatch }) => {
    if (state.readOnly) return false;
    const change = state.changeByRange((range) => {
      const pairs = aroundFor(state, range);
      const opening = state.changes(pairs.map((pair) => pair.opening));
      const closing = state.changes(pairs.map((pair) => pair.closing)).map(opening);
      const now = (/** @type {number} */ at) => closing.mapPos(opening.mapPos(at, 1), -1);
      const after = EditorSelection.range(now(range.anchor), now(range.head));
      return { changes: opening.compose(closing), range: after };
    });
    dispatch(state.update(change, { scrollIntoView: true, userEvent: "input" }));
    return true;
  };
}
