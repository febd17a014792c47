/** Ctrl+B and Ctrl+I: put marks around the selection or the word, or take them off again. */
import { around, piecesOf } from "./selections.js";

/** @typedef {import("./selections.js").Piece} Piece */
/** @typedef {import("./selections.js").Around} Around */

/** @type {import("@codemirror/view").KeyBinding[]} */
export const emphasisKeys = [
  { key: "Mod-b", run: toggle("**") },
  { key: "Mod-i", run: toggle("*") },
];

/** @param {string} mark */
function toggle(mark) {
  return around((state, range) => {
    const pieces = piecesOf(state, range).map((piece) => words(state, piece, mark));
    const bare = pieces.filter((piece) => !isMarked(outside(state, piece), mark));
    if (!bare.length) return pieces.map((piece) => unmark(piece, mark));
    return bare.map((piece) => putMark(piece, mark));
  });
}

/**
 * What stands between the marks when they are selected too.
 *
 * @param {import("@codemirror/state").EditorState} state @param {Piece} piece @param {string} mark
 */
function words(state, { from, to }, mark) {
  const text = state.sliceDoc(from, to);
  const [start, end] = stars(text, text);
  const width = mark.length;
  if (start + end >= text.length || !isMarked([end, start], mark)) return { from, to };
  return { from: from + width, to: to - width };
}

/**
 * Stars before and after.
 *
 * @param {import("@codemirror/state").EditorState} state
 * @param {Piece} piece
 */
function outside(state, { from, to }) {
  const [after] = stars(state.sliceDoc(to, to + 3), "");
  const [, before] = stars("", state.sliceDoc(Math.max(0, from - 3), from));
  return [before, after];
}

/** How many a text begins with and another ends with. @param {string} first @param {string} last */
function stars(first, last) {
  const start = /** @type {RegExpExecArray} */ (/^\**/.exec(first))[0].length;
  const end = /** @type {RegExpExecArray} */ (/\**$/.exec(last))[0].length;
  return [start, end];
}

/** @param {number[]} sides @param {string} mark */
function isMarked(sides, mark) {
  const both = Math.min(...sides);
  return mark === "**" ? both >= 2 : both % 2 === 1; // three are bold and italic
}

/** @param {Piece} piece @param {string} mark @returns {Around} */
function unmark({ from, to }, { length }) {
  return { opening: { from: from - length, to: from }, closing: { from: to, to: to + length } };
}

/** @param {Piece} piece @param {string} mark @returns {Around} */
function putMark({ from, to }, mark) {
  return { opening: { from, insert: mark }, closing: { from: to, insert: mark } };
}
