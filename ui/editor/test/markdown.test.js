import assert from "node:assert/strict";
import { test } from "node:test";
import { ensureSyntaxTree } from "@codemirror/language";
import { languageOf } from "../src/code-languages.js";
import { at } from "./state.js";

/** Every node of a kind, as its text. */
function nodes(text, name) {
  const state = at(text);
  const found = [];
  ensureSyntaxTree(state, text.length, 1000).iterate({
    enter: (node) => void (node.name === name && found.push(state.sliceDoc(node.from, node.to))),
  });
  return found;
}

test("front matter stands on top and ends at its line", () => {
  assert.deepEqual(nodes("---\na: b\n---\ntext", "FrontMatter"), ["---\na: b\n---"]);
  assert.deepEqual(nodes("---\na: b\n...\ntext", "FrontMatter"), ["---\na: b\n..."]);
  assert.deepEqual(nodes("---\na: b\n---", "FrontMatter"), ["---\na: b\n---"]);
});

test("front matter that never ends takes no more than its own lines", () => {
  assert.deepEqual(nodes("---\na: b\n\n# Title", "ATXHeading1"), ["# Title"]);
});

test("a rule on top of a note is a rule", () => {
  assert.deepEqual(nodes("---\n\ntext\n\n---\n", "FrontMatter"), []);
  assert.deepEqual(nodes("---\nJust words\n---\n", "FrontMatter"), []);
});

test("wiki links, tags, marks and callouts are seen", () => {
  assert.deepEqual(nodes("see [[A note]] and ![[b.png]]", "WikiLink"), ["[[A note]]", "![[b.png]]"]);
  assert.deepEqual(nodes("#a/b, #全文搜索 (#c) x#d # e #12", "NoteTag"), ["#a/b", "#全文搜索", "#c"]);
  assert.deepEqual(nodes("==x y== a == b === c", "Mark"), ["==x y=="]);
  assert.deepEqual(nodes("> [!note] a\n> [!b] in text [!c]", "CalloutMark"), ["[!note]"]);
});

test("formulas are seen, and amounts of money are none", () => {
  assert.deepEqual(nodes("a $x^2$ and $$y$$ b", "Formula"), ["$x^2$", "$$y$$"]);
  assert.deepEqual(nodes("from $20 to $30, a$b$, $ c $ and \\$d$", "Formula"), []);
  assert.deepEqual(nodes("$$\na\n= b\n$$\ntext", "FormulaBlock"), ["$$\na\n= b\n$$"]);
  assert.deepEqual(nodes("$$\na\n\n# b", "ATXHeading1"), ["# b"]);
});

test("comments are seen, in a line and on lines of their own", () => {
  assert.deepEqual(nodes("a %%b c%% d, 5%% or 6%%", "NoteComment"), ["%%b c%%"]);
  assert.deepEqual(nodes("%%\na\n\nb\n%%\nc", "CommentLines"), ["%%\na\n\nb\n%%"]);
});

test("a callout of exclamation marks is seen where a paragraph begins", () => {
  assert.deepEqual(nodes("!!! note\n\na !!! b", "CalloutMark"), ["!!! note"]);
});

test("none of them is seen in code", () => {
  const text = "`[[a]] #b ==c==`\n\n```\n[[a]] #b ==c==\n```";
  for (const name of ["WikiLink", "NoteTag", "Mark"]) assert.deepEqual(nodes(text, name), []);
});

test("the word behind a fence names the language", () => {
  const names = {
    python: "Python", 'python title="a.py"': "Python", "{.python}": "Python", "js{1,3}": "JavaScript",
    rs: "Rust", "c++": "C++", "C#": "C#", sh: "Shell", console: "Shell", yml: "YAML", tsx: "TSX",
    docker: "Dockerfile", ps1: "PowerShell", kt: "Kotlin", md: "Markdown", Go: "Go", toml: "TOML",
  };
  for (const [info, name] of Object.entries(names)) assert.equal(languageOf(info)?.name, name, info);
});

test("a word that names no language is no language", () => {
  for (const info of ["", " ", "text", "plaintext", "nonsense", "{}", "."]) {
    assert.equal(languageOf(info), null, info);
  }
});

test("marks end where a paragraph is longer than anybody writes one", () => {
  const { length } = nodes("*a* ".repeat(10_000), "Emphasis");
  assert.ok(length > 2_400 && length < 2_600, String(length));
});
