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
travels with it, and nothing else does (all definitions with every block made a
long note take seconds): the targets of the labels that it names, abbreviations,
the numbers of footnotes.  Most blocks can open nothing and are never looked at
line by line, so a long note is cut in a fraction of the time it takes to render.
"""

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise

from notes.rendering.digest import front_matter
from notes.rendering.known import Known, Target, definitions, normal

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
_DEFINITION = re.compile(r"^ {0,3}(?=\*?\[[^\]])", re.M)
_FOOTNOTE = re.compile(r"^ {0,3}\[\^([^\]\s]{1,200})\]:", re.M)
_LABEL = re.compile(r"\[((?:[^\[\]\\]|\\.){1,999})\]", re.S)
_ELEMENTS = """
    a abbr address article aside audio b big blockquote button center cite dd del details dialog
    dir div dl dt em fieldset figcaption figure font footer form header i ins kbd label main mark
    menu nav object ol picture pre s script search section small span strong style sub summary
    sup svg table tbody td textarea tfoot th thead tr u ul video
"""
_KEPT_WHOLE = frozenset(_ELEMENTS.split())


@dataclass(frozen=True, slots=True)
class Uses:
    """What a block uses that may be defined in another."""

    links: tuple[tuple[str, Target], ...] = ()
    abbreviations: tuple[tuple[str, str], ...] = ()
    numbers: tuple[tuple[str, int], ...] = ()

    def known(self) -> Known:
        return Known(dict(self.links), dict(self.abbreviations), numbers=dict(self.numbers))


NOTHING = Uses()


@dataclass(frozen=True, slots=True)
class Piece:
    """`line`: where it starts, from 0; `text`: with the blank lines that follow it."""

    line: int
    text: str
    uses: Uses = NOTHING


def cut(text: str) -> list[Piece]:
    # Of the same length, so that what is found in one is in the same place in the other.
    plain = text.replace("\r\n", " \n").replace("\r", "\n") if "\r" in text else text
    head = front_matter(text)[1]
    places = [0, *([head] if 0 < head < len(text) else []), *_places(plain, head), len(text)]
    pieces, line = [], 0
    for start, end in pairwise(places):
        pieces.append(Piece(line, text[start:end]))
        line += plain.count("\n", start, end)
    return _with_uses(pieces) if text else []


def _places(text: str, head: int) -> Iterator[int]:
    """Where a block begins, the first one left out."""
    start, wholes = head, _wholes(text, head)
    begin, end = next(wholes, _NO_MORE)
    for match in _CUT.finditer(text, head):
        at = match.end()
        while end <= at:
            begin, end = next(wholes, _NO_MORE)
        if at <= begin and not _goes_on(text, start, at):
            yield at
            start = at


_NO_MORE = (sys.maxsize, sys.maxsize)


def _goes_on(text: str, start: int, at: int) -> bool:
    """Whether a line belongs to the block before it by what it begins with."""
    if _ITEM.match(text, at):
        return bool(_ITEM.search(text, start, at))
    return bool(_MEANING.match(text, at))


def _wholes(text: str, at: int) -> Iterator[tuple[int, int]]:
    """Beginning and end of what may have blank lines in it."""
    unbalanced: set[str] = set()
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


def _with_uses(pieces: list[Piece]) -> list[Piece]:
    links, abbreviations, numbers = _defined(pieces)
    if not links and not abbreviations and not numbers:
        return pieces
    short = _any_of(abbreviations)
    return [
        Piece(piece.line, piece.text, _uses(piece.text, links, abbreviations, numbers, short))
        for piece in pieces
    ]


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, words)) or '(?!)'})\b")


def _uses(
    text: str,
    links: dict[str, Target],
    abbreviations: dict[str, str],
    numbers: dict[str, int],
    short: re.Pattern[str],
) -> Uses:
    labels = dict.fromkeys(_LABEL.findall(text))
    named = dict.fromkeys(map(normal, labels))
    words = dict.fromkeys(short.findall(text)) if abbreviations else {}
    return Uses(
        tuple((label, links[label]) for label in named if label in links),
        tuple((word, abbreviations[word]) for word in words),
        tuple((label[1:], numbers[label[1:]]) for label in labels if label[1:] in numbers),
    )


def _defined(pieces: list[Piece]) -> tuple[dict[str, Target], dict[str, str], dict[str, int]]:
    links: dict[str, Target] = {}
    abbreviations: dict[str, str] = {}
    footnotes: dict[str, None] = {}
    for piece in pieces:
        if "]:" not in piece.text or _OPENS.match(piece.text):
            continue
        footnotes.update(dict.fromkeys(_FOOTNOTE.findall(piece.text)))
        for label, target in _definitions(piece.text):
            if isinstance(target, Target):
                links.setdefault(normal(label), target)
            else:
                abbreviations.setdefault(label, target)
    return links, abbreviations, _numbered(pieces, footnotes)


def _definitions(text: str) -> Iterator[tuple[str, Target | str]]:
    """Labels and meanings, each read once: what follows a definition is read with it."""
    end = 0
    for place in _DEFINITION.finditer(text):
        if place.start() >= end:
            for label, target, after in definitions(text, place.end()):
                yield label, target
                end = after


def _numbered(pieces: list[Piece], footnotes: dict[str, None]) -> dict[str, int]:
    """Numbers in the order of naming, then for those that nobody names."""
    if not footnotes:
        return {}
    named = (label for piece in pieces for label in _named_footnotes(piece.text))
    in_order = dict.fromkeys(label for label in chain(named, footnotes) if label in footnotes)
    return {label: number for number, label in enumerate(in_order, start=1)}


_NAMED = re.compile(r"\[\^([^\]\s]{1,200})\](?!:)")


def _named_footnotes(text: str) -> list[str]:
    return _NAMED.findall(text) if "[^" in text else []
