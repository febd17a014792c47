/**
 * What can be undone, as text that outlives the page, and back.
 *
 * Steps lead back from one text only. Those that come from outside are taken when each of them
 * fits the one before it, down from the text as it is; else none of them is.
 */
import { history, historyField } from "@codemirror/commands";
import { ChangeSet, Compartment, EditorState } from "@codemirror/state";

/** @typedef {{changes?: any, startSelection?: any, selectionsAfter: any[]}} Step CodeMirror's own */
/** @typedef {{done: Step[], undone: Step[]}} Steps the last of each is the next one */

const fields = { history: historyField };
const place = new Compartment();

export const undoing = place.of(history());

/**
 * The newest steps, as JSON.
 *
 * @param {EditorState} state
 * @param {number} limit characters
 */
export function undoSteps(state, limit) {
  const { done, undone } = stepsOf(state);
  const kept = newest(done, limit);
  return JSON.stringify({ done: kept.steps, undone: newest(undone, kept.left).steps });
}

/**
 * The changes that put older steps below those that the state has, none when they do not fit.
 *
 * @param {EditorState} state
 * @param {string} json
 * @returns {import("@codemirror/state").TransactionSpec[]}
 */
export function withUndoSteps(state, json) {
  const own = stepsOf(state);
  const older = /** @type {Steps} */ (JSON.parse(json));
  const isWritten = own.done.length > 0 || own.undone.length > 0;
  const steps = {
    done: [...older.done, ...own.done],
    undone: isWritten ? own.undone : older.undone,
  };
  const { length } = state.doc;
  if (!fit(steps.done, length) || !fit(steps.undone, length)) return [];
  // A field that is there keeps its value: it goes first.
  return [
    { effects: place.reconfigure([]) },
    { effects: place.reconfigure([history(), historyField.init(() => valueOf(steps))]) },
  ];
}

/** @param {EditorState} state @returns {Steps} without the places of the caret between them */
function stepsOf(state) {
  const { done, undone } = state.toJSON(fields).history;
  return { done: bare(done), undone: bare(undone) };
}

/** @param {Step[]} steps */
function bare(steps) {
  return steps
    .filter((step) => step.changes)
    .map(({ changes, startSelection }) => ({ changes, startSelection, selectionsAfter: [] }));
}

/** @param {Step[]} steps @param {number} limit characters */
function newest(steps, limit) {
  let left = limit;
  const first = steps.findLastIndex((step) => (left -= JSON.stringify(step).length) < 0);
  return { steps: steps.slice(first + 1), left: Math.max(left, 0) };
}

/**
 * Whether each step begins where the one after it has ended.
 *
 * @param {Step[]} steps
 * @param {number} length
 */
function fit(steps, length) {
  try {
    return steps.reduceRight((at, step) => lengthAfter(step, at), length) >= 0;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** @param {Step} step @param {number} length of the text before it */
function lengthAfter({ changes, startSelection }, length) {
  const change = ChangeSet.fromJSON(changes);
  const ranges = /** @type {{anchor: number, head: number}[]} */ (startSelection.ranges);
  const last = Math.max(...ranges.flatMap(({ anchor, head }) => [anchor, head]));
  if (change.length !== length || last > change.newLength) throw new RangeError("another text");
  return change.newLength;
}

/** @param {Steps} steps */
function valueOf(steps) {
  const json = { doc: "", selection: { ranges: [{ anchor: 0, head: 0 }], main: 0 }, history: steps };
  return EditorState.fromJSON(json, {}, fields).field(historyField);
}
