"""The history of a note on the page: what its fragments say, and that words stay words."""

from collections.abc import Callable
from typing import get_args

import pytest
from flask.testing import FlaskClient

from notes.library import earlier, editing, history
from notes.library.editing import Note
from notes.library.opening import Library
from notes.storage.database import database
from notes.web.views.history import REASONS
from tests.clock import Clock
from tests.markup import Markup

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"

Look = Callable[..., Markup]


@pytest.fixture
def look(page: FlaskClient, library: Library) -> Look:
    """Asks for a part of a note's history."""
    assert library

    def looked(note: Note, part: str = "", **asked: object) -> Markup:
        answer = page.get(f"/notes/{note.id}/history{part}", query_string=asked)
        assert answer.status_code == 200, answer.text
        return Markup(answer.text)

    return looked


@pytest.fixture
def edited(library: Library) -> Note:
    """Versions 1 to 3."""
    assert library
    note = editing.create("# Plan\n\n我喜欢猫。\nlast\n")
    editing.save(note.id, 1, body="# Plan\n\n我喜欢大猫。\nlast\n", reason="import")
    editing.save(note.id, 2, body="# Plan\n\n我喜欢大猫。\nthe last\n")
    return note


def damage(note: Note, version: int) -> None:
    wanted = next(one.sha256 for one in history.entries(note.id) if one.version == version)
    database.execute_sql("UPDATE revision_text SET body = x'00' WHERE sha256 = ?", (wanted,))


class TestVersions:
    def test_of_one_minute_are_told_apart_by_seconds(
        self, look: Look, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        clock = Clock(monkeypatch)
        clock.pass_by(-clock.now % 60_000)
        note = editing.create("one")
        for version, (words, after) in enumerate([("two", 5_000), ("three", 120_000)], 1):
            clock.pass_by(after)
            editing.save(note.id, version, body=words)
        times = look(note).texts("time")
        assert [time.count(":") for time in times] == [1, 2, 2]

    def test_stand_under_their_day_with_why_and_how_much(self, look: Look, edited: Note) -> None:
        shown = look(edited)
        assert shown.texts("h3") == ["Today"]
        assert shown.texts(".version .why") == [
            "As it is now",
            "Before an edit",
            "Before an import",
        ]
        assert [one.get("data-version") for one in shown.all(".version")] == ["3", "2", "1"]
        assert shown.texts(".version .come")[0].endswith("+4")

    def test_of_a_note_that_was_never_changed_say_what_will_be_here(
        self, look: Look, note: Note
    ) -> None:
        assert "Nothing of this note was replaced yet" in look(note).one("p").text

    def test_that_have_words(self, look: Look, edited: Note) -> None:
        assert [one.get("data-version") for one in look(edited, q="大猫").all(".version")] == [
            "3",
            "2",
        ]
        assert look(edited, q="owl").texts("p") == ["No version has these words."]

    def test_that_are_damaged_are_shown_as_damaged(self, look: Look, edited: Note) -> None:
        damage(edited, 2)
        shown = look(edited)
        assert [one.get("data-version") for one in shown.all(".version.damaged")] == ["2"]
        assert "This version is damaged" in look(edited, "/changes", of=2).text
        assert "This version is damaged" in look(edited, "/lines", of=2).text
        assert look(edited, "/changes", of=1).texts("ins") == ["大", "the"]

    def test_that_were_damaged_when_they_were_kept_are_shown_as_they_were_found(
        self, look: Look, edited: Note
    ) -> None:
        version = history.entries(edited.id)[0].version
        database.execute_sql("UPDATE note_text SET body = 'what a <b>disk</b> left'")
        earlier.bring_back(edited.id, 1, version)
        shown = look(edited)
        assert [one.get("data-version") for one in shown.all(".version.damaged")] == [str(version)]
        assert shown.texts(".version .why")[1] == REASONS["damaged"]
        found = look(edited, "/changes", of=version)
        assert "was damaged already" in found.one("p.remark").text
        assert found.one("pre").text == "what a <b>disk</b> left"

    def test_that_are_good_can_be_read_beside_a_note_that_is_damaged(
        self, look: Look, edited: Note
    ) -> None:
        database.execute_sql("UPDATE note_text SET body = 'dust'")
        shown = look(edited, "/changes", of=1)
        assert "What this would be compared with is damaged" in shown.one("p.remark").text
        assert shown.texts(".line")[2] == "我喜欢猫。"

    def test_go_on_page_by_page_and_say_no_day_twice(self, look: Look, note: Note) -> None:
        for version in range(1, 70):
            editing.save(note.id, version, body=f"text {version}")
        first = look(note)
        assert len(first.all(".version")) == 60
        query = str(first.one(".more").get("hx-get")).partition("?")[2]
        rest = look(note, **dict(one.split("=") for one in query.split("&")))
        assert (len(rest.all(".version")), rest.all("h3")) == (10, [])

    def test_have_a_reason_in_words_for_every_reason(self) -> None:
        assert {str(reason) for reason in REASONS} == {"None", *get_args(history.Reason)}


class TestChanges:
    def test_are_marked_character_by_character_in_chinese(self, look: Look, edited: Note) -> None:
        shown = look(edited, "/changes", of=1)
        assert shown.texts("del") == []
        assert shown.texts("ins") == ["大", "the"]

    @pytest.mark.parametrize(
        ("asked", "inserted"),
        [
            ({"of": 2}, ["the"]),
            ({"of": 2, "with": 0}, ["大"]),
            ({"of": 2, "with": 1}, ["大"]),
            ({"of": 1, "with": 2}, ["大"]),
        ],
    )
    def test_are_between_any_two_the_older_on_the_left(
        self, look: Look, edited: Note, asked: dict[str, int], inserted: list[str]
    ) -> None:
        assert look(edited, "/changes", **asked).texts("ins") == inserted

    def test_stand_side_by_side(self, look: Look, edited: Note) -> None:
        rows = look(edited, "/changes", of=1, view="side").all(".diff.side .diff-row")
        assert len(rows) == 5

    @pytest.mark.parametrize("of", [1, 3])
    def test_of_nothing_are_said(self, look: Look, note: Note, of: int) -> None:
        editing.save(note.id, 1, body="other")
        editing.save(note.id, 2, body=note.body)
        said = "Both texts are the same." if of == 1 else "This is the newest version."
        assert look(note, "/changes", of=of).texts("p.same") == [said]

    def test_of_the_title_are_shown(self, look: Look, edited: Note) -> None:
        editing.save(edited.id, 3, title="Named")
        shown = look(edited, "/changes", of=3)
        assert (shown.texts(".titles del"), shown.texts(".titles ins")) == (["Plan"], ["Named"])

    @pytest.mark.parametrize("of", ["", "9", "x", "-1", "9" * 30])
    def test_of_a_version_that_there_is_not_are_refused(
        self, page: FlaskClient, edited: Note, of: str
    ) -> None:
        for part in ("changes", "lines"):
            answer = page.get(f"/notes/{edited.id}/history/{part}?of={of}")
            assert answer.status_code in (404, 422)

    def test_hostile_texts_and_titles_are_text(self, look: Look, note: Note) -> None:
        editing.save(note.id, 1, body=HOSTILE, title=HOSTILE)
        editing.save(note.id, 2, body=f"{HOSTILE} more", title=f"{HOSTILE} more")
        for shown in (
            look(note),
            look(note, q=HOSTILE),
            look(note, "/changes", of=1),
            look(note, "/changes", of=2, view="side"),
            look(note, "/lines", of=3),
        ):
            assert shown.all("script, img") == []
        assert HOSTILE in look(note, "/lines", of=2).text


def test_lines_say_since_when_they_stand(look: Look, edited: Note) -> None:
    assert look(edited, "/lines", of=3).texts(".since")[:2] == ["Today or before", ""]


class TestBack:
    def test_a_version_is_restored_over_the_one_that_was_read(
        self, page: FlaskClient, edited: Note
    ) -> None:
        address = f"/notes/{edited.id}/history/restore"
        assert page.post(address, json={"version": 1, "base": 2}).status_code == 409
        answer = page.post(address, json={"version": 1, "base": 3})
        assert answer.json | {"version": 4, "title": "Plan", "act": 1} == answer.json
        assert editing.read(edited.id).body == edited.body

    def test_a_copy_says_of_when_it_is(self, page: FlaskClient, edited: Note) -> None:
        answer = page.post(f"/notes/{edited.id}/history/copy", json={"version": 2})
        assert answer.status_code == 201
        copy = editing.read(answer.json["id"])
        assert copy.title.startswith("Plan (")
        assert copy.body == history.body_at(edited.id, 2)

    def test_a_copy_of_the_longest_title_fits(self, page: FlaskClient, note: Note) -> None:
        editing.save(note.id, 1, title="字" * 1_000)
        answer = page.post(f"/notes/{note.id}/history/copy", json={"version": 2})
        assert answer.status_code == 201

    @pytest.mark.parametrize("part", ["restore", "copy"])
    @pytest.mark.parametrize("version", [0, -1, 9, 2**62, "1", None, 1.5])
    def test_what_there_is_not_is_refused(
        self, page: FlaskClient, edited: Note, part: str, version: object
    ) -> None:
        fields = {"version": version} | ({"base": 3} if part == "restore" else {})
        answer = page.post(f"/notes/{edited.id}/history/{part}", json=fields)
        assert answer.status_code in (404, 422)
        assert editing.version(edited.id) == 3


def test_a_window_says_who_types_in_it(page: FlaskClient, note: Note) -> None:
    for base, window in enumerate(["one", "one", "two"], 1):
        typed = {"base": base, "body": f"text {base}", "autosave": True, "window": window}
        assert page.put(f"/notes/{note.id}", json=typed).status_code == 200
    assert [entry.reason for entry in history.entries(note.id)] == [None, "session", "session"]
    merged = {"base": 4, "body": "both", "merged": True}
    assert page.put(f"/notes/{note.id}", json=merged).status_code == 200
    assert history.entries(note.id)[1].reason == "merge"
