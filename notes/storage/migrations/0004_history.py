"""
History: texts apart from what is known of them, each once per note; why and when.

A list of versions no longer passes their texts.  Of what was kept before this, nobody
recorded why (``unknown``).  It was written when the version before it was replaced;
where that was not kept, the nearest that is known is when it was itself replaced.
Where two entries say that they hold the same text, the good copy stays.

`note.written`: when its text or title was, other than `changed`, which its tags move too.
`note.writer`: the window that it was typed in.  `thinning`: how the clock went on.
"""

import hashlib
import zlib

from peewee import SqliteDatabase
from playhouse.migrate import SchemaMigrator

TABLES = """
ALTER TABLE note ADD COLUMN written INTEGER NOT NULL DEFAULT 0;
ALTER TABLE note ADD COLUMN writer TEXT NOT NULL DEFAULT '';
UPDATE note SET written = changed;

ALTER TABLE revision RENAME TO earlier_revision;

CREATE TABLE revision (
    note_id INTEGER NOT NULL REFERENCES note (id) ON DELETE CASCADE,
    version INTEGER NOT NULL,
    title TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    reason TEXT NOT NULL,
    written INTEGER NOT NULL,
    kept INTEGER NOT NULL,
    PRIMARY KEY (note_id, version)
) STRICT, WITHOUT ROWID;
INSERT INTO revision (note_id, version, title, sha256, reason, written, kept)
    SELECT one.note_id, one.version, one.title, one.sha256, 'unknown',
        coalesce(before.kept, iif(one.version = 1, note.created, one.kept)), one.kept
    FROM earlier_revision AS one JOIN note ON note.id = one.note_id
    LEFT JOIN earlier_revision AS before
        ON before.note_id = one.note_id AND before.version = one.version - 1;

CREATE TABLE revision_text (
    note_id INTEGER NOT NULL REFERENCES note (id) ON DELETE CASCADE,
    sha256 TEXT NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (note_id, sha256)
) STRICT;
INSERT OR IGNORE INTO revision_text (note_id, sha256, body)
    SELECT note_id, sha256, body FROM earlier_revision ORDER BY note_id, version;

CREATE TABLE thinning (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    since INTEGER NOT NULL,
    seen INTEGER NOT NULL
) STRICT;
"""

_TWICE = """
    SELECT note_id, sha256, body FROM earlier_revision WHERE (note_id, sha256) IN
        (SELECT note_id, sha256 FROM earlier_revision GROUP BY 1, 2 HAVING count(*) > 1)
"""
_TAKE = "UPDATE revision_text SET body = ? WHERE note_id = ? AND sha256 = ?"


def up(migrator: SchemaMigrator, db: SqliteDatabase) -> None:
    for statement in TABLES.split(";\n"):
        if statement.strip():
            db.execute_sql(statement)
    for note, sha256, body in db.execute_sql(_TWICE):
        if _is_good(body, sha256):
            db.execute_sql(_TAKE, (body, note, sha256))
    db.execute_sql("DROP TABLE earlier_revision")
    db.execute_sql("PRAGMA user_version = 4")


def _is_good(body: bytes, sha256: str) -> bool:
    try:
        return hashlib.sha256(zlib.decompress(body)).hexdigest() == sha256
    except zlib.error:
        return False
