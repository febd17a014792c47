"""
How far a log had come, as SQLite left it in the file that its programs share (`octavo.db-shm`).

It writes that after a commit is on the disk, whoever closes a library last removes that file and
the log, and a kill leaves both as they are, until the next program makes the file anew.  So who
looks before SQLite does can tell that a log was deleted or cut short: the file knows a commit that
is not yet in the library, and the log does not have its last frame.

A log with another mark (`salt`) was begun later; a file that is not whole, or is written
meanwhile, says nothing; and where both are gone nothing is left that could.
The format: https://sqlite.org/walformat.html
"""

import struct
import sys
from contextlib import suppress
from pathlib import Path
from time import sleep
from typing import Any, BinaryIO, NamedTuple

from notes.storage.pages import FRAME_HEADER, LOG_HEADER, is_whole, log_of, order_of, sums

if sys.platform == "win32":

    def _is_locked(_opened: BinaryIO) -> bool:
        return False

else:
    import fcntl

    def _is_locked(opened: BinaryIO) -> bool:
        try:
            fcntl.lockf(opened, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, _USED)
        except (BlockingIOError, PermissionError):
            return True
        return False


VERSION = 3_007_000

#: The byte on which every program keeps a lock that has the library open.
_USED = 128
#: How often that is asked, and seconds between.
TRIES, INSTANT = 3, 0.001

#: What SQLite may leave beside a file.
BESIDE = ("-journal", "-wal", "-shm")

#: How far the log has come, written twice and summed up, and how much of it is in the library.
_STATE = struct.Struct("=I8xBxHI4xII8sII")
_SUMMED, _COPIED = 40, struct.Struct("=I")
_SUMS, _SUMS_AT = struct.Struct(">II"), 16
_SIZE = 2 * _STATE.size + _COPIED.size


class _Last(NamedTuple):
    """The last frame of a log: where it lies and the sums before it do, and what stands in it."""

    before: int
    at: int
    size: int
    salt: bytes
    sums: tuple[int, int]


def is_left(file: Path) -> bool:
    """Whether what SQLite left beside a library lies there, and the library does not."""
    beside = (file.with_name(f"{file.name}{ending}") for ending in BESIDE)
    return not file.exists() and any(one.exists() for one in beside)


def is_used(file: Path) -> bool:
    """
    Whether another program has a library open, as far as the system and the modes of its files let
    that be known.  Who only asks has the lock for an instant, and SQLite waits that long.
    """
    with suppress(OSError), beside(file).open("r+b") as opened:
        for _ in range(TRIES):
            if not _is_locked(opened):
                return False
            sleep(INSTANT)
        return True
    return False


def has_lost_its_end(file: Path) -> bool:
    """Whether commits were in the log of a library that are neither in it nor in the library."""
    said = _said(file)
    last = _last(said)
    return bool(last and not _has(log_of(file), last) and _said(file) == said)


def vouches_for(file: Path, header: bytes) -> bool:
    """Whether the log that begins so is the one that the file tells of, if it was left with it."""
    state = _state(_said(file))
    return state is not None and bool(state[-1] == header[16:24])


def _said(file: Path) -> bytes:
    with suppress(OSError), beside(file).open("rb") as opened:
        return opened.read(_SIZE)
    return b""


def beside(file: Path) -> Path:
    return file.with_name(f"{file.name}-shm")


def _state(said: bytes) -> tuple[Any, ...] | None:
    """Page size, frames, their sums, and the mark of the log, if that is whole."""
    once, again = said[: _STATE.size], said[_STATE.size : 2 * _STATE.size]
    if len(said) < _SIZE or once != again:
        return None
    version, ready, size, frames, one, other, salt, *summed = _STATE.unpack(once)
    whole = (version, ready, tuple(summed)) == (VERSION, 1, sums(once[:_SUMMED], "="))
    return (size, frames, one, other, salt) if whole else None


def _last(said: bytes) -> _Last | None:
    """What the last frame of the log is, unless all of it is in the library or nobody knows."""
    state = _state(said)
    if state is None:
        return None
    size, frames, one, other, salt = state
    (copied,) = _COPIED.unpack_from(said, 2 * _STATE.size)
    length = FRAME_HEADER + (65536 if size == 1 else size)
    at = LOG_HEADER + (frames - 1) * length
    before = at - length + _SUMS_AT if frames > 1 else LOG_HEADER - _SUMS.size
    return _Last(before, at, length, salt, (one, other)) if frames > copied else None


def _has(log: Path, last: _Last) -> bool:
    """Whether the frame is there as it was written, or the log is another one."""
    try:
        with log.open("rb") as opened:
            header = opened.read(LOG_HEADER)
            opened.seek(last.before)
            before = opened.read(_SUMS.size)
            opened.seek(last.at)
            frame = opened.read(last.size)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    if not is_whole(header):
        return False
    return header[16:24] != last.salt or _is_it(frame, last, order_of(header), before)


def _is_it(frame: bytes, last: _Last, order: str, before: bytes) -> bool:
    if len(frame) < last.size or _SUMS.unpack_from(frame, _SUMS_AT) != last.sums:
        return False
    return sums(frame[:8] + frame[FRAME_HEADER:], order, *_SUMS.unpack(before)) == last.sums
