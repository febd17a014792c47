"""
Time as a library keeps it: milliseconds since 1970, UTC.
"""

import time
from datetime import UTC, datetime

from notes.errors import LibraryDamaged


def now_ms() -> int:
    return time.time_ns() // 1_000_000


def moment(milliseconds: int) -> datetime:
    """A time of a library; one that no calendar has was not written by it."""
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC)
    except (OverflowError, ValueError, OSError) as error:
        raise LibraryDamaged from error


def milliseconds(at: datetime) -> int:
    return round(at.timestamp() * 1000)
