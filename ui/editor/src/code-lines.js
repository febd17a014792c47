/**
 * Lines of code: a new one is as deep as the one above, and one step deeper behind what opens a block. A
 * step is what the code has, else what is usual in its language.
 */
import { syntaxTree } from "@codemirror/language";
import { countColumn } from "@codemirror/state";

/** @typedef {import("@codemirror/state").EditorState} EditorState */
/** @typedef {import("@lezer/common").SyntaxNode} Node */

export const tabWidth = 4;
const leastStep = 2; // less is alignment
const before = /^[ \t]*(?:>[ \t]?)*[ \t]*/;
const brackets = /[{[(][ \t]*$/;
const colon = /:[ \t]*$/;
const colonLanguages = /^\W*(?:py|pycon|gdscript|ya?ml|nim)/i;
const tabLanguages = /^\W*(?:go|golang|make|makefile)\b/i;
const shortLanguages = /^\W*(?:jsx?|tsx?|javascript|typescript|html|xml|s?css|json|ya?ml|ruby|rb|lua)\b/i;

/**
 * The code that the caret is in, not in the line that begins it.
 *
 * @param {EditorState} state
 * @returns {Node | null}
 */
export function codeAround(state) {
  const { from, head } = state.selection.main;
  for (let node = syntaxTree(state).resolve(head, -1); node.parent; node = node.parent) {
    const isCode = node.name === "FencedCode" && state.doc.lineAt(from).from > node.from;
    if (isCode || node.name === "CodeBlock") return node;
  }
  return null;
}

/** @type {import("@codemirror/state").StateCommand} */
export function goOnInCode({ state, dispatch }) {
  const { ranges, main } = state.selection;
  const node = !state.readOnly && ranges.length === 1 ? codeAround(state) : null;
  if (!node) return false;
  const line = state.doc.lineAt(main.from);
  const written = line.text.slice(0, main.from - line.from);
  const start = before.exec(written)?.[0] ?? "";
  const step = opens(state, node, written) ? stepOf(state, node) : "";
  const isBetween = brackets.test(written) && /^[}\])]/.test(state.sliceDoc(main.to, main.to + 1));
  const insert = state.lineBreak + start + step;
  const rest = isBetween ? state.lineBreak + start : "";
  const changes = { from: main.from, to: main.to, insert: insert + rest };
  const selection = { anchor: main.from + insert.length };
  dispatch(state.update({ changes, selection, scrollIntoView: true, userEvent: "input" }));
  return true;
}

/** @param {EditorState} state @param {Node} node @param {string} written before the caret */
function opens(state, node, written) {
  return brackets.test(written) || (colon.test(written) && colonLanguages.test(languageOf(state, node)));
}

/** @param {EditorState} state @param {Node} node */
function languageOf({ doc }, node) {
  const info = node.getChild("CodeInfo");
  return info ? doc.sliceString(info.from, info.to) : "";
}

/** By how much code goes deeper. @param {EditorState} state @param {Node} node */
export function stepOf(state, node) {
  const first = state.doc.lineAt(node.from);
  const base = countColumn(first.text, tabWidth, node.from - first.from);
  const lines = state.sliceDoc(node.from, node.to).split("\n").slice(1);
  const spaces = lines.filter((text) => text.trim()).map((text) => before.exec(text)?.[0] ?? "");
  if (spaces.some((space) => space.endsWith("\t"))) return "\t";
  const steps = spaces.map((space) => countColumn(space, tabWidth) - base);
  const least = Math.min(...steps.filter((step) => step >= leastStep));
  return Number.isFinite(least) ? " ".repeat(least) : usualStep(languageOf(state, node));
}

/** @param {string} language */
function usualStep(language) {
  if (tabLanguages.test(language)) return "\t";
  return " ".repeat(shortLanguages.test(language) ? 2 : tabWidth);
}
