"""
The end of a command before its end: by Ctrl+C, or by the SIGTERM of a system that shuts down.

Both are the same exception, which takes back what is being written on its way out: a transaction,
or a copy that is only half there.  A second SIGTERM does not hurry that.
"""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

STOPPED = (
    "“%s” was stopped before its end. What it was writing just then is not done and was "
    "taken back; what it had finished before stays."
)


def said(command: str | None) -> str:
    """What is said of a command that was stopped, or of Octavo before it knew of one."""
    return STOPPED % (f"octavo {command}" if command else "octavo")


def by_ctrl_c() -> None:
    """From now on Ctrl+C is an exception; before, there is nothing to take back."""
    if signal.getsignal(signal.SIGINT) == signal.SIG_DFL:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@contextmanager
def as_by_ctrl_c() -> Iterator[None]:
    """Let SIGTERM end a command as Ctrl+C does."""
    before = signal.signal(signal.SIGTERM, _interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _interrupt(number: int, _frame: FrameType | None) -> None:
    signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt
