"""
A disk that is watched (`disk.c`), compiled where it is needed and preloaded into the program.

It sees every change that the real program with its real SQLite makes to its files, so that a
program can be killed between any two of them, and a power cut be played through that loses what
was not synced.  A file system of our own under another engine would only test that engine.
"""

import shutil
import struct
import subprocess
import sys
from collections.abc import Iterator
from enum import IntEnum
from pathlib import Path
from typing import NamedTuple

from tests.faults.serving import need

SOURCE = Path(__file__).with_name("disk.c")
_HEAD = struct.Struct("=8s4Q")
_MARK = struct.pack("=Q", 0x8B1F6E0D9AC35E27)


class Kind(IntEnum):
    WRITTEN = 1
    CUT = 2
    SYNCED = 3
    MADE = 4
    REMOVED = 5
    RENAMED = 6


class Change(NamedTuple):
    """`end`: how long the log was with it."""

    kind: Kind
    path: str
    at: int
    data: bytes
    end: int


class Disk:
    """The compiled disk; `folder` is where it lies, and nothing else."""

    def __init__(self, folder: Path) -> None:
        need(sys.platform == "linux", "LD_PRELOAD")
        compiler = shutil.which("cc")
        need(compiler, "a C compiler")
        self._library = folder / "disk.so"
        subprocess.run(
            [str(compiler), "-shared", "-fPIC", "-O2", "-o", self._library, SOURCE, "-lpthread"],
            check=True,
        )

    def watching(self, folder: Path, log: Path) -> dict[str, str]:
        """The environment of a program whose changes below a folder are written down."""
        return {**self._under(folder), "OCTAVO_DISK_LOG": str(log)}

    def deadly(self, folder: Path, change: int) -> dict[str, str]:
        """Of one that is killed before its change of this number, from 0 on."""
        return {**self._under(folder), "OCTAVO_DISK_DIE_AT": str(change)}

    def freezing(self, folder: Path, by: Path) -> dict[str, str]:
        """Of one for which the folder is read-only while there is a file `by`."""
        return {**self._under(folder), "OCTAVO_DISK_FROZEN": str(by)}

    def _under(self, folder: Path) -> dict[str, str]:
        return {"LD_PRELOAD": str(self._library), "OCTAVO_DISK_FOLDER": str(folder)}


def changes(log: Path) -> Iterator[Change]:
    """
    What a log tells, in order.

    A process that is killed while it writes a record down leaves a torn one, and never made that
    change: what others wrote down after it begins at another mark.
    """
    told = log.read_bytes()
    at = told.find(_MARK)
    while at >= 0:
        if (end := _end(told, at)) and told.startswith(_MARK, end):
            yield _change(told, at, end)
            at = end
        at = told.find(_MARK, at + len(_MARK))


def _end(told: bytes, start: int) -> int:
    """Where the bytes of a record end, if it is whole."""
    body = start + _HEAD.size
    if body > len(told):
        return 0
    _, _, named, _, size = _HEAD.unpack_from(told, start)
    return body + named + size


def _change(told: bytes, start: int, end: int) -> Change:
    _, kind, named, at, _ = _HEAD.unpack_from(told, start)
    path = start + _HEAD.size
    data = path + named
    return Change(Kind(kind), told[path:data].decode(), at, told[data:end], end + len(_MARK))
