"""
The look at where all rows of a file lie that comes before a process writes what people do.

An opening sees what can be seen at once (`notes.library.dangers`).  To see that a text has the page
of another, or one that is free by a list, or room on a page that another row has, all of the file
is gone through, which takes three to five milliseconds for each megabyte.  A window or server does
so in the background, a moment after its start; who writes earlier, and every command that writes,
before he does.  Nobody waits for long: of a file that is too large for that a save or a command
looks at the first part, what is derived last, and a window at all of it later.  Upgrades and lists
that are made anew come before it: they have a backup that was proved, or SQLite's own check.

Of a list of SQLite or of the index it is the same, but these follow from what is kept: they are
made anew, the index by the next window, before anything is written into them.

What is seen here SQLite is asked to say, which reads all of the file once more.  Nobody else of
this process writes meanwhile, nor until there was an answer.
"""

import threading
from collections.abc import Callable
from contextlib import suppress
from itertools import chain
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from notes.errors import Busy, IndexDamaged, LibraryDamaged, TakesTooLong
from notes.library import dangers
from notes.search import index
from notes.storage import places, raw, schema
from notes.storage.database import database, whole_check

if TYPE_CHECKING:
    from notes.storage.census import Found

#: Seconds that who writes waits for it: beside a page that saves what was typed a second ago at
#: the latest, and in a command, which comes back to it at no other time.
OF_A_SAVE, OF_A_COMMAND = 0.2, 1.0
#: Seconds that it pauses now and then in the background, so that requests are answered as ever.
BREATH = 0.0005
#: Steps of SQLite between two looks at whether it is to stop.
STEPS = 1_000
#: How often a file is counted of which the log is begun anew meanwhile.
TRIES = 3

_BY_KEY = """
    SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE '%WITHOUT ROWID%'
"""
_ROOTS = "SELECT rootpage FROM sqlite_schema WHERE rootpage > 0"


class Survey:
    """Of the connected library, once; `patience`: seconds that who writes waits for it."""

    def __init__(self, folder: Path, patience: float) -> None:
        self._folder = folder
        self._patience = patience
        self._taking = threading.Lock()
        self._stopped = threading.Event()
        self._was_hurried = self._is_suspected = self._is_done = False
        self._mendable: list[int] = []
        self._maker = 0

    def put_before_writing(self) -> None:
        database.before_writing = self.hurry

    def hurry(self, waits: bool = True) -> None:
        """
        As much of it as there is time for, once, by who writes.  Busy: SQLite is asked just now, or
        others are at it and he does not want to wait.
        """
        if self._maker == threading.get_ident():
            return
        end = monotonic() + self._patience
        if self._taking.acquire(timeout=self._patience if waits else 0):
            try:
                if self._is_suspected or not self._was_hurried:
                    self._was_hurried = True
                    self._take(lambda: monotonic() < end)
            finally:
                self._taking.release()
        elif self._is_suspected or not waits:
            raise Busy

    def finish(self) -> None:
        """All of it, in the background."""
        with self._taking:
            self._take(lambda: not self._stopped.wait(BREATH))

    def stop(self) -> None:
        """Let nobody who closes the library wait for it."""
        self._stopped.set()

    def _take(self, goes_on: Callable[[], bool]) -> None:
        if self._is_done:
            return
        from notes.storage.census import Found  # which no start needs

        found = Found.WRONG if self._is_suspected else self._counted(goes_on)
        self._is_suspected = found in (Found.WRONG, Found.MENDABLE)
        if self._is_suspected and not self._is_answered():
            return
        if self._mendable and database.is_writable:
            self._make_anew()
        self._is_suspected = False
        self._is_done = found is not Found.UNFINISHED
        if self._is_done:
            database.before_writing = None

    def _make_anew(self) -> None:
        """Lists of SQLite, and the index; what cannot be keeps everything from being written."""
        from notes.storage import orders

        self._maker = threading.get_ident()
        try:
            if orders.make_anew_those(self._mendable):
                index.clear()
        except (LibraryDamaged, IndexDamaged):
            dangers.remember(self._folder)
        finally:
            self._maker = 0
        self._mendable = []

    def _is_answered(self) -> bool:
        """Let SQLite say whether it is so; not if the library is closed meanwhile."""
        connection = database.connection()
        connection.set_progress_handler(self._stopped.is_set, STEPS)
        try:
            dangers.are_said(self._folder)
        except TakesTooLong:
            return False
        finally:
            connection.set_progress_handler(None, 0)
        return True

    def _counted(self, goes_on: Callable[[], bool]) -> "Found":
        """What cannot be opened has no page in two places: who writes it is told."""
        from notes.storage.census import Census, Found

        found = Found.SOUND
        with suppress(OSError):
            for _ in range(TRIES):
                if _has_rows_out_of_order(goes_on):
                    return Found.WRONG
                with raw.reading() as opened:
                    tables, others = _roots()
                    census = Census(opened.pages, opened.count, tables, others, goes_on)
                    found, self._mendable = census.take(), census.mendable
                    if opened.is_of_one_state():
                        break
        return found


def _has_rows_out_of_order(goes_on: Callable[[], bool]) -> bool:
    """
    Of tables without numbers of rows, which SQLite reads in a moment: what is written next would
    hide those that are not where their key is looked for.
    """
    from notes.storage import misplaced  # which no start needs

    named = (name for (name,) in database.execute_sql(_BY_KEY).fetchall())
    tables = [name for name in named if name in schema.KEPT]
    said = (whole_check(table) for table in tables if goes_on())
    return any(map(misplaced.is_said, chain.from_iterable(said)))


def _roots() -> tuple[list[int], list[int]]:
    """Where the trees of tables begin that keep something, and of lists and of the index."""
    kept = places.kept(database.execute_sql)
    every = (root for (root,) in database.execute_sql(_ROOTS).fetchall())
    return sorted(kept), sorted({*every} - kept)
