import assert from "node:assert/strict";
import { test } from "node:test";
import { charactersOf, minutesOf, wordsOf } from "../../scripts/note/counting.js";

const counts = {
  "It's a well-known idea": [4, 0],
  "3.14 of 10,000.": [3, 0],
  "中文和 English 混排。": [1, 5],
  "ひらがなカタカナ": [0, 8],
  "한국어 단어 둘": [3, 0],
  "---\ntitle: five words that are none\n---\none": [1, 0],
  "\ufeff---\r\na: b\r\n---\r\none two": [2, 0],
  "---\n---\none": [1, 0],
  "--- no front matter": [3, 0],
  "one\n\n```js\nconst no = 1;\n```\ntwo": [2, 0],
  "> ~~~~\n> no\n> ~~~\n> ~~~~\n> yes": [1, 0],
  "one\n```\nnever closed": [1, 0],
  "one `two` three": [3, 0],
  "![alt](u) [l](http://x.y/z)": [2, 0],
  '[a b](<x y> "t") c': [3, 0],
  "see https://example.org/a-b?c=d，好": [2, 1],
  "[a][b]\n\n[b]: http://x.y/z 'title'": [2, 0],
  "f(x) [y](a(b)c) z": [4, 0],
  "a[^n]\n\n[^n]: two words": [5, 0],
  "": [0, 0],
};

test("words are counted where they have blanks between them, Chinese and Japanese one by one", () => {
  for (const [text, [words, ideographs]] of Object.entries(counts))
    assert.deepEqual(wordsOf(text), { words, ideographs }, text);
});

test("characters are what people call so, with blanks and without", () => {
  assert.deepEqual(charactersOf("中文 a\r\n𠀀👍 "), { all: 7, solid: 5 });
  assert.deepEqual(charactersOf("---\na: b\n---\n"), { all: 0, solid: 0 });
});

test("reading takes a minute at least", () => {
  assert.equal(minutesOf({ words: 0, ideographs: 0 }), 1);
  assert.equal(minutesOf({ words: 480, ideographs: 400 }), 3);
});

test("a long text of marks is counted at once", () => {
  const start = performance.now();
  for (const mark of ["```\n", "---\n", "> ", "~~~ ` \n", "```x\n~~~\n", "](", "](a", "[a]: b", "](a(b)"]) wordsOf(mark.repeat(50_000));
  assert.ok(performance.now() - start < 2_000);
});
