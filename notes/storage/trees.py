"""
Which table the pages of a file belong to, as far as its trees can be followed.

The schema, which begins on the first page, says where each table's tree has its root; from there
every page names those below it.  A page that two trees name, or none, belongs to nobody here.
The format: https://sqlite.org/fileformat2.html
"""

import re
import struct
from collections.abc import Iterator
from contextlib import suppress

from notes.storage.pages import HEADER, INDEX_INTERIOR, INDEX_LEAF, TABLE_LEAF, Pages

TABLE_INTERIOR = 5
#: The page where the schema begins.
SCHEMA = 1

#: What the schema says of one table: kind, name, table, root, and how it was made.
_OBJECT = re.compile("tttit")
#: Bytes at the beginning of a page that leads to others.
_BEFORE_CELLS = 12
#: Below the root: a table of 64 GB has no more levels.
_DEEPEST = 20


def owners(pages: Pages) -> dict[int, str]:
    """The name of its table by the number of a page."""
    found: dict[int, str] = {}
    twice: set[int] = set()
    for name, root in roots(pages):
        for number in below(pages, root):
            if found.setdefault(number, name) != name:
                twice.add(number)
    return {number: name for number, name in found.items() if number not in twice}


def roots(pages: Pages) -> Iterator[tuple[str, int]]:
    """The tables by the schema, each with the first page of its tree."""
    for number in below(pages, SCHEMA):
        for row in pages.rows(number, _OBJECT):
            kind, name, _, root, _ = row.values
            if kind == "table" and isinstance(root, int) and root > 1:
                yield str(name), root


def below(pages: Pages, root: int) -> Iterator[int]:
    """A page and those that it leads to, each once."""
    level, seen = [root], {root}
    for _ in range(_DEEPEST):
        yield from level
        level = [below for number in level for below in _children(pages, number)]
        level = [number for number in dict.fromkeys(level) if number not in seen]
        seen.update(level)


def children(page: bytes, start: int = 0) -> list[int]:
    """The pages that one of a tree leads to, which begins there on it."""
    if len(page) < start + _BEFORE_CELLS or page[start] not in (TABLE_INTERIOR, INDEX_INTERIOR):
        return []
    cells, last = struct.unpack_from(">3xH3xI", page, start)
    found = [last]
    first = start + _BEFORE_CELLS
    for at in range(first, min(first + 2 * cells, len(page) - 1), 2):
        with suppress(struct.error):
            found += struct.unpack_from(">I", page, struct.unpack_from(">H", page, at)[0])
    return found


def _children(pages: Pages, number: int) -> list[int]:
    page = pages[number]
    if len(page) < pages.size:
        return []
    below = children(page, HEADER if number == 1 else 0)
    return [child for child in below if _is_of_tree(pages[child])]


def _is_of_tree(page: bytes) -> bool:
    return bool(page) and page[0] in (TABLE_LEAF, TABLE_INTERIOR, INDEX_LEAF, INDEX_INTERIOR)
