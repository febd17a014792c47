"""
Making, reading and saving notes.

Whoever saves says which version was read.  The row is written only where that
version is still stored; otherwise nothing is, and Conflict says so.  Note, text,
history, tags and index change in one transaction, or none of them does.

What a change makes of a note: `notes.library.preparing`.
"""

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, NamedTuple

from notes.errors import Conflict, Damaged, Missing
from notes.library import acts, counters, history, notebooks, numbering, removal, tags
from notes.library.acts import Place, Trace
from notes.library.history import Cause, Reason
from notes.library.lookup import checked_id, notebook_of, place_of, row_of, stored, stored_at
from notes.library.preparing import Change, digested
from notes.moments import milliseconds, moment, now_ms
from notes.search import damage, index
from notes.storage.database import database, value
from notes.storage.models import Note as NoteRow
from notes.storage.models import NoteText, tags_of
from notes.text import checked_path, checked_text, checked_title, sha256

if TYPE_CHECKING:  # what a start does not need
    from notes.rendering.digest import Digest

#: Plain SQL: an import makes thousands, and Peewee writes each of their values into the query.
_INSERT_NOTE = """
    INSERT INTO note
        (id, uid, title, excerpt, notebook_id, version, sha256, created, changed, written)
    VALUES
        (:id, :uid, :title, :excerpt, :notebook, :version, :sha256, :created, :changed, :changed)
"""
_INSERT_SOURCE = """
    INSERT INTO source (note_id, root, path, encoding, mtime_ns, sha256) VALUES (?, ?, ?, ?, ?, ?)
"""
_INSERT_TEXT = "INSERT INTO note_text (note_id, body) VALUES (?, ?)"


class Note(NamedTuple):
    """A note as it is stored; `notebook` is a path or "", times are in UTC."""

    id: str
    title: str
    body: str
    notebook: str
    tags: tuple[str, ...]
    version: int
    created: datetime
    changed: datetime
    sha256: str
    trashed: datetime | None
    pinned: bool


class Source(NamedTuple):
    """
    The file that a text came from: `path` below `root`, with ``/`` and the file's
    name; `sha256` of its bytes; `encoding` as Python calls it.
    """

    root: str
    path: str
    encoding: str
    mtime_ns: int
    sha256: str

    @property
    def stem(self) -> str:
        return PurePosixPath(self.path).stem


class Draft(NamedTuple):
    """A note to be; what is left out follows from the text."""

    body: str
    title: str = ""
    notebook: str = ""
    tags: Sequence[str] = ()
    created: datetime | None = None
    changed: datetime | None = None
    source: Source | None = None


def create(
    body: str = "", *, title: str = "", notebook: str = "", tags: Sequence[str] = ()
) -> Note:
    """Make one note."""
    return read(create_many([Draft(body, title, notebook, tags)])[0])


def create_many(drafts: Iterable[Draft]) -> list[str]:
    """Make notes in one transaction, all or none; their ids."""
    entering = [_checked(draft) for draft in drafts]
    return _enter(entering) if entering else []


def read(note_id: str) -> Note:
    """The note; Damaged when its text is not what was saved."""
    row, body = stored(note_id)
    if sha256(body) != row.sha256:
        raise Damaged(note_id)
    return _note(row, body)


def read_at(number: int) -> Note | None:
    """The same by SQLite's own number, as an export asks; None when it is gone."""
    if (found := stored_at(number)) is None:
        return None
    row, body = found
    if sha256(body) != row.sha256:
        raise Damaged(row.uid)
    return _note(row, body)


def version(note_id: str) -> int:
    """The newest version of a note."""
    return int(row_of(note_id).version)


def hash_of(note_id: str) -> str:
    """The hash of a note's text, without reading the text."""
    # Plain SQL, because showing a page that is kept costs little else.
    found = value("SELECT sha256 FROM note WHERE uid = ?", checked_id(note_id))
    if found is None:
        raise Missing("note", note_id)
    return str(found)


@damage.despite
def save(
    note_id: str,
    base: int,
    *,
    body: str | None = None,
    title: str | None = None,
    notebook: str | None = None,
    tags: Sequence[str] | None = None,
    autosave: bool = False,
    window: str = "",
    reason: Reason = "edit",
) -> Note:
    """
    Write what is given over version `base` of a note; the rest stays.

    An empty `title` lets it follow the text again.  `autosave` marks one of many
    saves while somebody types in a `window`, of which the history keeps some; of any
    other it says the `reason`.
    """
    change = Change(body, title, notebook, tags)
    cause = Cause(reason, typed=autosave, window=checked_title(window, "window"))
    with database.writing():
        row, before = stored(note_id)
        if row.version != base:
            raise Conflict(note_id, base, row.version)
        if sha256(before) != row.sha256:
            if change.body is None:
                raise Damaged(note_id)  # its hash would make the damage good
            removal.of_damaged_text()
        _write(row, before, change, cause)
        return _note(*stored(note_id))


# --- making


class _Entering(NamedTuple):
    """A draft that was checked, with what its text says of itself under the note's own title."""

    draft: Draft
    digest: "Digest"

    def tagged(self, number: int) -> list[str]:
        """Give the note its tags; their names as they are kept."""
        if not (self.draft.tags or self.digest.tags):
            return []
        return tags.assign(number, self.draft.tags, self.digest.tags)


def _checked(draft: Draft) -> _Entering:
    body = checked_text(draft.body)
    title = checked_title(draft.title)
    found = digested(body, draft.source.stem if draft.source else "")
    kept = Draft(
        body=body,
        title=title,
        notebook=checked_path(draft.notebook, "notebook"),
        tags=tags.checked(draft.tags),
        created=draft.created,
        changed=draft.changed,
        source=draft.source,
    )
    return _Entering(kept, found._replace(title=title or found.title))


@damage.despite
def _enter(entering: Sequence[_Entering]) -> list[str]:
    with database.writing():
        numbered = list(enumerate(entering, counters.following("note")))
        places = _places(entering)
        rows = [_row(number, entry, places) for number, entry in numbered]
        database.execute_many(_INSERT_NOTE, rows)
        texts = ((number, entry.draft.body) for number, entry in numbered)
        database.execute_many(_INSERT_TEXT, texts)
        _keep_sources(numbered)
        index.add([(number, entry.digest, entry.tagged(number)) for number, entry in numbered])
    return [row["uid"] for row in rows]


def _places(entering: Iterable[_Entering]) -> dict[str, int | None]:
    paths = {entry.draft.notebook for entry in entering}
    return {path: notebooks.id_of(path) for path in paths}


def _row(number: int, entry: _Entering, places: dict[str, int | None]) -> dict[str, Any]:
    now = now_ms()
    draft = entry.draft
    return {
        "id": number,
        "uid": secrets.token_hex(8),
        "title": entry.digest.title,
        "excerpt": entry.digest.excerpt,
        "notebook": places[draft.notebook],
        "version": 1,
        "sha256": sha256(draft.body),
        "created": milliseconds(draft.created) if draft.created else now,
        "changed": milliseconds(draft.changed) if draft.changed else now,
    }


def _keep_sources(numbered: Sequence[tuple[int, _Entering]]) -> None:
    rows = ((number, *entry.draft.source) for number, entry in numbered if entry.draft.source)
    database.execute_many(_INSERT_SOURCE, rows)


# --- reading


def _note(row: NoteRow, body: str) -> Note:
    return Note(
        id=row.uid,
        title=row.title,
        body=body,
        notebook=notebook_of(row),
        tags=tuple(tags_of([row.id]).get(row.id, ())),
        version=row.version,
        created=moment(row.created),
        changed=moment(row.changed),
        sha256=row.sha256,
        trashed=moment(row.trashed) if row.trashed else None,
        pinned=bool(row.pinned),
    )


# --- saving


def _write(row: NoteRow, before: str, change: Change, cause: Cause) -> None:
    """Write a change over a note's current version, keeping that."""
    made = notebooks.make(change.notebook) if change.notebook else []
    after = change.applied(row, before)
    if not after.differs(row, before) and sha256(before) == row.sha256:
        return
    now, read = now_ms(), row.version
    row.version = numbering.standing(row)
    if (after.body, after.digest.title) != (before, row.title):
        history.keep(row, before, after.body, cause, now)
        row.written, row.writer, row.autosaved = now, cause.window, int(cause.typed)
    written = (
        NoteRow.update(
            title=after.digest.title,
            excerpt=after.digest.excerpt,
            notebook=after.notebook,
            version=row.version + 1,
            sha256=sha256(after.body),
            changed=now,
            written=row.written,
            writer=row.writer,
            autosaved=row.autosaved,
        )
        .where(NoteRow.id == row.id, NoteRow.version == read)
        .execute()
    )
    if not written:
        raise Conflict(row.uid, read, read + 1)
    NoteText.replace(note=row.id, body=after.body).execute()
    named = tags.assign(row.id, after.tags, after.digest.tags)
    index.replace(row.id, after.digest, named)
    if after.notebook != place_of(row):
        _record_move(row, after.digest.title, change.notebook or "", made)


def _record_move(row: NoteRow, title: str, path: str, made: Sequence[Place]) -> None:
    before = notebook_of(row)
    trace = Trace(row.id, notebook_before=before, notebook_after=path)
    summary = acts.arrow(title, path) if path else title
    acts.record("move" if path else "unfile", summary, [trace], made)
