/**
 * The words of a selection that marks can go around: those of each line, paragraph, heading, item and
 * cell for itself. What only makes them such, and what is no words (code, front matter, a formula, HTML,
 * the line below the head of a table), is no part of them.
 */
import { ensureSyntaxTree } from "@codemirror/language";
import { isInside } from "./inside.js";

/** @typedef {import("@codemirror/state").EditorState} EditorState */
/** @typedef {import("@codemirror/state").SelectionRange} SelectionRange */
/** @typedef {import("@lezer/common").SyntaxNodeRef} Node */
/** @typedef {{from: number, to: number}} Piece */

const patience = 2_000; // ms at most, for the structure of a long note
const leaf = /^(?:Paragraph|ATXHeading\d|SetextHeading\d|TableCell|Task)$/;
const footnote = /^\[\^[^\]\s]+\]:/;
/** Before the words of a line: quotes, items, tasks, headings, footnotes, callouts, meanings. */
const lead =
  /^\s*(?:(?:>|[-+*:]|\d{1,9}[.)]|\[[ xX]\]|#{1,6}|\[\^[^\]\s]+\]:|\[![\w-]+\][+-]?)(?:\s+|$))*/;
/** What means something only as it is, alone in its line. */
const whole = /^\s*(?:[>\s]*)(?:\[TOC\]|!\[\[[^\]]*\]\]|!!!\s.*|\*\[[^\]]+\]:.*|%%.*)\s*$/i;
const noWords = new Set(
  "FencedCode CodeBlock FrontMatter FormulaBlock HTMLBlock CommentLines CommentBlock TableDelimiter"
    .split(" "),
);

/**
 * Without the space around them, which marks must not have inside.
 *
 * @param {EditorState} state @param {SelectionRange} range @returns {Piece[]}
 */
export function piecesOf(state, range) {
  if (range.empty) return wordAt(state, range.head);
  /** @type {Piece[]} */
  const pieces = [];
  ensureSyntaxTree(state, range.to, patience)?.iterate({
    from: range.from,
    to: range.to,
    enter(node) {
      if (!isLeaf(state, node)) return true;
      pieces.push(...linesOf(state, node, range));
      return false;
    },
  });
  return pieces;
}

/** The word under the caret, or the caret. @param {EditorState} state @param {number} at */
function wordAt(state, at) {
  const word = state.wordAt(at);
  const isWords = !isInside(state, word?.to ?? at, noWords);
  return isWords ? [word ?? { from: at, to: at }] : [];
}

/** @param {EditorState} state @param {Node} node */
function isLeaf({ doc }, { name, from, to }) {
  return leaf.test(name) || (name === "LinkReference" && footnote.test(doc.sliceString(from, to)));
}

/** @param {EditorState} state @param {Node} node @param {SelectionRange} range */
function linesOf(state, { node, name }, range) {
  const pieces = [];
  const to = Math.min(range.to, endOf(node));
  for (let at = Math.max(range.from, node.from); at < to; ) {
    const line = state.doc.lineAt(at);
    const start = name === "TableCell" ? at : Math.max(at, wordsOf(line));
    if (!whole.test(line.text)) pieces.push(trimmed(state, start, Math.min(to, line.to)));
    at = line.to + 1;
  }
  return pieces.filter((piece) => piece.from < piece.to);
}

/** Where the words of a heading end. @param {import("@lezer/common").SyntaxNode} node */
function endOf(node) {
  const { lastChild, from, to } = node;
  return lastChild?.name === "HeaderMark" && lastChild.from > from ? lastChild.from : to;
}

/** @param {import("@codemirror/state").Line} line */
function wordsOf({ from, text }) {
  return from + /** @type {RegExpExecArray} */ (lead.exec(text))[0].length;
}

/** @param {EditorState} state @param {number} from @param {number} to @returns {Piece} */
function trimmed(state, from, to) {
  const text = state.sliceDoc(from, Math.max(from, to));
  const start = from + text.length - text.trimStart().length;
  return { from: start, to: Math.max(start, to - (text.length - text.trimEnd().length)) };
}
