"""
What can be undone in a note, kept beyond the window that it was written in
(`notes.library.undoing`).
"""

from peewee import SqliteDatabase
from playhouse.migrate import SchemaMigrator

TABLES = """
CREATE TABLE undo (
    note_id INTEGER PRIMARY KEY REFERENCES note (id) ON DELETE CASCADE,
    sha256 TEXT NOT NULL,
    steps BLOB NOT NULL,
    kept INTEGER NOT NULL
) STRICT;
CREATE INDEX undo_kept ON undo (kept);

PRAGMA user_version = 3;
"""


def up(migrator: SchemaMigrator, db: SqliteDatabase) -> None:
    for statement in TABLES.split(";\n"):
        if statement.strip():
            db.execute_sql(statement)
