/** Spelling is checked in prose and not in code, links and front matter, where every second word
 * would be underlined. */
import { syntaxTree } from "@codemirror/language";
import { RangeSetBuilder } from "@codemirror/state";
import { Decoration, EditorView, ViewPlugin } from "@codemirror/view";
import { code } from "./inside.js";

const unchecked = new Set([...code, "URL", "WikiLink"]);
const noCheck = Decoration.mark({ attributes: { spellcheck: "false" } });

class Unchecked {
  /** @param {EditorView} view */
  constructor(view) {
    this.tree = syntaxTree(view.state);
    this.decorations = codeIn(view);
  }

  /** @param {import("@codemirror/view").ViewUpdate} update */
  update(update) {
    const tree = syntaxTree(update.state);
    if (!update.docChanged && !update.viewportChanged && tree === this.tree) return;
    this.tree = tree;
    this.decorations = codeIn(update.view);
  }
}

/** @param {EditorView} view */
function codeIn(view) {
  const marks = /** @type {RangeSetBuilder<Decoration>} */ (new RangeSetBuilder());
  for (const { from, to } of view.visibleRanges) {
    syntaxTree(view.state).iterate({
      from,
      to,
      enter(node) {
        if (!unchecked.has(node.name)) return;
        const start = Math.max(node.from, from);
        const end = Math.min(node.to, to);
        if (start < end) marks.add(start, end, noCheck);
        return false;
      },
    });
  }
  return marks.finish();
}

export const spelling = [
  EditorView.contentAttributes.of({ spellcheck: "true", autocorrect: "on", autocapitalize: "sentences" }),
  ViewPlugin.fromClass(Unchecked, { decorations: (plugin) => plugin.decorations }),
];
