"""
Links and images in brackets, as CommonMark pairs them.

    [words](address "title")   [words](<address>)
    [words][label]   [label][]   [label]              where the label is defined
    ![words](address)   ![label]                      an image

The innermost brackets come first, and no link holds another: what stands around one is text.
What belongs to nothing stays its brackets.
"""

from dataclasses import dataclass
from xml.etree.ElementTree import Element

from notes.rendering import images
from notes.rendering.delimiters import put, resolved
from notes.rendering.known import (
    LABEL_LIMIT,
    Target,
    address_at,
    end_of_gap,
    label_at,
    normal,
    title_at,
)
from notes.rendering.passage import Passage
from notes.rendering.serialize import RAW, WRITTEN


@dataclass(frozen=True, slots=True)
class _Bracket:
    """`at`: where what it holds begins; `node`: which one it is itself, until it is paired."""

    at: int
    node: int
    is_image: bool


class Brackets:
    """The brackets of a text that are open where it is read."""

    def __init__(self, words: Passage) -> None:
        self._words = words
        self._open: list[_Bracket] = []
        #: Brackets below this have a link in them and cannot be links themselves.
        self._no_links_below = 0
        self._last_opening = -1
        self._last_closing = words.text.rfind(")")

    @property
    def are_open(self) -> bool:
        return bool(self._open)

    def open(self, mark: str) -> bool:
        words = self._words
        if not words.text.startswith(mark, words.at):
            return False
        at = words.at + len(mark)
        self._open.append(_Bracket(at, len(words.nodes), mark == "!["))
        self._last_opening = words.at
        return words.add(mark, at)

    def close(self) -> bool:
        if not self._open:
            return False
        bracket = self._open.pop()
        if not bracket.is_image and len(self._open) < self._no_links_below:
            self._no_links_below = len(self._open)
            return False
        target, end = self._target(bracket)
        self._no_links_below = min(self._no_links_below, len(self._open))
        if not target:
            return False
        nodes = self._words.nodes
        content = nodes[bracket.node + 1 :]
        del nodes[bracket.node :]
        if not bracket.is_image:
            self._no_links_below = len(self._open)
        made = (_image if bracket.is_image else _link)(target, resolved(content))
        return self._words.add(made, end)

    def _target(self, bracket: _Bracket) -> tuple[Target | None, int]:
        text, closing = self._words.text, self._words.at
        after = closing + 1
        if text[after : after + 1] == "(" and after < self._last_closing:
            target, end = _target_at(text, after + 1)
            if target:
                return target, end
        label = label_at(text, after) if text[after : after + 1] == "[" else None
        end = after if label is None else after + len(label) + 2
        if not label:
            if self._last_opening >= bracket.at or closing - bracket.at > LABEL_LIMIT:
                return None, after
            label = text[bracket.at : closing]
        return self._words.known.links.get(normal(label)), end


def _target_at(text: str, at: int) -> tuple[Target | None, int]:
    """What stands in parentheses behind the brackets, and where they end."""
    address, at = address_at(text, end_of_gap(text, at))
    if address is None:
        return None, at
    gap = end_of_gap(text, at)
    title, end = title_at(text, gap) if gap > at else (None, gap)
    end = end_of_gap(text, end)
    if text[end : end + 1] != ")":
        return None, at
    return Target(address, title or ""), end + 1


def _link(target: Target, content: list[str | Element]) -> Element:
    element = Element("a", {"href": target.address})
    if target.title:
        element.set("title", target.title)
    put(element, content)
    for inside in list(element.iter()):
        if any(child.tag == "a" for child in inside):
            _unlink(inside)
    return element


def _unlink(element: Element) -> None:
    """Leave of the links that stand right in an element what they show."""
    content: list[str | Element] = [element.text or ""]
    for child in element:
        tail, child.tail = child.tail or "", None
        content += [*((child.text or "", *child) if child.tag == "a" else (child,)), tail]
    element[:] = []
    element.text = None
    put(element, content)


def _image(target: Target, content: list[str | Element]) -> Element:
    element = images.image(target.address, "".join(map(_words_of, content)))
    if target.title:
        element.set("title", target.title)
    return element


def _words_of(node: str | Element) -> str:
    if isinstance(node, str):
        return node
    if node.tag == RAW:
        return node.get(WRITTEN, "")
    if node.tag == "img":
        return node.get("alt", "")
    inside = "".join(_words_of(child) + (child.tail or "") for child in node)
    return (node.text or "") + inside
