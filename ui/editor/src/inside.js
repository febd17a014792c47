/** Where a place of the text is, as the parser sees it. */
import { syntaxTree } from "@codemirror/language";

/** What is written here is for machines. */
export const code = new Set(
  "FencedCode CodeBlock InlineCode FrontMatter Formula FormulaBlock".split(" "),
);

/**
 * @param {import("@codemirror/state").EditorState} state
 * @param {number} at
 * @param {Set<string>} kinds
 */
export function isInside(state, at, kinds) {
  for (let node = syntaxTree(state).resolveInner(at, -1); node.parent; node = node.parent) {
    if (kinds.has(node.name)) return true;
  }
  return false;
}
