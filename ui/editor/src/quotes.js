/**
 * Enter in an empty line of a quote ends it, with an empty line behind it: words right below a quote
 * would still be its own. Shift+Enter makes an empty line inside of it.
 */
import { code, isInside } from "./inside.js";

/** @typedef {import("@codemirror/state").EditorState} EditorState */
/** @typedef {import("@codemirror/state").StateCommand} StateCommand */

const quote = new Set(["Blockquote"]);
const marks = /^\s*(?:>[ \t]*)+/;
const onlyMarks = /^(\s*(?:>[ \t]*)*)>\s*$/;

/** @type {StateCommand} */
export function endQuote({ state, dispatch }) {
  const line = quoteLine(state);
  const outer = line && onlyMarks.exec(line.text);
  if (!outer) return false;
  const insert = `${outer[1].trimEnd()}${state.lineBreak}${outer[1]}`;
  const changes = { from: line.from, to: line.to, insert };
  const selection = { anchor: line.from + insert.length };
  dispatch(state.update({ changes, selection, scrollIntoView: true, userEvent: "input" }));
  return true;
}

/** @type {StateCommand} */
export function goOnInQuote({ state, dispatch }) {
  const line = quoteLine(state);
  const found = line && marks.exec(line.text);
  if (!found) return false;
  const insert = state.lineBreak + found[0].trimEnd() + " ";
  const change = state.replaceSelection(insert);
  dispatch(state.update(change, { scrollIntoView: true, userEvent: "input" }));
  return true;
}

/** The line of the caret in a quote, null in code and elsewhere. @param {EditorState} state */
function quoteLine(state) {
  const { ranges, main } = state.selection;
  if (state.readOnly || ranges.length > 1 || !main.empty) return null;
  const at = main.head;
  if (isInside(state, at, code) || !isInside(state, at, quote)) return null;
  return state.doc.lineAt(at);
}
