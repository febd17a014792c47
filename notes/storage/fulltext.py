"""
The tables of words and facts that make the index, as they are made today.

The newest migration leaves the same behind.  Here they are made again: anew in
place of broken ones, and beside them in a database of its own (`schema`) that
shows what ought to be in them.  What is remembered of the index itself, and the
view of its words that spelling is mended by, go and come with it.
"""

from collections.abc import Callable, Container
from typing import NamedTuple

from notes.storage.database import database, quick_check

TOKENIZER = "unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'"

#: What FTS5 keeps of a table beside it; a table goes only while all of this is there.
SHADOWS = {
    "data": "(id INTEGER PRIMARY KEY, block BLOB)",
    "idx": "(segid, term, pgno, PRIMARY KEY (segid, term)) WITHOUT ROWID",
    "docsize": "(id INTEGER PRIMARY KEY, sz BLOB, origin INTEGER)",
    "config": "(k PRIMARY KEY, v) WITHOUT ROWID",
}


class Words(NamedTuple):
    """A table of words: its columns, beginnings that are looked up at once, and its weights."""

    name: str
    columns: str
    prefix: str
    rank: str


TABLES = (
    Words(
        "note_index",
        "title, headings, tags, body, code",
        "2 3",
        "bm25(10.0, 5.0, 4.0, 1.0, 0.8)",
    ),
    Words("head_index", "title, headings, tags", "1 2 3", "bm25(10.0, 5.0, 4.0)"),
)
FACTS = "note_fact"
_FACTS = """
    CREATE TABLE {}.note_fact (
        fact TEXT NOT NULL,
        note_id INTEGER NOT NULL{},
        PRIMARY KEY (fact, note_id)
    ) STRICT, WITHOUT ROWID
"""
_OF_NOTE = " REFERENCES note (id) ON DELETE CASCADE"
_FACTS_OF_NOTE = "CREATE INDEX {}.note_fact_note ON note_fact (note_id)"

#: Of the library's own file alone, and as its migration writes them.
_BESIDE = {
    "vocabulary": "CREATE VIRTUAL TABLE vocabulary USING fts5vocab (note_index, 'row')",
    "index_state": """
        CREATE TABLE index_state (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            rules INTEGER NOT NULL,
            renewed INTEGER
        ) STRICT
    """,
}

_NAMES = (*(words.name for words in TABLES), FACTS, *_BESIDE)

#: FTS5 does not even drop a table without a version of its format that it can read.
_READABLE = "REPLACE INTO {}_config VALUES ('version', 4)"
_CONFIGURE = "INSERT INTO {0}.{1} ({1}, rank) VALUES (?, ?)"
_FLUSH = "INSERT INTO {0}.{1} ({1}) VALUES ('flush')"

#: FTS5's own numbers: how many segments it merges by itself, and bytes of words before it writes
#: them.
DEFAULTS = {"automerge": 4, "usermerge": 4, "hashsize": 2**20}


def names() -> list[str]:
    """The tables, each after those that FTS5 keeps beside it."""
    return [table for name in _NAMES for table in (*_shadows(name), name)]


def make(schema: str = "main") -> None:
    """Make the tables, empty."""
    for words in TABLES:
        database.execute_sql(
            f"CREATE VIRTUAL TABLE {schema}.{words.name} USING fts5 ({words.columns}, "
            f"content='', contentless_delete=1, prefix='{words.prefix}', "
            f'tokenize="{TOKENIZER}")'
        )
        database.execute_sql(_CONFIGURE.format(schema, words.name), ("rank", words.rank))
    database.execute_sql(_FACTS.format(schema, _OF_NOTE if schema == "main" else ""))
    database.execute_sql(_FACTS_OF_NOTE.format(schema))


def configure(**settings: int) -> None:
    for name, number in settings.items():
        for words in TABLES:
            database.execute_sql(_CONFIGURE.format("main", words.name), (name, number))


def flush(schema: str = "main") -> None:
    """What a commit would find broken is found here."""
    for words in TABLES:
        database.execute_sql(_FLUSH.format(schema, words.name))


def merge(pages: int) -> bool:
    """Merge so many pages of each table; whether there was anything to merge."""
    connection = database.connection()
    merged = False
    for words in TABLES:
        before = connection.total_changes
        database.execute_sql(_CONFIGURE.format("main", words.name), ("merge", pages))
        merged |= connection.total_changes - before > 1  # the sign that FTS5's manual names
    return merged


def missing() -> set[str]:
    """Those that the library does not have."""
    there = database.execute_sql("SELECT name FROM sqlite_schema WHERE type = 'table'")
    return {*names()} - {name for (name,) in there.fetchall()}


def damage_elsewhere(look: Callable[[str], list[str]] = quick_check) -> list[str]:
    """What SQLite finds wrong with the tables of the notes themselves."""
    there = "SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0"
    tables = {name for (name,) in database.execute_sql(there).fetchall()} - {*names()}
    return [said for table in tables for said in look(table)]


def unreadable() -> set[str]:
    """Those of which SQLite cannot read the pages; to be asked outside of a transaction."""
    there = {*names()} - missing()
    return {
        name
        for name in _NAMES
        if any(map(quick_check, there.intersection(_shadows(name) or [name])))
    }


def make_anew(unreadable: Container[str]) -> None:
    """Make them empty in the place of those that are there, whatever is wrong with these."""
    for name in _NAMES:
        if name in unreadable:
            _forget(name)
        else:
            _drop(name)
    make()
    for statement in _BESIDE.values():
        database.execute_sql(statement)


def make_state_anew() -> None:
    """What is remembered of the index, in the place of a table that is gone or cannot be read."""
    _forget("index_state")
    database.execute_sql(_BESIDE["index_state"])


def _drop(name: str) -> None:
    """What FTS5 misses beside a table would keep it from going, and is put there."""
    shadows = _shadows(name)
    for shadow, columns in shadows.items():
        database.execute_sql(f"CREATE TABLE IF NOT EXISTS {shadow} {columns}")
    if shadows:
        database.execute_sql(_READABLE.format(name))
    for table in (name, *shadows):
        database.execute_sql(f"DROP TABLE IF EXISTS {table}")


def _forget(name: str) -> None:
    """Pages that SQLite cannot read any more stay in the file, unused, until it is compacted."""
    database.execute_sql("PRAGMA writable_schema = on")
    for table in (name, *_shadows(name)):
        database.execute_sql("DELETE FROM sqlite_schema WHERE tbl_name = ?", (table,))
    database.execute_sql("PRAGMA writable_schema = reset")


def _shadows(name: str) -> dict[str, str]:
    if name == FACTS or name in _BESIDE:
        return {}
    return {f"{name}_{kind}": sql for kind, sql in SHADOWS.items()}
