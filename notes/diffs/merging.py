"""
Two texts that came of one, brought together: what both changed apart is in the result, what
both changed in one place is a clash, for somebody to decide.

First line by line; where lines clash, sentence by sentence, because a paragraph is one line
here; and where sentences clash, word by word, if all their changes then lie apart.  Changes
that touch clash always: to put them together would be a guess.

The parts of a merge are all of each text, in order: nothing of a side is lost on the way.  All
of it ends in bounded time; texts that are too long for it are one clash.
"""

import re
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Literal, NamedTuple

from notes.diffs.matching import Match, ends, matches
from notes.diffs.words import words

#: Seconds for everything, and characters of three texts that are brought together at all.
SECONDS = 1.0
LIMIT = 3_000_000
#: Characters between two changes of one line with which they are apart, blanks not counted.
APART = 6
LINE_ENDS = ("\n", "\r")

_SENTENCE = re.compile(r".+?(?:[.!?;…]+[\"')\]*_]*\s+|[。！？；…]+[”’」』）*_]*|\n|\Z)", re.DOTALL)


class Part(NamedTuple):
    """A stretch of all three texts."""

    before: str
    mine: str
    theirs: str

    @property
    def kind(self) -> Literal["same", "mine", "theirs", "clash"]:
        """Who changed it: both in the `same` way or neither, one of them, or both otherwise."""
        if self.mine == self.theirs:
            return "same"
        if self.before == self.theirs:
            return "mine"
        return "theirs" if self.before == self.mine else "clash"

    @property
    def text(self) -> str:
        """What it is in the result; of a clash mine."""
        return self.theirs if self.kind == "theirs" else self.mine


def merged(before: str, mine: str, theirs: str, seconds: float = SECONDS) -> list[Part]:
    texts = Part(before, mine, theirs)
    if sum(map(len, texts)) > LIMIT:
        return [texts]
    return list(_joined(_merged(texts, LEVELS, time.monotonic() + seconds)))


def settled(parts: Sequence[Part]) -> str | None:
    """The result; None when there are clashes in it."""
    if any(part.kind == "clash" for part in parts):
        return None
    return "".join(part.text for part in parts)


def both(parts: Sequence[Part], at: int) -> str:
    """Of a clash mine and theirs after it, lines one below the other."""
    _, mine, theirs = parts[at]
    if parts[at].kind != "clash":
        return parts[at].text
    if not mine or not theirs or mine[-1].isspace() or theirs[0].isspace():
        return mine + theirs
    if _are_lines(parts, at):
        return mine + ("\r\n" if "\r\n" in parts[at].before + theirs else "\n") + theirs
    in_one_word = len(words(mine[-1] + theirs[0])) == 1
    return mine + (" " if in_one_word else "") + theirs


def _are_lines(parts: Sequence[Part], at: int) -> bool:
    """Whether a clash begins and ends where lines do."""
    clash, following = parts[at], parts[at + 1 : at + 2]
    begins = at == 0 or parts[at - 1].text.endswith(LINE_ENDS)
    return begins and (not following or clash.theirs.endswith(LINE_ENDS))


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def _sentences(text: str) -> list[str]:
    return _SENTENCE.findall(text)


Cut = Callable[[str], list[str]]
LEVELS: tuple[Cut, ...] = (_lines, _sentences)


def _merged(texts: Part, levels: Sequence[Cut], deadline: float) -> Iterator[Part]:
    cut, *finer = levels
    for part in _regions(texts, cut, deadline):
        if part.kind != "clash":
            yield part
        elif finer:
            yield from _merged(part, finer, deadline)
        else:
            yield from _by_words(part, deadline) or _without_agreement(part)


def _by_words(clash: Part, deadline: float) -> list[Part]:
    """The parts of what does not clash any more; nothing when something does."""
    parts = list(_regions(clash, words, deadline))
    return [] if any(part.kind == "clash" for part in parts) else parts


def _regions(texts: Part, cut: Cut, deadline: float) -> Iterator[Part]:
    """What all three have in common, and what lies between that."""
    before, mine, theirs = map(cut, texts)
    at = ours = others = 0
    for start, one, two, size in _common(before, mine, theirs, deadline):
        yield _part(before[at:start], mine[ours:one], theirs[others:two])
        at, ours, others = start + size, one + size, two + size
        yield _part(before[start:at], mine[one:ours], theirs[two:others])
    yield _part(before[at:], mine[ours:], theirs[others:])


def _part(*texts: Sequence[str]) -> Part:
    return Part(*map("".join, texts))


class _Common(NamedTuple):
    """So many items from these places on are the same in all three."""

    before: int
    mine: int
    theirs: int
    size: int


def _common(
    before: Sequence[str], mine: Sequence[str], theirs: Sequence[str], deadline: float
) -> Iterator[_Common]:
    """What keeps changes apart: what neither side has changed, unless it is too short."""
    ours, others = matches(before, mine, deadline), matches(before, theirs, deadline)
    lengths = (len(before), len(mine), len(theirs))
    for run in _in_both(ours, others):
        between = "".join(before[run.before : run.before + run.size])
        is_first, is_last = not any(run[:3]), lengths == tuple(at + run.size for at in run[:3])
        if is_first or is_last or _is_apart(between):
            yield run


def _in_both(ours: Sequence[Match], others: Sequence[Match]) -> Iterator[_Common]:
    """The runs of one text that two others have; each has them in order."""
    at = other = 0
    while at < len(ours) and other < len(others):
        one, two = ours[at], others[other]
        start = max(one.left, two.left)
        end = min(one.left + one.size, two.left + two.size)
        if start < end:
            mine, theirs = one.right + start - one.left, two.right + start - two.left
            yield _Common(start, mine, theirs, end - start)
        if one.left + one.size < two.left + two.size:
            at += 1
        else:
            other += 1


def _is_apart(between: str) -> bool:
    return "\n" in between or "\r" in between or len("".join(between.split())) >= APART


def _without_agreement(clash: Part) -> Iterator[Part]:
    """A clash without the lines with which both of its sides begin and end."""
    mine, theirs = _lines(clash.mine), _lines(clash.theirs)
    start, end = ends(mine, theirs)
    head, tail = "".join(mine[:start]), "".join(mine[len(mine) - end :])
    one, two = mine[start : len(mine) - end], theirs[start : len(theirs) - end]
    yield Part("", head, head)
    yield Part(clash.before, "".join(one), "".join(two))
    yield Part("", tail, tail)


def _joined(parts: Iterator[Part]) -> Iterator[Part]:
    """Neighbours of one kind as one, without empty ones."""
    last = Part("", "", "")
    for part in parts:
        if last.kind == part.kind or not any(last):
            last = Part(*map("".join, zip(last, part, strict=True)))
            continue
        yield last
        last = part
    if any(last):
        yield last
