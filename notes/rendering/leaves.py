"""
Blocks that hold text: headings, rules, code, raw HTML, tables.

Each function looks at a line that may begin one of them; see
``notes.rendering.structure`` for who asks when.
"""

import re
from xml.etree.ElementTree import Element, SubElement

from notes.rendering import code, formulas, infostring
from notes.rendering.lines import Line
from notes.rendering.serialize import RAW
from notes.rendering.structure import CODE_INDENT, Begun, Paragraph, Structure, Text, Verbatim

COLUMNS_LIMIT = 500

_FENCE = re.compile(r"(`{3,})([^`]*)$|(~{3,})(.*)$", re.S)
_UNDERLINE = re.compile(r"(?:=+|-+)[ \t]*$")
_DELIMITERS = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_CELL_END = re.compile(r"(?<!\\)\|")


# Headings and rules


def begin_heading(structure: Structure, line: Line) -> Begun:
    words = line.text.lstrip("#")
    level = len(line.text) - len(words)
    if level > 6 or (words and words[0] not in " \t"):
        return Begun.NOTHING
    words = words.strip(" \t")
    shorter = words.rstrip("#")
    if not shorter or shorter[-1] in " \t":
        words = shorter.rstrip(" \t")
    SubElement(structure.make_room(), f"h{level}").text = words
    return Begun.LEAF


def end_heading(structure: Structure, line: Line) -> Begun:
    """A line of = or - makes the paragraph above it a heading."""
    paragraph = structure.paragraph
    if not paragraph or not _UNDERLINE.match(line.text):
        return Begun.NOTHING
    words = paragraph.words()
    if not words:
        paragraph.lines.clear()
        return Begun.NOTHING
    structure.leaf = None
    heading = SubElement(structure.make_room(), "h1" if line.mark == "=" else "h2")
    heading.text = words
    return Begun.LEAF


def begin_rule(structure: Structure, line: Line) -> Begun:
    marks = line.text.replace(" ", "").replace("\t", "")
    if len(marks) < 3 or marks != line.mark * len(marks):
        return Begun.NOTHING
    SubElement(structure.make_room(), "hr")
    return Begun.LEAF


# Code


class Fence(Verbatim):
    def __init__(self, marks: str, info: str, indent: int) -> None:
        self._marks, self._info, self._indent = marks, info, indent
        self._lines: list[str] = []

    def read(self, line: Line) -> bool:
        if line.mark == self._marks[0] and line.indent < CODE_INDENT and self._is_end(line.text):
            self.is_done = True
        else:
            line.dedent(self._indent)
            self._lines.append(line.rest + "\n")
        return True

    def _is_end(self, text: str) -> bool:
        return text.startswith(self._marks) and not text.strip(" \t").strip(self._marks[0])

    def close(self, parent: Element) -> None:
        source, about = "".join(self._lines), infostring.read(self._info)
        is_formula = about.language.lower() == "math"
        raw(parent, (formulas.written(source) if is_formula else code.figure(source, about)) + "\n")


def begin_fence(structure: Structure, line: Line) -> Begun:
    match = _FENCE.match(line.text)
    if not match:
        return Begun.NOTHING
    structure.make_room()
    return structure.hold(Fence(match[1] or match[3], match[2] or match[4] or "", line.indent))


class IndentedCode(Verbatim):
    shows_blanks = True

    def __init__(self) -> None:
        self._lines: list[str] = []

    def read(self, line: Line) -> bool:
        if not line.is_blank and line.indent < CODE_INDENT:
            return False
        line.dedent(CODE_INDENT)
        self._lines.append(line.rest + "\n")
        return True

    def close(self, parent: Element) -> None:
        while not self._lines[-1].strip(" \t\n"):
            self._lines.pop()
        raw(parent, code.figure("".join(self._lines)) + "\n")


def begin_indented_code(structure: Structure, line: Line) -> Begun:
    if line.is_blank or isinstance(structure.leaf, Paragraph):
        return Begun.NOTHING
    structure.make_room()
    leaf = IndentedCode()
    leaf.read(line)
    return structure.hold(leaf)


# Raw HTML

_NAMES = """
    address article aside base basefont blockquote body caption center col colgroup dd details
    dialog dir div dl dt fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6
    head header hr html iframe legend li link main menu menuitem nav noframes ol optgroup option
    p param search section summary table tbody td tfoot th thead title tr track ul
"""
_ELEMENT = re.compile(rf"</?(?:{'|'.join(_NAMES.split())})(?:[ \t]|/?>|$)", re.I)
_ATTRIBUTES = (
    r"(?:[ \t]+[a-zA-Z_:][a-zA-Z0-9_.:-]*"
    r"(?:[ \t]*=[ \t]*(?:[^ \t\"'=<>`]+|'[^']*'|\"[^\"]*\"))?)*"
)
_LONE_TAG = re.compile(
    rf"(?:<[a-zA-Z][a-zA-Z0-9-]*{_ATTRIBUTES}[ \t]*/?>|</[a-zA-Z][a-zA-Z0-9-]*[ \t]*>)[ \t]*$"
)
#: What begins on a line goes on until its end is on a line.
_UNTIL = (
    (
        re.compile(r"<(?:script|pre|style|textarea)(?:[ \t>]|$)", re.I),
        re.compile(r"</(?:script|pre|style|textarea)>", re.I),
    ),
    (re.compile(r"<!--"), re.compile(r"-->")),
    (re.compile(r"<\?"), re.compile(r"\?>")),
    (re.compile(r"<!\[CDATA\["), re.compile(r"\]\]>")),
    (re.compile(r"<![A-Za-z]"), re.compile(r">")),
)


#: What no browser shows; it is left out when it is closed, else it is text.
_INVISIBLE = re.compile(r"\A<(script|style)(?=[\s>]).*</\1>", re.I | re.S)


class RawHtml(Verbatim):
    """`end` is None when a blank line is what ends it."""

    def __init__(self, end: re.Pattern[str] | None) -> None:
        self._end = end
        self._lines: list[str] = []

    def read(self, line: Line) -> bool:
        if line.is_blank and not self._end:
            return False
        self._lines.append(line.rest + "\n")
        self.is_done = bool(self._end and self._end.search(line.rest))
        return True

    def close(self, parent: Element) -> None:
        raw(parent, _INVISIBLE.sub("", "".join(self._lines)))


def begin_html(structure: Structure, line: Line) -> Begun:
    end = next((end for start, end in _UNTIL if start.match(line.text)), None)
    if not end and not _ELEMENT.match(line.text):
        interrupts = isinstance(structure.leaf, Paragraph)
        if interrupts or not _LONE_TAG.match(line.text):
            return Begun.NOTHING
    leaf = RawHtml(end)
    parent = structure.make_room()
    leaf.read(line)
    if leaf.is_done:
        leaf.close(parent)
        return Begun.LEAF
    return structure.hold(leaf)


def raw(parent: Element, html: str) -> None:
    SubElement(parent, RAW).text = html


# Tables


class Table(Text):
    """`lines`: its rows, the header first."""

    def __init__(self, header: str, sides: list[str]) -> None:
        super().__init__()
        self.lines = [header]
        self._sides = sides

    def close(self, parent: Element) -> None:
        table = SubElement(parent, "table")
        self._row(SubElement(table, "thead"), "th", self.lines[0])
        if len(self.lines) > 1:
            body = SubElement(table, "tbody")
            for line in self.lines[1:]:
                self._row(body, "td", line)

    def _row(self, parent: Element, tag: str, line: str) -> None:
        row = SubElement(parent, "tr")
        texts = cells(line)
        for index, side in enumerate(self._sides):
            cell = SubElement(row, tag, {"align": side} if side else {})
            cell.text = texts[index] if index < len(texts) else None


def begin_table(structure: Structure, line: Line) -> Begun:
    """A row of delimiters makes the last line above it the header of a table."""
    paragraph = structure.paragraph
    if not paragraph or not paragraph.lines or not _DELIMITERS.match(line.text):
        return Begun.NOTHING
    header, sides = paragraph.lines[-1], cells(line.text)
    if "|" not in header or len(cells(header)) != len(sides) or len(sides) > COLUMNS_LIMIT:
        return Begun.NOTHING
    paragraph.lines.pop()
    if not paragraph.lines:
        structure.leaf = None
    structure.make_room()
    return structure.hold(Table(header, [_side(cell) for cell in sides]))


def cells(line: str) -> list[str]:
    """The texts between pipes that no backslash escapes, not even in code."""
    line = line.strip(" \t").removeprefix("|")
    texts = [text.strip(" \t").replace("\\|", "|") for text in _CELL_END.split(line)]
    return texts if texts[-1] else texts[:-1]


def _side(delimiter: str) -> str:
    sides = {(True, True): "center", (True, False): "left", (False, True): "right"}
    return sides.get((delimiter.startswith(":"), delimiter.endswith(":")), "")
