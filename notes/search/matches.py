"""
Where a search matches the text of a note, as the page needs it.

The editor counts UTF-16 units, and a line end of any kind as one of them.  The page
that is read has none of these places: it is told how the matches are written, and
looks for them itself (ui/static/js/note/finding.js).
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from notes.search.segment import UNSPACED
from notes.search.snippet import Marker
from notes.search.tree import Leaf, Term

#: More are not shown; the page says that there are more.
LIMIT = 1_000
#: Words are written in a few ways; what a pattern matches may be different each time.
WORDINGS_LIMIT = 100
WORDING_LENGTH = 200

_TWO_UNITS = re.compile("[\U00010000-\U0010ffff]")
_LETTER = re.compile(rf"[^\W_{UNSPACED}]")

Span = tuple[int, int]


class Wording(NamedTuple):
    """What matched, as it is written; `begins` and `ends`: only ever at the edge of a word."""

    text: str
    begins: bool
    ends: bool


class Matches(NamedTuple):
    """`spans` are in order and apart, in the editor's units; `more`: they are not all."""

    spans: list[Span]
    wordings: list[Wording]
    more: bool = False


def matches(leaves: Iterable[Leaf], text: str) -> Matches:
    """What a search looks for, found in the text of a note."""
    marker = Marker(leaf for leaf in leaves if isinstance(leaf, Term) and not _in_title(leaf))
    found = list(_apart(marker._spans(text)[: LIMIT + 1]))
    spans = found[:LIMIT]
    return Matches(_in_units(text, spans), _wordings(text, spans), len(found) > LIMIT)


def _in_title(leaf: Term) -> bool:
    return leaf.column == "title"


def _apart(spans: Iterable[Span]) -> Iterator[Span]:
    """Those that overlap as one."""
    start = end = 0
    for begin, close in spans:
        if begin >= end:
            if end > start:
                yield start, end
            start = begin
        end = max(end, close)
    if end > start:
        yield start, end


def _in_units(text: str, spans: Iterable[Span]) -> list[Span]:
    wide = [found.start() for found in _TWO_UNITS.finditer(text)]
    ends = [found.start() for found in re.finditer("\r\n", text)]

    def unit(at: int) -> int:
        return at + bisect_left(wide, at) - bisect_left(ends, at)

    placed = ((unit(start), unit(end)) for start, end in spans)
    return [(start, end) for start, end in placed if start < end]


def _wordings(text: str, spans: Iterable[Span]) -> list[Wording]:
    found: dict[str, Wording] = {}
    for start, end in spans:
        words = text[start:end]
        if len(words) > WORDING_LENGTH or not words.strip():
            continue
        known = found.get(words) or Wording(words, _is_letter(words[0]), _is_letter(words[-1]))
        begins = known.begins and not _is_letter(text[max(0, start - 1) : start])
        ends = known.ends and not _is_letter(text[end : end + 1])
        found[words] = Wording(words, begins, ends)
    return list(islice(found.values(), WORDINGS_LIMIT))


def _is_letter(char: str) -> bool:
    """Whether it makes a word go on; scripts without spaces have no whole words."""
    return bool(_LETTER.match(char))
