"""
Titles and notebooks by the two names that a file has of each: the one in its row, and the one in
the list that SQLite keeps to find it by.  Tags have three: their name, and twice the key that
follows from it.

No hash covers a name.  Where two differ a disk has changed one of them, and nobody knows
which: both are told, and neither is written over the other.  Titles in the trash stand in no list.
"""

import json
from collections.abc import Iterable, Iterator
from contextlib import suppress

from notes.errors import IndexDamaged, LibraryDamaged
from notes.library.problems import Part, Problem
from notes.storage.asking import Ask
from notes.storage.complaints import as_facts
from notes.storage.database import database
from notes.storage.kinds import of_kinds
from notes.text import name_key

TITLE = "Its title is “%s” in its row and “%s” in the list of titles: one of them is damaged."
NOTEBOOK = "A notebook is “%s” in its row and “%s” in the list of notebooks: one is damaged."
TAG = "A tag is “%s” by its name and found as “%s”: one of them is damaged. Renaming it mends that."
TAG_LISTED = "A tag is “%s” by its name and “%s” in one of two places that find it: one is damaged."

#: What the lists are called when SQLite says what is wrong with them.
LISTS, TAGS = ("note_title", "sqlite_autoindex_notebook_1"), "sqlite_autoindex_tag_1"

_TITLES = (
    "SELECT id, title FROM note NOT INDEXED WHERE trashed IS NULL",
    "SELECT id, title FROM note INDEXED BY note_title WHERE trashed IS NULL",
)
_NOTEBOOKS = (
    "SELECT id, path FROM notebook NOT INDEXED ORDER BY id",
    "SELECT id, path FROM notebook INDEXED BY sqlite_autoindex_notebook_1",
)
#: Of a tag that no note has nothing is shown.
_TAGS = (
    "SELECT id, name, key, id IN (SELECT tag_id FROM note_tag) FROM tag NOT INDEXED",
    "SELECT id, key FROM tag INDEXED BY sqlite_autoindex_tag_1",
)
_TAGGED = "SELECT note_id FROM note_tag WHERE tag_id IN (SELECT value FROM json_each(?))"
_UID = "SELECT uid FROM note WHERE id = ?"


def blame(part: Part, said: Iterable[str], ask: Ask) -> None:
    """Blame a part for what SQLite has said of a file, and for names in the place of its words."""
    named: list[Problem] = []
    tagged: list[Problem] = []
    with suppress(LibraryDamaged, IndexDamaged), as_facts():  # told with the other tables
        tagged = [Problem(why) for _, why in _tags(ask)]
    lines = list(dict.fromkeys(said))
    if lines:
        with suppress(LibraryDamaged, IndexDamaged), as_facts():  # the lines have it already
            named = list(_differing(ask))
    for line in lines:
        told = tagged if TAGS in line else named and any(of in line for of in LISTS)
        if not told:
            part.blame(f"{line.rstrip('.')}.", beyond=True)
    for problem in named + tagged:
        part.blame(*problem, beyond=True)


def of_two_titles() -> set[int]:
    """Notes of the open library, by their numbers, whose title nobody knows."""
    return {number for number, *_ in _pairs(database.execute_sql, _TITLES)}


def with_damaged_tags() -> set[int]:
    """Notes of the open library, by their numbers, with a tag of which nobody knows the name."""
    tags = json.dumps([number for number, *_ in _tags(database.execute_sql)])
    return {note for (note,) in database.execute_sql(_TAGGED, (tags,)).fetchall()}


def _differing(ask: Ask) -> Iterator[Problem]:
    for number, title, listed in _pairs(ask, _TITLES):
        uid = next((uid for (uid,) in of_kinds(ask(_UID, (number,)), str)), "")  # of a lost row
        yield Problem(TITLE % (title, listed), uid, title)
    for _, path, listed in _pairs(ask, _NOTEBOOKS):
        yield Problem(NOTEBOOK % (path, listed))


def _tags(ask: Ask) -> Iterator[tuple[int, str]]:
    """Tags that are found by something else than their name says, each with both spellings."""
    of_rows, of_list = _TAGS
    listed = dict(of_kinds(ask(of_list), int, str))
    for number, name, key, used in of_kinds(ask(of_rows), int, str, str):
        found, wanted = listed.get(number, key), name_key(name)
        if found != key:
            yield number, TAG_LISTED % (name, found if key == wanted else key)
        elif used and key != wanted:
            yield number, TAG % (name, key)


def _pairs(ask: Ask, asked: tuple[str, str]) -> Iterator[tuple[int, str, str]]:
    """Rows that have another name in their list, with both; those that it lacks are SQLite's."""
    rows, listed = (dict(of_kinds(ask(sql), int, str)) for sql in asked)
    for number in sorted(rows.keys() & listed.keys()):
        if rows[number] != listed[number]:
            yield number, rows[number], listed[number]
