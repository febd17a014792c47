"""
A thread that copies the write-ahead log into the database now and then.

It runs beside a window or server, so that no save pays for it.
"""

import logging
import threading

from peewee import DatabaseError

from notes.errors import OctavoError
from notes.storage.database import database

INTERVAL = 5.0

log = logging.getLogger("octavo")


class Checkpoints:
    """Started and stopped with the library that it looks after."""

    def __init__(self, interval: float = INTERVAL) -> None:
        self._interval = interval
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="checkpoints", daemon=True)

    def start(self) -> None:
        database.without_checkpoints()
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopped.wait(self._interval):
            self._checkpoint()
        database.leave()

    def _checkpoint(self) -> None:
        try:
            database.checkpoint()
        except (OctavoError, DatabaseError) as error:
            log.warning("A checkpoint failed and will be tried again: %s", type(error).__name__)
