/** What changes while an editor is open, each in a compartment of its own. */
import { Compartment, EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";

const writing = new Compartment();
const wrapping = new Compartment();
const wording = new Compartment();

/** @param {boolean} on */
const readOnly = (on) => [EditorState.readOnly.of(on), EditorView.editable.of(!on)];

/** @param {{readonly: boolean, phrases: Record<string, string>, label: string}} options */
export function switches({ readonly, phrases, label }) {
  return [
    writing.of(readOnly(readonly)),
    wrapping.of(EditorView.lineWrapping),
    wording.of(words(phrases, label)),
  ];
}

/** @param {Record<string, string>} phrases @param {string} label */
function words(phrases, label) {
  return [
    EditorState.phrases.of(phrases),
    // In the tab order by its own word: also when it may only be read.
    EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0" }),
  ];
}

/** @param {EditorView} view @param {boolean} on */
export function setReadOnly(view, on) {
  view.dispatch({ effects: writing.reconfigure(readOnly(on)) });
}

/** @param {EditorView} view @param {boolean} on */
export function setWrapping(view, on) {
  view.dispatch({ effects: wrapping.reconfigure(on ? EditorView.lineWrapping : []) });
}

/** @param {EditorView} view @param {Record<string, string>} phrases @param {string} label */
export function setWords(view, phrases, label) {
  view.dispatch({ effects: wording.reconfigure(words(phrases, label)) });
}
