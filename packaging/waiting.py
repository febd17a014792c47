"""Waiting for a thing to be seen, never for time to pass: of what is built, and of tests."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
#: Seconds after which something that was to happen has not happened.
PATIENCE = 60.0


class NotHappened(Exception):
    """Nothing was seen of it for as long as anybody has patience."""


def within(seconds: float, seen: Callable[[], T]) -> T | None:
    """What `seen` gives, as soon as it gives something; None when the time is over."""
    deadline = time.monotonic() + seconds
    while not (found := seen()):
        if time.monotonic() > deadline:
            return None
        time.sleep(0.05)
    return found


def eventually(seen: Callable[[], T], what: str) -> T:
    """The same for something that has to happen."""
    found = within(PATIENCE, seen)
    if not found:
        raise NotHappened(f"{what} did not happen within {PATIENCE:g} s")
    return found
