import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes.rendering.digest import EXCERPT_LENGTH, digest, plain
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
        ("# Title\n\n> quoted **words**\n- [x] done\n", "quoted words done"),
        ("![image](x.png)\n\n---\n\n| a | b |\n|---|---|\n", "| a | b |"),
        ("a vector\\<bool> Class > x", "a vector<bool> Class > x"),
        ('see <https://x.org> &amp; `class="a"`', 'see https://x.org & class="a"'),
        ("```\ncode\n```\nafter", "after"),
    ],
)
def test_the_excerpt_is_what_a_reader_sees(text: str, excerpt: str) -> None:
    assert digest(text).excerpt == excerpt


def test_everything_that_is_written_can_be_found() -> None:
    found = digest("---\nkey: front\n---\n# Head\n\nprose\n\n```py title=t\ncode\n```\nend")
    words = f"{found.prose} {found.code}"
    assert all(word in words for word in ("front", "Head", "prose", "py", "code", "end"))
    assert "code" not in found.prose


HOSTILE = [
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
