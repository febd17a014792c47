"""
The mark of the last write, by which the log beside a file is known as its own.

Every write leaves one, beside that of the write before it.  A log begins where the file had come
to, and the file may have been brought as far as any write of the log since.  So the mark that
stands in the file alone is the one before the log's first, or one of the log's; any other log was
written for another file, or for this one as it was at another time.  SQLite's own numbers only
tell which log and which `-shm` belong together.

What other programs write has no mark, and leaves the last one as it is.
"""

import struct
from collections.abc import Iterator
from typing import BinaryIO

from notes.storage.pages import (
    FRAME_HEADER,
    LOG_HEADER,
    TABLE_LEAF,
    commits,
    is_whole,
    order_of,
    sums,
)

SIZE = 16
#: Before the first one.
NONE = bytes(SIZE)

#: The only row may be damaged, or gone: the first write after that makes it anew.
LEAVE = """
    INSERT INTO last_write (id, mark, before) VALUES (1, randomblob(16), zeroblob(16))
    ON CONFLICT (id) DO UPDATE SET
        before = coalesce(CAST(last_write.mark AS BLOB), zeroblob(16)), mark = excluded.mark
"""
STORED = "SELECT CAST(mark AS BLOB) FROM last_write WHERE id = 1"

#: A page of a table: its kind, how many rows it has, and where the first one lies.
_PAGE = struct.Struct(">B2xH3xH")
#: How the only row begins: its length, its number, and the kinds of its columns.
_ROW = b"\x24\x01\x04\x00\x2c\x2c"
_SUMS = struct.Struct(">II")


def goes_on_from(mark: bytes, log: BinaryIO, size: int) -> bool | None:
    """Whether a log was written for the file with this mark, None if nobody can know."""
    first = 0
    for at, marks in _left(log, size):
        first = first or at
        if mark in marks:
            return True
    return False if first and _is_whole_until(first, log, size) else None


def of_commit(log: BinaryIO, written: dict[int, int]) -> bytes | None:
    """The mark that was left in a commit, None if there is none: `written`, where its pages lie."""
    found = filter(None, (_in_page(log, at) for at in written.values()))
    return next((mark for mark, _ in found), None)


def _left(log: BinaryIO, size: int) -> Iterator[tuple[int, tuple[bytes, bytes]]]:
    """The marks in a log's commits, each with the one before, and where their page begins."""
    for _, written in commits(log, size):
        for at in written.values():
            found = _in_page(log, at)
            if found:
                yield at, found


def _in_page(log: BinaryIO, at: int) -> tuple[bytes, bytes] | None:
    beginning = _read(log, at, _PAGE.size)
    if len(beginning) < _PAGE.size:
        return None
    kind, rows, where = _PAGE.unpack(beginning)
    if (kind, rows) != (TABLE_LEAF, 1):
        return None
    row = _read(log, at + where, len(_ROW) + 2 * SIZE)
    mark, before = row[len(_ROW) : -SIZE], row[-SIZE:]
    return (mark, before) if row.startswith(_ROW) and len(mark) == SIZE else None


def _is_whole_until(end: int, log: BinaryIO, size: int) -> bool:
    """Whether a log is as it was written, up to the page that begins there, and with it."""
    header = _read(log, 0, LOG_HEADER)
    if not is_whole(header):
        return False
    last = _SUMS.unpack(header[-_SUMS.size :])
    for at in range(LOG_HEADER, end, FRAME_HEADER + size):
        frame = _read(log, at, FRAME_HEADER + size)
        last = sums(frame[:8] + frame[FRAME_HEADER:], order_of(header), *last)
        if last != _SUMS.unpack_from(frame, FRAME_HEADER - _SUMS.size):
            return False
    return True


def _read(log: BinaryIO, at: int, size: int) -> bytes:
    log.seek(at)
    return log.read(size)
