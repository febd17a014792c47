"""
Two texts side by side, line by line: what is the same, what went, what came, what changed.

Lines that changed stand beside what they were, with the words that differ; long stretches
that are the same are folded.  All of it ends in bounded time and shows a bounded number of
lines; where there was no time for words, whole lines differ, which is said.
"""

import time
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from notes.diffs.matching import matches
from notes.diffs.words import Parts, compared, likeness

#: Seconds for everything, and characters of two lines whose words are compared.
SECONDS = 0.5
WORDS_LIMIT = 60_000
#: Pairs of lines between which the most alike are looked for, and how alike they have to be.
PAIRS, ALIKE = 400, 0.3
#: Same lines that are shown around a change, and the fewest that are worth a fold.
AROUND, FOLDED = 3, 8
#: Lines that can be unfolded, and lines that are shown at most.
UNFOLDED, SHOWN = 500, 2_000


class Line(NamedTuple):
    """`number` counts from 1."""

    number: int
    parts: Parts


class Row(NamedTuple):
    """A line of the left, of the right, or of both; the `same` in both or not."""

    left: Line | None
    right: Line | None
    same: bool = False


class Fold(NamedTuple):
    """So many same `lines`; `rows` are empty where they are too many to be unfolded."""

    lines: int
    rows: Sequence[Row]


class Comparison(NamedTuple):
    """
    `changed`: rows that are not the same; `by_words`: the words of all of them that are shown
    were compared; `beyond`: changed rows that are not shown.
    """

    shown: Sequence[Row | Fold]
    changed: int
    by_words: bool
    beyond: int


def compare(left: str, right: str, seconds: float = SECONDS) -> Comparison:
    deadline = time.monotonic() + seconds
    ours, theirs = left.split("\n"), right.split("\n")
    both = _Both(ours, theirs, deadline)
    pairs = list(_aligned(ours, theirs, deadline))
    shown = list(both.folded(pairs))
    changed = sum(not both.is_same(pair) for pair in pairs)
    return Comparison(shown, changed, both.by_words, changed - both.changed)


Pair = tuple[int | None, int | None]


def _aligned(ours: Sequence[str], theirs: Sequence[str], deadline: float) -> Iterator[Pair]:
    """Positions of lines that stand beside each other."""
    left = right = 0
    for match in [*matches(ours, theirs, deadline), None]:
        left_end, right_end = (match.left, match.right) if match else (len(ours), len(theirs))
        yield from _paired(ours, theirs, range(left, left_end), range(right, right_end))
        if match:
            left, right = left_end + match.size, right_end + match.size
            yield from zip(range(left_end, left), range(right_end, right), strict=True)


def _paired(
    ours: Sequence[str], theirs: Sequence[str], left: range, right: range
) -> Iterator[Pair]:
    """Lines between two that are the same: the most alike beside each other, in order."""
    if len(left) == len(right) and (len(left) == 1 or len(left) ** 2 > PAIRS):
        yield from zip(left, right, strict=True)
        return
    together = _most_alike(ours, theirs, left, right) if len(left) * len(right) <= PAIRS else []
    at, other = left.start, right.start
    for one, two in [*together, (left.stop, right.stop)]:
        yield from ((gone, None) for gone in range(at, one))
        yield from ((None, come) for come in range(other, two))
        if one < left.stop and two < right.stop:
            yield one, two
        at, other = one + 1, two + 1


def _most_alike(
    ours: Sequence[str], theirs: Sequence[str], left: range, right: range
) -> list[tuple[int, int]]:
    """The pairs that are most alike in all, by what is best from each pair on."""
    best: dict[tuple[int, int], tuple[float, list[tuple[int, int]]]] = {}
    nothing: tuple[float, list[tuple[int, int]]] = (0.0, [])
    for at in reversed(left):
        for other in reversed(right):
            options = [best.get((at + 1, other), nothing), best.get((at, other + 1), nothing)]
            alike = likeness(ours[at], theirs[other])
            if alike >= ALIKE:
                score, chain = best.get((at + 1, other + 1), nothing)
                options.append((score + alike, [(at, other), *chain]))
            best[at, other] = max(options)
    return best.get((left.start, right.start), nothing)[1]


def _with_ends(line: str) -> str:
    """The other kind of line end can be seen where lines differ."""
    return f"{line[:-1]}␍" if line.endswith("\r") else line


class _Both:
    """Two texts on their way into rows; it counts what it has shown."""

    def __init__(self, ours: Sequence[str], theirs: Sequence[str], deadline: float) -> None:
        self.by_words = True
        self.changed = 0
        self._ours, self._theirs = ours, theirs
        self._deadline = deadline
        self._left = SHOWN

    def folded(self, pairs: Sequence[Pair]) -> Iterator[Row | Fold]:
        for same, start, end in self._runs(pairs):
            if not same:
                yield from self._rows(pairs[start:end])
                continue
            head = min(start + (AROUND if start else 0), end)
            tail = max(end - (AROUND if end < len(pairs) else 0), head)
            if tail - head < FOLDED:
                head = tail = end
            yield from self._rows(pairs[start:head])
            if head < tail and self._left:
                inner = pairs[head:tail] if tail - head <= UNFOLDED else []
                yield Fold(tail - head, [self._row(pair) for pair in inner])
            yield from self._rows(pairs[tail:end])

    def is_same(self, pair: Pair) -> bool:
        at, other = pair
        if at is None or other is None:
            return False
        return self._ours[at] == self._theirs[other]

    def _runs(self, pairs: Sequence[Pair]) -> Iterator[tuple[bool, int, int]]:
        """Where rows begin and end that are all the same in both, or all not."""
        end = 0
        for same, run in groupby(pairs, self.is_same):
            start, end = end, end + sum(1 for _ in run)
            yield same, start, end

    def _rows(self, pairs: Sequence[Pair]) -> Iterator[Row]:
        """As many as may still be shown."""
        for pair in pairs[: self._left]:
            self._left -= 1
            yield self._row(pair)

    def _row(self, pair: Pair) -> Row:
        at, other = pair
        before = None if at is None else self._ours[at]
        after = None if other is None else self._theirs[other]
        if before == after:
            return Row(_line(at, _whole(before)), _line(other, _whole(after)), same=True)
        self.changed += 1
        was, becomes = _whole(before), _whole(after)
        if before is not None and after is not None:
            was, becomes = self._words(before, after)
        return Row(_line(at, was), _line(other, becomes))

    def _words(self, before: str, after: str) -> tuple[Parts, Parts]:
        if time.monotonic() > self._deadline or len(before) + len(after) > WORDS_LIMIT:
            self.by_words = False
            return _whole(before), _whole(after)
        return compared(_with_ends(before), _with_ends(after), self._deadline)


def _whole(line: str | None) -> Parts:
    return [(line, False)] if line else []


def _line(at: int | None, parts: Parts) -> Line | None:
    return None if at is None else Line(at + 1, parts)
