"""
Whether each page of a file is where it should be, and nowhere else: looked at before anything is
written, because what is written into a page goes over all that it is of.

SQLite believes its list of free pages: of one that names a page of a table, the next writes go
over the rows that lie there.  The list is a chain of pages, each of which names many, so that it
is read at once.  It is wrong where it names what is no page, what it has named already, or what
the root of a tree or another of its upper pages leads to, and where it is not as long as the file
says.  What only a row leads to is not looked for: SQLite says that of a whole file (`among`).
Of a long list, or of many trees, the first part is read.

No file of ours has a map of its pages, whatever its header says: SQLite would write one into it.
The format: https://sqlite.org/fileformat2.html
"""

import re
import struct
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import chain

from notes.storage import fulltext
from notes.storage.asking import Ask
from notes.storage.pages import HEADER, INDEX_INTERIOR, Pages

#: Pages of the list, and pages of trees, that are read.
LISTS, BRANCHES = 16, 8

_OF_PLACES = re.compile(
    r"^Freelist: |2nd reference to page|invalid page number|ptrmap|ptr map|[Ff]ree-page count"
)
_OUT_OF_FILE = re.compile(r"Tree (\d+) .*invalid page number")
_ROOTS = "SELECT tbl_name, rootpage FROM sqlite_schema WHERE rootpage > 0"

_TABLE_INTERIOR = 5
_LOCKS_AT = 2**30
#: Where the header has the first page of the list, its length, and that there is a map.
_LIST, _MAP = struct.Struct(">32xII"), slice(52, 56)
_LINK = struct.Struct(">II")


def among(said: Iterable[str], ask: Ask) -> list[str]:
    """
    What SQLite has said of places.  A tree of the index that leads out of the file is left to that:
    it is not written into any more, but made anew.
    """
    lines, derived = [*filter(is_said, said)], {*fulltext.names()}
    if not lines:
        return []
    trees = {str(root) for name, root in ask(_ROOTS) if name in derived}
    return [line for line in lines if not ((of := _OUT_OF_FILE.match(line)) and of[1] in trees)]


def is_said(line: str) -> bool:
    """Whether it is that what SQLite has said."""
    return bool(_OF_PLACES.search(line))


def is_wrong(pages: Pages, count: int, roots: Mapping[int, str]) -> bool:
    """
    Whether something else than free pages would be written; `count`: pages that there are, `roots`:
    tables by the first pages of their trees and lists.
    """
    header = pages[1][:HEADER]
    if not header:
        return False  # nothing was written yet
    if any(header[_MAP]):
        return True
    first, length = _LIST.unpack_from(header)
    try:
        free, is_all = _listed(pages, first, count, {1, _LOCKS_AT // pages.size + 1, *roots})
    except (ValueError, struct.error):
        return True
    if is_all and len(free) != length:
        return True
    derived = {*fulltext.names()}
    kept = [root for root, table in roots.items() if table not in derived]
    return bool(free) and not free.isdisjoint(_branches(pages, kept))


def _listed(pages: Pages, first: int, count: int, taken: set[int]) -> tuple[set[int], bool]:
    """The pages that are named, as far as they are read, and whether that is all of them."""
    free: set[int] = set()
    for _ in range(LISTS):
        if not first:
            break
        page = pages[first]
        following, length = _LINK.unpack_from(page)
        if length > pages.size // 4 - 2:
            raise ValueError(length)
        named = {first, *struct.unpack_from(f">{length}I", page, _LINK.size)}
        if len(named) <= length or named & free or named & taken:
            raise ValueError(first)
        if not 1 < min(named) <= max(named) <= count:
            raise ValueError(first)
        free |= named
        first = following
    return free, not first


def _branches(pages: Pages, roots: Collection[int]) -> Iterator[int]:
    """What the roots of trees lead to, and the pages below them that lead to others."""
    level = [page for root in roots if _leads_on(page := pages[root])]
    left = BRANCHES
    while level:
        below = [children for page in level if (children := _children(page))]
        yield from chain.from_iterable(below)
        upper = [one for children in below if _leads_on(pages[children[0]]) for one in children]
        level = [page for one in upper[:left] if _leads_on(page := pages[one])]
        left -= len(level)


def _leads_on(page: bytes) -> bool:
    return len(page) > HEADER and page[0] in (_TABLE_INTERIOR, INDEX_INTERIOR)


def _children(page: bytes) -> list[int]:
    with suppress(struct.error):
        cells, last = struct.unpack_from(">3xH3xI", page)
        places = struct.unpack_from(f">{cells}H", page, 12)
        return [last, *(int.from_bytes(page[at : at + 4], "big") for at in places)]
    return []
