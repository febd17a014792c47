import assert from "node:assert/strict";
import { test } from "node:test";
import { EditorState } from "@codemirror/state";
import { matched, matches, withMatches } from "../src/matches.js";

/** A state of a text in which "‹ ›" are matches. */
function marked(text) {
  const spans = [...text.matchAll(/‹(.*?)›/gs)].map(({ index, 1: words }, at) => [
    index - 2 * at,
    index - 2 * at + words.length,
  ]);
  const doc = text.replace(/[‹›]/g, "");
  return withMatches(EditorState.create({ doc, extensions: matches }), spans, doc);
}

function shown(state) {
  let text = state.doc.toString();
  for (const [from, to] of state.field(matches).spans.toReversed())
    text = `${text.slice(0, from)}‹${text.slice(from, to)}›${text.slice(to)}`;
  return text;
}

const edited = (text, changes) => marked(text).update({ changes }).state;

test("matches move with the text", () => {
  assert.equal(shown(edited("a ‹wal› b ‹wal›", { from: 0, insert: "so " })), "so a ‹wal› b ‹wal›");
  assert.equal(shown(edited("‹wal›", { from: 0, insert: "x" })), "x‹wal›");
  assert.equal(shown(edited("‹wal›", { from: 3, insert: "l" })), "‹wal›l");
  assert.equal(shown(edited("‹字›‹字›", { from: 1, insert: "。" })), "‹字›。‹字›");
});

test("a match that is written in, or deleted, is none any more", () => {
  assert.equal(shown(edited("‹wal› ‹wal›", { from: 1, insert: "x" })), "wxal ‹wal›");
  assert.equal(shown(edited("‹字› ‹字›", { from: 0, to: 1 })), " ‹字›");
  assert.equal(shown(edited("‹wal› ‹wal›", { from: 2, to: 5 })), "waal");
});

test("the next one is current where the current one was deleted", () => {
  const left = edited("‹a› ‹b›\n‹c›", { from: 0, to: 1 });
  assert.deepEqual(matched(left), { lines: [0, 1], current: 0 });
  assert.deepEqual(matched(edited("‹a›", { from: 0, to: 1 })), { lines: [], current: -1 });
});

test("places of the server's text are found in a newer one", () => {
  const newer = EditorState.create({ doc: "first wal\nand new, wal", extensions: matches });
  const state = withMatches(newer, [[6, 9], [11, 14]], "first wal, wal");
  assert.equal(shown(state), "first ‹wal›\nand new, ‹wal›");
});

test("line ends count as one, emoji as two", () => {
  const text = "👩‍👧 x\r\nwal\r\n";
  const state = EditorState.create({ doc: text, extensions: matches });
  assert.equal(shown(withMatches(state, [[8, 11]], text)), "👩‍👧 x\n‹wal›\n");
});

test("a thousand matches are kept while somebody types in two megabytes", () => {
  const text = "word ".repeat(400_000);
  const spans = Array.from({ length: 1_000 }, (_, at) => [at * 5, at * 5 + 4]);
  let state = withMatches(EditorState.create({ doc: text, extensions: matches }), spans, text);
  const begun = process.cpuUsage();
  for (let key = 0; key < 100; key++) state = state.update({ changes: { from: 2_500, insert: "a" } }).state;
  assert.ok(process.cpuUsage(begun).user < 1_000_000);
  assert.equal(matched(state).lines.length, 1_000);
});
