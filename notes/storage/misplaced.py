"""
What SQLite says of places: of pages that are of two things, and of rows that have one place.

With any of that nothing is written any more, unless all of it can be made anew.
"""

import re
from collections.abc import Iterable
from itertools import chain

from notes.storage import fulltext, raw, trees
from notes.storage.asking import Ask
from notes.storage.database import database
from notes.storage.pages import Pages
from notes.storage.places import kept

_OF_PLACES = re.compile(
    r"^Freelist: |2nd reference to page|invalid page number|ptrmap|ptr map|[Ff]ree-page count"
)
_OUT_OF_FILE = re.compile(r"Tree (\d+) .*invalid page number")
#: Of the room on a page of a tree (`notes.storage.layouts`).
_OF_LAYOUT = re.compile(
    r"Tree (\d+) page \d+(?: cell \d+| right child)?: "
    r"(?:Offset|Extends off|Rowid|Child page depth|free space)"
)
_OF_PAGE = re.compile(r"(?:^Multiple uses for byte|^Fragmentation of) .* page (\d+)\.?$")
#: Of a table whose rows have no numbers, and are found by their key alone.
_OF_ORDER = re.compile(r"^row not in PRIMARY KEY order for (\w+)\.?$")
_ROOTS = "SELECT tbl_name, rootpage FROM sqlite_schema WHERE rootpage > 0"


def in_library(said: Iterable[str]) -> list[str]:
    """What SQLite has said of places in the open library."""
    lines = [line for line in said if is_said(line)]
    if not lines or database.file is None:
        return lines
    with raw.reading() as opened:
        return among(lines, database.execute_sql, opened.pages)


def among(said: Iterable[str], ask: Ask, pages: Pages) -> list[str]:
    """
    What SQLite has said of places.  A tree of the index that leads out of the file is left to that:
    it is not written into any more, but made anew.  So is a page of a list or of the index on which
    two rows have one place.  SQLite names that page alone, and `pages` tell of which tree it is.
    """
    lines = [line for line in said if is_said(line)]
    if not lines:
        return []
    derived = {*fulltext.names()}
    trees_of_index = {str(root) for name, root in ask(_ROOTS) if name in derived}
    tables = kept(ask)
    alone = any(_OF_PAGE.search(line) for line in lines)
    theirs = {*chain.from_iterable(trees.below(pages, root) for root in tables)} if alone else set()

    def is_derived(line: str) -> bool:
        if of := _OF_ORDER.match(line):
            return of[1] in derived
        if of := _OUT_OF_FILE.match(line):
            return of[1] in trees_of_index
        if of := _OF_LAYOUT.match(line):
            return int(of[1]) not in tables
        of = _OF_PAGE.search(line)
        return of is not None and int(of[1]) not in theirs

    return [line for line in lines if not is_derived(line)]


def page_of(line: str) -> int:
    """Of which page SQLite has said that two rows have one place on it, 0 if it has not."""
    of = _OF_PAGE.search(line)
    return int(of[1]) if of else 0


def is_said(line: str) -> bool:
    """Whether it is that what SQLite has said, be it of a tree that can be made anew."""
    known = (_OF_PLACES.search, _OF_LAYOUT.match, _OF_PAGE.search, _OF_ORDER.match)
    return any(is_of(line) for is_of in known)
