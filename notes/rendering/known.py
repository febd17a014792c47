"""
What a note defines somewhere and uses elsewhere.

    [label]: address "title"      a link, by its label
    *[HTML]: Hypertext Markup     an abbreviation, by its letters
    [^label]: text                a footnote (a container: see ``notes.rendering.containers``)

The first definition of a label counts.  Links and abbreviations are taken from
the beginning of a paragraph; what does not fit the grammar stays its text.

    definition   = "[" label "]:" gap address (gap title)? blank* end of line
    gap          = blank* newline? blank*, at least one of them before a title
    address      = "<" anything but < > newline ">" | no blanks, ( and ) in pairs
    title        = "…" | '…' | (…)
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import NamedTuple
from urllib.parse import quote
from xml.etree.ElementTree import Element

from notes.rendering.manner import PLAIN, Manner

LABEL_LIMIT = 999
#: Parentheses in each other in an address; more are no address.
NESTING_LIMIT = 32

_LABEL = re.compile(r"\[((?:[^\\\[\]]|\\.)*)\]", re.S)
_ABBREVIATION = re.compile(r"\*\[([^\]\n]+)\]:[ \t]*(\S[^\n]*)(?:\n|$)")
ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{0,31});")
_GAP = re.compile(r"[ \t]*(?:\n[ \t]*)?")
_REST_OF_LINE = re.compile(r"[ \t]*(?:\n|$)")
_IN_ANGLES = re.compile(r"<((?:[^<>\\\n]|\\.)*)>")
_STEP = re.compile(r"(?:[^\x00-\x20\x7f()\\]|\\[!-/:-@\[-`{-~]|\\)+|[()]")
_TITLE = re.compile(r"\"((?:[^\"\\]|\\.)*)\"|'((?:[^'\\]|\\.)*)'|\(((?:[^()\\]|\\.)*)\)", re.S)
_ESCAPED = re.compile(
    r"\\([!-/:-@\[-`{-~])|&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{0,31});"
)


class Target(NamedTuple):
    """Where a link or an image leads; the address is made of characters that one may have."""

    address: str
    title: str = ""


def encoded(address: str) -> str:
    return quote(address, safe=":/?#@!$&'()*+,;=%-._~")


@dataclass(slots=True)
class Known:
    links: dict[str, Target] = field(default_factory=dict)
    abbreviations: dict[str, str] = field(default_factory=dict)
    footnotes: dict[str, Element] = field(default_factory=dict)
    #: The numbers of footnotes in the order in which they are named.
    numbers: dict[str, int] = field(default_factory=dict)
    #: How often each footnote was named.
    times: dict[str, int] = field(default_factory=dict)
    manner: Manner = PLAIN

    def define(self, text: str) -> str:
        """The text of a paragraph without the definitions that it begins with."""
        at = 0
        for label, target, end in definitions(text):
            at = end
            if isinstance(target, Target):
                self.links.setdefault(normal(label), target)
            else:
                self.abbreviations.setdefault(label, target)
        return text[at:].strip(" \t\n")

    def number(self, label: str) -> int:
        return self.numbers.setdefault(label, len(self.numbers) + 1)


def normal(label: str) -> str:
    """Labels are the same without regard to case and runs of blanks."""
    return " ".join(label.split()).casefold()


def definitions(text: str, at: int = 0) -> Iterator[tuple[str, Target | str, int]]:
    """Label, meaning and end of each of the definitions that a paragraph begins with."""
    while text[at : at + 1] in ("[", "*"):
        found = _abbreviation(text, at) if text[at] == "*" else _link(text, at)
        if not found:
            return
        yield found
        at = found[2]


def _abbreviation(text: str, at: int) -> tuple[str, str, int] | None:
    match = _ABBREVIATION.match(text, at)
    return (match[1].strip(), match[2].strip(), match.end()) if match else None


def _link(text: str, at: int) -> tuple[str, Target, int] | None:
    label = label_at(text, at)
    if label is None or label.startswith("^") or not label.strip():
        return None
    at += len(label) + 2
    if text[at : at + 1] != ":":
        return None
    address, at = address_at(text, end_of_gap(text, at + 1))
    if address is None or (not address and text[at - 1] != ">"):
        return None
    return _titled(text, at, label, address)


def _titled(text: str, at: int, label: str, address: str) -> tuple[str, Target, int] | None:
    gap = end_of_gap(text, at)
    title, end = title_at(text, gap) if gap > at else (None, at)
    if title is not None and (rest := _REST_OF_LINE.match(text, end)):
        return label, Target(address, title), rest.end()
    rest = _REST_OF_LINE.match(text, at)
    return (label, Target(address), rest.end()) if rest else None


def label_at(text: str, at: int) -> str | None:
    """What stands in the brackets here, without other brackets in it."""
    match = _LABEL.match(text, at, at + LABEL_LIMIT + 2)
    return match[1] if match else None


def address_at(text: str, at: int) -> tuple[str | None, int]:
    """An address as it is meant, and where it ends; None when there is none."""
    if text[at : at + 1] == "<":
        match = _IN_ANGLES.match(text, at)
        return (encoded(literal(match[1])), match.end()) if match else (None, at)
    start, depth = at, 0
    while step := _STEP.match(text, at):
        depth += {"(": 1, ")": -1}.get(step[0], 0)
        if depth < 0:
            break
        if depth > NESTING_LIMIT:
            return None, start
        at = step.end()
    return (encoded(literal(text[start:at])), at) if depth <= 0 else (None, start)


def title_at(text: str, at: int) -> tuple[str | None, int]:
    match = _TITLE.match(text, at)
    if not match:
        return None, at
    return literal(next(part for part in match.groups() if part is not None)), match.end()


def literal(text: str) -> str:
    """The characters that are meant by a text with backslashes and entities."""
    if "\\" not in text and "&" not in text:
        return text
    return _ESCAPED.sub(lambda found: found[1] or entity(found[0]), text)


def entity(source: str) -> str:
    """The character that an entity means, or the source when it means none."""
    if source[1] == "#":
        digits = source[2:-1]
        code = int(digits[1:], 16) if digits[0] in "xX" else int(digits)
        return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
    return unescape(source)


def end_of_gap(text: str, at: int) -> int:
    """Where blanks with at most one end of a line between them end."""
    match = _GAP.match(text, at)
    return match.end() if match else at
