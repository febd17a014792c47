"""
The write-ahead log is copied into the database now and then.

That is done beside a window or server, so that no save pays for it.  Each round begins with looks
that may find that the library must not be written any more.
"""

from collections.abc import Callable

from notes.storage.database import database
from notes.storage.rounds import Rounds

INTERVAL = 5.0
#: Seconds before the first one, in which a window comes up.
FIRST = 2.0


class Checkpoints(Rounds):
    """Started and stopped with the library that it looks after."""

    trouble = "A checkpoint failed and will be tried again: %s"

    def __init__(self, *looks: Callable[[], None], interval: float = INTERVAL) -> None:
        super().__init__("checkpoints", min(FIRST, interval))
        self._interval = interval
        self._looks = looks

    def start(self) -> None:
        database.without_checkpoints()
        super().start()

    def round(self) -> bool:
        try:
            for look in self._looks:
                look()
        finally:
            if database.is_writable:
                database.checkpoint()
        return True

    def pause(self, last: float, *, done: bool) -> float:  # noqa: ARG002  (the same for all)
        return self._interval
