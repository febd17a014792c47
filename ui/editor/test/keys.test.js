import assert from "node:assert/strict";
import { test } from "node:test";
import { keymap } from "@codemirror/view";
import { emphasisKeys } from "../src/emphasis.js";
import { after, at } from "./state.js";

const [{ run: bold }, { run: italic }] = emphasisKeys;

/** What a key of the Markdown keymap does. */
const press = (key, text) => {
  const state = at(text);
  const bindings = state.facet(keymap).flat();
  return after(bindings.find((binding) => binding.key === key).run, state);
};

test("Enter continues lists, tasks and quotes", () => {
  assert.equal(press("Enter", "- a¦"), "- a\n- ¦");
  assert.equal(press("Enter", "1. a¦\n2. b"), "1. a\n2. ¦\n3. b");
  assert.equal(press("Enter", "- [x] a¦"), "- [x] a\n- [ ] ¦");
  assert.equal(press("Enter", "> a¦"), "> a\n> ¦");
});

test("Enter on an empty item ends the list", () => {
  assert.equal(press("Enter", "- a\n- ¦"), "- a\n¦");
  assert.equal(press("Enter", "- a\n- b\n- ¦"), "- a\n- b\n¦");
});

test("Enter in prose is not ours", () => {
  assert.equal(press("Enter", "words¦"), null);
});

test("bold and italic go on and off, alone and together", () => {
  assert.equal(after(bold, at("a ‹word› b")), "a **‹word›** b");
  assert.equal(after(bold, at("a **‹word›** b")), "a ‹word› b");
  assert.equal(after(italic, at("a **‹word›** b")), "a ***‹word›*** b");
  assert.equal(after(italic, at("a ***‹word›*** b")), "a **‹word›** b");
  assert.equal(after(bold, at("a *‹word›* b")), "a ***‹word›*** b");
});

test("the word under the caret is meant when nothing is selected", () => {
  assert.equal(after(bold, at("a wo¦rd b")), "a **wo¦rd** b");
});
