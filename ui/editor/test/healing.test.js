import assert from "node:assert/strict";
import { test } from "node:test";
import { Healing } from "../../scripts/note/healing.js";

const contents = { line: 0, html: "<ul></ul>" };
const filled = { line: 0, html: "<ul><li>A</li></ul>" };
const text = { line: 2, html: "<p>a</p>" };

test("a block that the whole page has otherwise is shown so until it is changed itself", () => {
  const healing = new Healing();
  assert.deepEqual(healing.known([contents, text], ""), [contents, text]);
  assert.deepEqual(healing.learn([filled, text], ""), [filled, text]);
  const typed = { line: 2, html: "<p>ab</p>" };
  assert.deepEqual(healing.known([contents, typed], ""), [filled, typed]);
  const changed = { line: 0, html: "<ul></ul><p>x</p>" };
  assert.deepEqual(healing.known([changed, typed], ""), [changed, typed]);
});

test("a block that moves takes along what it has learnt", () => {
  const healing = new Healing();
  healing.known([contents], "");
  healing.learn([filled], "");
  assert.deepEqual(healing.known([text, { ...contents, line: 4 }], ""), [text, { ...filled, line: 4 }]);
});

test("what the whole page has no otherwise any more is forgotten", () => {
  const healing = new Healing();
  healing.known([contents], "");
  healing.learn([filled], "");
  healing.learn([contents], "");
  assert.deepEqual(healing.known([contents], ""), [contents]);
});

test("what the whole page has below the text stays there, and is no more where it was written", () => {
  const healing = new Healing();
  const note = { line: 4, html: "<ol><li>note</li></ol>" };
  const last = { line: 6, html: "<p>b</p>" };
  const below = { line: 6, html: "<section><ol><li>note</li></ol></section>" };
  assert.deepEqual(healing.known([text, note, last], ""), [text, note, last]);
  assert.deepEqual(healing.learn([text, last, below], ""), [text, last, below]);
  assert.deepEqual(healing.known([text, note, last], ""), [text, last, below]);
});

test("a note that is written last is shown there once", () => {
  const healing = new Healing();
  const note = { line: 4, html: "<ol><li>note</li></ol>" };
  const below = { line: 4, html: "<section><ol><li>note</li></ol></section>" };
  healing.known([text, note], "");
  healing.learn([text, below], "");
  assert.deepEqual(healing.known([text, note], ""), [text, below]);
});

test("blocks of a newer text teach nothing about those of an older one", () => {
  const healing = new Healing();
  const moved = { ...text, line: 0 };
  healing.known([moved], "a");
  assert.deepEqual(healing.learn([filled, text], "# A\n\na"), [filled, text]);
  assert.deepEqual(healing.known([contents, text], "# A\n\na"), [contents, text]);
});
