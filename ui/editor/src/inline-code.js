/**
 * Ctrl+E: the selection or the word as code, and text again. What has backticks gets more of them
 * around it, and several lines get a fence.
 */
import { piecesOf } from "./pieces.js";
import { around } from "./selections.js";

/** @typedef {import("./selections.js").Around} Around */
/** @typedef {import("./pieces.js").Piece} Piece */
/** @typedef {import("@codemirror/state").EditorState} EditorState */
/** @typedef {import("@codemirror/state").SelectionRange} SelectionRange */

const wholeCode = /^(`+)[^`](?:[^]*[^`])?\1$/;

/** @type {import("@codemirror/view").KeyBinding[]} */
export const codeKeys = [{ key: "Mod-e", run: around(toggle) }];

/** @param {EditorState} state @param {SelectionRange} range @returns {Around[]} */
function toggle(state, range) {
  const first = state.doc.lineAt(range.from);
  if (range.to > first.to) return fence(state, range);
  return piecesOf(state, range).map((piece) => unmark(state, piece) ?? mark(state, piece));
}

/** @param {EditorState} state @param {Piece} piece @returns {Around | null} */
function unmark(state, { from, to }) {
  const inner = wholeCode.exec(state.sliceDoc(from, to))?.[1].length ?? 0;
  if (inner) return ticks(from + inner, to - inner, inner);
  const line = state.doc.lineAt(from);
  const before = /`*$/.exec(line.text.slice(0, from - line.from))?.[0].length ?? 0;
  const after = /^`*/.exec(line.text.slice(to - line.from))?.[0].length ?? 0;
  return before > 0 && before === after ? ticks(from, to, before) : null;
}

/** @param {number} from @param {number} to @param {number} width @returns {Around} */
function ticks(from, to, width) {
  return { opening: { from: from - width, to: from }, closing: { from: to, to: to + width } };
}

/** @param {EditorState} state @param {Piece} piece @returns {Around} */
function mark(state, { from, to }) {
  const text = state.sliceDoc(from, to);
  const marks = more(text, 1);
  const space = /^`|`$/.test(text) ? " " : "";
  return {
    opening: { from, insert: marks + space },
    closing: { from: to, insert: space + marks },
  };
}

/** Backticks, more of them than anywhere in a text. @param {string} text @param {number} least */
function more(text, least) {
  const runs = (text.match(/`+/g) ?? []).map((run) => run.length + 1);
  return "`".repeat(Math.max(least, ...runs));
}

/** @param {EditorState} state @param {SelectionRange} range @returns {Around[]} */
function fence({ doc }, { from, to }) {
  const first = doc.lineAt(from);
  const last = doc.lineAt(to - (doc.lineAt(to).from === to ? 1 : 0));
  const marks = more(doc.sliceString(first.from, last.to), 3);
  const opening = { from: first.from, insert: `${marks}\n` };
  return [{ opening, closing: { from: last.to, insert: `\n${marks}` } }];
}
