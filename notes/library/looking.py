"""
Looking at a library without writing anything of it, nor letting SQLite do so.

SQLite lays a log over the file beside which it lies when the last program closes that, and makes
its shared file anew when the first one opens it.  What is then refused, or only read, would not be
what was found.  So a library is looked at before it is opened to be written, and what is only read
stays open as it was looked at:

    used          another program has it open, is done with all that, and closes it after us or
                  before; beside it nothing can happen
    with a log    that a kill has left: a shared file that is only read is none to SQLite, which
                  then reads the log itself; one that is missing is made, empty, and removed again
    alone         there is no log: SQLite is told that nobody writes the file
    copied        there is one, and beside it no file can be made
"""

import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from notes.errors import DiskFull
from notes.storage import logs, shared
from notes.storage.database import ALONE, BESIDE_OTHERS, FILE_NAME, WITH_LOG, connect, database
from notes.storage.pages import HEADER, log_of, page_size


class Look:
    """`database` connected to what lies in a folder, to be read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = folder / FILE_NAME
        self._copy: tempfile.TemporaryDirectory[str] | None = None
        self._made: Path | None = None
        self.is_alone = True

    def begin(self, why: str) -> None:
        """`why`: what somebody is told who wants to write."""
        self.is_alone = not shared.is_used(self._file)
        if not self.is_alone:
            connect(self._folder, why, BESIDE_OTHERS)
        elif not self._has_log():
            connect(self._folder, why, ALONE)
        elif self._has_shared():
            connect(self._folder, why, WITH_LOG)
        else:
            self._read_a_copy(why)

    def end(self) -> None:
        database.shut()
        if self._copy:
            self._copy.cleanup()
            self._copy = None
        if self._made:
            with suppress(OSError):
                if not self._made.stat().st_size:
                    self._made.unlink()
            self._made = None

    def _has_log(self) -> bool:
        """Whether SQLite would read something of it."""
        with self._file.open("rb") as opened:
            size = page_size(opened.read(HEADER))
        return logs.takes_any(self._file, size)

    def _has_shared(self) -> bool:
        """Whether there is one now."""
        beside = shared.beside(self._file)
        with suppress(OSError):
            if not beside.exists():
                beside.touch(mode=0o600, exist_ok=False)
                self._made = beside
        return beside.exists()

    def _read_a_copy(self, why: str) -> None:
        try:
            self._copy = tempfile.TemporaryDirectory(prefix="octavo-reading-")
            for file in (self._file, log_of(self._file)):
                shutil.copyfile(file, Path(self._copy.name, file.name))
        except OSError as error:
            raise DiskFull from error
        connect(Path(self._copy.name), why)
        database.folder = self._folder
