"""
What SQLite takes of a log, and whether all pages of a library are there.

It goes by the sums of the frames: at the first that is not as it was written the log ends, with
the last commit before it.  What a library has is then the pages of the file, with those over them.

A kill in the middle of a checkpoint leaves a file that is shorter than its header says, and a log
that has the rest.  Where a page is in neither, the file was cut short.
The format: https://sqlite.org/walformat.html
"""

import struct
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import BinaryIO, NamedTuple

from notes.storage import marks
from notes.storage.pages import (
    FRAME_HEADER,
    LOG_HEADER,
    commits,
    is_whole,
    log_of,
    order_of,
    sums,
)

_FRAME = struct.Struct(">II8sII")
#: The page in which SQLite keeps its locks: none is ever written there.
_LOCKS_AT = 2**30


class Cut(NamedTuple):
    """Bytes that there are of a file, and that there were."""

    there: int
    whole: int


def takes_any(file: Path, size: int) -> bool:
    """Whether there is a commit in the log beside a file that SQLite takes."""
    with suppress(OSError), log_of(file).open("rb") as log:
        return any(_taken(log, size))
    return False


def has_lost_commits(file: Path, size: int, mark: bytes | None) -> bool:
    """
    Whether SQLite leaves out commits of the log beside a file, in which it reads this mark.  The
    last one may be a write that a power cut stopped, which nobody was told was done; not the one
    before.  A mark of either tells that all is there; without one the sums do, which takes longer.
    """
    with suppress(OSError), log_of(file).open("rb") as log:
        last = deque(commits(log, size), maxlen=2)
        if len(last) < 2 or (mark and mark in (marks.of_commit(log, pages) for _, pages in last)):
            return False
        wanted, _ = last[0]
        return all(number < wanted for number in _taken(log, size))
    return False


def _taken(log: BinaryIO, size: int) -> Iterator[int]:
    """The last frames of the commits that SQLite takes."""
    header = _read(log, 0, LOG_HEADER)
    if not is_whole(header):
        return
    last = struct.unpack(">II", header[24:])
    for number, at in enumerate(count(LOG_HEADER, FRAME_HEADER + size), 1):
        frame = _read(log, at, FRAME_HEADER + size)
        if len(frame) < FRAME_HEADER + size:
            return
        page, pages, salt, *said = _FRAME.unpack_from(frame)
        last = sums(frame[:8] + frame[FRAME_HEADER:], order_of(header), *last)
        if not page or salt != header[16:24] or last != (*said,):
            return
        if pages:
            yield number


def cut(file: Path, size: int, pages: int) -> Cut | None:
    """How short a library of so many pages was cut, None where every one of them is there."""
    there = file.stat().st_size
    if there >= pages * size:
        return None
    end, of_locks = range(there // size + 1, pages + 1), _LOCKS_AT // size + 1
    logged = sum(page in end for page in _logged(file, size) - {of_locks})
    missing = end.stop - end.start - (of_locks in end) - logged  # a damaged header may say billions
    return Cut(there, pages * size) if missing else None


def pages_said(header: bytes) -> int:
    """How many there are by the header of a file, unless another program has passed over that."""
    return int.from_bytes(header[28:32], "big") if header[24:28] == header[92:96] else 0


def _logged(file: Path, size: int) -> set[int]:
    with suppress(OSError), log_of(file).open("rb") as log:
        return {page for _, written in commits(log, size) for page in written}
    return set()


def _read(log: BinaryIO, at: int, size: int) -> bytes:
    log.seek(at)
    return log.read(size)
