import assert from "node:assert/strict";
import { test } from "node:test";
import { textOf } from "../src/line-ends.js";
import { replacement } from "../src/replace.js";
import { at, shown } from "./state.js";

const texts = [
  "",
  "a",
  "\n",
  "\r\n",
  "a\nb\n",
  "a\r\nb\r\n",
  "a\rb\r",
  "a\r\nb\nc\r\nd\re\r\n",
  "\n\n\r\n\r\n\r\n\n",
  "\ufeff# BOM\r\n",
  "emoji 👩‍👩‍👧 and\u2028 separators\n",
];

test("a text leaves as it came, whatever its lines end with", () => {
  for (const text of texts) assert.equal(textOf(at(text)), text, JSON.stringify(text));
});

const edited = (text, changes) => textOf(at(text).update({ changes }).state);

test("new lines end as most lines do, the others keep their ends", () => {
  assert.equal(edited("a\r\nb\r\n", { from: 1, insert: "\nnew" }), "a\r\nnew\r\nb\r\n");
  assert.equal(edited("a\r\nb\nc\r\n", { from: 0, insert: "x\n" }), "x\r\na\r\nb\nc\r\n");
  assert.equal(edited("a\r\nb\nc\r\n", { from: 4, insert: "!" }), "a\r\nb\n!c\r\n");
});

test("joining two lines drops the end between them and no other", () => {
  assert.equal(edited("a\r\nb\nc\r\nd\r\n", { from: 3, to: 4 }), "a\r\nbc\r\nd\r\n");
});

test("a text is replaced by its smallest change", () => {
  const { changes } = replacement(at("one two three"), "one 2 three");
  assert.deepEqual(changes, { from: 4, to: 7, insert: "2" });
});

test("the caret stays where it was in what did not change", () => {
  const state = at("start\nmid¦dle\nend");
  assert.equal(shown(state.update(replacement(state, "START\nmiddle\nend")).state), "START\nmid¦dle\nend");
});

test("an equal text is no change", () => {
  assert.equal(replacement(at("a\nb"), "a\nb").changes, undefined);
});

test("a text brings its line ends with it, also when nothing else differs", () => {
  for (const text of ["a\r\nb", "a\rb\nc\n", "x\r\ny\nz\r\n", "a\nb"]) {
    const state = at("a\r\nb\nc\r\n");
    assert.equal(textOf(state.update(replacement(state, text)).state), text);
  }
});

test("no character is cut in two", () => {
  const { changes } = replacement(at("x😀"), "x😁");
  assert.deepEqual(changes, { from: 1, to: 3, insert: "😁" });
});

test("repeated text is not found twice in the same place", () => {
  for (const [before, then] of [["aa", "aaa"], ["aaa", "aa"], ["abab", "ab"]]) {
    const state = at(before);
    assert.equal(state.update(replacement(state, then)).state.doc.toString(), then);
  }
});
