import assert from "node:assert/strict";
import { test } from "node:test";
import { EditorSelection, EditorState, StateEffect } from "@codemirror/state";
import { keymap } from "@codemirror/view";
import { emphasisKeys } from "../src/emphasis.js";
import { codeKeys } from "../src/inline-code.js";
import { linkKeys } from "../src/link.js";
import { surroundWith } from "../src/surround.js";
import { after, at } from "./state.js";

const [{ run: bold }, { run: italic }] = emphasisKeys;
const [{ run: code }] = codeKeys;
const [{ run: link }] = linkKeys;
const cases = (command, pairs) => {
  for (const [before, then] of pairs) assert.equal(after(command, at(before)), then, before);
};

/** What a key of the Markdown keymap does. */
const press = (key, text) => {
  const state = at(text);
  const shift = key.startsWith("Shift-");
  const bindings = state.facet(keymap).flat().filter((binding) => binding.key === key.replace("Shift-", ""));
  const runs = bindings.map((binding) => (shift ? binding.shift : binding.run)).filter(Boolean);
  return runs.map((run) => after(run, state)).find((text) => text !== null) ?? null;
};

test("Enter continues lists, tasks and quotes", () => {
  assert.equal(press("Enter", "- a¦"), "- a\n- ¦");
  assert.equal(press("Enter", "1. a¦\n2. b"), "1. a\n2. ¦\n3. b");
  assert.equal(press("Enter", "- [x] a¦"), "- [x] a\n- [ ] ¦");
  assert.equal(press("Enter", "> a¦"), "> a\n> ¦");
});

test("Enter goes on as the item is written", () => {
  assert.equal(press("Enter", "1. a\n1. b¦"), "1. a\n1. b\n1. ¦");
  assert.equal(press("Enter", "1. a¦\n1. b"), "1. a\n1. ¦\n1. b");
  assert.equal(press("Enter", "1. 1. a¦"), "1. 1. a\n   2. ¦");
  assert.equal(press("Enter", "- a\n\t- b¦"), "- a\n\t- b\n\t- ¦");
  assert.equal(press("Enter", "- a\n\t- b\n\t\t1. c¦ d"), "- a\n\t- b\n\t\t1. c\n\t\t2. ¦ d");
  assert.equal(press("Enter", "-\ta¦"), "-\ta\n-\t¦");
  assert.equal(press("Enter", "1.\ta¦\n2.\tb"), "1.\ta\n2.\t¦\n3.\tb");
  assert.equal(press("Enter", "1. [x] a¦"), "1. [x] a\n2. [ ] ¦");
});

test("Enter in code goes on as deep as the line, and deeper behind what opens a block", () => {
  assert.equal(press("Enter", "```python\ndef f():\n    x = 1¦\n```"), "```python\ndef f():\n    x = 1\n    ¦\n```");
  assert.equal(press("Enter", "```python\nif a:¦\n```"), "```python\nif a:\n    ¦\n```");
  assert.equal(press("Enter", "```py\nif a:\n  if b:¦\n```"), "```py\nif a:\n  if b:\n    ¦\n```");
  assert.equal(press("Enter", "```go\nfunc f() {¦\n```"), "```go\nfunc f() {\n\t¦\n```");
  assert.equal(press("Enter", "```make\na:\n\tcc x¦\n```"), "```make\na:\n\tcc x\n\t¦\n```");
  assert.equal(press("Enter", "```js\nf({¦})\n```"), "```js\nf({\n  ¦\n})\n```");
  assert.equal(press("Enter", "- a\n\n  ```c\n      x;¦\n  ```"), "- a\n\n  ```c\n      x;\n      ¦\n  ```");
  assert.equal(press("Enter", "> ```\n> a¦\n> ```"), "> ```\n> a\n> ¦\n> ```");
});

test("Enter on an empty item ends the list, and what follows is no part of it", () => {
  assert.equal(press("Enter", "- a\n- ¦"), "- a\n\n¦");
  assert.equal(press("Enter", "- a\n- b\n- ¦"), "- a\n- b\n\n¦");
  assert.equal(press("Enter", "1. a\n2. ¦"), "1. a\n\n¦");
  assert.equal(press("Enter", "- [ ] a\n- [ ] ¦"), "- [ ] a\n\n¦");
  assert.equal(press("Enter", "- a\n\n- ¦"), "- a\n\n¦");
  assert.equal(press("Enter", "- ¦"), "¦");
});

test("Enter on an empty item inside of another one goes back to that", () => {
  assert.equal(press("Enter", "- a\n  - b\n  - ¦"), "- a\n  - b\n- ¦");
});

test("Enter in an empty line of a quote ends it", () => {
  assert.equal(press("Enter", "> a\n> ¦"), "> a\n\n¦");
  assert.equal(press("Enter", "> > a\n> > ¦"), "> > a\n>\n> ¦");
  assert.equal(press("Enter", "> - a\n> - ¦"), "> - a\n>\n> ¦");
  assert.equal(press("Enter", "```\nx ¦\n```"), "```\nx \n¦\n```");
});

test("Shift+Enter makes a paragraph in a quote", () => {
  assert.equal(press("Shift-Enter", "> a¦"), "> a\n> ¦");
  assert.equal(press("Shift-Enter", "> a\n> ¦"), "> a\n> \n> ¦");
  assert.equal(press("Shift-Enter", "a¦"), null);
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

test("marks are taken off where they are selected too", () => {
  assert.equal(after(bold, at("a ‹**word**› b")), "a ‹word› b");
  assert.equal(after(italic, at("a ‹*word*› b")), "a ‹word› b");
  assert.equal(after(italic, at("a ‹**word**› b")), "a *‹**word**›* b");
});

test("the caret stays between the marks", () => {
  cases(bold, [
    ["¦", "**¦**"],
    ["**¦**", "¦"],
    ["word¦", "**word¦**"],
    ["¦word", "**¦word**"],
    ["**word¦**", "word¦"],
  ]);
});

test("space around the selection stays outside", () => {
  assert.equal(after(bold, at("a‹ word ›b")), "a‹ **word** ›b");
});

test("several lines are marked each for itself, without what makes them lists or quotes", () => {
  assert.equal(after(bold, at("‹- a\n- [ ] b\n\n> c›")), "‹- **a**\n- [ ] **b**\n\n> **c›**");
  assert.equal(after(bold, at("‹**a**\nb›")), "‹**a**\n**b›**");
  assert.equal(after(bold, at("‹**a**\n**b**›")), "‹a\nb›");
});

test("marks beside Chinese stand where the page reads them, and are taken off again", () => {
  const pairs = [
    ["他说‹“你好”›了", "他说‹“**你好**”›了"],
    ["他说‹“你好”›，", "他说‹“**你好**”›，"],
    ["他说“‹你好›”了", "他说“**‹你好›**”了"],
    ["中‹`a`›中", "中<strong>‹`a`›</strong>中"],
    ["中‹ 🦉夜🦉 ›中", "中‹ **🦉夜🦉** ›中"],
    ["中‹🦉夜›中", "中‹🦉**夜›**中"],
    ["x‹https://e.org/a›-b", "x<strong>‹https://e.org/a›</strong>-b"],
  ];
  cases(bold, pairs);
  cases(bold, pairs.map(([before, then]) => [then, before]));
});

test("marks that were in the wrong place are taken off", () => {
  cases(bold, [["他说**‹“你好”›**了", "他说‹“你好”›了"], ["他说‹**“你好”**›了", "他说‹“你好”›了"]]);
});

test("every way to write emphasis is taken off", () => {
  cases(italic, [["a ‹_b_› c", "a ‹b› c"], ["a _‹b›_ c", "a ‹b› c"], ["<i>‹b›</i>", "‹b›"], ["‹<em>b</em>›", "‹b›"]]);
  cases(bold, [["a __b¦__ c", "a b¦ c"], ["a **two wo¦rds** b", "a two wo¦rds b"], ["<b>‹b›</b>", "‹b›"]]);
});

test("what is selected by half is marked as a whole", () => {
  cases(bold, [
    ["a ‹b **c› d** e", "a **‹b c› d** e"],
    ["‹**a** and **b**›", "**‹a and b›**"],
    ["**a**‹b›", "**a‹b›**"],
    ["a ‹b [c› d](/e) f", "a **‹b [c› d](/e)** f"],
    ["a ‹b `c› d` e", "a **‹b `c› d`** e"],
    ["[a ‹b› c](/d)", "[a **‹b›** c](/d)"],
  ]);
});

test("marks stay in their blocks", () => {
  cases(bold, [
    ["‹| a | b |\n|---|---|\n| “c” d |  |›", "‹| **a** | **b** |\n|---|---|\n| **“c” d** |  |›"],
    ["‹# a ##\n\nb\nc\n===\n\n---›", "‹# **a** ##\n\n**b**\n**c**\n===\n\n---›"],
    ["‹---\nx: 1\n---\n\n[TOC]\n\n```\na\n```\n\n    b›", null],
    ["‹<div>\na\n</div>\n\n[b]: /c\n\n$$\nd\n$$\n\n![[e]]\n\n*[HTML]: f›", null],
    ["‹1. a\n   b\n\n[^1]: c›", "‹1. **a**\n   **b**\n\n[^1]: **c›**"],
    ["‹> [!note] a\n> b›", "‹> [!note] **a**\n> **b›**"],
    ["```\na ¦b\n```", null],
    ["| a |\n|--¦-|", null],
  ]);
});

test("every selection gets its marks", () => {
  const state = at("one two").update({
    effects: StateEffect.appendConfig.of(EditorState.allowMultipleSelections.of(true)),
  }).state.update({
    selection: EditorSelection.create([EditorSelection.range(0, 3), EditorSelection.range(7, 4)]),
  }).state;
  let next = state;
  bold({ state, dispatch: (transaction) => (next = transaction.state) });
  assert.equal(next.doc.toString(), "**one** **two**");
  const places = next.selection.ranges.map(({ anchor, head }) => [anchor, head]);
  assert.deepEqual(places, [[2, 5], [13, 10]]);
});

test("code goes on and off, whatever it holds", () => {
  cases(code, [
    ["a ‹word› b", "a `‹word›` b"],
    ["a `‹word›` b", "a ‹word› b"],
    ["a ‹`word`› b", "a ‹word› b"],
    ["wo¦rd", "`wo¦rd`"],
    ["¦", "`¦`"],
    ["`¦`", "¦"],
    ["‹a ` b›", "``‹a ` b›``"],
    ["‹`a› b", "`` ‹`a› `` b"],
    ["``‹a ` b›``", "‹a ` b›"],
  ]);
});

test("several lines of code get a fence", () => {
  cases(code, [
    ["a\n‹b\nc›\nd", "a\n```\n‹b\nc›\n```\nd"],
    ["‹b\nc\n›d", "```\n‹b\nc\n```\n›d"],
    ["‹```\nc›", "````\n‹```\nc›\n````"],
  ]);
});

test("a selection becomes a link, and text again", () => {
  cases(link, [
    ["a ‹word› b", "a [word](¦) b"],
    ["‹https://a.org/b›", "[¦](https://a.org/b)"],
    ["a [‹word›](https://a.org) b", "a ‹word› b"],
    ["a ‹[word](<a b> \"c\")› b", "a ‹word› b"],
    ["a ¦ b", null],
  ]);
});

test("a mark that is typed over a selection goes around it", () => {
  cases(surroundWith("*"), [
    ["a ‹word› b", "a *‹word›* b"],
    ["a *‹word›* b", "a **‹word›** b"],
    ["‹- a\n- b› ", "‹- *a*\n- *b›* "],
  ]);
  cases(surroundWith("["), [["‹a\nb›", "[‹a\nb›]"]]);
  cases(surroundWith('"'), [['say ‹it›', 'say "‹it›"']]);
});

test("in code, with nothing selected and for other letters there is none", () => {
  cases(surroundWith("*"), [
    ["a wo¦rd", null],
    ["a‹ ›b", null],
    ["```\n‹a›\n```", null],
  ]);
  cases(surroundWith("x"), [["‹a›", null]]);
  cases(surroundWith(""), [["‹a›", null]]);
});
