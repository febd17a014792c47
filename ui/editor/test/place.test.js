import assert from "node:assert/strict";
import { test } from "node:test";
import { atPlace, caretOf } from "../src/place.js";
import { at, shown } from "./state.js";

/** Where the caret of one text is in another; `seen`: what was at the top. */
function back(left, now, seen = 0) {
  const place = { ...caretOf(at(left)), first: seen, below: 0 };
  const { state, scroll } = atPlace(at(now), place);
  return { text: shown(state), first: scroll.value.range.head };
}

const cases = [
  ["in the same text", "one tw¦o three", "one two three", "one tw¦o three"],
  ["with a selection", "one ‹two› three", "one two three", "one ‹two› three"],
  ["where words typed last are missing", "one two new¦ three", "one two three", "one two¦ three"],
  ["where more was typed than was known", "one two¦ three", "one two 新的字 three", "one two 新的字¦ three"],
  ["where somebody else wrote above", "one\ntw¦o\nthree", "zero\none\ntwo\nthree", "zero\none\ntw¦o\nthree"],
  ["where somebody else wrote below", "one tw¦o and so on", "one two and so on\nfour", "one tw¦o and so on\nfour"],
  ["at the end of a text that has become longer", "one¦", "one two", "one two¦"],
  ["in a text that has become shorter", "one two thr¦ee, and more", "one", "one¦"],
  ["in a text that is gone", "one t¦wo", "", "¦"],
];

for (const [what, left, now, wanted] of cases)
  test(`the caret comes back ${what}`, () => assert.equal(back(left, now).text, wanted));

test("a selection stays within a text that has become shorter", () => {
  assert.equal(back("‹one two three›", "one").text, "‹one›");
});

test("what was seen at the top is there again, and within the text", () => {
  assert.equal(back("one\ntwo\nth¦ree", "one\ntwo\nthree", 4).first, 4);
  assert.equal(back("one\ntwo\nth¦ree", "one", 8).first, 3);
});

test("a place is some numbers, whatever was written", () => {
  for (const left of ["secret ¦words", "¦👩‍👩‍👧", "¦"])
    for (const kept of Object.values(caretOf(at(left)))) assert.ok(Number.isInteger(kept));
});
