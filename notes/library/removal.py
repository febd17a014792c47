"""
What is replaced or deleted is read once more.

A long row lies on a chain of pages, and they are free when it goes: what is written next goes over
them.  One wrong link leads a chain into the pages of another text, which is whole until then.  A
row that is what was saved has pages of its own.  Before one goes that is not, SQLite looks at all
of the file: where two rows have a page, or one has a free one, nothing is written any more.
"""

import zlib
from collections.abc import Iterable

from notes.errors import LibraryDamaged, LibraryReadOnly
from notes.library import dangers, history
from notes.library.lookup import stored_text
from notes.storage.database import database, value
from notes.text import sha256

_HASH = "SELECT sha256 FROM note WHERE id = ?"
_VERSIONS = "SELECT sha256, body FROM revision_text WHERE note_id = ?"
_STEPS = "SELECT steps FROM undo WHERE note_id = ?"


def of_damaged_text() -> None:
    """Refuse it, and whatever would be written from now on, where it would cost another's pages."""
    if dangers.are_said(database.folder):
        raise LibraryReadOnly(database.read_only)


def of_notes(numbers: Iterable[int]) -> None:
    """The same of notes that go with their history, by SQLite's own numbers."""
    if not all(_is_whole(number) for number in numbers):
        of_damaged_text()


def of_versions(versions: Iterable[tuple[int, int]]) -> None:
    """The same of earlier versions, each of a note."""
    if not all(history.is_good(number, version) for number, version in versions):
        of_damaged_text()


def of_steps(numbers: Iterable[int]) -> None:
    """The same of what can be undone in notes."""
    if not all(map(_has_whole_steps, numbers)):
        of_damaged_text()


def _is_whole(number: int) -> bool:
    text = stored_text(number)
    if text is None or sha256(text) != value(_HASH, number):
        return False
    return _has_whole_versions(number) and _has_whole_steps(number)


def _has_whole_versions(number: int) -> bool:
    try:
        kept = database.execute_sql(_VERSIONS, (number,)).fetchall()
    except LibraryDamaged:
        return False
    texts = ((wanted, history.unpacked(body)) for wanted, body in kept)
    return all(text is not None and sha256(text) == wanted for wanted, text in texts)


def _has_whole_steps(number: int) -> bool:
    try:
        steps = value(_STEPS, number)
        return steps is None or bool(zlib.decompress(steps))
    except (LibraryDamaged, TypeError, zlib.error):
        return False
