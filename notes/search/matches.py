"""
Where a search matches the text of a note, as the page needs it.

The editor counts UTF-16 units, and a line end of any kind as one of them.  The page
that is read has none of these places: it is told how the matches are written, and
looks for them itself (ui/scripts/note/finding.js).
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import accumulate, filterfalse, islice
from typing import NamedTuple

from notes.rendering.fences import language_of, split_code
from notes.rendering.languages import spellings
from notes.search.segment import RUN
from notes.search.snippet import Marker
from notes.search.tree import Leaf, Term
from notes.text import UNSPACED

#: More are not shown; the page says that there are more.
LIMIT = 1_000
#: Words are written in a few ways; what a pattern matches may be different each time.
WORDINGS_LIMIT = 100
WORDING_LENGTH = 200

_TWO_UNITS = re.compile("[\U00010000-\U0010ffff]")
_LETTER = re.compile(rf"[^\W_{UNSPACED}]")

Span = tuple[int, int]
Languages = frozenset[str] | None


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
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    found = list(_apart(_places(leaves, text)))
    spans = found[:LIMIT]
    return Matches(_in_units(text, spans), _wordings(text, spans), len(found) > LIMIT)


def _places(leaves: Iterable[Leaf], text: str) -> Iterator[Span]:
    """Words that are looked for in code are found in code, those of titles nowhere here."""
    scopes: dict[tuple[str, Languages], list[Leaf]] = {}
    for leaf in filterfalse(_is_only_begun, leaves):
        scope = (leaf.column, _languages(leaf)) if isinstance(leaf, Term) else ("", None)
        scopes.setdefault(scope, []).append(leaf)
    for (column, languages), sought in scopes.items():
        parts = _parts(text, column, languages)
        yield from islice(_found(Marker(sought), text, parts), LIMIT + 1)


def _found(marker: Marker, text: str, parts: Iterable[Span]) -> Iterator[Span]:
    for start, stop in parts:
        for begin, end in marker.spans(text[start:stop], LIMIT + 1):
            yield start + begin, start + end


def _is_only_begun(leaf: Leaf) -> bool:
    """One letter that is being typed: lists look for it in titles alone."""
    match leaf:
        case Term(text, beginning=True):
            return len(text) == 1 and not RUN.match(text)
    return False


def _languages(term: Term) -> Languages:
    """The names of the languages that a word has to be in; None for any."""
    return spellings(term.language, beginning=term.language_begins) if term.language else None


def _parts(text: str, column: str, languages: Languages) -> Iterator[Span]:
    match column:
        case "":
            yield 0, len(text)
        case "code":
            yield from _code(text, languages)


def _code(text: str, languages: Languages) -> Iterator[Span]:
    starts = [0, *accumulate(len(line) + 1 for line in text.split("\n"))]
    for block in split_code(text)[1]:
        if languages is None or language_of(block.info).lower() in languages:
            yield starts[block.first], starts[block.first + len(block.lines)]


def _apart(spans: Iterable[Span]) -> Iterator[Span]:
    """In order; of those that overlap the first."""
    end = 0
    for span in sorted(spans):
        if span[0] >= end:
            end = span[1]
            yield span


def _in_units(text: str, spans: Iterable[Span]) -> list[Span]:
    wide = [found.start() for found in _TWO_UNITS.finditer(text)]
    return [
        (start + bisect_left(wide, start), end + bisect_left(wide, end)) for start, end in spans
    ]


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
