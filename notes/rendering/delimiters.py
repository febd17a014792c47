"""
Emphasis and its kin: what stands between runs of the same character.

    *em* _em_ **strong** __strong__ ~~del~~ ~sub~ ^sup^ ^^ins^^ ==mark==

The rules for * and _ are CommonMark's.  The others pair runs of the same
length; what is small (~ and ^) holds no blanks, so that a path in ~/ is a path, and
nothing of scripts that write none: 10~20元，30~40元 are ranges, as is 10~20.

A run that can open starts a level; what follows is collected on it until a run
closes it, or until one below is closed, or the text ends, which makes it text.
For each kind of closing run it is remembered how far down nothing was found,
so that no search is made twice.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from xml.etree.ElementTree import Element

from notes.text import UNSPACED

#: Elements in each other; what nests deeper is text.
DEPTH_LIMIT = 100

_TAGS = {
    "*": ("em", "strong"),
    "_": ("em", "strong"),
    "~": ("sub", "del"),
    "^": ("sup", "ins"),
    "=": ("", "mark"),
}
MARKS = frozenset(_TAGS)
#: What nothing small holds: blanks, and words and punctuation of scripts without any.
_NOT_SMALL = re.compile(rf"[\s\u3000-\u303f\uff01-\uff0f\uff1a-\uff20{UNSPACED}]")


@dataclass(slots=True)
class Run:
    """Some of the same character; `length` is how many there were, `left` how many are."""

    mark: str
    length: int
    opens: bool
    closes: bool
    left: int = 0

    def __post_init__(self) -> None:
        self.left = self.length


Node = str | Element | Run


@dataclass(slots=True)
class _Level:
    run: Run
    content: list[str | Element] = field(default_factory=list)


def run(mark: str, length: int, before: str, after: str) -> Run | str:
    """The run between two characters ("" at an end of the text), or a string when it is none."""
    if mark not in "*_" and (length > 2 or not _TAGS[mark][length - 1]):
        return mark * length
    if mark == "~" and length == 1 and before.isdigit() and after.isdigit():
        return mark
    left = _flanks(after, before)
    right = _flanks(before, after)
    if mark != "_":
        return Run(mark, length, left, right)
    return Run(
        mark,
        length,
        left and (not right or _is_mark(before)),
        right and (not left or _is_mark(after)),
    )


def _flanks(inside: str, outside: str) -> bool:
    if not inside or inside.isspace():
        return False
    return not _is_mark(inside) or not outside or outside.isspace() or _is_mark(outside)


@lru_cache(maxsize=4096)
def _is_mark(char: str) -> bool:
    return bool(char) and unicodedata.category(char)[0] in "PS"


def resolved(nodes: list[Node]) -> list[str | Element]:
    """The nodes with every run made an element or text."""
    rest = [node for node in nodes if not isinstance(node, Run)]
    if len(rest) == len(nodes):
        return rest
    levels = [_Level(Run("", 0, opens=False, closes=False))]
    nowhere: dict[tuple[str, int, bool], int] = {}
    for node in nodes:
        if not isinstance(node, Run):
            levels[-1].content.append(node)
            continue
        if node.closes:
            _close(levels, node, nowhere)
        if node.left and node.opens and len(levels) <= DEPTH_LIMIT:
            levels.append(_Level(node))
        elif node.left:
            levels[-1].content.append(node.mark * node.left)
    _flatten(levels, 1)
    return levels[0].content


def _close(levels: list[_Level], closer: Run, nowhere: dict[tuple[str, int, bool], int]) -> None:
    kind = (closer.mark, closer.length % 3 if closer.mark in "*_" else closer.length, closer.opens)
    while closer.left:
        at = _opener(levels, closer, nowhere.get(kind, 0))
        if not at:
            nowhere[kind] = len(levels) - 1
            return
        _flatten(levels, at + 1)
        _wrap(levels, closer)
        for other, depth in nowhere.items():
            nowhere[other] = min(depth, len(levels) - 1)


def _opener(levels: list[_Level], closer: Run, bottom: int) -> int:
    """The level that a run closes, 0 when there is none."""
    for at in range(len(levels) - 1, bottom, -1):
        if _pairs(levels[at], closer):
            return at
    return 0


def _pairs(level: _Level, closer: Run) -> bool:
    opener = level.run
    if opener.mark != closer.mark:
        return False
    if closer.mark not in "*_":
        return opener.left == closer.left and (closer.left == 2 or _is_small(level.content))
    threes = (opener.closes or closer.opens) and (opener.length + closer.length) % 3 == 0
    return not threes or (opener.length % 3 == 0 and closer.length % 3 == 0)


def _is_small(content: list[str | Element]) -> bool:
    texts = (node if isinstance(node, str) else "".join(node.itertext()) for node in content)
    return not any(map(_NOT_SMALL.search, texts))


def _wrap(levels: list[_Level], closer: Run) -> None:
    level = levels.pop()
    count = 2 if min(level.run.left, closer.left) >= 2 else 1
    element = Element(_TAGS[closer.mark][count - 1])
    put(element, level.content)
    level.run.left -= count
    closer.left -= count
    if level.run.left:
        levels.append(_Level(level.run, [element]))
    else:
        levels[-1].content.append(element)


def _flatten(levels: list[_Level], keep: int) -> None:
    """Levels from here on were opened for nothing: their runs are text of the one below."""
    below = levels[keep - 1].content
    for level in levels[keep:]:
        below.append(level.run.mark * level.run.left)
        below.extend(level.content)
    del levels[keep:]


def put(element: Element, content: list[str | Element]) -> None:
    """Give an empty element its content."""
    last: Element | None = None
    text: list[str] = []
    for node in content:
        if isinstance(node, str):
            text.append(node)
            continue
        _put_text(element, last, text)
        text.clear()
        element.append(node)
        last = node
    _put_text(element, last, text)


def _put_text(element: Element, last: Element | None, text: list[str]) -> None:
    if not text:
        return
    if last is None:
        element.text = "".join(text)
    else:
        last.tail = "".join(text)
