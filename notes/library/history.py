"""
History: every text that a save replaced, kept in the same transaction.

An entry is the note as it was before a save, so what a note was first is never
lost, and importing a library costs nothing.  While somebody types, a save every
second replaces a text that was itself on its way: such a one is kept at most
once a minute.  What was saved on purpose is always kept.
"""

import zlib
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from notes.errors import Damaged, Missing
from notes.library.lookup import row_of
from notes.moments import moment, now_ms
from notes.storage.database import database
from notes.storage.models import Note as NoteRow
from notes.storage.models import NoteText, Revision
from notes.text import sha256

#: Between two entries of one stretch of typing, milliseconds.
TYPING_INTERVAL = 60_000

_KEEP = """
    INSERT INTO revision (note_id, version, title, body, sha256, kept) VALUES (?, ?, ?, ?, ?, ?)
"""


class Entry(NamedTuple):
    """`kept`: when a save replaced this version; None for the one that is current."""

    version: int
    title: str
    sha256: str
    kept: datetime | None


class Text(NamedTuple):
    """A note as it was at one version."""

    title: str
    body: str


class Replaced(NamedTuple):
    """A note before a save, as it is kept; its text is packed."""

    note: int
    version: int
    title: str
    body: bytes
    sha256: str


def keep(row: NoteRow, body: str, *, autosave: bool) -> None:
    """Keep the text that the caller's transaction is about to replace."""
    if not (autosave and row.autosaved and _typing(row.id)):
        keep_many([replaced(row, body)])


def replaced(row: NoteRow, body: str) -> Replaced:
    return Replaced(row.id, row.version, row.title, zlib.compress(body.encode()), row.sha256)


def keep_many(notes: Iterable[Replaced]) -> None:
    """Keep what the caller's transaction replaces."""
    now = now_ms()
    database.execute_many(_KEEP, ((*note, now) for note in notes))


def entries(note_id: str) -> list[Entry]:
    """Newest first, the current version on top."""
    row = row_of(note_id)
    kept = Revision.select(Revision.version, Revision.title, Revision.sha256, Revision.kept)
    rows = kept.where(Revision.note == row.id).order_by(Revision.version.desc()).tuples()
    return [
        Entry(row.version, row.title, row.sha256, None),
        *(Entry(version, title, sha, moment(at)) for version, title, sha, at in rows),
    ]


def body_at(note_id: str, version: int) -> str:
    """The text of one version; Missing when it was not kept, Damaged when it cannot be read."""
    return at(note_id, version).body


def at(note_id: str, version: int) -> Text:
    """The same with the title that it had."""
    row = row_of(note_id)
    if not 0 < version <= row.version:
        raise Missing("version", version)
    if version == row.version:
        body = str(NoteText.get_by_id(row.id).body)
        return Text(row.title, _checked(note_id, body, row.sha256))
    entry = Revision.get_or_none(Revision.note == row.id, Revision.version == version)
    if entry is None:
        raise Missing("version", version)
    return Text(entry.title, _checked(note_id, unpacked(entry.body), entry.sha256))


def unpacked(body: bytes) -> str | None:
    """A kept text as it lies on the disk, good or damaged; None when it cannot be read."""
    try:
        return zlib.decompress(body).decode()
    except (zlib.error, UnicodeDecodeError):
        return None


def _checked(note_id: str, body: str | None, wanted: str) -> str:
    if body is None or sha256(body) != wanted:
        raise Damaged(note_id)
    return body


def _typing(note: int) -> bool:
    last = Revision.select(Revision.kept).where(Revision.note == note)
    kept = last.order_by(Revision.version.desc()).limit(1).scalar()
    return kept is not None and 0 <= now_ms() - kept < TYPING_INTERVAL
