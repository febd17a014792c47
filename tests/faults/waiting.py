"""
Waiting for a thing to be seen.
"""

import time
from collections.abc import Callable


def within(seconds: float, seen: Callable[[], bool]) -> bool:
    """Whether it was, in time."""
    until = time.monotonic() + seconds
    while not seen():
        if time.monotonic() > until:
            return False
        time.sleep(0.005)
    return True
