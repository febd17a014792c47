"""Acts over many notes: recorded with what they do, taken back as one."""

from typing import Any

import pytest

from notes.errors import ChangedSince, Damaged, DiskFull, Missing, NothingToUndo
from notes.library import (
    activity,
    acts,
    editing,
    history,
    notebooks,
    replacing,
    reversal,
    trash,
)
from notes.library.editing import Draft, Note
from notes.library.opening import Library
from notes.library.replacing import Choice, Wanted
from notes.library.upkeep import Upkeep
from notes.search import find
from notes.storage.database import LibraryFile, database, value

TEXTS = ["# One\n\na cat #cat\n", "# cat\n\ncat\r\n", "# Three\n\ncat"]


@pytest.fixture
def cats(library: Library) -> list[str]:
    return editing.create_many(Draft(text) for text in TEXTS)


@pytest.fixture
def act(cats: list[str]) -> int:
    """An act that made every cat an owl."""
    return replacing.apply(Wanted("cat", "owl"), {note_id: Choice(1) for note_id in cats}).act


def bodies(ids: list[str]) -> list[str]:
    return [editing.read(note_id).body for note_id in ids]


def test_undo_puts_text_title_tags_and_index_back_as_one(cats: list[str], act: int) -> None:
    undone = reversal.undo(act)
    assert (undone.act, undone.notes, undone.left_out) == (act, 3, [])
    assert bodies(cats) == TEXTS
    assert [editing.read(note_id).title for note_id in cats] == ["One", "cat", "Three"]
    assert editing.read(cats[0]).tags == ("cat",)
    assert {hit.id for hit in find.answer("cat").hits} == set(cats)
    assert find.answer("owl").hits == []


def test_what_was_undone_stays_in_the_history(cats: list[str], act: int) -> None:
    reversal.undo(act)
    assert [entry.version for entry in history.entries(cats[1])] == [3, 2, 1]
    assert history.body_at(cats[1], 2) == "# owl\n\nowl\r\n"


def test_a_title_given_by_hand_survives_there_and_back(library: Library) -> None:
    note = editing.create("# cat\n", title="owl", tags=["cat"])
    done = replacing.apply(Wanted("cat", "owl"), {note.id: Choice(1)})
    assert reversal.undo(done.act).notes == 1
    assert editing.read(note.id)[:5] == (note.id, "owl", "# cat\n", "", ("cat",))


def test_a_note_that_was_changed_since_is_left_and_named(cats: list[str], act: int) -> None:
    editing.save(cats[1], 2, body="mine")
    undone = reversal.undo(act)
    assert bodies(cats) == [TEXTS[0], "mine", TEXTS[2]]
    assert undone.notes == 2
    assert [(left.id, type(left.fact)) for left in undone.left_out] == [(cats[1], ChangedSince)]


def test_a_note_whose_history_is_damaged_is_left_and_named(cats: list[str], act: int) -> None:
    database.execute_sql(
        "UPDATE revision_text SET body = x'00' WHERE note_id = (SELECT id FROM note WHERE uid = ?)",
        (cats[0],),
    )
    undone = reversal.undo(act)
    assert [(left.id, type(left.fact)) for left in undone.left_out] == [(cats[0], Damaged)]
    assert bodies(cats) == ["# One\n\na owl #owl\n", *TEXTS[1:]]


def test_what_lies_in_the_trash_is_put_back_there(cats: list[str], act: int) -> None:
    trash.put(cats[:1])
    assert reversal.undo(act).notes == 3
    assert editing.read(cats[0]).body == TEXTS[0]
    assert editing.read(cats[0]).trashed


def test_an_act_is_undone_once(cats: list[str], act: int) -> None:
    reversal.undo(act)
    with pytest.raises(NothingToUndo):
        reversal.undo(act)
    assert bodies(cats) == TEXTS


@pytest.mark.parametrize("number", [0, 2, -1, 2**63])
def test_an_act_that_there_is_not_cannot_be_undone(act: int, number: int) -> None:
    with pytest.raises(Missing):
        reversal.undo(number)


def test_undo_on_a_full_disk_leaves_nothing_half_done(library: Library) -> None:
    ids = editing.create_many(Draft("long " * 2_000 + str(number)) for number in range(3))
    done = replacing.apply(Wanted("long ", ""), {note_id: Choice(1) for note_id in ids})
    pages = database.execute_sql("PRAGMA page_count").fetchone()[0]
    database.execute_sql(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(DiskFull):
        reversal.undo(done.act)
    assert bodies(ids) == ["0", "1", "2"]
    database.execute_sql("PRAGMA max_page_count = 1000000")
    assert reversal.undo(done.act).notes == 3


class TestRecent:
    def test_are_listed_with_how_many_notes_could_be_put_back(
        self, cats: list[str], act: int
    ) -> None:
        second = replacing.apply(Wanted("One", "Two"), {cats[0]: Choice(2)}).act
        newest, oldest = activity.recent()
        assert (newest.id, newest.kind, newest.summary) == (second, "replace", "One → Two")
        assert [(one.notes, one.left, one.undone) for one in (newest, oldest)] == [
            (1, 1, None),
            (3, 2, None),
        ]

    def test_say_what_was_undone(self, act: int) -> None:
        assert activity.newest() == act
        reversal.undo(act)
        undoing, undone = activity.recent()
        assert undone.undone
        assert undone.left == 0
        assert (undoing.way, undoing.said()) == ("undo", "Undone: Replaced cat → owl")
        with pytest.raises(NothingToUndo):
            activity.newest()

    def test_are_as_many_as_are_asked_for(self, cats: list[str]) -> None:
        for number in range(3):
            chosen = {cats[2]: Choice(number + 1)}
            replacing.apply(Wanted("Three" + "!" * number, "Three" + "!" * (number + 1)), chosen)
        assert [one.summary for one in activity.recent(2)] == [
            "Three!! → Three!!!",
            "Three! → Three!!",
        ]


class TestHowLong:
    def test_old_acts_go_and_so_do_all_but_the_last_ones(
        self, cats: list[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for _ in range(3):
            trash.put(cats)
            trash.bring_back(cats)
        database.execute_sql("UPDATE act SET happened = happened - 91 * 86400000 WHERE id <= 2")
        acts.forget(90)
        assert [act.id for act in activity.recent()] == [6, 5, 4, 3]
        monkeypatch.setattr(acts, "KEPT", 2)
        acts.forget(90)
        assert [act.id for act in activity.recent()] == [6, 5]
        assert value("SELECT count(DISTINCT act_id) FROM act_note") == 2

    def test_a_clock_that_jumped_makes_no_act_old(self, library: Library, act: int) -> None:
        database.execute_sql("UPDATE act SET happened = 0")
        assert Upkeep(library.settings).round()
        assert activity.one(act).left == 3
        database.execute_sql("UPDATE thinning SET since = since - 4 * 86400000")
        assert Upkeep(library.settings).round()
        with pytest.raises(Missing):
            activity.one(act)


def test_a_save_of_a_text_has_nothing_to_do_with_acts(
    note: Note, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    run = LibraryFile.execute_sql

    def heard(self: LibraryFile, sql: str, *args: Any, **options: Any) -> Any:
        asked.append(sql)
        return run(self, sql, *args, **options)

    monkeypatch.setattr(LibraryFile, "execute_sql", heard)
    editing.save(note.id, 1, body="another", autosave=True, window="w")
    assert not [sql for sql in asked if "act" in sql.replace("fact", "")]
    assert len(asked) < 25


def test_a_notebook_that_was_renamed_since_keeps_no_move_from_being_undone(note: Note) -> None:
    editing.save(note.id, 1, notebook="Home")
    moved = activity.newest()
    notebooks.rename("Home", "House/Home")
    notebooks.rename("Work", "Job")
    assert reversal.undo(moved).left_out == []
    assert editing.read(note.id).notebook == "Job/Plans"


def test_a_notebook_that_was_removed_is_not_the_next_of_its_name(note: Note) -> None:
    removed = notebooks.remove("Work", with_notes=True).act
    notebooks.create("Work")
    notebooks.rename("Work", "Other")
    assert reversal.undo(removed).left_out == []
    assert editing.read(note.id).notebook == "Work/Plans"
    assert [book.path for book in notebooks.tree()] == ["Other", "Work", "Work/Plans"]


def test_a_name_that_is_taken_keeps_a_notebook_from_getting_it_back(note: Note) -> None:
    renamed = notebooks.rename("Work", "Job")
    notebooks.create("Work")
    undone = reversal.undo(renamed.act)
    assert [(left.title, type(left.fact)) for left in undone.left_out] == [("Work", ChangedSince)]
    assert (undone.by, editing.read(note.id).notebook) == (0, "Job/Plans")
    notebooks.remove("Work")
    assert reversal.undo(renamed.act).by
    assert editing.read(note.id).notebook == "Work/Plans"
