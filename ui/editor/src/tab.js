/**
 * What Tab does: it nests list items, indents code, and else it leaves the editor, as everywhere on
 * a page. Escape and then Tab leaves it from anywhere (CodeMirror's own rule), so nobody is trapped.
 * From a table that is only begun, and where it is not known yet what stands there, it does not leave:
 * what is typed next would be lost.
 */
import { syntaxTree } from "@codemirror/language";
import { countColumn } from "@codemirror/state";
import { codeAround, stepOf, tabWidth } from "./code-lines.js";

const item = /^(\s*)(?:[-+*]|\d{1,9}[.)])(?:\s+|$)/;
const row = /^[\s>]*\|/;

/** @typedef {import("@codemirror/view").EditorView} EditorView */
/** @typedef {import("@codemirror/state").EditorState} EditorState */
/** @typedef {import("@codemirror/state").Line} Line */

/** @type {import("@codemirror/view").KeyBinding[]} */
export const tabKeys = [{ key: "Tab", run: indent, shift: dedent }];

/** @param {EditorView} view */
function indent(view) {
  if (view.state.readOnly) return false;
  if (inList(view.state)) return nest(view);
  if (!inCode(view.state)) return isHeld(view.state);
  return view.state.selection.ranges.some((range) => !range.empty)
    ? deeper(view)
    : nextTabStop(view);
}

/** @param {EditorView} view */
function dedent(view) {
  if (view.state.readOnly) return false;
  if (inList(view.state)) return unnest(view);
  return inCode(view.state) ? lessDeep(view) : isHeld(view.state);
}

/** @param {EditorState} state */
function isHeld(state) {
  const { from, text } = state.doc.lineAt(state.selection.main.from);
  return row.test(text) || syntaxTree(state).length < from;
}

/** @param {EditorState} state */
function inList(state) {
  return item.test(state.doc.lineAt(state.selection.main.from).text) && !inCode(state);
}

/** @param {EditorState} state */
function inCode(state) {
  return codeAround(state) !== null;
}

/** Lines of code one step to the right. @param {EditorView} view */
function deeper({ state, dispatch }) {
  const node = codeAround(state);
  if (!node) return false;
  const insert = stepOf(state, node);
  const lines = selectedLines(state).filter(({ text }) => text.trim());
  const changes = lines.map((line) => ({ from: line.from + spaceBefore(line).length, insert }));
  dispatch(state.update({ changes, userEvent: "input.indent" }));
  return true;
}

/** @param {EditorView} view */
function lessDeep({ state, dispatch }) {
  const node = codeAround(state);
  if (!node) return false;
  const step = stepOf(state, node).length;
  const changes = selectedLines(state).map((line) => {
    const space = spaceBefore(line);
    const length = space.endsWith("\t") ? 1 : Math.min(step, space.length);
    return { from: line.from + space.length - length, to: line.from + space.length };
  });
  dispatch(state.update({ changes, userEvent: "delete.dedent" }));
  return true;
}

/** @param {EditorView} view */
function nextTabStop({ state, dispatch }) {
  const change = state.changeByRange((range) => {
    const line = state.doc.lineAt(range.from);
    const column = countColumn(line.text, tabWidth, range.from - line.from);
    const insert = line.text.startsWith("\t") ? "\t" : " ".repeat(tabWidth - (column % tabWidth));
    const cursor = /** @type {import("@codemirror/state").SelectionRange} */ (
      range.map(state.changes({ from: range.from, insert }), 1)
    );
    return { changes: { from: range.from, insert }, range: cursor };
  });
  dispatch(state.update(change, { scrollIntoView: true, userEvent: "input.indent" }));
  return true;
}

/** The lines that the selection touches. @param {EditorState} state */
function selectedLines(state) {
  const { from, to } = state.selection.main;
  const last = state.doc.lineAt(to).number;
  const lines = [];
  for (let number = state.doc.lineAt(from).number; number <= last; number++) {
    lines.push(state.doc.line(number));
  }
  return lines;
}

/** Below the item above: as deep as that one's text begins. @param {EditorView} view */
function nest(view) {
  const lines = selectedLines(view.state);
  const above = itemAbove(view.state, lines[0], (width) => width <= indentOf(lines[0]));
  if (!above) return true; // the first item has nothing to be nested in
  const deeper = textColumn(above) - indentOf(lines[0]);
  return deeper > 0 ? shift(view, lines, deeper) : true;
}

/** Beside the item that it is nested in. @param {EditorView} view */
function unnest(view) {
  const lines = selectedLines(view.state);
  const own = indentOf(lines[0]);
  if (own === 0) return true;
  const above = itemAbove(view.state, lines[0], (width) => width < own);
  return shift(view, lines, (above ? indentOf(above) : 0) - own);
}

/** @param {EditorView} view @param {Line[]} lines @param {number} by columns, less than 0: to the left */
function shift({ state, dispatch }, lines, by) {
  const changes = lines
    .filter((line) => line.text.trim())
    .map((line) =>
      by > 0
        ? { from: line.from, insert: " ".repeat(by) }
        : { from: line.from, to: line.from + Math.min(-by, spaceBefore(line).length) },
    );
  dispatch(state.update({ changes, userEvent: by > 0 ? "input.indent" : "delete.dedent" }));
  return true;
}

/**
 * @param {EditorState} state @param {Line} line
 * @param {(indent: number) => boolean} fits
 * @returns {Line | null} the nearest item of the same list
 */
function itemAbove(state, line, fits) {
  for (let number = line.number - 1; number > 0; number--) {
    const above = state.doc.line(number);
    if (above.text.trim() && !/^\s/.test(above.text) && !item.test(above.text)) return null;
    if (item.test(above.text) && fits(indentOf(above))) return above;
  }
  return null;
}

/** @param {Line} line */
function spaceBefore(line) {
  return /** @type {RegExpExecArray} */ (/^\s*/.exec(line.text))[0];
}

/** @param {Line} line */
function indentOf(line) {
  return countColumn(spaceBefore(line), tabWidth);
}

/** Where the text of an item begins. @param {Line} line */
function textColumn(line) {
  const marker = /** @type {RegExpExecArray} */ (item.exec(line.text))[0];
  return countColumn(marker.trimEnd(), tabWidth) + 1;
}
