/**
 * Enter in an item goes on with another as this one is written: with its tabs, its task, and its number
 * when all have the same. On an empty item it ends the list, with an empty line behind it: words right
 * below an item would still be its own.
 */
import { insertNewlineContinueMarkupCommand } from "@codemirror/lang-markdown";
import { syntaxTree } from "@codemirror/language";
import { countColumn } from "@codemirror/state";
import { code, isInside } from "./inside.js";

/** @typedef {import("@codemirror/state").EditorState} EditorState */
/** @typedef {import("@codemirror/state").Line} Line */
/** @typedef {import("@codemirror/state").Transaction} Transaction */
/** @typedef {{indent: string, marker: string, gap: string, task: string}} Item how a line begins one */

// An empty item ends the list at once; without this the second item's Enter would first pull the list
// apart with a blank line.
const continueList = insertNewlineContinueMarkupCommand({ nonTightLists: false });
const tabWidth = 4;
const start = /^([ \t]*)([-+*]|\d{1,9}[.)])([ \t]*)(\[[ xX]\][ \t]+)?/;
const onlyMarker = /^((?:[ \t]*>)*)[ \t]*(?:[-+*]|\d{1,9}[.)])(?:[ \t]+\[[ xX]\])?[ \t]*$/;

/** @type {import("@codemirror/state").StateCommand} */
export function goOnInList({ state, dispatch }) {
  const like = (/** @type {Transaction} */ made) => dispatch(alike(state, made));
  return continueList({ state, dispatch: like }) || goOnBehindTab({ state, dispatch });
}

/**
 * A new item in the way of the one before.
 *
 * @param {EditorState} state @param {Transaction} made @returns {Transaction}
 */
function alike(state, made) {
  const { ranges, main } = state.selection;
  const line = state.doc.lineAt(main.head);
  const { head } = made.newSelection.main;
  const next = made.newDoc.lineAt(head);
  const [old, now] = [itemOf(line.text), itemOf(next.text.slice(0, head - next.from))];
  if (ranges.length > 1 || made.newDoc.lines === state.doc.lines || !old || !now) return made;
  const { from } = next;
  const insert = textOf({
    indent: widthOf(old.indent) === widthOf(now.indent) ? old.indent : now.indent,
    marker: areAllTheSame(state, line, old) ? old.marker : now.marker,
    gap: now.gap && !old.gap.includes("\t") ? now.gap : old.gap,
    task: now.task || (old.task && "[ ] "),
  });
  const mended = made.state.changes({ from, to: from + textOf(now).length, insert });
  const changes = made.changes.compose(mended);
  const selection = { anchor: from + insert.length };
  return state.update({ changes, selection, scrollIntoView: true, userEvent: "input" });
}

/** @param {string} text @returns {Item | null} */
function itemOf(text) {
  const found = start.exec(text);
  if (!found) return null;
  const [, indent, marker, gap, task = ""] = found;
  return { indent, marker, gap, task };
}

/** @param {Item} item */
function textOf({ indent, marker, gap, task }) {
  return indent + marker + gap + task;
}

/** @param {string} indent */
function widthOf(indent) {
  return countColumn(indent, tabWidth);
}

/**
 * Whether an item has the number of the one beside it.
 *
 * @param {EditorState} state
 * @param {Line} line
 * @param {Item} item
 */
function areAllTheSame(state, line, { marker }) {
  let node = syntaxTree(state).resolveInner(line.to, -1);
  while (node.parent && (node.name !== "ListItem" || node.from < line.from)) node = node.parent;
  const beside = node.prevSibling ?? node.nextSibling;
  return beside?.name === "ListItem" && state.sliceDoc(beside.from, beside.from + marker.length) === marker;
}

/** What CodeMirror does not know as an item. @type {import("@codemirror/state").StateCommand} */
function goOnBehindTab({ state, dispatch }) {
  const { ranges, main } = state.selection;
  const line = state.doc.lineAt(main.head);
  const item = itemOf(line.text);
  const isHere = !state.readOnly && ranges.length === 1 && main.empty;
  if (!item?.gap.startsWith("\t") || !isHere) return false;
  if (main.head < line.from + textOf(item).length || isInside(state, main.head, code)) return false;
  const next = { ...item, task: item.task && "[ ] " };
  const change = state.replaceSelection(state.lineBreak + textOf(next));
  dispatch(state.update(change, { scrollIntoView: true, userEvent: "input" }));
  return true;
}

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
 * @param {EditorState} state
 * @param {Line} line
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

/** @param {Line} line */
function wordsOf({ text }) {
  return text.replace(/^[ \t>]+/, "");
}
