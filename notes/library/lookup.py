"""
From the id that people and programs see to the row behind it, and to its text.
"""

import re
import zlib
from contextlib import suppress

from peewee import JOIN, Expression

from notes.errors import IdDamaged, LibraryDamaged, Missing
from notes.storage.database import value
from notes.storage.models import Note as NoteRow
from notes.storage.models import Notebook as NotebookRow
from notes.storage.models import NoteText
from notes.text import TEXT_LIMIT

_ID = re.compile(r"[0-9a-f]{16}")


def checked_id(note_id: str) -> str:
    """The id, when it could be one; anything else names no note."""
    if not is_id(note_id):
        raise Missing("note", note_id)
    return note_id


def is_id(found: object) -> bool:
    """Whether a note can have it: another was not given by Octavo."""
    return isinstance(found, str) and _ID.fullmatch(found) is not None


def row_of(note_id: str) -> NoteRow:
    row: NoteRow | None = None
    if is_id(note_id):
        row = NoteRow.get_or_none(NoteRow.uid == note_id)
    if row is None:
        raise _missing(note_id)
    return row


def stored(note_id: str) -> tuple[NoteRow, str]:
    """The row with its notebook, and the text as it is, good or damaged; "" for none."""
    try:
        found = _stored(NoteRow.uid == note_id) if is_id(note_id) else None
    except LibraryDamaged:
        return row_of(note_id), ""
    if found is None:
        raise _missing(note_id)
    return found


def stored_at(number: int) -> tuple[NoteRow, str] | None:
    """The same by SQLite's own number, whatever a disk has made of the id; None if it is gone."""
    try:
        return _stored(NoteRow.id == number)
    except LibraryDamaged:
        row: NoteRow | None = NoteRow.get_or_none(NoteRow.id == number)
        return (row, "") if row else None


def _stored(wanted: Expression) -> tuple[NoteRow, str] | None:
    query = (
        NoteRow.select(NoteRow, NoteText.body, NotebookRow)
        .join(NoteText, JOIN.LEFT_OUTER, attr="text")
        .join_from(NoteRow, NotebookRow, JOIN.LEFT_OUTER)
    )
    row = query.where(wanted).get_or_none()
    if row is None:
        return None
    text = getattr(row, "text", None)
    return row, text.body if text and isinstance(text.body, str) else ""


def _missing(note_id: str) -> Missing:
    """Why no note is found by an id: a row may have it still, and its list another."""
    with suppress(UnicodeEncodeError, LibraryDamaged):
        if value("SELECT 1 FROM note NOT INDEXED WHERE uid = ?", note_id):
            return IdDamaged(note_id)
    return Missing("note", note_id)


def notebook_of(row: NoteRow) -> str:
    """The path of the notebook that a note lies in, "" for none; one that is lost is none."""
    try:
        return row.notebook.path or "" if row.notebook_id else ""
    except (AttributeError, NotebookRow.DoesNotExist):
        return ""


def place_of(row: NoteRow) -> int | None:
    """The row of that notebook."""
    return row.notebook_id if notebook_of(row) else None


def stored_text(note: int) -> str | None:
    """A note's text as it lies on the disk, good or damaged; None when it cannot be read at all."""
    try:
        text = value("SELECT CAST(body AS TEXT) FROM note_text WHERE note_id = ?", note)
    except LibraryDamaged:
        return None
    return text if isinstance(text, str) else None


def unpacked(body: bytes | None) -> str | None:
    """A kept text as it lies on the disk, good or damaged; None when it cannot be read."""
    try:
        return zlib.decompressobj().decompress(body or b"", TEXT_LIMIT + 1).decode()
    except (zlib.error, UnicodeDecodeError):
        return None
