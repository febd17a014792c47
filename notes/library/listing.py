"""
Lists of notes, newest first, a page at a time.

A list reads rows of `note` and their tags, never a text.  A page ends in a
cursor, the place of its last note, so that the next one costs the same however
deep it lies and nothing is shown twice while notes are added.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from peewee import ModelSelect

from notes.errors import N_, Invalid
from notes.library import notebooks, tags
from notes.library.lookup import row_of
from notes.moments import moment
from notes.storage.models import Note as NoteRow
from notes.storage.models import Notebook as NotebookRow
from notes.storage.models import NoteTag, tags_of

#: The most notes of one page.
PAGE_LIMIT = 500

#: Letters of a title that are compared.
LETTERS_LIMIT = 100
#: Newest notes with the letters of a title among which the nearest are chosen.
SWITCHER_REACH = 1_000

BAD_CURSOR = N_("This is not a place in a list.")
_CURSOR = re.compile(r"(-?\d{1,19})-(\d{1,19})")


class Head(NamedTuple):
    """A note as a list shows it."""

    id: str
    title: str
    excerpt: str
    notebook: str
    tags: tuple[str, ...]
    version: int
    created: datetime
    changed: datetime
    trashed: datetime | None
    pinned: bool


class Page(NamedTuple):
    """`next`: the cursor of the page after this, None at the end."""

    notes: list[Head]
    next: str | None


def page(
    *, notebook: str = "", tag: str = "", trashed: bool = False, cursor: str = "", limit: int = 50
) -> Page:
    """Notes of a notebook and those below it, of a tag and those below it, or of the trash."""
    limit = max(1, min(limit, PAGE_LIMIT))
    at = NoteRow.trashed if trashed else NoteRow.changed
    query = _filtered(NoteRow.select(), notebook, tag, trashed)
    if cursor:
        when, row_id = _place(cursor)
        query = query.where((at < when) | ((at == when) & (NoteRow.id < row_id)))
    rows = list(query.order_by(at.desc(), NoteRow.id.desc()).limit(limit + 1))
    shown, after = _cut([getattr(row, at.name) for row in rows], limit), None
    if shown < len(rows):
        after = f"{getattr(rows[shown - 1], at.name)}-{rows[shown - 1].id}"
    return Page(heads(rows[:shown]), after)


def count(*, notebook: str = "", tag: str = "", trashed: bool = False) -> int:
    return int(_filtered(NoteRow.select(), notebook, tag, trashed).count())


def head(note_id: str) -> Head:
    """One note as a list shows it."""
    return heads([row_of(note_id)])[0]


def titled(text: str, limit: int = 20) -> list[Head]:
    """
    Notes whose title has these letters in this order: those that begin with the
    text first, then those that hold it, then the others, recent ones first in each.
    """
    letters = "".join(text.split())[:LETTERS_LIMIT]
    if not letters:
        return page(limit=limit).notes
    pattern = "%" + "%".join("_" if letter in "%_\\" else letter for letter in letters) + "%"
    rows = NoteRow.select().where(NoteRow.trashed.is_null(), NoteRow.title**pattern)
    newest = rows.order_by(NoteRow.changed.desc(), NoteRow.id.desc()).limit(SWITCHER_REACH)
    fitting = [row for row in newest if _has_letters(row.title.casefold(), letters.casefold())]
    nearest = sorted(fitting, key=lambda row: _distance(row.title.casefold(), text.casefold()))
    return heads(nearest[:limit])


def _has_letters(title: str, letters: str) -> bool:
    rest = iter(title)
    return all(letter in rest for letter in letters)


def _distance(title: str, text: str) -> int:
    if title.startswith(text):
        return 0
    if re.search(rf"\b{re.escape(text)}", title):
        return 1
    return 2 if text in title else 3


def heads(rows: Iterable[Any]) -> list[Head]:
    """Rows of `note` with their notebooks and tags: three queries, however many rows."""
    rows = list(rows)
    named = tags_of([row.id for row in rows])
    wanted = {row.notebook_id for row in rows if row.notebook_id}
    paths = dict(
        NotebookRow.select(NotebookRow.id, NotebookRow.path)
        .where(NotebookRow.id.in_(wanted))
        .tuples()
    )
    return [_head(row, paths.get(row.notebook_id, ""), named.get(row.id, ())) for row in rows]


def _head(row: Any, notebook: str, names: Iterable[str]) -> Head:
    return Head(
        id=row.uid,
        title=row.title,
        excerpt=row.excerpt,
        notebook=notebook,
        tags=tuple(names),
        version=row.version,
        created=moment(row.created),
        changed=moment(row.changed),
        trashed=moment(row.trashed) if row.trashed else None,
        pinned=bool(row.pinned),
    )


def _cut(times: Sequence[int], limit: int) -> int:
    """
    How many of these rows are a page: they end with one whose time its neighbours bear out, because
    the next page begins there, and a disk may have made any other of it.
    """
    if len(times) <= limit:
        return len(times)
    fitting = (at for at in range(limit, 1, -1) if times[at - 2] >= times[at - 1] >= times[at])
    return next(fitting, limit)


def _filtered(query: ModelSelect, notebook: str, tag: str, trashed: bool) -> ModelSelect:
    query = query.where(NoteRow.trashed.is_null(not trashed))
    if notebook:
        query = query.where(NoteRow.notebook.in_(notebooks.ids_within(notebook)))
    if tag:
        having = NoteTag.select(NoteTag.note).where(NoteTag.tag.in_(tags.ids_within(tag)))
        query = query.where(NoteRow.id.in_(having))
    return query


def _place(cursor: str) -> tuple[int, int]:
    match = _CURSOR.fullmatch(cursor)
    if not match:
        raise Invalid("cursor", BAD_CURSOR)
    when, row_id = int(match[1]), int(match[2])
    if not (-(2**63) <= when < 2**63 and row_id < 2**63):
        raise Invalid("cursor", BAD_CURSOR)
    return when, row_id
