"""
What can be undone in a note, kept beyond the window that it was written in.

The steps are the editor's own words, JSON that only it understands.  They belong to
one text: they are kept beside its hash, given back only while the note has that very
text, and forgotten otherwise.  To lose them is no harm, so keeping them waits for
nobody, and no save waits for them.

They lie in the library and not in files beside it: they hold what was written and
deleted, so they go with their note, and where the library goes.
"""

import zlib
from contextlib import suppress
from typing import NamedTuple

from notes.errors import Busy, Invalid
from notes.library import removal
from notes.library.lookup import checked_id, row_of
from notes.moments import now_ms
from notes.storage.database import database, value
from notes.storage.models import Undo
from notes.text import TOO_LONG, encoded

#: Bytes that the steps of one note may have; the editor sends the newest.
STEPS_LIMIT = 400_000
#: Notes whose steps are kept: those that were written last.
NOTES_LIMIT = 200

_FITTING = """
    SELECT {} FROM undo JOIN note ON note.id = undo.note_id AND note.sha256 = undo.sha256
    WHERE note.uid = ?
"""


class Steps(NamedTuple):
    """`version`: the one whose text they begin from."""

    version: int
    steps: str


def keep(note_id: str, version: int, steps: str) -> None:
    """Keep what can be undone in a version of a note, if that is still the newest."""
    packed = zlib.compress(_checked(steps), level=1)
    with suppress(Busy), database.writing(waits=False):
        row = row_of(note_id)
        if row.version == version:
            removal.of_steps([row.id])
            Undo.replace(note=row.id, sha256=row.sha256, steps=packed, kept=now_ms()).execute()
            _forget_oldest()


def is_kept(note_id: str) -> bool:
    """Whether `kept` would give something."""
    return value(_FITTING.format("1"), checked_id(note_id)) is not None


def kept(note_id: str) -> Steps | None:
    """What can be undone in a note's text as it is now."""
    found = database.execute_sql(
        _FITTING.format("note.version, undo.steps"), (checked_id(note_id),)
    ).fetchone()
    if not found:
        return None
    version, packed = found
    try:
        return Steps(version, zlib.decompress(packed).decode())
    except (zlib.error, UnicodeDecodeError):
        return None  # damaged: as good as forgotten


def _checked(steps: str) -> bytes:
    content = encoded(steps, "steps")
    if len(content) > STEPS_LIMIT:
        raise Invalid("steps", TOO_LONG)
    return content


def _forget_oldest() -> None:
    newest = Undo.select(Undo.note).order_by(Undo.kept.desc()).limit(NOTES_LIMIT)
    oldest = [note for (note,) in Undo.select(Undo.note).where(Undo.note.not_in(newest)).tuples()]
    removal.of_steps(oldest)
    Undo.delete().where(Undo.note.in_(oldest)).execute()
