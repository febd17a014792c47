"""
Where notes came from, for importing a folder again and for giving it back.
"""

import json
from typing import NamedTuple

from peewee import JOIN, fn

from notes.library import notebooks
from notes.library.editing import Source
from notes.library.lookup import row_of
from notes.storage.database import database
from notes.storage.models import Note as NoteRow
from notes.storage.models import Notebook as NotebookRow
from notes.storage.models import Source as SourceRow

#: A note that lies in the trash because its import was taken back stands for no file.
_TAKEN_BACK = (SourceRow.taken_back == 1) & NoteRow.trashed.is_null(False)


class Known(NamedTuple):
    """
    A file that was imported before, and the note it became.  The note was not
    edited since when `note_sha256` is still what the file's text gives.
    """

    note_id: str
    file_sha256: str
    note_sha256: str
    version: int
    trashed: bool


class Origin(NamedTuple):
    """
    A note without its text, also by SQLite's own `number`; `path` is its file's, "" when it never
    was one.
    """

    number: int
    note_id: str
    title: str
    notebook: str
    path: str


def origins(notebook: str = "") -> list[Origin]:
    """All notes of a notebook and those below it, the trash left out, oldest first."""
    rows = (
        NoteRow.select(
            NoteRow.id,
            NoteRow.uid,
            NoteRow.title,
            fn.COALESCE(NotebookRow.path, ""),
            fn.COALESCE(SourceRow.path, ""),
        )
        .join(NotebookRow, JOIN.LEFT_OUTER)
        .switch(NoteRow)
        .join(SourceRow, JOIN.LEFT_OUTER)
        .where(NoteRow.trashed.is_null())
        .order_by(NoteRow.id)
    )
    if notebook:
        rows = rows.where(NoteRow.notebook.in_(notebooks.ids_within(notebook)))
    return [Origin(*row) for row in rows.tuples()]


def known(root: str) -> dict[str, Known]:
    """Files below a root that were imported before, by their path; of two notes the newer."""
    rows = (
        SourceRow.select(
            SourceRow.path,
            NoteRow.uid,
            SourceRow.sha256,
            NoteRow.sha256,
            NoteRow.version,
            NoteRow.trashed.is_null(False),
        )
        .join(NoteRow)
        .where(SourceRow.root == root, ~_TAKEN_BACK)
        .order_by(SourceRow.note)
        .tuples()
    )
    return {path: Known(*rest) for path, *rest in rows}


def states(root: str) -> set[tuple[str, str]]:
    """Files below a root that notes were made of, each with its hash as it was then."""
    rows = SourceRow.select(SourceRow.path, SourceRow.sha256).join(NoteRow)
    return set(rows.where(SourceRow.root == root, ~_TAKEN_BACK).tuples())


def state(note_id: str) -> str | None:
    """What is known of the file of a note, as acts record it."""
    rows = SourceRow.select(SourceRow.encoding, SourceRow.mtime_ns, SourceRow.sha256)
    known = rows.join(NoteRow).where(NoteRow.uid == note_id).tuples().first()
    return json.dumps(known) if known else None


def remember(note_id: str, source: Source) -> None:
    """The note now stands for this state of its file."""
    with database.writing():
        SourceRow.replace(
            note=row_of(note_id).id,
            root=source.root,
            path=source.path,
            encoding=source.encoding,
            mtime_ns=source.mtime_ns,
            sha256=source.sha256,
        ).execute()


def of(note_id: str) -> Source | None:
    """The file that a note came from, if it came from one."""
    return _source(SourceRow.select().join(NoteRow).where(NoteRow.uid == note_id).get_or_none())


def of_number(number: int) -> Source | None:
    """The same by the number of the note."""
    return _source(SourceRow.get_or_none(SourceRow.note == number))


def _source(row: SourceRow | None) -> Source | None:
    return Source(row.root, row.path, row.encoding, row.mtime_ns, row.sha256) if row else None
