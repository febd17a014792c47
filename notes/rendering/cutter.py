"""
A text cut again while it is written: only what is around the change is looked at.

Where a block begins, nothing from above goes on; so what is above the change stays as it was
cut, and so does what is below the first beginning behind it that was one before.  Cut whole
again are texts in which that is not so, or not known: an element is opened and never closed
(to close it far below changes what is above), the change is in the front matter, or lines
end in other ways than ours.

What other blocks use stays as it was as long as what the changed ones say stays the same.
"""

from bisect import bisect_left, bisect_right
from typing import NamedTuple

from notes.rendering.blocks import Piece, beginnings, between, places, said_in, with_uses
from notes.rendering.digest import front_matter
from notes.rendering.uses import Defined

#: Characters that are looked at to know whether a block begins before them.
_LOOKED_AT = 16


class _Cut(NamedTuple):
    text: str
    #: Where each piece begins.
    starts: list[int]
    pieces: list[Piece]
    defined: Defined
    #: Whether it can be cut again in part.
    is_plain: bool


class _Change(NamedTuple):
    """The pieces from `first` to before `last` are replaced by these, and the rest moves."""

    first: int
    last: int
    starts: list[int]
    pieces: list[Piece]


class Cutter:
    def __init__(self) -> None:
        self._before = _whole("")

    def cut(self, text: str) -> list[Piece]:
        """What `blocks.cut` would make of it."""
        change = _change(self._before, text)
        self._before = _changed(self._before, change, text) if change else _whole(text)
        return self._before.pieces


def _whole(text: str) -> _Cut:
    head, unbalanced = front_matter(text)[1], set[str]()
    starts = [0, *beginnings(text, head, unbalanced)] if text else []
    pieces = between(text, [*starts, len(text)], 0)
    defined = Defined(said_in(pieces))
    is_plain = not unbalanced and "\r" not in text and (head > 0 or not _may_have_head(text))
    return _Cut(text, starts, with_uses(pieces, defined), defined, is_plain and bool(text))


def _may_have_head(text: str) -> bool:
    return text.startswith(("---", "\ufeff"))


def _change(before: _Cut, text: str) -> _Change | None:
    if not before.is_plain or not text or "\r" in text:
        return None
    above = _same_above(before.text, text)
    first = max(0, bisect_right(before.starts, above - _LOOKED_AT) - 1)
    if first == 0 and (_may_have_head(text) or _may_have_head(before.text)):
        return None
    below = _same_below(before.text, text, above)
    return _cut_between(before, text, first, len(before.text) - below)


def _cut_between(before: _Cut, text: str, first: int, same_from: int) -> _Change | None:
    """Cut from a piece on, to the first beginning at which the text before was cut as well."""
    starts, moved, unbalanced = before.starts, len(text) - len(before.text), set[str]()
    begun, last = [starts[first]], bisect_left(starts, same_from, first + 1)
    end = len(text)
    for place in places(text, starts[first], unbalanced):
        last = bisect_left(starts, place - moved, last)
        if last < len(starts) and starts[last] == place - moved:
            end = place
            break
        begun.append(place)
    else:
        last = len(starts)
    pieces = between(text, [*begun, end], before.pieces[first].line)
    return None if unbalanced else _Change(first, last, begun, pieces)


def _changed(before: _Cut, change: _Change, text: str) -> _Cut:
    first, last, begun, new = change
    moved = len(text) - len(before.text)
    starts = before.starts[:first] + begun + [start + moved for start in before.starts[last:]]
    above, old, below = before.pieces[:first], before.pieces[first:last], before.pieces[last:]
    lines = sum(piece.text.count("\n") for piece in new)
    lines -= sum(piece.text.count("\n") for piece in old)
    if lines:
        below = [Piece(line + lines, text, uses) for line, text, uses in below]
    defined = before.defined
    if said_in(old) == said_in(new):
        pieces = above + with_uses(new, defined) + below
    else:
        pieces = above + new + below
        defined = Defined(said_in(pieces))
        pieces = with_uses(pieces, defined)
    return _Cut(text, starts, pieces, defined, is_plain=True)


def _same_above(one: str, other: str) -> int:
    """How many characters two texts have in common at their beginning."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _same_below(one: str, other: str, above: int) -> int:
    """And at their end, without these at their beginning."""
    low, high = 0, min(len(one), len(other)) - above
    while low < high:
        middle = (low + high + 1) // 2
        if one[len(one) - middle : len(one) - low] == other[len(other) - middle : len(other) - low]:
            low = middle
        else:
            high = middle - 1
    return low
