/** Puts another text in place of this one by the smallest single change, so that the caret, the
 * scroll place and the undo history survive. */
import { newLineEnds } from "./line-ends.js";

/**
 * @param {import("@codemirror/state").EditorState} state
 * @param {string} text
 * @returns {import("@codemirror/state").TransactionSpec}
 */
export function replacement(state, text) {
  const old = state.doc.toString();
  const next = text.replace(/\r\n?/g, "\n");
  const effects = newLineEnds(text);
  if (old === next) return { effects };
  const shorter = Math.min(old.length, next.length);
  const from = commonStart(old, next, shorter);
  const behind = commonEnd(old, next, shorter - from);
  return {
    changes: { from, to: old.length - behind, insert: next.slice(from, next.length - behind) },
    effects,
    userEvent: "replace",
  };
}

/** @param {string} a @param {string} b @param {number} limit */
function commonStart(a, b, limit) {
  let length = 0;
  while (length < limit && a[length] === b[length]) length++;
  return splitsPair(a, length) ? length - 1 : length;
}

/** @param {string} a @param {string} b @param {number} limit */
function commonEnd(a, b, limit) {
  let length = 0;
  while (length < limit && a[a.length - 1 - length] === b[b.length - 1 - length]) length++;
  return splitsPair(a, a.length - length) ? length - 1 : length;
}

/** Whether a cut here would part the two halves of one character. */
function splitsPair(/** @type {string} */ text, /** @type {number} */ at) {
  const before = text.charCodeAt(at - 1);
  const after = text.charCodeAt(at);
  return before >= 0xd800 && before < 0xdc00 && after >= 0xdc00 && after < 0xe000;
}
