/**
 * Keys in a table. Tab goes to the next cell and Shift+Tab to the one before; Enter goes to the row
 * below, and behind the last there is a new one, which Enter takes away again while it is empty.
 *
 * On the way the columns are put below each other. A table that cannot be read for certain
 * (table-layout.js) is gone through and never rewritten.
 */
import { syntaxTree } from "@codemirror/language";
import { EditorSelection, Prec } from "@codemirror/state";
import { keymap } from "@codemirror/view";
import { laidOut, read, withRow } from "./table-layout.js";

/** @typedef {import("@codemirror/view").EditorView} EditorView */
/** @typedef {import("@codemirror/state").EditorState} EditorState */
/** @typedef {import("@codemirror/state").Line} Line */
/** @typedef {import("./table-layout.js").Place} Place */
/** @typedef {{from: number, to: number}} Cell its text, without the space around it */

const pipe = /(?<!\\)\|/g;
const delimiterRow = /^[\s>|:-]+$/;

/** @type {import("@codemirror/view").KeyBinding[]} */
export const tableKeys = [
  { key: "Tab", run: inTable(step(1)), shift: inTable(step(-1)) },
  { key: "Enter", run: inTable(enter) },
];

/** Before the keys of lists and quotes, which a table may stand in. */
export const tables = Prec.high(keymap.of(tableKeys));

/** @typedef {(view: EditorView, lines: Line[]) => boolean} Act */

/** @param {Act} act @returns {(view: EditorView) => boolean} */
function inTable(act) {
  return (view) => {
    const { state } = view;
    const { ranges, main } = state.selection;
    const isHere = !state.readOnly && ranges.length === 1 && main.to <= state.doc.lineAt(main.from).to;
    const lines = isHere ? linesAround(state) : [];
    return lines.length > 0 && act(view, lines);
  };
}

/** The lines of the table around the caret. @param {EditorState} state */
function linesAround(state) {
  const { head } = state.selection.main;
  for (let node = syntaxTree(state).resolve(head, -1); ; ) {
    if (node.name === "Table") return linesOf(state, node);
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

/** @param {1 | -1} by @returns {Act} */
function step(by) {
  return (view, lines) => {
    const rows = rowsOf(lines);
    const cells = rows.map(cellsOf);
    const { row, column } = here(cells, view.state.selection.main.head);
    const width = cells[0].length;
    const at = row * width + Math.min(column, width - 1) + by;
    return at < 0 || go(view, lines, { row: Math.floor(at / width), column: at % width });
  };
}

/** @type {Act} */
function enter(view, lines) {
  const { head } = view.state.selection.main;
  if (head <= startOf(lines[0])) return false; // a new line above the table
  const cells = rowsOf(lines).map(cellsOf);
  const { row, column } = here(cells, head);
  const isLast = row === cells.length - 1;
  if (isLast && row > 0 && isEmpty(cells[row])) return leave(view, lines[lines.length - 1]);
  return go(view, lines, { row: row + 1, column: isLast ? 0 : column });
}

/** @param {Line} line */
function startOf({ from, text }) {
  return from + text.length - text.trimStart().length;
}

/** @param {Cell[]} row */
function isEmpty(row) {
  return row.every(({ from, to }) => from === to);
}

/**
 * In place of the last row, which is empty, there is a line of words.
 *
 * @param {EditorView} view
 * @param {Line} line
 */
function leave({ dispatch, state }, { from, to, text }) {
  const keep = from + text.search(/\||$/);
  dispatch(
    state.update({
      changes: { from: keep, to },
      selection: { anchor: keep },
      scrollIntoView: true,
      userEvent: "delete",
    }),
  );
  return true;
}

/** Without the line below the head. @param {Line[]} lines */
function rowsOf(lines) {
  return lines.filter(({ text }, index) => index !== 1 || !delimiterRow.test(text));
}

/** @param {Line} line @returns {Cell[]} */
function cellsOf({ from, text }) {
  const pipes = [...text.matchAll(pipe)].map((match) => match.index);
  const start = /^[\s>]*\|/.test(text) ? [] : [-1];
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

/**
 * The cell that a position is in or behind.
 *
 * @param {Cell[][]} cells
 * @param {number} position
 * @returns {Place}
 */
function here(cells, position) {
  const row = Math.max(0, cells.findLastIndex((row) => row.length > 0 && row[0].from <= position));
  const column = cells[row].findLastIndex((cell) => cell.from <= position);
  return { row, column: Math.max(0, column) };
}

/** @param {EditorView} view @param {Line[]} lines @param {Place} place */
function go(view, lines, place) {
  const table = read(lines.map(({ text }) => text));
  const isNew = place.row >= rowsOf(lines).length;
  const layout = table && laidOut(isNew ? withRow(table) : table);
  if (layout) return put(view, lines, layout, place);
  return isNew ? addRow(view, lines) : select(view, rowsOf(lines)[place.row], place.column);
}

/**
 * Writes the lines that have changed, as one step.
 *
 * @param {EditorView} view @param {Line[]} old
 * @param {NonNullable<ReturnType<typeof laidOut>>} layout @param {Place} place
 */
function put({ dispatch, state }, old, { lines, places }, { row, column }) {
  const changes = old
    .map(({ from, to, text }, index) => ({ from, to, text, insert: lines[index] }))
    .filter(({ text, insert }) => text !== insert);
  const more = lines.slice(old.length).map((line) => `\n${line}`);
  const end = old[old.length - 1].to;
  const number = row === 0 ? 0 : row + 1; // the line below the head is no row
  const start = lines.slice(0, number).reduce((sum, line) => sum + line.length + 1, old[0].from);
  const { from, to } = places[row][column];
  dispatch(
    state.update({
      changes: [...changes, { from: end, insert: more.join("") }],
      selection: EditorSelection.single(start + from, start + to),
      scrollIntoView: true,
      userEvent: "input.table",
    }),
  );
  return true;
}

/** @param {EditorView} view @param {Line} row @param {number} column */
function select({ dispatch, state }, row, column) {
  const cells = cellsOf(row);
  const { from, to } = cells[Math.min(column, cells.length - 1)];
  const selection = EditorSelection.single(from, to);
  dispatch(state.update({ selection, scrollIntoView: true, userEvent: "select" }));
  return true;
}

/** @param {EditorView} view @param {Line[]} lines */
function addRow({ dispatch, state }, lines) {
  const { to } = lines[lines.length - 1];
  const lead = /^[ >]*/.exec(lines[lines.length - 1].text)?.[0] ?? "";
  const row = `${lead}|${"  |".repeat(cellsOf(lines[0]).length)}`;
  dispatch(
    state.update({
      changes: { from: to, insert: `\n${row}` },
      selection: { anchor: to + 1 + lead.length + 2 },
      scrollIntoView: true,
      userEvent: "input",
    }),
  );
  return true;
}
