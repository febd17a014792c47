/**
 * Where somebody is in a text: the caret, and what of the text is at the top. It is kept beside the text, which may have
 * gone on before it comes back: words that were typed last are in it, or are not yet.
 *
 * What is typed stands before the caret, so the caret is as far from the end as it was, where the same characters are
 * behind it; else it is as far from the beginning.
 */
import { EditorSelection } from "@codemirror/state";
import { EditorView } from "@codemirror/view";

/**
 * @typedef {object} Place positions count from the beginning of the text
 * @property {number} anchor
 * @property {number} head
 * @property {number} length of the whole text
 * @property {number} behind of what characters these are that follow the caret (`sum`)
 * @property {number} first what is seen of the text at the top
 * @property {number} below pixels from the top to there
 */

/** Characters that are compared, as one number. */
const compared = 40;

/** @param {EditorView} view @returns {Place} */
export const placeOf = (view) => ({ ...caretOf(view.state), ...seenOf(view) });

/** @param {import("@codemirror/state").EditorState} state */
export function caretOf({ doc, selection: { main } }) {
  const { anchor, head } = main;
  return { anchor, head, length: doc.length, behind: sum(doc, head) };
}

/** @param {EditorView} view */
function seenOf(view) {
  const { top } = view.scrollDOM.getBoundingClientRect();
  const { left } = view.contentDOM.getBoundingClientRect();
  const first = view.posAtCoords({ x: left + 1, y: top + 1 }, false);
  return { first, below: (view.coordsAtPos(first)?.top ?? top) - top };
}

/**
 * The state with the caret at this place, and what scrolls there, for `viewOf`.
 *
 * @param {import("@codemirror/state").EditorState} state
 * @param {Place} place
 */
export function atPlace(state, { anchor, head, length, behind, first, below }) {
  const { doc } = state;
  const more = doc.length - length;
  const moved = sum(doc, head + more) === behind ? more : 0;
  const within = (/** @type {number} */ at) => Math.max(0, Math.min(at, doc.length));
  const selection = EditorSelection.single(within(anchor + moved), within(head + moved));
  const seen = within(first > head ? first + moved : first);
  const scroll = EditorView.scrollIntoView(seen, { y: "start", yMargin: below });
  return { state: state.update({ selection }).state, scroll };
}

/** @param {import("@codemirror/state").Text} doc @param {number} at */
function sum(doc, at) {
  const characters = [...doc.sliceString(Math.max(0, at), Math.max(0, at + compared))];
  return characters.reduce((all, character) => (all * 31 + (character.codePointAt(0) ?? 0)) | 0, 0);
}
