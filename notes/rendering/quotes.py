"""
Typographic quotes, dashes and ellipses, as English has them, for those who want them.

    "words" 'words'   “words” ‘words’      it's, '90s    it’s, ’90s
    a -- b   a---b    a – b   a—b          wait...       wait…

Code, formulas and addresses stay as they are, and so do quotes beside Chinese or
Japanese, where nothing says which of two they are, and an option (`--all`) in a sentence.
"""

import re
from xml.etree.ElementTree import Element

from markdown.treeprocessors import Treeprocessor

from notes.rendering.known import encoded
from notes.rendering.serialize import RAW
from notes.rendering.structure import Structure

_SIGN = re.compile(r"(?<!\.)\.{3}(?!\.)|(?<!-)-{2,3}(?!-)|[\"']")
_DASHES = {"--": "–", "---": "—"}
_PAIRS = {'"': "“”", "'": "‘’"}
_KEPT = frozenset(("code", "pre", "kbd", "samp", "tt", RAW))
#: Elements in whose midst a sentence goes on.
_WORDS = "a em strong b i u s del ins mark small sub sup span abbr q cite br img"
_INLINE = frozenset(_WORDS.split())
_RAW_TAG = re.compile(r"<(/?)(code|pre|kbd|samp|tt|script|style)\b", re.I)
_OPENING = re.compile(r"[\s(\[{<“‘–—/]")
_WIDE = re.compile(r"[\u2e80-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff00-\uffef]")


class Quotes(Treeprocessor):
    """After the words are read and the ids of headings made, which keep what was written."""

    def __init__(self, structure: Structure) -> None:
        super().__init__(structure.md)
        self._structure = structure

    def run(self, root: Element) -> None:
        if self._structure.known.manner.quotes:
            _Reader().read(root)


class _Reader:
    """Goes through a tree in the order of its text; `before` is the character read last."""

    def __init__(self) -> None:
        self.before = ""
        self._is_kept = False

    def read(self, root: Element) -> None:
        todo = [(root, False)]
        while todo:
            element, is_read = todo.pop()
            if is_read:
                self._leave(element)
            else:
                todo.append((element, True))
                todo += [(child, False) for child in reversed(self._enter(element))]

    def _enter(self, element: Element) -> list[Element]:
        """What inside of it is to be read."""
        if _is_block(element):
            self.before = ""
        if element.tag == RAW:
            self._note_tag(element.text or "")
        elif element.tag in _KEPT or _is_address(element):
            self.before = "x"
        else:
            element.text = self._set(element.text)
            return list(element)
        return []

    def _leave(self, element: Element) -> None:
        if _is_block(element):
            self.before = ""
        element.tail = self._set(element.tail)

    def _note_tag(self, html: str) -> None:
        if tag := _RAW_TAG.match(html):
            self._is_kept = not tag[1]
        elif not html.startswith("<"):
            self.before = "x"

    def _set(self, text: str | None) -> str | None:
        if not text or self._is_kept:
            return text
        at = 0
        parts: list[str] = []
        for sign in _SIGN.finditer(text):
            parts.append(text[at : sign.start()])
            before = text[sign.start() - 1 : sign.start()] if sign.start() else self.before
            parts.append(_printed(sign[0], before, text[sign.end() : sign.end() + 1]))
            at = sign.end()
        self.before = text[-1]
        return "".join((*parts, text[at:]))


def _printed(sign: str, before: str, after: str) -> str:
    if sign == "...":
        return "…"
    opens = not before or bool(_OPENING.match(before))
    if sign in _DASHES:
        return sign if opens and after.isalnum() else _DASHES[sign]
    if _WIDE.match(before) or _WIDE.match(after):
        return sign
    is_left_out = sign == "'" and after.isdigit()
    return _PAIRS[sign][0 if opens and not is_left_out and not after.isspace() else 1]


def _is_block(element: Element) -> bool:
    return element.tag not in _INLINE and element.tag not in _KEPT


def _is_address(element: Element) -> bool:
    address, words = element.get("href", ""), element.text or ""
    return element.tag == "a" and bool(words) and address.endswith(encoded(words))
