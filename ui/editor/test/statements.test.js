import assert from "node:assert/strict";
import { test } from "node:test";
import { statementsOf } from "../../scripts/note/statements.js";

const counts = {
  "flowchart LR\n  A --> B\n\n  B --> C\n": 3,
  "flowchart LR; A & B --> C & D; D": 5,
  "timeline\n  2020 : one : two\n  2021 : three": 6,
  "block-beta\n  columns 3\n  a b c": 6,
  "": 0,
};

test("the statements of a diagram are counted as its kind divides them", () => {
  for (const [source, count] of Object.entries(counts)) assert.equal(statementsOf(source), count, source);
});
