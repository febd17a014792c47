"""
Acts: what was done to many notes at once and can be taken back as one.

An act is recorded in the transaction that does it, with the version of each note
before and after.  Undoing it puts back the text and title of the version before,
tags in the text with it, in one transaction (`notes.library.rewriting`): a save like any
other, so that history keeps what is undone.  A note that was changed since is left as it
is, and named.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from peewee import JOIN, Case, fn

from notes.errors import Missing, NothingToUndo
from notes.library import history
from notes.library.rewriting import LeftOut, New, Rewrite, Rewriting, Rewritten
from notes.moments import moment, now_ms
from notes.progress import Progress
from notes.search import damage
from notes.storage.database import database
from notes.storage.models import Act as ActRow
from notes.storage.models import ActNote
from notes.storage.models import Note as NoteRow
from notes.text import one_line

#: Characters of what an act says of itself.
SUMMARY_LIMIT = 200


class Undone(NamedTuple):
    """`notes`: how many were put back."""

    act: int
    notes: int
    left_out: list[LeftOut]


class Act(NamedTuple):
    """`notes`: how many it changed; `left`: those of them that it could be undone for now."""

    id: int
    kind: str
    summary: str
    happened: datetime
    undone: datetime | None
    notes: int
    left: int


def record(kind: str, summary: str, rewritten: Sequence[Rewritten]) -> int:
    """Keep what the caller's transaction does to these notes as one act; its number."""
    shown = one_line(summary, SUMMARY_LIMIT)
    act = ActRow.insert(kind=kind, summary=shown, happened=now_ms()).execute()
    database.execute_many(
        "INSERT INTO act_note (act_id, note_id, version_before, version_after) VALUES (?, ?, ?, ?)",
        ((act, note.note, note.before, note.after) for note in rewritten),
    )
    return int(act)


@damage.despite
def undo(act_id: int, progress: Progress | None = None) -> Undone:
    """Take an act back where its notes are as it left them."""
    rows = _rows_of(act_id)
    rewriting = Rewriting(dict(map(_back, rows)), "undo", progress, in_trash=True)
    rewriting.prepare()
    with database.writing():
        put_back = rewriting.write()
        if put_back:
            ActRow.update(undone=now_ms()).where(ActRow.id == act_id).execute()
    return Undone(act_id, len(put_back), rewriting.left_out)


def recent(limit: int = 20) -> list[Act]:
    """The newest acts, the last one first."""
    untouched = Case(None, [(NoteRow.version == ActNote.version_after, 1)], 0)
    rows = (
        ActRow.select(
            ActRow, fn.COUNT(ActNote.note).alias("notes"), fn.SUM(untouched).alias("left")
        )
        .join(ActNote, JOIN.LEFT_OUTER)
        .join(NoteRow, JOIN.LEFT_OUTER)
        .group_by(ActRow.id)
        .order_by(ActRow.id.desc())
        .limit(limit)
    )
    return [_act(row) for row in rows.namedtuples()]


def newest() -> int:
    """The last act that was not undone."""
    act = ActRow.select(fn.MAX(ActRow.id)).where(ActRow.undone.is_null()).scalar()
    if act is None:
        raise NothingToUndo
    return int(act)


def _act(row: Any) -> Act:
    return Act(
        id=row.id,
        kind=row.kind,
        summary=row.summary,
        happened=moment(row.happened),
        undone=moment(row.undone) if row.undone else None,
        notes=row.notes,
        left=0 if row.undone else row.left,
    )


def _rows_of(act_id: int) -> list[Any]:
    """The notes of an act that was not undone yet."""
    act = ActRow.get_or_none(ActRow.id == act_id) if act_id < 2**63 else None
    if act is None:
        raise Missing("act", act_id)
    if act.undone:
        raise NothingToUndo
    rows = ActNote.select(
        NoteRow.uid, NoteRow.title, ActNote.version_before, ActNote.version_after
    ).join(NoteRow)
    in_order = rows.where(ActNote.act == act_id).order_by(NoteRow.changed, NoteRow.id)
    return list(in_order.namedtuples())


def _back(row: Any) -> tuple[str, Rewrite]:
    """A note of an act with the way back to what it was."""

    def make(_: str) -> New:
        earlier = history.at(row.uid, row.version_before)
        return New(earlier.body, earlier.title)

    return row.uid, Rewrite(row.version_after, make)
