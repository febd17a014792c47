"""
A long row whose pages are not all there: what lies before a lost one, and after it.

Each page of a chain names the next, so that a lost one takes the way to all that follow with it.
They are found again as the nearest chain that begins on a page nobody names and is as long as what
is missing.  It is then of that row, and of no other.
"""

import struct
from collections.abc import Callable, Iterable
from functools import cached_property

#: What stands in a text where a part of it is lost.
GAP = "\n…\n".encode()

#: How much of a page has to be text; of random bytes about half is.
_TEXT = 0.9


class Chains:
    """
    The chains of a file's pages: of which numbers there are, what lies on each, and where the rows
    of its trees begin their own.
    """

    def __init__(
        self,
        numbers: list[int],
        page: Callable[[int], bytes],
        room: int,
        heads: Callable[[], Iterable[int]],
    ) -> None:
        self._numbers = numbers
        self._page = page
        self._room = room
        self._heads = heads
        self._found: dict[tuple[int, int], int] = {}

    def text(self, number: int, size: int) -> bytes:
        """What can be read of the bytes of a text that begin on a page."""
        parts: list[bytes] = []
        while size > 0 and number:
            page = self._page(number)
            content, following = page[4 : 4 + min(self._room, size)], _next(page)
            size -= min(self._room, size)
            if size > 0 and not 0 < following <= self._numbers[-1]:
                content = content if _is_text(content) else b""
                following = self._goes_on(number, size)
                content += GAP
            parts.append(content)
            number = following
        return b"".join(parts)

    def _goes_on(self, lost: int, size: int) -> int:
        """The page that the rest of a chain begins on, 0 if there is none."""
        wanted = -(-size // self._room)
        if (lost, wanted) not in self._found:
            self._found[lost, wanted] = self._taken(lost, wanted)
        return self._found[lost, wanted]

    def _taken(self, lost: int, wanted: int) -> int:
        """The nearest tail of a length that nobody has, one behind what is lost before others."""
        left = self._tails.get(wanted, [])
        start = min(left, key=lambda number: (number < lost, abs(number - lost)), default=0)
        if start:
            left.remove(start)
        return start

    @cached_property
    def _tails(self) -> dict[int, list[int]]:
        """The starts of chains by their lengths in pages."""
        tails: dict[int, list[int]] = {}
        lengths = {0: 0}
        for start in self._starts:
            tails.setdefault(self._length(start, lengths), []).append(start)
        return tails

    def _length(self, start: int, lengths: dict[int, int]) -> int:
        """How long a chain is, -1 if it has no end; `lengths`: of all that are known."""
        way: list[int] = []
        number = start
        while number not in lengths:
            lengths[number] = -1  # as long as it is on its way, and if it comes here again
            way.append(number)
            number = _next(self._page(number)) if number in self._there else number
        if lengths[number] >= 0:
            lengths |= {one: lengths[number] + at for at, one in enumerate(reversed(way), 1)}
        return lengths[start]

    @cached_property
    def _there(self) -> set[int]:
        return {*self._numbers}

    @cached_property
    def _starts(self) -> list[int]:
        """Pages with something on them that no page names as its next, and no row as its first."""
        named = {_next(self._page(number)) for number in self._numbers} | {*self._heads()}
        return [one for one in self._numbers if one not in named and any(self._page(one))]


def _next(page: bytes) -> int:
    return int(struct.unpack_from(">I", page)[0]) if len(page) >= 4 else 0


def _is_text(content: bytes) -> bool:
    kept = content.strip(b"\0").decode("utf-8", "ignore").encode()
    return bool(kept) and len(kept) > _TEXT * len(content)
