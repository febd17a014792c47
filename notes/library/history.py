"""
History: texts that saves replaced, kept in the same transaction, each with why and when.

An entry is the note as it was before a save, so what a note was first is never
lost, and importing a library costs nothing.  What was saved on purpose is always
kept.  While somebody types, a save every second replaces a text that was itself on
its way; of those are kept

    session    what stood before the first edit after a pause, or in another window
    time       what stood when a minute had passed since the last entry
    size       what stood before much of it was changed at once

The same text is stored once per note, compressed by itself: differences between texts
would take a tenth of the room, but one bad byte would then spoil all that follow.

A text that was damaged when it was replaced is kept as it is, by the hash of what it is: so it
never takes the place of a good one, and a check of the history finds what was damaged since and
nothing else.  That it is no good text is its reason, `DAMAGED`, and it is never read as one.

What is kept for how long: `notes.library.thinning`.
"""

import zlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Literal, NamedTuple, get_args

from notes.diffs.matching import ends
from notes.errors import Damaged, LibraryDamaged, Missing
from notes.library import numbering, removal
from notes.library.lookup import row_of, stored_text, unpacked
from notes.moments import moment, now_ms
from notes.storage.database import database, value
from notes.storage.models import Note as NoteRow
from notes.storage.models import Revision
from notes.text import sha256

#: Why an entry was kept: before what it was.  Of entries of older libraries nobody knows.
Reason = Literal[
    "session",
    "time",
    "size",
    "edit",
    "restore",
    "import",
    "replace",
    "tag",
    "undo",
    "merge",
    "damaged",
    "unknown",
]
DAMAGED: Reason = "damaged"
REASONS = frozenset(get_args(Reason))

#: Between two entries of one stretch of typing, and the pause that ends one, milliseconds.
TYPING_INTERVAL = 60_000
PAUSE = 600_000
#: Characters of one save that are more than somebody types in a moment.
MUCH = 100

_KEEP = """
    INSERT INTO revision (note_id, version, title, sha256, reason, written, kept)
    VALUES (:note, :version, :title, :sha256, :reason, :written, :kept)
"""
_KEEP_TEXT = """
    INSERT INTO revision_text (note_id, sha256, body) VALUES (:note, :sha256, :body)
    ON CONFLICT DO UPDATE SET body = excluded.body
"""
_LAST = "SELECT kept FROM revision WHERE note_id = ? ORDER BY version DESC LIMIT 1"
_GOOD_HASH = "SELECT sha256 FROM revision WHERE note_id = ? AND version = ? AND reason != 'damaged'"
_TEXT = "SELECT body FROM revision_text WHERE note_id = ? AND sha256 = ?"


class Cause(NamedTuple):
    """What makes a save: somebody who types in a window, or else a reason."""

    reason: Reason = "edit"
    typed: bool = False
    window: str = ""


class Entry(NamedTuple):
    """
    `kept`: when a save replaced this version, which was the `reason`; both are None for
    the one that is current.
    """

    version: int
    title: str
    sha256: str
    kept: datetime | None
    written: datetime
    reason: Reason | None


class Text(NamedTuple):
    """A note as it was at one version."""

    title: str
    body: str


class Replaced(NamedTuple):
    """A note before a save, as it is kept; its text is packed."""

    note: int
    version: int
    title: str
    sha256: str
    reason: Reason
    written: int
    body: bytes


def keep(row: NoteRow, body: str, after: str, cause: Cause, now: int) -> None:
    """Keep the text that the caller's transaction is about to replace, at the moment `now`."""
    reason = _while_typing(row, body, after, cause.window) if cause.typed else cause.reason
    if reason:
        keep_many([replaced(row, body, reason)], now)


def replaced(row: NoteRow, body: str, reason: Reason) -> Replaced:
    found = sha256(body)
    return Replaced(
        note=row.id,
        version=row.version,
        title=row.title,
        sha256=found,
        reason=reason if found == row.sha256 else DAMAGED,
        written=row.written,
        body=zlib.compress(body.encode()),
    )


def keep_many(notes: Iterable[Replaced], now: int | None = None) -> None:
    """Keep what the caller's transaction replaces; `now`: in milliseconds, when it is known."""
    kept = now_ms() if now is None else now
    rows = [{**note._asdict(), "kept": kept} for note in notes]
    for row in rows:
        removal.of_text_kept_again(row["note"], row["sha256"])
    database.execute_many(_KEEP, rows)
    database.execute_many(_KEEP_TEXT, rows)


def entries(note_id: str) -> list[Entry]:
    """Newest first, the current version on top."""
    row = row_of(note_id)
    rows = Revision.select().where(Revision.note == row.id).order_by(Revision.version.desc())
    return [
        Entry(numbering.standing(row), row.title, row.sha256, None, moment(row.written), None),
        *(
            Entry(
                version=one.version,
                title=one.title,
                sha256=one.sha256,
                kept=moment(one.kept),
                written=moment(one.written),
                reason=one.reason if one.reason in REASONS else "unknown",
            )
            for one in rows
        ),
    ]


def newest(note_id: str) -> int:
    """The number that the current version has among the others."""
    return numbering.standing(row_of(note_id))


def body_at(note_id: str, version: int) -> str:
    """The text of one version; Missing when it was not kept, Damaged when it cannot be read."""
    return at(note_id, version).body


def at(note_id: str, version: int) -> Text:
    """The same with the title that it had."""
    row = row_of(note_id)
    newest = numbering.standing(row)
    if not 0 < version <= newest:
        raise Missing("version", version)
    if version == newest:
        return Text(row.title, _checked(note_id, stored_text(row.id), row.sha256))
    entry = Revision.get_or_none(Revision.note == row.id, Revision.version == version)
    if entry is None:
        raise Missing("version", version)
    kept = None if entry.reason == DAMAGED else _kept_text(row.id, entry.sha256)
    return Text(entry.title, _checked(note_id, kept, entry.sha256))


def found_damaged(note_id: str, version: int) -> str | None:
    """What was found of a version that was damaged before it was kept; None of any other."""
    row = row_of(note_id)
    of_it = (Revision.note == row.id, Revision.version == version, Revision.reason == DAMAGED)
    entry = Revision.get_or_none(*of_it)
    return _whole(_kept_text(row.id, entry.sha256), entry.sha256) if entry else None


def texts(note_id: str, versions: Iterable[Entry]) -> Iterator[tuple[Entry, str | None]]:
    """Versions of a note with their texts, None for one that is damaged."""
    note = row_of(note_id).id
    last, text = "", None
    for entry in versions:
        if entry.kept is None:
            yield entry, _whole(stored_text(note), entry.sha256)
            continue
        if entry.sha256 != last:
            last, text = entry.sha256, _whole(_kept_text(note, entry.sha256), entry.sha256)
        yield entry, None if entry.reason == DAMAGED else text


def is_good(note: int, version: int) -> bool:
    """Whether an entry of a note, by SQLite's own id, holds a good text."""
    wanted = value(_GOOD_HASH, note, version)
    return wanted is not None and _whole(_kept_text(note, wanted), wanted) is not None


def _checked(note_id: str, body: str | None, wanted: str) -> str:
    whole = _whole(body, wanted)
    if whole is None:
        raise Damaged(note_id)
    return whole


def _whole(body: str | None, wanted: str) -> str | None:
    """A text that is what its hash says, or None."""
    return body if body is not None and sha256(body) == wanted else None


def _kept_text(note: int, wanted: str) -> str | None:
    """A text as it lies on the disk, None when it cannot be read or is not there."""
    try:
        return unpacked(value(_TEXT, note, wanted))
    except LibraryDamaged:
        return None


def _while_typing(row: NoteRow, body: str, after: str, window: str) -> Reason | None:
    """Why a text is kept that somebody types over; None when it is not."""
    now = now_ms()
    if row.writer != window or not 0 <= now - row.written < PAUSE:
        return "session"
    last = value(_LAST, row.id)
    if not row.autosaved or not isinstance(last, int) or not 0 <= now - last < TYPING_INTERVAL:
        return "time"
    start, end = ends(body, after)
    return "size" if max(len(body), len(after)) - start - end >= MUCH else None
