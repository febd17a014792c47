"""Texts cut into blocks that can be rendered one by one."""

import re
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notes.rendering.blocks import Piece, cut
from notes.rendering.known import Target, definitions
from tests.conftest import corpus
from tests.rendering_fixtures import html, pipeline

KINDS = """
text|- item|  more|    code|```|~~~~|> quote|<div>|</div>|<!--|-->|: meaning|[a]: b|[^a]: b|# head
"""
LINES = st.sampled_from(["", "", "", " ", "\ttab", "1. one", "---", *KINDS.strip().split("|")])
LINE_ENDS = st.sampled_from(["\n", "\r\n", "\r"])


@given(st.lists(LINES, max_size=30), LINE_ENDS, st.booleans())
@settings(max_examples=500, deadline=None)
def test_the_blocks_joined_are_the_text(lines: list[str], end: str, ends: bool) -> None:
    text = end.join(lines) + (end if ends else "")
    assert "".join(piece.text for piece in cut(text)) == text


@given(st.lists(LINES, max_size=30), LINE_ENDS)
@settings(max_examples=500, deadline=None)
def test_every_block_knows_the_line_that_it_starts_on(lines: list[str], end: str) -> None:
    before = ""
    for piece in cut(end.join(lines)):
        assert piece.line == len(re.findall(r"\r\n|\r|\n", before))
        before += piece.text


@given(st.text(max_size=60))
def test_any_text_can_be_cut(text: str) -> None:
    assert "".join(piece.text for piece in cut(text)) == text


@pytest.mark.parametrize(
    "whole",
    [
        "- a\n\n- b\n\n  c\n",
        "1. a\n\n2. b\n",
        "- a\n\n    code\n",
        "```\na\n\nb\n```\n",
        "~~~\n\n```\n\na\n",
        "> a\n>\n> b\n",
        "<div>\n\na\n\n<div>\n\n</div>\n</div>\n",
        "<details>\n\n```\na\n```\n\n</details>\n",
        "<!-- a\n\nb -->\n",
        "Term\n\n: Meaning\n",
        "[^a]: b\n\n    c\n",
    ],
)
def test_what_belongs_together_stays_together(whole: str) -> None:
    assert [piece.text for piece in cut(whole)] == [whole]


@pytest.mark.parametrize(
    "parts",
    [
        ["a\n\n", "b\n"],
        ["a\n\n\n \n", "b"],
        ["- a\n\n", "b\n"],
        ["```\n```\n\n", "b\n"],
        ["> a\n\n", "> b\n"],
        ["<p>\n\n", "never closed"],
        ["<br>\n\n", "a"],
        ["---\ntitle: x\n---\n", "a\n\n", "b"],
    ],
)
def test_what_does_not_is_cut(parts: list[str]) -> None:
    assert [piece.text for piece in cut("".join(parts))] == parts


def test_a_block_is_given_the_definitions_that_it_names_and_no_others() -> None:
    first, second, _ = cut("[A  b] and [x](y)\n\n[c]\n\n[a b]: /1 'T'\n[c]: /2\n[d]: /3")
    assert first.uses.links == (("a b", Target("/1", "T")),)
    assert second.uses.links == (("c", Target("/2")),)


def test_a_block_is_given_the_numbers_that_its_footnotes_have_in_the_whole() -> None:
    pieces = cut("a[^y]\n\nb[^x] c[^y]\n\n[^x]: X\n\n[^y]: Y\n\n[^z]: Z")
    numbers = [dict(piece.uses.numbers) for piece in pieces]
    assert numbers == [{"y": 1}, {"x": 2, "y": 1}, {"x": 2}, {"y": 1}, {"z": 3}]


def test_a_block_is_given_the_abbreviations_that_it_has() -> None:
    first, second, _ = cut("HTML\n\nXHTML\n\n*[HTML]: H\n*[CSS]: C")
    assert first.uses.abbreviations == (("HTML", "H"),)
    assert not second.uses.abbreviations


def test_a_line_that_names_a_footnote_defines_none() -> None:
    assert not any(piece.uses.numbers for piece in cut("[^x] and\n\nb[^x]\n\n[y]: /1"))


def test_however_many_definitions_there_are_each_is_read_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read: list[object] = []

    def counted(text: str, at: int = 0) -> Iterator[tuple[str, Target | str, int]]:
        for found in definitions(text, at):
            read.append(found)
            yield found

    monkeypatch.setattr("notes.rendering.uses.definitions", counted)
    cut("a\n\n" + "".join(f"[{number}]: /{number}\n" for number in range(50)))
    assert len(read) == 50


def rendered(piece: Piece) -> str:
    return pipeline().html(piece.text, piece.uses.known())


def test_a_footnote_alone_has_its_number() -> None:
    *_, last = cut("a[^y] b[^x]\n\n[^x]: X")
    assert '<li id="in-note-fn-x" value="1">' not in rendered(last)
    *_, last = cut("a[^y] b[^x]\n\n[^y]: Y\n\n[^x]: X")
    assert '<li id="in-note-fn-x" value="2">' in rendered(last)


def test_real_notes_block_by_block_are_the_notes_as_a_whole() -> None:
    paths = sorted(corpus("notes").rglob("*.md"))[::4]
    texts = [path.read_text("utf-8") for path in paths]
    assert sum(bare(html(text)) == bare(by_blocks(text)) for text in texts) >= len(texts) * 0.98


@given(st.lists(LINES.filter(lambda line: "<" not in line), max_size=30), LINE_ENDS)
@settings(max_examples=500, deadline=None)
def test_the_blocks_of_the_whole_are_the_whole(lines: list[str], end: str) -> None:
    text = end.join(lines)
    blocks = pipeline().blocks(text)
    assert bare("\n".join(part for _, part in blocks)) == bare(html(text))
    assert [line for line, _ in blocks] == sorted({line for line, _ in blocks}) or "[^" in text


def test_the_blocks_of_real_notes_are_the_notes_as_a_whole() -> None:
    texts = [path.read_text("utf-8") for path in sorted(corpus("notes").rglob("*.md"))]
    for text in texts:
        blocks = pipeline().blocks(text)
        assert bare("\n".join(part for _, part in blocks)) == bare(html(text))
        assert {line for line, _ in blocks} <= {piece.line for piece in cut(text)}


def test_a_block_of_the_whole_has_what_only_the_whole_can_know() -> None:
    text = "---\na: b\n---\n# T\n\n[TOC]\n\na[^1]\n\n## A\n\n## A\n\n[^1]: foot\n\nlast"
    blocks = pipeline().blocks(text)
    assert [line for line, _ in blocks] == [3, 5, 7, 9, 11, 15, 15]
    assert "#a-1" in blocks[1][1]
    assert "footnotes" in blocks[-1][1]


def test_the_mark_of_an_encoding_is_no_part_of_the_text() -> None:
    assert html("\ufeff# T\n\na") == html("# T\n\na")
    assert pipeline().blocks("\ufeff# T\n\na") == pipeline().blocks("# T\n\na")


def test_a_meaning_behind_a_blank_line_moves_nothing_below_it() -> None:
    blocks = pipeline().blocks("a\n: b\n\nc\n\n: d\n\nbelow\n\nlast\n")
    assert [line for line, _ in blocks] == [0, 7, 9]


def by_blocks(text: str) -> str:
    return "\n".join(filter(None, map(rendered, cut(text))))


def bare(page: str) -> str:
    """Without ids, which only the whole can make unique, and blank lines."""
    return re.sub(r"\s*\n\s*|(?<=>)(?=<)", "\n", re.sub(r' id="[^"]*"', "", page))
