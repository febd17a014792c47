"""
Writing the index: what of a note is found, and under which weight.

The index is contentless (it keeps words, not texts) and every write of it
belongs to the transaction that writes the note.  A note in the trash stays in
it; answers leave it out.
"""

from collections.abc import Iterable, Sequence

from notes.rendering.digest import Digest
from notes.search.segment import segmented
from notes.storage.database import database

_ROW = "INTO note_index (rowid, title, headings, tags, body, code) VALUES (?, ?, ?, ?, ?, ?)"


def add(entries: Iterable[tuple[int, Digest, Sequence[str]]]) -> None:
    """Index new notes: their internal id, their digest and all their tags."""
    for note_id, digest, tags in entries:
        database.execute_sql(f"INSERT {_ROW}", _row(note_id, digest, tags))


def replace(note_id: int, digest: Digest, tags: Sequence[str]) -> None:
    database.execute_sql(f"REPLACE {_ROW}", _row(note_id, digest, tags))


def remove(note_id: int) -> None:
    database.execute_sql("DELETE FROM note_index WHERE rowid = ?", (note_id,))


def _row(note_id: int, digest: Digest, tags: Sequence[str]) -> tuple[int | str, ...]:
    columns = (digest.title, digest.headings, " ".join(tags), digest.prose, digest.code)
    return (note_id, *(segmented(column.replace("\0", " ")) for column in columns))
