"""
Where in a text a query matched: the words around the first match, and the marks.

A text is compared folded: lower case, no accents, narrow forms.  Folding keeps
the length, so that a place in the folded text is the same place in the text.
A result is parts of the text, each with whether it matched; only `html_of` makes
HTML of it, for programs, and escapes every part.
"""

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator

from notes.rendering.digest import below_title, readable
from notes.search.query import Term
from notes.search.segment import NARROW, RUN

#: Characters of a snippet, and how many of them stand before the first match.
LENGTH = 160
LEAD = 40
#: Characters that are looked through at a time.
STRETCH = 8_000
#: Matches looked at before the best place is chosen.
MATCHES_LIMIT = 200

_RUN_OF_BLANKS = re.compile(r"\s+")

Parts = list[tuple[str, bool]]


class Marker:
    """Finds the terms of one query in many texts."""

    def __init__(self, terms: Iterable[Term]) -> None:
        patterns = [pattern for term in terms if (pattern := _pattern(term))]
        self._pattern = re.compile("|".join(patterns)) if patterns else None

    def marked(self, text: str) -> Parts:
        """All of a short text, such as a title."""
        return list(_parts(text, self._spans(text)))

    def snippet(self, text: str, fallback: str = "", title: str = "") -> Parts:
        """The surroundings of the best match below the title; the fallback when there is none."""
        top = below_title(text, title)
        spans = self._first_spans(text, top)
        if not spans:
            return [(fallback[:LENGTH], False)] if fallback else []
        start, end = _window(text, _best(spans), top)
        words = self.marked(" ".join(readable(text[start:end].splitlines())))
        if not any(hit for _, hit in words):  # it matched in an address, say
            words = self.marked(_RUN_OF_BLANKS.sub(" ", text[start:end]))
        return [*([("…", False)] * (start > top)), *words, *([("…", False)] * (end < len(text)))]

    def _first_spans(self, text: str, top: int) -> list[tuple[int, int]]:
        """The matches of the first stretch of the text that has any."""
        for at in range(top, len(text), STRETCH):
            start = max(top, at - LEAD)
            spans = self._spans(text[start : at + STRETCH])
            if spans:
                return [(start + a, start + b) for a, b in spans]
        return []

    def _spans(self, text: str) -> list[tuple[int, int]]:
        if self._pattern is None:
            return []
        found = self._pattern.finditer(folded(text))
        return [match.span() for match, _ in zip(found, range(MATCHES_LIMIT), strict=False)]


def html_of(parts: Parts) -> str:
    """Parts as escaped HTML, the matches between ``<mark>`` and ``</mark>``."""
    return "".join(
        f"<mark>{html.escape(text)}</mark>" if hit else html.escape(text) for text, hit in parts
    )


def folded(text: str) -> str:
    """A text in the form in which it is compared, of the same length."""
    if not text.isascii():
        text = _SPELLED.sub(lambda letter: _BASES[letter[0]], text)
    return text.lower()


def _base_letters() -> Iterator[tuple[str, str]]:
    """Accented Latin, Greek and Cyrillic letters and wide forms, each with its plain letter."""
    for code in (*range(0xC0, 0x530), *range(0x1E00, 0x2000)):
        base = unicodedata.normalize("NFD", chr(code))[0]
        if base != chr(code):
            yield chr(code), base
    yield from (
        (chr(wide), chr(narrow)) for wide, narrow in NARROW.items() if chr(narrow).isalnum()
    )


_BASES = dict(_base_letters())
#: Few letters of most texts are among them, so finding them is cheaper than a table for all.
_SPELLED = re.compile("[" + "".join(_BASES) + "]")


def _pattern(term: Term) -> str:
    """Runs of unspaced scripts as they are; words whole, or begun; anything but words between."""
    words = re.findall(rf"{RUN.pattern}|[^\W_]+", folded(term.text))
    if not words:
        return ""
    pieces = [re.escape(word) for word in words]
    head = "" if RUN.match(words[0]) else rf"(?<![^\W_{_UNSPACED}])"
    tail = (
        ""
        if RUN.match(words[-1])
        else (r"[^\W_]*" if term.beginning else rf"(?![^\W_{_UNSPACED}])")
    )
    return head + r"[\W_]*".join(pieces) + tail


_UNSPACED = RUN.pattern[1:-2]


def _best(spans: list[tuple[int, int]]) -> tuple[int, int]:
    """The first match of the place where most of them stand together."""
    crowds = [
        sum(a <= start < a + LENGTH - LEAD for start, _ in spans[i : i + 20])
        for i, (a, _) in enumerate(spans)
    ]
    return spans[crowds.index(max(crowds))]


def _window(text: str, span: tuple[int, int], top: int) -> tuple[int, int]:
    start = max(top, span[0] - LEAD)
    if start > top:
        blank = re.search(r"\s", text[start : span[0]])
        start += blank.end() if blank else 0
    end = min(len(text), max(start + LENGTH, span[1]))
    return start, min(end, start + 4 * LENGTH)


def _parts(text: str, spans: Iterable[tuple[int, int]]) -> Iterator[tuple[str, bool]]:
    at = 0
    for start, end in spans:
        if start > at:
            yield text[at:start], False
        if end > start:
            yield text[start:end], True
        at = max(at, end)
    if at < len(text):
        yield text[at:], False
