"""
A thread that thins the history now and then, beside a window or server.

It begins some time after the start and goes on by the day.  What it removes goes a few
notes at a time, with a breath between, so that nobody who writes has to wait for it.
"""

import logging
import threading

from peewee import DatabaseError

from notes.errors import OctavoError
from notes.library import thinning
from notes.settings import Settings
from notes.storage.database import database

#: Seconds before the first time, between two of them, and until it is tried again after a failure.
FIRST, INTERVAL, AGAIN = 60.0, 86_400.0, 3_600.0
#: Seconds between two steps.
BREATH = 0.05

log = logging.getLogger("octavo")


class Upkeep:
    """Started and stopped with the server, before the library is closed."""

    def __init__(self, settings: Settings, first: float = FIRST) -> None:
        self._settings = settings
        self._first = first
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="upkeep", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Return when it has ended, after its next step at the latest."""
        self._stopped.set()
        self._thread.join()

    def _run(self) -> None:
        waiting = self._first
        try:
            while not self._stopped.wait(waiting):
                waiting = INTERVAL if self._thinned() else AGAIN
        finally:
            database.leave()

    def _thinned(self) -> bool:
        """Whether nothing stood in the way, such as other work that is writing."""
        if self._settings.read()["history"] == "everything":
            return True
        try:
            for _ in thinning.thin():
                if self._stopped.wait(BREATH):
                    break
        except (OctavoError, DatabaseError) as error:
            log.warning("The history could not be thinned: %s", type(error).__name__)
            return False
        return True
