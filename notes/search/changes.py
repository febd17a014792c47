"""
Changes of a text as people look at them: the line that goes and the line that comes.

A `Change` is one replacement on its own, with as much of its line as fits and the part
that changes marked: it can be chosen or not.  A `Hunk` is whole lines with all their
replacements made, as a diff has them.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from notes.search.snippet import Parts
from notes.search.substitution import Piece, joined

#: Characters of its line before and after a change, and of the changed part itself.
HEAD = 60
TAIL = 120
MIDDLE = 400
CUT = "…"


class Change(NamedTuple):
    """`number` counts the changes of a text from 1, `line` its lines."""

    number: int
    line: int
    before: Parts
    after: Parts


class Hunk(NamedTuple):
    """Lines of a text from `line`, counted from 1, before and after."""

    line: int
    before: str
    after: str


def changes(text: str, pieces: Iterable[Piece]) -> Iterator[Change]:
    line, at = 1, 0
    for number, (start, end, new) in enumerate(pieces, 1):
        line += text.count("\n", at, start)
        at = start
        head, tail = _head(text, start), _tail(text, end)
        yield Change(number, line, _parts(head, text[start:end], tail), _parts(head, new, tail))


def hunks(text: str, pieces: Iterable[Piece]) -> Iterator[Hunk]:
    """The changed lines; those that changes share or that lie between two ends of one are one."""
    line, at = 1, 0
    for together in _by_line(text, pieces):
        start = text.rfind("\n", at, together[0].start) + 1 or at
        end = _line_end(text, together[-1].end)
        line += text.count("\n", at, start)
        at = start
        moved = (Piece(first - start, last - start, new) for first, last, new in together)
        before = text[start:end]
        yield Hunk(line, before, joined(before, moved))


def _by_line(text: str, pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    together: list[Piece] = []
    end = -1
    for piece in pieces:
        if together and piece.start > end:
            yield together
            together = []
        together.append(piece)
        if piece.end > end:
            end = _line_end(text, piece.end)
    if together:
        yield together


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _head(text: str, end: int) -> str:
    line = text[max(0, end - HEAD - 1) : end].rpartition("\n")[2]
    return CUT + line[1:] if len(line) > HEAD else line


def _tail(text: str, start: int) -> str:
    line = text[start : start + TAIL + 1].partition("\n")[0]
    return line[:-1] + CUT if len(line) > TAIL else line


def _parts(head: str, changed: str, tail: str) -> Parts:
    if len(changed) > MIDDLE:
        changed = changed[: MIDDLE // 2] + CUT + changed[-MIDDLE // 2 :]
    return [(part, hit) for part, hit in ((head, False), (changed, True), (tail, False)) if part]
