"""
The words of a block: code, links, emphasis, line breaks, in one pass.

Code spans, autolinks and raw HTML bind tighter than brackets, brackets tighter
than emphasis, as in CommonMark; what is not closed is text.  A text is read
from left to right into nodes: strings, elements, and runs of delimiters, which
are paired when a link closes around them or the text ends.  Nothing is searched
for twice: where no closing backticks or no end of a comment was found, none is
looked for again.

This replaces the inline patterns of Python-Markdown, which go over a text once
for each pattern and so cannot keep that order.
"""

import re
from collections.abc import Callable
from xml.etree.ElementTree import Element

from markdown.treeprocessors import Treeprocessor

from notes.rendering import (
    autolinks,
    code,
    comments,
    delimiters,
    emoji,
    footnotes,
    formulas,
    wikilinks,
)
from notes.rendering.brackets import Brackets
from notes.rendering.delimiters import put, resolved
from notes.rendering.known import ENTITY, Known, encoded, entity
from notes.rendering.passage import Passage
from notes.rendering.serialize import RAW
from notes.rendering.structure import Structure
from notes.rendering.tags import Tags

_SPECIAL = re.compile(r"[\\`*_~^=\[\]!<&:@$%]|[ \t]\n|www\.|" + autolinks.BARE_HOST)
_PLAIN = re.compile(
    r"(?:[^\\`*_~^=\[\]!<&:@$%\nw.]+|w(?!ww\.)|(?<=[A-Za-z0-9])_+(?=[A-Za-z0-9])"
    rf"|(?!{autolinks.BARE_HOST})\.)+"
)
_ESCAPABLE = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
_TICKS = re.compile(r"`+")
_ADDRESS = re.compile(r"<([A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>\x00-\x1f]*)>")
_MAIL = re.compile(
    r"<([A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
    r"(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*)>"
)
_BLANKS = re.compile(r"[ \t]*")
_LINK_TAG = re.compile(r"<(/?)a(?=[\s/>])", re.I)
_FOOTNOTE = re.compile(r"\[\^([^\]\s]{1,200})\]")


class Inline(Treeprocessor):
    """Read the words of every element of the tree."""

    def __init__(self, structure: Structure) -> None:
        super().__init__(structure.md)
        self._structure = structure

    def run(self, root: Element) -> None:
        known = self._structure.known
        for element in list(root.iter()):
            if element.tag != RAW:
                read_element(element, known)


def read_element(element: Element, known: Known) -> None:
    children = list(element)
    if any(child.tail and _is_special(child.tail, known) for child in children):
        _read_tails(element, children, known)
    text = element.text
    if text and _is_special(text, known):
        element.text = None
        inside = Element(element.tag)
        put(inside, Words(text, known).read())
        element.text = inside.text
        element[0:0] = list(inside)


def _is_special(text: str, known: Known) -> bool:
    return bool(_SPECIAL.search(text)) or (known.manner.breaks and "\n" in text)


def _read_tails(element: Element, children: list[Element], known: Known) -> None:
    content: list[str | Element] = [element.text or ""]
    for child in children:
        tail, child.tail = child.tail, None
        content += [child, *(Words(tail, known).read() if tail else ())]
    element[:] = []
    element.text = None
    put(element, content)


class Words(Passage):
    """One text, read by whoever its next character is for."""

    def __init__(self, text: str, known: Known) -> None:
        super().__init__(text, known)
        self._brackets = Brackets(self)
        self._ticks: dict[int, list[int]] | None = None
        self._tags = Tags(text)
        self._in_html_link = False

    def read(self) -> list[str | Element]:
        text, length, plain = self.text, len(self.text), _PLAIN.match
        while self.at < length:
            if match := plain(text, self.at):
                self.nodes.append(match[0])
                self.at = match.end()
            elif not _READERS[text[self.at]](self):
                self.nodes.append(text[self.at])
                self.at += 1
        return resolved(self.nodes)

    @property
    def is_in_brackets(self) -> bool:
        return self._brackets.are_open

    # Single characters

    def read_backslash(self) -> bool:
        following = self.text[self.at + 1 : self.at + 2]
        if following == "\n":
            return self._break(self.at + 2)
        return following in _ESCAPABLE and self.add(following, self.at + 2)

    def read_line_end(self) -> bool:
        last = self.nodes[-1] if self.nodes else ""
        if self.known.manner.breaks:
            if isinstance(last, str) and self.nodes:
                self.nodes[-1] = last.rstrip(" ")
            return self._break(self.at + 1)
        if not isinstance(last, str) or not last.endswith(" "):
            self.at = self._after_blanks(self.at + 1)
            self.nodes.append("\n")
            return True
        self.nodes[-1] = last.rstrip(" ")
        if last.endswith("  "):
            return self._break(self.at + 1)
        return self.add("\n", self._after_blanks(self.at + 1))

    def _break(self, at: int) -> bool:
        self.nodes += [Element("br"), "\n"]
        self.at = self._after_blanks(at)
        return True

    def _after_blanks(self, at: int) -> int:
        return _end(_BLANKS, self.text, at)

    def read_entity(self) -> bool:
        match = ENTITY.match(self.text, self.at)
        return self.add(entity(match[0]), match.end()) if match else False

    def read_run(self) -> bool:
        text, start = self.text, self.at
        mark, end = text[start], start + 1
        while text[end : end + 1] == mark:
            end += 1
        return self.add(
            delimiters.run(mark, end - start, text[start - 1 : start], text[end : end + 1]), end
        )

    def read_colon(self) -> bool:
        return self._read_address(autolinks.read_scheme, autolinks.read_mailto) or emoji.read(self)

    def read_at_sign(self) -> bool:
        return self._read_address(autolinks.read_mail)

    def read_www(self) -> bool:
        return self._read_address(autolinks.read_www)

    def read_dot(self) -> bool:
        return self._read_address(autolinks.read_host)

    def _read_address(self, *readers: "Reader") -> bool:
        """What stands in a link that is written as HTML goes where that does."""
        return not self._in_html_link and any(reader(self) for reader in readers)

    def read_dollar(self) -> bool:
        return formulas.read(self)

    def read_percent(self) -> bool:
        return comments.read(self)

    # Code

    def read_code(self) -> bool:
        length = _end(_TICKS, self.text, self.at) - self.at
        start = self.at + length
        end = self._closing_ticks(length, start)
        if end is None:
            return self.add("`" * length, start)
        text = self.text[start:end].replace("\n", " ")
        if text[0] == text[-1] == " " and text.strip(" "):
            text = text[1:-1]
        return self.add(code.words(text), end + length)

    def _closing_ticks(self, length: int, start: int) -> int | None:
        if self._ticks is None:
            self._ticks = {}
            for run in reversed(list(_TICKS.finditer(self.text, start))):
                self._ticks.setdefault(len(run[0]), []).append(run.start())
        places = self._ticks.get(length, [])
        while places and places[-1] < start:
            places.pop()
        return places[-1] if places else None

    # Angle brackets

    def read_angle(self) -> bool:
        if link := _ADDRESS.match(self.text, self.at):
            return self.add(_link(encoded(link[1]), link[1]), link.end())
        if mail := _MAIL.match(self.text, self.at):
            return self.add(_link("mailto:" + mail[1], mail[1]), mail.end())
        end = self._tags.end(self.at)
        if not end:
            return False
        if link := _LINK_TAG.match(self.text, self.at):
            self._in_html_link = not link[1]
        html = Element(RAW)
        html.text = self.text[self.at : end]
        return self.add(html, end)

    # Brackets

    def read_open(self) -> bool:
        note = _FOOTNOTE.match(self.text, self.at)
        if note and (reference := footnotes.reference(self.known, note[1])) is not None:
            return self.add(reference, note.end())
        return wikilinks.read(self) or self._brackets.open("[")

    def read_bang(self) -> bool:
        return wikilinks.read(self) or self._brackets.open("![")

    def read_close(self) -> bool:
        return self._brackets.close()


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match else at


def _link(address: str, words: str) -> Element:
    element = Element("a", {"href": address})
    element.text = words
    return element


Reader = Callable[[Words], bool]

_READERS: dict[str, Reader] = {
    "\\": Words.read_backslash,
    "`": Words.read_code,
    "[": Words.read_open,
    "]": Words.read_close,
    "!": Words.read_bang,
    "<": Words.read_angle,
    "&": Words.read_entity,
    "\n": Words.read_line_end,
    ":": Words.read_colon,
    "@": Words.read_at_sign,
    "w": Words.read_www,
    ".": Words.read_dot,
    "$": Words.read_dollar,
    "%": Words.read_percent,
    **dict.fromkeys(delimiters.MARKS, Words.read_run),
}
