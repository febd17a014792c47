"""
A table of contents where ``[TOC]`` stands alone: links to the headings below the title.

A first-level heading that is the only one is the note's title and is left out.  What a
preview renders block by block knows no other headings; there the table comes with the
whole page.
"""

import re
from collections.abc import Iterator
from copy import copy
from xml.etree.ElementTree import Element, SubElement

from markdown.treeprocessors import Treeprocessor

from notes.rendering.delimiters import put
from notes.rendering.headings import LEVELS, said

CLASS = "contents"

_MARK = re.compile(r"\[(?:toc|\[_?toc_?\])\]", re.IGNORECASE)


class ContentsMarked(Treeprocessor):
    """Find the places before their words are read as links."""

    def run(self, root: Element) -> None:
        for paragraph in root.iter("p"):
            if paragraph.text and len(paragraph) == 0 and _MARK.fullmatch(paragraph.text.strip()):
                paragraph.tag, paragraph.text = "ul", None
                paragraph.set("class", CLASS)


class ContentsFilled(Treeprocessor):
    """Fill them when the headings have their ids."""

    def run(self, root: Element) -> None:
        places = [place for place in root.iter("ul") if place.get("class") == CLASS]
        if places:
            headings = list(_below_title(root))
            for place in places:
                _fill(place, headings)


def _below_title(root: Element) -> Iterator[Element]:
    headings = [element for element in root.iter() if element.tag in LEVELS]
    titles = sum(heading.tag == "h1" for heading in headings)
    return (heading for heading in headings if heading.tag != "h1" or titles > 1)


def _fill(place: Element, headings: list[Element]) -> None:
    """One list in another for each step down, however many levels that is."""
    lists = [(7, place)]
    for heading in headings:
        level = int(heading.tag[1])
        while len(lists) > 1 and level < lists[-1][0]:
            lists.pop()
        above, items = lists[-1]
        if level > above:
            items = SubElement(items[-1], "ul")
            lists.append((level, items))
        else:
            lists[-1] = (level, items)
        link = SubElement(SubElement(items, "li"), "a", {"href": f"#{heading.get('id')}"})
        put(link, [_without_tail(part) for part in said(heading)])


def _without_tail(part: str | Element) -> str | Element:
    if isinstance(part, str):
        return part
    alone = copy(part)
    alone.tail = None
    return alone
