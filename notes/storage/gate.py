"""
Who is in a library just now, so that it is closed while nobody is.

SQLite's driver falls over when a connection is closed by another thread while its own is in the
middle of a call, or while what is left of one is tidied away.  So whoever works beside others (a
request, a round of upkeep) is inside while he does, and who closes the library waits until he is
alone, and lets nobody in meanwhile.
"""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from notes.errors import Busy

#: Seconds that others are given to come out.
PATIENCE = 10.0


class Gate:
    """Lets many in, or one alone; whoever is inside may enter once more."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._inside: Counter[int] = Counter()
        self._alone = 0

    @contextmanager
    def entered(self) -> Iterator[None]:
        me = threading.get_ident()
        with self._changed:
            self._changed.wait_for(lambda: self._alone in (0, me) or self._inside[me])
            self._inside[me] += 1
        try:
            yield
        finally:
            with self._changed:
                self._inside[me] -= 1
                self._inside += Counter()  # without those who are out
                self._changed.notify_all()

    @contextmanager
    def alone(self, patience: float = PATIENCE) -> Iterator[None]:
        """Busy: the others do not come out within `patience`, in seconds."""
        me = threading.get_ident()
        with self._changed:
            self._changed.wait_for(lambda: self._alone in (0, me))
            before, self._alone = self._alone, me
        try:
            with self._changed:
                if not self._changed.wait_for(lambda: not self._others(me), patience):
                    raise Busy
            yield
        finally:
            with self._changed:
                self._alone = before
                self._changed.notify_all()

    def _others(self, me: int) -> bool:
        return any(count and one != me for one, count in self._inside.items())
