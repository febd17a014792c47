"""What lies in the trash can be deleted for good, and then nothing of it is left."""

import pytest

from notes.errors import DiskFull, Missing, NotInTrash
from notes.library import activity, editing, history, listing, reversal, trash, undoing
from notes.library.drafts import Drafts
from notes.library.editing import Draft, Source
from notes.library.opening import Library
from notes.paths import cache_of
from notes.search import find
from notes.storage.database import database, value

#: Tables that have something of a note.
TABLES = (
    *("note", "note_text", "note_tag", "note_fact", "note_index", "head_index"),
    *("revision", "revision_text", "undo", "source", "act_note"),
)


@pytest.fixture
def note(library: Library) -> str:
    """A note that has something in every table."""
    source = Source("/folder", "one.md", "utf-8", 1, "0" * 64)
    [note] = editing.create_many([Draft("# One #tag\n\n- [ ] kiwi", tags=["mine"], source=source)])
    editing.save(note, 1, body="# One #tag\n\n- [x] kiwi")
    undoing.keep(note, 2, "[]")
    return note


def left() -> dict[str, int]:
    return {name: rows for name in TABLES if (rows := value(f"SELECT count(*) FROM {name}"))}


def test_nothing_is_left_of_a_note_that_is_deleted(note: str) -> None:
    trash.put([note])
    assert set(left()) == {*TABLES}
    assert trash.delete([note]).ids == (note,)
    assert left() == {}
    assert find.answer("kiwi is:trashed").hits == []
    with pytest.raises(Missing):
        editing.read(note)


def test_emptying_deletes_what_lies_there_and_nothing_else(note: str) -> None:
    gone = [editing.create(f"# {number}").id for number in range(3)]
    trash.put(gone)
    before = trash.contents()
    assert (before.notes, len(trash.empty().ids), trash.contents().notes) == (3, 3, 0)
    assert [head.id for head in listing.page().notes] == [note]
    assert history.body_at(note, 1).endswith("- [ ] kiwi")
    assert {hit.id for hit in find.answer("kiwi").hits} == {note}


def test_what_is_put_there_after_the_question_stays(note: str) -> None:
    first = editing.create("# First").id
    trash.put([first])
    until = trash.contents().until
    database.execute_sql("UPDATE note SET trashed = trashed - 5000")
    trash.put([note])
    assert trash.empty(until - 5_000).ids == (first,)
    assert editing.read(note).trashed


def test_a_note_outside_of_the_trash_is_not_deleted_nor_are_the_others(note: str) -> None:
    thrown = editing.create("# Thrown").id
    trash.put([thrown])
    with pytest.raises(NotInTrash):
        trash.delete([thrown, note])
    assert editing.read(thrown)


def test_drafts_and_rendered_pages_are_swept_away(library: Library, note: str) -> None:
    drafts = Drafts(library.folder)
    other = editing.create("# Other").id
    for one in (note, other):
        drafts.keep(one, "w", 1, "unsaved", None)
    pages = cache_of(library.folder)
    pages.mkdir(parents=True, exist_ok=True)
    (pages / "page").write_text("rendered")
    trash.put([note])
    trash.sweep(library.folder, trash.delete([note]))
    assert [draft.note for draft in drafts.all()] == [other]
    assert list(pages.iterdir()) == []


def test_an_empty_trash_is_no_act(library: Library) -> None:
    assert (trash.empty().act, activity.recent()) == (0, [])


def test_acts_say_how_many_of_their_notes_are_gone(note: str) -> None:
    other = editing.create("# Other").id
    act = trash.put([note, other]).act
    deleted = trash.delete([note]).act
    assert activity.one(act)[6:9] == (2, 1, 1)
    assert activity.one(deleted).said() == "Deleted “One #tag” for good"
    undone = reversal.undo(act)
    assert (undone.notes, undone.gone) == (1, 1)
    assert not editing.read(other).trashed


def test_a_full_disk_deletes_nothing(note: str) -> None:
    ids = editing.create_many(
        Draft(f"# Number {number}\n" + "kiwi " * 2_000) for number in range(30)
    )
    trash.put(ids)
    pages = value("PRAGMA page_count")
    database.execute_sql(f"PRAGMA max_page_count = {pages}")
    try:
        trash.empty()
    except DiskFull:
        assert trash.contents().notes == 30
        assert find.answer("kiwi is:trashed").total == 30
    finally:
        database.execute_sql("PRAGMA max_page_count = 1000000")


def test_the_room_is_for_what_is_written_next(library: Library) -> None:
    texts = [f"# {number}\n" + f"word{number} " * 5_000 for number in range(40)]
    sizes = []
    for _ in range(4):
        trash.put(editing.create_many(map(Draft, texts)))
        sizes.append(value("PRAGMA page_count"))
        trash.empty()
    assert sizes[1] == sizes[2] == sizes[3] < 2 * sizes[0]
