/**
 * An address that is pasted over words makes a link of them. It must be all that comes, in one piece;
 * what is selected must be words of one paragraph, with their marks whole, and in no link yet.
 * Everything else is pasted in the place of the selection, as anywhere.
 */
import { syntaxTree } from "@codemirror/language";
import { EditorView } from "@codemirror/view";

/** @typedef {import("@codemirror/state").EditorState} EditorState */

const address = /^(?:https?:\/\/|mailto:|www\.)[^\s<>\p{Cc}]+$/iu;
const balanced = /^[^()]*(?:\([^()]*\)[^()]*)*$/;
const wholeBrackets = /^(?:[^[\]\\]|\\[^]|\[[^[\]]*\])*$/;
const words =
  /^(?:Strong|Emphasis|Strike|Mark|Su[bp]|InlineCode|CodeMark|Escape|Entity|Emoji|Formula|NoteTag)/;
const noWords = /Code|Link|Image|URL|HTML|Comment|Formula|FrontMatter|HorizontalRule|Escape|Entity/;

export const linking = EditorView.domEventHandlers({
  paste: ({ clipboardData }, view) => linkTo(clipboardData?.getData("text/plain") ?? "")(view),
});

/** @param {string} text that is pasted @returns {import("@codemirror/state").StateCommand} */
export function linkTo(text) {
  const target = targetOf(text.trim());
  return ({ state, dispatch }) => {
    const { main, ranges } = state.selection;
    const isOne = ranges.length === 1 && !main.empty && !state.readOnly;
    if (!target || !isOne || !areWords(state, main)) return false;
    const changes = [
      { from: main.from, insert: "[" },
      { from: main.to, insert: `](${target})` },
    ];
    dispatch(state.update({ changes, userEvent: "input.paste", scrollIntoView: true }));
    return true;
  };
}

/** An address as it is written in a link; null for what is none. @param {string} text */
function targetOf(text) {
  if (!address.test(text)) return null;
  const whole = /^www\./i.test(text) ? `https://${text}` : text;
  return balanced.test(whole) ? whole : `<${whole}>`;
}

/** @param {EditorState} state @param {{from: number, to: number}} range */
function areWords(state, { from, to }) {
  if (!wholeBrackets.test(state.sliceDoc(from, to))) return false;
  let fits = true;
  syntaxTree(state).iterate({
    from,
    to,
    enter(node) {
      const isAround = node.from <= from && node.to >= to;
      const isInside = node.from >= from && node.to <= to;
      const isBeside = node.to <= from || node.from >= to;
      const isWords = isInside && words.test(node.name);
      const isFit = isAround ? isInside || !noWords.test(node.name) : isWords;
      fits &&= isBeside || isFit;
    },
  });
  return fits;
}
