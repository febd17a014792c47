"""
The lists in which SQLite keeps notes by their ids and their times.

They follow from the rows.  Where a disk has changed nothing but such a value of a row, its list has
the other one still, SQLite finds the row missing there and refuses to write it; then the list is
made anew.  Names have lists as well, and notebooks: nobody knows which of two is right, and these
are left (`notes.library.spellings`).

A time that is not even a number, and what an act cannot have recorded, SQLite tells too.  Those are
put right where they stand (`notes.library.tables`), and are in the way of nothing here.
"""

import re
from collections.abc import Iterable
from contextlib import suppress

import peewee

from notes.library import ids
from notes.storage.database import database

_SAID = re.compile(
    r"(?:row \d+ missing from|wrong # of entries in) index (\w+)"
    r"|[\w-]+ value in (?:note|revision)\.(?:created|changed|written|trashed|kept)"
    r"|[\w-]+ value in (?:act|act_note|act_place)\.\w+"
)
_BY_TIME = {"note_changed", "note_trashed", "note_in_notebook", "undo_kept"}
_PLACES = tuple(
    f"SELECT id, notebook_id FROM note {by} WHERE trashed IS NULL"  # noqa: S608
    for by in ("NOT INDEXED", "INDEXED BY note_in_notebook")
)


def mend(said: Iterable[str]) -> bool:
    """Make these lists anew, if SQLite has said nothing else of the file; whether they were."""
    found = [_SAID.fullmatch(line) for line in said]
    names = {match[1] for match in found if match and match[1]}
    if not (found and all(found) and names <= {ids.LIST, *_BY_TIME}):
        return False
    if "note_in_notebook" in names and _is_moved():
        return False
    ids.mend()
    with suppress(peewee.IntegrityError), database.writing():  # two notes of one id: told as it is
        for name in sorted(names):
            database.execute_sql(f"REINDEX {name}")
        return True
    return False


def _is_moved() -> bool:
    """Whether a note lies in another notebook by its row than by its list."""
    rows, listed = (dict(database.execute_sql(sql).fetchall()) for sql in _PLACES)
    return any(listed.get(number, place) != place for number, place in rows.items())
