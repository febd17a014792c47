/**
 * The editor of a note: CodeMirror, assembled from our own list. Everything that the page needs of
 * it is exported here; the page never sees CodeMirror itself.
 */
import { defaultKeymap, historyKeymap } from "@codemirror/commands";
import { EditorState } from "@codemirror/state";
import { EditorView, drawSelection, dropCursor, highlightSpecialChars, keymap } from "@codemirror/view";
import { brackets } from "./brackets.js";
import { completion } from "./completion.js";
import { cursors } from "./cursors.js";
import { direction } from "./direction.js";
import { emphasisKeys } from "./emphasis.js";
import { foldKeys, folding } from "./folding.js";
import { highlighting } from "./highlight.js";
import { codeKeys } from "./inline-code.js";
import { lineEnds } from "./line-ends.js";
import { linkKeys } from "./link.js";
import { markdown } from "./markdown.js";
import { matches } from "./matches.js";
import { pasting } from "./paste.js";
import { searching } from "./search.js";
import { spelling } from "./spelling.js";
import { structure } from "./structure.js";
import { surround } from "./surround.js";
import { switches } from "./switches.js";
import { tabKeys } from "./tab.js";
import { tables } from "./table.js";
import { undoing } from "./undo.js";

export { textOf } from "./line-ends.js";
export { atMatch, hideMatches, matched, showMatch, withMatches } from "./matches.js";
export { atPlace, placeOf } from "./place.js";
export { replacement } from "./replace.js";
export { closeSearch, openSearch } from "./search.js";
export { setReadOnly, setWords, setWrapping } from "./switches.js";
export { element, icon } from "./elements.js";
export { undoSteps, withUndoSteps } from "./undo.js";

/**
 * @typedef {object} Options
 * @property {boolean} readonly
 * @property {string} label what a screen reader calls the editor
 * @property {Record<string, string>} phrases English -> what people read
 * @property {string} nonce of the page's style-src
 * @property {import("./completion.js").Titles} titles of notes that may be meant
 */

/** @param {Options} options */
function extensions(options) {
  return [
    EditorView.cspNonce.of(options.nonce),
    switches(options),
    structure,
    tables,
    pasting,
    markdown(),
    highlighting,
    undoing,
    brackets,
    surround,
    searching,
    matches,
    spelling,
    direction,
    highlightSpecialChars(),
    drawSelection(),
    dropCursor(),
    cursors,
    folding,
    completion(options.titles),
    keymap.of([
      ...tabKeys,
      ...emphasisKeys,
      ...codeKeys,
      ...linkKeys,
      ...foldKeys,
      ...historyKeymap,
      ...defaultKeymap,
    ]),
  ];
}

/**
 * A note's text with its caret and its undo history; it outlives the view that shows it.
 *
 * @param {string} text
 * @param {Options} options
 */
export function stateOf(text, options) {
  return EditorState.create({ doc: text, extensions: [lineEnds(text), extensions(options)] });
}

/**
 * @param {EditorState} state
 * @param {HTMLElement} parent
 * @param {import("@codemirror/state").StateEffect<any> | undefined} scrollTo
 * @param {{changed: () => void, moved: () => void}} told after every change of the text; and whenever the caret may be
 *     elsewhere, then too
 */
export function viewOf(state, parent, scrollTo, { changed, moved }) {
  return new EditorView({
    state,
    parent,
    scrollTo,
    dispatchTransactions(transactions, view) {
      view.update(transactions);
      if (transactions.some(({ docChanged }) => docChanged)) changed();
      if (transactions.some(({ docChanged, selection }) => docChanged || selection)) moved();
    },
  });
}

/**
 * Puts the caret at the start of a line, and the line where it is seen.
 *
 * @param {EditorView} view
 * @param {number} number 0 is the first, as in `data-line`
 */
export function goToLine(view, number) {
  const { doc } = view.state;
  const line = doc.line(Math.min(Math.max(number, 0) + 1, doc.lines));
  view.dispatch({
    selection: { anchor: line.from },
    effects: EditorView.scrollIntoView(line.from, { y: "start", yMargin: 24 }),
  });
}

/**
 * Where a line begins, in pixels from the top of what scrolls.
 *
 * @param {EditorView} view
 * @param {number} number 0 is the first
 */
export function topOfLine(view, number) {
  const { doc } = view.state;
  const line = doc.line(Math.min(Math.max(number, 0) + 1, doc.lines));
  return view.lineBlockAt(line.from).top + view.documentPadding.top;
}

/** @typedef {EditorView} View */
