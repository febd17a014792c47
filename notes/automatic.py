"""
Backups that nobody asks for, beside a window or server: soon after its start when one is due,
then as often as the settings say.

The first look waits until a page has been there for a while.  Backups may lie on a disk that
sleeps: it is only asked when by what is remembered one is due.  What keeps one from being made,
as a full disk does, is tried again less and less often; the page tells of it, as of any job.
"""

from datetime import datetime

from notes.jobs import Jobs
from notes.library import records
from notes.library.opening import Library
from notes.library.records import Record
from notes.progress import Progress
from notes.storage.rounds import Rounds

#: Seconds before the first look, and between two.
FIRST, INTERVAL = 10.0, 60.0
#: The longest wait after something stood in the way.
LONGEST = 6 * 3600.0


class AutomaticBackups(Rounds):
    """Started and stopped with the server; its jobs are the server's, and stopped before it."""

    trouble = "An automatic backup was not made: %s"

    def __init__(self, library: Library, jobs: Jobs, first: float = FIRST) -> None:
        super().__init__("backups", first)
        self._library = library
        self._jobs = jobs
        self._last: datetime | None = None

    def pause(self, last: float, *, done: bool) -> float:
        return INTERVAL if done else min(2 * last + INTERVAL, LONGEST)

    def round(self) -> bool:
        return not self._is_due() or self._made()

    def _is_due(self) -> bool:
        from notes.library import backups  # what a start does not need

        if not backups.is_due(self._library, self._last):
            return False
        self._last = backups.last_made(self._library)  # by others, or before this start
        return backups.is_due(self._library, self._last) and backups.has_notes()

    def _made(self) -> bool:
        job = self._jobs.start(self._make, "backup", alone=False)
        job.join()
        return job.state == "done"

    def _make(self, progress: Progress) -> Record:
        from notes.library import backups

        return records.of_backup(backups.make(self._library, "automatic", progress))
