"""
A limit on how long rendering may take, inside the process that renders.

``with limited(seconds)`` raises OutOfTime in the middle of Python code and of
regular expressions, which look for signals while they search.  The seconds are those of
the wall clock, or of the processor: then a busy machine takes nothing from anybody.  It needs
signals: on Windows, and in C code that looks for none, nothing happens, and the
process is ended from outside instead (see ``notes.rendering.seats``).  For the
main thread only.  Whatever was interrupted may be in a state that makes no
sense: throw it away.
"""

import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

AVAILABLE = sys.platform != "win32"

#: Code that swallows the first exception gets another one after so many seconds.
_AGAIN = 0.05


class OutOfTime(BaseException):
    """Not an Exception, so that no ``except Exception`` on the way holds it up."""


def now(*, busy: bool) -> float:
    """Seconds since some moment: in which this process was `busy`, or of the wall clock."""
    return time.process_time() if busy else time.monotonic()


@contextmanager
def limited(seconds: float, *, busy: bool = False) -> Iterator[None]:
    if sys.platform == "win32":
        yield
        return
    rung = False

    def ring(_signal: int, _frame: FrameType | None) -> None:
        nonlocal rung
        rung = True
        raise OutOfTime

    number = signal.SIGPROF if busy else signal.SIGALRM
    timer = signal.ITIMER_PROF if busy else signal.ITIMER_REAL
    before = signal.signal(number, ring)
    signal.setitimer(timer, max(seconds, 0.001), _AGAIN)
    try:
        yield
    finally:
        signal.setitimer(timer, 0)
        signal.signal(number, before)
    if rung:
        raise OutOfTime
