/**
 * Front matter: a first line `---`, a line `key:` right below, and everything to the next `---` or
 * `...`. Without its end it is over at the first empty line, so that a rule on top of a note never
 * swallows the note.
 */
import { tags } from "@lezer/highlight";

const begin = /^---\s*$/;
const field = /^[\w"'-][^:]*:(\s|$)/;
const end = /^(---|\.\.\.)?\s*$/;

/** @type {import("@lezer/markdown").MarkdownConfig} */
export const frontMatter = {
  defineNodes: [{ name: "FrontMatter", block: true, style: tags.meta }],
  parseBlock: [
    {
      name: "FrontMatter",
      before: "LinkReference",
      parse(context, line) {
        const from = context.lineStart;
        if (from !== 0 || !begin.test(line.text) || !field.test(context.peekLine())) return false;
        while (context.nextLine() && !end.test(line.text));
        if (line.text.trim()) context.nextLine();
        context.addElement(context.elt("FrontMatter", from, context.prevLineEnd()));
        return true;
      },
    },
  ],
};
