"""
Copies of the library's file: made, read, brought to today's schema, and put in its place.

A copy is made page by page inside one read transaction, so that it is the library of one
moment: who saves meanwhile neither waits for it nor makes it begin again (`VACUUM INTO` is
no faster, tells nothing of its progress, and makes no copy at all of a damaged file).  It
goes to the disk little by little, because a save waits for all that was written before it.

A copy takes the library's place inside one transaction of SQLite (`put_in_place`): killed at
any moment it leaves the old or the new, no program goes on with a file that is gone, and the
log of the old file is never taken for one of the new.  Only where there is no library to
be opened is a file renamed.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from itertools import chain, count
from pathlib import Path
from time import sleep
from typing import Any

from playhouse.sqlcipher_ext import SqlCipherDatabase
from sqlcipher3 import dbapi2 as sqlcipher

from notes.errors import Busy
from notes.progress import Progress
from notes.storage import fulltext, headers, schema, shared
from notes.storage.asking import quoted
from notes.storage.complaints import as_facts, naming, of_check
from notes.storage.database import database
from notes.storage.pages import Pages
from notes.storage.quoting import Connection

#: Pages of a step, steps between two writes to the disk, and seconds of breath for who saves.
PAGES, STEPS_TO_DISK, BREATH = 256, 4, 0.002

#: Pages of a step into the library: fewer than the smallest has, so that there is a second one.
FEW_PAGES = 16
#: What SQLite says of a step that it could not do, because another program writes.
WAITING = (sqlcipher.SQLITE_BUSY, sqlcipher.SQLITE_LOCKED)

_TABLES = "SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0 ORDER BY name"
_TRIGGERS = "SELECT name FROM sqlite_schema WHERE type = 'trigger'"
_FILE = "SELECT file FROM pragma_database_list WHERE name = 'main'"
_CHUNK = 2**22


def snapshot(target: Path, progress: Progress | None = None) -> dict[str, int]:
    """Copy the open library to a new file; how many rows each of its tables has."""
    with _made(target) as file, as_facts(), database.reading():
        source = database.connection()
        counted = counts(source)
        with changing(target) as copy:
            copy.execute("PRAGMA synchronous = off")
            copy.execute("PRAGMA journal_mode = off").fetchall()
            source.backup(copy, pages=PAGES, progress=_to_disk(file, progress))
        headers.put_right(target)  # else SQLite may not write the copy either
        with changing(target) as copy:
            copy.execute("PRAGMA synchronous = off")
            copy.execute("PRAGMA journal_mode = delete").fetchall()
    return counted


def duplicate(source: Path, target: Path, progress: Progress | None = None) -> None:
    """Copy a file that no library has open, byte by byte, to a new file."""
    with _made(target) as file, source.open("rb") as original:
        total = os.fstat(original.fileno()).st_size
        for done in count(_CHUNK, _CHUNK):
            chunk = original.read(_CHUNK)
            if not chunk:
                break
            _write(file, chunk)
            if progress:
                progress(min(done, total), total)


def put_in_place(copy: Path, check: Callable[[], None], progress: Progress | None = None) -> None:
    """
    Make the open library what the copy is.  `check` is called when nobody else can write any
    more and may still raise, as progress may: then all is as it was.
    """
    steps = count()

    def tell(status: int, remaining: int, total: int) -> None:
        if status in WAITING:
            raise Busy
        if next(steps) == 0:
            check()
        if progress:
            progress(total - remaining, total)

    with as_facts(), reading(copy) as source:
        source.backup(database.connection(), pages=FEW_PAGES, progress=tell)


@contextmanager
def reading(file: Path) -> Iterator[sqlcipher.Connection]:
    """A file that nobody writes; nothing is left beside it."""
    address = f"{file.absolute().as_uri()}?mode=ro&immutable=1"
    with _opened(address) as connection:
        connection.text_factory = partial(str, encoding="utf-8", errors="replace")
        yield connection


@contextmanager
def changing(file: Path) -> Iterator[sqlcipher.Connection]:
    """A copy that is ours alone."""
    with _opened(str(file)) as connection:
        yield connection


def _opened(address: str) -> closing[Connection]:
    return closing(sqlcipher.connect(address, uri=True, isolation_level=None, factory=Connection))


def schema_of(connection: sqlcipher.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def upgrade(copy: Path) -> None:
    """Bring a copy to today's schema; it is ours alone."""
    with as_facts():
        schema.migrate(SqlCipherDatabase(str(copy)))


def lay_anew(copy: Path) -> bool:
    """
    Put every page of a copy where it should be, by its tables alone, if these can all be read but
    for those that are made of others: a new file is made of them.  Whether it was.
    """
    from notes.storage import misplaced  # what only damage needs

    anew = copy.with_name(f"{copy.name}-anew")
    try:
        with reading(copy) as source:
            tables = [name for (name,) in source.execute(_TABLES)]
            derived = {*fulltext.names()}
            said = {name: _whole_check(source, name) for name in tables}
            unread = {name for name in derived & said.keys() if said[name]}
            others = chain.from_iterable(said[name] for name in said.keys() - derived)
            is_older = schema_of(source) < schema.CURRENT
            if not all(map(misplaced.is_said, others)) or (unread and is_older):
                return False
            touch(anew)
            if not unread:
                source.execute("PRAGMA auto_vacuum = none")
                source.execute("VACUUM INTO ?", (str(anew),))
        if unread:
            _lay_rows(copy, anew, tables)
        to_disk(anew)
        anew.replace(copy)
    except sqlcipher.DatabaseError:
        return False
    finally:
        remove(anew)
    return True


def _lay_rows(copy: Path, anew: Path, tables: Iterable[str]) -> None:
    """
    All but what is made of others: the index is empty then, and not to be trusted.  Rows are taken
    one by one: without a condition SQLite takes pages over as they are.
    """
    upgrade(anew)
    derived = {*fulltext.names()}
    with changing(anew) as own:
        own.execute("ATTACH ? AS old", (f"{copy.absolute().as_uri()}?mode=ro&immutable=1",))
        own.execute("BEGIN")
        for name in map(quoted, (table for table in tables if table not in derived)):
            own.execute(f"DELETE FROM main.{name}")  # noqa: S608
            own.execute(f"INSERT INTO main.{name} SELECT * FROM old.{name} WHERE true")  # noqa: S608
        own.execute("COMMIT")


def drop_strangers(copy: Path) -> None:
    """Let nothing run in a copy at what we write into it: a library of ours has no triggers."""
    with as_facts(), changing(copy) as own:
        for (name,) in own.execute(_TRIGGERS).fetchall():
            own.execute(f"DROP TRIGGER {quoted(name)}")


def counts(connection: sqlcipher.Connection) -> dict[str, int]:
    """Rows of every table that can be read, but for those that are made of others."""
    derived = {*fulltext.names()}
    tables = [name for (name,) in connection.execute(_TABLES) if name not in derived]
    return {name: rows for name in tables if (rows := _rows(connection, name)) is not None}


def damage(connection: sqlcipher.Connection) -> list[str]:
    """What SQLite finds wrong; not with the index, which can be made anew."""
    if not (said := _whole_check(connection)):
        return []
    from notes.storage import misplaced

    derived = {*fulltext.names()}
    try:
        with Path(connection.execute(_FILE).fetchone()[0]).open("rb") as file:
            of_places = misplaced.among(said, connection.execute, Pages(file, None))
        tables = [name for (name,) in connection.execute(_TABLES)]
    except sqlcipher.DatabaseError:
        return said
    looked_at = [name for name in tables if name not in derived]
    of_tables = (naming(name, _whole_check(connection, name)) for name in looked_at)
    return [*of_places, *chain.from_iterable(of_tables)]


def remove(file: Path) -> None:
    """
    A file with what SQLite has left beside it.  A disk that is read-only refuses to remove even
    what is not there.
    """
    for one in (file.with_name(file.name + ending) for ending in ("", *shared.BESIDE)):
        if os.path.lexists(one):
            one.unlink(missing_ok=True)


def touch(file: Path) -> None:
    """A new private file, empty."""
    os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))


def to_disk(file: Path) -> None:
    opened = os.open(file, os.O_RDWR)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def keep_folder(folder: Path) -> None:
    """Let names in a folder be on the disk, where a system has a word for that."""
    if os.name == "posix":
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


@contextmanager
def _made(target: Path) -> Iterator[int]:
    """A new private file, on the disk at the end of the block."""
    file = os.open(target, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        yield file
        os.fsync(file)
    finally:
        os.close(file)


def _write(file: int, chunk: bytes) -> None:
    written = 0
    while written < len(chunk):
        written += os.write(file, chunk[written:])


def _to_disk(file: int, progress: Progress | None) -> Callable[[int, int, int], None]:
    steps = count(1)

    def tell(_status: int, remaining: int, total: int) -> None:
        if next(steps) % STEPS_TO_DISK == 0:
            os.fsync(file)
        sleep(BREATH)
        if progress:
            progress(total - remaining, total)

    return tell


def _rows(connection: sqlcipher.Connection, table: str) -> int | None:
    try:
        return int(connection.execute(f"SELECT count(*) FROM {quoted(table)}").fetchone()[0])  # noqa: S608
    except sqlcipher.DatabaseError:
        return None


def _whole_check(connection: sqlcipher.Connection, table: str = "") -> list[str]:
    def hear(asked: str) -> tuple[list[Any], list[str]]:
        try:
            return [said for (said,) in connection.execute(asked).fetchall()], []
        except (sqlcipher.DatabaseError, MemoryError) as error:
            return [], [str(error)]

    return of_check(hear, "integrity_check", table)
