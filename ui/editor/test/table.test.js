import assert from "node:assert/strict";
import { test } from "node:test";
import { tableKeys } from "../src/table.js";
import { after, at } from "./state.js";

const [{ run: tab, shift: back }, { run: enter }] = tableKeys;
const cases = (command, pairs) => {
  for (const [before, then] of pairs) assert.equal(after(command, at(before)), then, before);
};
const table = (...rows) => rows.join("\n");

test("Tab selects the next cell", () => {
  const text = table("| a¦ | b |", "|---|---|", "| c | d |");
  assert.equal(after(tab, at(text)), table("| a | ‹b› |", "|---|---|", "| c | d |"));
});

test("from the head it goes over the line below", () => {
  const text = table("| a | b¦ |", "|---|---|", "| c | d |");
  assert.equal(after(tab, at(text)), table("| a | b |", "|---|---|", "| ‹c› | d |"));
});

test("Shift+Tab goes back", () => {
  const text = table("| a | b |", "|---|---|", "| c¦ | d |");
  assert.equal(after(back, at(text)), table("| a | ‹b› |", "|---|---|", "| c | d |"));
});

test("behind the last cell there is a new row", () => {
  const text = table("| a | b |", "|---|---|", "| c | d¦ |", "", "text");
  const then = table("| a | b |", "|---|---|", "| c | d |", "| ¦  |   |", "", "text");
  assert.equal(after(tab, at(text)), then);
});

test("a table without pipes around it is one too", () => {
  assert.equal(after(tab, at("a¦ | b\n--|--\nc | d")), "a   | ‹b›\n--- | ---\nc   | d");
});

test("an empty cell gets the caret, and a pipe that is text parts no cells", () => {
  assert.equal(after(tab, at("| a¦ |  |\n|---|---|")), "| a | ¦  |\n|---|---|");
  assert.equal(after(tab, at("| a¦ \\| x | b |\n|---|---|")), "| a \\| x | ‹b› |\n|--------|---|");
});

test("outside of a table Tab is not ours", () => {
  assert.equal(after(tab, at("a | b¦\n\n- c")), null);
});

test("on the way the columns are put below each other", () => {
  cases(tab, [
    ["| Name¦ | 数量 |\n|---|--:|\n| a | 1 |", "| Name | ‹数量› |\n|------|-----:|\n| a    |    1 |"],
    ["| 🦉¦ | é |\n|:-:|---|\n| abcd | e\u0301 |", "|  🦉  | ‹é› |\n|:----:|---|\n| abcd | e\u0301 |"],
    ["| a¦ | b |\n| --- | :--- |\n| c | d |", "| a   | ‹b›   |\n| --- | :-- |\n| c   | d   |"],
    ["> | aa¦ | b |\n> |--|--|\n> | c | d |", "> | aa | ‹b› |\n> |----|---|\n> | c  | d |"],
  ]);
});

test("a row that is not finished gets its cells", () => {
  cases(tab, [["| a | b |\n|---|---|\n| c¦", "| a | b |\n|---|---|\n| c | ¦  |"]]);
});

test("a cell stays byte for byte", () => {
  const text = "| a¦ | b |\n|---|---|\n| `x\\|y`  z | **c \\| d** |";
  const then = "| a         | ‹b›          |\n|-----------|------------|\n| `x\\|y`  z | **c \\| d** |";
  assert.equal(after(tab, at(text)), then);
});

test("a table that could be read in two ways is gone through and not rewritten", () => {
  const rows = ["| `x|y` | d |", "| c \\\\| d |", "| c\td | e |", "| c | d | e |", "words"];
  for (const row of rows) {
    const text = `| a¦ | bb |\n|---|---|\n${row}`;
    assert.equal(after(tab, at(text)), `| a | ‹bb› |\n|---|---|\n${row}`, row);
  }
});

test("a table that would be wider than anybody reads stays as it is", () => {
  const long = "word ".repeat(50).trim();
  const text = `| a¦ | b |\n|---|---|\n| ${long} | c |`;
  assert.equal(after(tab, at(text)), `| a | ‹b› |\n|---|---|\n| ${long} | c |`);
});

test("Enter in a cell goes to the row below, and below the last makes one", () => {
  cases(enter, [
    ["| a | b¦ |\n|---|---|\n| c | d |", "| a | b |\n|---|---|\n| c | ‹d› |"],
    ["| a | b¦ |\n|---|---|", "| a | b |\n|---|---|\n| ¦  |   |"],
    ["| a | b |\n|---|---|\n| c | d¦ |", "| a | b |\n|---|---|\n| c | d |\n| ¦  |   |"],
    ["> | a | b |\n> |---|---|\n> | c¦ | d |", "> | a | b |\n> |---|---|\n> | c | d |\n> | ¦  |   |"],
  ]);
});

test("Enter behind a row is for those who write the pipes themselves", () => {
  cases(enter, [
    ["|a|b|\n|-|-|¦", "|a|b|\n|-|-|\n¦"],
    ["a | b\n--|--\nc | d¦", "a | b\n--|--\nc | d\n¦"],
    ["> |a|b|\n> |-|-|\n> |c|d|¦", "> |a|b|\n> |-|-|\n> |c|d|\n> ¦"],
    ["- x\n\n  |a|b|\n  |-|-|¦", "- x\n\n  |a|b|\n  |-|-|\n  ¦"],
  ]);
});

test("Enter behind a row that others follow puts an empty one between", () => {
  cases(enter, [
    ["| a | b |¦\n|---|---|\n| c | d |", "| a | b |\n|---|---|\n| ¦ | |\n| c | d |"],
    ["| a | b |¦\n|---|---|", "| a | b |\n|---|---|\n| ¦ | |"],
    ["| a | b |\n|---|---|¦\n| c | d |", "| a | b |\n|---|---|\n| ¦ | |\n| c | d |"],
    ["|a|b|\n|-|-|\n|c|d| ¦\n|e|f|", "|a|b|\n|-|-|\n|c|d| \n| ¦ | |\n|e|f|"],
    ["> |a|b|\n> |-|-|\n> |c|¦\n> |e|f|", "> |a|b|\n> |-|-|\n> |c|\n> | ¦ | |\n> |e|f|"],
    ["a | b¦\n--|--\nc | d", "a | b\n--|--\n| ¦ | |\nc | d"],
  ]);
});

test("Tab in the empty line below a table makes a row of it", () => {
  cases(tab, [
    ["| a | b |\n|---|---|\n¦\n\ntext", "| a | b |\n|---|---|\n| ¦  |   |\n\ntext"],
    ["> | a | `x|y` |\n> |---|---|---|\n> ¦", "> | a | `x|y` |\n> |---|---|---|\n> | ¦ | | |"],
    ["| a | b |\n|---|---|\n\n¦", null],
  ]);
  cases(back, [["| a | b |\n|---|---|\n¦", null]]);
});

test("Enter in an empty last row leaves the table", () => {
  cases(enter, [
    ["| a | b |\n|---|---|\n| ¦  |   |", "| a | b |\n|---|---|\n\n¦"],
    ["> | a | b |\n> |---|---|\n> | ¦  |   |", "> | a | b |\n> |---|---|\n>\n> ¦"],
    ["a   | b\n--- | ---\n| ¦ | ", "a   | b\n--- | ---\n\n¦"],
  ]);
});

test("without pipes around the table a row begins with one while its first cell is empty", () => {
  cases(tab, [
    ["a   | b\n--- | ---\nc   | d¦", "a   | b\n--- | ---\nc   | d\n| ¦  | "],
    ["a   | b\n--- | ---\n| ¦ | ", "a   | b\n--- | ---\n|   | ¦"],
    ["a   | b\n--- | ---\n| x¦ | ", "a   | b\n--- | ---\nx   | ¦"],
    ["a   | b\n--- | ---\n| - x¦ | ", "a     | b\n----- | ---\n| - x | ¦"],
    ["aaaaaa¦ | b\n--: | ---\nc | d", "aaaaaa | ‹b›\n-----: | ---\nc      | d"],
    ["a | b\n--|--\n|¦", "a   | b\n--- | ---\n|   | ¦"],
  ]);
});

test("before its first pipe Tab goes into the row", () => {
  cases(tab, [
    ["¦| a | b |\n|---|---|", "| ‹a› | b |\n|---|---|"],
    ["| a | b |\n|---|---|\n¦| c | d |", "| a | b |\n|---|---|\n| ‹c› | d |"],
    ["> | a | b |\n> |---|---|\n¦> | c | d |", "> | a | b |\n> |---|---|\n> | ‹c› | d |"],
  ]);
  cases(back, [["| a | b |\n|---|---|\n¦| c | d |", "| a | ‹b› |\n|---|---|\n| c | d |"]]);
});

test("spaces that Markdown has as text stay", () => {
  const text = "|\u3000a| b¦|\n|-|-|\n|\u00a0|c\u3000|";
  assert.equal(after(back, at(text)), "| ‹\u3000a› | b   |\n|-----|-----|\n| \u00a0   | c\u3000 |");
});

test("Enter above a table and over several rows is not ours", () => {
  cases(enter, [
    ["¦| a | b |\n|---|---|", null],
    ["| a | b |\n|---|---|\n¦| c | d |", null],
    ["| ‹a | b |\n|---|---|\n| c› | d |", null],
  ]);
});

test("what stands below each other already is not written again", () => {
  cases(tab, [["| Name | b¦ |\n|------|--:|\n| a    | c |", "| Name | b |\n|------|--:|\n| ‹a›    | c |"]]);
});
