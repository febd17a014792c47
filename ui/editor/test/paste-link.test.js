import assert from "node:assert/strict";
import { test } from "node:test";
import { linkTo } from "../src/paste-link.js";
import { after, at } from "./state.js";

const pasted = (text, before) => after(linkTo(text), at(before));

test("an address over words makes a link of them", () => {
  assert.equal(pasted("https://e.org/a?b#c", "see ‹this› now"), "see [‹this›](https://e.org/a?b#c) now");
  assert.equal(pasted("www.e.org", "‹这里›"), "[‹这里›](https://www.e.org)");
  assert.equal(pasted("mailto:a@e.org", "‹me›"), "[‹me›](mailto:a@e.org)");
  assert.equal(pasted("https://例子.中国/路径", "‹这里›"), "[‹这里›](https://例子.中国/路径)");
});

test("space and line ends around an address are no part of it", () => {
  assert.equal(pasted(" https://e.org/a\r\n", "‹word›"), "[‹word›](https://e.org/a)");
});

test("what is no single address is text", () => {
  const texts = ["https://e.org is great", "https://e.org/a\nhttps://e.org/b", "https://e.org/a b.pdf"];
  for (const text of [...texts, "https://e.org/a\u0007b", "https://e.org/<a>", "https://", "words", ""]) {
    assert.equal(pasted(text, "‹word›"), null, text);
  }
});

test("an address with one bracket stays whole", () => {
  assert.equal(pasted("https://e.org/a_(b)", "‹word›"), "[‹word›](https://e.org/a_(b))");
  assert.equal(pasted("https://e.org/a)", "‹word›"), "[‹word›](<https://e.org/a)>)");
});

test("words keep their marks in the link", () => {
  assert.equal(pasted("https://e.org", "a ‹**b** c› d"), "a [‹**b** c›](https://e.org) d");
  assert.equal(pasted("https://e.org", "a **‹b›** c"), "a **[‹b›](https://e.org)** c");
  assert.equal(pasted("https://e.org", "# ‹A title›"), "# [‹A title›](https://e.org)");
});

test("what is no words of one paragraph does not become a link", () => {
  const selections = ["¦word", "a **‹b** c›", "‹a\n\nb›", "‹- a\n- b›", "[a ‹b›](/c)", "‹[a](/c)›", "`a ‹b›`", "‹a] b›"];
  for (const text of [...selections, "```\n‹a›\n```", "$‹a›$", "https://‹e.org›"]) {
    assert.equal(pasted("https://e.org", text), null, text);
  }
});
