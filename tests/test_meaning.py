import pytest
from hypothesis import given

from notes.search.meaning import Saying, lines, said
from notes.search.query import DEPTH_LIMIT, parse
from tests.test_query import QUERIES, SPACED


def told(text: str) -> list[str]:
    return [said(line) for line in lines(parse(text).tree)]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("wal", "with the word “wal”"),
        ("check*", "with a word that begins “check”"),
        ('"two words"', "with the phrase “two words”"),
        ('"two wor"*', "with a phrase that begins “two wor”"),
        ("title:wal", "with the word “wal” in the title"),
        ("in:code yield", "with the word “yield” in code"),
        ("=C++=", "with “C++” exactly as it is written"),
        ("/wal.*log/i", "with text that matches the pattern /wal.*log/i"),
        ("tag:sqlite", "with the tag “sqlite” or one below it"),
        ("tag:sq*", "with the tag “sq…” or one below it"),
        ("notebook:Work", "in the notebook “Work” or one below it"),
        ("lang:Python", "with code in python"),
        ("link:example.org", "with a link to “example.org”"),
        ("is:pinned", "pinned"),
        ("is:trashed", "in the trash"),
        ("has:attachment", "with an attachment"),
        ("todo:open", "with an open task"),
        ("created:2026", "created in 2026"),
        ("created:2026-11-05", "created on 2026-11-05"),
        ("changed:today", "changed today"),
        ("changed:7d", "changed in the last 7 days"),
        ("changed:1m", "changed in the last month"),
        ("changed:2026-11-01..2026-11-20", "changed from 2026-11-01 to 2026-11-20"),
        ("changed:2026-11..", "changed from 2026-11 on"),
        ("changed:2w..yesterday", "changed from 2 weeks ago to yesterday"),
        ("changed:..1y", "changed up to 1 year ago"),
        ("changed：２０２６－１１", "changed in 2026-11"),
    ],
)
def test_a_part_is_said_like_this(text: str, line: str) -> None:
    assert told(text) == [line]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("-wal", "without the word “wal”"),
        ("-title:wal", "without the word “wal” in the title"),
        ("-tag:old", "without the tag “old” or one below it"),
        ("-notebook:Work", "not in the notebook “Work” or one below it"),
        ("-is:pinned", "not pinned"),
        ("-changed:today", "not changed today"),
        ("-(-wal)", "not without the word “wal”"),
        ("-(a b)", "not all of: with the word “a”; with the word “b”"),
        ("-(a OR b)", "none of: with the word “a”; with the word “b”"),
        ("a OR b c", "one of: with the word “a”; (all of: with the word “b”; with the word “c”)"),
        (
            "a OR -(is:pinned b)",
            "one of: with the word “a”; (not all of: pinned; with the word “b”)",
        ),
    ],
)
def test_what_must_not_be_and_what_may_be_is_said_like_this(text: str, line: str) -> None:
    assert told(text) == [line]


def test_each_part_has_a_line() -> None:
    assert told("lang:py in:code yield -tag:old") == [
        "with code in py",
        "with the word “yield” in py code",
        "without the tag “old” or one below it",
    ]
    assert told("in:code yield lang:py*")[0] == "with the word “yield” in py… code"
    assert told("") == []


def test_every_template_is_translated_and_no_text_that_was_typed() -> None:
    asked: list[str] = []

    def translate(template: str) -> str:
        asked.append(template)
        return template.upper().replace("%(THING)S", "%(thing)s").replace("%(TEXT)S", "%(text)s")

    (line,) = lines(parse("-wal").tree)
    assert said(line, translate) == "WITHOUT THE WORD “wal”"
    assert asked == ["the word “%(text)s”", "without %(thing)s"]


def test_signs_of_templates_in_a_query_are_only_text() -> None:
    assert told('"%(text)s %s %"') == ["with the phrase “%(text)s %s %”"]
    assert said(Saying("50 %% of %(what)s", {"what": "%"})) == "50 % of %"


def test_the_deepest_query_is_said() -> None:
    deep = "a OR (b " * (DEPTH_LIMIT // 2) + "-(c (d OR e" * (DEPTH_LIMIT // 4)
    assert len(told(deep)) == 1


@given(QUERIES | SPACED)
def test_every_query_is_said(text: str) -> None:
    assert all(told(text))
    assert bool(told(text)) == (parse(text).tree is not None)
