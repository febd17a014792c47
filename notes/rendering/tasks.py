"""
Tasks: ``- [ ] open`` and ``- [x] done`` become items with a checkbox.

The box is disabled; whoever clicks it changes a character of the note, and the
note is rendered again.

Where in the text a box stands is asked only then.  Boxes are in quotes, lists in
lists and footnotes, and what looks like one is in code, so nobody can tell but
the parser itself: every place that may be a box gets a sign of its own, one
character for one (`signed`), and the boxes of the page that comes of it know theirs.
"""

import re
from xml.etree.ElementTree import Element

from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

_BOX = re.compile(r"\s*\[([ xX])\](?=\s)[ \t]*")
_MAY_BE_BOX = re.compile(r"\[[ xX]\](?=\s)")
#: Signs are private characters, of which there are more than boxes in any text that is rendered;
#: those that a text has itself give way.
_FIRST, _LAST = 0xF0000, 0x10FFFF
_SIGN = re.compile(f"[{chr(_FIRST)}-{chr(_LAST)}]")
_SIGNED_BOX = re.compile(rf"\s*\[({_SIGN.pattern})\](?=\s)[ \t]*")


def signed(text: str, start: int) -> tuple[str, list[int]]:
    """A text with a sign in each box that it may have behind `start`, and where the signs are."""
    places = [box.start() + 1 for box in _MAY_BE_BOX.finditer(text, start)]
    characters = list(_SIGN.sub("\ufffd", text))
    for sign, at in zip(range(_FIRST, _LAST + 1), places, strict=False):
        characters[at] = chr(sign)
    return "".join(characters), places


def signs(root: Element) -> list[int]:
    """The boxes of a page of a signed text, in its order: which of the places each is."""
    return [ord(box.get("sign", "")) - _FIRST for box in root.iter("input")]


class Tasks(Treeprocessor):
    """Find the boxes before inline parsing would take them for links."""

    #: Whether the text that is rendered next has signs in its boxes.
    are_signed = False

    def run(self, root: Element) -> None:
        for items in root.iter():
            if items.tag in ("ul", "ol"):
                tasks = [self._make_task(item) for item in items if item.tag == "li"]
                if any(tasks):
                    items.set("class", "tasks")

    def _make_task(self, item: Element) -> bool:
        words = _words(item)
        box = (_SIGNED_BOX if self.are_signed else _BOX).match(words.text or "")
        if not box:
            return False
        item.set("class", "task")
        checkbox = Element("input", {"type": "checkbox", "disabled": ""})
        if self.are_signed:
            checkbox.set("sign", box[1])
        elif box[1] != " ":
            checkbox.set("checked", "")
        checkbox.tail = " " + (words.text or "")[box.end() :]
        words.text = AtomicString("")
        words.insert(0, checkbox)
        return True


def _words(item: Element) -> Element:
    """What holds the first words of an item: its first paragraph, or itself."""
    is_loose = not (item.text or "").strip() and len(item) and item[0].tag == "p"
    return item[0] if is_loose else item
