"""
The mark of the last write and of the one before, by which a log is known (`notes.storage.marks`).
"""

from peewee import SqliteDatabase
from playhouse.migrate import SchemaMigrator

TABLES = """
CREATE TABLE last_write (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    mark BLOB NOT NULL,
    before BLOB NOT NULL
) STRICT;
INSERT INTO last_write (id, mark, before) VALUES (1, randomblob(16), zeroblob(16));

PRAGMA user_version = 6;
"""


def up(migrator: SchemaMigrator, db: SqliteDatabase) -> None:
    for statement in TABLES.split(";\n"):
        if statement.strip():
            db.execute_sql(statement)
