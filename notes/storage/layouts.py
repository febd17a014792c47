"""
How the room of a page is shared: by the rows of a table or list, and what is free between them.

SQLite believes what a page says of that.  A bit of it can let the next row be written over another
one, or two rows lie where there is one; its own check says so, and nothing else does, for each row
can be read as it was.
The format: https://sqlite.org/fileformat2.html#b_tree_pages
"""

import struct
from collections.abc import Iterator
from itertools import pairwise

from notes.storage.pages import INDEX_INTERIOR, INDEX_LEAF, TABLE_LEAF, Pages, varint
from notes.storage.trees import TABLE_INTERIOR

_HEAD = struct.Struct(">xHHHB")
_FREE = struct.Struct(">HH")
#: Where on a page it begins to say where its rows lie.
_FIRST = {TABLE_LEAF: 8, INDEX_LEAF: 8, TABLE_INTERIOR: 12, INDEX_INTERIOR: 12}
#: The smallest room that a row or a free block takes.
_LEAST = 4

#: From one byte up to another.
Room = tuple[int, int]


def is_wrong(pages: Pages, page: bytes, start: int) -> bool:
    """Of a page of a tree, which begins there on it; of what is none nothing is known."""
    if len(page) < pages.size or page[start] not in _FIRST:
        return False
    free, cells, content, fragments = _HEAD.unpack_from(page, start)
    content = content or 65_536
    if start + _FIRST[page[start]] + 2 * cells > content or content > pages.usable:
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
    """The numbers by which the rows of a table are ordered, and where rows lie."""
    kind = page[start]
    numbers: list[int] = []
    rooms: list[Room] = []
    for at in struct.unpack_from(f">{cells}H", page, start + _FIRST[kind]):
        if kind == TABLE_INTERIOR:
            number, end = varint(page, at + 4)
            numbers.append(number)
        else:
            size, end = varint(page, at + 4 * (kind == INDEX_INTERIOR))
            if kind == TABLE_LEAF:
                number, end = varint(page, end)
                numbers.append(number)
            here = pages.local(size, table=kind == TABLE_LEAF)
            end += here + 4 * (here < size)
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
