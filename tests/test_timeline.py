"""Looking at a note's history, and bringing back what it was."""

import time
from pathlib import Path

import pytest

from notes.errors import Conflict, Damaged, Missing
from notes.library import earlier, editing, history, timeline
from notes.library.editing import Note
from notes.library.opening import Library, open_library
from notes.storage.database import database
from notes.storage.models import Note as NoteRow
from notes.text import sha256
from tests.clock import Clock
from tests.library_fixtures import behind_its_back

pytestmark = pytest.mark.usefixtures("library")

DAY = 86_400_000


@pytest.fixture
def edited(note: Note) -> Note:
    """Versions 1 to 4: a note, one that has cats, one with owls, one with cats again."""
    for version, body in enumerate(["a cat\n", "an owl\n", "a CAT and 一只猫\n"], 1):
        editing.save(note.id, version, body=body)
    return note


def damage(note: Note, version: int) -> None:
    wanted = next(one.sha256 for one in history.entries(note.id) if one.version == version)
    database.execute_sql("UPDATE revision_text SET body = x'00' WHERE sha256 = ?", (wanted,))


class TestAPage:
    def test_says_of_each_version_how_much_it_changed(self, edited: Note) -> None:
        page = timeline.page(edited.id)
        assert [(step.entry.version, step.change) for step in page.steps] == [
            (4, (5, 12)),
            (3, (4, 5)),
            (2, (20, 5)),
            (1, None),
        ]

    def test_shows_a_damaged_version_as_damaged_and_the_others_as_ever(self, edited: Note) -> None:
        damage(edited, 2)
        steps = timeline.page(edited.id).steps
        assert [step.damaged for step in steps] == [False, False, True, False]
        assert [step.change is None for step in steps] == [False, True, True, True]

    def test_of_a_damaged_note_shows_a_good_copy_of_the_same_text_as_good(
        self, edited: Note
    ) -> None:
        editing.save(edited.id, 4, title="Named")
        database.execute_sql("UPDATE note_text SET body = 'dust'")
        steps = timeline.page(edited.id).steps
        assert [step.damaged for step in steps] == [True, False, False, False, False]

    def test_goes_on_where_the_one_before_ended(
        self, edited: Note, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(timeline, "PAGE", 2)
        first = timeline.page(edited.id)
        assert first.next == 3
        assert first.steps[1].change == (4, 5)
        second = timeline.page(edited.id, after=first.next)
        assert [step.entry.version for step in first.steps + second.steps] == [4, 3, 2, 1]
        assert (second.next, second.total) == (0, 4)


class TestHaving:
    @pytest.mark.parametrize(
        ("words", "versions"),
        [("cat", [4, 2]), ("CAT  a", [4, 2]), ("猫", [4]), ("note", [1]), ("owl cat", []), ("", 4)],
    )
    def test_finds_the_versions_that_have_all_words(
        self, edited: Note, words: str, versions: list[int] | int
    ) -> None:
        found = [step.entry.version for step in timeline.having(edited.id, words).steps]
        assert found == (versions if words else [4, 3, 2, 1])

    def test_finds_a_title_though_the_text_is_damaged(self, edited: Note) -> None:
        damage(edited, 1)
        assert [step.entry.version for step in timeline.having(edited.id, "A note").steps] == [1]

    def test_says_when_there_was_no_time_for_all(
        self, edited: Note, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(timeline, "SECONDS", -1)
        assert not timeline.having(edited.id, "cat").complete


class TestLines:
    def test_each_has_the_day_since_which_it_stands(
        self, monkeypatch: pytest.MonkeyPatch, library: Library
    ) -> None:
        clock = Clock(monkeypatch)
        note = editing.create("one\ntwo")
        for version, body in enumerate(["one\ntwo\nthree", "one\n2\nthree", "one\n2\nthree!"], 1):
            clock.pass_by(DAY)
            editing.save(note.id, version, body=body)
        told = timeline.lines(note.id, 3)
        days = [round((one.since - note.changed).total_seconds() / 86_400) for one in told]
        assert [one.line for one in told] == ["one", "2", "three"]
        assert days == [0, 2, 1]

    def test_pass_over_a_version_that_is_damaged(self, edited: Note) -> None:
        damage(edited, 2)
        assert [one.line for one in timeline.lines(edited.id, 4)] == ["a CAT and 一只猫", ""]

    @pytest.mark.parametrize("version", [0, 9])
    def test_of_a_version_that_there_is_not_are_missing(self, edited: Note, version: int) -> None:
        with pytest.raises(Missing):
            timeline.lines(edited.id, version)


class TestBringingBack:
    def test_is_a_save_like_any_other(self, edited: Note) -> None:
        back = earlier.bring_back(edited.id, 1, 4)
        assert (back.version, back.body, back.title) == (5, edited.body, "A note")
        assert back.notebook == edited.notebook
        assert set(back.tags) == set(edited.tags)
        assert history.entries(edited.id)[1].reason == "restore"
        again = earlier.bring_back(edited.id, 4, 5)
        assert again.body == "a CAT and 一只猫\n"

    def test_over_a_version_that_is_no_longer_the_newest_is_a_conflict(self, edited: Note) -> None:
        with pytest.raises(Conflict):
            earlier.bring_back(edited.id, 1, 3)

    def test_of_a_damaged_version_is_refused(self, edited: Note) -> None:
        damage(edited, 1)
        with pytest.raises(Damaged):
            earlier.bring_back(edited.id, 1, 4)
        assert editing.version(edited.id) == 4

    def test_helps_a_note_that_is_damaged_itself(self, edited: Note) -> None:
        database.execute_sql("UPDATE note_text SET body = 'dust'")
        assert earlier.bring_back(edited.id, 3, 4).body == "an owl\n"

    def test_as_a_copy_leaves_the_note_alone(self, edited: Note) -> None:
        copy = earlier.copied(edited.id, 3, "The owl")
        assert (copy.body, copy.title, copy.notebook) == ("an owl\n", "The owl", edited.notebook)
        assert editing.version(edited.id) == 4


def test_pages_of_the_file_that_cannot_be_read_spoil_only_their_texts(tmp_path: Path) -> None:
    folder = tmp_path / "other"
    database.shut()
    with open_library(folder):
        note = editing.create("first")
        editing.save(note.id, 1, body="second")
        editing.save(note.id, 2, body="third " * 50_000)
        editing.save(note.id, 3, body="fourth")
    behind_its_back(
        folder, "UPDATE revision_text SET body = zeroblob(9000) WHERE rowid = 2", "VACUUM"
    )
    with open_library(folder):
        steps = timeline.page(note.id).steps
        assert [step.damaged for step in steps] == [False, False, True, False]


def test_hundreds_of_versions_of_a_long_note_are_looked_at_in_bounded_time(note: Note) -> None:
    text = [f"line {number} 一些文字 and some words" for number in range(5_000)]
    row = NoteRow.get()
    for row.version in range(2, 302):
        text[row.version * 7] = f"changed in {row.version}"
        row.sha256 = sha256("\n".join(text))
        with database.writing():
            history.keep_many([history.replaced(row, "\n".join(text), "time")])
    NoteRow.update(version=row.version + 1).execute()
    began = time.process_time()
    timeline.page(note.id)
    timeline.compared(note.id, 2, row.version)
    timeline.lines(note.id, row.version)
    timeline.having(note.id, "changed in 3")
    assert time.process_time() - began < 3 * timeline.SECONDS
