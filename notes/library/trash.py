"""
The trash: where notes wait until somebody wants them back.

Nothing of a note changes but that it lies there; its version, its history and
its place in its notebook stay.
"""

from collections.abc import Sequence

from notes.library.lookup import row_of
from notes.moments import now_ms
from notes.storage.database import database
from notes.storage.models import Note as NoteRow


def put(note_ids: Sequence[str]) -> int:
    """Put notes in the trash, all or none; how many were not there before."""
    return _mark(note_ids, trashed=True)


def bring_back(note_ids: Sequence[str]) -> int:
    """Take notes out of the trash, all or none; how many had been there."""
    return _mark(note_ids, trashed=False)


def _mark(note_ids: Sequence[str], *, trashed: bool) -> int:
    marked = 0
    with database.writing():
        for note_id in note_ids:
            marked += (
                NoteRow.update(trashed=now_ms() if trashed else None)
                .where(NoteRow.id == row_of(note_id).id, NoteRow.trashed.is_null(trashed))
                .execute()
            )
    return marked
