"""
What SQLite takes of a log, and whether all pages of a library are there.

It goes by the sums of the frames: at the first that is not as it was written the log ends, with
the last commit before it.  What a library has is then the pages of the file, with those over them.

A kill in the middle of a checkpoint leaves a file that is shorter than its header says, and a log
that has the rest.  Where a page is in neither, the file was cut short.
The format: https://sqlite.org/walformat.html
"""

import os
import struct
from collections.abc import Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import BinaryIO, NamedTuple

from notes.storage.pages import (
    FRAME_HEADER,
    HEADER,
    LOG_HEADER,
    is_header,
    is_whole,
    log_of,
    order_of,
    page_size,
    sums,
)

_FRAME = struct.Struct(">II8sII")
#: The page in which SQLite keeps its locks: none is ever written there.
_LOCKS_AT = 2**30


class Commit(NamedTuple):
    """The number of its last frame, how many pages the library has by it, and which it wrote."""

    frames: int
    pages: int
    written: set[int]


class Cut(NamedTuple):
    """Bytes that there are of a file, and that there were; `headless`: its first page is gone."""

    there: int
    whole: int
    headless: bool


def taken(file: Path, size: int) -> Iterator[Commit]:
    """The commits in the log beside a file that SQLite takes."""
    with suppress(OSError), log_of(file).open("rb") as log:
        yield from _taken(log, size)


def _taken(log: BinaryIO, size: int) -> Iterator[Commit]:
    header, written = _read(log, 0, LOG_HEADER), set[int]()
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
        written.add(page)
        if pages:
            yield Commit(number, pages, written)
            written = set()


def cut(file: Path) -> Cut | None:
    """How short a library was cut, None where every page of it is there."""
    with file.open("rb") as opened:
        header, there = opened.read(HEADER), os.fstat(opened.fileno()).st_size
    if not is_header(header):
        return None
    size = page_size(header)
    wanted, logged = _pages_said(header), {_LOCKS_AT // size + 1}
    for commit in taken(file, size):
        wanted = commit.pages
        logged |= commit.written
    missing = {*range(there // size + 1, wanted + 1)} - logged
    return Cut(there, wanted * size, 1 in missing) if missing else None


def _pages_said(header: bytes) -> int:
    """How many there are by the header of a file, unless another program has passed over that."""
    return int.from_bytes(header[28:32], "big") if header[24:28] == header[92:96] else 0


def _read(log: BinaryIO, at: int, size: int) -> bytes:
    log.seek(at)
    return log.read(size)
