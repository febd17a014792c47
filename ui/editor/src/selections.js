/** Marks that a key puts around something, or takes off again. */
import { EditorSelection } from "@codemirror/state";

/** @typedef {import("@codemirror/state").EditorState} EditorState */
/** @typedef {import("@codemirror/state").SelectionRange} SelectionRange */
/** @typedef {{from: number, to?: number, insert?: string}} Change */
/** @typedef {{opening: Change, closing: Change, within?: Change[]}} Around */

/**
 * Puts something around each selection, which stays on the text that it was on: behind all that
 * opens and before all that closes.
 *
 * @param {(state: EditorState, range: SelectionRange) => Around[]} aroundFor
 * @returns {import("@codemirror/state").StateCommand} which does nothing where there is nothing to do
 */
export function around(aroundFor) {
  return ({ state, dispatch }) => {
    if (state.readOnly) return false;
    const change = state.changeByRange((range) => {
      const pairs = aroundFor(state, range);
      const opening = state.changes(pairs.map((pair) => pair.opening));
      const rest = pairs.flatMap((pair) => [...(pair.within ?? []), pair.closing]);
      const closing = state.changes(rest).map(opening);
      const now = (/** @type {number} */ at) => closing.mapPos(opening.mapPos(at, 1), -1);
      const after = EditorSelection.range(now(range.anchor), now(range.head));
      return { changes: opening.compose(closing), range: after };
    });
    if (change.changes.empty) return false;
    dispatch(state.update(change, { scrollIntoView: true, userEvent: "input" }));
    return true;
  };
}
