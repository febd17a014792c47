"""Libraries that are refused, or read alone, stay as they were to the byte."""

import os
import shutil
import subprocess
import sys
import tracemalloc
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from notes.cli.commands import octavo
from notes.errors import LibraryError, LibraryRuined, LibraryUnusable
from notes.library import access, backup_folders, editing, listing, opening, salvaging, surroundings
from notes.library.opening import Library, open_anyhow, open_library
from notes.storage.database import FILE_NAME

LOG, SHARED = f"{FILE_NAME}-wal", f"{FILE_NAME}-shm"
NOBODY = 65534

pytestmark = pytest.mark.skipif(os.name != "posix", reason="a kill leaves these files as they are")

KILLED = """
import os, sys; from pathlib import Path
from notes.library import editing, opening
library = opening.open_library(Path(sys.argv[1]), hold=True)
for number in range(20): editing.create(f'# Logged {number}')
os._exit(0)
"""

only_root = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0,
    reason="only root can become somebody who may not write",
)


@pytest.fixture
def folder(library: Library) -> Path:
    """A closed library of some pages."""
    for number in range(40):
        editing.create(f"# Note {number}\n\n" + "words and more of them\n" * 200)
    library.close()
    return library.folder


@pytest.fixture
def left(folder: Path) -> Path:
    """The same, killed after saves that lie in its log."""
    root = Path(opening.__file__).parents[2]
    subprocess.run([sys.executable, "-c", KILLED, str(folder)], cwd=root, check=True)
    return folder


def files(folder: Path) -> dict[str, bytes]:
    beside = [folder / name for name in (FILE_NAME, LOG, SHARED, "octavo.lost")]
    return {file.name: file.read_bytes() for file in beside if file.exists()}


def cut(name: str, size: int) -> Callable[[Path], None]:
    return lambda folder: os.truncate(folder / name, size)


def over(name: str, at: int, raw: bytes) -> Callable[[Path], None]:
    def write(folder: Path) -> None:
        with (folder / name).open("r+b") as file:
            file.seek(at)
            file.write(raw)

    return write


def gone(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).unlink()


def both(*acts: Callable[[Path], None]) -> Callable[[Path], None]:
    def do(folder: Path) -> None:
        for act in acts:
            act(folder)

    return do


FOREIGN = over(LOG, 0, b"words of somebody else " * 300)
CUT_100, CUT_HALF = cut(FILE_NAME, 100), cut(FILE_NAME, 200_000)
CASES = {
    "file cut to 100 bytes": CUT_100,
    "to one": cut(FILE_NAME, 1),
    "to none": cut(FILE_NAME, 0),
    "to half": CUT_HALF,
    "to half, without the shared file": both(CUT_HALF, gone(SHARED)),
    "to 100, without the shared file": both(CUT_100, gone(SHARED)),
    "garbage over its schema": both(gone(LOG), over(FILE_NAME, 100, b"\xff" * 3996)),
    "garbage over its start": over(FILE_NAME, 0, b"\xff" * 4096),
    "zeros": over(FILE_NAME, 0, bytes(4096)),
    "garbage in the log": over(LOG, 9_000, b"\xff" * 64),
    "garbage in the log, without the shared file": both(
        over(LOG, 9_000, b"\xff" * 64), gone(SHARED)
    ),
    "log cut, with a gap": both(cut(LOG, 600_000), over(LOG, 9_000, b"\xff" * 64)),
    "words as a log": FOREIGN,
}


@pytest.mark.parametrize("harm", CASES.values(), ids=CASES)
def test_what_is_refused_or_only_read_is_as_it_was(
    left: Path, harm: Callable[[Path], None]
) -> None:
    harm(left)
    was = files(left)
    for opened in (open_library, open_anyhow):
        with suppress(LibraryError), opened(left) as library:
            assert library.ruin or library.read_only
        assert files(left) == was


def test_one_of_which_hardly_anything_is_left_is_called_damaged(folder: Path) -> None:
    os.truncate(folder / FILE_NAME, 50)
    with pytest.raises(LibraryRuined, match="its file is damaged"):
        open_library(folder)


@pytest.mark.parametrize("size", [1_000, 200_000])
def test_a_file_that_was_cut_and_has_no_log_is_said_to_be_that(folder: Path, size: int) -> None:
    whole = (folder / FILE_NAME).stat().st_size
    os.truncate(folder / FILE_NAME, size)
    with pytest.raises(LibraryRuined, match=f"cut short: {size:,} of {whole:,} bytes"):
        open_library(folder)


@pytest.mark.parametrize("at", [28, 29], ids=["billions of pages", "millions"])
def test_a_number_of_pages_that_no_file_has_takes_no_memory(folder: Path, at: int) -> None:
    over(FILE_NAME, at, b"\x40")(folder)
    there = (folder / FILE_NAME).stat().st_size
    tracemalloc.start()
    try:
        for opened in (open_library, open_anyhow):
            with suppress(LibraryError), opened(folder) as library:
                assert f"cut short: {there:,} of" in str(library.ruin)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 20_000_000
    assert "cut short" in run(folder, "check").stderr


def test_so_is_one_with_a_log_that_has_too_little_of_it(left: Path) -> None:
    os.truncate(left / FILE_NAME, 4096)
    with pytest.raises(LibraryRuined, match="cut short: 4,096 of"):
        open_library(left)


def test_so_is_one_that_lost_its_last_page_and_salvaging_brings_all_of_it(folder: Path) -> None:
    file = folder / FILE_NAME
    os.truncate(file, file.stat().st_size - 4096)
    assert "cut short" in run(folder, "check").stderr
    with open_anyhow(folder) as library:
        assert library.ruin
        assert salvaging.into_place(library).notes == 40


def test_what_a_log_has_is_written_on_when_nothing_is_wrong(left: Path) -> None:
    for _ in range(2):
        with open_library(left) as library:
            assert library.read_only == ""
            editing.create("# Written since")
    with open_library(left):
        assert listing.count() == 62


def run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(octavo, ["--library", str(folder), *arguments])


def as_nobody(folder: Path, code: str) -> str:
    """What somebody who is not root is told who opens a folder of his."""
    script = (
        "import os, sys; from pathlib import Path\n"
        "from notes.errors import OctavoError\n"
        "from notes.library import editing, listing, opening\n"
        "from notes.rendering import digest\n"
        f"os.setuid({NOBODY})\n"
        "folder = Path(sys.argv[1])\n"
        "try:\n"
        "    with opening.open_anyhow(folder) as library:\n"
        f"        {code}\n"
        "except OctavoError as fact: print(fact)\n"
    )
    root = Path(opening.__file__).parents[2]
    command = [sys.executable, "-c", script, str(folder)]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert not done.stderr
    return done.stdout.strip()


READ = "print(listing.count(), library.read_only)"
WRITE = "editing.create('# New'); print(listing.count(), library.read_only)"


@pytest.fixture(params=["folder", "left"])
def of_nobody(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A library of somebody who is not root, with a log or without."""
    folder: Path = request.getfixturevalue(request.param)
    for parent in [tmp_path, *tmp_path.parents[:3]]:
        parent.chmod(0o755)
    for path in [folder, *folder.iterdir()]:
        os.chown(path, NOBODY, NOBODY)
    return folder


@only_root
def test_a_read_only_file_is_read_every_time_and_written_once_it_may_be(of_nobody: Path) -> None:
    (of_nobody / FILE_NAME).chmod(0o400)
    was = files(of_nobody)
    count = 60 if LOG in was else 40
    for _ in range(3):
        assert as_nobody(of_nobody, READ) == f"{count} {access.READ_ONLY}"
        assert files(of_nobody) == was
    (of_nobody / FILE_NAME).chmod(0o600)
    assert as_nobody(of_nobody, WRITE) == f"{count + 1}"


@only_root
def test_read_only_files_of_ours_beside_one_that_may_be_written_are_in_nobodys_way(
    of_nobody: Path,
) -> None:
    for name in (LOG, SHARED):
        (of_nobody / name).touch()
        os.chown(of_nobody / name, NOBODY, NOBODY)
        (of_nobody / name).chmod(0o400)
    assert as_nobody(of_nobody, WRITE) in ("41", "61")


@only_root
def test_those_of_somebody_else_are_named(of_nobody: Path) -> None:
    (of_nobody / SHARED).touch()
    os.chown(of_nobody / SHARED, 0, 0)
    (of_nobody / SHARED).chmod(0o644)
    assert as_nobody(of_nobody, READ).endswith(access.BESIDE_READ_ONLY)
    (of_nobody / SHARED).chmod(0o600)
    assert "octavo.db-shm" in as_nobody(of_nobody, READ)


ABOVE_MODES = "-dac_override,-dac_read_search"

only_with_setpriv = pytest.mark.skipif(
    not (shutil.which("setpriv") and os.geteuid() == 0),
    reason="only root can become somebody who may not read",
)

COMMANDS = [
    *(["check"], ["check", "--json"], ["check", "--repair"], ["list"], ["backup", "create"]),
    *(["backup", "list"], ["backup", "verify", "x.db"], ["backup", "restore", "x.db"], ["salvage"]),
    ["salvage", "--to", "elsewhere"],
    ["selfcheck"],
]


def asked(folder: Path, *arguments: str) -> tuple[int, str]:
    """How a command ends of a root to whom modes are as they are to everybody, and what it says."""
    root = Path(opening.__file__).parents[2]
    command = [sys.executable, str(root / "main.py"), "--library", str(folder), *arguments]
    lesser = ["setpriv", "--inh-caps=-all", f"--bounding-set={ABOVE_MODES}", *command]
    done = subprocess.run(lesser, cwd=root, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


@only_with_setpriv
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_folder_that_may_not_be_read_is_said_to_be_that(folder: Path, command: list[str]) -> None:
    folder.chmod(0o444 if command == ["list"] else 0o000)
    code, said = asked(folder, *command)
    folder.chmod(0o700)
    assert (code, "Traceback" in said) == (1, False)
    assert str(LibraryUnusable(folder, access.UNREADABLE)) in said.splitlines()


@only_with_setpriv
@pytest.mark.parametrize("mode", [0o000, 0o444], ids=oct)
def test_so_is_a_folder_of_backups(folder: Path, mode: int) -> None:
    backups = folder / "backups"
    assert asked(folder, "backup", "create")[0] == 0
    name = next(backups.glob("*.db")).name
    backups.chmod(mode)
    why = f"The folder for backups {backups} cannot be read: {access.UNREADABLE}\n"
    for command in (["create"], ["list"], ["verify", name], ["restore", name]):
        code, said = asked(folder, "backup", *command)
        assert (code, said) == (1, why)
    code, said = asked(folder, "check")
    assert (code, why in said) == (1, True)
    backups.chmod(0o700)
    assert asked(folder, "check")[0] == 0


@only_with_setpriv
def test_so_is_one_of_drafts_and_what_is_no_folder(folder: Path) -> None:
    (folder / "drafts").mkdir(mode=0)
    (folder / "backups").touch(mode=0o600)
    code, said = asked(folder, "check")
    assert code == 1
    assert surroundings.DRAFTS_UNREAD % access.UNREADABLE in said
    assert access.NOT_A_FOLDER in said
    assert backup_folders.IN_THE_WAY in asked(folder, "backup", "create")[1]
