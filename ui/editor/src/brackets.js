/** Closes brackets and quotes in code. Prose gets none: an apostrophe there is an apostrophe. */
import { closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { markdownLanguage } from "@codemirror/lang-markdown";
import { keymap } from "@codemirror/view";

export const brackets = [
  closeBrackets(),
  markdownLanguage.data.of({ closeBrackets: { brackets: [] } }),
  keymap.of(closeBracketsKeymap),
];
