"""
The numbers that SQLite gives to rows of notes and of acts, each once: its table `sqlite_sequence`
has the last one of each.

No hash covers it.  Where a disk has changed it, or it is gone, the numbers that are there count:
whoever makes a row goes on above all of them, those of rows that belong to none included, so that
nothing new is taken for something lost.  A check and the proof of a backup tell it, and a repair
writes the last number that is there.  One that is too high, and yet could be, leaves a gap.
"""

from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from notes.errors import IndexDamaged, LibraryDamaged
from notes.storage.asking import Ask
from notes.storage.database import database

if TYPE_CHECKING:  # what a start does not need
    from notes.library.problems import Part

#: Nobody makes so many: a number above it was not counted.
MOST = 2**31

LOST = "The last number of the table %s is lost: what is made goes on above %d, which is there."
NONE = "The last number of the table %s is %s, which is none: what is made goes on above %d."
FALLEN = "The last number of the table %s is %s, but %d is there: what is made goes on above both."

#: Where numbers of each table stand, so that the highest of them is found at once.
_HOLDING = {
    "note": {
        "note": "id",
        "note_text": "note_id",
        "revision": "note_id",
        "revision_text": "note_id",
        "note_tag": "note_id",
        "source": "note_id",
        "act_note": "note_id",
    },
    "act": {"act": "id", "act_note": "act_id", "act_place": "act_id"},
}
#: And of the index, which follows from the notes and is not asked by a check.
_FOLLOWING = {"note": {"note_index_docsize": "id", "head_index_docsize": "id"}}
_TABLES = "SELECT name FROM sqlite_schema WHERE type = 'table'"
_LAST = "SELECT iif(typeof(seq) = 'integer', seq, NULL) FROM sqlite_sequence WHERE name = ?"
_FORGET = "DELETE FROM sqlite_sequence WHERE name = ?"
_WRITE = "INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)"


def following(table: str) -> int:
    """The number of the next row of a table, and all above it, are free."""
    known = [0]
    for name, column in (_HOLDING[table] | _FOLLOWING.get(table, {})).items():
        with suppress(LibraryDamaged, IndexDamaged):
            known.append(_highest(name, column, database.execute_sql))
    with suppress(LibraryDamaged):
        known += [last or 0 for last in _last(table, database.execute_sql) if _is_counted(last)]
    return max(known) + 1


def blame(part: "Part", ask: Ask) -> None:
    for table, last, there in _wrong(ask):
        if not last:
            part.blame(LOST % (table, there))
        elif len(last) == 1 and _is_counted(last[0]):
            part.blame(FALLEN % (table, last[0], there))
        else:
            shown = ", ".join("no number" if one is None else str(one) for one in last)
            part.blame(NONE % (table, shown, there))


def mend() -> bool:
    """Write the last number that is there over one that cannot be; whether there was such a one."""
    wrong = list(_wrong(database.execute_sql))
    with database.writing():
        for table, _, there in wrong:
            database.execute_sql(_FORGET, (table,))
            database.execute_sql(_WRITE, (table, there))
    return bool(wrong)


def _wrong(ask: Ask) -> Iterator[tuple[str, list[int | None], int]]:
    """Tables whose last number cannot be, with what stands for it, and the highest there is."""
    tables = {name for (name,) in ask(_TABLES)}
    for table, holding in _HOLDING.items():
        places = [(name, column) for name, column in holding.items() if name in tables]
        there = max((_highest(name, column, ask) for name, column in places), default=0)
        last = _last(table, ask)
        if (there or last) and not (len(last) == 1 and _is_counted(last[0], there)):
            yield table, last, there


def _highest(table: str, column: str, ask: Ask) -> int:
    ((found,),) = ask(f"SELECT max({column}) FROM {table} WHERE {column} <= {MOST}")  # noqa: S608
    return found if isinstance(found, int) and found > 0 else 0


def _last(table: str, ask: Ask) -> list[int | None]:
    return [last for (last,) in ask(_LAST, (table,))]


def _is_counted(number: int | None, at_least: int = 0) -> bool:
    return number is not None and at_least <= number <= MOST
