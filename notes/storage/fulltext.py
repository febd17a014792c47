"""
The tables of words, as they are made today.

The newest migration leaves the same behind.  Here they are made again: anew in
place of broken ones, and beside them in a database of its own (`schema`) that
shows what ought to be in them.
"""

from typing import NamedTuple

from notes.storage.database import database

TOKENIZER = "unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'"

#: What FTS5 keeps of a table beside it; a table goes only while all of this is there.
SHADOWS = {
    "data": "(id INTEGER PRIMARY KEY, block BLOB)",
    "idx": "(segid, term, pgno, PRIMARY KEY (segid, term)) WITHOUT ROWID",
    "docsize": "(id INTEGER PRIMARY KEY, sz BLOB, origin INTEGER)",
    "config": "(k PRIMARY KEY, v) WITHOUT ROWID",
}
#: FTS5 does not even drop a table without a version of its format that it can read.
_READABLE = "REPLACE INTO {}_config VALUES ('version', 4)"
_RANKED = "INSERT INTO {0}.{1} ({1}, rank) VALUES ('rank', ?)"


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


def make(schema: str = "main") -> None:
    """Make the tables of words, empty."""
    for words in TABLES:
        database.execute_sql(
            f"CREATE VIRTUAL TABLE {schema}.{words.name} USING fts5 ({words.columns}, "
            f"content='', contentless_delete=1, prefix='{words.prefix}', "
            f'tokenize="{TOKENIZER}")'
        )
        database.execute_sql(_RANKED.format(schema, words.name), (words.rank,))


def make_anew() -> None:
    """Make them empty in the place of those that are there, whatever is wrong with these."""
    for words in TABLES:
        _drop(words.name)
    make()


def _drop(name: str) -> None:
    shadows = {f"{name}_{kind}": columns for kind, columns in SHADOWS.items()}
    for shadow, columns in shadows.items():
        database.execute_sql(f"CREATE TABLE IF NOT EXISTS {shadow} {columns}")
    database.execute_sql(_READABLE.format(name))
    database.execute_sql(f"DROP TABLE IF EXISTS {name}")
    for shadow in shadows:
        database.execute_sql(f"DROP TABLE IF EXISTS {shadow}")
