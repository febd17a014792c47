"""Libraries of every older schema open with the history that they had."""

import os
import subprocess
import sys
import zlib
from contextlib import closing
from pathlib import Path

import pytest
from playhouse.migrations import Runner
from sqlcipher3 import dbapi2 as sqlite

from notes.library import editing, history
from notes.library.opening import open_library
from notes.paths import resource
from notes.storage import schema
from notes.storage.database import FILE_NAME, connect, database, value
from notes.text import sha256

MIGRATIONS = resource("notes/storage/migrations")
OLDER = ["0001_first", "0002_search", "0003_undo"]

NOTE = f"{1:016x}"
START = 1_700_000_000_000
#: Version, text and when it was replaced; versions 3 and 5 were not kept.
KEPT = [(1, "one", 100), (2, "two", 200), (4, "one", 400), (6, "two", 600)]

_NOTE = f"""
    INSERT INTO note (id, uid, title, excerpt, version, sha256, created, changed)
    VALUES (1, '{NOTE}', 'Now', '', 7, '{sha256("now")}', {START}, {START + 700})
"""
_REVISION = (
    "INSERT INTO revision (note_id, version, title, body, sha256, kept) VALUES (1,?,?,?,?,?)"
)


@pytest.fixture(params=OLDER)
def older(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A library as an older Octavo left it, made by that one's own migrations."""
    folder = tmp_path / "library"
    folder.mkdir(mode=0o700)
    connect(folder)
    Runner(database, str(MIGRATIONS)).up(request.param)
    with database.writing():
        database.execute_sql(_NOTE)
        database.execute_sql("INSERT INTO note_text (note_id, body) VALUES (1, 'now')")
        for version, text, at in KEPT:
            packed = zlib.compress(text.encode())
            row = (version, f"Title {version}", packed, sha256(text), START + at)
            database.execute_sql(_REVISION, row)
    database.shut()
    return folder


def test_every_text_is_there_unchanged(older: Path) -> None:
    with open_library(older):
        assert schema.found() == schema.CURRENT
        assert [entry.version for entry in history.entries(NOTE)] == [7, 6, 4, 2, 1]
        for version, text, _ in KEPT:
            assert history.at(NOTE, version) == (f"Title {version}", text)
        assert editing.save(NOTE, 7, body="later").version == 8
        assert history.body_at(NOTE, 7) == "now"


def test_each_says_when_it_was_written_as_far_as_it_is_known(older: Path) -> None:
    with open_library(older):
        entries = history.entries(NOTE)
        written = [round(entry.written.timestamp() * 1_000) - START for entry in entries]
        assert written == [700, 600, 400, 100, 0]
        assert {entry.reason for entry in entries} == {None, "unknown"}


def test_of_two_copies_of_a_text_the_good_one_stays(older: Path) -> None:
    with closing(sqlite.connect(older / FILE_NAME, isolation_level=None)) as connection:
        connection.execute("UPDATE revision SET body = x'00' WHERE version IN (1, 6)")
    with open_library(older):
        assert value("SELECT count(*) FROM revision_text") == 2
        assert [history.body_at(NOTE, version) for version, *_ in KEPT] == [
            text for _, text, _ in KEPT
        ]


#: Opens a library, and dies at the statement of this number.
DYING = """
import os, sys
from pathlib import Path
from notes.library.opening import open_library
from notes.storage.database import LibraryFile
left, run = int(sys.argv[2]), LibraryFile.execute_sql
def dies(*args, **options):
    global left
    left -= 1
    if not left:
        os._exit(9)
    return run(*args, **options)
LibraryFile.execute_sql = dies
open_library(Path(sys.argv[1]))
os._exit(0)
"""


def test_killed_anywhere_it_is_the_old_library_or_the_new(older: Path) -> None:
    killed = 0
    for statement in range(1, 80, 3):
        done = subprocess.run(
            [sys.executable, "-c", DYING, str(older), str(statement)],
            env={**os.environ, "PYTHONPATH": str(resource(""))},
            check=False,
        )
        killed += done.returncode == 9
        with closing(sqlite.connect(older / FILE_NAME)) as connection:
            (found,) = connection.execute("PRAGMA user_version").fetchone()
            names = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema")}
        assert ("revision_text" in names) == (found == schema.CURRENT)
        assert "earlier_revision" not in names
        if found == schema.CURRENT:
            break
    assert killed > 5
    with open_library(older):
        assert [history.body_at(NOTE, version) for version, *_ in KEPT] == [
            text for _, text, _ in KEPT
        ]
