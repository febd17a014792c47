/** Ctrl+B and Ctrl+I: put marks around the selection or the word, or take them off again. */
import { EditorSelection } from "@codemirror/state";

/** @type {import("@codemirror/view").KeyBinding[]} */
export const emphasisKeys = [
  { key: "Mod-b", run: toggle("**") },
  { key: "Mod-i", run: toggle("*") },
];

/** @param {string} mark @returns {import("@codemirror/state").StateCommand} */
function toggle(mark) {
  return ({ state, dispatch }) => {
    if (state.readOnly) return false;
    const change = state.changeByRange((range) => {
      const inner = range.empty ? (state.wordAt(range.head) ?? range) : range;
      return isMarked(state, inner, mark) ? unmark(inner, mark) : putMark(range, inner, mark);
    });
    dispatch(state.update(change, { scrollIntoView: true, userEvent: "input" }));
    return true;
  };
}

/**
 * @param {import("@codemirror/state").EditorState} state
 * @param {{from: number, to: number}} range
 * @param {string} mark
 */
function isMarked(state, { from, to }, mark) {
  const before = /\**$/.exec(state.sliceDoc(Math.max(0, from - 3), from))?.[0].length ?? 0;
  const after = /^\**/.exec(state.sliceDoc(to, to + 3))?.[0].length ?? 0;
  const around = Math.min(before, after);
  return mark === "**" ? around >= 2 : around % 2 === 1; // three are bold and italic
}

/** @param {{from: number, to: number}} inner @param {string} mark */
function unmark({ from, to }, mark) {
  const width = mark.length;
  return {
    changes: [
      { from: from - width, to: from },
      { from: to, to: to + width },
    ],
    range: EditorSelection.range(from - width, to - width),
  };
}

/**
 * @param {import("@codemirror/state").SelectionRange} range
 * @param {{from: number, to: number}} inner
 * @param {string} mark
 */
function putMark(range, { from, to }, mark) {
  const width = mark.length;
  return {
    changes: [
      { from, insert: mark },
      { from: to, insert: mark },
    ],
    range: range.empty
      ? EditorSelection.cursor(range.head + width)
      : EditorSelection.range(range.anchor + width, range.head + width),
  };
}
