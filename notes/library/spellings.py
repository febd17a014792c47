"""
Titles and notebooks by the two names that a file has of each: the one in its row, and the one in
the list that SQLite keeps to find it by.

No hash covers a name.  Where the two differ a disk has changed one of them, and nobody knows
which: both are told, and neither is written over the other.  Titles in the trash stand in no list.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Any

from notes.errors import IndexDamaged, LibraryDamaged
from notes.library.problems import Part, Problem
from notes.storage.complaints import as_facts
from notes.storage.database import database
from notes.storage.kinds import of_kinds

TITLE = "Its title is “%s” in its row and “%s” in the list of titles: one of them is damaged."
NOTEBOOK = "A notebook is “%s” in its row and “%s” in the list of notebooks: one is damaged."

#: What the lists are called when SQLite says what is wrong with them.
LISTS = ("note_title", "sqlite_autoindex_notebook_1")

_TITLES = (
    "SELECT id, title FROM note NOT INDEXED WHERE trashed IS NULL",
    "SELECT id, title FROM note INDEXED BY note_title WHERE trashed IS NULL",
)
_NOTEBOOKS = (
    "SELECT id, path FROM notebook NOT INDEXED ORDER BY id",
    "SELECT id, path FROM notebook INDEXED BY sqlite_autoindex_notebook_1",
)
_UID = "SELECT uid FROM note WHERE id = ?"

#: Asks a file, the open library or a copy.
Ask = Callable[..., Iterable[Any]]


def blame(part: Part, said: Iterable[str], ask: Ask) -> None:
    """Blame a part for what SQLite has said of a file, and for names in the place of its words."""
    named: list[Problem] = []
    lines = list(dict.fromkeys(said))
    if lines:
        with suppress(LibraryDamaged, IndexDamaged), as_facts():  # the lines have it already
            named = list(_differing(ask))
    for line in lines:
        if not (named and any(of in line for of in LISTS)):
            part.blame(f"{line.rstrip('.')}.")
    for problem in named:
        part.blame(*problem)


def of_two_titles() -> set[int]:
    """Notes of the open library, by their numbers, whose title nobody knows."""
    return {number for number, *_ in _pairs(database.execute_sql, _TITLES)}


def _differing(ask: Ask) -> Iterator[Problem]:
    for number, title, listed in _pairs(ask, _TITLES):
        ((uid,),) = of_kinds(ask(_UID, (number,)), str)
        yield Problem(TITLE % (title, listed), uid, title)
    for _, path, listed in _pairs(ask, _NOTEBOOKS):
        yield Problem(NOTEBOOK % (path, listed))


def _pairs(ask: Ask, asked: tuple[str, str]) -> Iterator[tuple[int, str, str]]:
    """Rows that have another name in their list, with both; those that it lacks are SQLite's."""
    rows, listed = (dict(of_kinds(ask(sql), int, str)) for sql in asked)
    for number in sorted(rows.keys() & listed.keys()):
        if rows[number] != listed[number]:
            yield number, rows[number], listed[number]
