/**
 * Markdown as Octavo writes it: GitHub's, with front matter, formulas, comments, [[wiki links]] and
 * #tags, and the languages of fenced code.
 *
 * A language's parser is fetched when a note first shows it; until then its code is plain.
 */
import { deleteMarkupBackward, markdownLanguage } from "@codemirror/lang-markdown";
import { Language, LanguageSupport, ParseContext } from "@codemirror/language";
import { Prec } from "@codemirror/state";
import { keymap } from "@codemirror/view";
import { parseCode } from "@lezer/markdown";
import { ownBlocks } from "./blocks.js";
import { languageOf } from "./code-languages.js";
import { goOnInCode } from "./code-lines.js";
import { endless } from "./endless.js";
import { frontMatter } from "./front-matter.js";
import { inlineSyntax } from "./inline.js";
import { endList, goOnInList } from "./lists.js";
import { linking } from "./paste-link.js";
import { endQuote, goOnInQuote } from "./quotes.js";

/** @param {string} info what follows the fence */
function codeParser(info) {
  const language = languageOf(info);
  if (!language) return null;
  if (language.support) return language.support.language.parser;
  return ParseContext.getSkippingParser(language.load());
}

const parser = /** @type {import("@lezer/markdown").MarkdownParser} */ (
  markdownLanguage.parser
).configure([frontMatter, ownBlocks, inlineSyntax, parseCode({ codeParser }), endless]);

const keys = Prec.high(
  keymap.of([
    { key: "Enter", run: goOnInCode },
    { key: "Enter", run: endQuote, shift: goOnInQuote },
    { key: "Enter", run: endList },
    { key: "Enter", run: goOnInList },
    { key: "Backspace", run: deleteMarkupBackward },
  ]),
);

export function markdown() {
  const language = new Language(markdownLanguage.data, parser, [], "markdown");
  return new LanguageSupport(language, [keys, linking]);
}
