"""Folders in which a killed library's log lies and its file is gone."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from notes.cli.commands import octavo
from notes.errors import LibraryRuined, LibraryUnusable, NothingSalvaged, OctavoError
from notes.library import backups, editing, listing, opening, restoring, salvaging
from notes.library.opening import open_library
from notes.library.soundness import LOST
from notes.storage.database import FILE_NAME

LOG, SHARED = f"{FILE_NAME}-wal", f"{FILE_NAME}-shm"

pytestmark = pytest.mark.skipif(os.name != "posix", reason="a kill leaves these files as they are")

KILLED = """
import os, sys; from pathlib import Path
from notes.library import editing, opening
library = opening.open_library(Path(sys.argv[1]), hold=True)
for number in range(3): editing.create(f'# Logged {number}')
os._exit(0)
"""

Left = Callable[..., Path]


@pytest.fixture
def left(tmp_path: Path) -> Left:
    """A folder in which a killed library has left some of its files, and not its own."""

    def made(*names: str) -> Path:
        folder = tmp_path / "left"
        root = Path(opening.__file__).parents[2]
        subprocess.run([sys.executable, "-c", KILLED, str(folder)], cwd=root, check=True)
        for name in {FILE_NAME, LOG, SHARED, opening.LOCK_NAME} - {*names}:
            (folder / name).unlink()
        return folder

    return made


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    with open_library(tmp_path / "library") as library:
        editing.create("# Backed up")
        return backups.make(library, "manual").file


def run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(octavo, ["--library", str(folder), *arguments])


def files(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}


@pytest.mark.parametrize("names", [(LOG, SHARED), (LOG,), (SHARED,), (f"{FILE_NAME}-journal",)])
def test_no_new_library_is_made_beside_it(left: Left, backup: Path, names: tuple[str, ...]) -> None:
    folder = left(*names)
    (folder / names[0]).touch()
    was = files(folder)
    for command in (("backup", "restore", str(backup)), ("salvage",)):
        done = run(backup.parents[1], *command, "--to", str(folder))
        assert done.exit_code == 1
        assert restoring.LOG_LEFT in done.stderr
    with pytest.raises(LibraryRuined) as ruin:
        open_library(folder)
    assert LOST in str(ruin.value)
    assert files(folder) == was


def test_salvaging_into_its_own_folder_leaves_the_log(left: Left) -> None:
    folder = left(LOG, SHARED)
    was = files(folder)
    done = run(folder, "salvage", "--to", str(folder))
    assert (done.exit_code, files(folder)) == (1, was)


@pytest.mark.parametrize("names", [(LOG, SHARED), (LOG,)])
def test_what_the_log_has_is_salvaged_and_its_bytes_are_kept(
    left: Left, names: tuple[str, ...]
) -> None:
    folder = left(*names)
    log = (folder / LOG).read_bytes()
    assert run(folder, "salvage").stdout == "3 notes\n"
    with open_library(folder) as library:
        assert listing.count() == 3
        aside = backups.listed(library)[0]
    assert Path(f"{aside.file}-wal").read_bytes() == log


@pytest.mark.parametrize("size", [0, 1, 4096])
def test_so_it_is_beside_a_file_of_which_nothing_is_left(left: Left, size: int) -> None:
    folder = left(LOG, SHARED)
    (folder / FILE_NAME).write_bytes(bytes(size))
    assert run(folder, "salvage").stdout == "3 notes\n"


def test_a_backup_takes_its_place_and_its_bytes_are_kept(left: Left, backup: Path) -> None:
    folder = left(LOG, SHARED)
    log = (folder / LOG).read_bytes()
    assert run(folder, "backup", "restore", str(backup)).exit_code == 0
    with open_library(folder):
        assert [head.title for head in listing.page().notes] == ["Backed up"]
    assert log in {file.read_bytes() for file in (folder / "backups").iterdir()}


@pytest.mark.parametrize(("names", "why"), [((LOG,), LibraryUnusable), ((), NothingSalvaged)])
def test_a_salvage_that_fails_removes_nothing_that_came_meanwhile(
    left: Left, tmp_path: Path, names: tuple[str, ...], why: type[OctavoError]
) -> None:
    folder, new = left(*names), tmp_path / "new"
    (folder / FILE_NAME).write_bytes(bytes(10_000))
    theirs = {FILE_NAME: b"somebody's library", LOG: b"and its log"}

    def come(_done: int, _total: int) -> None:
        for name, content in theirs.items():
            (new / name).write_bytes(content)

    with pytest.raises(why):
        salvaging.into_new(new, folder, come)
    assert files(new) == theirs
