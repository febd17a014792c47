"""
The order of hits: which of the notes that have the words is meant.

Levels come first, then FTS5's score with a little more for what changed lately:
enough to put the newer of two like notes first, not enough to hide a better one.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from enum import IntEnum
from typing import NamedTuple

from notes.moments import now_ms
from notes.search.snippet import folded
from notes.search.tree import Term
from notes.storage.database import database


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

#: Plain SQL: writing hundreds of ids into a query costs Peewee more than SQLite to answer it.
_ROWS = "SELECT id, title, changed FROM note WHERE id IN (SELECT value FROM json_each(?))"

_DAY = 86_400_000
_NO_WORD = re.compile(r"[\s!-/:-@\[-`{-~，。、；：？！（）《》…·]+")


class Standing(NamedTuple):
    """Where a hit was found, and FTS5's score."""

    level: Level
    score: float


def in_order(
    found: Mapping[int, Standing], terms: Sequence[Term], window: int
) -> list[tuple[int, float]]:
    """The internal ids of a window of hits with scores that fall, the best first."""
    best = sorted(found, key=lambda row_id: (found[row_id].level, -found[row_id].score))[:window]
    words = _Words(" ".join(term.text for term in terms))
    now = now_ms()
    scored = []
    for row_id, title, changed in _rows(best):
        level, score = found[row_id]
        if level <= Level.IN_TITLE:
            level = words.level_in(title)
        lately = 1 + GAIN * 2 ** (-max(0, now - changed) / _DAY / HALF_LIFE)
        scored.append(
            (STEP * (len(Level) - level) + min(score * lately, STEP - 1), changed, row_id)
        )
    return [(row_id, score) for score, _, row_id in sorted(scored, reverse=True)]


def _rows(ids: Iterable[int]) -> list[tuple[int, str, int]]:
    return list(database.execute_sql(_ROWS, (json.dumps(list(ids)),)).fetchall())


class _Words:
    """The words of a query, as titles are compared with them."""

    def __init__(self, words: str) -> None:
        self._exact = folded(words)
        self._plain = _plain(words)

    def level_in(self, title: str) -> Level:
        if folded(title) == self._exact:
            return Level.IS_TITLE
        plain = _plain(title)
        if plain.startswith(self._plain):
            return Level.BEGINS_TITLE
        return Level.TOGETHER_IN_TITLE if self._plain in plain else Level.IN_TITLE


def _plain(text: str) -> str:
    return _NO_WORD.sub(" ", folded(text)).strip()
