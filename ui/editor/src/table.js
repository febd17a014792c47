/**
 * Keys in a table. Tab goes to the next cell and Shift+Tab to the one before; Enter in a cell goes to
 * the row below, and behind the last there is a new one, which Enter takes away again while it is empty.
 * Behind the last row Enter makes a line and nothing else: who writes a table by hand writes the pipes
 * too. Behind another one, where a bare line would break the table, it makes an empty row.
 *
 * On the way of Tab and Enter the columns are put below each other. A table that cannot be read for
 * certain (table-layout.js) is gone through and never rewritten.
 */
import { EditorSelection, Prec } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { cellsOf, closes, isEmpty, placeOf, rowsOf, startOf, tableAround } from "./table-cells.js";
import { laidOut, read, withRow } from "./table-layout.js";

/** @typedef {import("@codemirror/state").EditorState} EditorState */
/** @typedef {import("@codemirror/state").Line} Line */
/** @typedef {import("./table-cells.js").Table} Table */
/** @typedef {import("./table-layout.js").Place} Place */

/** @type {import("@codemirror/view").KeyBinding[]} */
export const tableKeys = [
  { key: "Tab", run: inTable(next), shift: inTable(back) },
  { key: "Enter", run: inTable(enter) },
];

/** Before the keys of lists and quotes, which a table may stand in. */
export const tables = [Prec.high(keymap.of(tableKeys)), EditorView.inputHandler.of(pipeTyped)];

/** @typedef {(view: EditorView, table: Table) => boolean} Act */

/** @param {Act} act @returns {(view: EditorView) => boolean} */
function inTable(act) {
  return (view) => {
    const { state } = view;
    const { ranges, main } = state.selection;
    const isHere = !state.readOnly && ranges.length === 1 && main.to <= state.doc.lineAt(main.from).to;
    const table = isHere ? tableAround(state) : null;
    return table !== null && act(view, table);
  };
}

/** @type {Act} */
function next(view, table) {
  const rows = rowsOf(table.lines);
  if (table.next) return go(view, table, { row: rows.length, column: 0 });
  const width = cellsOf(rows[0]).length;
  const { row, column } = placeOf(rows, view.state.selection.main.head);
  const isLast = column >= width - 1;
  return go(view, table, isLast ? { row: row + 1, column: 0 } : { row, column: column + 1 });
}

/** @type {Act} */
function back(view, table) {
  if (table.next) return false;
  const rows = rowsOf(table.lines);
  const width = cellsOf(rows[0]).length;
  const { row, column } = placeOf(rows, view.state.selection.main.head);
  if (column > 0) return go(view, table, { row, column: Math.min(column, width) - 1 });
  return row === 0 || go(view, table, { row: row - 1, column: width - 1 });
}

/** @type {Act} */
function enter(view, table) {
  const { state } = view;
  const { head } = state.selection.main;
  const line = state.doc.lineAt(head);
  if (table.next || head <= startOf(line)) return false; // a new line above the row
  if (isBehind(state, line) && isEnd(table, line)) return goOnByHand(view, table);
  if (isBehind(state, line)) return addRow(view, table, line);
  const rows = rowsOf(table.lines);
  const { row, column } = placeOf(rows, head);
  const isLast = row === rows.length - 1;
  if (isLast && row > 0 && isEmpty(rows[row])) return leave(view, rows[row]);
  return go(view, table, { row: row + 1, column: isLast ? 0 : Math.max(0, column) });
}

/** Whether the caret is behind all of a row. @param {EditorState} state @param {Line} line */
function isBehind({ selection, doc }, line) {
  const { head, empty } = selection.main;
  const isDone = closes(line) || !isEmpty(line);
  return empty && isDone && !doc.sliceString(head, line.to).trim();
}

/** @param {Table} table @param {Line} line */
function isEnd({ lines }, line) {
  return lines.length > 1 && line.number === lines[lines.length - 1].number;
}

/** @type {Act} */
function goOnByHand({ dispatch, state }, { lines }) {
  const change = state.replaceSelection(`\n${lead(lines)}`);
  dispatch(state.update(change, { scrollIntoView: true, userEvent: "input" }));
  return true;
}

/** What lines begin with. @param {Line[]} lines */
function lead(lines) {
  const { from, text } = lines[lines.length - 1];
  return text.slice(0, startOf(lines[lines.length - 1]) - from);
}

/**
 * In place of the last row, which is empty, words can be written: below an empty line, else they
 * would be a row.
 *
 * @param {EditorView} view
 * @param {Line} line
 */
function leave({ dispatch, state }, line) {
  const marks = line.text.slice(0, startOf(line) - line.from);
  const insert = `${marks.trimEnd()}\n${marks}`;
  dispatch(
    state.update({
      changes: { from: line.from, to: line.to, insert },
      selection: { anchor: line.from + insert.length },
      scrollIntoView: true,
      userEvent: "delete",
    }),
  );
  return true;
}

/** @param {EditorView} view @param {Table} table @param {Place} place */
function go(view, table, place) {
  const rows = rowsOf(table.lines);
  const isNew = place.row >= rows.length;
  const known = read(table.lines.map(({ text }) => text));
  const layout = known && laidOut(isNew ? withRow(known) : known);
  if (layout) return put(view, table, layout, place);
  return isNew ? addRow(view, table) : select(view, rows[place.row], place.column);
}

/**
 * Writes the lines that have changed, as one step.
 *
 * @param {EditorView} view @param {Table} table
 * @param {NonNullable<ReturnType<typeof laidOut>>} layout @param {Place} place
 */
function put({ dispatch, state }, table, { lines, places }, { row, column }) {
  const old = table.lines;
  const changes = old
    .map(({ from, to, text }, index) => ({ from, to, text, insert: lines[index] }))
    .filter(({ text, insert }) => text !== insert);
  const more = lines.slice(old.length).map((line) => `\n${line}`);
  const number = row === 0 ? 0 : row + 1; // the line below the head is no row
  const start = lines.slice(0, number).reduce((sum, line) => sum + line.length + 1, old[0].from);
  const { from, to } = places[row][column];
  dispatch(
    state.update({
      changes: [...changes, { ...below(table), insert: more.join("") }],
      selection: EditorSelection.single(start + from, start + to),
      scrollIntoView: true,
      userEvent: "input.table",
    }),
  );
  return true;
}

/** Where the next row goes. @param {Table} table */
function below({ lines, next }) {
  const { to } = lines[lines.length - 1];
  return { from: to, to: next?.to ?? to };
}

/** @param {EditorView} view @param {Line} row @param {number} column */
function select({ dispatch, state }, row, column) {
  const cells = cellsOf(row);
  const { from, to } = cells[Math.min(column, cells.length - 1)];
  const selection = EditorSelection.single(from, to);
  dispatch(state.update({ selection, scrollIntoView: true, userEvent: "select" }));
  return true;
}

/**
 * A row that is not laid out: below all others, or behind one.
 *
 * @param {EditorView} view @param {Table} table @param {Line} [row]
 */
function addRow({ dispatch, state }, table, row) {
  const { lines } = table;
  const above = row?.number === lines[0].number ? lines[1] : row; // below the line below the head
  const place = above ? { from: above.to, to: above.to } : below(table);
  const start = `\n${lead(lines)}| `;
  dispatch(
    state.update({
      changes: { ...place, insert: start + " |".repeat(cellsOf(lines[0]).length) },
      selection: { anchor: place.from + start.length },
      scrollIntoView: true,
      userEvent: "input",
    }),
  );
  return true;
}

/**
 * A pipe in the first cell of an empty row begins that row by hand.
 *
 * @param {EditorView} view @param {number} from @param {number} to @param {string} text
 */
function pipeTyped(view, from, to, text) {
  const { state } = view;
  const row = state.doc.lineAt(from);
  const isFirst = text === "|" && from === to && from === (cellsOf(row)[0]?.from ?? -1);
  if (!isFirst || view.composing || !tableAround(state) || !isEmpty(row) || !closes(row)) return false;
  const start = startOf(row);
  view.dispatch({
    changes: { from: start, to: row.to, insert: text },
    selection: { anchor: start + 1 },
    userEvent: "input.type",
  });
  return true;
}
