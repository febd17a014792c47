/**
 * Several carets and selections at once: Alt+click, Ctrl+Alt+Up and Down (CodeMirror's own keys),
 * Ctrl+D (search.js), and a rectangle with Alt+Shift and the mouse.
 */
import { EditorState } from "@codemirror/state";
import { EditorView, rectangularSelection } from "@codemirror/view";

export const cursors = [
  EditorState.allowMultipleSelections.of(true),
  EditorView.clickAddsSelectionRange.of((event) => event.altKey || event.ctrlKey || event.metaKey),
  rectangularSelection({
    eventFilter: (event) => event.altKey && event.shiftKey && event.button === 0,
  }),
];
