"""
Tasks: ``- [ ] open`` and ``- [x] done`` become items with a checkbox.

The box is disabled; whoever clicks it changes a character of the note, and the
note is rendered again.
"""

import re
from xml.etree.ElementTree import Element

from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

_BOX = re.compile(r"\s*\[([ xX])\](?=\s)[ \t]*")


class Tasks(Treeprocessor):
    """Find the boxes before inline parsing would take them for links."""

    def run(self, root: Element) -> None:
        for items in root.iter():
            if items.tag in ("ul", "ol"):
                tasks = [_make_task(item) for item in items if item.tag == "li"]
                if any(tasks):
                    items.set("class", "tasks")


def _make_task(item: Element) -> bool:
    words = item[0] if not (item.text or "").strip() and len(item) and item[0].tag == "p" else item
    box = _BOX.match(words.text or "")
    if not box:
        return False
    item.set("class", "task")
    checkbox = Element("input", {"type": "checkbox", "disabled": ""})
    if box[1] != " ":
        checkbox.set("checked", "")
    checkbox.tail = " " + (words.text or "")[box.end() :]
    words.text = AtomicString("")
    words.insert(0, checkbox)
    return True
