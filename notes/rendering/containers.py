"""
Blocks that hold blocks.

    quotes         > text                          each line has its mark, or is lazy
    items          - text, 1. text, 2) text        indented as far as their text is
    meanings       term, below it ``: meaning``    indented as far as their text is
    footnotes      [^label]: text                  indented by four
    callouts       !!! kind "title"                indented by four, ``???`` folds

Each function looks at a line that may begin one of them; see
``notes.rendering.structure`` for who asks when.
"""

import re
from xml.etree.ElementTree import Element, SubElement

from notes.rendering.callouts import make_callout
from notes.rendering.lines import Line
from notes.rendering.structure import CODE_INDENT, Begun, Container, Structure

_ITEM = re.compile(r"(?:([-+*])|(\d{1,9})([.)]))(?=[ \t]|$)")
_FOOTNOTE = re.compile(r"\[\^([^\]\s]{1,200})\]:")
_MARKED = re.compile(
    r"(!!!|\?\?\?\+?)[ \t]+([\w-]+)(?:[ \t]+[\w-]+)*(?:[ \t]+\"([^\"]*)\")?[ \t]*$"
)


class Quote(Container):
    hides_blanks = True

    def goes_on(self, line: Line) -> bool:
        return line.mark == ">" and line.indent < CODE_INDENT and _take_mark(line)


def _take_mark(line: Line) -> bool:
    line.dedent(line.indent)
    line.take(1)
    line.dedent(1)
    return True


def begin_quote(structure: Structure, line: Line) -> Begun:
    if not structure.has_room:
        return Begun.NOTHING
    _take_mark(line)
    return structure.enter(Quote(SubElement(structure.make_room(), "blockquote")))


# Lists


class List(Container):
    is_list = True

    def __init__(self, element: Element, kind: str) -> None:
        super().__init__(element)
        self.kind = kind
        self._is_loose = False

    def goes_on(self, _line: Line) -> bool:
        return True

    def loosen(self) -> None:
        self._is_loose = True

    def close(self) -> None:
        if not self._is_loose:
            for item in self.element:
                unwrap(item)


class Item(Container):
    def __init__(self, structure: Structure, listing: List, indent: int) -> None:
        super().__init__(SubElement(listing.element, "li"))
        self._structure = structure
        self._list = listing
        self._indent = indent

    def goes_on(self, line: Line) -> bool:
        begun = self._structure.leaf is not None or len(self.element) > 0
        if line.indent < self._indent and not (line.is_blank and begun):
            return False
        line.dedent(self._indent)
        return True

    def loosen(self) -> None:
        self._list.loosen()


def begin_item(structure: Structure, line: Line) -> Begun:
    marker = _ITEM.match(line.text)
    if not marker or not structure.has_room:
        return Begun.NOTHING
    is_empty = marker.end() == len(line.text.rstrip(" \t"))
    if structure.paragraph and (is_empty or int(marker[2] or 1) != 1):
        return Begun.NOTHING
    indent = line.indent + marker.end()
    line.dedent(line.indent)
    line.take(marker.end())
    padding = 1 if is_empty or line.indent > CODE_INDENT else line.indent
    line.dedent(padding)
    listing = _list_for(structure, marker)
    return structure.enter(Item(structure, listing, indent + padding))


def _list_for(structure: Structure, marker: re.Match[str]) -> List:
    kind = marker[1] or marker[3]
    innermost = structure.innermost
    if isinstance(innermost, List) and innermost.kind == kind:
        structure.make_room(for_item=True)
        return innermost
    element = SubElement(structure.make_room(), "ol" if marker[2] else "ul")
    if marker[2] and int(marker[2]) != 1:
        element.set("start", str(int(marker[2])))
    listing = List(element, kind)
    structure.enter(listing)
    return listing


def unwrap(item: Element) -> None:
    """Paragraphs of a tight item are just its text."""
    kept: list[Element] = []
    for child in item:
        if child.tag != "p":
            kept.append(child)
        elif kept:
            kept[-1].tail = (kept[-1].tail or "\n") + (child.text or "")
        else:
            item.text = (item.text or "") + (child.text or "")
    item[:] = kept


# Definitions


class Meaning(Container):
    def __init__(self, element: Element, indent: int, *, is_loose: bool) -> None:
        super().__init__(element)
        self._indent = indent
        self._is_loose = is_loose

    def goes_on(self, line: Line) -> bool:
        if not line.is_blank and line.indent < self._indent:
            return False
        line.dedent(self._indent)
        return True

    def loosen(self) -> None:
        self._is_loose = True

    def close(self) -> None:
        if not self._is_loose:
            unwrap(self.element)


def begin_meaning(structure: Structure, line: Line) -> Begun:
    if line.text[1:2] not in (" ", "\t") or not line.text[1:].strip() or not structure.has_room:
        return Begun.NOTHING
    is_loose = structure.follows_blank
    terms = _terms(structure)
    if terms is None:
        return Begun.NOTHING
    indent = line.indent + 1
    line.dedent(line.indent)
    line.take(1)
    padding = min(line.indent, CODE_INDENT - 1)
    line.dedent(padding)
    indent = min(indent + padding, CODE_INDENT)
    return structure.enter(Meaning(SubElement(terms, "dd"), indent, is_loose=is_loose))


def _terms(structure: Structure) -> Element | None:
    """The list that a meaning belongs to: its terms are the text above it, or it is one more."""
    paragraph = structure.paragraph
    if paragraph:
        words = paragraph.words()
        structure.leaf = None
        return _listed(structure.make_room(), words)
    above = structure.innermost.element[-1:]
    if not above or (structure.leaf and structure.is_whole):
        return None
    if above[0].tag == "dl":
        structure.make_room()
        return above[0]
    if above[0].tag == "p" and structure.follows_blank:
        parent = structure.make_room()
        return _listed(parent, structure.take_back().text or "")
    return None


def _listed(parent: Element, words: str) -> Element:
    above = parent[-1:]
    listed = above[0] if above and above[0].tag == "dl" else SubElement(parent, "dl")
    for term in words.split("\n"):
        SubElement(listed, "dt").text = term
    return listed


# Footnotes and callouts


class Indented(Container):
    """Goes on as long as lines are indented as code would be."""

    def goes_on(self, line: Line) -> bool:
        if not line.is_blank and line.indent < CODE_INDENT:
            return False
        line.dedent(CODE_INDENT)
        return True


class Callout(Indented):
    def __init__(self, element: Element, marker: re.Match[str]) -> None:
        super().__init__(element)
        self._marker = marker

    def close(self) -> None:
        folding = {"!!!": "", "???": "-", "???+": "+"}[self._marker[1]]
        make_callout(self.element, self._marker[2], title=self._marker[3] or "", folding=folding)


def begin_footnote(structure: Structure, line: Line) -> Begun:
    marker = _FOOTNOTE.match(line.text)
    if not marker or not structure.has_room:
        return Begun.NOTHING
    structure.make_room()
    line.dedent(line.indent)
    line.take(marker.end())
    line.dedent(line.indent)
    note = Element("li")
    structure.known.footnotes.setdefault(marker[1], note)
    return structure.enter(Indented(note))


def begin_callout(structure: Structure, line: Line) -> Begun:
    marker = _MARKED.match(line.text)
    if not marker or not structure.has_room:
        return Begun.NOTHING
    line.take(len(line.rest))
    return structure.enter(Callout(SubElement(structure.make_room(), "aside"), marker))
