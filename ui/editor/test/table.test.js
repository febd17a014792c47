import assert from "node:assert/strict";
import { test } from "node:test";
import { tableKeys } from "../src/table.js";
import { after, at } from "./state.js";

const [{ run: tab, shift: back }] = tableKeys;
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
  const then = table("| a | b |", "|---|---|", "| c | d |", "| ¦ |  |", "", "text");
  assert.equal(after(tab, at(text)), then);
});

test("a table without pipes around it is one too", () => {
  assert.equal(after(tab, at("a¦ | b\n--|--\nc | d")), "a | ‹b›\n--|--\nc | d");
});

test("an empty cell gets the caret, and a pipe that is text parts no cells", () => {
  assert.equal(after(tab, at("| a¦ |  |\n|---|---|")), "| a | ¦ |\n|---|---|");
  assert.equal(after(tab, at("| a¦ \\| x | b |\n|---|---|")), "| a \\| x | ‹b› |\n|---|---|");
});

test("outside of a table Tab is not ours", () => {
  assert.equal(after(tab, at("a | b¦\n\n- c")), null);
});
