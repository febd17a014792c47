"""
The order of hits: which of the notes that have the words is meant.

Levels come first, then FTS5's score with a little more for what changed lately:
enough to put the newer of two like notes first, not enough to hide a better one.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import IntEnum
from typing import NamedTuple

from notes.moments import now_ms
from notes.patterns import Pattern
from notes.search.needles import folded
from notes.search.plan import spelled_out
from notes.search.tree import Term
from notes.storage.database import database
from notes.storage.kinds import of_kinds
from notes.text import UNSPACED


class Level(IntEnum):
    """Where all the words of a query are, the best first."""

    IS_TITLE = 0
    BEGINS_TITLE = 1
    TOGETHER_IN_TITLE = 2
    IN_TITLE = 3
    IN_HEADINGS = 4
    IN_TAGS = 5
    TOGETHER = 6
    NEAR = 7
    ANYWHERE = 8


#: What a note gains that was changed just now, and the days in which half of it is gone.
GAIN, HALF_LIFE = 0.1, 90
#: Between two levels, in scores.
STEP = 100.0
#: Hits that are refined together, so that a page goes on where the one before it ends.
BLOCK = 200

#: Plain SQL: writing hundreds of ids into a query costs Peewee more than SQLite to answer it.
_ROWS = """
    SELECT id, title, iif(typeof(changed) = 'integer', changed, 0) FROM note
    WHERE id IN (SELECT value FROM json_each(?))
"""

_DAY = 86_400_000
#: What no title is told by; C++ and C# are told by their signs.
_NO_WORD = re.compile(r"[\s!\"$-*,-/:-@\[-`{-~，。、；：？！（）《》…·]+")
_LETTER = Pattern(rf"[^\W_{UNSPACED}]")
#: What scripts without spaces have between words here and there, and Korean everywhere.
_LOOSE = re.compile(rf"(?<=[{UNSPACED}])\s+(?=[{UNSPACED}])")


class Standing(NamedTuple):
    """Where a hit was found, and FTS5's score."""

    level: Level
    score: float


def in_order(
    found: Mapping[int, Standing], terms: Sequence[Term], wanted: int
) -> list[tuple[int, float]]:
    """The first internal ids with their scores, best first, each block in its own order."""
    standing = {row_id: (at.level, -at.score, -row_id) for row_id, at in found.items()}
    best = sorted(found, key=standing.__getitem__)[:wanted]
    words = _Words(terms)
    blocks = (best[start : start + BLOCK] for start in range(0, len(best), BLOCK))
    return [hit for block in blocks for hit in _refined(block, found, words)]


def _refined(
    block: Sequence[int], found: Mapping[int, Standing], words: "_Words"
) -> list[tuple[int, float]]:
    """A block by what its titles say and when its notes were changed."""
    now = now_ms()
    scored = []
    for row_id, title, changed in _rows(block):
        level, score = found[row_id]
        if level <= Level.IN_TITLE:
            level = words.level_in(title)
        lately = 1 + GAIN * 2 ** (-max(0, now - changed) / _DAY / HALF_LIFE)
        scored.append(
            (STEP * (len(Level) - level) + min(score * lately, STEP - 1), changed, row_id)
        )
    return [(row_id, score) for score, _, row_id in sorted(scored, reverse=True)]


def _rows(ids: Iterable[int]) -> list[tuple[int, str, int]]:
    rows = database.execute_sql(_ROWS, (json.dumps(list(ids)),)).fetchall()
    return list(of_kinds(rows, int, str, int))


class _Words:
    """The words of a query, as titles are compared with them."""

    def __init__(self, terms: Sequence[Term]) -> None:
        words = spelled_out(terms)
        self._exact = _close(folded(words))
        self._plain = _plain(words)
        self._begins_a_word = _is_letter(self._plain[:1])
        self._ends_a_word = _is_letter(self._plain[-1:]) and not terms[-1].beginning

    def level_in(self, title: str) -> Level:
        if _close(folded(title)) == self._exact:
            return Level.IS_TITLE
        plain = _plain(title)
        places = {at for at in _places(self._plain, plain) if self._stand_at(at, plain)}
        if 0 in places:
            return Level.BEGINS_TITLE
        return Level.TOGETHER_IN_TITLE if places else Level.IN_TITLE

    def _stand_at(self, at: int, title: str) -> bool:
        """Whether they are no part of a longer word there."""
        before, behind = title[max(at - 1, 0) : at], title[at + len(self._plain) :][:1]
        cut_in_front = self._begins_a_word and _is_letter(before)
        return not (cut_in_front or (self._ends_a_word and _is_letter(behind)))


def _is_letter(char: str) -> bool:
    """Whether words are made of it that stand between blanks; "" is none."""
    return _LETTER.match(char) is not None


def _places(words: str, title: str) -> Iterator[int]:
    at = title.find(words)
    while at >= 0:
        yield at
        at = title.find(words, at + 1)


def _plain(text: str) -> str:
    return _close(_NO_WORD.sub(" ", folded(text)).strip())


def _close(text: str) -> str:
    """A text without the blanks that the words of a query are joined without."""
    return _LOOSE.sub("", text)
