"""
Every page of a file counted once: whether any is of two rows, or of one and free as well.

What is written next goes over a page that a list calls free and a row has, and what is deleted
takes those with it that another row has too.  So all that rows lead to is followed, with the log
laid over the file: the trees, and the chains on which long rows lie.  The pages of what is kept are
looked at in themselves too (`notes.storage.layouts`).  SQLite's own check finds the same, but reads
the words of the index as well, and cannot be asked for a part of it.

What leads out of the file is passed over, and so is what is no page of a tree: SQLite goes no
further there, and writes nothing.  A log may be damaged in ways that only its sums tell, and other
programs write meanwhile: who is told that something is wrong asks SQLite for the last word.
The format: https://sqlite.org/fileformat2.html
"""

from array import array
from collections.abc import Callable, Iterable
from enum import Enum, auto
from math import inf

from notes.storage import layouts, places, trees
from notes.storage.pages import HEADER, Pages
from notes.storage.places import Misplaced

#: Pages that are counted before it is asked whether to go on.
STRIDE = 64


class Found(Enum):
    """What a census shows; of one that was not finished nothing is known."""

    SOUND = auto()
    #: Something is of two things.
    WRONG = auto()
    #: Only on pages of lists, or of the index, rows have one place (`Census.mendable`).
    MENDABLE = auto()
    UNFINISHED = auto()


class Census:
    """
    `count`: pages that there are; `tables`, `others`: those on which the trees begin of what is
    kept, the schema among them, and all other trees; `goes_on` is asked now and then.
    """

    def __init__(
        self,
        pages: Pages,
        count: int,
        tables: Iterable[int],
        others: Iterable[int],
        goes_on: Callable[[], bool],
    ) -> None:
        self._pages = pages
        self._count = count
        self._tables, self._others = [*tables], [*others]
        self._goes_on = goes_on
        self._counted = bytearray(count + 1)
        self._until_asked = STRIDE
        self._left = array("L")
        #: Where the trees begin that are to be made anew before they are written.
        self.mendable: list[int] = []

    def take(self) -> Found:
        try:
            roots = (*self._tables, *self._others)
            for number in places.free_pages(self._pages, self._count, roots, inf):
                self._count_in(number)
            if not all(map(self._is_laid_out, self._tables)):
                return Found.WRONG
            self.mendable = [root for root in self._others if not self._is_laid_out(root)]
        except Misplaced:
            return Found.WRONG
        except _Stopped:
            return Found.UNFINISHED
        return Found.MENDABLE if self.mendable else Found.SOUND

    def _is_laid_out(self, root: int) -> bool:
        """Follow all of a tree; whether each row has a place of its own on its page."""
        is_right = True
        self._go_on_with(root)
        while self._left:
            number = self._left.pop()
            page, start = self._pages[number], HEADER if number == 1 else 0
            is_right = is_right and not layouts.is_wrong(self._pages, page, start)
            for below in trees.children(page, start):
                self._go_on_with(below)
            for head, length in self._pages.long_rows(page, start):
                self._follow_chain(head, length)
        return is_right

    def _go_on_with(self, number: int) -> None:
        if self._is_there(number):
            self._count_in(number)
            self._left.append(number)

    def _follow_chain(self, number: int, length: int) -> None:
        while length and self._is_there(number):
            self._count_in(number)
            number = self._pages.next_of(number)
            length -= 1

    def _is_there(self, number: int) -> bool:
        return 0 < number <= self._count

    def _count_in(self, number: int) -> None:
        if self._counted[number]:
            raise Misplaced
        self._counted[number] = 1
        self._until_asked -= 1
        if not self._until_asked:
            self._until_asked = STRIDE
            if not self._goes_on():
                raise _Stopped


class _Stopped(Exception):
    """Nobody waits for the rest."""
