"""
Places where there is little room: a small disk of memory, and a limit for the files of a process.
"""

import os
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

#: Bytes of the small disk, and how many of them are left at the most when it is full.
DISK, LEFT = 24_000_000, 400_000
#: Bytes that are taken at once.
STEP = 65_536


class Room(Protocol):
    """`fill` leaves next to none for a process, `clear` gives it back."""

    def fill(self, pid: int, dice: random.Random) -> None: ...

    def clear(self, pid: int) -> None: ...


class SmallDisk:
    """All but some bytes are taken by a file beside the library."""

    def __init__(self, folder: Path) -> None:
        self._ballast = folder / "ballast"

    def fill(self, pid: int, dice: random.Random) -> None:
        with self._ballast.open("wb") as file, suppress(OSError):
            for start in range(0, DISK, STEP):
                os.posix_fallocate(file.fileno(), start, STEP)
        size = self._ballast.stat().st_size
        os.truncate(self._ballast, max(0, size - dice.randrange(LEFT)))

    def clear(self, pid: int) -> None:
        self._ballast.unlink(missing_ok=True)


class Limit:
    """No file of the process may become longer: what RLIMIT_FSIZE says, it meets as a full disk."""

    def __init__(self, log: Path) -> None:
        self._log = log

    def fill(self, pid: int, dice: random.Random) -> None:
        length = self._log.stat().st_size if self._log.exists() else 0
        self._set(pid, dice.randrange(4_096, length + LEFT))

    def clear(self, pid: int) -> None:
        self._set(pid, None)

    def _set(self, pid: int, soft: int | None) -> None:
        import resource  # which Windows does not have

        hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
        limits = (hard if soft is None else soft, hard)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, limits)


@contextmanager
def small_disk(folder: Path) -> Iterator[Path | None]:
    """A disk of its own that is gone at the end; None where none can be mounted."""
    folder.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", f"size={DISK},mode=700", "none", str(folder)]
    if (
        sys.platform != "linux"
        or subprocess.run(words, check=False, stderr=subprocess.DEVNULL).returncode
    ):
        yield None
        return
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)
