/**
 * Pasting. What comes as HTML from a page is pasted as its plain text at once and becomes Markdown
 * when the converter is there, a moment later: so nothing is ever lost, and the first undo gives the
 * plain text. Ctrl+Shift+V pastes plain text alone, and so does everything in code.
 *
 * An address over a selection makes a link of it: paste-link.js.
 */
import { isolateHistory } from "@codemirror/commands";
import { EditorView } from "@codemirror/view";
import { code, isInside } from "./inside.js";

const address = /^\s*[a-z][a-z0-9+.-]*:\S+\s*$/i;
const element =
  /<(?:h[1-6]|[uo]l|table|blockquote|pre|hr|a|img|math|span|strong|b|em|i|code|del|s|mark)[\s>]/i;

/** Views in which Ctrl+Shift+V was the last key. @type {WeakSet<EditorView>} */
const plain = new WeakSet();

export const pasting = [
  EditorView.domEventObservers({
    keydown(event, view) {
      const isPlain = event.shiftKey && (event.ctrlKey || event.metaKey) && event.code === "KeyV";
      if (isPlain) plain.add(view);
      else plain.delete(view);
    },
  }),
  EditorView.domEventHandlers({ paste }),
];

/** @param {ClipboardEvent} event @param {EditorView} view */
function paste({ clipboardData }, view) {
  if (!clipboardData || view.state.readOnly || view.state.selection.ranges.length > 1) return false;
  const text = clipboardData.getData("text/plain");
  if (plain.delete(view)) return Boolean(text) && Boolean(put(view, text));
  const html = clipboardData.getData("text/html");
  const { state } = view;
  const toCode = isInside(state, state.selection.main.from, code);
  const isCode = clipboardData.types.includes("vscode-editor-data");
  if (toCode || isCode || address.test(text) || !element.test(html)) return false;
  void convert(view, html, put(view, text));
  return true;
}

/**
 * @param {EditorView} view
 * @param {string} text
 * @returns {{from: number, text: string}} where it is now
 */
function put(view, text) {
  const { state } = view;
  const { from } = state.selection.main;
  const pasted = state.toText(text);
  view.dispatch(state.replaceSelection(pasted), { userEvent: "input.paste", scrollIntoView: true });
  return { from, text: pasted.toString() };
}

/** @param {EditorView} view @param {string} html @param {{from: number, text: string}} pasted */
async function convert(view, html, { from, text }) {
  const { markdownOf } = await import("./html.js");
  const { state } = view;
  const to = from + text.length;
  const markdown = markdownOf(html);
  if (!markdown || markdown === text.trim() || state.sliceDoc(from, to) !== text) return;
  const insert = indented(markdown, state.doc.lineAt(from).text);
  view.dispatch({
    changes: { from, to, insert },
    selection: state.selection.main.head === to ? { anchor: from + insert.length } : undefined,
    annotations: isolateHistory.of("full"), // a step of its own, whatever is typed right after
    userEvent: "input.paste",
    scrollIntoView: true,
  });
}

/**
 * As deep as the list item or quote that it is pasted into.
 *
 * @param {string} markdown
 * @param {string} line
 */
function indented(markdown, line) {
  const [, quotes, marker] = /^([ >]*)((?:[-+*]|\d{1,9}[.)])\s+)?/.exec(line) ?? ["", "", ""];
  return markdown.replaceAll("\n", `\n${quotes}${" ".repeat((marker ?? "").length)}`);
}
