"""
What differs within a line, word by word.

A word is a run of letters; where a script writes no spaces between words (Chinese,
Japanese, Korean), each character is one.  A mark stays with what it stands on, so that
no accent and no part of an emoji is marked alone.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from notes.diffs.matching import matches
from notes.patterns import Pattern

#: A text in parts, each with whether it differs.
Parts = list[tuple[str, bool]]

_DENSE = "\u3005-\u3007\u3041-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U000323af"
_MARKS = "\u0300-\u036f\ufe00-\ufe0f\u20e3\U0001f3fb-\U0001f3ff"
_WORDS = Pattern(rf"(?:[^\W{_DENSE}][{_MARKS}]*)+|\s+|.(?:[{_MARKS}]|\u200d.)*", re.DOTALL)


def words(line: str) -> list[str]:
    return _WORDS.findall(line)


def compared(left: str, right: str, deadline: float) -> tuple[Parts, Parts]:
    """Both lines in parts; blanks between two changes are part of the change."""
    ours, theirs = words(left), words(right)
    same = [(at, other, size) for at, other, size in matches(ours, theirs, deadline)]
    same = [run for run in same if not _is_blank(ours, run, len(theirs))]
    return (
        _parts(ours, ((at, size) for at, _, size in same)),
        _parts(theirs, ((at, size) for _, at, size in same)),
    )


def likeness(left: str, right: str) -> float:
    """How much of two lines are the same words, in any order: 0 to 1."""
    ours, theirs = (Counter(word for word in words(line) if word.strip()) for line in (left, right))
    both = sum(len(word) * count for word, count in (ours & theirs).items())
    all_of_them = sum(len(word) * count for word, count in (ours + theirs).items())
    return 2 * both / all_of_them if all_of_them else 1.0


def _is_blank(ours: Sequence[str], run: tuple[int, int, int], theirs: int) -> bool:
    """Whether a run is nothing but blanks, with something on both sides of it."""
    at, other, size = run
    inside = at and other and at + size < len(ours) and other + size < theirs
    return bool(inside) and not "".join(ours[at : at + size]).strip()


def _parts(line: Sequence[str], same: Iterable[tuple[int, int]]) -> Parts:
    return [(text, differs) for text, differs in _cut(line, same) if text]


def _cut(line: Sequence[str], same: Iterable[tuple[int, int]]) -> Iterator[tuple[str, bool]]:
    end = 0
    for at, size in same:
        yield "".join(line[end:at]), True
        yield "".join(line[at : at + size]), False
        end = at + size
    yield "".join(line[end:]), True
