"""
The lists in which SQLite keeps the rows of a table in another order, which follow from the table.

One that cannot be read, or that has other rows than a table that can be read as a whole, is made
anew of that: a time in it is then the one of the row.  Where a list has another name or place for a
row than the row itself, nobody knows which of them is right, and it stays as it is; unless what the
list has there is of no kind that a row can have.  One that the file calls by another order than
today's schema does is made anew by that of the schema.

What a damaged list leads to is not let go page by page, as SQLite does, because that might be pages
of something else: the list is forgotten, its pages stay unused until the file is compacted, and a
new one is made.  SQLite makes those of its own (`sqlite_autoindex…`) with a table alone, so that
such a one is given the tree of another that is made like it.
"""

from collections.abc import Collection, Iterator
from operator import itemgetter
from types import NoneType
from typing import Any, NamedTuple

import peewee

from notes.errors import IndexDamaged, LibraryDamaged
from notes.storage import fulltext, layouts, misplaced, raw, shape, trees
from notes.storage.asking import quoted
from notes.storage.complaints import MALFORMED, naming
from notes.storage.database import database, whole_check

_LISTS = """
    SELECT name, tbl_name, rootpage, coalesce(sql, '') FROM sqlite_schema
    WHERE type = 'index' AND rootpage > 0 ORDER BY name
"""
_ROOTS = "SELECT tbl_name, rootpage FROM sqlite_schema WHERE rootpage > 0"
_COLUMNS = "SELECT cid, name, coll, key FROM pragma_index_xinfo(?) ORDER BY seqno"
_PRIMARY_KEY = "SELECT name FROM pragma_table_xinfo(?) WHERE pk > 0"
_TYPES = "SELECT name, type FROM pragma_table_xinfo(?)"
_KINDS = {"TEXT": str, "INTEGER": int, "BLOB": bytes}
_ROWID = -1

_FORGET = "DELETE FROM sqlite_schema WHERE type = 'index' AND name = ?"
_TAKE_TREE = """
    UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = ?)
    WHERE type = 'index' AND name = ?
"""
#: Columns of which the row is believed.
_TIMES = {"changed", "trashed", "kept"}
#: What a list is called while it is made.
_NEW = "octavo_list_made_anew"

#: What reading a damaged list ends with; garbage is taken for a length that no memory is found for.
_UNREAD = (LibraryDamaged, IndexDamaged, peewee.OperationalError, MemoryError)


class List(NamedTuple):
    """One list of a table; `sql` makes it, "" if it is one of SQLite's own."""

    name: str
    table: str
    root: int
    sql: str

    def is_said(self, line: str) -> bool:
        """Whether SQLite has said something of it."""
        words = line.replace(",", " ").split()
        return self.name in words or line.startswith(f"Tree {self.root} ")


def wrong() -> list[List]:
    """Those of the open library that can be made anew, and have to be."""
    said = {table: whole_check(table) for table in {one.table for one in _lists()}}
    others = {one.name: one.sql for one in shape.missing() if one.is_list}
    found = [one for one in _lists() if said[one.table]]
    unruly = _laid_out_wrong(found)
    return [
        one._replace(sql=others.get(one.name, one.sql))
        for one in found
        if _is_wrong(one, is_other=one.name in others or one in unruly)
    ]


def besides(found: list[List], said: list[str]) -> list[str]:
    """What SQLite has said besides what is wrong with these."""
    if not found:
        return said
    unread = {line for one in found for line in naming(one.table, [MALFORMED])}
    with raw.reading() as opened:
        theirs = {page for one in found for page in trees.below(opened.pages, one.root)}
    others = (line for line in said if line not in unread)
    return [
        line
        for line in others
        if not any(one.is_said(line) for one in found) and misplaced.page_of(line) not in theirs
    ]


def _laid_out_wrong(found: Collection[List]) -> set[List]:
    """Those on a page of which two rows have one place, however alike they are."""
    if not found:
        return set()
    with raw.reading() as opened:
        return {
            one
            for one in found
            if any(
                layouts.is_wrong(opened.pages, opened.pages[number], 0)
                for number in trees.below(opened.pages, one.root)
            )
        }


def make_anew() -> list[str]:
    """
    Make them anew where that is all that writing could touch; which they were.  LibraryDamaged,
    with nothing changed, where SQLite cannot.
    """
    try:
        return _made_anew()
    except (IndexDamaged, peewee.IntegrityError, peewee.OperationalError) as error:
        raise LibraryDamaged from error


def make_anew_those(roots: Collection[int]) -> bool:
    """
    Make the lists anew of which the trees begin there, as those that are wrong; whether a tree of
    the index begins there as well.
    """
    derived = {*fulltext.names()}
    with database.writing():
        for one in _lists():
            if one.root in roots:
                _make_anew(one)
        return any(
            name in derived and root in roots
            for name, root in database.execute_sql(_ROOTS).fetchall()
        )


def _made_anew() -> list[str]:
    if misplaced.in_library(whole_check()):
        return []
    found = wrong()
    if found:
        with database.writing():
            for one in found:
                _make_anew(one)
    return [one.name for one in found]


def _lists() -> list[List]:
    derived = {*fulltext.names()}
    found = [List(*row) for row in database.execute_sql(_LISTS).fetchall()]
    return [one for one in found if one.table not in derived]


def _is_wrong(one: List, *, is_other: bool) -> bool:
    try:
        rows = _rows(one, "NOT INDEXED", others=", *")
        for _ in database.execute_sql(f"SELECT * FROM {quoted(one.table)} NOT INDEXED"):  # noqa: S608
            pass
    except _UNREAD:
        return False
    if "UNIQUE" in (one.sql or "UNIQUE") and len({row[:-1] for row in rows}) < len(rows):
        return False  # none could be made
    if is_other:
        return True
    try:
        listed = _rows(one, f"INDEXED BY {quoted(one.name)}")
    except _UNREAD:
        return True
    alike = sorted(rows, key=repr) == sorted(listed, key=repr)
    return not (alike or _names_differ(one, rows, listed))


def _rows(one: List, way: str, others: str = "") -> list[tuple[Any, ...]]:
    """What the columns of a list hold; SQLite asks no list for `others` than it has."""
    names = ["rowid" if cid == _ROWID else quoted(name) for cid, name, *_ in _columns(one)]
    _, where, some = one.sql.partition(" WHERE ")
    wanted = f"{', '.join(names)}{others}"
    asked = f"SELECT {wanted} FROM {quoted(one.table)} {way}{where}{some}"  # noqa: S608
    return [tuple(row[: len(names)]) for row in database.execute_sql(asked)]


def _names_differ(one: List, rows: list[tuple[Any, ...]], listed: list[tuple[Any, ...]]) -> bool:
    """Whether a row, which both know by its key, is called or placed otherwise in one."""
    names = [place for place, (_, name, *_) in enumerate(_columns(one)) if name not in _TIMES]
    key = itemgetter(*_key(one))
    known = {key(row): row for row in rows}
    types = dict(database.execute_sql(_TYPES, (one.table,)).fetchall())
    kinds = [_KINDS.get(types.get(name, "")) for _, name, *_ in _columns(one)]
    return any(
        _may_be_right(known.get(key(row), row)[place], row[place], kinds[place])
        for row in listed
        for place in names
    )


def _may_be_right(value: object, listed: object, kind: type | None) -> bool:
    """Whether the name that a list has may be right, and that of the row be damaged."""
    if kind and isinstance(value, kind) and not isinstance(listed, (kind, NoneType)):
        return False
    return value != listed


def _key(one: List) -> list[int]:
    """Where in a list stands what tells one row from all others."""
    columns = [*_columns(one)]
    primary = {name for (name,) in database.execute_sql(_PRIMARY_KEY, (one.table,)).fetchall()}
    return [place for place, (cid, *_) in enumerate(columns) if cid == _ROWID] or [
        place for place, (_, name, *_) in enumerate(columns) if name in primary
    ]


def _make_anew(one: List) -> None:
    database.execute_sql("PRAGMA writable_schema = on")
    try:
        if one.sql:
            database.execute_sql(_FORGET, (one.name,))
            database.execute_sql("PRAGMA writable_schema = reset")
            database.execute_sql(one.sql)
        else:
            columns = [
                f"{quoted(name)} COLLATE {coll}" for _, name, coll, key in _columns(one) if key
            ]
            made = f"CREATE UNIQUE INDEX {_NEW} ON {quoted(one.table)} ({', '.join(columns)})"
            database.execute_sql(made)
            database.execute_sql(_TAKE_TREE, (_NEW, one.name))
            database.execute_sql(_FORGET, (_NEW,))
    finally:
        database.execute_sql("PRAGMA writable_schema = reset")


def _columns(one: List) -> Iterator[tuple[int, str, str, int]]:
    yield from database.execute_sql(_COLUMNS, (one.name,)).fetchall()
