"""
A thread that keeps the index by today's rules, beside a window or server.

It looks now and then whether the index is older than the program or was found
broken, and less often whether it shows that it is, so that nobody has to ask for
what can be mended unasked.
"""

import logging
import threading
import time
from contextlib import suppress

from peewee import DatabaseError

from notes.errors import Busy, IndexDamaged, OctavoError
from notes.library import indexing
from notes.search import damage, index
from notes.storage.database import database

#: Seconds between two looks, and before the first: until then the first page is there.
INTERVAL = 2.0
#: Seconds between two glances at the index itself.
GLANCES = 60.0
#: The longest wait for what stands in the way to be gone.
LONGEST = 300.0

log = logging.getLogger("octavo")


class Renewal:
    """Started and stopped with the server, before the library is closed."""

    def __init__(self, interval: float = INTERVAL) -> None:
        self._interval = interval
        self._glance = 0.0
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="renewal", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Return when it has ended, after its next step at the latest."""
        self._stopped.set()
        self._thread.join()

    def _run(self) -> None:
        waiting = self._interval
        try:
            while not self._stopped.wait(waiting):
                waiting = self._interval if self._renewed() else min(2 * waiting, LONGEST)
        finally:
            database.leave()

    def _renewed(self) -> bool:
        """Whether nothing stood in the way, such as a full disk."""
        try:
            self._renew()
        except (OctavoError, DatabaseError) as error:
            log.warning("The index could not be renewed: %s", type(error).__name__)
            return False
        return True

    def _renew(self) -> None:
        if time.monotonic() > self._glance:
            self._glance = time.monotonic() + GLANCES
            with suppress(IndexDamaged):  # which is distrusted then
                damage.glance()
        if not index.is_current():
            with suppress(Busy):  # and then tried again
                indexing.renew(stopping=self._stopped)
