"""
The folder that the executable unpacks itself into, and those that killed runs have left.

A run that is killed leaves its folder behind, some tens of megabytes.  Each run holds a lock on a
file in its own, which the system lets go of with the process, so the next run may remove

    what is called _MEI… beside its own folder, is a folder and no link, and belongs to its user
    what has our lock file, of the same user: other programs unpack themselves there as well
    what nobody holds, and nobody has just unpacked: a run takes its lock a moment after that
    what no living process runs from, where the system can say so (Linux)

A run that is killed while it unpacks itself, or has no room for that, leaves a folder without a
lock.  That goes too where nothing has changed in it for some minutes, and where all that it holds
is what the same Octavo unpacks, byte count by byte count, but for one file that was cut short.

It takes the lock itself before it removes anything, so that of two runs one does.
"""

import os
import re
import shutil
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

LOCK_NAME = ".octavo-runs"
NAMES = "_MEI*"
_NAME = re.compile("_MEI[0-9a-f]{8}[A-Za-z0-9]{6}")
#: Seconds in which a run that has just unpacked itself takes its lock.
YOUNG = 60
#: The same for one that is still at it, on whatever disk.
UNPACKING = 300


def hold(folder: Path) -> int | None:
    """Say that a run lives in this folder until the process ends; the open lock."""
    return _locked(folder, alone=False)


def sweep(own: Path) -> list[Path]:
    """Remove what killed runs have left beside the folder of this one; which that were."""
    swept = []
    for folder in own.parent.glob(NAMES):
        with suppress(OSError):
            if folder != own and _is_left(folder, own) and _removed(folder):
                swept.append(folder)
    return swept


def _is_left(folder: Path, own: Path) -> bool:
    if os.path.lexists(folder / LOCK_NAME):
        return _is_ours(folder) and _is_old(folder)
    return _is_half_unpacked(folder, own) and folder not in _in_use()


def _is_half_unpacked(folder: Path, own: Path) -> bool:
    seen = folder.lstat()
    is_named = _NAME.fullmatch(folder.name) and sys.platform == "linux"
    if not is_named or not stat.S_ISDIR(seen.st_mode) or seen.st_uid != os.getuid():
        return False
    inside = {path.relative_to(folder): path.lstat() for path in folder.rglob("*")}
    ages = [time.time() - one.st_mtime for one in (seen, *inside.values())]
    return min(ages) >= UNPACKING and _are_of(own, inside)


def _are_of(own: Path, inside: dict[Path, os.stat_result]) -> bool:
    """Whether this is what is unpacked into our own folder too; OSError: some of it is not."""
    whole, cut = 0, 0
    for name, theirs in inside.items():
        ours = (own / name).lstat()
        if stat.S_IFMT(ours.st_mode) != stat.S_IFMT(theirs.st_mode):
            return False
        if stat.S_ISDIR(ours.st_mode):
            continue
        if theirs.st_size > ours.st_size:
            return False
        whole += theirs.st_size == ours.st_size
        cut += theirs.st_size < ours.st_size
    return whole > 0 and cut <= 1


def _removed(folder: Path) -> bool:
    lock = _locked(folder, alone=True)
    if lock is None:
        return False
    try:
        if folder in _in_use():
            return False
        shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(lock)
    return not folder.exists()


def _is_ours(folder: Path) -> bool:
    seen = (folder.lstat(), (folder / LOCK_NAME).lstat())
    kinds = [stat.S_IFMT(one.st_mode) for one in seen]
    owners = {one.st_uid for one in seen}
    return kinds == [stat.S_IFDIR, stat.S_IFREG] and owners == {_user(seen[0].st_uid)}


def _user(otherwise: int) -> int:
    """Windows knows its users by other names, and gives each a folder for what is temporary."""
    return os.getuid() if hasattr(os, "getuid") else otherwise


def _is_old(folder: Path) -> bool:
    """A clock that was set back makes nothing old."""
    return time.time() - folder.lstat().st_mtime >= YOUNG


def _locked(folder: Path, *, alone: bool) -> int | None:
    """The open lock of a folder, or None when others hold it; the process lets go of it."""
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0)
    lock = os.open(folder / LOCK_NAME, flags, 0o600)
    try:
        _lock(lock, alone=alone)
    except OSError:
        os.close(lock)
        return None
    return lock


if sys.platform == "win32":
    import msvcrt

    def _lock(lock: int, *, alone: bool) -> None:  # noqa: ARG001  (there is but one kind)
        msvcrt.locking(lock, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(lock: int, *, alone: bool) -> None:
        fcntl.flock(lock, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)


def _in_use() -> set[Path]:
    """Folders that other processes of this user have loaded something from, or opened in them."""
    used = set()
    others = {*Path("/proc").glob("[0-9]*")} - {Path("/proc", str(os.getpid()))}
    for process in others:
        with suppress(OSError):
            maps = (process / "maps").read_text("utf-8", "replace")
            used |= {Path(folder) for folder in _folders(maps)}
            files = "\n".join(_opened(process))
            used |= {Path(folder) for folder in _folders(files)}
    return used


def _opened(process: Path) -> Iterator[str]:
    for file in (process / "fd").iterdir():
        with suppress(OSError):
            yield str(file.readlink())


def _folders(maps: str) -> Iterator[str]:
    for line in maps.splitlines():
        before, mark, after = line.partition("/_MEI")
        if mark:
            yield before[before.index("/") :] + mark + after.partition("/")[0]
