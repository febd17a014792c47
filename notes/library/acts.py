"""
Acts: what was done to many notes at once and can be taken back as one.

An act is recorded in the transaction that does it, with the version of each note
before and after.  Undoing it puts back the text and title of the version before,
tags in the text with it, in one transaction: a save like any other, so that history
keeps what is undone.  A note that was changed since is left as it is, and named.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from peewee import JOIN, Case, fn

from notes.errors import Conflict, Damaged, Missing, NothingToUndo, OctavoError
from notes.library import editing, history
from notes.library.editing import Rewritten
from notes.moments import moment, now_ms
from notes.progress import Progress, told
from notes.storage.database import database
from notes.storage.models import Act as ActRow
from notes.storage.models import ActNote
from notes.storage.models import Note as NoteRow
from notes.text import one_line

#: Characters of what an act says of itself.
SUMMARY_LIMIT = 200


class LeftOut(NamedTuple):
    """A note that an act or its undoing left as it is, and the fact that is the reason."""

    id: str
    title: str
    fact: OctavoError


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


def undo(act_id: int, progress: Progress | None = None) -> Undone:
    """Take an act back where its notes are as it left them."""
    put_back, left_out = 0, []
    with database.writing():
        for row in told(_rows_of(act_id), progress):
            try:
                _put_back(row)
                put_back += 1
            except (Conflict, Damaged, Missing) as fact:
                left_out.append(LeftOut(row.uid, row.title, fact))
        if put_back:
            ActRow.update(undone=now_ms()).where(ActRow.id == act_id).execute()
    return Undone(act_id, put_back, left_out)


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


def _put_back(row: Any) -> None:
    earlier = history.at(row.uid, row.version_before)
    editing.rewrite(row.uid, row.version_after, lambda _: earlier.body, title=earlier.title)
