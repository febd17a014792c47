"""
How much of a text changed, cheaply enough to be told of every version in a list.
"""

from collections import Counter
from collections.abc import Iterable

from notes.diffs.matching import ends


def extent(before: str, after: str) -> tuple[int, int]:
    """
    Characters that went and that came.  Of lines that only one of both has, what they begin
    and end with in common is left out: exact for one change, a little more for many.
    """
    left, right = before.split("\n"), after.split("\n")
    start, end = ends(left, right)
    gone, come = left[start : len(left) - end], right[start : len(right) - end]
    both = Counter(gone) & Counter(come)
    ours, theirs = _without(gone, both), _without(come, both)
    start, end = ends(ours, theirs)
    return len(ours) - start - end, len(theirs) - start - end


def _without(lines: Iterable[str], common: Counter[str]) -> str:
    left = common.copy()
    others = []
    for line in lines:
        if left[line]:
            left[line] -= 1
        else:
            others.append(line)
    return "\n".join(others)
