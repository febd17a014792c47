"""
What is replaced or deleted is read once more.

A long row lies on a chain of pages, and they are free when it goes: what is written next goes over
them.  One wrong link leads a chain into the pages of another text, which is whole until then.  A
text that is what was saved has pages of its own.  Before one goes that is not, SQLite looks at all
of the file: where two rows have a page, or one has a free one, nothing is written any more.  So it
is with a row of a title so long that it may have a chain, for of titles nobody keeps a hash.
"""

import zlib
from collections.abc import Iterable

from notes.errors import LibraryDamaged, LibraryReadOnly
from notes.library import dangers
from notes.library.lookup import stored_text, unpacked
from notes.storage.database import database, value
from notes.text import sha256

#: Characters of a title up to which its row lies on one page, whatever they are.
SHORT = 200

_HASH = "SELECT sha256 FROM note WHERE id = ?"
_TITLES = """
    SELECT max(length(title)) FROM (
        SELECT title FROM note WHERE id = ?
        UNION ALL SELECT title FROM revision WHERE note_id = ?)
"""
_VERSIONS = "SELECT sha256, body FROM revision_text WHERE note_id = ?"
_VERSION = f"{_VERSIONS} AND sha256 = ?"
_STEPS = "SELECT steps FROM undo WHERE note_id = ?"


def of_damaged_text() -> None:
    """Refuse it, and whatever would be written from now on, where it would cost another's pages."""
    if dangers.are_said(database.folder):
        raise LibraryReadOnly(database.read_only)


def of_notes(numbers: Iterable[int]) -> None:
    """The same of notes that go with their history, by SQLite's own numbers."""
    if not all(_is_whole(number) for number in numbers):
        of_damaged_text()


def of_versions(numbers: Iterable[int]) -> None:
    """The same of notes of which earlier versions go."""
    if not all(_has_whole_versions(number) for number in numbers):
        of_damaged_text()


def of_text_kept_again(number: int, wanted: str) -> None:
    """The same of a text in the history of a note, by its hash, that is written there anew."""
    if not _are_whole(_VERSION, number, wanted):
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
    return _has_short_titles(number) and _are_whole(_VERSIONS, number)


def _has_short_titles(number: int) -> bool:
    try:
        return int(value(_TITLES, number, number) or 0) <= SHORT
    except LibraryDamaged:
        return False


def _are_whole(kept: str, *of: object) -> bool:
    """Whether texts of a history are what their hashes say."""
    try:
        for wanted, body in database.execute_sql(kept, of):
            text = unpacked(body)
            if text is None or sha256(text) != wanted:
                return False
    except LibraryDamaged:
        return False
    return True


def _has_whole_steps(number: int) -> bool:
    try:
        steps = value(_STEPS, number)
        if steps is not None:
            zlib.decompress(steps)
    except (LibraryDamaged, TypeError, zlib.error):
        return False
    return True
