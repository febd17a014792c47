"""
Asking the index: what all questions of one answer have in common, and what shows that it is broken.

All that an answer asks is asked of one state of the library, whatever is saved meanwhile.
SQLite has the same words for damage of the index as for damage of its file.  A question to
the index alone tells them apart: what it finds broken is the index, and so it is when the
sizes of notes make scores that are no numbers.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from notes.errors import IndexDamaged, LibraryDamaged
from notes.search import index
from notes.storage.database import as_facts, database


@contextmanager
def one_state() -> Iterator[None]:
    """All questions of one answer."""
    with index.reading(), database.atomic("DEFERRED"):
        yield


def alone(question: str, *parameters: object) -> list[Any]:
    """The rows that the index gives, of a question to nothing else."""
    try:
        with as_facts():
            return list(database.execute_sql(question, parameters).fetchall())
    except LibraryDamaged as fact:
        raise IndexDamaged from fact


def scores(rows: list[Any]) -> list[tuple[int, float]]:
    """Ids with what FTS5 scores them."""
    if any(score is None for _, score in rows):
        raise IndexDamaged
    return rows
