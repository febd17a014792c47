"""
The index is kept by today's rules, beside a window or server.

It is looked now and then whether the index is older than the program or was found
broken, and less often whether it shows that it is, so that nobody has to ask for
what can be mended unasked.
"""

import time
from contextlib import suppress

from notes.errors import Busy, IndexDamaged
from notes.library import indexing
from notes.search import damage, index
from notes.storage.rounds import Rounds

#: Seconds between two looks, and before the first: until then the first page is there.
INTERVAL = 2.0
#: Seconds between two glances at the index itself.
GLANCES = 60.0
#: The longest wait for what stands in the way to be gone.
LONGEST = 300.0


class Renewal(Rounds):
    """Started and stopped with the server, before the library is closed."""

    trouble = "The index could not be renewed: %s"

    def __init__(self, interval: float = INTERVAL) -> None:
        super().__init__("renewal", interval)
        self._interval = interval
        self._glance = 0.0

    def pause(self, last: float, *, done: bool) -> float:
        return self._interval if done else min(2 * last, LONGEST)

    def round(self) -> bool:
        if time.monotonic() > self._glance:
            self._glance = time.monotonic() + GLANCES
            with suppress(IndexDamaged):  # which is distrusted then
                damage.glance()
        if not index.is_current():
            with suppress(Busy):  # and then tried again
                indexing.renew(stopping=self._stopped)
        return True
