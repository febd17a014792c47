"""
Which backups stay: the newest of each of the last hours, days, weeks and months that have one.

Hours, days, weeks and months are those of the calendar (UTC), and counted as far as there is a
backup in them.  So the last one of a week stays that of its week when newer ones come, a computer
that was off for a month loses none, and a clock that is years ahead for a day takes up one place
and drives out nothing else.  All of the last hour stay, and the newest always does.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

LAST = timedelta(hours=1)


class Rule(NamedTuple):
    """How many of each have a backup that stays."""

    hours: int = 24
    days: int = 7
    weeks: int = 4
    months: int = 12


#: What two moments of one such stretch share; larger for later ones.
STRETCHES: tuple[Callable[[datetime], tuple[int, ...]], ...] = (
    lambda made: (made.year, made.month, made.day, made.hour),
    lambda made: (made.year, made.month, made.day),
    lambda made: tuple(made.isocalendar()[:2]),
    lambda made: (made.year, made.month),
)


def staying(moments: Iterable[datetime], now: datetime, rule: Rule) -> set[datetime]:
    """Those of the moments whose backups stay."""
    newest_first = sorted(moments, reverse=True)
    kept = {made for made in newest_first if abs(now - made) <= LAST} | {*newest_first[:1]}
    for places, stretch in zip(rule, STRETCHES, strict=True):
        newest: dict[tuple[int, ...], datetime] = {}
        for made in newest_first:
            newest.setdefault(stretch(made), made)
        kept.update(list(newest.values())[:places])
    return kept
