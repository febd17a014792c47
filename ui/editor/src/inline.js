/**
 * Inline syntax beyond GitHub's: [[wiki links]], ==marks==, #tags, $formulas$, %%comments%%, and
 * what begins a callout: [!note] or !!! note.
 */
import { styleTags, tags } from "@lezer/highlight";
import { callout as calloutTag, formula as formulaTag, mark, noteTag, wikiLink } from "./tags.js";

const bracket = "[".charCodeAt(0);
const equals = "=".charCodeAt(0);
const hash = "#".charCodeAt(0);
const bang = "!".charCodeAt(0);
const dollar = "$".charCodeAt(0);
const percent = "%".charCodeAt(0);

const link = /^!?\[\[[^[\]\n]+\]\]/;
const tag = /^#[\p{L}\p{N}_][\p{L}\p{N}\p{M}_/-]*/u;
const callout = /^(?:\[![\w-]+\][+-]?|!!! +[\w-]+)/;
// $20 and $30 are no formula: no space inside of the dollars, no letter or digit outside.
const formula = /^(?:\$\$(?:[^$\\]|\\[^])+\$\$(?!\$)|\$(?![\s$])(?:[^$\\]|\\[^])+(?<!\s)\$(?![A-Za-z0-9$]))/;
const beforeFormula = /[A-Za-z0-9$]/;
const comment = /^%%(?!%)(?:[^%]|%(?!%))*%%(?![\p{L}\p{N}_%])/u;
const beforeComment = /[\p{L}\p{N}_%]/u;
const beforeTag = /[\s([{,;，。；（]/;

const markDelimiter = { resolve: "Mark", mark: "MarkMark" };

/** @type {import("@lezer/markdown").MarkdownConfig} */
export const inlineSyntax = {
  defineNodes: [
    { name: "WikiLink", style: wikiLink },
    { name: "NoteTag", style: noteTag },
    { name: "Mark", style: { "Mark/...": mark } },
    { name: "MarkMark", style: tags.processingInstruction },
    { name: "CalloutMark", style: calloutTag },
    { name: "Formula", style: formulaTag },
    { name: "NoteComment", style: tags.comment },
  ],
  props: [styleTags({ TaskMarker: tags.processingInstruction })],
  parseInline: [
    {
      name: "WikiLink",
      before: "Link",
      parse(context, next, pos) {
        const found = (next === bracket || next === bang) && link.exec(context.slice(pos, context.end));
        if (!found) return -1;
        return context.addElement(context.elt("WikiLink", pos, pos + found[0].length));
      },
    },
    {
      name: "CalloutMark",
      before: "Link",
      parse(context, next, pos) {
        if (pos !== context.offset || (next !== bracket && next !== bang)) return -1;
        const found = callout.exec(context.slice(pos, context.end));
        if (!found) return -1;
        return context.addElement(context.elt("CalloutMark", pos, pos + found[0].length));
      },
    },
    {
      name: "Formula",
      before: "Escape",
      parse(context, next, pos) {
        if (next !== dollar || beforeFormula.test(context.slice(pos - 1, pos))) return -1;
        const found = formula.exec(context.slice(pos, context.end));
        if (!found) return -1;
        return context.addElement(context.elt("Formula", pos, pos + found[0].length));
      },
    },
    {
      name: "NoteComment",
      parse(context, next, pos) {
        if (next !== percent || beforeComment.test(context.slice(pos - 1, pos))) return -1;
        const found = comment.exec(context.slice(pos, context.end));
        if (!found) return -1;
        return context.addElement(context.elt("NoteComment", pos, pos + found[0].length));
      },
    },
    {
      name: "NoteTag",
      parse(context, next, pos) {
        if (next !== hash || !startsWord(context, pos)) return -1;
        const found = tag.exec(context.slice(pos, context.end));
        if (!found || /^#\d+$/.test(found[0])) return -1; // #12 is a number, not a tag
        return context.addElement(context.elt("NoteTag", pos, pos + found[0].length));
      },
    },
    {
      name: "Mark",
      parse(context, next, pos) {
        if (next !== equals || context.char(pos + 1) !== equals) return -1;
        if (context.char(pos + 2) === equals) return -1;
        const before = context.slice(pos - 1, pos);
        const after = context.slice(pos + 2, pos + 3);
        return context.addDelimiter(markDelimiter, pos, pos + 2, /\S/.test(after), /\S/.test(before));
      },
    },
  ],
};

/** @param {import("@lezer/markdown").InlineContext} context @param {number} pos */
function startsWord(context, pos) {
  return pos === context.offset || beforeTag.test(context.slice(pos - 1, pos));
}
