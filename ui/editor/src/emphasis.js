/**
 * Ctrl+B and Ctrl+I: words become bold and italic, and as they were again. What is half selected is
 * marked as a whole; what was marked inside is so no more, for now it all is; marks stand where the
 * page reads them (flanking.js).
 */
import { seatsIn } from "./flanking.js";
import { piecesOf } from "./pieces.js";
import { around } from "./selections.js";
import { grown, inlineNodes, insideOf, solidNodes, tagNodes } from "./wholes.js";

/** @typedef {import("@codemirror/state").EditorState} EditorState */
/** @typedef {import("./pieces.js").Piece} Piece */
/** @typedef {import("./selections.js").Around} Around */
/** @typedef {{mark: string, tag: string, node: string, tags: RegExp}} Kind */

/** @type {Kind} */
const strong = { mark: "**", tag: "strong", node: "StrongEmphasis", tags: /^<\/?(?:strong|b)>$/i };
/** @type {Kind} */
const emphasis = { mark: "*", tag: "em", node: "Emphasis", tags: /^<\/?(?:em|i)>$/i };

/** @type {import("@codemirror/view").KeyBinding[]} */
export const emphasisKeys = [
  { key: "Mod-b", run: toggle(strong), preventDefault: true },
  { key: "Mod-i", run: toggle(emphasis), preventDefault: true },
];

/** @param {Kind} kind */
function toggle(kind) {
  return around((state, range) => {
    const pieces = piecesOf(state, range);
    const off = pieces.map((piece) => unmark(state, piece, kind));
    const bare = pieces.filter((_, index) => !off[index]);
    if (!bare.length) return once(off.filter((found) => found !== null));
    return once(bare.map((piece) => mark(state, grown(state, piece, kind.node), kind)));
  });
}

/** What several pieces have around them together, once. @param {Around[]} pairs */
function once(pairs) {
  return [...new Map(pairs.map((pair) => [pair.opening.from, pair])).values()];
}

// --- off

/** @param {EditorState} state @param {Piece} piece @param {Kind} kind @returns {Around | null} */
function unmark(state, piece, kind) {
  const whole = grown(state, piece, "");
  const places = [piece, whole, seated(state, whole)].filter((place) => place !== null);
  for (const off of [unmarkNode, unmarkTags, unmarkStars]) {
    const found = places.map((place) => off(state, place, kind)).find((found) => found !== null);
    if (found) return found;
  }
  return null;
}

/** @param {Piece} outer @param {Piece} inner @returns {Around} */
function between(outer, inner) {
  return {
    opening: { from: outer.from, to: inner.from },
    closing: { from: inner.to, to: outer.to },
  };
}

/** @param {EditorState} state @param {Piece} piece @param {Kind} kind */
function unmarkNode(state, { from, to }, kind) {
  const nodes = from === to ? [] : inlineNodes(state, { from, to });
  const mine = nodes.filter((node) => node.name === kind.node);
  const found = mine.findLast((node) => node.from <= from && node.to >= to);
  return found ? between(found, insideOf(found)) : null;
}

/** @param {EditorState} state @param {Piece} piece @param {Kind} kind */
function unmarkTags(state, { from, to }, { tags }) {
  const nodes = tagNodes(state, { from: from - 1, to: to + 1 });
  const mine = nodes.filter((tag) => tags.test(state.sliceDoc(tag.from, tag.to)));
  const [opening, closing, ...more] = mine;
  const isOpened = opening && (opening.from === from || opening.to === from);
  const isClosed = closing && (closing.from === to || closing.to === to);
  if (!isOpened || !isClosed || more.length) return null;
  return between({ from: opening.from, to: closing.to }, { from: opening.to, to: closing.from });
}

/**
 * Stars that are no marks, because there is nothing between them yet or they stand where none opens.
 *
 * @param {EditorState} state @param {Piece} piece @param {Kind} kind
 */
function unmarkStars(state, { from, to }, { mark }) {
  const words = state.sliceDoc(from, to);
  const start = from + starsAt(words);
  const end = to - starsAt(mirrored(words));
  const before = starsAt(mirrored(state.sliceDoc(Math.max(0, from - 3), from))) + start - from;
  const after = starsAt(state.sliceDoc(to, to + 3)) + to - end;
  const stars = Math.min(before, after);
  const isMarked = mark === "**" ? stars >= 2 : stars % 2 === 1; // three are bold and italic
  const outer = { from: start - mark.length, to: end + mark.length };
  if (!isMarked || start > end || areRead(state, outer)) return null;
  return between(outer, { from: start, to: end });
}

/** Whether stars at the edges of a place are marks. @param {EditorState} state @param {Piece} place */
function areRead(state, { from, to }) {
  const nodes = inlineNodes(state, { from, to }).filter(({ name }) => /Emphasis$/.test(name));
  const touching = nodes.filter((node) => node.to > from && node.from < to);
  return touching.some((node) => node.from >= from || node.to <= to);
}

/** @param {string} text */
function starsAt(text) {
  return /** @type {RegExpExecArray} */ (/^\**/.exec(text))[0].length;
}

/** @param {string} text */
function mirrored(text) {
  return Array.from(text).reverse().join("");
}

// --- on

/** @param {EditorState} state @param {Piece} piece @param {Kind} kind @returns {Around} */
function mark(state, piece, kind) {
  const within = marksWithin(state, piece, kind);
  const seats = seated(state, piece, within);
  const { from, to } = seats ?? piece;
  const [opening, closing] = seats ? [kind.mark, kind.mark] : [`<${kind.tag}>`, `</${kind.tag}>`];
  return { opening: { from, insert: opening }, within, closing: { from: to, insert: closing } };
}

/** Marks of its own kind. @param {EditorState} state @param {Piece} piece @param {Kind} kind */
function marksWithin(state, piece, kind) {
  const nodes = inlineNodes(state, piece).filter(
    (node) => node.name === kind.node && node.from >= piece.from && node.to <= piece.to,
  );
  const marks = nodes.flatMap((node) => [
    { from: node.from, to: insideOf(node).from },
    { from: insideOf(node).to, to: node.to },
  ]);
  return marks.sort((one, other) => one.from - other.from);
}

/**
 * Where marks go around a piece; null when they would not be read as such.
 *
 * @param {EditorState} state @param {Piece} piece
 * @param {{from: number, to: number}[]} left out of it
 * @returns {Piece | null}
 */
function seated(state, { from, to }, left = []) {
  if (from === to) return { from, to };
  const line = state.doc.lineAt(from);
  const solid = solidNodes(state, { from, to });
  const start = left.find((gap) => gap.from === from)?.to ?? from;
  const end = left.find((gap) => gap.to === to)?.from ?? to;
  const limits = {
    start: Math.max(0, Math.min(to, ...solid.map((node) => node.from)) - start),
    end: Math.max(0, end - Math.max(from, ...solid.map((node) => node.to))),
  };
  const before = state.sliceDoc(line.from, from);
  const after = state.sliceDoc(to, line.to);
  const seats = seatsIn(state.sliceDoc(start, end), before, after, limits);
  if (!seats) return null;
  return { from: seats.start ? start + seats.start : from, to: seats.end ? end - seats.end : to };
}
