"""
Acts of every kind: what was done to notes and notebooks, as it was before and as it became.

`act_note`: of each note what the act touched, the rest is null.  `version_before` has the text
to go back to; `sha256_after` and `title_after` say what the act left.  `trashed`: 0 outside of the
trash, else since when it lies there, negative where the note was not there at all.  `notebook`: a
path, "" for none.  `tags`: given by hand, in JSON.  `source_before`: what of its file was known.
Of acts that were recorded before this, the text that they left is looked for in the history; where
it is not known, no note has it.

`act_place`: notebooks in the order in which they were made (`before` is null), renamed with all
that is in them, or removed (`after` is null).

`source.taken_back`: the note came of this file by an import that was taken back.

The very first libraries had no `note.autosaved`, under the same number of their schema; whichever
migrations they have gone through since, they get it here.
"""

from peewee import SqliteDatabase
from playhouse.migrate import SchemaMigrator

TABLES = """
ALTER TABLE act ADD COLUMN way TEXT NOT NULL DEFAULT '';
ALTER TABLE act ADD COLUMN notes INTEGER NOT NULL DEFAULT 0;
UPDATE act SET notes = (SELECT count(*) FROM act_note WHERE act_id = act.id);

ALTER TABLE act_note RENAME TO earlier_act_note;
DROP INDEX act_note_note;

CREATE TABLE act_note (
    act_id INTEGER NOT NULL REFERENCES act (id) ON DELETE CASCADE,
    note_id INTEGER NOT NULL REFERENCES note (id) ON DELETE CASCADE,
    version_before INTEGER,
    sha256_after TEXT,
    title_after TEXT,
    trashed_before INTEGER,
    trashed_after INTEGER,
    notebook_before TEXT,
    notebook_after TEXT,
    tags_gone TEXT,
    tags_come TEXT,
    source_before TEXT,
    PRIMARY KEY (act_id, note_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX act_note_note ON act_note (note_id);
INSERT INTO act_note (act_id, note_id, version_before, sha256_after, title_after)
    SELECT one.act_id, one.note_id, one.version_before,
        coalesce(iif(note.version = one.version_after, note.sha256, revision.sha256), ''),
        coalesce(iif(note.version = one.version_after, note.title, revision.title), '')
    FROM earlier_act_note AS one JOIN note ON note.id = one.note_id
    LEFT JOIN revision
        ON revision.note_id = one.note_id AND revision.version = one.version_after;
DROP TABLE earlier_act_note;

CREATE TABLE act_place (
    act_id INTEGER NOT NULL REFERENCES act (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    before TEXT,
    after TEXT,
    PRIMARY KEY (act_id, number)
) STRICT, WITHOUT ROWID;

ALTER TABLE source ADD COLUMN taken_back INTEGER NOT NULL DEFAULT 0;

PRAGMA user_version = 5;
"""

_AUTOSAVED = "ALTER TABLE note ADD COLUMN autosaved INTEGER NOT NULL DEFAULT 0"


def up(migrator: SchemaMigrator, db: SqliteDatabase) -> None:
    if all(name != "autosaved" for _, name, *_ in db.execute_sql("PRAGMA table_info(note)")):
        db.execute_sql(_AUTOSAVED)
    for statement in TABLES.split(";\n"):
        if statement.strip():
            db.execute_sql(statement)
