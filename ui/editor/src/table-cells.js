/**
 * Where the table around the caret stands in the text, and its cells. The empty line right below a
 * table counts as its next row, for those who go on there.
 */
import { syntaxTree } from "@codemirror/language";

/** @typedef {import("@codemirror/state").EditorState} EditorState */
/** @typedef {import("@codemirror/state").Line} Line */
/** @typedef {import("./table-layout.js").Place} Place */
/** @typedef {{from: number, to: number}} Cell its text, without the space around it */
/** @typedef {{lines: Line[], next: Line | null}} Table next: the empty line below, when the caret is there */

const pipe = /(?<!\\)\|/g;
const delimiterRow = /^[\s>|:-]+$/;
const onlyMarks = /^[ >]*$/;
const blank = " \t";

/** @param {EditorState} state @returns {Table | null} */
export function tableAround(state) {
  const line = state.doc.lineAt(state.selection.main.head);
  const lines = linesAround(state, line);
  if (lines.length) return { lines, next: null };
  if (line.number === 1 || !onlyMarks.test(line.text)) return null;
  const above = linesAround(state, state.doc.line(line.number - 1));
  return above.length ? { lines: above, next: line } : null;
}

/** The lines of the table that a line is of. @param {EditorState} state @param {Line} line */
function linesAround(state, { from, to }) {
  /** @type {Line[]} */
  let lines = [];
  syntaxTree(state).iterate({
    from,
    to,
    enter(node) {
      if (node.name === "Table") lines = linesOf(state, node);
      return !lines.length;
    },
  });
  return lines;
}

/** @param {EditorState} state @param {{from: number, to: number}} range */
function linesOf({ doc }, { from, to }) {
  const lines = [];
  for (let number = doc.lineAt(from).number; number <= doc.lineAt(to).number; number++) {
    lines.push(doc.line(number));
  }
  return lines;
}

/** Without the line below the head. @param {Line[]} lines */
export function rowsOf(lines) {
  return lines.filter(({ text }, index) => index !== 1 || !delimiterRow.test(text));
}

/** @param {Line} line @returns {Cell[]} */
export function cellsOf(line) {
  const { from, text } = line;
  const pipes = [...text.matchAll(pipe)].map((match) => match.index);
  const start = opens(line) ? [] : [-1];
  const end = closes(line) ? [] : [text.length];
  const borders = [...start, ...pipes, ...end];
  return borders.slice(1).map((border, index) => trimmed(from, text, borders[index] + 1, border));
}

/** Whether a row begins with a pipe. @param {Line} line */
function opens({ text }) {
  return /^[\s>]*\|/.test(text);
}

/** Whether a row ends with another one. @param {Line} line */
export function closes({ text }) {
  return /(?<!\\)\|[ \t]*$/.test(text) && !/^[\s>]*\|[ \t]*$/.test(text);
}

/** @param {number} offset @param {string} text @param {number} from @param {number} to */
function trimmed(offset, text, from, to) {
  let [start, end] = [from, to];
  while (start < end && blank.includes(text[start])) start++;
  if (start === end) start = end = Math.min(from + 1, to);
  while (blank.includes(text[end - 1]) && end > start) end--;
  return { from: offset + start, to: offset + end };
}

/**
 * The cell that a position is in or behind; column -1 before the first pipe of a row.
 *
 * @param {Line[]} rows
 * @param {number} position
 * @returns {Place}
 */
export function placeOf(rows, position) {
  const row = Math.max(0, rows.findLastIndex(({ from }) => from <= position));
  if (position <= startOf(rows[row]) && opens(rows[row])) return { row, column: -1 };
  const column = cellsOf(rows[row]).findLastIndex((cell) => cell.from <= position);
  return { row, column: Math.max(0, column) };
}

/** Where the words or the pipes of a line begin. @param {Line} line */
export function startOf({ from, text }) {
  return from + /** @type {RegExpExecArray} */ (/^[ >]*/.exec(text))[0].length;
}

/** @param {Line} row */
export function isEmpty(row) {
  return cellsOf(row).every(({ from, to }) => from === to);
}
