"""
Abbreviations: where ``*[HTML]: Hypertext Markup Language`` is defined, every
HTML in the note says so when it is pointed at.
"""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from markdown.treeprocessors import Treeprocessor

from notes.rendering.delimiters import put
from notes.rendering.serialize import RAW
from notes.rendering.structure import Structure
from notes.rendering.uses import any_of

_KEPT_AS_IT_IS = frozenset((RAW, "code", "abbr"))


class Abbreviations(Treeprocessor):
    """After the words were read, so that code and addresses stay as they are."""

    def __init__(self, structure: Structure) -> None:
        super().__init__(structure.md)
        self._structure = structure

    def run(self, root: Element) -> None:
        meanings = self._structure.known.abbreviations
        if not meanings:
            return
        pattern = any_of(meanings)
        for element in list(root.iter()):
            if element.tag not in _KEPT_AS_IT_IS:
                _explain(element, pattern, meanings)


def _explain(element: Element, pattern: re.Pattern[str], meanings: dict[str, str]) -> None:
    content = list(_parts(element.text or "", pattern, meanings))
    for child in list(element):
        tail, child.tail = child.tail or "", None
        content += [child, *_parts(tail, pattern, meanings)]
    element[:] = []
    element.text = None
    put(element, content)


def _parts(
    text: str, pattern: re.Pattern[str], meanings: dict[str, str]
) -> Iterator[str | Element]:
    at = 0
    for match in pattern.finditer(text):
        yield text[at : match.start()]
        short = Element("abbr", {"title": meanings[match[0]]})
        short.text = match[0]
        yield short
        at = match.end()
    yield text[at:]
