import assert from "node:assert/strict";
import { test } from "node:test";
import domino from "@mixmark-io/domino";

globalThis.DOMParser = class {
  parseFromString(html) {
    return domino.createDocument(html);
  }
};
globalThis.location = new URL("http://127.0.0.1:45183/notes/3fe6e1d0?q=words");
const { markdownOf } = await import("../src/html.js");
const cases = (pairs) => {
  for (const [html, markdown] of pairs) assert.equal(markdownOf(html), markdown, html);
};

test("the structure of a page becomes Markdown", () => {
  cases([
    ["<h2>A</h2><p>b <strong>c</strong> <em>d</em> <code>e</code></p>", "## A\n\nb **c** *d* `e`"],
    ["<p>a <a href='https://b.org/c'>d</a></p>", "a [d](https://b.org/c)"],
    ["<ul><li>a<ul><li>b</li></ul></li><li><p>c</p></li></ul>", "- a\n  - b\n- c"],
    ["<ol start='9'><li>a</li><li>b</li></ol>", "9. a\n10. b"],
    ["<ul><li><input type='checkbox' checked> a</li><li><input type='checkbox'> b</li></ul>", "- [x] a\n- [ ] b"],
    ["<blockquote><p>a</p><p>b</p></blockquote>", "> a\n> \n> b"],
    ["<p>a <del>b</del> <mark>c</mark> H<sub>2</sub>O</p>", "a ~~b~~ ==c== H~2~O"],
    ["<p>a</p><hr><p>b</p>", "a\n\n---\n\nb"],
  ]);
});

test("what looks like a list in Word is one", () => {
  const item = (level, mark, words) =>
    `<p class=MsoListParagraph style='text-indent:-18pt;mso-list:l0 level${level} lfo1'><![if !supportLists]>` +
    `<span style='font-family:Symbol'><span style='mso-list:Ignore'>${mark}<span style='font:7.0pt "Times New Roman"'>` +
    `&nbsp;&nbsp; </span></span></span><![endif]>${words}<o:p></o:p></p>`;
  const list = item(1, "·", "one") + item(2, "o", "<b>in</b> it") + item(1, "2.", "two");
  cases([
    [`<p class=MsoNormal>Before</p>${list}<p>after</p>`, "Before\n\n- one\n    - **in** it\n2. two\n\nafter"],
  ]);
});

test("tables become tables", () => {
  const head = "<tr><th>Name</th><th>数量</th></tr>";
  assert.equal(
    markdownOf(`<table>${head}<tr><td>a|b</td><td><p>1</p><p>2</p></td></tr><tr><td>c</td></tr></table>`),
    "| Name | 数量 |\n| ---- | ---- |\n| a\\|b | 1 2  |\n| c    |      |",
  );
});

test("columns keep their sides", () => {
  const rows = "<tr><th align='right'>a</th><th style='text-align: center'>b</th></tr><tr><td>1</td><td>2</td></tr>";
  assert.equal(markdownOf(`<table>${rows}</table>`), "|   a |  b  |\n| --: | :-: |\n|   1 |  2  |");
});

test("code of a page becomes a fence with its language", () => {
  cases([
    ['<pre><code class="language-js">a &lt; b\n</code></pre>', "```js\na < b\n```"],
    ['<div class="highlight highlight-source-python"><pre>x = 1</pre></div><p>b <b>c</b></p>', "```python\nx = 1\n```\n\nb **c**"],
    ["<p>a</p><pre>```\nb\n```</pre>", "a\n\n````\n```\nb\n```\n````"],
  ]);
});

test("formulas of a page become formulas", () => {
  const math = '<math><annotation encoding="application/x-tex">x^2</annotation></math>';
  const html = `<p>a <span class="katex"><span class="katex-mathml">${math}</span><span class="katex-html">x2</span></span></p>`;
  assert.equal(markdownOf(html), "a $x^2$");
});

test("code from an editor is text", () => {
  const colours = '<span style="color: #008000;">def</span> <span style="font-weight: bold">f</span>';
  const mono = "font-family: Consolas, 'Courier New', monospace;white-space: pre;";
  cases([
    [`<meta charset="utf-8"><div style="color: #ccc;${mono}"><div>${colours}</div><div>x</div></div>`, null],
    [`<html><body><pre style="font-family:'JetBrains Mono'"><i>${colours}</i></pre></body></html>`, null],
    [`<!--StartFragment--><pre>${colours}</pre><!--EndFragment-->`, null],
  ]);
});

test("what has no structure is text", () => {
  cases([
    ["<meta charset='utf-8'><span>words</span>", null],
    ["<p>words</p><p>and <span style='color: red'>more</span></p>", null],
    ['<b style="font-weight:normal;" id="docs-internal-guid-1"><p>words</p></b>', null],
  ]);
});

test("what only looks bold or italic is so", () => {
  cases([
    ['<b style="font-weight:normal"><p><span style="font-weight:700">a </span>b</p></b>', "**a** b"],
    ['<p><span style="font-style:italic">a</span> b</p>', "*a* b"],
  ]);
});

test("nothing that runs or spies comes along", () => {
  cases([
    ['<p><b>a</b> <a href="javascript:alert(1)">b</a> <img src="data:image/png;base64,AAAA" alt="c"></p>', "**a** b c"],
    ["<p><b>a</b><script>alert(1)</script><style>b{}</style></p>", "**a**"],
    ["<p><b>a</b> &lt;img src=x onerror=alert(1)&gt;</p>", "**a** \\<img src=x onerror=alert(1)>"],
  ]);
});

test("addresses are written as they stood there", () => {
  cases([
    ["<p><a href='/docs/x'>a</a> <a href='../b.md'>b</a></p>", "[a](/docs/x) [b](../b.md)"],
    ["<p><a href='#part'>a</a> <a href='#'>b</a></p>", "[a](#part) b"],
    ["<p>a <img src='pic.png' alt='p'> <img src='//e.org/c.png' alt='q'></p>", "a ![p](pic.png) ![q](https://e.org/c.png)"],
    ["<p><a href='https://e.org/a b' title='t'>a</a></p>", '[a](<https://e.org/a b> "t")'],
  ]);
});

test("what a browser made of addresses in our own page is undone", () => {
  const home = "http://127.0.0.1:45183";
  cases([
    [`<p><a href='${home}/notes/other.md'>a</a> <a href='${home}/docs/x'>b</a></p>`, "[a](other.md) [b](/docs/x)"],
    [`<p><a href='${home}/notes/3fe6e1d0#part'>a</a></p>`, "[a](#part)"],
    [`<p>a <img src='${home}/notes/3fe6e1d0/image?at=a%2Fpic.png' alt='p' class='missing' title='Not found'></p>`, "a ![p](a/pic.png)"],
    [`<p><a class='wiki-link missing' href='${home}/notes/%E7%AC%94%E8%AE%B0'>笔记</a></p>`, "[[笔记]]"],
    [`<p><a href='http://127.0.0.1:4518/notes/a'>a</a></p>`, "[a](http://127.0.0.1:4518/notes/a)"],
  ]);
});

test("marks stand where the page reads them", () => {
  cases([
    ["<p>他说<strong>“粗体”</strong>了</p>", "他说“**粗体**”了"],
    ["<p>他说<b>“粗</b><b>体”</b>了</p>", "他说“**粗体**”了"],
    ["<p>中<em><code>a</code></em>中<i>”</i></p>", "中<em>`a`</em>中<em>”</em>"],
    ["<p>中<i>“<b>a</b>”</i>中</p>", "中“***a***”中"],
    ["<p><code>a</code><b>b</b><br><b>“c”</b></p>", "`a`**b**  \n**“c”**"],
    ["<p>中<del>“b”</del>中<mark>（c）</mark>中</p>", "中“~~b~~”中（==c==）中"],
    ["<p><b>H</b><sub>二</sub>O 10<sub>2</sub>0 x<sup>2</sup></p>", "**H**<sub>二</sub>O 10<sub>2</sub>0 x^2^"],
    ["<p>文<b>a<a href='y'>x</a></b>x</p>", "文<strong>a[x](y)</strong>x"],
    ["<table><tr><td>甲<b>“乙”</b></td><td>b</td></tr><tr><td>甲<b>“乙”</b>丙</td><td>d</td></tr></table>",
      "| 甲“**乙**”   | b   |\n| ------------ | --- |\n| 甲“**乙**”丙 | d   |"],
    ["<p><span style='font-weight:700;font-style:italic'>a </span>b</p>", "***a*** b"],
  ]);
});
