"""
Acts: what was done and can be taken back as one, in the words of whoever did it.

An act is recorded in the transaction that does it, with what it touched of each note, before and
after: its text, whether it lies in the trash, its notebook, its tags; and with the notebooks that
it made, renamed or removed.  What it did not touch is not recorded, and whether an act can be taken
back depends on nothing else.  Which there are and whether they still can: `notes.library.activity`;
how it is done: `notes.library.reversal`.

Notebooks are recorded by their paths.  When one is renamed, what is recorded of it goes along.

An act stays for as many days as the settings say, and the last `KEPT` of them.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from peewee import JOIN, chunked

from notes.library import counters
from notes.moments import now_ms
from notes.storage.database import database, value
from notes.storage.models import Act as ActRow
from notes.storage.models import ActPlace, Notebook
from notes.storage.models import Note as NoteRow
from notes.text import one_line

Kind = Literal[
    "trash",
    "restore",
    "delete",
    "empty",
    "move",
    "unfile",
    "notebook-rename",
    "notebook-merge",
    "notebook-remove",
    "tag-rename",
    "tag-merge",
    "tag-remove",
    "replace",
    "import",
    "version",
    "backup",
]
Way = Literal["", "undo", "redo"]

#: Acts that nothing brings back.
FINAL: tuple[Kind, ...] = ("delete", "empty")

#: Notes that one statement names.
BATCH = 500

#: Characters of what an act says of itself, and of a title inside it.
SUMMARY_LIMIT, TITLE_SHOWN = 200, 100
#: The most acts that are kept.
KEPT = 1_000

#: Of a note that an act made: it was not in the trash before, nor anywhere.
NOWHERE = -1

_TRACE = """
    INSERT INTO act_note (act_id, note_id, version_before, sha256_after, title_after,
        trashed_before, trashed_after, notebook_before, notebook_after, tags_gone, tags_come,
        source_before)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_FOLLOW = """
    UPDATE {table} SET {column} = :new || substr({column}, length(:old) + 1)
    WHERE act_id > :since
        AND ({column} = :old OR ({column} >= :old || '/' AND {column} < :old || '0'))
"""
#: The last act that removed a notebook of this name, unless that was undone.
_REMOVED = """
    SELECT coalesce(max(act_id), 0) FROM act_place JOIN act ON act.id = act_id
    WHERE before = ? AND after IS NULL AND undone IS NULL
"""
_PATHS = (
    *(("act_note", f"notebook_{when}") for when in ("before", "after")),
    *(("act_place", when) for when in ("before", "after")),
)
_OLD = """
    DELETE FROM act WHERE happened < ?
    OR id <= (SELECT id FROM act ORDER BY id DESC LIMIT 1 OFFSET ?)
"""


class Trace(NamedTuple):
    """
    What an act touched of a note, by SQLite's own id; None: that was not touched.

    `sha256_after` and `title_after` say which text the act left; a note that was made has those
    too, so that it is not taken away after somebody wrote in it.
    """

    note: int
    version_before: int | None = None
    sha256_after: str | None = None
    title_after: str | None = None
    trashed_before: int | None = None
    trashed_after: int | None = None
    notebook_before: str | None = None
    notebook_after: str | None = None
    tags_gone: str | None = None
    tags_come: str | None = None
    source_before: str | None = None


class Place(NamedTuple):
    """A notebook that was made (`before` is None), renamed, or removed (`after` is None)."""

    before: str | None
    after: str | None


class Acted(NamedTuple):
    """`act` is 0 when nothing had to be done."""

    act: int
    notes: int


def record(
    kind: Kind,
    summary: str,
    traces: Sequence[Trace] = (),
    places: Sequence[Place] = (),
    *,
    way: Way = "",
    notes: int | None = None,
) -> int:
    """Keep what the caller's transaction does as one act; its number."""
    act = ActRow.insert(
        id=counters.following("act"),
        kind=kind,
        summary=_shortened(summary, SUMMARY_LIMIT),
        happened=now_ms(),
        way=way,
        notes=len(traces) if notes is None else notes,
    ).execute()
    _keep(int(act), traces, places)
    return int(act)


def go_on(act: int, traces: Sequence[Trace], places: Sequence[Place] = ()) -> bool:
    """Keep that an act did more; False when it was undone meanwhile and is over."""
    more = ActRow.update(notes=ActRow.notes + len(traces))
    if not more.where(ActRow.id == act, ActRow.undone.is_null()).execute():
        return False
    _keep(act, traces, places)
    return True


def made(note_ids: Iterable[str]) -> list[Trace]:
    """What there is to record of notes that the caller's transaction has made."""
    traces = []
    for some in chunked(note_ids, BATCH):
        rows = NoteRow.select(NoteRow.id, NoteRow.sha256, NoteRow.title, Notebook.path)
        rows = rows.join(Notebook, JOIN.LEFT_OUTER).where(NoteRow.uid.in_(some))
        traces += [
            Trace(
                note=note,
                sha256_after=sha256,
                title_after=title,
                trashed_before=NOWHERE,
                trashed_after=0,
                notebook_before="",
                notebook_after=path or "",
            )
            for note, sha256, title, path in rows.tuples()
        ]
    return traces


def rewritten(note_id: str, before: int, source: str | None = None) -> Trace:
    """What there is to record of a note whose text the caller's transaction has replaced."""
    row = NoteRow.get(NoteRow.uid == note_id)
    return Trace(row.id, before, row.sha256, row.title, source_before=source)


def places(act_id: int) -> list[Place]:
    rows = ActPlace.select(ActPlace.before, ActPlace.after).where(ActPlace.act == act_id)
    return [Place(*row) for row in rows.order_by(ActPlace.number).tuples()]


def follow(old: str, new: str) -> None:
    """What is recorded of a notebook, but not of one before it, goes along when it is renamed."""
    since = value(_REMOVED, old)
    for table, column in _PATHS:
        moved = _FOLLOW.format(table=table, column=column)
        database.execute_sql(moved, {"old": old, "new": new, "since": since})


def forget(days: int) -> None:
    """Let acts go that are so old, and all but the last `KEPT`."""
    with database.writing():
        database.execute_sql(_OLD, (now_ms() - days * 86_400_000, KEPT))


def arrow(before: str, after: str) -> str:
    """From one name to another, as a summary says it."""
    return f"{_shortened(before, TITLE_SHOWN)} → {after}"


def names(kept: Iterable[str]) -> str:
    """Tags as they are recorded."""
    return json.dumps(sorted(kept), ensure_ascii=False)


def _shortened(text: str, limit: int) -> str:
    line = one_line(text, limit + 1)
    return line if len(line) <= limit else f"{line[: limit - 1].rstrip()}…"


def _keep(act: int, traces: Sequence[Trace], places: Sequence[Place]) -> None:
    database.execute_many(_TRACE, ((act, *trace) for trace in traces))
    number = int(value("SELECT count(*) FROM act_place WHERE act_id = ?", act)) if places else 0
    database.execute_many(
        "INSERT INTO act_place (act_id, number, before, after) VALUES (?, ?, ?, ?)",
        ((act, at, *place) for at, place in enumerate(places, number)),
    )
