"""
What the tables of a library say of themselves and of each other, beyond what SQLite looks at.

    shape     each table and list is there as today's schema makes it, and nothing acts beside us
    links     what a row says of another row leads to one
    versions  of a note and its history (`notes.library.numbering`)
    numbers   the last ones that were given to notes and acts (`notes.library.counters`)
    history   each text that is kept is that of a version
    flags     are yes or no, and times are in the calendar

What follows from the rest is made anew by a repair, a row that says nothing any more goes, and a
flag or time is written as it is read.  No text ever goes.
"""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress

from notes.errors import IndexDamaged, LibraryDamaged
from notes.library import activity, counters, ids, numbering
from notes.library.problems import Part, as_far_as_it_goes
from notes.moments import FIRST, LAST
from notes.storage import fulltext, shape
from notes.storage.asking import Ask, quoted
from notes.storage.database import database, quick_check
from notes.storage.kinds import of_kinds

MISSING = "The table %s is missing, or columns of it; only a backup knows what was in it."
MISSING_FOR_NOW = "The table %s is missing, without which nothing is lost."
MISSING_LIST = "The list %s of the table %s is missing, or is another."
STRANGER = "Another program has left %s in the library, which changes what is written."
NOWHERE = "Rows of the table %s that belong to no row of %s: %d."
NO_NOTEBOOK = "The notebook that it lay in is not there any more."
NO_VERSION = "Its history has texts of which the version is lost: %d."
FLAG = "A yes or no of it is written as neither: pinned, typed, in the text, or taken back."
TIME = "A time of it is in no calendar."
EARLIER_TIME = "A time of an earlier version of it is in no calendar."

_STRAY_NOTES = "notebook_id IS NOT NULL AND notebook_id NOT IN (SELECT id FROM notebook)"
_TAKEN_OUT = f"UPDATE note SET notebook_id = NULL WHERE {_STRAY_NOTES}"  # noqa: S608
#: Rows that say nothing once what they belong to is gone; texts are not among them.
_STRAYS = {
    "note_tag": "note_id NOT IN (SELECT id FROM note) OR tag_id NOT IN (SELECT id FROM tag)",
    "note_fact": "note_id NOT IN (SELECT id FROM note)",
    "source": "note_id NOT IN (SELECT id FROM note)",
    "act_note": "note_id NOT IN (SELECT id FROM note) OR act_id NOT IN (SELECT id FROM act)",
    "act_place": "act_id NOT IN (SELECT id FROM act)",
}
_TABLES = "SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0"
#: What is met where facts of notes cannot be read, which follow from the notes.
_LEFT_TO_THE_INDEX = (LibraryDamaged, IndexDamaged)
_NO_VERSION = """
    SELECT uid, title, count(*) FROM revision_text AS kept JOIN note ON note.id = kept.note_id
    WHERE NOT EXISTS (
        SELECT 1 FROM revision AS one WHERE one.note_id = note.id AND one.sha256 = kept.sha256
    ) GROUP BY note.id
"""
#: Flags and times, by the tables of rows in which they are.  Each time has those nearest to it.
_FLAGS = {
    "note": ("pinned", "autosaved"),
    "source": ("taken_back",),
    "note_tag": ("in_text",),
}
_NEAREST = {
    "note": {
        "changed": "written, created",
        "written": "changed, created",
        "created": "changed, written",
        "trashed": "changed, written",
    },
    "revision": {"written": "kept, written", "kept": "written, kept"},
}
#: The time that may be none.
_MAY_LACK = "trashed"


def _is_no_flag(column: str) -> str:
    return f"(typeof({column}) != 'integer' OR {column} NOT IN (0, 1))"


def _is_no_time(column: str) -> str:
    wrong = f"(typeof({column}) != 'integer' OR {column} NOT BETWEEN {FIRST} AND {LAST})"
    return f"({column} IS NOT NULL AND {wrong})" if column == _MAY_LACK else wrong


_FLAGGED = f"""
    {" OR ".join(map(_is_no_flag, _FLAGS["note"]))}
    OR id IN (SELECT note_id FROM source WHERE {_is_no_flag("taken_back")})
    OR id IN (SELECT note_id FROM note_tag WHERE {_is_no_flag("in_text")})
"""  # noqa: S608
_NO_TIMES = " OR ".join(map(_is_no_time, _NEAREST["note"]))
_NO_EARLIER_TIMES = f"""
    id IN (SELECT note_id FROM revision WHERE {" OR ".join(map(_is_no_time, _NEAREST["revision"]))})
"""  # noqa: S608
_SAID_OF_NOTES = {
    _STRAY_NOTES: NO_NOTEBOOK,
    _FLAGGED: FLAG,
    _NO_TIMES: TIME,
    _NO_EARLIER_TIMES: EARLIER_TIME,
}
#: Columns of which `mend` puts right whatever stands there that is of another kind.
_MENDED = {
    "note": {*_FLAGS["note"], *_NEAREST["note"], "uid", "version"},
    "revision": _NEAREST["revision"],
    "source": _FLAGS["source"],
    "note_tag": _FLAGS["note_tag"],
    **activity.MENDED,
}
_VALUE = re.compile(r"[\w-]+ value in (\w+)\.(\w+)")
#: What SQLite says of an id that its list does not have.
_OF_IDS = re.compile(rf"(?:row \d+ missing from|wrong # of entries in) index {ids.LIST}")


def examine() -> Part:
    part = Part()
    for look in (_look_at_shape, _look_at_links, _look_at_notes, _look_at_texts):
        with as_far_as_it_goes(part):
            look(part)
    for blame in (numbering.blame, ids.blame, activity.blame, counters.blame):
        with as_far_as_it_goes(part):
            blame(part, database.execute_sql)
    return part


def mend() -> bool:
    """Put right what can be; whether there was anything."""
    with suppress(LibraryDamaged, IndexDamaged):  # it is told as it is then
        mended = ids.mend() | shape.make_anew()  # first: SQLite writes no row that a list lacks
        return mended | _written_as_read() | activity.mend() | counters.mend()
    return False


def puts_right(line: str) -> bool:
    """Whether SQLite has said that of a value, or of the list of ids, which is put right here."""
    said = _VALUE.fullmatch(line)
    if said and said[2] not in _MENDED.get(said[1], ()):
        return False
    of_ids = said[0].endswith(" note.uid") if said else bool(_OF_IDS.fullmatch(line))
    return ids.can_be_listed(database.execute_sql) if of_ids else bool(said)


def blame_times(part: Part, ask: Ask) -> None:
    """Of a copy that has today's tables."""
    for wrong, why in ((_NO_TIMES, TIME), (_NO_EARLIER_TIMES, EARLIER_TIME)):
        for uid, title in ask(f"SELECT uid, title FROM note WHERE {wrong} ORDER BY id"):  # noqa: S608
            part.blame(why, str(uid), str(title))


def _look_at_shape(part: Part) -> None:
    for one in shape.missing():
        if one.is_list:
            part.blame(MISSING_LIST % (one.name, one.table))
        elif one.can_be_made:
            part.blame(MISSING_FOR_NOW % one.name)
        else:
            part.blame(MISSING % one.name, beyond=True)
    for name in shape.strangers():
        part.blame(STRANGER % name, beyond=True)


def _look_at_links(part: Part) -> None:
    lost: Counter[tuple[str, str]] = Counter()
    for (name,) in database.execute_sql(_TABLES).fetchall():
        asked = f"PRAGMA foreign_key_check({quoted(name)})"
        with suppress(*_LEFT_TO_THE_INDEX if name == fulltext.FACTS else ()):
            rows = database.execute_sql(asked).fetchall()
            lost.update((table, parent) for table, _, parent, _ in rows)
    for (table, parent), count in sorted(lost.items()):
        if table != "note":
            part.blame(NOWHERE % (table, parent, count), beyond=table not in _STRAYS)


def _look_at_notes(part: Part) -> None:
    for wrong, why in _SAID_OF_NOTES.items():
        asked = f"SELECT uid, title FROM note WHERE {wrong} ORDER BY id"  # noqa: S608
        for uid, title in database.execute_sql(asked):
            part.blame(why, str(uid), str(title))


def _look_at_texts(part: Part) -> None:
    for uid, title, count in of_kinds(database.execute_sql(_NO_VERSION), str, str, int):
        part.blame(NO_VERSION % count, uid, title, beyond=True)


def _written_as_read() -> bool:
    connection = database.connection()
    before = connection.total_changes
    statements = [*_mending()]  # to be asked outside of a transaction
    with database.writing():
        for statement in statements:
            database.execute_sql(statement)
        return bool(connection.total_changes > before)


def _mending() -> Iterator[str]:
    for table in dict.fromkeys([*_NEAREST, *_FLAGS]):
        wrong = dict(_wrong_values(table))  # all of a row at once: SQLite writes no other
        values = ", ".join(f"{column} = {value}" for column, value in wrong.values())
        yield f"UPDATE {table} SET {values} WHERE {' OR '.join(wrong)}"  # noqa: S608
    yield _TAKEN_OUT
    for table, stray in _STRAYS.items():
        if table == fulltext.FACTS and quick_check(table):
            continue  # it is made anew with the index
        yield f"DELETE FROM {table} WHERE {stray}"  # noqa: S608


def _wrong_values(table: str) -> Iterator[tuple[str, tuple[str, str]]]:
    """What is wrong where a value of a row is, with the column and what it becomes then."""
    for column, nearest in _NEAREST.get(table, {}).items():
        wrong = _is_no_time(column)
        yield wrong, (column, f"iif({wrong}, {_first_known(nearest)}, {column})")
    for column in _FLAGS.get(table, ()):
        as_read = f"typeof({column}) = 'integer' AND {column} != 0"
        yield _is_no_flag(column), (column, as_read)
    if table == "note":
        yield numbering.WRONG, ("version", f"iif({numbering.WRONG}, {numbering.NEXT}, version)")


def _first_known(times: str) -> str:
    known = (f"iif({_is_no_time(one)}, NULL, {one})" for one in times.split(", "))
    return f"coalesce({', '.join(known)}, 0)"
