"""
Bringing back what a note was at an earlier version: in its place, or as a note of its own.

In its place it is a save like any other, over the version that was read: what it replaces
goes into the history, and can be brought back in the same way; and it is an act, which can be
undone.  Over a text whose pages are lost SQLite writes nothing: then what is brought back is a
note of its own, beside that.
"""

from notes.errors import LibraryDamaged
from notes.library import acts, editing, history, listing, tags
from notes.library.editing import Note
from notes.library.history import Text
from notes.library.lookup import row_of, stored
from notes.search import damage
from notes.storage.database import database
from notes.text import sha256


def bring_back(note_id: str, version: int, base: int) -> Note:
    """Make the text and title of a version current again, over the version `base`."""
    return put_back(note_id, base, history.at(note_id, version))


def put_back(note_id: str, base: int, earlier: Text) -> Note:
    """
    Make a text of the note and its title current again, over the version `base`; the note that has
    it then, which is another one where nothing can be written over the damaged text.
    """
    try:
        return _put_in_place(note_id, base, earlier)
    except LibraryDamaged:
        if not _is_damaged(note_id):
            raise
    return _put_beside(note_id, earlier)


@damage.despite
def _put_in_place(note_id: str, base: int, earlier: Text) -> Note:
    with database.writing():
        note = editing.save(note_id, base, body=earlier.body, title=earlier.title, reason="restore")
        if note.version != base:
            acts.record("version", note.title, [acts.rewritten(note_id, note.version - 1)])
    return note


def copied(note_id: str, version: int, title: str) -> Note:
    """A new note of the text of a version, in the same notebook, under a title of its own."""
    earlier = history.at(note_id, version)
    return editing.create(earlier.body, title=title, notebook=listing.head(note_id).notebook)


def _put_beside(note_id: str, earlier: Text) -> Note:
    head, row = listing.head(note_id), row_of(note_id)
    draft = editing.Draft(
        earlier.body, earlier.title, head.notebook, tags.by_hand(row.id), created=head.created
    )
    return editing.read(editing.create_many([draft])[0])


def _is_damaged(note_id: str) -> bool:
    row, body = stored(note_id)
    return bool(sha256(body) != row.sha256)
