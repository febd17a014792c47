"""
Since when each line of a text has stood as it does.
"""

import time
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from notes.diffs.matching import Match, matches

#: A line that the text in question does not have.
NONE = -1


class Standing(NamedTuple):
    """`at_least`: no older text was looked at, so that it may have stood for longer."""

    line: str
    since: datetime
    at_least: bool


def standing(
    text: str, written: datetime, earlier: Iterable[tuple[datetime, str]], deadline: float
) -> list[Standing]:
    """The lines of a text; `earlier` are the texts before it, the newest first."""
    lines = text.split("\n")
    since: dict[int, datetime] = {}
    newer, places = lines, list(range(len(lines)))
    for older_written, older_text in earlier:
        older = older_text.split("\n")
        new, places = _carried(places, matches(newer, older, deadline), len(older))
        since |= dict.fromkeys(new, written)
        newer, written = older, older_written
        if len(since) == len(lines) or time.monotonic() > deadline:
            break
    return [
        Standing(line, since.get(at, written), at_least=at not in since)
        for at, line in enumerate(lines)
    ]


def _carried(places: Sequence[int], same: Sequence[Match], size: int) -> tuple[set[int], list[int]]:
    """
    `places` say which line of the text in question each line of a newer text is: those that
    an older one of this `size` has not, and what its own lines are; NONE of them.
    """
    carried = [NONE] * size
    for match in same:
        run = places[match.left : match.left + match.size]
        carried[match.right : match.right + match.size] = run
    return {*places} - {*carried} - {NONE}, carried
