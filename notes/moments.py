"""
Time as a library keeps it: milliseconds since 1970, UTC.

A disk may have made any number of one, and of that nobody knows when it was: the moment is
`UNKNOWN`, which is shown as such, and what has it is as good as ever.  The calendar is that of the
years 1 to 9999 without its first and last days, so that each of its moments is one in every zone.
"""

import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
#: No moment of a library: the one before the first that it can have.
UNKNOWN = datetime(1, 1, 2, 23, 59, 59, tzinfo=UTC)
FIRST = -62_135_424_000_000
LAST = 253_402_127_999_999

#: In place of a value that is not even a number.
NONE = FIRST - 1


def now_ms() -> int:
    return time.time_ns() // 1_000_000


def moment(found: Any) -> datetime:
    """A time of a library, whatever was found in its place."""
    with suppress(TypeError, OverflowError, ValueError):
        if FIRST <= found <= LAST:
            return EPOCH + timedelta(milliseconds=found)
    return UNKNOWN


def milliseconds(at: datetime) -> int:
    return round(at.timestamp() * 1000)
