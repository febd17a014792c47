import assert from "node:assert/strict";
import { test } from "node:test";
import { pattern } from "../../scripts/note/finding.js";
import { counterpart } from "../../scripts/note/found.js";

/** What is found of wordings in a text that a reader sees. */
function found(wordings, text) {
  return [...text.matchAll(pattern(wordings))].map(([match]) => match);
}

test("words are found as they are written, at the edge of words where they ever were", () => {
  assert.deepEqual(found([["wal", true, true]], "wal WAL walk, wal_x awal 日wal志"), ["wal", "wal", "wal"]);
  assert.deepEqual(found([["User", false, false]], "getUserName"), ["User"]);
  assert.deepEqual(found([["点", false, false]], "检查点之"), ["点"]);
  assert.deepEqual(found([["naïve", true, true]], "naïve naïveté"), ["naïve"]);
});

test("between the words of a match stands what is no word", () => {
  const phrase = [["never **blocks", true, true]];
  assert.deepEqual(found(phrase, "never blocks; never\n  blocks; never it blocks"), ["never blocks", "never\n  blocks"]);
});

test("signs are signs", () => {
  assert.deepEqual(found([["C++", true, false]], "C C++ c++ C--"), ["C++"]);
  assert.deepEqual(found([["$$", false, false]], "$ $$ x"), ["$$"]);
  assert.deepEqual(found([["👩‍👧", false, false]], "👩 👩‍👧"), ["👩‍👧"]);
  assert.deepEqual(found([["[.*] (a|b)\\ /{2}", false, false]], "[.*] (a|b)\\ /{2} aab"), ["[.*] (a|b)\\ /{2}"]);
});

test("of two wordings the longer one is found", () => {
  assert.deepEqual(found([["check", true, false], ["checkpoint", true, true]], "checkpoint"), ["checkpoint"]);
});

test("without wordings nothing is looked for", () => assert.equal(pattern([]), null));

test("many wordings in a long text take no time to speak of", () => {
  const wordings = Array.from({ length: 100 }, (_, at) => [`word${at} and ${at}`, true, true]);
  const begun = process.cpuUsage();
  found(wordings, `word1 ${"- ".repeat(50_000)}word1 ${"word7 an ".repeat(20_000)}`);
  assert.ok(process.cpuUsage(begun).user < 1_000_000);
});

/** For each of them a wording, and a text that nearly has it, many times over. */
const hostile = {
  suns: ["a" + "☀️".repeat(99), "☀️"],
  "suns between words": ["a " + "☀️ ".repeat(60) + "b", "a " + "☀️ ".repeat(60)],
  marks: ["a" + "\u0301\u0489 ".repeat(60) + "b", "\u0301\u0489 "],
  Zalgo: ["H̵̛͕̞e̷̡̢ ".repeat(12) + "!", "H̵̛͕̞e̷̡̢ "],
  signs: ["a" + "!?".repeat(99), "a" + "!?".repeat(99)],
  letters: ["a ".repeat(99) + "b", "a "],
  "marks without letters": ["\ufe0f ".repeat(99) + "!", "\ufe0f "],
};

for (const [name, [wording, part]] of Object.entries(hostile))
  test(`${name} that nearly match are passed over in time that grows with the text`, () => {
    const begun = process.cpuUsage();
    found([[wording, false, false]], part.repeat(Math.ceil(100_000 / part.length)));
    assert.ok(process.cpuUsage(begun).user < 1_000_000);
  });

test("between words may stand emoji, and marks belong to the letter before them", () => {
  assert.deepEqual(found([["a ☀️ b", true, true]], "a ☀️ b; a b"), ["a ☀️ b", "a b"]);
  assert.deepEqual(found([["e te", true, true]], "e\u0301 te; e te"), ["e te"]);
  assert.deepEqual(found([["☀️", false, false]], "☀ ☀️"), ["☀️"]);
});

const text = (lines, current) => ({ lines, current });

test("where text and page have as many matches, the same one is pointed at", () => {
  assert.equal(counterpart(text([0, 4, 4], 2), [0, 4, 4], [0, 4]), 2);
});

test("in a page without blocks it is as far down", () => {
  assert.equal(counterpart(text([0, 1, 2, 3], 3), [0, 0, 0], []), 2);
  assert.equal(counterpart(text([0, 1, 2, 3], 0), [0, 0, 0], []), 0);
});

test("else the same from the end of its block, or the next one below", () => {
  const blocks = [0, 4, 10];
  assert.equal(counterpart(text([0, 5, 6, 11], 2), [4, 4, 10], blocks), 1);
  assert.equal(counterpart(text([0, 5, 6, 11], 0), [4, 4, 10], blocks), 0);
  assert.equal(counterpart(text([4, 6, 7, 11], 0), [4, 4, 10], blocks), 0);
  assert.equal(counterpart(text([4, 6, 7, 11], 1), [4, 4, 10], blocks), 0);
  assert.equal(counterpart(text([4, 6, 7, 11], 2), [4, 4, 10], blocks), 1);
  assert.equal(counterpart(text([0, 11], 1), [0], blocks), 0);
});
