"""
The order of hits: which of the notes that have the words is meant.

    0  the title is the words       3  all of them in the title
    1  it begins with them          4  in title and headings
    2  it has them in this order    5  in title, headings and tags
                                    6  next to each other
                                    7  near each other
                                    8  anywhere

Within a level FTS5's score decides, with a little more for what changed lately:
enough to put the newer of two like notes first, not enough to hide a better one.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from notes.moments import now_ms
from notes.search.snippet import folded
from notes.search.tree import Term
from notes.storage.database import database

#: What a note gains that was changed just now, and the days in which half of it is gone.
GAIN, HALF_LIFE = 0.1, 90
#: Between two levels, in scores.
STEP = 100.0
LEVELS = 9
#: The first passes, which find titles; what they find has four levels.
TITLE_PASSES = 2

#: Plain SQL: writing hundreds of ids into a query costs Peewee more than SQLite to answer it.
_ROWS = "SELECT id, title, changed FROM note WHERE id IN (SELECT value FROM json_each(?))"

_DAY = 86_400_000
_NO_WORD = re.compile(r"[\s!-/:-@\[-`{-~，。、；：？！（）《》…·]+")


class Standing(NamedTuple):
    """The pass that found a hit first, and the best score that FTS5 gave it."""

    level: int
    score: float


def in_order(found: Mapping[int, Standing], terms: Sequence[Term]) -> list[tuple[int, float]]:
    """Internal ids with scores that fall, the best first."""
    words = " ".join(term.text for term in terms)
    now = now_ms()
    scored = []
    for row_id, title, changed in _rows(found):
        level, score = found[row_id]
        level = _title_level(title, words) if level < TITLE_PASSES else level + TITLE_PASSES
        lately = 1 + GAIN * 2 ** (-max(0, now - changed) / _DAY / HALF_LIFE)
        scored.append((STEP * (LEVELS - level) + min(score * lately, STEP - 1), changed, row_id))
    return [(row_id, score) for score, _, row_id in sorted(scored, reverse=True)]


def _rows(ids: Iterable[int]) -> list[tuple[int, str, int]]:
    return list(database.execute_sql(_ROWS, (json.dumps(list(ids)),)).fetchall())


def _title_level(title: str, words: str) -> int:
    if folded(title) == folded(words):
        return 0
    title, words = _plain(title), _plain(words)
    if title.startswith(words):
        return 1
    return 2 if words in title else 3


def _plain(text: str) -> str:
    return _NO_WORD.sub(" ", folded(text)).strip()
