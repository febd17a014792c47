"""
What the header of every library says alike, and SQLite goes by: one byte of it that a disk has
changed closes the whole file, or its lists, although nothing else is hurt.

    versions    18–19  above 2 SQLite does not write the file, or does not read it; ours have 2,
                       and copies have 1, or what was changed into less
    fractions   21–23  with any others it is none of SQLite's
    schema      44–47  how lists are ordered: 4, and with another they are read in a wrong order
    text        56–59  1 for UTF-8, and 0 is read so too
    vacuum      64–67  of a map of pages that no library has

Where one of them alone is not as it has to be, in a file with a number of our schemas, it is put
right.  A wrong number of reserved bytes, or of the map itself, may be what the pages were laid out
by: these are left to who looks at the pages.
The format: https://sqlite.org/fileformat2.html
"""

import os
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import NamedTuple

from notes.storage import schema, shared
from notes.storage.pages import HEADER, Pages, is_header, log_of


class Field(NamedTuple):
    """`closes`: whether SQLite cannot read the rest, or reads it wrong."""

    at: int
    whole: bytes
    is_right: Callable[[bytes], bool]
    closes: bool


FIELDS = (
    Field(18, b"\2", lambda said: said[0] <= 2, closes=False),
    Field(19, b"\2", lambda said: said[0] <= 2, closes=True),
    Field(21, b"\x40\x20\x20", lambda said: said == b"\x40\x20\x20", closes=True),
    Field(44, bytes([0, 0, 0, 4]), lambda said: said == bytes([0, 0, 0, 4]), closes=True),
    Field(56, bytes([0, 0, 0, 1]), lambda said: int.from_bytes(said, "big") <= 1, closes=True),
    Field(64, bytes(4), lambda said: not any(said), closes=False),
)
#: What SQLite says of the last of them.
OF_VACUUM = "incremental_vacuum enabled"
#: The number of the schema, and that there is a map.
_SCHEMA, _MAP = slice(60, 64), slice(52, 56)


def damaged(file: Path) -> Field | None:
    """What is not as it has to be in the header that SQLite goes by, if that is one field alone."""
    with suppress(OSError), ExitStack() as opened:
        there = opened.enter_context(file.open("rb"))
        found = _damaged(there.read(HEADER))
        if found and log_of(file).exists():
            log = opened.enter_context(log_of(file).open("rb"))
            return _damaged(Pages(there, log)[1][:HEADER])
        return found
    return None


def put_right(file: Path) -> bool:
    """The same as it has to be, if nobody has the file open; whether it was."""
    found = damaged(file)
    if found is None or shared.is_used(file):
        return False
    with suppress(OSError), file.open("r+b") as opened:
        opened.seek(found.at)
        opened.write(found.whole)
        opened.flush()
        os.fsync(opened.fileno())
        return True
    return False


def _damaged(header: bytes) -> Field | None:
    number = int.from_bytes(header[_SCHEMA], "big")
    if not is_header(header) or any(header[_MAP]) or not 0 < number <= schema.CURRENT:
        return None
    wrong = [one for one in FIELDS if not one.is_right(header[one.at : one.at + len(one.whole)])]
    return wrong[0] if len(wrong) == 1 else None
