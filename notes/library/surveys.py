"""
The look at where all rows of a file lie that comes before the first write of a process.

An opening sees what can be seen at once (`notes.library.dangers`).  To see that a text has the page
of another, or one that is free by a list, all of the file is gone through, which takes about two
milliseconds for each megabyte.  A window or server does so in the background, a moment after its
start; who writes earlier, and every command that writes, before he does.  Nobody waits for long: of
a file that is too large for that a save or a command looks at the first part, what is derived last,
and a window at all of it later.

What is seen here SQLite is asked to say, which reads all of the file once more.  Nobody writes
meanwhile.
"""

import threading
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from time import monotonic

from notes.errors import Busy
from notes.library import dangers
from notes.storage import fulltext
from notes.storage.census import Census
from notes.storage.database import FILE_NAME, database, value
from notes.storage.pages import Pages, log_of

#: Seconds that who writes waits for it: beside a page that saves what was typed a second ago at
#: the latest, and in a command, which comes back to it at no other time.
OF_A_SAVE, OF_A_COMMAND = 0.2, 1.0
#: Seconds that it pauses now and then in the background, so that requests are answered as ever.
BREATH = 0.0005

_ROOTS = "SELECT tbl_name, rootpage FROM sqlite_schema WHERE rootpage > 0"


class Survey:
    """Of the connected library, once; `patience`: seconds that who writes waits for it."""

    def __init__(self, folder: Path, patience: float) -> None:
        self._file = folder / FILE_NAME
        self._patience = patience
        self._taking = threading.Lock()
        self._stopped = threading.Event()
        self._is_done = False
        self._is_suspected = False

    def put_before_writing(self) -> None:
        database.before_writing = self.hurry

    def hurry(self) -> None:
        """As much of it as there is time for, by who writes.  Busy: SQLite is asked just now."""
        if self._taking.acquire(timeout=self._patience):
            try:
                end = monotonic() + self._patience
                self._take(lambda: monotonic() < end)
            finally:
                self._taking.release()
        elif self._is_suspected:
            raise Busy
        database.before_writing = None

    def finish(self) -> None:
        """All of it, in the background."""
        with self._taking:
            self._take(lambda: not self._stopped.wait(BREATH))
        database.before_writing = None

    def stop(self) -> None:
        self._stopped.set()

    def _take(self, goes_on: Callable[[], bool]) -> None:
        if not self._is_done and self._shows_wrong(goes_on):
            self._is_suspected = True
            dangers.are_said(self._file.parent)
            self._is_done, self._is_suspected = True, False

    def _shows_wrong(self, goes_on: Callable[[], bool]) -> bool:
        """Of one state of the library: nobody copies later ones into its file meanwhile."""
        with suppress(OSError), ExitStack() as opened, database.reading():
            file = opened.enter_context(self._file.open("rb"))
            log = log_of(self._file)
            logged = opened.enter_context(log.open("rb")) if log.exists() else None
            census = Census(Pages(file, logged), value("PRAGMA page_count"), _roots())
            is_wrong = census.is_wrong(goes_on)
            self._is_done = census.is_done
            return is_wrong
        return False


def _roots() -> list[int]:
    """The first pages of all trees, those of the index behind the others."""
    derived = {*fulltext.names()}
    rows = database.execute_sql(_ROOTS).fetchall()
    return [root for _, root in sorted(rows, key=lambda row: row[0] in derived)]
