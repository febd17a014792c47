/**
 * Blocks beyond GitHub's: $$ formulas $$ and %% comments %% on lines of their own. A formula without
 * its end is over at the first empty line; a comment may have empty lines, and says by its colour
 * that it was not closed.
 */
import { tags } from "@lezer/highlight";
import { formula } from "./tags.js";

/**
 * @typedef {{begins: RegExp, ends: RegExp, stops: RegExp | null}} Fence
 * `stops`: a line that is not of it any more
 */

const dollars = { begins: /^\$\$(?!.*\$)/, ends: /\$\$\s*$/, stops: /^\s*$/ };
const percents = { begins: /^%%\s*$/, ends: /%%\s*$/, stops: null };

/** @type {import("@lezer/markdown").MarkdownConfig} */
export const ownBlocks = {
  defineNodes: [
    { name: "FormulaBlock", block: true, style: formula },
    { name: "CommentLines", block: true, style: tags.comment },
  ],
  parseBlock: [
    { name: "FormulaBlock", before: "LinkReference", parse: between("FormulaBlock", dollars) },
    { name: "CommentLines", before: "LinkReference", parse: between("CommentLines", percents) },
  ],
};

/** @param {string} name @param {Fence} fence */
function between(name, { begins, ends, stops }) {
  /**
   * @param {import("@lezer/markdown").BlockContext} context
   * @param {import("@lezer/markdown").Line} line
   */
  return (context, line) => {
    if (context.depth > 1 || !begins.test(line.text)) return false;
    const from = context.lineStart;
    while (context.nextLine() && !ends.test(line.text) && !stops?.test(line.text));
    if (ends.test(line.text)) context.nextLine();
    context.addElement(context.elt(name, from, context.prevLineEnd()));
    return true;
  };
}
