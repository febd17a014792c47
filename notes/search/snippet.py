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
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import islice

from notes.rendering.digest import below_title, readable
from notes.search.segment import NARROW, RUN, UNSPACED
from notes.search.tree import Term

#: Characters of a snippet, and how many of them stand before the first match.
LENGTH = 160
LEAD = 40
#: Characters that are looked through at a time.
STRETCH = 4_000
#: Matches of each term looked at before the best place is chosen.
MATCHES = 40

_RUN_OF_BLANKS = re.compile(r"\s+")
_WORD = re.compile(rf"{RUN.pattern}|[^\W_{UNSPACED}]+")
_REST_OF_WORD = re.compile(rf"[^\W_{UNSPACED}]*")

Parts = list[tuple[str, bool]]


class Marker:
    """Finds the terms of one query in many texts."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self._needles = [needle for term in terms if (needle := _Needle(term)).pattern]

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
        text = folded(text)
        found = [span for needle in self._needles for span in islice(needle.spans(text), MATCHES)]
        return sorted(found) if len(self._needles) > 1 else found


class _Needle:
    """
    A term as it is looked for: its words with anything but words between them.

    The pattern begins with a letter, which is what makes searching fast; whether
    a match is whole words is seen from the characters beside it.  Scripts without
    spaces have no whole words.
    """

    def __init__(self, term: Term) -> None:
        words = _WORD.findall(folded(term.text))
        self.pattern = re.compile(r"[\W_]*".join(map(re.escape, words))) if words else None
        self._whole_head = bool(words) and not RUN.match(words[0])
        self._whole_tail = bool(words) and not RUN.match(words[-1])
        self._beginning = term.beginning

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        for match in self.pattern.finditer(text) if self.pattern else ():
            start, end = match.span()
            if self._whole_head and start and _in_word(text[start - 1]):
                continue
            if self._whole_tail and end < len(text) and _in_word(text[end]):
                if not self._beginning:
                    continue
                if rest := _REST_OF_WORD.match(text, end):
                    end = rest.end()
            yield start, end


def _in_word(char: str) -> bool:
    return char.isalnum() and not RUN.match(char)


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


def _best(spans: list[tuple[int, int]]) -> tuple[int, int]:
    """The first match of the place where most of them stand together."""
    starts = [start for start, _ in spans]
    crowds = [bisect_left(starts, at + LENGTH - LEAD) - n for n, at in enumerate(starts)]
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
    for begun, end in spans:
        start = max(begun, at)  # matches may overlap
        if start > at:
            yield text[at:start], False
        if end > start:
            yield text[start:end], True
        at = max(at, end)
    if at < len(text):
        yield text[at:], False
