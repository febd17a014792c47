"""Acts of libraries before the fifth schema can still be undone, and those without any open."""

import os
import subprocess
import sys
import zlib
from contextlib import closing
from pathlib import Path

import pytest
from playhouse.migrations import Runner
from sqlcipher3 import dbapi2 as sqlite

from notes.errors import ChangedSince
from notes.library import activity, editing, reversal
from notes.library.opening import open_library
from notes.paths import resource
from notes.storage import schema
from notes.storage.database import FILE_NAME, connect, database
from notes.text import sha256
from tests.test_history_migration import DYING

#: A note whose last change was an act's, one that was written since, one that the act is not over.
IDS = [f"{number:016x}" for number in (1, 2, 3)]
TEXTS = {1: "an owl", 2: "mine", 3: "a dog"}
KEPT = [(1, 1, "a cat"), (2, 1, "a cat"), (2, 2, "an owl")]

_NOTE = """
    INSERT INTO note (id, uid, title, excerpt, version, sha256, created, changed, written)
    VALUES (?, ?, '', '', ?, ?, 1700000000000, 1700000000000, 1700000000000)
"""
_REVISION = """
    INSERT INTO revision (note_id, version, title, sha256, reason, written, kept)
    VALUES (?, ?, '', ?, 'replace', 1700000000000, 1700000000000)
"""
_ACT = "INSERT INTO act (id, kind, summary, happened) VALUES (7, 'replace', 'cat → owl', 1)"


@pytest.fixture
def older(tmp_path: Path) -> Path:
    folder = tmp_path / "library"
    folder.mkdir(mode=0o700)
    connect(folder)
    Runner(database, str(resource("notes/storage/migrations"))).up("0004_history")
    with database.writing():
        for (number, text), version in zip(TEXTS.items(), (2, 3, 1), strict=True):
            row = (number, IDS[number - 1], version, sha256(text))
            database.execute_sql(_NOTE, row)
            database.execute_sql("INSERT INTO note_text VALUES (?, ?)", (number, text))
        for note, version, text in KEPT:
            database.execute_sql(_REVISION, (note, version, sha256(text)))
            packed = (note, sha256(text), zlib.compress(text.encode()))
            database.execute_sql("INSERT INTO revision_text VALUES (?, ?, ?)", packed)
        database.execute_sql(_ACT)
        for note in (1, 2):
            database.execute_sql("INSERT INTO act_note VALUES (7, ?, 1, 2)", (note,))
    database.shut()
    return folder


def test_an_act_is_undone_where_its_notes_are_as_it_left_them(older: Path) -> None:
    with open_library(older):
        assert schema.found() == schema.CURRENT
        act = activity.one(7)
        assert (act.notes, act.left, act.said()) == (2, 1, "Replaced cat → owl")
        undone = reversal.undo(7)
        assert editing.read(IDS[0]).body == "a cat"
        assert [(left.id, type(left.fact)) for left in undone.left_out] == [(IDS[1], ChangedSince)]
        reversal.undo(undone.by)
        assert [editing.read(note).body for note in IDS] == [*TEXTS.values()]


def test_killed_anywhere_it_is_the_old_library_or_the_new(older: Path) -> None:
    killed = 0
    for statement in range(1, 80, 2):
        done = subprocess.run(
            [sys.executable, "-c", DYING, str(older), str(statement)],
            env={**os.environ, "PYTHONPATH": str(resource(""))},
            check=False,
        )
        killed += done.returncode == 9
        with closing(sqlite.connect(older / FILE_NAME)) as connection:
            (found,) = connection.execute("PRAGMA user_version").fetchone()
            names = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema")}
        assert ("act_place" in names) == (found == schema.CURRENT)
        assert "earlier_act_note" not in names
        if found == schema.CURRENT:
            break
    assert killed > 5
    with open_library(older):
        assert reversal.undo(7).notes == 1
