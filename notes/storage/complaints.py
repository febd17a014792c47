"""
What SQLite says when it cannot do as it was asked, as facts of ours.

Its words are all that there is to go by: the codes behind them do not tell a damaged index from
a damaged library.  What none of this is about goes on as it is, because it is a bug.
"""

import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import peewee
from sqlcipher3 import dbapi2 as sqlcipher

from notes.errors import (
    Busy,
    DiskFull,
    IndexDamaged,
    LibraryDamaged,
    OctavoError,
    ReadOnly,
    TakesTooLong,
)
from notes.storage.asking import quoted

#: Of a disk that it can neither read nor write.
CANNOT = "disk I/O error"

#: The first that a check says, of pages and trees: SQLite's driver gives away nothing of it where
#: what it looks at after that cannot be read.
_FIRST = "SELECT * FROM pragma_{} LIMIT 1"
#: Whether a file has a map of its pages, and what is said of that, of which SQLite says nothing.
_MAPPED = "PRAGMA auto_vacuum"
_HAS_MAP = "ptrmap: the file has a map of its pages, which no library has"

#: Of a page that is not what it has to be, whichever.
MALFORMED = "database disk image is malformed"

#: SQLite's words, and what they mean to a person.
FACTS: dict[str, type[OctavoError]] = {
    "database or disk is full": DiskFull,
    CANNOT: DiskFull,
    "attempt to write a readonly database": ReadOnly,
    "unable to open database file": ReadOnly,
    "database is locked": Busy,
    "interrupted": TakesTooLong,
    "fts5: corrupt": IndexDamaged,
    "malformed inverted index": IndexDamaged,
    "invalid fts5 file format": IndexDamaged,
    "vtable constructor failed": IndexDamaged,
    "no such fts5 table": IndexDamaged,
    "no such function": IndexDamaged,  # by which FTS5 is told to score
    MALFORMED: LibraryDamaged,
    "file is not a database": LibraryDamaged,
    "string or blob too big": LibraryDamaged,
    "cannot store": LibraryDamaged,  # a row that has a value of another kind already
    "malformed JSON": LibraryDamaged,
    "JSON cannot hold BLOB values": LibraryDamaged,
}

#: SQLite has ended a transaction by itself, for something that was met and passed over.
ENDED = "no transaction is active"

#: Tables that are made of the notes, and those of them that are FTS5's.
DERIVED = ("note_index", "head_index", "vocabulary", "note_fact", "index_state")
INDEX = DERIVED[:3]
FACTS |= {f"no such table: {of}{table}": IndexDamaged for table in DERIVED for of in ("", "main.")}
#: What can be said of a schema of which a disk has changed a word.
OF_SCHEMA = (
    "foreign key mismatch",
    "malformed database schema",
    "no such collation sequence",
    "no such module",
    "ON CONFLICT clause does not match",
)
FACTS |= dict.fromkeys(OF_SCHEMA, LibraryDamaged)
#: Keys fit where nothing is damaged: whoever writes has looked whether there is one.
FACTS |= dict.fromkeys(
    ("UNIQUE constraint failed", "FOREIGN KEY constraint failed"), LibraryDamaged
)
#: What the library itself lacks.
LACKING = ("no such table", "no such index", "no such column", "has no column")
FACTS |= dict.fromkeys(LACKING, LibraryDamaged)

#: Asks a question of a file: what SQLite says, and why that is not all, if it is not.
Hear = Callable[[str], tuple[list[Any], list[str]]]

#: The modules that call the driver.
CALLERS = ("notes.storage.database", "notes.storage.rows", peewee.__name__)


@contextmanager
def as_facts() -> Iterator[None]:
    """What SQLite says of its disk and its file, as facts of ours; the rest goes on as it is."""
    try:
        yield
    except (peewee.DatabaseError, sqlcipher.DatabaseError) as error:
        fact = next(filter(None, map(_fact, _chain(error))), None)
        if fact is None and ENDED in str(error):
            fact = LibraryDamaged()
        if fact is None:
            raise
        raise fact from error
    except UnicodeDecodeError as error:  # SQLite quotes what it cannot read, as it is
        if _is_of_sqlite(error):
            raise LibraryDamaged from error
        raise


@contextmanager
def lengths_read(sql: str) -> Iterator[None]:
    """FTS5 takes garbage for lengths, and finds no memory for what is so long."""
    try:
        yield
    except MemoryError as error:
        if any(table in sql for table in INDEX) and _is_of_sqlite(error):
            raise IndexDamaged from error
        raise


def naming(table: str, said: Iterable[str]) -> list[str]:
    """What SQLite says of a table, which it does not name where a page cannot be read."""
    unreadable = f"Not everything can be read that is in the table {table}"
    return [unreadable if line == MALFORMED else line for line in said]


def _is_of_sqlite(error: BaseException) -> bool:
    """Whether what failed is a call of the driver, and not code that makes rows for it."""
    *_, (frame, _line) = traceback.walk_tb(error.__traceback__)
    return frame.f_globals["__name__"] in CALLERS


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """An error and those behind it: a rollback that fails hides why it was needed."""
    while error:
        yield error
        error = error.__cause__ or error.__context__


def _fact(error: BaseException) -> OctavoError | None:
    if isinstance(error, OctavoError):
        return error
    words = str(error)
    return next((fact() for said, fact in FACTS.items() if said in words), None)


def of_check(hear: Hear, pragma: str, table: str = "", most: int = 100) -> list[str]:
    """What a check finds wrong with a file, or with one table of it, in so many lines."""
    said, why_no_more = hear(f"PRAGMA {pragma}({quoted(table) if table else most})")
    if why_no_more and not table:
        said, _ = hear(_FIRST.format(pragma))
    lines = [line for one in (*said, *why_no_more) for line in one.splitlines()]
    wrong = [line for line in lines if line != "ok" and not line.startswith("***")]
    is_mapped = not table and any(hear(_MAPPED)[0])
    return [_HAS_MAP, *wrong] if is_mapped else wrong
