"""
Whether each page of a file is where it should be, and nowhere else, and so each row on its page:
looked at before anything is written, because what is written goes over all that a place is of.

SQLite believes its list of free pages: of one that names a page of a table, the next writes go
over the rows that lie there.  The list is a chain of pages, each of which names many, so that it
is read at once.  It is wrong where it names what is no page, what it has named already, or what
the root of a tree or another of its upper pages leads to, and where it is not as long as the file
says.  What only a row leads to is not looked for here (`notes.storage.census`); SQLite says all of
it, of a whole file (`notes.storage.misplaced`).
Of a long list, or of many trees, the first part is read.

No file of ours has a map of its pages, whatever its header says: SQLite would write one into it.
The format: https://sqlite.org/fileformat2.html
"""

import struct
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from notes.storage import fulltext, trees
from notes.storage.asking import Ask
from notes.storage.pages import HEADER, Pages


class Misplaced(Exception):
    """A page is where it cannot be."""


#: Pages of the list, and pages of trees, that are read.
LISTS, BRANCHES = 16, 8

#: Tables of short rows that begin from nothing again (`notes.storage.shape`).
_BEGUN_ANEW = ("last_write", "recent_search", "thinning")
_TABLES = "SELECT tbl_name, rootpage FROM sqlite_schema WHERE type = 'table' AND rootpage > 0"

_LOCKS_AT = 2**30
#: Where the header has the first page of the list, its length, and that there is a map.
_LIST, _MAP = struct.Struct(">32xII"), slice(52, 56)
_LINK = struct.Struct(">II")


def kept(ask: Ask) -> set[int]:
    """Where the trees of the schema and of tables begin that nobody can make anew."""
    others = {*fulltext.names(), *_BEGUN_ANEW}
    return {1, *(root for name, root in ask(_TABLES) if name not in others)}


def are_wrong(pages: Pages, count: int, roots: Mapping[int, str]) -> bool:
    """
    Whether something else than free pages would be written; `count`: pages that there are, `roots`:
    tables by the first pages of their trees and lists.
    """
    try:
        free = free_pages(pages, count, roots, LISTS)
    except Misplaced:
        return True
    derived = {*fulltext.names()}
    kept = [root for root, table in roots.items() if table not in derived]
    return bool(free) and not free.isdisjoint(_branches(pages, kept))


def free_pages(pages: Pages, count: int, roots: Iterable[int], most: float) -> set[int]:
    """What the first pages of the list of free ones name; Misplaced where one cannot be free."""
    header = pages[1][:HEADER]
    if not header:
        return set()  # nothing was written yet
    if any(header[_MAP]):
        raise Misplaced
    first, length = _LIST.unpack_from(header)
    taken = {1, _LOCKS_AT // pages.size + 1, *roots}
    free: set[int] = set()
    read = 0
    try:
        while first and read < most:
            first = _take_listed(pages, first, count, free, taken)
            read += 1
    except struct.error as error:
        raise Misplaced from error
    if not first and len(free) != length:
        raise Misplaced
    return free


def _take_listed(pages: Pages, number: int, count: int, free: set[int], taken: set[int]) -> int:
    """Add what one page of the list names, and itself; the next page of the list."""
    page = pages[number]
    following, length = _LINK.unpack_from(page)
    if length > pages.size // 4 - 2:
        raise Misplaced
    named = {number, *struct.unpack_from(f">{length}I", page, _LINK.size)}
    if len(named) <= length or named & free or named & taken:
        raise Misplaced
    if not 1 < min(named) <= max(named) <= count:
        raise Misplaced
    free |= named
    return int(following)


def _branches(pages: Pages, roots: Iterable[int]) -> Iterator[int]:
    """What the roots of trees lead to, and the pages below them that lead to others."""
    level = [below for root in roots if (below := trees.children(pages[root]))]
    left = BRANCHES
    while level:
        yield from chain.from_iterable(level)
        upper = [one for below in level if trees.children(pages[below[0]]) for one in below]
        level = [below for one in upper[:left] if (below := trees.children(pages[one]))]
        left -= len(level)
