"""
The shape of a library: the tables that today's schema gives it, their columns, and the lists in
which SQLite keeps their rows in order.

It is what the migrations make of an empty file, so that nobody writes it down twice.  A list
follows from its table, and some tables hold nothing that anybody would miss: these can be made
anew.  What is missing of the index is its own matter (`notes.storage.fulltext`).
"""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from playhouse.sqlcipher_ext import SqlCipherDatabase

from notes.storage import schema
from notes.storage.asking import Ask
from notes.storage.database import database

#: Tables that may begin from nothing again.
BEGUN_ANEW = frozenset({"recent_search", "undo", "thinning", "last_write"})

_THINGS = """
    SELECT type, name, tbl_name, sql FROM sqlite_schema
    WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite%'
"""
_COLUMNS = "SELECT name FROM pragma_table_info(?)"


class Thing(NamedTuple):
    """A table, a list of one, or what another program has put there; `sql` makes it."""

    kind: str
    name: str
    table: str
    sql: str
    columns: frozenset[str]

    @property
    def is_list(self) -> bool:
        return self.kind == "index"

    @property
    def can_be_made(self) -> bool:
        return self.is_list or self.name in BEGUN_ANEW


def is_table(name: str) -> bool:
    """Whether it has what a check looks at here."""
    return name in schema.KEPT or name in BEGUN_ANEW


def keeps_all(ask: Ask) -> bool:
    """Whether a copy has every table that a library keeps, with its columns."""
    return not any(one.name in schema.KEPT for one in missing(ask))


def missing(ask: Ask = database.execute_sql) -> Iterator[Thing]:
    """What a library lacks, or has in another shape: tables, and lists of those it has."""
    there = _things(ask)
    for wanted in _as_made().values():
        found = there.get(wanted.name)
        if wanted.is_list:
            is_there = wanted.table not in there.keys() | BEGUN_ANEW or _alike(wanted, found)
        else:
            is_there = not is_table(wanted.name) or _has_columns(wanted, found)
        if not is_there:
            yield wanted


def strangers() -> list[str]:
    """What runs at writes and is none of ours."""
    return [one.name for one in _things(database.execute_sql).values() if one.kind == "trigger"]


def make_anew() -> bool:
    """Make what is missing and can be made; whether anything was."""
    wanted = [one for one in missing() if one.can_be_made]
    if not wanted:
        return False
    with database.writing():
        for one in sorted(wanted, key=lambda thing: thing.is_list):
            kind = "INDEX" if one.is_list else "TABLE"
            database.execute_sql(f'DROP {kind} IF EXISTS "{one.name}"')
            database.execute_sql(one.sql)
    return True


@cache
def _as_made() -> dict[str, Thing]:
    with SqlCipherDatabase(":memory:") as made:
        schema.make(made)
        return _things(made.execute_sql)


def _things(ask: Ask) -> dict[str, Thing]:
    rows = list(ask(_THINGS))
    return {name: Thing(kind, name, of, sql, _columns(ask, name)) for kind, name, of, sql in rows}


def _columns(ask: Ask, name: str) -> frozenset[str]:
    """Of a table that is looked at here; others may be such that SQLite cannot read them."""
    return frozenset(one for (one,) in ask(_COLUMNS, (name,))) if is_table(name) else frozenset()


def _alike(wanted: Thing, found: Thing | None) -> bool:
    return found is not None and wanted.sql.split() == found.sql.split()


def _has_columns(wanted: Thing, found: Thing | None) -> bool:
    return found is not None and wanted.columns <= found.columns
