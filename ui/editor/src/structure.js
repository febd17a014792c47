/**
 * What a key does in a table, a list or a fence goes by the structure of the text, which the
 * highlighter reads little by little: in a long note, or on a busy machine, it has not come to the caret
 * yet. So before such a key what is missing is read.
 */
import { forceParsing } from "@codemirror/language";
import { Prec } from "@codemirror/state";
import { EditorView } from "@codemirror/view";

const patience = 2_000; // ms at most; 200 kB take 100 on a machine with nothing else to do
const letter = /^[\p{L}\p{N}\s]$/u;
const structural = new Set(["Enter", "Tab", "Backspace"]);

/** @param {KeyboardEvent} event */
function isStructural({ key, ctrlKey, metaKey, altKey, isComposing }) {
  const isSign = key.length === 1 && !letter.test(key);
  return !isComposing && (ctrlKey || metaKey || altKey || isSign || structural.has(key));
}

/** @param {EditorView} view */
function read(view) {
  const { doc, selection } = view.state;
  const last = Math.max(...selection.ranges.map(({ to }) => to));
  forceParsing(view, Math.min(doc.length, doc.lineAt(last).to + 1), patience);
}

export const structure = Prec.highest(
  EditorView.domEventObservers({
    keydown: (event, view) => void (isStructural(event) && read(view)),
    paste: (_, view) => read(view),
  }),
);
