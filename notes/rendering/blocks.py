"""
A text cut into top-level blocks that can be rendered one by one.

A cut is made where a blank line is followed by a line that starts in column 0,
but never inside

    fenced code        until its closing fence
    a comment          (``%%``), until its end
    a list             which goes on as long as items follow
    meanings           (``: meaning``), which follow their term
    raw HTML           until the element that was opened is closed again

The blocks joined are the text.  What a block uses of what is defined elsewhere
travels with it (``notes.rendering.uses``), and nothing else does: all definitions
with every block made a long note take seconds.  Most blocks can open nothing and are
never looked at line by line, so a long note is cut in a fraction of the time it takes
to render.
"""

import re
import sys
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from notes.rendering.digest import front_matter
from notes.rendering.uses import NOTHING, Defined, Said, Uses, said

_CUT = re.compile(r"\n[ \t]*\n(?=\S)")
#: What goes on over blank lines: a fence, a comment, or raw HTML (comment, instruction, section…,
#: element).
_OPENS = re.compile(
    r"^ {0,3}(?:(`{3,})[^`\r\n]*$|(~{3,})|(%%)[ \t]*$"
    r"|<(?:(!--)|(\?)|(!\[CDATA\[)|(![A-Za-z])|([A-Za-z][A-Za-z0-9-]*)(?=[\s/>])))",
    re.M,
)
_CLOSING_COMMENT = re.compile(r"%%[ \t]*$", re.M)
_RAW_ENDS = ("-->", "?>", "]]>", ">")
_ITEM = re.compile(r"^ {0,3}(?:[-+*]|\d{1,9}[.)])(?:[ \t]|$)", re.M)
_MEANING = re.compile(r":[ \t]")
_ELEMENTS = """
    a abbr address article aside audio b big blockquote button center cite dd del details dialog
    dir div dl dt em fieldset figcaption figure font footer form header i ins kbd label main mark
    menu nav object ol picture pre s script search section small span strong style sub summary
    sup svg table tbody td textarea tfoot th thead tr u ul video
"""
_KEPT_WHOLE = frozenset(_ELEMENTS.split())


class Piece(NamedTuple):
    """`line`: where it starts, from 0; `text`: with the blank lines that follow it."""

    line: int
    text: str
    uses: Uses = NOTHING


def cut(text: str) -> list[Piece]:
    starts = [0, *beginnings(text, front_matter(text)[1], set())] if text else []
    pieces = between(text, [*starts, len(text)], 0)
    return with_uses(pieces, Defined(said_in(pieces)))


def beginnings(text: str, head: int, unbalanced: set[str]) -> Iterator[int]:
    """
    Where the blocks behind the front matter begin.  `unbalanced` gets the names of elements
    that were opened and looked for to the end of the text without being closed.
    """
    if 0 < head < len(text):
        yield head
    yield from places(_with_plain_ends(text), head, unbalanced)


def between(text: str, bounds: Sequence[int], line: int) -> list[Piece]:
    """What lies between these places, the first of which is on this line."""
    plain, pieces = _with_plain_ends(text), []
    for start, end in pairwise(bounds):
        pieces.append(Piece(line, text[start:end]))
        line += plain.count("\n", start, end)
    return pieces


def said_in(pieces: Sequence[Piece]) -> Said:
    texts = [piece.text for piece in pieces]
    return said(texts, (text for text in texts if "]:" in text and not _OPENS.match(text)))


def with_uses(pieces: list[Piece], defined: Defined) -> list[Piece]:
    if defined.is_nothing and all(piece.uses is NOTHING for piece in pieces):
        return pieces
    return [Piece(piece.line, piece.text, defined.used_by(piece.text)) for piece in pieces]


def _with_plain_ends(text: str) -> str:
    """Of the same length, so that what is found in one is in the same place in the other."""
    return text.replace("\r\n", " \n").replace("\r", "\n") if "\r" in text else text


def places(text: str, at: int, unbalanced: set[str]) -> Iterator[int]:
    """Where a block begins, behind one that begins at a place, which nothing goes on over."""
    start, wholes = at, _wholes(text, at, unbalanced)
    begin, end = next(wholes, _NO_MORE)
    for match in _CUT.finditer(text, at):
        place = match.end()
        while end <= place:
            begin, end = next(wholes, _NO_MORE)
        if place <= begin and not _goes_on(text, start, place):
            yield place
            start = place


_NO_MORE = (sys.maxsize, sys.maxsize)


def _goes_on(text: str, start: int, at: int) -> bool:
    """Whether a line belongs to the block before it by what it begins with."""
    if _ITEM.match(text, at):
        return bool(_ITEM.search(text, start, at))
    return bool(_MEANING.match(text, at))


def _wholes(text: str, at: int, unbalanced: set[str]) -> Iterator[tuple[int, int]]:
    """Beginning and end of what may have blank lines in it."""
    while opening := _OPENS.search(text, at):
        fence, name = opening[1] or opening[2], (opening[8] or "").lower()
        if fence:
            at = _end_of_fence(text, opening.end(), fence[0], len(fence))
        elif opening[3]:
            at = _end_of_comment(text, opening.end())
        elif not name:
            at = _end_of_raw(text, opening)
        elif name in _KEPT_WHOLE and name not in unbalanced:
            at = _end_of_element(text, opening, name, unbalanced)
        else:
            at = opening.end()
            continue
        yield opening.start(), at


def _end_of_fence(text: str, at: int, mark: str, length: int) -> int:
    closing = _closing_fence(mark, length).search(text, at)
    return closing.end() if closing else len(text)


@lru_cache
def _closing_fence(mark: str, length: int) -> re.Pattern[str]:
    return re.compile(rf"^ {{0,3}}{mark}{{{length},}}[ \t]*$", re.M)


def _end_of_comment(text: str, at: int) -> int:
    closing = _CLOSING_COMMENT.search(text, at)
    return closing.end() if closing else len(text)


def _end_of_raw(text: str, opening: re.Match[str]) -> int:
    kinds = opening.groups()[3:]
    closing = next(closing for closing, found in zip(_RAW_ENDS, kinds, strict=False) if found)
    end = text.find(closing, opening.end())
    return end + len(closing) if end >= 0 else len(text)


def _end_of_element(text: str, opening: re.Match[str], name: str, unbalanced: set[str]) -> int:
    depth, end = 0, opening.end()
    for tag in _tags(name).finditer(text, opening.start()):
        depth += -1 if tag[1] else 1
        end = tag.end() if tag[1] else end
        if depth <= 0:
            return end
    unbalanced.add(name)
    return end


@lru_cache
def _tags(name: str) -> re.Pattern[str]:
    return re.compile(rf"<(/?){name}(?=[\s/>])", re.I)
