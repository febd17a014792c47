"""
Where code is in a text, as far as that can be said without rendering it.

    ```python title="x"     a fence; what stands behind its marks is its info string
    {.python title="x"}     an info string in braces
    language-js, lang-js    as the classes of HTML say it
    {code-block} python     as the directives of MyST say it

A fence ends with its marks, with the quote or list item that it stands in, or with
the text.  The rules are those of a digest: every line is looked at once, whatever it
holds.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from notes.search.segment import APART

#: Characters of an info string that are read for its language.
INFO_READ = 200
#: Quotes and list items around a line that are counted, and blanks before each.
DEPTH_LIMIT = 30
INDENT_LIMIT = 100

_FENCE = re.compile(r" *(`{3,}|~{3,})(.*)")
_MARKED = re.compile(r"[ \t]*[>*+\d-]")
_QUOTE = re.compile(r" *> ?")
_ITEM = re.compile(rf" {{0,{INDENT_LIMIT}}}(?:[-*+]|\d{{1,9}}[.)])(?: {{1,4}}(?! )| |$)")
_LANGUAGE = re.compile(
    r"(?:\{(?:code(?:-block|-cell)?|sourcecode)\}\s*)?\{?\s*\.?(?:lang(?:uage)?-)?"
    r"(?![\d,\s-]+\})([^\s{},=:\"'\[]++)(?![^\s{},:]*=)"
)
_TICKS = re.compile(r"(`+)")

#: What holds a line, from the outside in: the width that a list item takes, 0 for a quote.
_Holders = tuple[int, ...]


class Fenced(NamedTuple):
    """
    A block of code: its info string, its lines, the number of the first of them, and
    how many lines outside code stand above it.
    """

    info: str
    lines: list[str]
    first: int
    above: int


def language_of(info: str) -> str:
    """The language that an info string names, as it is written there."""
    return language_and_rest(info)[0]


def language_and_rest(info: str) -> tuple[str, str]:
    info = info.strip()
    match = _LANGUAGE.match(info[:INFO_READ])
    return (match[1], info[match.end() :]) if match else ("", info)


def split_code(text: str) -> tuple[list[str], list[Fenced]]:
    """The lines outside fences, and the fences."""
    prose: list[str] = []
    blocks: list[Fenced] = []
    holders: _Holders = ()
    fence = ""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for number, line in enumerate(lines):
        has_marks = "```" in line or "~~~" in line
        at = 0
        if fence:
            held, at = _held(line, holders) if holders else (0, 0)
            if held == len(holders):
                if has_marks and _closes(line, at, fence):
                    fence = ""
                else:
                    blocks[-1].lines.append(line)
                continue
            fence = ""
        if holders or _MARKED.match(line):
            holders, at = _holding(line, holders)
        match = _FENCE.match(_flat(line), at) if has_marks else None
        if match and not (match[1][0] == "`" and "`" in match[2]):
            fence = match[1]
            blocks.append(Fenced(match[2], [], number + 1, len(prose)))
        else:
            prose.append(line)
    return prose, blocks


def with_infos(prose: Sequence[str], blocks: Iterable[Fenced]) -> Iterator[str]:
    """The lines outside fences, with the info string of each fence in its place, kept apart."""
    at = 0
    for block in blocks:
        yield from prose[at : block.above]
        yield f"{APART} {block.info} {APART}"
        at = block.above
    yield from prose[at:]


def _flat(line: str) -> str:
    return line.expandtabs(4) if "\t" in line else line


def _held(line: str, holders: _Holders) -> tuple[int, int]:
    """How many of those that held the line before hold this one too, and where they end in it."""
    line = _flat(line)
    at = 0
    for number, width in enumerate(holders):
        end = at + width if width else _end_of_mark(line, at)
        if not end or (width and line[at:end].strip(" ")):
            return number, at
        at = end
    return len(holders), at


def _end_of_mark(line: str, at: int) -> int:
    """Where the mark of a quote ends; 0 when there is none."""
    mark = _QUOTE.match(line, at)
    return mark.end() if mark else 0


def _holding(line: str, before: _Holders) -> tuple[_Holders, int]:
    """What holds a line, and where it ends in it."""
    held, at = _held(line, before)
    line = _flat(line)
    holders = [*before[:held]]
    while len(holders) < DEPTH_LIMIT and (mark := _QUOTE.match(line, at) or _ITEM.match(line, at)):
        holders.append(0 if ">" in mark[0] else max(2, mark.end() - at))
        at = mark.end()
    return tuple(holders), at


def _closes(line: str, at: int, fence: str) -> bool:
    match = _FENCE.match(_flat(line), at)
    return bool(match and match[1].startswith(fence) and not match[2].strip())


def without_code(line: str) -> str:
    """A line with a single tick in the place of each piece of inline code."""
    kept, at = [], 0
    for start, end in code_spans(line):
        kept += [line[at:start], "`"]
        at = end
    return "".join(kept) + line[at:]


def code_spans(line: str) -> list[tuple[int, int]]:
    """Where the pieces of inline code in a line begin and end, their ticks with them."""
    parts = _TICKS.split(line)
    starts = [0, *accumulate(map(len, parts))]
    last = {part: n for n, part in enumerate(parts) if n % 2}
    spans, n = [], 1
    while n < len(parts):
        if last[parts[n]] > n:
            end = parts.index(parts[n], n + 1)
            spans.append((starts[n], starts[end + 1]))
            n = end
        n += 2
    return spans
