"""
A long list in parts that can be rendered one by one and put together again.

Who writes in a list of a thousand items changes one of them.  A list is taken apart only
where its parts cannot know of each other: no blank line (it would make all items loose), no
raw HTML, footnotes, definitions or comments, nothing in column 0 but items of one kind.
Where a part ends is told by the items themselves, so that one more of them moves no others.
"""

import re
from collections.abc import Sequence
from zlib import crc32

from notes.rendering.lines import TAB

#: Characters of a list that is worth it; one item in so many ends a part.
LONG, SIZE = 3_000, 8

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
#: What begins one, and is neither empty nor a rule.
_ITEM = re.compile(r"(?:([-+*])|\d{1,9}([.)])) {1,4}(?=\S)(?![-*\s]+\Z)")
_SHARED = re.compile(r"<|\]:|\[\^|\^\[|%%|\r|\n[ \t]*\n")
_LIST = re.compile(r"(<[uo]l[^>]*)>(.*)(</[uo]l>)", re.S)
_TASKS = ' class="tasks"'


def parts(text: str) -> list[str]:
    """The list in parts, or nothing if it is none, or is better left as it is."""
    if len(text) < LONG or _SHARED.search(text.rstrip()):
        return []
    found: list[list[str]] = []
    kind, indent = "", 0
    for line in _LINE.findall(text):
        if item := _ITEM.match(line):
            if kind not in ("", item[1] or item[2]):
                return []
            kind, indent = item[1] or item[2], item.end()
            if not found or crc32(line.encode("utf-8", "replace")) % SIZE == 0:
                found.append([])
        elif not found or (line.strip() and _indent(line) < indent):
            return []
        found[-1].append(line)
    return ["".join(lines) for lines in found]


def _indent(line: str) -> int:
    line = line.expandtabs(TAB)
    return len(line) - len(line.lstrip(" "))


def joined(htmls: Sequence[str]) -> str | None:
    """The HTML of the whole from that of its parts; None if they are not parts of one."""
    lists = [match for match in map(_LIST.fullmatch, htmls) if match and " id=" not in match[0]]
    if len(lists) < len(htmls):
        return None
    opening, _, ending = lists[0].groups()
    has_tasks = any(_TASKS in match[1] for match in lists)
    opening += _TASKS if has_tasks and _TASKS not in opening else ""
    return f"{opening}>{''.join(match[2] for match in lists)}{ending}"
