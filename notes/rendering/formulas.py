"""
Formulas, as TeX writes them.

    $x^2$    $`x^2`$       in a sentence; as pandoc reads it, so that $20 and $30 are none:
                           no blank inside the dollars, no letter or digit at them outside
    $$x^2$$                displayed, in a paragraph or on lines of their own; no blank line inside
    ```math                displayed, as GitHub has it

What is written goes through the sanitizer as text with a class, and only then becomes
MathML (`mathml.shown`): so no element of it ever has to be let through from a note.
"""

import re
from html import escape
from xml.etree.ElementTree import Element, SubElement

from notes.rendering.lines import Line
from notes.rendering.passage import Passage
from notes.rendering.serialize import RAW, WRITTEN
from notes.rendering.structure import Begun, Structure, Verbatim

#: The classes of a formula until it is MathML; the note's own HTML may use them as well.
CLASS, DISPLAYED = "formula", "formula-block"

_INSIDE = r"((?:[^$\\]++|\\.)++)"
_IN_TEXT = re.compile(rf"(?<![A-Za-z0-9$])\$(?![\s$]){_INSIDE}(?<!\s)\$(?![A-Za-z0-9$])", re.S)
_IN_DISPLAY = re.compile(rf"\$\${_INSIDE}\$\$(?!\$)", re.S)
_TICKS = re.compile(r"`([^`]*)`")
_ON_ONE_LINE = re.compile(rf"\$\${_INSIDE}\$\$[ \t]*$")


def read(words: Passage) -> bool:
    """A formula that begins with this dollar."""
    text, at = words.text, words.at
    if formula := _IN_DISPLAY.match(text, at):
        return words.add(_raw("span", DISPLAYED, formula[1]), formula.end())
    if formula := _IN_TEXT.match(text, at):
        ticked = _TICKS.fullmatch(formula[1])
        return words.add(_raw("span", CLASS, (ticked or formula)[1]), formula.end())
    return False


class Display(Verbatim):
    """Lines from two dollars to two dollars; without the second they are a paragraph."""

    def __init__(self) -> None:
        self._lines: list[str] = []

    def read(self, line: Line) -> bool:
        if line.is_blank:
            return False
        first = not self._lines
        text = line.rest.strip(" \t")
        self._lines.append(text)
        self.is_done = text.endswith("$$") and (not first or len(text) > 2)
        return True

    def close(self, parent: Element) -> None:
        text = "\n".join(self._lines)
        if self.is_done:
            parent.append(_raw("div", DISPLAYED, text[2:-2]))
        else:
            SubElement(parent, "p").text = text


def begin_display(structure: Structure, line: Line) -> Begun:
    """Two dollars begin a line that has nothing behind a formula that ends on it."""
    if not line.text.startswith("$$"):
        return Begun.NOTHING
    if "$" in line.text[2:] and not _ON_ONE_LINE.match(line.text):
        return Begun.NOTHING
    leaf = Display()
    parent = structure.make_room()
    leaf.read(line)
    if leaf.is_done:
        leaf.close(parent)
        return Begun.LEAF
    return structure.hold(leaf)


def written(source: str, tag: str = "div", name: str = DISPLAYED) -> str:
    """A formula, as HTML that is yet to be sanitized."""
    return f'<{tag} class="{name}">{escape(source.strip(), quote=False)}</{tag}>'


def _raw(tag: str, name: str, source: str) -> Element:
    element = Element(RAW, {WRITTEN: source})
    element.text = written(source, tag, name)
    return element
