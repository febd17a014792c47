"""
The ids by which people, programs and links name notes: sixteen hexadecimal digits, each its own.

No hash covers an id.  The file has it twice, in the row of the note and in the list that SQLite
finds it by, and where a disk has changed one of them the note is listed and cannot be opened.  It
is told by its title.  Its text is as good as ever: an export writes it, and a repair makes an id
of what is left of it, that of the list where only that one has the form, or a new one.
"""

from collections.abc import Iterator
from secrets import token_hex
from typing import TYPE_CHECKING

from notes.library.lookup import is_id
from notes.storage.asking import Ask
from notes.storage.database import database

if TYPE_CHECKING:  # what a start does not need
    from notes.library.problems import Part

NONE = "Its id is “%s”, which is none, so that it cannot be opened; --repair gives it another."
TWO = (
    "Its id is “%s” in its row and “%s” in the list of ids: one of them is damaged, so that it "
    "cannot be opened. octavo export writes its text, --repair gives it one id."
)
SHARED = (
    "Its id is “%s” in its row and “%s” in the list of ids, and the rows of two notes have the "
    "same one, so that no list of them can be made. octavo export writes its text."
)

#: What the list is called when SQLite says what is wrong with it.
LIST = "sqlite_autoindex_note_1"

_ROWS = "SELECT id, uid FROM note NOT INDEXED"
_LISTED = f"SELECT id, uid FROM note INDEXED BY {LIST}"  # noqa: S608
_TWICE = "SELECT 1 FROM note NOT INDEXED GROUP BY uid HAVING count(uid) > 1"
_TITLE = "SELECT title FROM note WHERE id = ?"
_GIVE = "UPDATE note SET uid = ? WHERE id = ?"


def blame(part: "Part", ask: Ask) -> None:
    for number, uid, listed in _wrong(ask):
        title = next((title for (title,) in ask(_TITLE, (number,))), "")  # none where it is lost
        beyond = uid != listed and not can_be_listed(ask)
        if uid == listed:
            why = NONE % _shown(uid)
        else:
            why = (SHARED if beyond else TWO) % (_shown(uid), _shown(listed))
        part.blame(why, _shown(uid), title if isinstance(title, str) else "", beyond=beyond)


def can_be_listed(ask: Ask) -> bool:
    """Whether the rows of no two notes have one id, so that their list can be made of them."""
    return not any(ask(_TWICE))


def mend() -> bool:
    """Give each note one id; whether one had none, or two.  Their list is made anew."""
    can_be_made = can_be_listed(database.execute_sql)
    found = _wrong(database.execute_sql)
    wrong = [one for one in found if can_be_made or one[1] == one[2]]
    if not wrong:
        return False
    with database.writing():
        if can_be_made:
            database.execute_sql(f"REINDEX {LIST}")
        for number, uid, listed in wrong:
            if not is_id(uid):
                database.execute_sql(_GIVE, (listed if is_id(listed) else token_hex(8), number))
    return True


def _wrong(ask: Ask) -> Iterator[tuple[int, object, object]]:
    """Notes whose id is none, or another in its list; one that the list lacks is SQLite's."""
    listed = dict(ask(_LISTED))
    for number, uid in ask(_ROWS):
        other = listed.get(number, uid)
        if uid != other or not is_id(uid):
            yield number, uid, other


def _shown(found: object) -> str:
    """An id as it can stand in a line."""
    words = found if isinstance(found, str) else repr(found)
    return words if words.isprintable() and words.isascii() else ascii(words)
