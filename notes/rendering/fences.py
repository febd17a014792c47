"""
Where code is in a text, as far as that can be said without rendering it.

    ```python title="x"     a fence; what stands behind its marks is its info string
    {.python title="x"}     an info string in braces
    language-js, lang-js    as the classes of HTML say it

An open fence runs to the end.  The rules are those of a digest: every line is looked
at once, whatever it holds.
"""

import re
from typing import NamedTuple

#: Characters of an info string that are read for its language.
INFO_READ = 200

_FENCE = re.compile(r"[ \t>]*(?:[-*+]\s+|\d+[.)]\s+)?(`{3,}|~{3,})(.*)")
_LANGUAGE = re.compile(r"\{?\s*\.?(?:lang(?:uage)?-)?([^\s{},=:\"']++)(?![^\s{},:]*=)")
_TICKS = re.compile(r"(`+)")


class Fenced(NamedTuple):
    """A block of code: its info string, its lines, and the number of the first of them."""

    info: str
    lines: list[str]
    first: int


def language_of(info: str) -> str:
    """The language that an info string names, as it is written there."""
    match = _LANGUAGE.match(info.strip()[:INFO_READ])
    return match[1] if match else ""


def split_code(text: str) -> tuple[list[str], list[Fenced]]:
    """The lines outside fences, and the fences."""
    prose: list[str] = []
    blocks: list[Fenced] = []
    fence = ""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for number, line in enumerate(lines):
        match = _FENCE.match(line) if "```" in line or "~~~" in line else None
        if fence:
            if match and match[1].startswith(fence) and not match[2].strip():
                fence = ""
            else:
                blocks[-1].lines.append(line)
        elif match and not (match[1][0] == "`" and "`" in match[2]):
            fence = match[1]
            blocks.append(Fenced(match[2], [], number + 1))
        else:
            prose.append(line)
    return prose, blocks


def without_code(line: str) -> str:
    """A line with a single tick in the place of each piece of inline code."""
    parts = _TICKS.split(line)
    last = {part: n for n, part in enumerate(parts) if n % 2}
    kept, n = [], 0
    while n < len(parts):
        closes = n % 2 == 1 and last[parts[n]] > n
        kept.append("`" if closes else parts[n])
        n = parts.index(parts[n], n + 1) + 1 if closes else n + 1
    return "".join(kept)
