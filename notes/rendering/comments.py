"""
Comments, as Obsidian has them: what only the writer sees.

    words %%not shown%% words     in a paragraph, not at a letter or digit outside, but at 中文
    %%                            on lines of their own, with blank lines inside
    not shown
    %%

What is not closed is shown: nothing vanishes by a sign that was forgotten.
"""

from html import escape
from xml.etree.ElementTree import Element, SubElement

from notes.rendering.digest import COMMENT
from notes.rendering.lines import Line
from notes.rendering.passage import Passage
from notes.rendering.serialize import RAW
from notes.rendering.structure import Begun, Structure, Verbatim

MARK = "%%"


def read(words: Passage) -> bool:
    comment = COMMENT.match(words.text, words.at)
    return words.add("", comment.end()) if comment else False


class Comment(Verbatim):
    def __init__(self) -> None:
        self._lines: list[str] = []

    def read(self, line: Line) -> bool:
        self.is_done = bool(self._lines) and line.rest.rstrip(" \t").endswith(MARK)
        self._lines.append(line.rest)
        return True

    def close(self, parent: Element) -> None:
        if not self.is_done:
            SubElement(parent, "pre", {"class": "plain"}).append(_raw("\n".join(self._lines)))


def begin(structure: Structure, line: Line) -> Begun:
    """Two percent signs alone on a line."""
    if line.text.rstrip(" \t") != MARK:
        return Begun.NOTHING
    structure.make_room()
    comment = Comment()
    comment.read(line)
    return structure.hold(comment)


def _raw(text: str) -> Element:
    element = Element(RAW)
    element.text = escape(text, quote=False)
    return element
