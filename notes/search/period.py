"""
Times as people write them in a search, as days.

    period  = single | [ single ] ".." [ single ]
    single  = "today" | "yesterday" | last | day
    last    = number ( "d" | "w" | "m" | "y" )        7d: seven days, today the last of them
    day     = year [ "-" month [ "-" day ] ]          2026, 2026-11, 2026-11-05

Both ends of "a..b" belong to it, also when the later is written first.  There, a `last` is
the day so long ago: "..7d" is what is a week old.  Digits and signs as a Chinese
or Japanese keyboard gives them are narrowed.  What is no time is None.
"""

import re
import unicodedata
from calendar import monthrange
from datetime import date, timedelta

#: The first day, and the one after the last; None where there is no end.
Days = tuple[date | None, date | None]

_DOTS = re.compile(r"\.{2,}")
_LAST = re.compile(r"([1-9][0-9]{0,5})([dwmy])")
_DAY = re.compile(r"([0-9]{4})(?:-(0?[1-9]|1[0-2])(?:-(0?[1-9]|[12][0-9]|3[01]))?)?")
_DAY_BEGUN = re.compile(r"[0-9]{0,6}|[0-9]{4}-[01]?|[0-9]{4}-(?:0?[1-9]|1[0-2])-[0-3]?")
_NUMBER_BEGUN = re.compile(r"[0-9]{4}-(?:[01]|(?:0?[1-9]|1[0-2])-[0-3])$")
_NAMED = {"today": 0, "yesterday": 1}
_WHENEVER = date(2000, 1, 1)


def period(text: str, today: date) -> Days | None:
    """The days that a text names on the day it is read."""
    first, last = ends(text)
    if first == last:
        return _days(first, today)
    since, until = _end(first, today), _end(last, today)
    if since is None or until is None:
        return None
    if _is_after(since, until):
        since, until = until, since
    return since[0], until[1]


def is_backwards(text: str, today: date) -> bool:
    """Whether a time ends before it begins."""
    since, until = (_end(end, today) for end in ends(text))
    return bool(since and until and _is_after(since, until))


def is_period(text: str) -> bool:
    return period(text, _WHENEVER) is not None


def begins_period(text: str) -> bool:
    """Whether a text may become a time when more of it is typed."""
    *before, last = _DOTS.split(_narrowed(text), maxsplit=1)
    last = last.removesuffix(".")
    return all(not end or is_period(end) for end in before) and bool(
        _DAY_BEGUN.fullmatch(last)
        or is_period(last)
        or any(name.startswith(last) for name in _NAMED)
    )


def may_go_on(text: str) -> bool:
    """Whether the last number of a time is only the beginning of a month or day: 2026-1."""
    return bool(_NUMBER_BEGUN.search(_narrowed(text)))


def ends(text: str) -> tuple[str, str]:
    """Both ends of a time as written, "" for none; the same twice when it is a single one."""
    first, *rest = _DOTS.split(_narrowed(text), maxsplit=1)
    return first.strip(), (rest[0] if rest else first).strip()


def last(text: str) -> tuple[int, str] | None:
    """The number and the unit of a `last`."""
    found = _LAST.fullmatch(text)
    return (int(found[1]), found[2]) if found else None


def _narrowed(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace("。", ".").strip().lower()


def _end(text: str, today: date) -> Days | None:
    if not text:
        return None, None
    if lasting := last(text):
        day = _ago(today, *lasting)
        return _through(day, day)
    return _days(text, today)


def _is_after(since: Days, until: Days) -> bool:
    """Whether the first of two times begins when all of the second is over."""
    return bool(since[0] and until[0] and until[1] and since[0] >= until[1])


def _days(text: str, today: date) -> Days | None:
    if text in _NAMED:
        day = _ago(today, _NAMED[text], "d")
        return _through(day, day)
    if lasting := last(text):
        return _ago(today, *lasting) + timedelta(days=1), _through(today, today)[1]
    if named := _DAY.fullmatch(text):
        return _dated(*(int(number or 0) for number in named.groups()))
    return None


def _through(first: date, end: date) -> Days:
    return first, (end + timedelta(days=1) if end < date.max else None)


def _ago(today: date, count: int, unit: str) -> date:
    """The day so many days, weeks, months or years before; the first there is, if it is before."""
    if unit in "dw":
        days = count * (7 if unit == "w" else 1)
        return date.fromordinal(max(1, today.toordinal() - days))
    months = count * (12 if unit == "y" else 1)
    year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    if year < 1:
        return date.min
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))


def _dated(year: int, month: int, day: int) -> Days | None:
    """A day, a month or a year; 0 is what was not written."""
    try:
        first = date(year, month or 1, day or 1)
    except ValueError:
        return None
    month = month or 12
    return _through(first, date(year, month, day or monthrange(year, month)[1]))
