"""Where a search matches a note, as the page is told."""

import json
from collections.abc import Callable
from itertools import pairwise
from time import perf_counter

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from notes.library import editing
from notes.library.editing import Note
from notes.search.matches import LIMIT, WORDINGS_LIMIT, Matches, Wording, matches
from notes.search.query import parse
from tests.markup import Markup

HTMX = {"HX-Request": "true"}

Pane = Callable[[Note, str], Markup]


def found(query: str, text: str) -> Matches:
    return matches(parse(query, typing=True).sought(), text)


def in_editor(text: str, spans: list[tuple[int, int]]) -> list[str]:
    """What the editor marks: it counts UTF-16 units and has one line end."""
    units = text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-16-le")
    return [units[2 * start : 2 * end].decode("utf-16-le") for start, end in spans]


def marked(query: str, text: str) -> list[str]:
    return in_editor(text, found(query, text).spans)


def told(opened: Markup, name: str) -> object:
    return json.loads(opened.one(name).get("matches") or "null")


@pytest.fixture
def pane(page: FlaskClient) -> Pane:
    """The pane of a note that is opened from a search."""

    def opened(note: Note, query: str) -> Markup:
        answer = page.get(f"/notes/{note.id}", query_string={"q": query}, headers=HTMX)
        assert answer.status_code == 200
        return Markup(answer.text)

    return opened


# --- places


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ("wal", "The WAL, a wall and wál", ["WAL", "wall", "wál"]),
        ("wal mode", "mode of the wal", ["mode", "wal"]),
        ('"never blocks"', "never **blocks** it", ["never **blocks"]),
        ("查点", "检查点 and 查 点", ["查点"]),
        ("naive", "naïve", ["naïve"]),
        ("abc", "ＡＢＣ", ["ＡＢＣ"]),
        ("-wal mode", "wal mode", ["mode"]),
        ("tag:wal mode", "wal mode", ["mode"]),
        ("title:wal mode", "wal mode", ["mode"]),
        ("in:code wal", "wal\n```sh\nwal\n```\nwal", ["wal"]),
        ("wal m", "wal m mode", ["wal"]),
        ("=C++= c", "C++ c", ["C++"]),
        ("/[wm]al?/", "wal ma", ["wal", "ma"]),
        ("nothing", "wal", []),
        ("", "wal", []),
    ],
)
def test_what_is_looked_for_is_found(query: str, text: str, expected: list[str]) -> None:
    assert marked(query, text) == expected


@pytest.mark.parametrize(
    "before", ["👩‍👩‍👧 ", "a\r\nb\r\n", "a\rb\n\r\n", "\ufeff---\r\ntags: x\r\n---\r\n", "𠮷\r\n😀"]
)
def test_places_are_the_editor_s(before: str) -> None:
    assert marked("wal", f"{before} wal\r\n👍 wal {before}") == ["wal", "wal"]


@given(st.text("ab 字😀\r\n"), st.sampled_from(["a", "字", "ab", '"a b"']))
def test_every_place_is_where_its_words_are(text: str, query: str) -> None:
    spans, wordings, _ = found(query, text)
    written = {one.text.replace("\r\n", "\n").replace("\r", "\n") for one in wordings}
    assert set(in_editor(text, spans)) == written
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))


def test_matches_that_overlap_are_one() -> None:
    assert marked("检查 查点", "检查点") == ["检查点"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [("in:code yield", ["b", "c"]), ("in:code lang:py yield", ["b"]), ("yield", ["a", "b", "c"])],
)
def test_words_of_code_are_found_in_code(query: str, expected: list[str]) -> None:
    text = "yield a\r\n```python title='x'\r\n# 👍 yield b\r\n```\r\n> ~~~js\r\n> yield c"
    spans = [(start, end + 2) for start, end in found(query, text).spans]
    assert [words[-1] for words in in_editor(text, spans)] == expected


# --- wordings


def test_wordings_say_whether_they_are_whole_words() -> None:
    assert found("wal 点", "WAL wal 检查点").wordings == [
        Wording("WAL", begins=True, ends=True),
        Wording("wal", begins=True, ends=True),
        Wording("点", begins=False, ends=False),
    ]


def test_wordings_are_few_and_short() -> None:
    text = "\n".join(f"word{number}" for number in range(500))
    assert len(found("word*", text).wordings) == WORDINGS_LIMIT
    assert found(f'"{"long " * 60}"', "long " * 60).wordings == []


# --- bounds


def test_ten_thousand_matches_in_two_megabytes_are_bounded() -> None:
    text = ("wal " + "检查点 of something else " * 8) * 10_000
    begun = perf_counter()
    spans, _, more = found("wal", text)
    assert (len(spans), more) == (LIMIT, True)
    assert perf_counter() - begun < 2


@pytest.mark.parametrize("query", ["/(/", "/(a+)+$/", "/(?R)/", "/a{9999999}/", "=", "(" * 5_000])
def test_no_query_fails_or_hangs(pane: Pane, query: str) -> None:
    note = editing.create("a" * 50_000 + "!")
    begun = perf_counter()
    pane(note, query)
    assert perf_counter() - begun < 5


# --- the pane


def test_a_note_that_is_opened_from_a_search_brings_its_matches(pane: Pane) -> None:
    note = editing.create("# The log\r\n\r\nA wal, 👍 a WAL\r\n")
    opened = pane(note, "wal")
    assert told(opened, "note-editor") == [[13, 16], [23, 26]]
    assert told(opened, "note-preview") == [["wal", True, True], ["WAL", True, True]]
    assert opened.one("note-matches [data-count]").text == "1 of 2"


def test_a_note_that_is_opened_otherwise_has_none(page: FlaskClient, note: Note) -> None:
    opened = Markup(page.get(f"/notes/{note.id}?notebook=Work", headers=HTMX).text)
    assert not opened.all("note-matches, .matches, [matches]")


@pytest.mark.parametrize(
    ("query", "said"),
    [("plans", "Matched in the title"), ("idea", "Matched in the tags"), ("tag:idea", None)],
)
def test_where_else_it_matched_is_said(pane: Pane, query: str, said: str | None) -> None:
    note = editing.create("nothing here", title="Plans", tags=["idea"])
    opened = pane(note, query)
    assert [line.removeprefix(query) for line in opened.texts(".matches")] == [said] * bool(said)
    assert not opened.all("note-matches")


def test_more_than_are_shown_are_not_counted(pane: Pane) -> None:
    note = editing.create("wal " * (LIMIT + 1))
    assert pane(note, "wal").one("note-matches [data-count]").text == "1 of 1,000+"


def test_matched_markup_stays_words(pane: Pane) -> None:
    hostile = "\"'><img src=x onerror=alert(1)>"
    note = editing.create(f"# {hostile}\n\n{hostile}")
    for query in (hostile, f"{hostile} img", f'="{hostile}"=', f"/{hostile}/"):
        assert not pane(note, query).all("img")


def test_a_whole_window_brings_them_too(page: FlaskClient, note: Note) -> None:
    window = Markup(page.get(f"/notes/{note.id}?q=words").text)
    assert window.one("note-matches [data-count]").text == "1 of 1"
