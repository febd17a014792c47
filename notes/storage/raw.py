"""
The pages of the open library, read beside SQLite.

They are of the state that is read, or of a later one: nobody copies a later one into the file while
somebody reads.  But who has read none of the log does not keep others from beginning that anew.
"""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import BinaryIO

from notes.storage import logs
from notes.storage.database import database, value
from notes.storage.pages import HEADER, LOG_HEADER, Pages, log_of


class Raw:
    """`count`: pages that there are."""

    def __init__(self, file: BinaryIO, log: BinaryIO | None) -> None:
        self._log = log
        self._begun = self._begin()
        self.pages = Pages(file, log)
        self.count = logs.pages_said(self.pages[1][:HEADER]) or int(value("PRAGMA page_count"))

    def is_of_one_state(self) -> bool:
        """Whether the log is still the one that was there."""
        return self._begin() == self._begun

    def _begin(self) -> bytes:
        if self._log is None:
            return b""
        self._log.seek(0)
        return self._log.read(LOG_HEADER)


@contextmanager
def reading() -> Iterator[Raw]:
    file = database.file
    if file is None:
        raise FileNotFoundError
    log = log_of(Path(file.name))
    with (
        database.reading(),
        log.open("rb", buffering=0) if log.exists() else nullcontext() as beside,
    ):
        value("PRAGMA page_count")  # from here on one state is read
        yield Raw(file, beside)
