"""What can be undone outlives the window, with its text and only with it."""

import threading

import pytest
from flask.testing import FlaskClient

from notes.errors import Invalid, Missing
from notes.library import editing, undoing
from notes.library.editing import Note
from notes.library.undoing import NOTES_LIMIT, STEPS_LIMIT, Steps
from notes.storage.database import database
from notes.storage.models import Note as NoteRow
from notes.storage.models import Undo

pytestmark = pytest.mark.usefixtures("library")


def test_steps_come_back_as_they_were_kept(note: Note) -> None:
    undoing.keep(note.id, note.version, '{"done":["删除 🦉"]}')
    assert undoing.is_kept(note.id)
    assert undoing.kept(note.id) == Steps(note.version, '{"done":["删除 🦉"]}')


def test_they_belong_to_one_text(note: Note) -> None:
    undoing.keep(note.id, 1, "steps")
    editing.save(note.id, 1, title="Another title")
    assert undoing.kept(note.id) == Steps(2, "steps")
    editing.save(note.id, 2, body="changed elsewhere")
    assert undoing.kept(note.id) is None
    assert not undoing.is_kept(note.id)


def test_steps_of_an_older_version_are_not_kept(note: Note) -> None:
    editing.save(note.id, 1, body="newer")
    undoing.keep(note.id, 1, "steps of the older")
    assert undoing.kept(note.id) is None


def test_keeping_waits_for_no_other_work(note: Note) -> None:
    with database.writing():
        other = threading.Thread(target=undoing.keep, args=(note.id, 1, "steps"))
        other.start()
        other.join(timeout=5)
        assert not other.is_alive()
    assert not undoing.is_kept(note.id)


def test_they_go_with_their_note(note: Note) -> None:
    undoing.keep(note.id, 1, "steps")
    NoteRow.delete().where(NoteRow.uid == note.id).execute()
    assert Undo.select().count() == 0


def test_the_notes_written_last_keep_theirs(note: Note) -> None:
    undoing.keep(note.id, 1, "the oldest")
    Undo.update(kept=0).execute()
    for number in range(NOTES_LIMIT):
        undoing.keep(editing.create(f"note {number}").id, 1, "newer")
    assert Undo.select().count() == NOTES_LIMIT
    assert not undoing.is_kept(note.id)


def test_what_is_damaged_is_as_good_as_forgotten(note: Note) -> None:
    undoing.keep(note.id, 1, "steps")
    Undo.update(steps=b"garbage").execute()
    assert undoing.kept(note.id) is None


@pytest.mark.parametrize("steps", ["x" * (STEPS_LIMIT + 1), "\ud800"])
def test_what_cannot_be_kept_is_refused(note: Note, steps: str) -> None:
    with pytest.raises(Invalid):
        undoing.keep(note.id, 1, steps)


def test_a_note_that_is_not_there_has_none(note: Note) -> None:
    with pytest.raises(Missing):
        undoing.keep("0" * 16, 1, "steps")
    assert undoing.kept("0" * 16) is None


def test_the_page_sends_them_and_is_told_that_it_can_have_them(
    page: FlaskClient, note: Note
) -> None:
    address = f"/notes/{note.id}/undo"
    assert page.get(address).get_json() == {"version": None, "steps": None}
    assert " undoable" not in page.get(f"/notes/{note.id}").text
    assert page.put(address, json={"version": 1, "steps": "{}"}).status_code == 204
    assert page.get(address).get_json() == {"version": 1, "steps": "{}"}
    assert " undoable" in page.get(f"/notes/{note.id}").text
