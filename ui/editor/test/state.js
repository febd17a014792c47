/** Editors without a page: a state and its commands. */
import { ensureSyntaxTree } from "@codemirror/language";
import { EditorSelection, EditorState } from "@codemirror/state";
import { lineEnds } from "../src/line-ends.js";
import { markdown } from "../src/markdown.js";

/**
 * A state of a text in which "¦" is the caret and "‹ ›" a selection.
 *
 * @param {string} text
 */
export function at(text) {
  const anchor = text.search(/[¦‹]/);
  const head = Math.max(text.indexOf("›") - 1, anchor);
  const doc = text.replace(/[¦‹›]/g, "");
  const selection = anchor < 0 ? undefined : EditorSelection.single(anchor, head);
  const state = EditorState.create({ doc, selection, extensions: [lineEnds(doc), markdown()] });
  ensureSyntaxTree(state, doc.length, 1000);
  return state.update({}).state; // which takes the tree
}

/** The text with its caret after a command; null when the command does nothing. */
export function after(command, state) {
  let next = state;
  const view = { state, dispatch: (transaction) => (next = transaction.state) };
  return command(view) ? shown(next) : null;
}

/** @param {EditorState} state */
export function shown(state) {
  const { from, to } = state.selection.main;
  const text = state.doc.toString();
  if (from === to) return `${text.slice(0, from)}¦${text.slice(from)}`;
  return `${text.slice(0, from)}‹${text.slice(from, to)}›${text.slice(to)}`;
}
