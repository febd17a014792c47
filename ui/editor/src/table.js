/**
 * Tab in a table goes to the next cell, Shift+Tab to the one before; behind the last cell there is
 * a new row. Nothing else of the table is touched.
 */
import { syntaxTree } from "@codemirror/language";
import { EditorSelection } from "@codemirror/state";

/** @typedef {import("@codemirror/view").EditorView} EditorView */
/** @typedef {import("@codemirror/state").EditorState} EditorState */
/** @typedef {import("@codemirror/state").Line} Line */
/** @typedef {{from: number, to: number}} Cell its text, without the space around it */

const pipe = /(?<!\\)\|/g;
const delimiterRow = /^[\s|:-]+$/;

/** @type {import("@codemirror/view").KeyBinding[]} */
export const tableKeys = [{ key: "Tab", run: step(1), shift: step(-1) }];

/** @param {1 | -1} by @returns {(view: EditorView) => boolean} */
function step(by) {
  return (view) => {
    const { state } = view;
    const rows = state.readOnly ? [] : rowsAround(state);
    if (!rows.length) return false;
    const cells = rows.flatMap(cellsOf);
    const next = cells[here(cells, state.selection.main.head) + by];
    if (next) go(view, next);
    else if (by > 0) addRow(view, rows);
    return true;
  };
}

/** The rows of the table around the caret, without the line below its head. @param {EditorState} state */
function rowsAround(state) {
  const { head } = state.selection.main;
  for (let node = syntaxTree(state).resolve(head, -1); ; ) {
    if (node.name === "Table") return linesOf(state, node).filter(isRow);
    if (!node.parent) return [];
    node = node.parent;
  }
}

/** @param {EditorState} state @param {{from: number, to: number}} range */
function linesOf({ doc }, { from, to }) {
  const lines = [];
  for (let number = doc.lineAt(from).number; number <= doc.lineAt(to).number; number++) {
    lines.push(doc.line(number));
  }
  return lines;
}

/** @param {Line} line @param {number} index */
function isRow({ text }, index) {
  return index !== 1 || !delimiterRow.test(text);
}

/** @param {Line} line @returns {Cell[]} */
function cellsOf({ from, text }) {
  const pipes = [...text.matchAll(pipe)].map((match) => match.index);
  const start = /^\s*\|/.test(text) ? [] : [-1];
  const end = /\|\s*$/.test(text) ? [] : [text.length];
  const borders = [...start, ...pipes, ...end];
  return borders.slice(1).map((border, index) => trimmed(from, text, borders[index] + 1, border));
}

/** @param {number} offset @param {string} text @param {number} from @param {number} to */
function trimmed(offset, text, from, to) {
  const content = text.slice(from, to);
  const space = content.length - content.trimStart().length;
  const start = offset + (content.trim() ? from + space : Math.min(from + 1, to));
  return { from: start, to: start + content.trim().length };
}

/** The cell that a position is in or behind. @param {Cell[]} cells @param {number} position */
function here(cells, position) {
  return Math.max(0, cells.findLastIndex((cell) => cell.from <= position));
}

/** @param {EditorView} view @param {Cell} cell */
function go({ dispatch, state }, { from, to }) {
  const selection = EditorSelection.single(from, to);
  dispatch(state.update({ selection, scrollIntoView: true, userEvent: "select" }));
}

/** @param {EditorView} view @param {Line[]} rows */
function addRow({ dispatch, state }, rows) {
  const { to } = rows[rows.length - 1];
  const row = `|${"  |".repeat(cellsOf(rows[0]).length)}`;
  dispatch(
    state.update({
      changes: { from: to, insert: `\n${row}` },
      selection: { anchor: to + 3 },
      scrollIntoView: true,
      userEvent: "input",
    }),
  );
}
