"""
The history is thinned now and then, beside a window or server, and old acts go from the list.

That begins some time after the start and goes on by the day.  What is removed goes a few
notes at a time, with a breath between, so that nobody who writes has to wait for it.
"""

from notes.library import acts, thinning
from notes.settings import Settings
from notes.storage.rounds import Rounds

#: Seconds before the first time, between two of them, and until it is tried again after a failure.
FIRST, INTERVAL, AGAIN = 60.0, 86_400.0, 3_600.0
#: Seconds between two steps.
BREATH = 0.05


class Upkeep(Rounds):
    """Started and stopped with the server, before the library is closed."""

    trouble = "The history could not be thinned: %s"

    def __init__(self, settings: Settings, first: float = FIRST) -> None:
        super().__init__("upkeep", first)
        self._settings = settings

    def pause(self, last: float, *, done: bool) -> float:  # noqa: ARG002  (the same for all)
        return INTERVAL if done else AGAIN

    def round(self) -> bool:
        chosen = self._settings.read()
        if thinning.clock_is_believed():
            acts.forget(chosen["activity_days"])
        if chosen["history"] != "everything":
            for _ in thinning.thin():
                if self._stopped.wait(BREATH):
                    break
        return True
