/**
 * A mark or a bracket that is typed over a selection goes around it, which stays selected: so two
 * stars make it bold. In code and with nothing selected it is typed as everything is.
 */
import { EditorView } from "@codemirror/view";
import { code, isInside } from "./inside.js";
import { piecesOf } from "./pieces.js";
import { around } from "./selections.js";

/** @typedef {import("@codemirror/state").EditorState} EditorState */

const marks = "*_~=`";
const brackets = /** @type {Record<string, string>} */ ({ "(": ")", "[": "]", '"': '"' });

export const surround = EditorView.inputHandler.of((view, from, to, text) => {
  const { main } = view.state.selection;
  if (view.compositionStarted || from !== main.from || to !== main.to) return false;
  return surroundWith(text)(view);
});

/** @param {string} text that is typed @returns {import("@codemirror/state").StateCommand} */
export function surroundWith(text) {
  const isMark = text.length === 1 && marks.includes(text);
  const closing = isMark ? text : brackets[text];
  const surroundAll = around((state, range) => {
    const pieces = isMark ? piecesOf(state, range) : [range];
    return pieces.map(({ from, to }) => ({
      opening: { from, insert: text },
      closing: { from: to, insert: closing },
    }));
  });
  return (target) => Boolean(closing) && isProse(target.state) && surroundAll(target);
}

/** Whether words of prose are selected. @param {EditorState} state */
function isProse(state) {
  return state.selection.ranges.every(
    ({ from, to }) => state.sliceDoc(from, to).trim() && !isInside(state, to, code),
  );
}
