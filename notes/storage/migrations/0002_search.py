"""
What searching needs besides words: heads to rank by, facts to filter by, the index's
own state, searches that are kept, and acts over many notes that can be taken back.

The index of a library that has notes was written by the first rules; `index_state` says
so, and it is renewed beside the running program (`notes.library.indexing`).  That of a
library without notes is up to the second, which these tables were made for.
"""

from peewee import SqliteDatabase
from playhouse.migrate import SchemaMigrator

TABLES = """
CREATE VIRTUAL TABLE head_index USING fts5 (
    title, headings, tags,
    content='', contentless_delete=1, prefix='1 2 3',
    tokenize="unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'"
);
INSERT INTO head_index (head_index, rank) VALUES ('rank', 'bm25(10.0, 5.0, 4.0)');

CREATE VIRTUAL TABLE vocabulary USING fts5vocab (note_index, 'row');

CREATE TABLE note_fact (
    fact TEXT NOT NULL,
    note_id INTEGER NOT NULL REFERENCES note (id) ON DELETE CASCADE,
    PRIMARY KEY (fact, note_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX note_fact_note ON note_fact (note_id);

CREATE TABLE index_state (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    rules INTEGER NOT NULL,
    renewed INTEGER
) STRICT;
INSERT INTO index_state (id, rules, renewed)
    SELECT 1, CASE WHEN EXISTS (SELECT 1 FROM note) THEN 1 ELSE 2 END, NULL;

CREATE TABLE saved_search (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    key TEXT NOT NULL UNIQUE,
    query TEXT NOT NULL
) STRICT;

CREATE TABLE recent_search (
    query TEXT PRIMARY KEY,
    used INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE act (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    summary TEXT NOT NULL,
    happened INTEGER NOT NULL,
    undone INTEGER
) STRICT;

CREATE TABLE act_note (
    act_id INTEGER NOT NULL REFERENCES act (id) ON DELETE CASCADE,
    note_id INTEGER NOT NULL REFERENCES note (id) ON DELETE CASCADE,
    version_before INTEGER NOT NULL,
    version_after INTEGER NOT NULL,
    PRIMARY KEY (act_id, note_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX act_note_note ON act_note (note_id);

PRAGMA user_version = 2;
"""


def up(migrator: SchemaMigrator, db: SqliteDatabase) -> None:
    for statement in TABLES.split(";\n"):
        if statement.strip():
            db.execute_sql(statement)
