/** Closes brackets and quotes in code. Prose gets none: an apostrophe there is an apostrophe. The
 * partner of a bracket is shown in both. */
import { closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { markdownLanguage } from "@codemirror/lang-markdown";
import { bracketMatching } from "@codemirror/language";
import { keymap } from "@codemirror/view";

export const brackets = [
  closeBrackets(),
  markdownLanguage.data.of({ closeBrackets: { brackets: [] } }),
  keymap.of(closeBracketsKeymap),
  bracketMatching({ brackets: "()[]{}（）「」『』【】《》" }),
];
