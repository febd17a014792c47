"""
Rows as they come from SQLite, which meets a damaged page at any of them: what it says of that
is a fact of ours, whether it is said of the question or of its hundredth row.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import peewee
from sqlcipher3 import dbapi2 as sqlcipher

from notes.errors import LibraryDamaged
from notes.storage.complaints import CANNOT, as_facts

#: Bytes that a disk without room has not.
ROOM = 1_000_000

_SAID = (sqlcipher.DatabaseError, UnicodeDecodeError)


class Rows(sqlcipher.Cursor):
    """
    A cursor that raises facts.  Rows that are fetched together pay nothing for it, those that are
    fetched one by one, as Peewee does, 0.2 µs each: 3 ms of the 110 that 14,000 notes take.
    """

    def fetchone(self) -> Any:
        try:
            return super().fetchone()
        except _SAID:
            with as_facts(), read_to_its_end(self.connection):
                raise

    def fetchmany(self, *size: int) -> list[Any]:
        try:
            return list(super().fetchmany(*size))
        except _SAID:
            with as_facts(), read_to_its_end(self.connection):
                raise

    def fetchall(self) -> list[Any]:
        try:
            return list(super().fetchall())
        except _SAID:
            with as_facts(), read_to_its_end(self.connection):
                raise

    def __next__(self) -> Any:
        try:
            return super().__next__()
        except _SAID:
            with as_facts(), read_to_its_end(self.connection):
                raise


@contextmanager
def read_to_its_end(connection: sqlcipher.Connection) -> Iterator[None]:
    """SQLite has the same words for a disk that takes no more and for a file cut short."""
    try:
        yield
    except (peewee.OperationalError, sqlcipher.OperationalError) as error:
        if CANNOT in str(error) and _is_cut_short(connection):
            raise LibraryDamaged from error
        raise


def _is_cut_short(connection: sqlcipher.Connection) -> bool:
    """Whether a file lacks pages at its end, although there is room for them."""
    try:
        file = Path(_first(connection, "database_list", 2))
        pages, size = (int(_first(connection, name)) for name in ("page_count", "page_size"))
        has_room = shutil.disk_usage(file.parent).free > ROOM
        return has_room and file.stat().st_size < pages * size
    except (OSError, sqlcipher.DatabaseError):
        return False


def _first(connection: sqlcipher.Connection, pragma: str, column: int = 0) -> Any:
    return connection.execute(f"PRAGMA {pragma}").fetchone()[column]
