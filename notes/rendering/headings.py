"""
Ids of headings, so that a link can lead to one: ``[see](#how-large-may-it-grow)``.

As on GitHub: the words in small letters, blanks as hyphens, no punctuation; the
second heading of the same words gets ``-1``.  A formula counts as it was written, an emoji
by its name, HTML not at all.
"""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from markdown.treeprocessors import Treeprocessor

from notes.rendering.serialize import RAW, WRITTEN

LEVELS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_PUNCTUATION = re.compile(r"[^\w\- ]")


class HeadingIds(Treeprocessor):
    def run(self, root: Element) -> None:
        seen: dict[str, int] = {}
        for heading in root.iter():
            if heading.tag in LEVELS:
                words = slug("".join(map(_written, said(heading))))
                count = seen[words] = seen.get(words, -1) + 1
                heading.set("id", f"{words}-{count}" if count else words)


def said(element: Element) -> Iterator[str | Element]:
    """What stands in an element, without its marks: texts, and what stands for one."""
    yield element.text or ""
    for child in element:
        if child.tag != RAW:
            yield from said(child)
        elif child.get(WRITTEN):
            yield child
        yield child.tail or ""


def _written(part: str | Element) -> str:
    return part if isinstance(part, str) else part.get(WRITTEN, "")


def slug(words: str) -> str:
    return _PUNCTUATION.sub("", words.strip().lower()).replace(" ", "-")
