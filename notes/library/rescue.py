"""
Good texts of a note whose own is damaged: the last one of its history, and the one in the newest
backup that has it.  Each is what its hash says, or it is none.

Bringing one back is a save like any other: what is stored now, damaged as it is, goes into the
history, where it is known as damaged and never takes the place of a good text.  So is going on with
what is stored, which whoever has read it may find to be good enough.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sqlcipher3 import dbapi2 as sqlcipher

from notes.errors import Damaged, Missing
from notes.library import backups, earlier, history, listing
from notes.library.editing import Note
from notes.library.lookup import checked_id, stored
from notes.moments import moment
from notes.storage import copies
from notes.text import sha256

if TYPE_CHECKING:
    from notes.library.opening import Library

#: Newest backups that are looked into.
BACKUPS = 30

_TEXT = """
    SELECT title, note.sha256, CAST(body AS TEXT), version, changed
    FROM note JOIN note_text ON note_text.note_id = note.id WHERE uid = ?
"""


class Good(NamedTuple):
    """
    A text that has its hash, of a `version` of the note; `when` it was written, as far as a backup
    knows; the name of that, and when it was `made`.
    """

    title: str
    body: str
    when: datetime
    version: int
    backup: str = ""
    made: datetime | None = None


def damaged(note_id: str) -> str:
    """What is stored of it now, as far as that can be read."""
    return stored(note_id)[1]


def in_history(note_id: str) -> Good | None:
    entries = [one for one in history.entries(note_id) if one.kept]
    for entry, text in history.texts(note_id, entries):
        if text is not None:
            return Good(entry.title, text, entry.written, version=entry.version)
    return None


def in_backup(library: "Library", note_id: str) -> Good | None:
    for backup in backups.listed(library)[:BACKUPS]:
        for title, text, version, changed in _good(backup.file, note_id):
            return Good(title, text, moment(changed), version, backup.name, backup.made)
    return None


def is_newer(one: Good | None, other: Good | None) -> bool:
    """Whether a text is that of a later version than another, if there is one."""
    return one is not None and (other is None or one.version > other.version)


def bring_back(library: "Library", note_id: str, name: str, base: int) -> Note:
    """Make the text and title that the note has in a backup current, over the version `base`."""
    for title, text, *_ in _good(backups.named(library, name).file, note_id):
        return earlier.put_back(note_id, base, history.Text(title, text))
    raise Missing("note", note_id)


def keep_stored(note_id: str, base: int) -> Note:
    """Go on with what is stored, as far as it can be read, over the version `base`."""
    text = damaged(note_id)
    if not text:
        raise Damaged(note_id)
    return earlier.put_back(note_id, base, history.Text(listing.head(note_id).title, text))


def _good(file: Path, note_id: str) -> Iterator[tuple[str, str, int, int]]:
    """Title, text, version and time of a note in a copy, if it is there as it was written."""
    with suppress(sqlcipher.DatabaseError, OSError), copies.reading(file) as copy:
        for title, wanted, text, *of_it in copy.execute(_TEXT, (checked_id(note_id),)):
            if isinstance(text, str) and sha256(text) == wanted:
                yield title, text, *of_it
