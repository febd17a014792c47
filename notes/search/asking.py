"""
Asking the index: what all questions of one answer have in common.

All that an answer asks is asked of one state of the library, whatever is saved meanwhile.
What a question to the index alone finds broken is the index, and so it is when the sizes
of notes make scores that are no numbers (`notes.search.damage`).  While it is broken, the
texts themselves are searched.

Nothing in a query tells how long its questions take, so they are stopped in the middle:
a thousand words of which every note has some make SQLite walk through all for minutes.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from notes.errors import IndexDamaged, LibraryDamaged
from notes.search import index
from notes.search.damage import reading
from notes.storage.complaints import as_facts
from notes.storage.database import database

T = TypeVar("T")

#: Steps of SQLite between two looks at the clock; for a page of the index it takes some.
STEPS = 2_000


@contextmanager
def one_state() -> Iterator[None]:
    """All questions of one answer; IndexDamaged also when that is known already."""
    with reading(), database.reading():
        if index.state().rules == index.DISTRUSTED:
            raise IndexDamaged
        yield


def answered(question: Callable[[bool], T]) -> T:
    """The answer to a question that is told whether there is an index to ask."""
    try:
        with one_state():
            return question(True)
    except IndexDamaged:
        with database.reading():
            return question(False)


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Questions that may take the processor so long in all, or TakesTooLong."""
    end = time.thread_time() + seconds
    connection = database.connection()
    connection.set_progress_handler(lambda: time.thread_time() > end, STEPS)
    try:
        with as_facts():
            yield
    finally:
        connection.set_progress_handler(None, STEPS)


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
