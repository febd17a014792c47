"""Logs of other libraries and of other programs, put beside a library."""

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from notes.errors import LibraryRuined
from notes.library import editing, listing, opening
from notes.library.opening import open_library
from notes.library.soundness import LOG_STRANGE
from notes.storage.database import FILE_NAME

LOG, SHARED = f"{FILE_NAME}-wal", f"{FILE_NAME}-shm"

pytestmark = pytest.mark.skipif(os.name != "posix", reason="a kill leaves these files as they are")

KILLED = """
import os, sys; from pathlib import Path
from notes.library import editing, listing, opening
library = opening.open_library(Path(sys.argv[1]), hold=True)
for number in range(3): editing.create(f'# Logged {number}')
for head in listing.page().notes: editing.save(head.id, head.version, body='# Edited')
os._exit(0)
"""


def library_at(folder: Path, notes: int) -> Path:
    with open_library(folder):
        for number in range(notes):
            editing.create(f"# Precious {number}")
    return folder


def killed(folder: Path) -> Path:
    """A library with a log."""
    root = Path(opening.__file__).parents[2]
    subprocess.run([sys.executable, "-c", KILLED, str(folder)], cwd=root, check=True)
    return folder


def refused(folder: Path, notes: int) -> None:
    before = {name: (folder / name).read_bytes() for name in (FILE_NAME, LOG)}
    with pytest.raises(LibraryRuined) as ruin:
        open_library(folder)
    assert LOG_STRANGE in str(ruin.value)
    assert {name: (folder / name).read_bytes() for name in before} == before
    (folder / LOG).unlink()
    with open_library(folder):
        assert listing.count() == notes
        assert "Precious" in listing.page().notes[0].title


@pytest.mark.parametrize("notes", [1, 300])
def test_the_log_of_another_library_is_refused(tmp_path: Path, notes: int) -> None:
    mine = library_at(tmp_path / "mine", notes)
    other = killed(library_at(tmp_path / "other", 2))
    shutil.copy(other / LOG, mine / LOG)
    refused(mine, notes)


def test_the_log_of_another_program_is_refused(tmp_path: Path) -> None:
    mine, other = library_at(tmp_path / "mine", 3), tmp_path / "other.db"
    with closing(sqlite3.connect(other, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = wal")
        connection.execute("CREATE TABLE things (words TEXT)")
        shutil.copy(tmp_path / "other.db-wal", mine / LOG)
    refused(mine, 3)


@pytest.mark.parametrize("notes", [0, 2])
def test_its_own_log_is_taken_where_nobody_vouches_for_it(tmp_path: Path, notes: int) -> None:
    mine = killed(library_at(tmp_path / "mine", notes))
    (mine / SHARED).unlink()
    with open_library(mine):
        assert listing.count() == notes + 3


def test_a_log_that_is_vouched_for_is_not_looked_into(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = killed(library_at(tmp_path / "mine", 1))
    monkeypatch.delattr("notes.library.strange_logs.Pages")
    with open_library(mine):
        assert listing.count() == 4
