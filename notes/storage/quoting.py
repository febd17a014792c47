"""
A connection to a file that may be damaged, as the driver should have it.

What SQLite cannot read it quotes in its complaint as it is, and the driver fails at such words
instead of raising them, because they are no UTF-8.  That is the damage that the complaint is of.
"""

from collections.abc import Callable
from typing import Any

from sqlcipher3 import dbapi2 as sqlcipher

from notes.storage.complaints import MALFORMED


def _as_damage(ask: Callable[..., Any]) -> Any:
    def asked(cursor: "Cursor", *words: Any) -> Any:
        try:
            return ask(cursor, *words)
        except UnicodeDecodeError as error:
            raise sqlcipher.DatabaseError(MALFORMED) from error

    return asked


class Cursor(sqlcipher.Cursor):
    execute = _as_damage(sqlcipher.Cursor.execute)
    executemany = _as_damage(sqlcipher.Cursor.executemany)
    fetchone = _as_damage(sqlcipher.Cursor.fetchone)
    fetchmany = _as_damage(sqlcipher.Cursor.fetchmany)
    fetchall = _as_damage(sqlcipher.Cursor.fetchall)
    __next__ = _as_damage(sqlcipher.Cursor.__next__)


class Connection(sqlcipher.Connection):
    """Raises what SQLite complains of, whatever it quotes."""

    def cursor(self, factory: Any = Cursor) -> Any:
        return super().cursor(factory)
