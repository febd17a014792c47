"""
From Markdown to HTML that may be put into a page.

    source -> properties of its front matter, Markdown in our dialect -> sanitize.clean
           -> mathml.shown

A pipeline keeps its Markdown instance and resets it before each text.  It is
for one thread.  After an exception it is not to be used again: make a new one.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable
from xml.etree.ElementTree import Element

from markdown import Markdown

from notes.rendering import mathml, properties, tasks
from notes.rendering.blocks import cut
from notes.rendering.dialect import Dialect
from notes.rendering.digest import front_matter
from notes.rendering.known import Known
from notes.rendering.manner import PLAIN, Manner
from notes.rendering.sanitize import clean
from notes.rendering.serialize import serialize

_NOT_CHARACTERS = re.compile("[\0\ud800-\udfff]")


class Pipeline:
    def __init__(self) -> None:
        self._dialect = Dialect()
        self._markdown = Markdown(extensions=[self._dialect])
        self._markdown.serializer = self._keep
        self._root = Element("div")

    def html(
        self,
        text: str,
        known: Known | None = None,
        *,
        begins: bool = True,
        manner: Manner = PLAIN,
        remote_images: bool = False,
    ) -> str:
        """
        A note as safe HTML, or a block of one with what it uses from elsewhere; only
        what `begins` a note may begin with front matter.
        """
        found, start = front_matter(text) if begins else ({}, 0)
        above = properties.shown(found) if manner.properties else []
        return _safe([*above, *self._tree(text[start:], known, manner)], remote_images)

    def blocks(
        self, text: str, *, manner: Manner = PLAIN, remote_images: bool = False
    ) -> list[tuple[int, str]]:
        """
        A note rendered whole, so that its blocks know each other, in the blocks that
        `cut` makes of it: the line of each, from 0, and its HTML; what belongs below
        the text comes last.
        """
        pieces, (found, start) = cut(text), front_matter(text)
        root = self._tree(text[start:], None, manner)
        above = _tidy(text[:start] + "x").count("\n")
        begins = [piece.line for piece in pieces]
        parts: list[list[Element]] = [[] for _ in pieces]
        if manner.properties and parts:
            parts[0] += properties.shown(found)
        below: list[Element] = []
        lines = self._dialect.lines
        for number, element in enumerate(root):
            if number < len(lines):
                parts[bisect_right(begins, above + lines[number]) - 1].append(element)
            else:
                below.append(element)
        blocks = zip([*begins, *begins[-1:]], [*parts, below], strict=False)
        shown = ((line, _safe(part, remote_images)) for line, part in blocks if part)
        return [(line, html) for line, html in shown if html]

    def boxes(self, text: str) -> list[int]:
        """Where the boxes of a page stand in its text, in the order of the page."""
        start = front_matter(text)[1]
        signed, places = tasks.signed(text, start)
        self._dialect.tasks.are_signed = True
        root = self._tree(signed[start:], None)
        self._dialect.tasks.are_signed = False
        return [places[sign] for sign in tasks.signs(root)]

    def _tree(self, text: str, known: Known | None, manner: Manner = PLAIN) -> Element:
        self._dialect.known = known or Known()
        self._dialect.known.manner = manner
        self._markdown.reset().convert(_tidy(text))
        root, self._root = self._root, Element("div")
        return root

    def _keep(self, root: Element) -> str:
        self._root = root
        return "<div></div>"


def _safe(elements: Iterable[Element], remote_images: bool) -> str:
    html = "".join(map(serialize, elements)).strip()
    # The last line ends as it would in a file, which closes what was left open.
    return mathml.shown(clean(html + "\n", remote_images=remote_images)).strip("\n")


def _tidy(text: str) -> str:
    """Line ends as one character, and nothing that is no character."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _NOT_CHARACTERS.sub("\ufffd", text).removesuffix("\n")
