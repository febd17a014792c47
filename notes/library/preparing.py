"""
What a note becomes by a change: everything that follows from it before it is written.

A note's title follows its text (front matter, else first heading, else the name
of the file it came from) until somebody gives it another by hand, and follows it
again when that is taken away.

Whoever writes calls this inside his transaction, or before it and then looks whether
the note is still at the version that it was made for.
"""

from collections.abc import Callable, Sequence
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from notes.library import notebooks, tags
from notes.library.lookup import place_of
from notes.storage.models import Note as NoteRow
from notes.storage.models import Source as SourceRow
from notes.text import checked_path, checked_text, checked_title

if TYPE_CHECKING:  # what a start does not need
    from notes.rendering.digest import Digest


class Change:
    """What a save was given, checked; None leaves a thing as it is."""

    def __init__(
        self,
        body: str | None,
        title: str | None,
        notebook: str | None = None,
        names: Sequence[str] | None = None,
    ) -> None:
        self.body = None if body is None else checked_text(body)
        self.title = None if title is None else checked_title(title)
        self.notebook = None if notebook is None else checked_path(notebook, "notebook")
        self.tags = None if names is None else tags.checked(names)

    def applied(self, row: NoteRow, before: str) -> "After":
        body = before if self.body is None else self.body
        fallback = _file_stem(row.id)
        found = digested(body, fallback)
        title = self._title(row, found.title, lambda: digested(before, fallback).title)
        return After(
            body=body,
            digest=found._replace(title=title),
            notebook=place_of(row) if self.notebook is None else notebooks.id_of(self.notebook),
            tags=tags.by_hand(row.id) if self.tags is None else self.tags,
        )

    def _title(self, row: NoteRow, text_says: str, text_said: Callable[[], str]) -> str:
        """The title given by hand, now or before; else what the text says."""
        if self.title is not None:
            return self.title or text_says
        if row.title == text_says:
            return text_says
        follows = self.body is not None and row.title == text_said()
        return text_says if follows else str(row.title) or text_says


class After(NamedTuple):
    """A note as it will be; the digest is its text's under the note's own title."""

    body: str
    digest: "Digest"
    notebook: int | None
    tags: Sequence[str]

    def differs(self, row: NoteRow, before: str) -> bool:
        now = (before, row.title, place_of(row), {*tags.by_hand(row.id)})
        return (self.body, self.digest.title, self.notebook, {*self.tags}) != now


def digested(body: str, fallback: str) -> "Digest":
    """What a text says of itself; those of its tags that can be tags."""
    from notes.rendering.digest import digest

    found = digest(body, fallback)
    return found._replace(tags=tuple(tags.readable(found.tags)))


def _file_stem(note: int) -> str:
    path = SourceRow.select(SourceRow.path).where(SourceRow.note == note).scalar()
    return PurePosixPath(path).stem if path else ""
