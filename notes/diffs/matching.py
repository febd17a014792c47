"""
What two sequences have in common, in bounded time.

First what they begin and end with.  Between that, what both have exactly once is
matched (the longest run of it in order: patience), and what lies between those matches
is looked at in the same way.  A gap without any such thing goes to difflib if it is
small, and counts as different throughout if it is not, or when time is up: a difference
that is larger than it had to be is still true.
"""

import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any, NamedTuple

#: How `_shared` cuts both sequences.
Cut = Callable[[Sequence[Any], int, int], Sequence[Any]]
#: Items that are compared at once.
STRETCH = 512
#: Pairs of items that difflib is asked to compare.
PAIRS = 20_000


class Match(NamedTuple):
    """The `size` items from `left` of the one are those from `right` of the other."""

    left: int
    right: int
    size: int


class _Gap(NamedTuple):
    left: int
    left_end: int
    right: int
    right_end: int


def ends(left: Sequence[Any], right: Sequence[Any]) -> tuple[int, int]:
    """How many items both begin with, and how many both end with beyond those."""
    start = _shared(left, right, _from_start)
    most = min(len(left), len(right)) - start
    end = _shared(left[len(left) - most :], right[len(right) - most :], _from_end)
    return start, end


def matches(
    left: Sequence[Hashable], right: Sequence[Hashable], deadline: float = float("inf")
) -> list[Match]:
    """What is the same, in order; runs that touch are one.  `deadline`: of `time.monotonic`."""
    found: list[Match] = []
    gaps = [_Gap(0, len(left), 0, len(right))]
    while gaps:
        gap = gaps.pop()
        same, inner = _looked_into(left, right, gap, deadline)
        found += same
        gaps += inner
    return list(_joined(sorted(found)))


def _looked_into(
    left: Sequence[Hashable], right: Sequence[Hashable], gap: _Gap, deadline: float
) -> tuple[list[Match], list[_Gap]]:
    """What is the same in a gap as far as can be said at once, and the gaps between that."""
    ours, theirs = left[gap.left : gap.left_end], right[gap.right : gap.right_end]
    start, end = ends(ours, theirs)
    found = [
        Match(gap.left, gap.right, start),
        Match(gap.left_end - end, gap.right_end - end, end),
    ]
    rest = _Gap(gap.left + start, gap.left_end - end, gap.right + start, gap.right_end - end)
    if rest.left == rest.left_end or rest.right == rest.right_end or time.monotonic() > deadline:
        return found, []
    ours, theirs = left[rest.left : rest.left_end], right[rest.right : rest.right_end]
    anchors = _anchors(ours, theirs)
    if anchors:
        return found, list(_between(rest, anchors))
    if len(ours) * len(theirs) <= PAIRS:
        blocks = SequenceMatcher(None, ours, theirs, autojunk=False).get_matching_blocks()
        found += [Match(rest.left + a, rest.right + b, size) for a, b, size in blocks]
    return found, []


def _between(gap: _Gap, anchors: list[tuple[int, int]]) -> Iterator[_Gap]:
    """Gaps that begin with an anchor, but for the first, and end before the next."""
    left, right = gap.left, gap.right
    for at_left, at_right in anchors:
        yield _Gap(left, gap.left + at_left, right, gap.right + at_right)
        left, right = gap.left + at_left, gap.right + at_right
    yield _Gap(left, gap.left_end, right, gap.right_end)


def _anchors(left: Sequence[Hashable], right: Sequence[Hashable]) -> list[tuple[int, int]]:
    """Places of what both have once, the most of them that are in order in both."""
    once = Counter(right)
    places = {item: at for at, item in enumerate(right) if once[item] == 1}
    counted = Counter(left)
    pairs = [
        (at, places[item]) for at, item in enumerate(left) if counted[item] == 1 and item in places
    ]
    return _longest_rise(pairs)


def _longest_rise(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Of pairs in order of their first, the most whose second rise too."""
    lowest: list[int] = []  # the lowest second that ends a rise of each length
    last: list[int] = []  # the pair that it belongs to
    before: list[int] = []
    for at, (_, second) in enumerate(pairs):
        length = bisect_left(lowest, second)
        lowest[length : length + 1] = [second]
        last[length : length + 1] = [at]
        before.append(last[length - 1] if length else -1)
    rise = []
    at = last[-1] if last else -1
    while at >= 0:
        rise.append(pairs[at])
        at = before[at]
    return rise[::-1]


def _joined(found: list[Match]) -> Iterator[Match]:
    last = Match(0, 0, 0)
    for match in found:
        if match.left == last.left + last.size and match.right == last.right + last.size:
            last = last._replace(size=last.size + match.size)
            continue
        if last.size:
            yield last
        last = match
    if last.size:
        yield last


def _from_start(items: Sequence[Any], start: int, end: int) -> Sequence[Any]:
    return items[start:end]


def _from_end(items: Sequence[Any], start: int, end: int) -> Sequence[Any]:
    return items[len(items) - end : len(items) - start]


def _shared(left: Sequence[Any], right: Sequence[Any], cut: Cut) -> int:
    """The longest beginning that is the same in both, or end, as it is cut."""
    most = low = min(len(left), len(right))
    for start in range(0, most, STRETCH):
        end = min(start + STRETCH, most)
        if cut(left, start, end) != cut(right, start, end):
            low, most = start, end - 1
            break
    while low < most:
        middle = (low + most + 1) // 2
        same = cut(left, low, middle) == cut(right, low, middle)
        low, most = (middle, most) if same else (low, middle - 1)
    return low
