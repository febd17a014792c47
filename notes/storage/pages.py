"""
The rows that lie in a file of SQLite, read without SQLite: page by page, whatever leads to them.

A tree whose root is gone, a schema that cannot be read, a file that was cut off: the pages of
rows still say of themselves what they are, and each row of which columns it has.  So every
page of the file is looked at by itself, and of a row only its overflow is read elsewhere.  The
log beside the file is laid over it, up to its last commit.

Which table a row is of nobody says; who asks knows its rows by their kinds, a letter for each
column: n null, i integer, f float, t text, b bytes.  What comes may be older than the library,
or damaged; it is good when its hash says so.
The format: https://sqlite.org/fileformat2.html
"""

import struct
from collections.abc import Iterator
from contextlib import suppress
from functools import cached_property
from itertools import count
from pathlib import Path
from re import Pattern
from typing import BinaryIO, NamedTuple

from notes.storage.chains import Chains

#: Kinds of pages that hold rows: those of a table, and those of one that has no rowid.
TABLE_LEAF, INDEX_LEAF, INDEX_INTERIOR = 13, 10, 2
#: Of a file whose header is lost: what Octavo's files have.
PAGE_SIZE = 4096
PAGE_SIZES = [2**power for power in range(9, 16)]
MAGIC = b"SQLite format 3\0"
HEADER, LOG_HEADER, FRAME_HEADER = 100, 32, 24

#: Of a file of 64 GB; a number above it is none of a page.
MOST_PAGES = 2**24
LOG_MAGIC = b"\x37\x7f\x06"

#: The smallest first byte of the size of a row that has more than 127 bytes.
_LONG = 128

_INTEGERS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}


class Row(NamedTuple):
    """`number`: its rowid, 0 in a table that has none; `cut`: some of its last value is lost."""

    number: int
    values: tuple[object, ...]
    cut: bool = False


class Cell(NamedTuple):
    """Where a row lies on its page: its number, its size, and what of it is here."""

    number: int
    size: int
    at: int
    here: int


class Pages:
    """
    The pages of a file, with those of its log in their places; `header`: what they are read by, if
    the file's own is damaged.
    """

    def __init__(self, file: BinaryIO, log: BinaryIO | None, header: bytes = b"") -> None:
        self._file = file
        self._log = log
        header = header or _read(file, 0, HEADER)
        self.size = page_size(header)
        self.usable = self.size - _reserved(header)
        #: Bytes of a row that lies on its page as a whole.
        self._most_in_table = self.usable - 35
        self._most_in_list = (self.usable - 12) * 64 // 255 - 23
        self._longer = min(_LONG, self._most_in_list + 1)
        self._there = -(-file.seek(0, 2) // self.size)
        self._logged: dict[int, int] = {}
        for _, written in commits(log, self.size) if log else ():
            self._logged |= written

    @cached_property
    def _chains(self) -> Chains:
        return Chains(self.numbers(), self.__getitem__, self.usable - 4, self._heads)

    def numbers(self) -> list[int]:
        """All pages that there are, even where what lay between them was cut off."""
        beyond = sorted(number for number in self._logged if number > self._there)
        return [*range(1, self._there + 1), *beyond]

    def logged(self) -> list[int]:
        """Those that the log has."""
        return sorted(self._logged)

    def __getitem__(self, number: int) -> bytes:
        return self._begin_of(number, self.size)

    def _begin_of(self, number: int, size: int) -> bytes:
        if self._log and number in self._logged:
            return _read(self._log, self._logged[number], size)
        if number < 1:
            return b""
        return _read(self._file, (number - 1) * self.size, size)

    def rows(self, number: int, wanted: Pattern[str], *, cut: bool = False) -> Iterator[Row]:
        """The rows of one page whose kinds are wanted, if they are whole, or `cut` ones too."""
        page = self[number]
        for cell in self._cells(number, page):
            with suppress(ValueError, IndexError, struct.error, RecursionError):
                row = self._row(page, cell, wanted, cut=cut)
                if row:
                    yield row

    def end(self, number: int) -> int:
        """Where the last of the rows ends that lie on a page as a whole, 0 if none does."""
        cells = self._cells(number, self[number])
        return max((cell.at + cell.size for cell in cells if cell.here == cell.size), default=0)

    def long_rows(self, page: bytes, start: int) -> Iterator[tuple[int, int]]:
        """
        Where the rows of a page, which begins there on it, go on that do not fit, and in how many
        pages.
        """
        kind = page[start] if len(page) == self.size else 0
        if kind not in (TABLE_LEAF, INDEX_LEAF, INDEX_INTERIOR):
            return
        (cells,) = struct.unpack_from(">H", page, start + 3)
        first = start + (12 if kind == INDEX_INTERIOR else 8)
        child = 4 * (kind == INDEX_INTERIOR)
        for at in struct.unpack_from(f">{min(cells, (self.size - first) // 2)}H", page, first):
            if at + child < self.size and page[at + child] >= self._longer:
                with suppress(IndexError, struct.error):
                    cell = self.cell(page, at, kind)
                    if cell.here < cell.size:
                        (head,) = struct.unpack_from(">I", page, cell.at + cell.here)
                        yield head, -((cell.here - cell.size) // (self.usable - 4))

    def next_of(self, number: int) -> int:
        """Where a row goes on that lies in this page, 0 if it ends there."""
        return int.from_bytes(self._begin_of(number, 4), "big")

    def _heads(self) -> Iterator[int]:
        """Where the rows that do not fit on their pages go on."""
        for number in self.numbers():
            start = HEADER if number == 1 else 0
            yield from (head for head, _ in self.long_rows(self[number], start))

    def _cells(self, number: int, page: bytes) -> Iterator[Cell]:
        start = HEADER if number == 1 else 0
        kind = page[start] if len(page) > start else 0
        if kind not in (TABLE_LEAF, INDEX_LEAF, INDEX_INTERIOR) or len(page) < self.size:
            return
        first = start + (12 if kind == INDEX_INTERIOR else 8)
        (cells,) = struct.unpack_from(">H", page, start + 3)
        for at in range(first, min(first + 2 * cells, self.size - 1), 2):
            with suppress(ValueError, IndexError, struct.error):
                yield self.cell(page, struct.unpack_from(">H", page, at)[0], kind)

    def cell(self, page: bytes, at: int, kind: int) -> Cell:
        """What begins there on a page of that kind; ValueError or IndexError if nothing can."""
        at += 4 if kind == INDEX_INTERIOR else 0
        size, at = varint(page, at)
        number, at = varint(page, at) if kind == TABLE_LEAF else (0, at)
        return Cell(number, size, at, self.local(size, table=kind == TABLE_LEAF))

    def _row(self, page: bytes, cell: Cell, wanted: Pattern[str], *, cut: bool) -> Row | None:
        number, size, at, here = cell
        payload = page[at : at + here]
        types = _types(payload)
        if not wanted.fullmatch("".join(map(_letter, types))):
            return None
        if here == size:
            return Row(number, tuple(_values(payload, types)))
        (head,) = struct.unpack_from(">I", page, at + here)
        rest = self._overflow(head, size - here)
        if len(rest) == size - here:
            return Row(number, tuple(_values(payload + rest, types)))
        start = size - _size(types[-1])
        if not (cut and _letter(types[-1]) == "t" and 0 < start <= here):
            return None
        text = payload[start:] + self._chains.text(head, size - here)
        early = tuple(_values(payload, types[:-1]))
        return Row(number, (*early, text.decode("utf-8", "replace")), cut=True)

    def local(self, size: int, *, table: bool) -> int:
        """How many bytes of a row lie in its own page."""
        usable, most = self.usable, self._most_in_table if table else self._most_in_list
        if size <= most:
            return size
        least = (usable - 12) * 32 // 255 - 23
        local = least + (size - least) % (usable - 4)
        return local if local <= most else least

    def _overflow(self, number: int, size: int) -> bytes:
        if size > (self._there + len(self._logged)) * self.size:
            raise ValueError(size)
        parts: list[bytes] = []
        while size > 0 and number > 0 and (page := self[number]):
            parts.append(page[4 : min(self.usable, size + 4)])
            size -= len(parts[-1])
            (number,) = struct.unpack_from(">I", page)
        return b"".join(parts)


def log_of(file: Path) -> Path:
    return file.with_name(f"{file.name}-wal")


def is_header(raw: bytes) -> bool:
    """Whether a file that begins so can be one of SQLite's."""
    size = int.from_bytes(raw[16:18], "big")
    return len(raw) == HEADER and raw.startswith(MAGIC) and size in (1, *PAGE_SIZES)


def is_lost_on_sqlite(log: BinaryIO, size: int) -> bool:
    """
    Whether SQLite would take a log for none and remove it, although something is in it: words of
    somebody else, or commits behind a header that is not whole.  A header is on the disk before
    any of them, so that no power cut leaves these alone.
    """
    header = _read(log, 0, LOG_HEADER)
    if any(header) and not LOG_MAGIC.startswith(header[: len(LOG_MAGIC)]):
        return True
    return not is_whole(header) and any(commits(log, size))


def is_whole(header: bytes) -> bool:
    """Whether the header of a log has the sums that were written with it."""
    if len(header) < LOG_HEADER or not header.startswith(LOG_MAGIC):
        return False
    return sums(header[:24], order_of(header)) == struct.unpack(">II", header[24:])


def order_of(header: bytes) -> str:
    """In which order of bytes the parts of a log are summed up."""
    return ">" if header[3] & 1 else "<"


def sums(raw: bytes, order: str, first: int = 0, second: int = 0) -> tuple[int, int]:
    """What SQLite writes with a part of a log to know it again, going on from the part before."""
    for one, other in struct.iter_unpack(f"{order}II", raw):
        first = (first + one + second) % 2**32
        second = (second + other + first) % 2**32
    return first, second


def page_size(header: bytes) -> int:
    if not is_header(header):
        return PAGE_SIZE
    size = int.from_bytes(header[16:18], "big")
    return 65536 if size == 1 else size


def _reserved(header: bytes) -> int:
    """Bytes at the end of each page that SQLite leaves to others; a lost header has none."""
    return header[20] if is_header(header) else 0


def commits(log: BinaryIO, size: int) -> Iterator[tuple[int, dict[int, int]]]:
    """Of each commit in a log the number of its last frame, and where its pages lie."""
    pending: dict[int, int] = {}
    header = _read(log, 0, LOG_HEADER)
    salt = header[16:24] if is_whole(header) else b""
    for number, at in enumerate(count(LOG_HEADER, FRAME_HEADER + size), 1):
        frame = _read(log, at, FRAME_HEADER)
        if len(frame) < FRAME_HEADER:
            return
        page, pages = struct.unpack_from(">II", frame)
        if not 0 < page <= MOST_PAGES or pages > MOST_PAGES:
            continue  # it is damaged
        salt = salt or frame[8:16]
        if frame[8:16] != salt:
            continue  # it was left there by an earlier log
        pending[page] = at + FRAME_HEADER
        if pages:
            yield number, pending
            pending = {}


def _read(file: BinaryIO, at: int, size: int) -> bytes:
    file.seek(at)
    return file.read(size)


def varint(raw: bytes, at: int) -> tuple[int, int]:
    """A number of one to nine bytes, and where it ends."""
    if raw[at] < 0x80:
        return raw[at], at + 1
    number = 0
    for end in range(at, at + 8):
        number = number << 7 | raw[end] & 0x7F
        if raw[end] < 0x80:
            return number, end + 1
    number = number << 8 | raw[at + 8]
    return number - (number >> 63 << 64), at + 9


def _types(payload: bytes) -> list[int]:
    """The types of a row's columns, which stand before them."""
    end, at = varint(payload, 0)
    types = []
    if end > len(payload):
        raise ValueError(end)
    while at < end:
        kind, at = varint(payload, at)
        types.append(kind)
    return types


def _letter(kind: int) -> str:
    if kind >= 12:
        return "t" if kind % 2 else "b"
    return "niiiiiifii??"[kind]


def _values(payload: bytes, types: list[int]) -> Iterator[object]:
    at, _ = varint(payload, 0)
    for kind in types:
        size = _size(kind)
        yield _value(payload[at : at + size], kind)
        at += size


def _size(kind: int) -> int:
    return (kind - 12) // 2 if kind >= 12 else 8 if kind == 7 else _INTEGERS.get(kind, 0)


def _value(raw: bytes, kind: int) -> object:
    if kind >= 12:
        return raw.decode("utf-8", "replace") if kind % 2 else raw
    if kind == 7:
        return struct.unpack(">d", raw)[0]
    return {0: None, 8: 0, 9: 1}.get(kind, int.from_bytes(raw, "big", signed=True))
