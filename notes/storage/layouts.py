"""
How the room of a page is shared: by the rows of a table, and what is free between them.

SQLite believes what a page says of that.  A bit of it can let the next row be written over another
one, or two rows lie where there is one; its own check says so, and nothing else does, for each row
can be read as it was.
The format: https://sqlite.org/fileformat2.html#b_tree_pages
"""

import struct
from collections.abc import Iterator
from itertools import pairwise

from notes.storage.pages import TABLE_LEAF, Pages, varint
from notes.storage.trees import TABLE_INTERIOR

_HEAD = struct.Struct(">xHHHB")
_FREE = struct.Struct(">HH")
#: The smallest room that a row or a free block takes.
_LEAST = 4

#: From one byte up to another.
Room = tuple[int, int]


def is_wrong(pages: Pages, page: bytes, start: int) -> bool:
    """Of a page of a table's tree, which begins there on it; of what is none nothing is known."""
    if len(page) < pages.size or page[start] not in (TABLE_LEAF, TABLE_INTERIOR):
        return False
    free, cells, content, fragments = _HEAD.unpack_from(page, start)
    content = content or 65_536
    first = start + (8 if page[start] == TABLE_LEAF else 12)
    if first + 2 * cells > content or content > pages.usable:
        return True
    try:
        numbers, rooms = _rows(pages, page, start, cells)
        rooms += _blocks(page, free)
    except (IndexError, ValueError, struct.error):
        return True
    if any(one >= other for one, other in pairwise(numbers)):
        return True
    return bool(_left_over(rooms, content, pages.usable) != fragments)


def _rows(pages: Pages, page: bytes, start: int, cells: int) -> tuple[list[int], list[Room]]:
    """The numbers of the rows by which they are ordered, and where they lie."""
    is_leaf = page[start] == TABLE_LEAF
    numbers: list[int] = []
    rooms: list[Room] = []
    for at in struct.unpack_from(f">{cells}H", page, start + (8 if is_leaf else 12)):
        if is_leaf:
            size, end = varint(page, at)
            number, end = varint(page, end)
            here = pages.local(size, table=True)
            end += here + 4 * (here < size)
        else:
            number, end = varint(page, at + 4)
        numbers.append(number)
        rooms.append((at, max(end, at + _LEAST)))
    return numbers, rooms


def _blocks(page: bytes, at: int) -> Iterator[Room]:
    """What is free, each block behind the one before; ValueError where it is not."""
    before = 0
    while at:
        if at < before:
            raise ValueError(at)
        following, size = _FREE.unpack_from(page, at)
        yield at, at + size
        before, at = at + size + _LEAST, following


def _left_over(rooms: list[Room], content: int, usable: int) -> int:
    """Bytes that nothing has, -1 where two things have one or something lies outside."""
    left, end = 0, content
    for start, following in sorted(rooms):
        if start < end:
            return -1
        left += start - end
        end = following
    return left + usable - end if end <= usable else -1
