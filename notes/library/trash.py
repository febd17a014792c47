"""
The trash: where notes wait until somebody wants them back, or wants them deleted for good.

Nothing of a note changes but that it lies there; its version, its history and its place in its
notebook stay.  What is deleted for good goes with its history, the steps of its undo, its words in
the index and what is known of its file, in one transaction, and what lies beside the library of
it is swept away then; acts that it was part of only count it
from then on.  Nothing is ever deleted by itself.  The file of the library does not get smaller:
what it held is room for what is written next.
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from peewee import chunked, fn

from notes.errors import Missing, NotInTrash
from notes.library import acts, removal
from notes.library.acts import Acted, Kind, Trace
from notes.library.drafts import Drafts
from notes.library.lookup import checked_id
from notes.moments import FIRST, LAST, moment, now_ms
from notes.paths import cache_of
from notes.search import damage, index
from notes.storage.database import database
from notes.storage.models import Note as NoteRow

#: Notes that one statement names.
BATCH = 500

_MARK = "UPDATE note SET trashed = ? WHERE id = ?"
_KNOWN = "UPDATE source SET taken_back = 0 WHERE note_id = ?"
_DELETE = "DELETE FROM note WHERE id = ?"


class Contents(NamedTuple):
    """
    `oldest`: since when the first of them lies there, as far as that is known; `until`: the last,
    milliseconds.
    """

    notes: int
    oldest: datetime | None
    until: int


class Deleted(NamedTuple):
    """`ids`: of the notes that are gone; `act` is 0 when there was none."""

    act: int
    ids: tuple[str, ...]


class _Row(NamedTuple):
    id: int
    uid: str
    title: str
    trashed: int | None


def put(note_ids: Sequence[str]) -> Acted:
    """Put notes in the trash, all or none; how many were not there before."""
    return _mark(note_ids, "trash", now_ms())


def bring_back(note_ids: Sequence[str]) -> Acted:
    """Take notes out of the trash, all or none; how many had been there."""
    return _mark(note_ids, "restore", 0)


def contents() -> Contents:
    """What lies in the trash."""
    lying = NoteRow.trashed.is_null(False)
    count = NoteRow.select().where(lying).count()
    known = NoteRow.select(fn.MIN(NoteRow.trashed), fn.MAX(NoteRow.trashed))
    oldest, until = known.where(NoteRow.trashed.between(FIRST, LAST)).tuples().get()
    return Contents(count, moment(oldest) if oldest else None, until or 0)


@damage.despite
def delete(note_ids: Sequence[str]) -> Deleted:
    """Delete notes in the trash for good, all or none."""
    removal.of_notes(row.id for row in _rows(note_ids))
    with database.writing():
        rows = _rows(note_ids)
        if not all(row.trashed for row in rows):
            raise NotInTrash
        return _deleted("delete", rows)


@damage.despite
def empty(until: int | None = None) -> Deleted:
    """
    Delete for good what lies in the trash, or what was put there until a moment; and what nobody
    knows the time of.
    """
    removal.of_notes(row.id for row in _lying(until))
    with database.writing():
        return _deleted("empty", _lying(until))


def sweep(folder: Path, deleted: Deleted) -> None:
    """
    What lies beside the library of notes that were deleted: their drafts, and rendered pages, of
    which nobody knows whose they are: all go, and are made again when they are asked for.
    """
    if not deleted.ids:
        return
    Drafts(folder).drop(deleted.ids)
    with suppress(OSError):
        for page in cache_of(folder).iterdir():
            page.unlink(missing_ok=True)


def _lying(until: int | None) -> list[_Row]:
    lying = NoteRow.select(NoteRow.id, NoteRow.uid, NoteRow.title, NoteRow.trashed)
    lying = lying.where(NoteRow.trashed.is_null(False))
    if until is not None:
        known = NoteRow.trashed.between(FIRST, LAST)
        lying = lying.where((NoteRow.trashed <= until) | ~known)
    return [_Row(*row) for row in lying.tuples()]


def _mark(note_ids: Sequence[str], kind: Kind, since: int) -> Acted:
    with database.writing():
        marked = [row for row in _rows(note_ids) if bool(row.trashed) != bool(since)]
        if not marked:
            return Acted(0, 0)
        database.execute_many(_MARK, ((since or None, row.id) for row in marked))
        if not since:
            database.execute_many(_KNOWN, ((row.id,) for row in marked))
        traces = [
            Trace(row.id, trashed_before=row.trashed or 0, trashed_after=since) for row in marked
        ]
        return Acted(acts.record(kind, _named(marked), traces), len(marked))


def _deleted(kind: Kind, rows: Sequence[_Row]) -> Deleted:
    """Inside the caller's transaction; everything else of a note goes with its row."""
    if not rows:
        return Deleted(0, ())
    index.remove_many(row.id for row in rows)
    database.execute_many(_DELETE, ((row.id,) for row in rows))
    act = acts.record(kind, _named(rows), notes=len(rows))
    return Deleted(act, tuple(row.uid for row in rows))


def _rows(note_ids: Iterable[str]) -> list[_Row]:
    """The notes, each once, in the order that was given; Missing when one is not there."""
    wanted = [checked_id(note_id) for note_id in dict.fromkeys(note_ids)]
    found: dict[str, _Row] = {}
    for some in chunked(wanted, BATCH):
        rows = NoteRow.select(NoteRow.id, NoteRow.uid, NoteRow.title, NoteRow.trashed)
        for row in rows.where(NoteRow.uid.in_(some)).tuples():
            found[row[1]] = _Row(*row)
    for note_id in wanted:
        if note_id not in found:
            raise Missing("note", note_id)
    return [found[note_id] for note_id in wanted]


def _named(rows: Sequence[_Row]) -> str:
    """The title of a note that is alone."""
    return rows[0].title if len(rows) == 1 else ""
