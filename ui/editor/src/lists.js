/**
 * Enter on an empty item ends its list, with an empty line behind it: words right below an item would
 * still be its own.
 */
import { syntaxTree } from "@codemirror/language";
import { code, isInside } from "./inside.js";

const onlyMarker = /^((?:[ \t]*>)*)[ \t]*(?:[-+*]|\d{1,9}[.)])(?:[ \t]+\[[ xX]\])?[ \t]*$/;

/** @type {import("@codemirror/state").StateCommand} */
export function endList({ state, dispatch }) {
  const { ranges, main } = state.selection;
  const line = state.doc.lineAt(main.head);
  const found = onlyMarker.exec(line.text);
  const isHere = found && !state.readOnly && ranges.length === 1 && main.empty;
  if (!isHere || isInside(state, line.to, code) || !isOuterItem(state, line)) return false;
  const [, quotes] = found;
  const start = quotes && `${quotes} `;
  const isApart = line.number === 1 || !wordsOf(state.doc.line(line.number - 1));
  const insert = isApart ? start : `${quotes}${state.lineBreak}${start}`;
  const changes = { from: line.from, to: line.to, insert };
  const selection = { anchor: line.from + insert.length };
  dispatch(state.update({ changes, selection, scrollIntoView: true, userEvent: "input" }));
  return true;
}

/**
 * Whether a line is all of an item, and its list is in no other.
 *
 * @param {import("@codemirror/state").EditorState} state
 * @param {import("@codemirror/state").Line} line
 */
function isOuterItem(state, { to }) {
  let items = 0;
  for (let node = syntaxTree(state).resolveInner(to, -1); node.parent; node = node.parent) {
    if (node.name !== "ListItem") continue;
    if (node.to > to) return false;
    items++;
  }
  return items === 1;
}

/** @param {import("@codemirror/state").Line} line */
function wordsOf({ text }) {
  return text.replace(/^[ \t>]+/, "");
}
