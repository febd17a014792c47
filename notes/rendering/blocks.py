"""
A text cut into top-level blocks that can be rendered one by one.

A cut is made where a blank line is followed by a line that starts in column 0,
but never inside

    fenced code        until its closing fence
    a list             which goes on as long as items follow
    definitions        (``: meaning``) that follow their term
    raw HTML           until the element that was opened is closed again

The blocks joined are the text.  What a block takes from elsewhere travels with
it: the link definitions and abbreviations that it names, and no others (all of
them with every block made a long note take seconds).  Only rules that look at
one line at a time are used, so cutting takes time in proportion to the text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from notes.rendering.digest import front_matter

_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")
_FENCE = re.compile(r" {0,3}(?:(`{3,})[^`]*$|(~{3,}))")
_ITEM = re.compile(r" {0,3}(?:[-+*]|\d{1,9}[.)])(?:[ \t]|$)")
_MEANING = re.compile(r" {0,3}:[ \t]")
_DEFINITION = re.compile(r" {0,3}(?:\*?\[((?:[^\[\]\\]|\\.){1,999})\]:)[ \t]*(.*)")
_GOES_ON = re.compile(r"[ \t]*[\"'(]|[ \t]+\S")
_LABEL = re.compile(r"\[((?:[^\[\]\\]|\\.){1,999})\]")
_RAW = re.compile(
    r" {0,3}<(?:(!--)|(\?)|(!\[CDATA\[)|(![A-Za-z])|([A-Za-z][A-Za-z0-9-]*)(?=[\s/>]|$))"
)
_RAW_ENDS = ("-->", "?>", "]]>", ">")
_ELEMENTS = """
    address article aside blockquote center dd details dialog dir div dl dt fieldset figcaption
    figure footer form header main menu nav ol pre script search section style summary table
    tbody td textarea tfoot th thead tr ul
"""
_KEPT_WHOLE = frozenset(_ELEMENTS.split())


@dataclass(frozen=True, slots=True)
class Piece:
    """`line`: where it starts, from 0; `text`: with the blank lines that follow it."""

    line: int
    text: str
    definitions: str = ""


def cut(text: str) -> list[Piece]:
    start = front_matter(text)[1]
    head = [Piece(0, text[:start])] if start else []
    lines = _LINE.findall(text, start) if "\r" in text else _lines(text[start:])
    pieces = list(_pieces(lines, len(_LINE.findall(text, 0, start)) if start else 0, text))
    return head + _with_definitions(pieces)


def _lines(text: str) -> list[str]:
    lines = [line + "\n" for line in text.split("\n")]
    last = lines.pop()[:-1]
    return [*lines, last] if last else lines


def _pieces(lines: list[str], number: int, text: str) -> Iterator[Piece]:
    scan = _Scan(text)
    first, blank = 0, False
    for index, line in enumerate(lines):
        if not line.strip():
            blank = True
        else:
            if blank and index > first and scan.may_cut_before(line):
                yield Piece(number + first, "".join(lines[first:index]))
                first = index
                scan.begin()
            blank = False
        scan.read(line)
    if first < len(lines):
        yield Piece(number + first, "".join(lines[first:]))


class _Scan:
    """What is open while lines are read: a fence, raw HTML, a list."""

    def __init__(self, text: str) -> None:
        self._text = text.lower()
        self._at = 0
        self._never_closed: set[str] = set()
        self.begin()

    def begin(self) -> None:
        self._fence = ""
        self._raw_end = ""
        self._element, self._depth = "", 0
        self._list = False

    def may_cut_before(self, line: str) -> bool:
        if line[0] in " \t" or self._fence or self._raw_end or self._depth:
            return False
        return not (self._list and _ITEM.match(line)) and not _MEANING.match(line)

    def read(self, line: str) -> None:
        self._at += len(line)
        mark = line.lstrip(" ")[:1]
        if self._fence:
            self._read_in_fence(line)
        elif self._raw_end:
            self._raw_end = "" if self._raw_end in line else self._raw_end
        elif self._depth:
            self._count(line)
        elif mark == "<":
            self._open_raw(line)
        elif mark in "`~" and mark and (fence := _FENCE.match(line)):
            self._fence = fence[1] or fence[2]
        elif not self._list and mark in "-+*0123456789" and mark and _ITEM.match(line):
            self._list = True

    def _read_in_fence(self, line: str) -> None:
        closing = line.strip()
        if closing.startswith(self._fence) and not closing.strip(self._fence[0]):
            self._fence = "" if len(line) - len(line.lstrip(" ")) < 4 else self._fence

    def _open_raw(self, line: str) -> None:
        opening = _RAW.match(line)
        if not opening:
            return
        if opening[5]:
            name = opening[5].lower()
            if name in _KEPT_WHOLE and self._is_closed_later(name):
                self._element = name
                self._count(line)
            return
        end = next(end for end, found in zip(_RAW_ENDS, opening.groups(), strict=False) if found)
        self._raw_end = "" if end in line[opening.end() :] else end

    def _is_closed_later(self, name: str) -> bool:
        if name not in self._never_closed and self._text.find(f"</{name}", self._at) < 0:
            self._never_closed.add(name)
        return name not in self._never_closed

    def _count(self, line: str) -> None:
        line = line.lower()
        opened = len(re.findall(rf"<{self._element}(?=[\s/>]|$)", line))
        self._depth = max(0, self._depth + opened - line.count(f"</{self._element}"))


def _with_definitions(pieces: list[Piece]) -> list[Piece]:
    known: dict[str, str] = {}
    for piece in pieces:
        for label, source in _definitions(piece.text):
            known.setdefault(label, source)
    return [_given(piece, known) for piece in pieces] if known else pieces


def _definitions(text: str) -> Iterator[tuple[str, str]]:
    """Label and source of what a block defines; its title may stand on the next line."""
    if "]:" not in text:
        return
    lines = text.splitlines()
    for index, line in enumerate(lines):
        if (found := _DEFINITION.match(line)) and not found[1].startswith("^"):
            goes_on = index + 1 < len(lines) and _GOES_ON.match(lines[index + 1])
            yield normal(found[1]), "\n".join(lines[index : index + 2] if goes_on else [line])


def _given(piece: Piece, known: dict[str, str]) -> Piece:
    labels = dict.fromkeys(normal(label) for label in _LABEL.findall(piece.text))
    sources = [known[label] for label in labels if label in known]
    return Piece(piece.line, piece.text, "\n".join(sources)) if sources else piece


def normal(label: str) -> str:
    """Labels are the same without regard to case and runs of blanks."""
    return " ".join(label.split()).casefold()
