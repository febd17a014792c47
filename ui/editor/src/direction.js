/** Every line runs the way its own first letter says (editor.css: unicode-bidi plaintext), so that
 * Arabic, Hebrew and English can stand in one note. */
import { EditorView } from "@codemirror/view";

export const direction = EditorView.perLineTextDirection.of(true);
