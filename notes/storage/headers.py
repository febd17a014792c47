"""
What the header of every library says alike, and SQLite goes by: one byte of it that a disk has
changed closes the whole file, or its lists, although nothing else is hurt.

    name         0–15  with any other it is none of SQLite's
    size        16–17  of a page: 4096
    versions    18–19  above 2 SQLite does not write the file, or does not read it; ours have 2,
                       and copies have 1, or what was changed into less
    reserved    20     bytes at the end of each page for others: none
    fractions   21–23  with any others it is none of SQLite's
    schema      44–47  how lists are ordered: 4, and with another they are read in a wrong order
    map         52–55  of what each page is of: none
    text        56–59  1 for UTF-8, and 0 is read so too
    vacuum      64–67  of a map of pages that no library has

Where one of them alone is not as it has to be, in a file with a number of our schemas, it is put
right.  By a size, by reserved bytes and by a map the pages of a file may have been laid out, if
another program has written all of it anew.  So the pages that have the schema are asked first:
rows that end with the very last byte of a page leave room for nothing reserved, and where a table
begins on the second page there is no map, which would lie there.  What they do not prove to be
wrong is left to who looks at the pages.
The format: https://sqlite.org/fileformat2.html
"""

import os
import re
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import BinaryIO, NamedTuple

from notes.storage import schema, shared, trees
from notes.storage.pages import HEADER, MAGIC, PAGE_SIZE, Pages, is_header, log_of


def _always(_pages: Pages) -> bool:
    return True


def _are_filled(pages: Pages) -> bool:
    """Whether the pages that have the schema can be read as they are, and are used to their end."""
    ends = (pages.end(number) for number in trees.below(pages, trees.SCHEMA))
    return any(trees.roots(pages)) and max(ends) == pages.size


def _have_no_map(pages: Pages) -> bool:
    return _MAPPED in (root for _, root in trees.roots(pages))


class Field(NamedTuple):
    """
    `closes`: whether SQLite cannot read the rest, or reads it wrong; `is_proved`: whether pages
    that are read by the right one show that it is that.
    """

    at: int
    whole: bytes
    is_right: Callable[[bytes], bool]
    closes: bool
    is_proved: Callable[[Pages], bool] = _always

    def said(self, header: bytes) -> bytes:
        return header[self.at : self.at + len(self.whole)]

    def put_into(self, header: bytes) -> bytes:
        return header[: self.at] + self.whole + header[self.at + len(self.whole) :]


def _exactly(at: int, whole: bytes, is_proved: Callable[[Pages], bool] = _always) -> Field:
    return Field(at, whole, lambda said: said == whole, closes=True, is_proved=is_proved)


_RESERVED = 20

FIELDS = (
    _exactly(0, MAGIC, _are_filled),
    _exactly(16, PAGE_SIZE.to_bytes(2, "big"), _are_filled),
    Field(18, b"\2", lambda said: said[0] <= 2, closes=False),
    Field(19, b"\2", lambda said: said[0] <= 2, closes=True),
    _exactly(_RESERVED, b"\0", _are_filled),
    _exactly(21, b"\x40\x20\x20"),
    _exactly(44, bytes([0, 0, 0, 4])),
    Field(52, bytes(4), lambda said: not any(said), closes=False, is_proved=_have_no_map),
    Field(56, bytes([0, 0, 0, 1]), lambda said: int.from_bytes(said, "big") <= 1, closes=True),
    Field(64, bytes(4), lambda said: not any(said), closes=False),
)
#: What SQLite says of a map that there is not, or of how it is kept.
_OF_MAP = re.compile(
    r"incremental_vacuum enabled|ptrmap|ptr map|pointer map referenced|max rootpage \(\d+\)"
)
#: The number of the schema, whether there is a map, and the page where that would begin.
_SCHEMA, _MAP, _MAPPED = slice(60, 64), slice(52, 56), 2


def damaged(file: Path) -> Field | None:
    """What is not as it has to be in the header that SQLite goes by, if that is one field alone."""
    with suppress(OSError), ExitStack() as opened:
        there = opened.enter_context(file.open("rb"))
        header = there.read(HEADER)
        if not _strange(header):
            return None
        logged = log_of(file).exists()
        log = opened.enter_context(log_of(file).open("rb")) if logged else None
        found = _damaged(header, there, log)
        if found and log:
            said = Pages(there, log, found.put_into(header))[1][:HEADER]
            return _damaged(said, there, log)
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


def whole(file: Path) -> bytes:
    """The header of a file as it has to be; as it is, if more of it is damaged or nothing."""
    found = damaged(file)
    with suppress(OSError), file.open("rb") as opened:
        header = opened.read(HEADER)
        return found.put_into(header) if found else header
    return b""


def reserves_bytes(file: Path) -> bool:
    """
    Whether pages have bytes for another program.  The driver takes such a file for an encrypted
    one, and cannot attach another to it, as `VACUUM` must.
    """
    return whole(file)[_RESERVED : _RESERVED + 1] not in (b"", b"\0")


def is_said(line: str) -> bool:
    """Whether SQLite has said that of what a header wrongly says of a map."""
    return bool(_OF_MAP.search(line))


def _strange(header: bytes) -> list[Field]:
    """What is not as in any library of ours."""
    number = int.from_bytes(header[_SCHEMA], "big")
    if len(header) < HEADER or not 0 < number <= schema.CURRENT:
        return []
    return [one for one in FIELDS if not one.is_right(one.said(header))]


def _damaged(header: bytes, file: BinaryIO, log: BinaryIO | None) -> Field | None:
    """A file may be laid out as its header says, however strange: that is no damage then."""
    wrong = [
        one for one in _strange(header) if one.is_proved(Pages(file, log, one.put_into(header)))
    ]
    if len(wrong) != 1:
        return None
    right = wrong[0].put_into(header)
    return wrong[0] if is_header(right) and not any(right[_MAP]) else None
