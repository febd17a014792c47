import assert from "node:assert/strict";
import { test } from "node:test";
import { regionAt } from "../src/folding.js";
import { at } from "./state.js";

/** What vanishes when the line of the caret is folded. */
function hidden(text) {
  const state = at(text);
  const region = regionAt(state, state.selection.main.head);
  return region && state.sliceDoc(region.from, region.to);
}

test("a section folds up to the next of its level", () => {
  assert.equal(hidden("# a¦\n\nb\n\n## c\n\nd\n\n# e"), "\n\nb\n\n## c\n\nd");
  assert.equal(hidden("# a\n\n## ¦c\n\nd\n\n# e"), "\n\nd");
  assert.equal(hidden("a¦\n==\n\nb\n\nc\n--\n\nd\n"), "\n\nb\n\nc\n--\n\nd");
});

test("fenced code folds, in lists too", () => {
  assert.equal(hidden("```py¦\na\n# b\n```\n\nc"), "\na\n# b\n```");
  assert.equal(hidden("- a\n\n  ```py¦\n  a\n  ```\n\nc"), "\n  a\n  ```");
});

test("what has nothing below it does not fold", () => {
  for (const text of ["# a¦", "# a¦\n# b", "words¦\nmore", "- a¦\n  - b"]) {
    assert.equal(hidden(text), null, text);
  }
});
