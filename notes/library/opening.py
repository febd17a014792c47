"""
Opening a library: the one way in.

A library is a folder.  It is made with mode 0700 and its files with 0600.
Windows and servers hold the folder's lock while they run, one of them per
library; every other command opens the library beside them and leaves it to
SQLite's own locking to keep them apart.

One library is open in a process at a time: Peewee's tables are bound to it.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

import filelock

from notes.errors import N_, LibraryBusy, LibraryUnusable, OctavoError
from notes.search import index
from notes.settings import Settings
from notes.storage import schema
from notes.storage.checkpoints import Checkpoints
from notes.storage.database import FILE_NAME, check_engine, connect, database

LOCK_NAME = "octavo.lock"
#: Seconds that the lock is waited for: who only asks for it has let go by then.
MOMENT = 0.2

NOT_A_FOLDER = N_("it is not a folder.")
NO_PERMISSION = N_("you have no permission to write there.")


class Library:
    """An open library."""

    def __init__(self, folder: Path, lock: filelock.BaseFileLock | None) -> None:
        self.folder = folder
        self.settings = Settings(folder)
        self._lock = lock
        self._checkpoints: Checkpoints | None = None

    def start_checkpoints(self) -> None:
        self._checkpoints = Checkpoints()
        self._checkpoints.start()

    def close(self) -> None:
        if self._checkpoints:
            self._checkpoints.stop()
        database.shut()
        if self._lock:
            self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def open_library(folder: Path, *, hold: bool = False) -> Library:
    """Open the library in `folder`, made when it is missing; `hold` takes the folder's lock."""
    check_engine()
    folder = Path(os.path.abspath(folder))
    _make(folder)
    library = Library(folder, _take_lock(folder) if hold else None)
    try:
        connect(folder)
        if schema.is_older():
            _back_up(library)
        if schema.upgrade(folder) < schema.CURRENT:
            index.settle()
    except OctavoError:
        library.close()
        raise
    if hold:
        library.start_checkpoints()
    return library


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """The folder's lock without its library, or LibraryBusy."""
    lock = _take_lock(folder)
    try:
        yield
    finally:
        lock.release()


def is_held(folder: Path) -> bool:
    """
    Whether a window or server holds the library just now.  Locks of files cannot be asked, only
    taken: it is let go at once, and who opens the library to hold it waits longer than that.
    """
    try:
        _take_lock(folder).release()
    except LibraryBusy:
        return True
    return False


def _back_up(library: Library) -> None:
    """A library is never changed to another schema without a copy of it as it was."""
    from notes.library import backups  # what only an upgrade needs

    backups.make_before(library, "upgrade")


def _make(folder: Path) -> None:
    """The folder and its empty database, both private from their first moment."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(folder / FILE_NAME, os.O_RDWR | os.O_CREAT, 0o600))
    except (FileExistsError, NotADirectoryError):
        raise LibraryUnusable(folder, NOT_A_FOLDER) from None
    except PermissionError:
        raise LibraryUnusable(folder, NO_PERMISSION) from None
    except (OSError, ValueError) as error:
        raise LibraryUnusable(folder, f"{getattr(error, 'strerror', error)}.") from error


def _take_lock(folder: Path) -> filelock.BaseFileLock:
    lock = filelock.FileLock(folder / LOCK_NAME, mode=0o600, thread_local=False)
    try:
        lock.acquire(timeout=MOMENT, poll_interval=MOMENT / 100)
    except filelock.Timeout:
        raise LibraryBusy(folder) from None
    except OSError as error:
        raise LibraryUnusable(folder, NO_PERMISSION) from error
    return lock
