import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes.rendering.digest import EXCERPT_LENGTH, digest, plain
from notes.rendering.facts import LINKS_LIMIT, link_key
from notes.search.segment import APART
from tests.conftest import corpus, pathological


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# One\n\n# Two", "One"),
        ("text\n\n### Deep ###", "Deep"),
        ("Under\n===\n", "Under"),
        ("Under\n---\n", "Under"),
        ("- item\n---\n", ""),
        ("```\n# code\n```\n# Real", "Real"),
        ("~~~\n# open fence", ""),
        ("- ```sh\n  # comment\n  ```\n\n# Real", "Real"),
        ("#tag\n\n# Real", "Real"),
        ("---\ntitle: Front\n---\n# Head", "Front"),
        ("\ufeff---\r\ntitle: 前\r\n---\r\n", "前"),
        ("\ufeff# BOM", "BOM"),
        ("\ufeffBOM\r\n===", "BOM"),
        ("# <b>Hello</b> &amp; more", "Hello & more"),
        ('# <img src="a.png"> A <a id="x"></a>B<br>C <!-- no -->', "A B C"),
        ("# Vec<T> and `<b>x</b>` and \\<i>y\\</i>", "Vec<T> and <b>x</b> and <i>y</i>"),
        ("# a < b, c > d", "a < b, c > d"),
        ("---\ntitle: [not, text]\n---\n# Head", "Head"),
        ("---\nno yaml: [\n\n---\n# Head", "Head"),
        ("---\n\nA rule, not front matter\n\n---\n# Head", "Head"),
        ("# `code` and **bold** [link](x) {#id}", "code and bold link"),
        ("# 添加 {/*add*/}", "添加"),
        ("# snake_case and 2 * 3 * 4", "snake_case and 2 * 3 * 4"),
        ("# a\0b\u2028c", "a b c"),
        ("#", ""),
        ("", ""),
    ],
)
def test_the_title_of_a_text(text: str, title: str) -> None:
    assert digest(text).title == title


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("#a and #b/c, #标签。", ("a", "b/c", "标签")),
        ("#2026 #1", ()),
        ("#q3-2026 (#in) x#no", ("q3-2026", "in")),
        ("[link](#anchor) https://x.org/#part", ()),
        ("[a link]: #anchor", ()),
        ("`#code`\n\n```\n#fenced\n```", ()),
        ("---\ntags: [a, b/c]\n---\n#d", ("a", "b/c", "d")),
        ('---\ntags: "a, #b c"\n---\n', ("a", "b", "c")),
        ("---\ntags: {a: b}\n---\n", ()),
    ],
)
def test_the_tags_of_a_text(text: str, tags: tuple[str, ...]) -> None:
    assert digest(text).tags == tags


@pytest.mark.parametrize(
    ("text", "excerpt"),
    [
        ("中文%%不看%%中文", "中文中文"),
        ("[TOC]\n\nsee ![[a.png]], [[b|c]] %%not this%% and 50%% off", "see a.png, c and 50%% off"),
        ("# Title\n\n> quoted **words**\n- [x] done\n", "quoted words done"),
        ("![image](x.png)\n\n---\n\n| a | b |\n|---|---|\n", "| a | b |"),
        ("我们*保证，不会丢*失", "我们保证，不会丢失"),
        ("**bold _it_** a*b*c \\*no\\*", "bold it a*b*c *no*"),
        ("$\\sum_{i} x_i$ and `x**2` costs $5", "$\\sum_{i} x_i$ and x**2 costs $5"),
        ("a vector\\<bool> Class > x", "a vector<bool> Class > x"),
        ('see <https://x.org> &amp; `class="a"`', 'see https://x.org & class="a"'),
        ("```\ncode\n```\nafter", "after"),
    ],
)
def test_the_excerpt_is_what_a_reader_sees(text: str, excerpt: str) -> None:
    assert digest(text).excerpt == excerpt


AFTER = "\n\nafter #tagged\n\n- [ ] task"


@pytest.mark.parametrize(
    "code",
    [
        "> ```\n> code",
        ">```\n>code",
        "> > ~~~\n> > code",
        "- ```\n  code",
        "- item\n\n  ```\n  code",
        "1. - ```\n     code\n\n     more",
        "- item\n    - ```\n      code",
        "-\t```\n\tcode",
        "- > ```\n  > code",
        "> - ```\n>   code",
        "> ```\n> code\n> ```",
        "* * ```\n    code\n    ```",
        "```\n> code\n- code\n```",
    ],
)
def test_a_block_of_code_ends_with_what_holds_it(code: str) -> None:
    found = digest(code + AFTER)
    assert "code" in found.code
    assert "code" not in found.prose
    assert found.tags == ("tagged",)
    assert found.facts == ("code", "task:open")


@pytest.mark.parametrize(
    "text", ["```\ncode\n\ncode", "- a\n\nb\n\n  ```\n  code\n\ncode", "> ```\n> code\n>\n> code"]
)
def test_a_block_that_nothing_ends_has_the_rest(text: str) -> None:
    assert digest(text).code.count("code") == 2


def test_info_strings_are_prose_and_no_phrase_goes_through_code() -> None:
    found = digest("one\n\n```python title=x\nlet\n```\n\ntwo\n\n~~~\nbe\n~~~")
    assert found.prose.split() == ["one", APART, "python", "title=x", APART, "two", APART, APART]
    assert found.code.split() == ["let", APART, "be"]


def test_everything_that_is_written_can_be_found() -> None:
    found = digest("---\nkey: front\n---\n# Head\n\nprose\n\n```py title=t\ncode\n```\nend")
    words = f"{found.prose} {found.code}"
    assert all(word in words for word in ("front", "Head", "prose", "py", "code", "end"))
    assert "code" not in found.prose


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("- [ ] a\n* [x] b", "task:done task:open"),
        ("1. [X] a\n\n> 2) [ ] b", "task:done task:open"),
        ("> - quoted\n>     + [x] deep", "task:done"),
        ("- list\n\n  words\n\n    - 1. [ ] deeper", "task:open"),
        ("words\n\n    - [ ] code", ""),
        ("```\n- [ ] code\n```", "code"),
        ("- `[ ] code`\n- [ ]\n- [] x\n- [ ](x)\n[ ] x", "link link:x"),
        ("```Python title='x'\n```\n~~~ {.rust}\n~~~", "code code:python code:rust"),
        ("- ```language-js {1,3-5}\n  ```\n```title=x\n```", "code code:js"),
        ("`[x](y)` and\n\n```md\n[x](y) http://x.org\n```", "code code:md"),
    ],
)
def test_tasks_and_code_are_facts_of_a_text(text: str, facts: str) -> None:
    assert digest(text).facts == tuple(facts.split())


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("[a](folder/Other.md#part)", ["link", "link:other"]),
        ("[a](<My%20note.md> 'title')", ["link", "link:my note"]),
        ("[a\nb](x_(y).md)", ["link", "link:x_(y)"]),
        ("[a](#part)", ["link"]),
        ("[a](not closed", []),
        ("[[Folder/Über uns#x|us]] [[b\\|c]]", ["link", "link:b", "link:über uns"]),
        ("[[not closed] [[]]", ["link"]),
        ("see https://www.Example.com/x, or", ["link", "link:example.com"]),
        ("<http://me@x.org:80/y> www.y.org.", ["link", "link:x.org", "link:y.org"]),
        ("[a](mailto:me@x.org)", ["link", "link:x.org"]),
        ("---\nsource: https://x.org/1\n---\n", ["link", "link:x.org"]),
        ("> [label]: https://x.org", ["link", "link:x.org"]),
        ("[label]: <other.md>", ["link", "link:other"]),
        ("[^1]: other\n\nx [y]: z", []),
        ('<a href="other.md">x</a>', ["link", "link:other"]),
        ("![p](photo.png)", ["attachment"]),
        ("![p](https://x.org/p.png) ![](other.md)", []),
        ("[![p](p.png)](https://x.org)", ["attachment", "link", "link:x.org"]),
        ("![p](data:image/png;base64,AAAA)", ["attachment"]),
        ('<img src="p.jpg" width="5">', ["attachment"]),
        ("[r](files/Report.pdf)", ["attachment", "link", "link:report"]),
        ("[x](page) [x](v1.2) [x](n.txt)", ["link", "link:n", "link:page", "link:v1.2"]),
        ("![[p.png|200]]", ["attachment", "link:p"]),
        ("![[Other]]", ["link", "link:other"]),
        ("[[Node.js]] [[r.pdf]]", ["attachment", "link", "link:node.js", "link:r"]),
    ],
)
def test_links_and_attachments_are_facts_of_a_text(text: str, facts: list[str]) -> None:
    assert digest(text).facts == tuple(facts)


@pytest.mark.parametrize(
    ("target", "key"),
    [
        ("Other note", "other note"),
        ("folder/Other%20note.md#part", "other note"),
        ("folder\\Other  NOTE", "other note"),
        ("https://www.example.com/x?y#z", "example.com"),
        ("www.Example.com", "example.com"),
        ("example.com", "example.com"),
        ("file:///home/me/Scan.PDF", "scan"),
        ("Project: plan", "project: plan"),
        ("", ""),
    ],
)
def test_ways_to_write_a_target_have_one_key(target: str, key: str) -> None:
    assert link_key(target) == key


def test_so_many_links_of_a_text_are_remembered() -> None:
    found = digest("[[a]]" * 9 + "".join(f"[[{n}]]" for n in range(999))).facts
    assert len(found) == LINKS_LIMIT + 1


HOSTILE = [
    "> " * 40 + "```\n" + ("> " * 40 + "code\n") * 20_000,
    "- " * 40 + "```\n" + (" " * 80 + "code\n") * 20_000,
    "\n".join(" " * n + "- ```" for n in range(1_500)),
    ("- " * 30 + "```\n") * 20_000,
    ("> " * 30 + "```\n\n") * 20_000,
    "- " + "\t" * 300_000 + "```",
    "\n".join("\t" * n + "1. a" for n in range(600)),
    "Text.\n\n" + " " * 200_000 + "x",
    "# x" + " " * 200_000 + "y",
    "# a" + " " * 200_000 + "{x",
    "# a {#" + "{#" * 100_000,
    "# " + "[" * 200_000,
    ("# " + "[" * 400 + "\n") * 500,
    "#t " + "".join("a" + "`" * n for n in range(700)),
    "#t " + "`" * 200_000,
    "#" + "1" * 200_000,
    "- " * 100_000,
    "---\n" + "--- x\n" * 50_000,
    "*" * 200_000 + "a",
    "<!-- " * 50_000,
    "> " * 100_000 + "```",
    "\n".join(" " * n + "- a" for n in range(600)),
    "- [ ] x\n" + "- " * 1_000_000,
    "- [ ] x\n" + "1. > " * 400_000,
    "- [ ] x\n" + " > " * 700_000,
    "- [ ] abcdefghijklmnopqrstuvwxyz\n" * 60_000,
    "```" + "a" * 2_000_000 + "=",
    "```abcdefghijklmnopqrstuvwxyz abcdef\n```\n" * 50_000,
    "[" * 2_000_000,
    "![" * 1_000_000,
    "![a](" * 400_000,
    "](" * 1_000_000,
    "](<" * 700_000,
    "](a(" * 500_000,
    "](" + "(a)" * 700_000,
    "](a" + " " * 2_000_000,
    "[[a" * 700_000,
    "[[a|" * 500_000,
    "[" + "a" * 1_000_000 + "]:" * 500_000,
    "]: a" * 500_000,
    "http://" * 300_000,
    "http://" + "a@" * 1_000_000,
    "http://a " * 220_000,
    "[a](http://" + "www." * 500_000,
    "www.a" * 400_000,
    "href=" * 400_000,
    'src="' * 400_000,
    "[a](" + "%20" * 700_000 + ")",
    "[[" + "a/" * 1_000_000 + "]]",
    "![](data:" + "a" * 2_000_000 + ")",
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: f"{text[:12]!r}")
def test_no_text_takes_more_than_its_share_of_time(text: str) -> None:
    began = time.process_time()
    digest(text)
    assert time.process_time() - began < 1


def test_pathological_notes_take_no_time() -> None:
    for line in corpus("pathological.jsonl").read_text("utf-8").splitlines():
        began = time.process_time()
        digest(pathological(json.loads(line)))
        assert time.process_time() - began < 1, line[:200]


@given(st.text(), st.text())
def test_any_text_has_a_digest(text: str, front: str) -> None:
    found = digest(f"---\n{front}\n---\n{text}")
    assert "\n" not in found.title
    assert len(found.excerpt) <= EXCERPT_LENGTH


@given(st.text("*_`[]()<>\\ab ", max_size=200))
def test_plain_words_are_one_line(text: str) -> None:
    assert plain(text) == plain(text).strip()
