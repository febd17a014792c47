"""
Which schema a library has, and the way to today's.

The number lies in SQLite's `user_version`, so that opening a current library
reads one integer and no migration.  All pending migrations run in a single
transaction: a library is at its old schema or at the new one, never between.
"""

from contextlib import suppress
from pathlib import Path

from peewee import SqliteDatabase

from notes.errors import LibraryDamaged, LibraryFromFuture, LibraryRuined
from notes.paths import resource
from notes.storage.database import NO_DATABASE, TORN, database, value

#: The schema that the newest migration leaves behind.
CURRENT = 6

#: Tables of which only a backup knows what was in them.
KEPT = frozenset(
    {
        *("note", "note_text", "notebook", "tag", "note_tag", "revision", "revision_text"),
        *("source", "token", "saved_search", "act", "act_note", "act_place", "schema_migration"),
    }
)


def found() -> int:
    return int(value("PRAGMA user_version") or 0)


def require_known(folder: Path) -> None:
    """
    Refuse what a newer Octavo wrote, or another program.  A newer one has recorded its migrations:
    where they are today's, it is the number that a disk has changed.
    """
    schema = found()
    if schema > CURRENT:
        if 0 < _recorded() <= CURRENT:
            raise LibraryRuined(folder, TORN)
        raise LibraryFromFuture(folder, schema, CURRENT)
    if schema == 0 and value("SELECT count(*) FROM sqlite_master"):
        raise LibraryRuined(folder, TORN if _recorded() else NO_DATABASE)


def upgrade(folder: Path) -> int:
    """Bring the connected library to today's schema; which it had, 0 for one without any."""
    require_known(folder)
    schema = found()
    if schema < CURRENT:
        with database.writing():
            if found() < CURRENT:
                _run(database)
    database.leaves_marks = True
    return schema


def is_older() -> bool:
    """Whether the connected library has a schema that waits for an upgrade."""
    return 0 < found() < CURRENT


def migrate(other: SqliteDatabase) -> None:
    """Bring a file that nobody else has open to today's schema, as a whole or not at all."""
    with other, other.atomic():
        _run(other)


def make(empty: SqliteDatabase) -> None:
    """Today's schema in an empty database."""
    _run(empty)


def _run(on: SqliteDatabase) -> None:
    from playhouse.migrations import Runner  # 40 ms that only an upgrade has to pay

    Runner(on, str(resource("notes/storage/migrations"))).up()
    on.execute_sql(f"PRAGMA user_version = {CURRENT}")  # of which a disk may have made a lower one


def _recorded() -> int:
    """The newest of the migrations that the connected library went through, 0 if it cannot say."""
    with suppress(LibraryDamaged, ValueError):
        return int(value("SELECT max(name) FROM schema_migration").partition("_")[0])
    return 0
