import assert from "node:assert/strict";
import { test } from "node:test";
import { Choice } from "../../scripts/choice.js";

const one = { id: "one", changes: 3 };
const two = { id: "two", changes: 1 };
const changesOf = (id) => ({ one: 3, two: 1 })[id];
const fresh = () => new Choice({ changes: 104, notes: 12 });

test("everything is chosen until something is not", () => {
  const choice = fresh();
  assert.deepEqual(choice.count(changesOf), { changes: 104, notes: 12 });
  assert.deepEqual(choice.told(changesOf), { without: [] });
  choice.setChange(one, 2, false);
  choice.setNote(two, false);
  assert.deepEqual(choice.count(changesOf), { changes: 102, notes: 11 });
  assert.deepEqual(choice.told(changesOf), { without: ["one/2", "two"] });
  assert.deepEqual([1, 2, 3].map((number) => choice.has(one, number)), [true, false, true]);
});

test("a note whose changes are left out one by one is left out", () => {
  const choice = fresh();
  for (const number of [1, 2, 3]) choice.setChange(one, number, false);
  assert.equal(choice.of(one), 0);
  assert.deepEqual(choice.told(changesOf), { without: ["one"] });
  choice.setChange(one, 1, true);
  assert.deepEqual(choice.told(changesOf), { without: ["one/2", "one/3"] });
  choice.setNote(one, true);
  assert.deepEqual(choice.told(changesOf), { without: [] });
});

test("from nothing, what is taken is named", () => {
  const choice = fresh();
  choice.setAll(false);
  assert.deepEqual(choice.count(changesOf), { changes: 0, notes: 0 });
  choice.setNote(one, true);
  choice.setChange(one, 3, false);
  choice.setChange(two, 1, true);
  assert.deepEqual(choice.count(changesOf), { changes: 3, notes: 2 });
  assert.deepEqual(choice.told(changesOf), { only: ["one/1", "one/2", "two"] });
  choice.setAll(true);
  assert.deepEqual(choice.count(changesOf), { changes: 104, notes: 12 });
});
