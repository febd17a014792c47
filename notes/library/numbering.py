"""
The numbers of versions: each note is at one above all that its history has.

No hash covers a number.  One that a disk has changed in the row of a note is not believed where
the history knows better: whoever saves goes on above the history (`standing`), so that no save is
refused and no version is taken for another.  A check and the proof of a backup tell it, and a
repair writes what everybody goes on from.  One that is too high leaves a gap like those of
thinning, and nobody can know it.
"""

from contextlib import suppress
from typing import TYPE_CHECKING

from notes.errors import LibraryDamaged
from notes.storage.asking import Ask
from notes.storage.database import value
from notes.storage.models import Note as NoteRow

if TYPE_CHECKING:  # what a start does not need
    from notes.library.problems import Part

#: No note is saved so often: a number above it was not counted.
MOST = 2**31

FALLEN = "It is at version %s, but its history has version %s: a save goes on above both."
NONE = "It is at version %s, which no save makes."
EARLIER_NONE = "Its history has a version %s, which no save makes."

_KEPT = f"SELECT max(version) FROM revision WHERE version < {MOST} AND note_id = "  # noqa: S608
_UNCOUNTED = f"typeof(version) != 'integer' OR version NOT BETWEEN 1 AND {MOST}"
_WRONG = f"""
    SELECT id, uid, title, version, iif({_UNCOUNTED}, NULL, kept)
    FROM (SELECT *, ({_KEPT} note.id) AS kept FROM note) WHERE {_UNCOUNTED} OR version <= kept
"""  # noqa: S608
_WRONG_EARLIER = f"""
    SELECT note.uid, note.title, wrong.version
    FROM (SELECT * FROM revision WHERE {_UNCOUNTED}) AS wrong JOIN note ON note.id = wrong.note_id
"""  # noqa: S608
#: Of the row of a note: whether its version is none, and the one that everybody goes on from.
WRONG = f"({_UNCOUNTED} OR version <= ({_KEPT} note.id))"
NEXT = f"coalesce(({_KEPT} note.id), 0) + 1"
GO_ON_ABOVE = f"UPDATE note SET version = {NEXT} WHERE {WRONG}"  # noqa: S608


def standing(row: NoteRow) -> int:
    """The version that a note is at, whatever its row says."""
    with suppress(LibraryDamaged):
        kept = value(f"{_KEPT} ?", row.id)
        if isinstance(kept, int) and kept >= row.version:
            return kept + 1
        if not 0 < row.version <= MOST:
            return (kept or 0) + 1
    return int(row.version)


def blame(part: "Part", ask: Ask) -> None:
    for _, uid, title, version, kept in ask(_WRONG):
        why = NONE % version if kept is None else FALLEN % (version, kept)
        part.blame(why, _words(uid), _words(title))
    for uid, title, version in ask(_WRONG_EARLIER):
        part.blame(EARLIER_NONE % version, _words(uid), _words(title), beyond=True)


def _words(found: object) -> str:
    return found if isinstance(found, str) else ""
