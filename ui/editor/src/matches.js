/**
 * What a search matched in the note that was opened from it: marked, one of them the current one.
 *
 * The places come from the server, which knows the search; here they move with the text. A match
 * whose inside is written in is none any more. Nothing here touches the focus, and the caret only
 * where that is asked for.
 */
import { ChangeSet, StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView } from "@codemirror/view";
import { unfoldedAt } from "./folding.js";
import { replacement } from "./replace.js";

/** @typedef {import("@codemirror/state").EditorState} EditorState */
/** @typedef {readonly (readonly [number, number])[]} Spans from, to: in order, apart, none empty */
/** @typedef {{spans: Spans, at: number}} Found at: where the current one begins, or began */

const one = Decoration.mark({ class: "cm-match" });
const current = Decoration.mark({ class: "cm-match cm-match-current" });
const none = /** @type {Found} */ ({ spans: [], at: 0 });

/** @type {import("@codemirror/state").StateEffectType<Found>} */
const renewed = StateEffect.define();

/** @type {StateField<Found>} */
export const matches = StateField.define({
  create: () => none,
  update(found, { changes, effects }) {
    const given = effects.find((effect) => effect.is(renewed));
    if (given) return given.value;
    return changes.empty || !found.spans.length ? found : moved(found, changes);
  },
  provide: (field) => EditorView.decorations.from(field, painted),
});

/** @param {Found} found @param {import("@codemirror/state").ChangeDesc} changes @returns {Found} */
function moved({ spans, at }, changes) {
  const whole = spans.filter(([from, to]) => !changes.touchesRange(from + 1, to - 1));
  return {
    spans: whole.map(([from, to]) => [changes.mapPos(from, 1), changes.mapPos(to, -1)]),
    at: changes.mapPos(at, 1),
  };
}

/** @param {Found} found */
function painted(found) {
  const index = currentOf(found);
  return Decoration.set(
    found.spans.map(([from, to], at) => (at === index ? current : one).range(from, to)),
  );
}

/** The index of the current match: where that was deleted, the next one's. @param {Found} found */
function currentOf({ spans, at }) {
  const next = spans.findIndex(([from]) => from >= at);
  return next < 0 ? spans.length - 1 : next;
}

/**
 * The same state with these matches in place of those before; the first is the current one.
 *
 * @param {EditorState} state
 * @param {Spans} spans places of `text`
 * @param {string} text what the server has; what stands here may be newer
 */
export function withMatches(state, spans, text) {
  const there = { spans, at: spans[0]?.[0] ?? 0 };
  const { changes } = spans.length ? replacement(state, text) : {};
  const here = changes ? moved(there, ChangeSet.of(changes, state.doc.length).invertedDesc) : there;
  return state.update({ effects: renewed.of(here) }).state;
}

/**
 * The line of each match, 0 is the first, and which match is the current one, -1 when there is none.
 *
 * @param {EditorState} state
 */
export function matched(state) {
  const found = state.field(matches);
  const lines = found.spans.map(([from]) => state.doc.lineAt(from).number - 1);
  return { lines, current: currentOf(found) };
}

/** The current match in the middle, for `viewOf`. @param {EditorState} state */
export function atMatch(state) {
  const { spans, at } = state.field(matches);
  return spans.length ? middle(at) : undefined;
}

/**
 * Makes a match the current one and scrolls it to the middle.
 *
 * @param {EditorView} view
 * @param {number} index
 * @param {{caret?: boolean}} [options] caret: it goes there too
 */
export function showMatch(view, index, { caret = false } = {}) {
  const { spans } = view.state.field(matches);
  if (!spans[index]) return;
  const [at] = spans[index];
  view.dispatch({
    selection: caret ? { anchor: at } : undefined,
    effects: [renewed.of({ spans, at }), ...unfoldedAt(view.state, at), middle(at)],
  });
}

/** @param {EditorView} view */
export function hideMatches(view) {
  view.dispatch({ effects: renewed.of(none) });
}

/** @param {number} at */
function middle(at) {
  return EditorView.scrollIntoView(at, { y: "center" });
}
