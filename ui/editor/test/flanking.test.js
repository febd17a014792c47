import assert from "node:assert/strict";
import { test } from "node:test";
import { marked } from "../src/flanking.js";

const bold = { mark: "**", tag: "strong" };
const cases = (list) => {
  for (const [before, words, after, then] of list) {
    assert.equal(before + marked(words, bold, before, after) + after, then);
  }
};

test("marks stand around words", () => {
  cases([
    ["a ", "word", " b", "a **word** b"],
    ["他", "说", "了", "他**说**了"],
    ["他说 ", "“你好”", " 了", "他说 **“你好”** 了"],
    ["", "“你好”", "", "**“你好”**"],
  ]);
});

test("punctuation beside letters goes out of them", () => {
  cases([
    ["他说", "“你好”", "了", "他说“**你好**”了"],
    ["他说", "你好。", "他", "他说**你好**。他"],
    ["", "（甲，乙）", "丙", "（**甲，乙**）丙"],
    ["the ", "word.", "Then", "the **word**.Then"],
    ["中", "🦉️夜", "中", "中🦉️**夜**中"],
    ["中", "“ 你 ”", "中", "中“ **你** ”中"],
    ["中", "“甲”！", "中", "中“**甲”**！中"],
  ]);
});

test("where only syntax stands at the ends there are tags", () => {
  cases([
    ["中", "`code`", "中", "中<strong>`code`</strong>中"],
    ["中", "[甲](乙)", "中", "中<strong>[甲](乙)</strong>中"],
    ["中", "“”", "中", "中<strong>“”</strong>中"],
    ["中", "![甲](乙)", "中", "中<strong>![甲](乙)</strong>中"],
  ]);
});

test("stars that are there belong to the same run", () => {
  cases([
    ["中", "*甲*", "中", "中***甲***中"],
    ["中*", "甲", "*中", "中***甲***中"],
    ["中*", "“甲”", "*中", "中*“**甲**”*中"],
  ]);
});
