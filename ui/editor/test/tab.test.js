import assert from "node:assert/strict";
import { test } from "node:test";
import { tabKeys } from "../src/tab.js";
import { after, at } from "./state.js";

const [{ run: tab, shift: back }] = tabKeys;
const cases = (command, pairs) => {
  for (const [before, then] of pairs) assert.equal(after(command, at(before)), then, before);
};

test("Tab nests an item below the one above it", () => {
  cases(tab, [
    ["- a\n- ¦b", "- a\n  - ¦b"],
    ["1. a\n2. ¦b", "1. a\n   2. ¦b"],
    ["10. a\n11. ¦b", "10. a\n    11. ¦b"],
    ["- a\n  - b\n- ¦c", "- a\n  - b\n  - ¦c"],
    ["- [ ] a\n- [ ] ¦b", "- [ ] a\n  - [ ] ¦b"],
    ["- a\n‹- b\n- c›", "- a\n  ‹- b\n  - c›"],
  ]);
});

test("an item that has nothing above it stays, and so does the focus", () => {
  cases(tab, [
    ["- ¦a", "- ¦a"],
    ["text\n\n- ¦a", "text\n\n- ¦a"],
    ["- a\n  - ¦b", "- a\n  - ¦b"],
  ]);
});

test("Shift+Tab puts an item beside the one that it was nested in", () => {
  cases(back, [
    ["- a\n  - ¦b", "- a\n- ¦b"],
    ["1. a\n   - b\n     - ¦c", "1. a\n   - b\n   - ¦c"],
    ["- ¦a", "- ¦a"],
  ]);
});

test("Tab indents code", () => {
  cases(tab, [
    ["```\na¦b\n```", "```\na   ¦b\n```"],
    ["```\n\t¦b\n```", "```\n\t\t¦b\n```"],
    ["```py\n- ¦b\n```", "```py\n-   ¦b\n```"],
  ]);
});

test("selected lines of code go by the step that the code has", () => {
  cases(tab, [
    ["```python\n‹a\nb›\n```", "```python\n    ‹a\n    b›\n```"],
    ["```go\n‹a\n\tb›\n```", "```go\n\t‹a\n\t\tb›\n```"],
  ]);
  cases(back, [
    ["```python\n‹    a\n        b›\n```", "```python\n‹a\n    b›\n```"],
    ["```go\n\t‹a\n\t\tb›\n```", "```go\n‹a\n\tb›\n```"],
  ]);
});

test("Tab leaves the editor everywhere else", () => {
  cases(tab, [
    ["words ¦here", null],
    ["# Title¦", null],
    ["```¦py\ncode\n```", null],
  ]);
});
