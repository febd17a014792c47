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
from notes.library import (
    backups,
    editing,
    listing,
    opening,
    restoring,
    salvaging,
    strange_logs,
)
from notes.library.opening import open_library
from notes.library.soundness import LOG_STRANGE
from notes.storage.database import FILE_NAME, database, value
from notes.storage.pages import commits

PAGE = 4096
LOG, SHARED = f"{FILE_NAME}-wal", f"{FILE_NAME}-shm"

pytestmark = pytest.mark.skipif(os.name != "posix", reason="a kill leaves these files as they are")

OPEN = """
import os, sys; from pathlib import Path
from notes.library import editing, listing, opening, restoring, searches, trash
from notes.storage.database import database
library = opening.open_library(Path(sys.argv[1]), hold=True)
"""
SAVE = """
for number in range(3): editing.create(f'# Logged {number}')
for head in listing.page().notes: editing.save(head.id, head.version, body='# Edited')
"""
TRASH = "trash.put([head.id for head in listing.page().notes])"
CHECKPOINT = "database.checkpoint()"
RENAME = "searches.save('Plans', 'plan')"
RESTORE = "restoring.into(library, next(library.folder.glob('backups/*.db')))"


def library_at(folder: Path, notes: int) -> Path:
    with open_library(folder):
        for number in range(notes):
            editing.create(f"# Precious {number}")
    return folder


def killed(folder: Path, *acts: str) -> Path:
    """A library with a log."""
    root = Path(opening.__file__).parents[2]
    script = "\n".join([OPEN, *(acts or [SAVE]), "os._exit(0)"])
    subprocess.run([sys.executable, "-c", script, str(folder)], cwd=root, check=True)
    return folder


def backed_up(folder: Path) -> Path:
    library_at(folder, 2)
    with open_library(folder) as library:
        backups.make(library, "manual")
    return folder


def refused(folder: Path, notes: int) -> None:
    names = [name for name in (FILE_NAME, LOG, SHARED) if (folder / name).exists()]
    before = {name: (folder / name).read_bytes() for name in names}
    with pytest.raises(LibraryRuined) as ruin:
        open_library(folder)
    assert LOG_STRANGE in str(ruin.value)
    assert {name: (folder / name).read_bytes() for name in before} == before
    (folder / LOG).unlink()
    (folder / SHARED).unlink(missing_ok=True)
    with open_library(folder):
        assert listing.count() == notes
        assert "Precious" in listing.page().notes[0].title


@pytest.mark.parametrize("names", [(LOG,), (LOG, SHARED)])
@pytest.mark.parametrize("notes", [1, 300])
@pytest.mark.parametrize("act", [SAVE, RENAME])
def test_the_log_of_another_library_is_refused(
    tmp_path: Path, notes: int, act: str, names: tuple[str, ...]
) -> None:
    mine = library_at(tmp_path / "mine", notes)
    other = killed(library_at(tmp_path / "other", 2), act)
    for name in names:
        shutil.copy(other / name, mine / name)
    refused(mine, notes)


def test_so_is_that_of_another_in_the_place_of_its_own(tmp_path: Path) -> None:
    mine, other = (
        killed(library_at(tmp_path / "mine", 3)),
        killed(library_at(tmp_path / "other", 3)),
    )
    for name in (LOG, SHARED):
        shutil.copy(other / name, mine / name)
    refused(mine, 3)


@pytest.mark.parametrize("names", [(LOG,), (LOG, SHARED)])
def test_a_backup_that_was_copied_under_a_later_log_is_refused(
    tmp_path: Path, names: tuple[str, ...]
) -> None:
    mine = library_at(tmp_path / "mine", 3)
    with open_library(mine) as library:
        made = backups.make(library, "manual").file
        editing.create("# Later")
    killed(mine)
    shutil.copy(made, mine / FILE_NAME)
    for name in {LOG, SHARED} - {*names}:
        (mine / name).unlink()
    refused(mine, 3)


def test_what_is_salvaged_beside_a_strange_log_is_what_the_file_has(tmp_path: Path) -> None:
    mine, other = library_at(tmp_path / "mine", 3), killed(library_at(tmp_path / "other", 3))
    for name in (LOG, SHARED):
        shutil.copy(other / name, mine / name)
    salvaging.into_new(tmp_path / "new", mine)
    with open_library(tmp_path / "new"):
        assert {head.title for head in listing.page().notes} == {
            f"Precious {number}" for number in range(3)
        }


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


@pytest.mark.parametrize(
    ("acts", "notes"),
    [
        ([SAVE], 5),
        ([SAVE, CHECKPOINT], 5),
        ([SAVE, CHECKPOINT, SAVE], 8),
        ([SAVE, RESTORE], 2),
        ([SAVE, RESTORE, SAVE], 5),
        ([SAVE, RESTORE, CHECKPOINT, SAVE, TRASH], 0),
    ],
)
def test_its_own_is_known_by_the_marks_of_its_writes(
    tmp_path: Path, acts: list[str], notes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = killed(backed_up(tmp_path / "mine"), *acts)
    monkeypatch.delattr("notes.library.strange_logs.Pages")
    with open_library(mine):
        assert listing.count() == notes


@pytest.mark.parametrize("acts", [[SAVE], [SAVE, RESTORE, SAVE]])
def test_it_is_its_own_wherever_a_kill_has_stopped_a_checkpoint(
    tmp_path: Path, acts: list[str]
) -> None:
    mine = killed(backed_up(tmp_path / "mine"), *acts)
    last: dict[int, int] = {}
    with (mine / LOG).open("rb") as log, (mine / FILE_NAME).open("r+b", buffering=0) as file:
        for _, written in commits(log, PAGE):
            last |= written
        for page, at in sorted(last.items()):
            log.seek(at)
            file.seek((page - 1) * PAGE)
            file.write(log.read(PAGE))
            assert not strange_logs.is_strange(mine / FILE_NAME)


@pytest.mark.parametrize("acts", [[SAVE], [SAVE, RESTORE, SAVE]])
def test_it_is_its_own_when_a_reader_let_only_some_commits_into_the_file(
    tmp_path: Path, acts: list[str]
) -> None:
    mine = killed(backed_up(tmp_path / "mine"), *acts)
    with (mine / LOG).open("rb") as log, (mine / FILE_NAME).open("r+b", buffering=0) as file:
        for _, written in commits(log, PAGE):
            for page, at in written.items():
                log.seek(at)
                file.seek((page - 1) * PAGE)
                file.write(log.read(PAGE))
            assert not strange_logs.is_strange(mine / FILE_NAME)


def test_a_write_in_others_leaves_one_mark_and_one_that_changes_nothing_none(
    tmp_path: Path,
) -> None:
    with open_library(tmp_path / "mine"):
        marks = [value("SELECT mark FROM last_write")]
        with database.writing():
            editing.create("# One")
            editing.create("# Another")
        assert value("SELECT before FROM last_write") == marks[0]
        marks.append(value("SELECT mark FROM last_write"))
        with database.writing():
            listing.count()
        assert value("SELECT mark FROM last_write") == marks[1] != marks[0]


def without_mark(file: Path) -> None:
    """A disk has lost the end of the page on which the mark stands."""
    with closing(sqlite3.connect(f"{file.as_uri()}?immutable=1", uri=True)) as stored:
        (page,) = stored.execute(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'last_write'"
        ).fetchone()
    with file.open("r+b") as opened:
        opened.seek(page * PAGE - 512)
        opened.write(bytes(512))


def test_a_library_whose_mark_is_damaged_is_written_on(tmp_path: Path) -> None:
    folder = library_at(tmp_path / "mine", 2)
    without_mark(folder / FILE_NAME)
    with open_library(folder):
        editing.create("# Written since")
    killed(folder)
    with open_library(folder):
        assert len(listing.page().notes) == 6


def test_its_own_log_is_taken_where_its_mark_is_damaged(tmp_path: Path) -> None:
    folder = killed(library_at(tmp_path / "mine", 2))
    without_mark(folder / FILE_NAME)
    with open_library(folder):
        assert len(listing.page().notes) == 5


def test_a_backup_whose_mark_is_damaged_becomes_a_library(tmp_path: Path) -> None:
    with open_library(backed_up(tmp_path / "mine")) as library:
        [made] = backups.listed(library)
    without_mark(made.file)
    restoring.into_new(tmp_path / "new", made.file)
    with open_library(tmp_path / "new"):
        editing.create("# Written since")
        assert len(listing.page().notes) == 3


def test_what_another_program_has_written_is_taken(tmp_path: Path) -> None:
    mine = library_at(tmp_path / "mine", 2)
    write = "import os, sqlite3, sys; db = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
    write += "db.execute(\"UPDATE note SET title = 'Otherwise'\"); os._exit(0)"
    subprocess.run([sys.executable, "-c", write, str(mine / FILE_NAME)], check=True)
    assert (mine / LOG).stat().st_size
    with open_library(mine):
        assert {head.title for head in listing.page().notes} == {"Otherwise"}


@pytest.mark.parametrize("names", [(), (SHARED,)])
def test_its_own_is_taken_where_the_file_is_damaged_and_the_log_is_whole(
    tmp_path: Path, names: tuple[str, ...]
) -> None:
    mine = killed(tmp_path / "mine")
    for name in names:
        (mine / name).unlink()
    with (mine / FILE_NAME).open("r+b") as file:
        file.seek(100)
        file.write(b"\xff" * (PAGE - 100))
    with open_library(mine):
        assert listing.count() == 3


def test_a_file_of_which_sqlite_quotes_garbage_is_damaged_and_no_bug(tmp_path: Path) -> None:
    mine = killed(library_at(tmp_path / "mine", 2))
    file = (mine / FILE_NAME).read_bytes()
    (mine / FILE_NAME).write_bytes(file.replace(b"CREATE TABLE", b"CREATE\x8cTABLE"))
    with pytest.raises(LibraryRuined):
        open_library(mine)
    assert salvaging.into_new(tmp_path / "new", mine).notes == 5


def test_a_log_whose_first_mark_is_damaged_is_not_called_strange(tmp_path: Path) -> None:
    mine = killed(library_at(tmp_path / "mine", 2))
    log = bytearray((mine / LOG).read_bytes())
    at = log.index(b"\x24\x01\x04\x00\x2c\x2c") + 30
    log[at] ^= 1
    (mine / LOG).write_bytes(log)
    assert not strange_logs.is_strange(mine / FILE_NAME)
