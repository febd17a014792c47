"""What killed runs of the executable leave in the temporary folder, and what is not ours there."""

import os
import subprocess
import sys
import time
from pathlib import Path
from subprocess import PIPE

import pytest

from notes import unpacked
from notes.unpacked import LOCK_NAME, hold, sweep

LONG_AGO = (0, 0)
#: As PyInstaller calls them, by the number of a process and some letters.
UNFINISHED = "_MEI000047c1jqAr2h"


def left(temporary: Path, name: str) -> Path:
    """The folder of a run that was killed some time ago."""
    folder = temporary / name
    folder.mkdir()
    (folder / "libpython.so").write_text("much")
    lock = hold(folder)
    assert lock is not None
    os.close(lock)
    os.utime(folder, LONG_AGO)
    return folder


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "_MEIown"
    folder.mkdir()
    return folder


def test_what_killed_runs_have_left_goes(tmp_path: Path, own: Path) -> None:
    stale = left(tmp_path, "_MEIold")
    assert sweep(own) == [stale]
    assert [*tmp_path.iterdir()] == [own]


def test_what_a_run_lives_in_stays(tmp_path: Path, own: Path) -> None:
    folder = left(tmp_path, "_MEIbusy")
    lock = hold(folder)
    os.utime(folder, LONG_AGO)
    assert sweep(own) == []
    assert lock is not None
    os.close(lock)
    os.utime(folder, LONG_AGO)
    assert sweep(own) == [folder]


def test_what_was_just_unpacked_stays(tmp_path: Path, own: Path) -> None:
    os.utime(left(tmp_path, "_MEInew"), (time.time(), time.time()))
    assert sweep(own) == []


def test_its_own_folder_stays(own: Path) -> None:
    hold(own)
    os.utime(own, LONG_AGO)
    assert sweep(own) == []


def test_what_others_have_unpacked_stays(tmp_path: Path, own: Path) -> None:
    theirs = tmp_path / "_MEItheirs"
    theirs.mkdir()
    os.utime(theirs, LONG_AGO)
    unlike = left(tmp_path, "_MEtoo")
    assert sweep(own) == []
    assert theirs.exists()
    assert (unlike / LOCK_NAME).exists()


on_linux = pytest.mark.skipif(sys.platform != "linux", reason="who uses a file is known on Linux")


def unpack(folder: Path, count: int, cut: int | None = None) -> Path:
    """So many of the files of a run, the last of them no longer than `cut`."""
    for number in range(count):
        file = folder / "lib" / f"{number}.so"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(bytes(100 if cut is None or number < count - 1 else cut))
    age(folder, unpacked.UNPACKING + 60)
    return folder


def age(folder: Path, seconds: float) -> None:
    then = time.time() - seconds
    for path in (folder, *folder.rglob("*")):
        os.utime(path, (then, then))


@on_linux
@pytest.mark.parametrize(("count", "cut"), [(1, None), (2, 0), (2, 40), (3, None)])
def test_what_was_left_in_the_middle_of_unpacking_goes(
    tmp_path: Path, own: Path, count: int, cut: int | None
) -> None:
    unpack(own, 3)
    half = unpack(tmp_path / UNFINISHED, count, cut)
    assert sweep(own) == [half]
    assert not half.exists()


@on_linux
def test_what_may_be_at_unpacking_stays(tmp_path: Path, own: Path) -> None:
    unpack(own, 3)
    half = unpack(tmp_path / UNFINISHED, 2, 40)
    now = time.time()
    os.utime(half / "lib" / "1.so", (now, now))
    assert sweep(own) == []
    assert not (half / LOCK_NAME).exists()


@on_linux
@pytest.mark.parametrize("name", ["lib/other.so", "more.txt", "lib/0.so"])
def test_what_holds_something_else_stays(tmp_path: Path, own: Path, name: str) -> None:
    unpack(own, 3)
    theirs = unpack(tmp_path / UNFINISHED, 2)
    (theirs / name).write_bytes(bytes(101))
    age(theirs, unpacked.UNPACKING + 60)
    assert sweep(own) == []
    assert not (theirs / LOCK_NAME).exists()


@on_linux
@pytest.mark.parametrize("name", ["_MEIabcDE1", "_MEImy folder", "_MEI0000047cabcDE1.old"])
def test_what_is_called_otherwise_stays(tmp_path: Path, own: Path, name: str) -> None:
    unpack(own, 3)
    unpack(tmp_path / name, 3)
    assert sweep(own) == []


@on_linux
def test_a_link_to_what_is_like_ours_stays(tmp_path: Path, own: Path) -> None:
    unpack(own, 3)
    precious = unpack(tmp_path / "precious", 3)
    (tmp_path / UNFINISHED).symlink_to(precious)
    assert sweep(own) == []
    assert (precious / "lib" / "2.so").exists()


@on_linux
def test_what_a_process_has_a_file_open_in_stays(tmp_path: Path, own: Path) -> None:
    unpack(own, 3)
    half = unpack(tmp_path / UNFINISHED, 2, 40)
    with (
        (half / "lib" / "1.so").open("rb") as file,
        subprocess.Popen([sys.executable, "-c", "input()"], stdin=PIPE, pass_fds=[file.fileno()]),
    ):
        assert sweep(own) == []
        assert not (half / LOCK_NAME).exists()
    assert sweep(own) == [half]


@on_linux
@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give files away"
)
def test_what_another_user_was_unpacking_stays(tmp_path: Path, own: Path) -> None:
    unpack(own, 3)
    os.chown(unpack(tmp_path / UNFINISHED, 2), 65534, 65534)
    assert sweep(own) == []


@pytest.mark.skipif(os.name != "posix", reason="links and owners are those of POSIX")
def test_a_link_is_not_followed(tmp_path: Path, own: Path) -> None:
    precious = left(tmp_path, "precious")
    (tmp_path / "_MEIlink").symlink_to(precious)
    inside = tmp_path / "_MEIinside"
    inside.mkdir()
    (inside / LOCK_NAME).symlink_to(precious / LOCK_NAME)
    os.utime(inside, LONG_AGO)
    assert sweep(own) == []
    assert (precious / "libpython.so").exists()


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give files away"
)
def test_what_another_user_has_left_stays(tmp_path: Path, own: Path) -> None:
    for folder in (left(tmp_path, "_MEIa"), left(tmp_path, "_MEIb")):
        os.chown(folder if folder.name == "_MEIa" else folder / LOCK_NAME, 65534, 65534)
    assert sweep(own) == []


@pytest.mark.skipif(sys.platform != "linux", reason="what a process runs from is known on Linux")
def test_what_a_process_runs_from_stays_whatever_the_lock_says(tmp_path: Path, own: Path) -> None:
    folder = left(tmp_path, "_MEIrun")
    library = folder / "lib.bin"
    library.write_bytes(bytes(4096))
    os.utime(folder, LONG_AGO)
    code = (
        "import mmap, sys; file = open(sys.argv[1], 'rb')\n"
        "kept = mmap.mmap(file.fileno(), 4096, access=mmap.ACCESS_READ)\n"
        "print('mapped', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", code, str(library)]
    with subprocess.Popen(command, stdin=PIPE, stdout=PIPE) as process:
        assert process.stdout
        process.stdout.readline()
        assert sweep(own) == []
        process.communicate()
    os.utime(folder, LONG_AGO)
    assert sweep(own) == [folder]


def test_of_two_that_sweep_one_does(tmp_path: Path, own: Path) -> None:
    stale = left(tmp_path, "_MEIold")
    lock = unpacked._locked(stale, alone=True)
    os.utime(stale, LONG_AGO)
    assert sweep(own) == []
    assert lock is not None
    os.close(lock)
