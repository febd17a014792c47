"""
Ids of headings, so that a link can lead to one: ``[see](#how-large-may-it-grow)``.

As on GitHub: the words in small letters, blanks as hyphens, no punctuation; the
second heading of the same words gets ``-1``.
"""

import re
from xml.etree.ElementTree import Element

from markdown.treeprocessors import Treeprocessor

LEVELS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_PUNCTUATION = re.compile(r"[^\w\- ]")


class HeadingIds(Treeprocessor):
    def run(self, root: Element) -> None:
        seen: dict[str, int] = {}
        for heading in root.iter():
            if heading.tag in LEVELS:
                words = slug("".join(heading.itertext()))
                count = seen[words] = seen.get(words, -1) + 1
                heading.set("id", f"{words}-{count}" if count else words)


def slug(words: str) -> str:
    return _PUNCTUATION.sub("", words.strip().lower()).replace(" ", "-")
