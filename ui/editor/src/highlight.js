/**
 * Gives every piece of syntax a class; colours are in ui/styles/editor.css, in tokens, so that
 * light and dark are only CSS.
 */
import { syntaxHighlighting } from "@codemirror/language";
import { tagHighlighter, tags as t } from "@lezer/highlight";
import { callout, formula, mark, noteTag, wikiLink } from "./tags.js";

const classes = tagHighlighter([
  // prose
  { tag: t.heading, class: "tok-heading" },
  { tag: t.strong, class: "tok-strong" },
  { tag: t.emphasis, class: "tok-emphasis" },
  { tag: t.strikethrough, class: "tok-struck" },
  { tag: mark, class: "tok-mark" },
  { tag: [t.link, wikiLink, noteTag], class: "tok-link" },
  { tag: callout, class: "tok-callout" },
  { tag: formula, class: "tok-formula" },
  { tag: t.url, class: "tok-url" },
  { tag: t.labelName, class: "tok-faint" },
  { tag: [t.processingInstruction, t.contentSeparator, t.meta], class: "tok-faint" },
  { tag: [t.escape, t.character], class: "tok-faint" },
  { tag: t.monospace, class: "tok-code" },
  // code
  { tag: [t.keyword, t.operatorKeyword, t.modifier, t.tagName], class: "tok-keyword" },
  { tag: [t.string, t.special(t.string), t.regexp], class: "tok-string" },
  { tag: [t.number, t.bool, t.null, t.atom, t.unit, t.color], class: "tok-number" },
  { tag: [t.typeName, t.className, t.namespace], class: "tok-type" },
  { tag: [t.definition(t.variableName), t.function(t.variableName)], class: "tok-name" },
  { tag: [t.function(t.propertyName), t.attributeName, t.macroName], class: "tok-name" },
  { tag: [t.definition(t.propertyName), t.propertyName], class: "tok-name" },
  { tag: [t.comment, t.documentMeta], class: "tok-comment" },
  { tag: t.inserted, class: "tok-inserted" },
  { tag: t.deleted, class: "tok-deleted" },
  { tag: t.invalid, class: "tok-invalid" },
]);

export const highlighting = syntaxHighlighting(classes);
