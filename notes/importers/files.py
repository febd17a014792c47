"""
One file as an import reads it: its exact text, its times, and what is remembered of it.

Only a regular file is ever read, whatever its name was when it was listed.
"""

import hashlib
import io
import os
import stat
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from notes.errors import Invalid, TooLarge
from notes.importers.encodings import decode
from notes.importers.folder import NO_FILE
from notes.library.editing import Source
from notes.text import TEXT_LIMIT, checked_text

_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NONBLOCK", 0)  # a pipe in a file's place must not hold us up
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MOST_NS = 2**63 - 1


class File(NamedTuple):
    """A file as it was read."""

    text: str
    size: int
    created: datetime
    source: Source


def read(place: bytes, root: str, path: str) -> File:
    raw, status = _bytes_of(place, path)
    text, encoding = decode(raw, path)
    mtime_ns = storable(status.st_mtime_ns)
    born = getattr(status, "st_birthtime", None)
    return File(
        text=checked_text(text, path),
        size=len(raw),
        created=moment(int(born * 1e9) if born else mtime_ns),
        source=Source(root, path, encoding, mtime_ns, hashlib.sha256(raw).hexdigest()),
    )


def _bytes_of(place: bytes, path: str) -> tuple[bytes, os.stat_result]:
    with io.FileIO(os.open(place, _FLAGS)) as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise Invalid(path, NO_FILE)
        if status.st_size > 2 * TEXT_LIMIT:  # what UTF-16 makes of the largest text
            raise TooLarge(TEXT_LIMIT)
        return file.readall(), status


def storable(nanoseconds: int) -> int:
    """The time, or the nearest that a column holds."""
    return max(-_MOST_NS, min(nanoseconds, _MOST_NS))


def moment(nanoseconds: int) -> datetime:
    """A file's time; one that no calendar holds becomes the nearest that does."""
    seconds = min(max(nanoseconds // 1_000_000_000, -62_000_000_000), 253_000_000_000)
    return _EPOCH + timedelta(seconds=seconds, microseconds=nanoseconds // 1000 % 1_000_000)
