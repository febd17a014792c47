"""
Where in a text a query matched: the words around the first match, and the marks.

A result is parts of the text, each with whether it matched; only `html_of` makes
HTML of it, for programs, and escapes every part.  What a match is, is the matter of
`notes.search.needles`.
"""

import html
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import islice

from notes.errors import Invalid
from notes.rendering.digest import below_title, readable
from notes.search.needles import Needle, Page, Span, needle
from notes.search.tree import Leaf, Term

#: Characters of a snippet, and how many of them stand before the first match.
LENGTH = 160
LEAD = 40
#: Characters of the first page that is looked through; each page is twice as long as the last.
STRETCH = 2_000
#: Characters behind which no page with more of the words is looked for.
FAR = 30_000
#: Matches of each term looked at before the best place is chosen.
MATCHES = 16
#: Matches of a whole text.
SPANS_LIMIT = 1_000

_RUN_OF_BLANKS = re.compile(r"\s+")

Parts = list[tuple[str, bool]]
#: A match, and which of the things that are sought it is.
Found = tuple[Span, int]


class Marker:
    """Finds what one query looks for in many texts."""

    def __init__(self, leaves: Iterable[Leaf]) -> None:
        needles = [(_column(leaf), found) for leaf in leaves if (found := _needle(leaf))]
        self._all = [found for _, found in needles]
        self._of_titles = [found for column, found in needles if column != "code"]
        self._of_texts = [found for column, found in needles if column != "title"]
        self._overlap = LEAD + 2 * max((found.length for found in self._of_texts), default=0)

    def marked(self, text: str) -> Parts:
        """All of a title, or of another short text that is not code."""
        return list(_parts(text, _spans(self._of_titles, Page(text), MATCHES)))

    def spans(self, text: str, limit: int = SPANS_LIMIT) -> list[Span]:
        """The places of all matches in any text, in order; those that overlap are one."""
        return list(islice(_apart(_spans(self._all, Page(text), limit)), limit))

    def snippet(self, text: str, fallback: str = "", title: str = "") -> Parts:
        """The surroundings of the best match below the title; the fallback when there is none."""
        top = below_title(text, title)
        found = self._best_page(text, top)
        if not found:
            return [(fallback[:LENGTH], False)] if fallback else []
        spans = [span for span, _ in found]
        start, end = _window(text, _best(found), top)
        words = self._readable(text[start:end])
        if not any(hit for _, hit in words):  # it matched in an address, say
            words = _raw(text[:end], start, spans)
        return [*([("…", False)] * (start > top)), *words, *([("…", False)] * (end < len(text)))]

    def _best_page(self, text: str, top: int) -> list[Found]:
        """The matches of the first page that has any, or of one not far on that has more words."""
        best: list[Found] = []
        words, stop, length = 0, top, STRETCH
        while stop < len(text) and words < len(self._of_texts) and not (best and stop > FAR):
            page = Page(text, max(top, stop - self._overlap), stop + length)
            found = [
                (span, which)
                for which, sought in enumerate(self._of_texts)
                for span in islice(sought.spans(page), MATCHES)
            ]
            if len({which for _, which in found}) > words:
                best, words = sorted(found), len({which for _, which in found})
            stop, length = page.stop, 2 * length
        return best

    def _readable(self, text: str) -> Parts:
        words = " ".join(readable(text.splitlines()))
        return list(_parts(words, _spans(self._of_texts, Page(words), MATCHES)))


def _column(leaf: Leaf) -> str:
    return leaf.column if isinstance(leaf, Term) else ""


def _needle(leaf: Leaf) -> Needle | None:
    try:
        return needle(leaf)
    except Invalid:  # a pattern that means nothing is found nowhere
        return None


def _spans(needles: Iterable[Needle], page: Page, limit: int) -> list[Span]:
    return sorted(span for found in needles for span in islice(found.spans(page), limit))


def _apart(spans: Iterable[Span]) -> Iterator[Span]:
    start = end = 0
    for begin, close in spans:
        if begin >= end:
            if end > start:
                yield start, end
            start = begin
        end = max(end, close)
    if end > start:
        yield start, end


def html_of(parts: Parts) -> str:
    """Parts as escaped HTML, the matches between ``<mark>`` and ``</mark>``."""
    return "".join(
        f"<mark>{html.escape(text)}</mark>" if hit else html.escape(text) for text, hit in parts
    )


def _best(found: list[Found]) -> Span:
    """The first match of the place where most of the words stand together, and most often."""
    starts = [start for (start, _), _ in found]

    def crowd(n: int) -> tuple[int, int]:
        end = bisect_left(starts, starts[n] + LENGTH - LEAD)
        return len({which for _, which in found[n:end]}), end - n

    return found[max(range(len(found)), key=crowd)][0]


def _window(text: str, span: Span, top: int) -> Span:
    start = max(top, span[0] - LEAD)
    if start > top:
        blank = re.search(r"\s", text[start : span[0]])
        start += blank.end() if blank else 0
    end = min(len(text), max(start + LENGTH, span[1]))
    return start, min(end, start + 4 * LENGTH)


def _raw(text: str, start: int, spans: Iterable[Span]) -> Parts:
    """A text from somewhere on as it is written, on one line."""
    cut = ((max(0, begin - start), end - start) for begin, end in spans if end > start)
    return [(_RUN_OF_BLANKS.sub(" ", part), hit) for part, hit in _parts(text[start:], cut)]


def _parts(text: str, spans: Iterable[Span]) -> Iterator[tuple[str, bool]]:
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
