/**
 * Where a paragraph is longer than anybody writes one, marks in it end: what is read and drawn anew at
 * every key would else freeze the page.
 */

const longest = 10_000; // characters of one block

/** @type {import("@lezer/markdown").MarkdownConfig} */
export const endless = {
  parseInline: [
    {
      name: "Endless",
      before: "Escape",
      parse: (context, _, at) => (at - context.offset < longest ? -1 : context.end),
    },
  ],
};
