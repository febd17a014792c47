"""
Whether the files of a library can be written, which only trying it shows.

SQLite gives the files that it makes beside a library's (`octavo.db-wal` and `-shm`) the mode of
that, and needs to write them.  Those of a file that was read-only once are made its user's again;
of somebody else's it is said that they are in the way.
"""

import errno
import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

from notes.errors import N_, LibraryUnusable
from notes.storage import shared
from notes.storage.database import FILE_NAME
from notes.storage.pages import log_of

NO_PERMISSION = N_("you have no permission to write there.")
NO_FILE = N_("octavo.db in it is a folder and no file.")
PIPE = N_("octavo.db in it is a pipe, a socket or a device and no file; it was not opened.")
BESIDE_NO_FILE = N_(
    "octavo.db-wal, octavo.db-shm or octavo.db-journal beside its file is no file, and was not "
    "opened; move it away."
)
NOT_A_FOLDER = N_("it is not a folder.")
LEADS_NOWHERE = N_("it is a link that leads nowhere.")
UNREADABLE = N_("you have no permission to read it.")
BESIDE_UNREADABLE = N_(
    "you have no permission to read what lies beside its file (octavo.db-wal and octavo.db-shm)."
)
READ_ONLY = N_("The library can be read and not written: its folder or file is read-only.")
BESIDE_READ_ONLY = N_(
    "The library can be read and not written: octavo.db-wal or octavo.db-shm beside its file is "
    "read-only."
)

#: What the system says of what can be read alone.
_FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS)


def made(folder: Path) -> str:
    """Make the empty database if there is none, private from its first moment; why not, if so."""
    file = folder / FILE_NAME
    why = _made(folder, file) or _made_writable(file)
    if not all(map(_can_be_read, _beside(file))):
        raise LibraryUnusable(folder, BESIDE_UNREADABLE)
    return why


def require_file(folder: Path) -> None:
    """
    What stands where the database should, or beside it, may be anything, or cannot be looked at.  A
    pipe would be waited for by who opens it.
    """
    file = folder / FILE_NAME
    try:
        if (kind := _kind(file)) not in (None, stat.S_IFREG):
            raise LibraryUnusable(folder, NO_FILE if kind == stat.S_IFDIR else PIPE)
        beside = (file.with_name(f"{FILE_NAME}{ending}") for ending in shared.BESIDE)
        if not {*map(_kind, beside)} <= {None, stat.S_IFREG}:
            raise LibraryUnusable(folder, BESIDE_NO_FILE)
    except PermissionError as error:
        raise LibraryUnusable(folder, UNREADABLE) from error


def _kind(file: Path) -> int | None:
    """Of what stands there; None where nothing does, or where making it says why it cannot be."""
    try:
        return stat.S_IFMT(file.stat().st_mode)
    except PermissionError:
        raise
    except OSError:
        return None


def why_unread(folder: Path) -> str:
    """Why what lies in a folder cannot be read; "" if it can be, or if there is no folder."""
    try:
        with os.scandir(folder):
            (folder / FILE_NAME).lstat()
    except FileNotFoundError:
        return ""
    except PermissionError:
        return UNREADABLE
    except NotADirectoryError:
        return NOT_A_FOLDER
    except OSError as error:
        return f"{error.strerror}."
    return ""


def why_unread_inside(folder: Path) -> str:
    """The same of a folder in a library's own, where a link is no disk that was taken out."""
    return why_unread(folder) or LEADS_NOWHERE * (folder.is_symlink() and not folder.exists())


def is_in_the_way(lock: Path) -> bool:
    """Whether something else is in the place of a lock; who opens it is told too many things."""
    try:
        return not stat.S_ISREG(lock.lstat().st_mode)
    except OSError:
        return False


def takes_files(folder: Path) -> bool:
    """Only making one shows it; one that is merely full takes them again when it is not."""
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError as error:
        return error.errno not in _FORBIDDEN


def _made(folder: Path, file: Path) -> str:
    try:
        os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        if not file.exists():
            why = NO_PERMISSION if isinstance(error, PermissionError) else f"{error.strerror}."
            raise LibraryUnusable(folder, why) from error
        if not _can_be_read(file):
            raise LibraryUnusable(folder, UNREADABLE) from error
        return READ_ONLY
    return "" if takes_files(folder) else READ_ONLY


def _made_writable(file: Path) -> str:
    left = [one for one in _beside(file) if not os.access(one, os.W_OK)]
    for one in left:
        with suppress(OSError):
            one.chmod(0o600)
    return "" if all(os.access(one, os.W_OK) for one in left) else BESIDE_READ_ONLY


def _beside(file: Path) -> list[Path]:
    return [one for one in (log_of(file), shared.beside(file)) if one.exists()]


def _can_be_read(file: Path) -> bool:
    try:
        with file.open("rb"):
            return True
    except OSError:
        return False
