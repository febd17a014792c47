"""
Opening a library: the one way in.

A library is a folder.  It is made with mode 0700 and its files with 0600.
Windows and servers hold the folder's lock while they run, one of them per
library; every other command opens the library beside them and leaves it to
SQLite's own locking to keep them apart.

It is looked at first (`notes.library.looking`), and only then opened to be written.  One that
cannot be written, or must not be, stays open as it was looked at.  One that cannot be opened as it
is is ruined: commands say so, and windows and servers open to bring it back (`open_anyhow`,
`Library.open`).

One library is open in a process at a time: Peewee's tables are bound to it.
"""

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

import filelock

from notes.errors import (
    N_,
    Busy,
    DiskFull,
    IndexDamaged,
    LibraryBusy,
    LibraryDamaged,
    LibraryFromFuture,
    LibraryRuined,
    LibraryUnusable,
    OctavoError,
    ReadOnly,
)
from notes.library import dangers, losses, soundness, surveys
from notes.library.access import (
    NO_PERMISSION,
    NOT_A_FOLDER,
    is_in_the_way,
    made,
    require_file,
    takes_files,
    why_unread,
)
from notes.library.looking import Look
from notes.library.surveys import Survey
from notes.search import index
from notes.settings import Settings
from notes.storage import headers, schema, tails
from notes.storage.checkpoints import Checkpoints
from notes.storage.database import FILE_NAME, TORN, connect, database
from notes.storage.engine import check_engine

LOCK_NAME = "octavo.lock"
#: Seconds that the lock is waited for: who only asks for it has let go by then.
MOMENT = 0.2

OLDER = N_("it is of an older Octavo and cannot be written, which making it current needs.")
NONE_THERE = N_("there is none in this folder.")
LOCK_IN_THE_WAY = N_("octavo.lock in it is no file; move it away.")
NO_ROOM = N_("The disk is full or cannot be written, so that the library can only be read.")
HEADER_PUT_RIGHT = "A byte in the header of the library's file was damaged, and was put right."
TAIL_CUT_OFF = (
    "After the last page of the library's file came %d bytes of nothing; they were cut off."
)
#: Nobody is told so: it is over before anybody could write.
LOOKED_AT = "It is only looked at."

#: Facts after which a library is not open, and can be brought back.
RUINS = (LibraryRuined, LibraryDamaged, LibraryFromFuture)

#: Facts for which a list is not made anew at a start.
_UNMENDED = (LibraryDamaged, LibraryUnusable, DiskFull, ReadOnly, Busy)


class Library:
    """
    A library: open, or with a `ruin` that says why it is not.  One that `mends` makes lists of
    SQLite anew that cannot be read, and puts right what its header has to say; `made_anew` names
    the lists, and `put_right` says the rest.
    """

    def __init__(
        self, folder: Path, lock: filelock.BaseFileLock | None, *, mends: bool = False
    ) -> None:
        self.folder = folder
        self.mends = mends
        self.made_anew: list[str] = []
        self.put_right: list[str] = []
        self.settings = Settings(folder)
        self._lock = lock
        self._checkpoints: Checkpoints | None = None
        self._survey: Survey | None = None
        self._look = Look(folder)

    @property
    def ruin(self) -> OctavoError | None:
        return database.ruin

    @property
    def read_only(self) -> str:
        """Why it is not written, "" if it is."""
        return database.read_only

    @property
    def lost(self) -> str:
        """What is to be said of saves that are gone, "" if none are."""
        return losses.known(self.folder)

    def entered(self) -> AbstractContextManager[None]:
        """For as long as somebody works with it beside others: nobody closes it meanwhile."""
        return database.gate.entered()

    def open(self) -> None:
        """
        Connect to its file, of today's schema then; who holds its lock tidies its log too.
        Whoever enters it meanwhile waits.
        """
        with database.gate.alone():
            self._open()

    def _open(self) -> None:
        require_file(self.folder)
        if self.mends and headers.put_right(self.folder / FILE_NAME):
            self.put_right.append(HEADER_PUT_RIGHT)
        soundness.refuse_lost(self.folder)
        lost = losses.are_there(self.folder)
        why = self._looked_at(made(self.folder))
        if why == soundness.LISTS and self.mends:
            why = self._with_lists_made_anew()
        if lost:
            losses.remember(self.folder)
        if not why and (cut := tails.cut_off(self.folder / FILE_NAME)):
            self.put_right.append(TAIL_CUT_OFF % cut)
        if not (why or self._has_no_room()):
            self._made_current()

    def open_anyhow(self) -> None:
        """The same; one that is ruined stays closed and keeps its ruin."""
        try:
            self.open()
            if self.read_only:
                soundness.require_shown()
        except RUINS as fact:
            self.leave(fact)

    def _looked_at(self, why: str) -> str:
        """Why it is not written: then it stays open to be read."""
        self._begin_to_look(why or LOOKED_AT)
        if self._look.is_alone:
            soundness.refuse_torn_log(self.folder)
            why = why or soundness.damage_by_cut(self.folder)
        schema.require_known(self.folder)
        why = why or soundness.damage_of_header(self.folder)
        why = why or soundness.damage_by_places(self.folder, alone=self._look.is_alone)
        why = why or soundness.damage() or soundness.stranger()
        if why and schema.found() != schema.CURRENT:
            if why in soundness.OF_DAMAGE:
                raise LibraryRuined(self.folder, TORN)
            raise LibraryUnusable(self.folder, OLDER)
        if not why:
            self._look.end()
        database.read_only = why
        return why

    def _with_lists_made_anew(self) -> str:
        """Why it is not written even so."""
        from notes.storage import orders  # what only damage needs

        self._look.end()
        with suppress(*_UNMENDED):  # then it is read as any that is damaged
            connect(self.folder)
            self.made_anew = orders.make_anew()
        database.shut()
        if self._looked_at("") == soundness.LISTS:  # unless another program has mended it
            database.read_only = soundness.DAMAGED
        return database.read_only

    def _begin_to_look(self, why: str) -> None:
        try:
            self._look.begin(why)
        except LibraryRuined:
            soundness.refuse_cut(self.folder)
            raise

    def _has_no_room(self) -> bool:
        """Connect to write; without room for SQLite's log a command can read it."""
        reserves_bytes = headers.reserves_bytes(self.folder / FILE_NAME)
        try:
            connect(self.folder)
            database.reserves_bytes = reserves_bytes
        except DiskFull:
            database.shut()
            if self._lock or not (self.folder / FILE_NAME).stat().st_size:
                raise
            self._looked_at(NO_ROOM)
        return bool(database.read_only)

    def _made_current(self) -> None:
        if schema.is_older():
            _back_up(self)
        try:
            found = schema.upgrade(self.folder)
        except (LibraryDamaged, IndexDamaged) as fact:  # which no check of today's could look at
            self.leave()
            raise LibraryRuined(self.folder, TORN) from fact
        if found < schema.CURRENT:
            index.settle()
        patience = surveys.OF_A_SAVE if self._lock else surveys.OF_A_COMMAND
        self._survey = Survey(self.folder, patience)
        self._survey.put_before_writing()
        if self._lock:
            self._checkpoints = Checkpoints(self._survey.finish, partial(dangers.heed, self.folder))
            self._checkpoints.start()

    def leave(self, ruin: OctavoError | None = None) -> None:
        """Let go of its file; whoever asks it for something meets `ruin` from then on."""
        if self._survey:
            self._survey.stop()
        if self._checkpoints:
            self._checkpoints.stop()
            self._checkpoints = None
        database.ruin = ruin
        self._look.end()
        self._survey = None

    def close(self) -> None:
        """Whoever has not come out of it by the end of the program is left alone."""
        with suppress(Busy):
            self.leave()
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


def open_library(folder: Path, *, hold: bool = False, mends: bool = False) -> Library:
    """Open the library in `folder`, made when it is missing; `hold` takes the folder's lock."""
    library = _reached(folder, hold=hold, mends=mends)
    try:
        library.open()
    except OctavoError:
        library.close()
        raise
    return library


def require_made(folder: Path) -> None:
    """Refuse a folder in which opening a library would make one."""
    if why := why_unread(folder):
        raise LibraryUnusable(folder, why)
    if not (os.path.lexists(folder / FILE_NAME) or soundness.was_there(folder)):
        raise LibraryUnusable(folder, NONE_THERE)


def open_anyhow(folder: Path, *, mends: bool = False) -> Library:
    """Open and hold it; one that is ruined is held with its `ruin`, to be brought back."""
    library = _reached(folder, hold=True, mends=mends)
    try:
        library.open_anyhow()
    except OctavoError:
        library.close()
        raise
    return library


def _reached(folder: Path, *, hold: bool, mends: bool) -> Library:
    check_engine()
    folder = Path(os.path.abspath(folder))
    _make_folder(folder)
    lock = _take_lock(folder) if hold and takes_files(folder) else None
    return Library(folder, lock, mends=mends)


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


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
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
        why = LOCK_IN_THE_WAY if is_in_the_way(folder / LOCK_NAME) else NO_PERMISSION
        raise LibraryUnusable(folder, why) from error
    return lock
