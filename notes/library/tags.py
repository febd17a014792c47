"""
Tags: names that a note has by hand, by its front matter, or inline in its text.

``a/b`` lies below ``a``.  Spellings that differ in case or width are one tag,
shown as it was first written.  What a text says of its tags is taken anew at
each save; what was given by hand stays until somebody takes it away.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from peewee import fn

from notes.errors import Invalid
from notes.library.lookup import row_of
from notes.storage.database import database
from notes.storage.models import Note as NoteRow
from notes.storage.models import NoteTag, shown, within
from notes.storage.models import Tag as TagRow
from notes.text import checked_path, name_key


@dataclass(frozen=True, slots=True)
class Tag:
    """`count`: notes that have it, the trash left out."""

    name: str
    count: int


def counts() -> list[Tag]:
    """The tags in use, most used first."""
    in_trash = NoteRow.select(NoteRow.id).where(NoteRow.trashed.is_null(False))
    assigned = NoteTag.select(NoteTag.tag, fn.COUNT(NoteTag.note)).group_by(NoteTag.tag)
    thrown = dict(assigned.where(NoteTag.note.in_(in_trash)).tuples())
    left = {tag: count - thrown.get(tag, 0) for tag, count in assigned.tuples()}
    rows = TagRow.select(TagRow.id, TagRow.name, TagRow.key).order_by(TagRow.key).tuples()
    used = [Tag(shown(*row), left[row[0]]) for row in rows if left.get(row[0])]
    return sorted(used, key=lambda tag: -tag.count)


def checked(names: Iterable[str]) -> list[str]:
    """Names as they are kept, each once; Invalid when one cannot be a tag."""
    return [path for name in names if (path := checked_path(name.lstrip("#"), "tags"))]


def readable(names: Iterable[str]) -> list[str]:
    """Those of the names in a text that can be tags: nobody typed them to be refused."""
    kept = []
    for name in names:
        try:
            kept += checked([name])
        except Invalid:
            continue
    return kept


def assign(note: int, by_hand: Iterable[str], in_text: Iterable[str]) -> list[str]:
    """Make these the note's tags, inside the caller's transaction; their names as they are kept."""
    return assign_many([(note, by_hand, in_text)])[0]


def assign_many(notes: Iterable[tuple[int, Iterable[str], Iterable[str]]]) -> list[list[str]]:
    """The same for many notes."""
    kept = cache(_row)
    rows: dict[int, dict[int, int]] = {}
    named = []
    for note, by_hand, in_text in notes:
        wanted = {row.id: (_name(row), 1) for row in map(kept, in_text)}
        wanted |= {row.id: (_name(row), 0) for row in map(kept, by_hand)}
        rows[note] = {tag: written for tag, (_, written) in wanted.items()}
        named.append([name for name, _ in wanted.values()])
    database.execute_many("DELETE FROM note_tag WHERE note_id = ?", ((note,) for note in rows))
    database.execute_many(
        "INSERT INTO note_tag (note_id, tag_id, in_text) VALUES (?, ?, ?)",
        ((note, tag, written) for note, of in rows.items() for tag, written in of.items()),
    )
    return named


def given(note_id: str) -> list[str]:
    """The tags that somebody gave a note; the others stand in its text."""
    return by_hand(row_of(note_id).id)


def by_hand(note: int) -> list[str]:
    rows = NoteTag.select(TagRow.id, TagRow.name, TagRow.key).join(TagRow)
    return [shown(*row) for row in rows.where(NoteTag.note == note, NoteTag.in_text == 0).tuples()]


def ids_within(name: str) -> list[int]:
    """A tag and those below it, as rows."""
    rows = TagRow.select(TagRow.id).where(within(TagRow.key, name_key(name)))
    return [row_id for (row_id,) in rows.tuples()]


def _row(name: str) -> TagRow:
    row: TagRow = TagRow.get_or_create(key=name_key(name), defaults={"name": name})[0]
    return row


def _name(row: TagRow) -> str:
    return shown(row.id, row.name, row.key)
