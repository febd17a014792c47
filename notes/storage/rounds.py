"""
Work that is done now and then beside a window or server, in a thread of its own.

Each round says how long to wait for the next one.  What stands in the way of a round is
logged by its kind and not thrown: a later round tries again.
"""

import logging
import threading
from abc import ABC, abstractmethod

from peewee import DatabaseError

from notes.errors import OctavoError
from notes.storage.database import database

log = logging.getLogger("octavo")


class Rounds(ABC):
    """Started once and stopped once; `trouble` is a sentence to log, with ``%s`` for the kind."""

    trouble: str

    def __init__(self, name: str, first: float) -> None:
        """`first`: seconds before the first round."""
        self._first = first
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Return when the round that goes on just now has ended."""
        self._stopped.set()
        self._thread.join()

    @abstractmethod
    def round(self) -> bool:
        """Do the work; whether it was done."""

    @abstractmethod
    def pause(self, last: float, *, done: bool) -> float:
        """Seconds until the next round, after a wait of `last`."""

    def succeeds(self) -> bool:
        """
        Do a round; whether nothing stood in its way, such as a full disk.  Of a library that is
        not open, or only to be read, there is nothing to do.
        """
        try:
            with database.gate.entered():
                return not database.is_writable or self.round()
        except (OctavoError, DatabaseError, OSError) as error:
            log.warning(self.trouble, type(error).__name__)
            return False

    def _run(self) -> None:
        waiting = self._first
        try:
            while not self._stopped.wait(waiting):
                waiting = self.pause(waiting, done=self.succeeds())
        finally:
            database.leave()
