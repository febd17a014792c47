/**
 * A piece of a line without half of anything: what it begins or ends in the middle of, a link or words
 * that are marked, belongs to it as a whole.
 */
import { syntaxTree } from "@codemirror/language";

/** @typedef {import("@codemirror/state").EditorState} EditorState */
/** @typedef {import("@lezer/common").SyntaxNode} Node */
/** @typedef {import("./pieces.js").Piece} Piece */

const marked = /^(?:StrongEmphasis|Emphasis|Strikethrough|Mark|Subscript|Superscript|Link)$/;
const solid = new Set(
  "InlineCode Image WikiLink URL Autolink HTMLTag Comment Escape Entity Emoji".split(" ").concat(
    "Formula NoteComment NoteTag CalloutMark".split(" "),
  ),
);
const marks = /Mark$/;
const longest = 3; // stars of one run

/**
 * @param {EditorState} state @param {Piece} piece
 * @param {string} kind nodes of which belong to it when they only touch it
 * @returns {Piece}
 */
export function grown(state, piece, kind) {
  let { from, to } = piece;
  for (const node of inlineNodes(state, { from: from - longest, to: to + longest })) {
    const isBeside = node.name === kind && isApart(node, piece) && touches(state, node, piece);
    const isCut = !isApart(node, piece) && !holds(node, piece);
    if (!isBeside && !isCut) continue;
    from = Math.min(from, node.from);
    to = Math.max(to, node.to);
  }
  return from === piece.from && to === piece.to ? piece : grown(state, { from, to }, kind);
}

/** @param {EditorState} state @param {Node} node @param {Piece} piece */
function touches(state, node, { from, to }) {
  const between = node.to <= from ? state.sliceDoc(node.to, from) : state.sliceDoc(to, node.from);
  return /^\**$/.test(between);
}

/** What marks must not be put into. @param {EditorState} state @param {Piece} piece */
export function solidNodes(state, piece) {
  const nodes = inlineNodes(state, piece).filter((node) => !isApart(node, piece));
  return nodes.filter(({ name }) => solid.has(name) || name === "Link");
}

/** @param {EditorState} state @param {Piece} piece */
export function tagNodes(state, piece) {
  return inlineNodes(state, piece).filter(({ name }) => name === "HTMLTag");
}

/** @param {EditorState} state @param {Piece} piece */
export function inlineNodes(state, { from, to }) {
  /** @type {Node[]} */
  const nodes = [];
  syntaxTree(state).iterate({
    from: Math.max(0, from),
    to: Math.min(state.doc.length, to),
    enter({ name, node }) {
      if (marked.test(name) || solid.has(name)) nodes.push(node);
      return !solid.has(name);
    },
  });
  return nodes;
}

/** @param {Node} node @param {Piece} piece */
function isApart(node, { from, to }) {
  return node.to <= from || node.from >= to;
}

/**
 * Whether a piece is between the marks of a node, or has all of it.
 *
 * @param {Node} node
 * @param {Piece} piece
 */
function holds(node, { from, to }) {
  if (node.from >= from && node.to <= to) return true;
  const inner = insideOf(node);
  return marked.test(node.name) && inner.from <= from && inner.to >= to;
}

/** What stands between the marks of a node. @param {Node} node @returns {Piece} */
export function insideOf(node) {
  const from = node.firstChild?.to ?? node.from;
  const closing = node.name === "Link" ? node.getChildren("LinkMark")[1] : node.lastChild;
  return { from, to: closing && marks.test(closing.name) ? closing.from : node.to };
}
