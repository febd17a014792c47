/**
 * Ctrl+K: the selection as a link, and text again. What is selected is the words, or the address
 * when it looks like one; the caret goes to where the other belongs.
 *
 * Without a selection the key is not ours: in the window it goes to a note by its title.
 */
import { syntaxTree } from "@codemirror/language";
import { EditorSelection } from "@codemirror/state";

/** @typedef {import("@codemirror/state").EditorState} EditorState */
/** @typedef {import("@codemirror/state").SelectionRange} SelectionRange */

const address = /^(?:https?:\/\/|mailto:|www\.)\S+$/i;

/** @type {import("@codemirror/view").KeyBinding[]} */
export const linkKeys = [{ key: "Mod-k", run: toggle }];

/** @type {import("@codemirror/state").StateCommand} */
function toggle({ state, dispatch }) {
  if (state.readOnly || state.selection.ranges.some((range) => range.empty)) return false;
  const change = state.changeByRange((range) => unlink(state, range) ?? link(state, range));
  dispatch(state.update(change, { scrollIntoView: true, userEvent: "input" }));
  return true;
}

/** @param {EditorState} state @param {SelectionRange} range */
function link(state, { from, to }) {
  const text = state.sliceDoc(from, to);
  const insert = address.test(text) ? `[](${text})` : `[${text}]()`;
  const caret = address.test(text) ? from + 1 : from + insert.length - 1;
  return { changes: { from, to, insert }, range: EditorSelection.cursor(caret) };
}

/** @param {EditorState} state @param {SelectionRange} range */
function unlink(state, { from, to }) {
  const around = linkAround(state, from, to);
  const marks = around?.getChildren("LinkMark") ?? [];
  if (!around?.getChild("URL") || marks.length < 4) return null;
  const text = state.sliceDoc(marks[0].to, marks[1].from);
  return {
    changes: { from: around.from, to: around.to, insert: text },
    range: EditorSelection.range(around.from, around.from + text.length),
  };
}

/** @param {EditorState} state @param {number} from @param {number} to */
function linkAround(state, from, to) {
  for (let node = syntaxTree(state).resolveInner(from, 1); ; ) {
    if (node.name === "Link") return node.to >= to ? node : null;
    if (!node.parent) return null;
    node = node.parent;
  }
}
