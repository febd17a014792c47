"""The first schema."""

from peewee import SqliteDatabase
from playhouse.migrate import SchemaMigrator

TABLES = """
CREATE TABLE notebook (
    id INTEGER PRIMARY KEY,
    path TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE note (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    excerpt TEXT NOT NULL,
    notebook_id INTEGER REFERENCES notebook (id),
    version INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    created INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    trashed INTEGER,
    pinned INTEGER NOT NULL DEFAULT 0,
    autosaved INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX note_changed ON note (changed DESC, id DESC) WHERE trashed IS NULL;
CREATE INDEX note_in_notebook ON note (notebook_id, changed DESC, id DESC) WHERE trashed IS NULL;
CREATE INDEX note_trashed ON note (trashed DESC, id DESC) WHERE trashed IS NOT NULL;
CREATE INDEX note_title ON note (title COLLATE NOCASE) WHERE trashed IS NULL;

CREATE TABLE note_text (
    note_id INTEGER PRIMARY KEY REFERENCES note (id) ON DELETE CASCADE,
    body TEXT NOT NULL
) STRICT;

CREATE TABLE tag (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    key TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE note_tag (
    note_id INTEGER NOT NULL REFERENCES note (id) ON DELETE CASCADE,
    tag_id INTEGER NOT NULL REFERENCES tag (id) ON DELETE CASCADE,
    in_text INTEGER NOT NULL,
    PRIMARY KEY (note_id, tag_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX note_tag_tag ON note_tag (tag_id, note_id);

CREATE TABLE revision (
    note_id INTEGER NOT NULL REFERENCES note (id) ON DELETE CASCADE,
    version INTEGER NOT NULL,
    title TEXT NOT NULL,
    body BLOB NOT NULL,
    sha256 TEXT NOT NULL,
    kept INTEGER NOT NULL,
    PRIMARY KEY (note_id, version)
) STRICT;

CREATE TABLE source (
    note_id INTEGER PRIMARY KEY REFERENCES note (id) ON DELETE CASCADE,
    root TEXT NOT NULL,
    path TEXT NOT NULL,
    encoding TEXT NOT NULL,
    mtime_ns INTEGER NOT NULL,
    sha256 TEXT NOT NULL
) STRICT;
CREATE INDEX source_root ON source (root, path);

CREATE TABLE token (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    sha256 TEXT NOT NULL UNIQUE,
    scope TEXT NOT NULL,
    created INTEGER NOT NULL
) STRICT;

CREATE VIRTUAL TABLE note_index USING fts5 (
    title, headings, tags, body, code,
    content='', contentless_delete=1, prefix='2 3',
    tokenize="unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'"
);
INSERT INTO note_index (note_index, rank) VALUES ('rank', 'bm25(10.0, 5.0, 4.0, 1.0, 0.8)');

PRAGMA user_version = 1;
"""


def up(migrator: SchemaMigrator, db: SqliteDatabase) -> None:
    for statement in TABLES.split(";\n"):
        if statement.strip():
            db.execute_sql(statement)
