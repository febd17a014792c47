"""
Bringing back what a note was at an earlier version: in its place, or as a note of its own.

In its place it is a save like any other, over the version that was read: what it replaces
goes into the history, and can be brought back in the same way; and it is an act, which can be
undone.
"""

from notes.library import acts, editing, history, listing
from notes.library.editing import Note
from notes.library.history import Text
from notes.search import damage
from notes.storage.database import database


def bring_back(note_id: str, version: int, base: int) -> Note:
    """Make the text and title of a version current again, over the version `base`."""
    return put_back(note_id, base, history.at(note_id, version))


@damage.despite
def put_back(note_id: str, base: int, earlier: Text) -> Note:
    """Make a text of the note and its title current again, over the version `base`."""
    with database.writing():
        note = editing.save(note_id, base, body=earlier.body, title=earlier.title, reason="restore")
        if note.version != base:
            acts.record("version", note.title, [acts.rewritten(note_id, note.version - 1)])
    return note


def copied(note_id: str, version: int, title: str) -> Note:
    """A new note of the text of a version, in the same notebook, under a title of its own."""
    earlier = history.at(note_id, version)
    return editing.create(earlier.body, title=title, notebook=listing.head(note_id).notebook)
