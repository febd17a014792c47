"""
Where the backups of a library lie: in ``backups`` in its folder, or in one of the user's choice.

While the chosen one is gone, as a disk is that was taken out, or has no room for one, they are made
in the first, and that is said.  Those that are there are listed from both.  Several libraries may
share a folder: each rotates and sweeps what is its own.
"""

import errno
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, Protocol

from notes.errors import N_, BackupsUnread, DiskFull, Invalid, ReadOnly
from notes.library import manifests
from notes.library.access import why_unread, why_unread_inside
from notes.library.manifests import Backup
from notes.settings import Settings
from notes.storage.database import FILE_NAME
from notes.storage.pages import log_of
from notes.text import encoded

FOLDER = "backups"

#: Bytes that a backup leaves free for who writes.
SPARE = 20_000_000

GONE = N_("The folder for backups is not there, is full or cannot be written: %(folder)s")
NOT_ABSOLUTE = N_("Name the whole way to the folder, from the top of the disk.")
IS_LIBRARY = N_("This is the library's own folder; choose another, or none for the usual one.")
NOT_A_FOLDER = N_("There is no such folder.")
IN_THE_WAY = N_(
    "Something else is in the place of the folder for backups or of its lock; move it away."
)
NOT_WRITABLE = N_("Octavo cannot write there.")


class Home(Protocol):
    """What a library's backups have to know of it: where it lies, and what its user chose."""

    folder: Path
    settings: Settings


class Place(NamedTuple):
    """Where backups are made; `missed`: the folder that was chosen and cannot be used."""

    folder: Path
    missed: str | None = None


def place(library: Home) -> Place:
    chosen = library.settings.read()["backup_folder"]
    if not chosen:
        return Place(library.folder / FOLDER)
    if _is_writable(chosen) and _has_room(Path(chosen), library):
        return Place(Path(chosen))
    return Place(library.folder / FOLDER, chosen)


def choose(library: Home, folder: str) -> None:
    """Make backups there from now on; "" for the library's own folder."""
    encoded(folder, "backup_folder")
    if folder:
        folder = _checked(library, folder)
    library.settings.write({"backup_folder": folder})


def _checked(library: Home, folder: str) -> str:
    try:
        path = Path(folder).expanduser()
        if not path.is_absolute():
            raise Invalid("backup_folder", NOT_ABSOLUTE)
        if not path.is_dir():
            raise Invalid("backup_folder", NOT_A_FOLDER)
        if path.samefile(library.folder):
            raise Invalid("backup_folder", IS_LIBRARY)
    except (OSError, ValueError, RuntimeError):
        raise Invalid("backup_folder", NOT_A_FOLDER) from None
    if not _is_writable(str(path)):
        raise Invalid("backup_folder", NOT_WRITABLE)
    return str(path)


def _is_writable(folder: str) -> bool:
    """Whether a file can be made there; only trying it shows."""
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except (OSError, ValueError):
        return False


def _has_room(folder: Path, library: Home) -> bool:
    """Whether a backup of the library would go there, which need not be open."""
    file = library.folder / FILE_NAME
    sizes = (one.stat().st_size for one in (file, log_of(file)) if one.exists())
    return shutil.disk_usage(folder).free >= sum(sizes) + SPARE


def folders(library: Home) -> list[Path]:
    own = library.folder / FOLDER
    chosen = library.settings.read()["backup_folder"]
    return [own, Path(chosen)] if chosen and Path(chosen) != own else [own]


def require_read(library: Home, *wanted: Path) -> None:
    """
    A folder of which nobody knows what lies in it is not an empty one; a chosen one that is gone
    is.  Of those that are `wanted`, else of all.
    """
    own = library.folder / FOLDER
    for folder in wanted or folders(library):
        if why := why_unread_inside(folder) if folder == own else why_unread(folder):
            raise BackupsUnread(folder, why)


def own(library: Home, folder: Path) -> list[Backup]:
    return [backup for backup in manifests.listed(folder) if is_ours(library, backup)]


def is_ours(library: Home, backup: Backup) -> bool:
    """Others may keep theirs in the same folder; in the library's own one all are its."""
    return backup.library == str(library.folder) or backup.file.parent == library.folder / FOLDER


@contextmanager
def as_facts() -> Iterator[None]:
    """What the system says of a folder for backups, as facts of ours."""
    try:
        yield
    except PermissionError as error:
        raise ReadOnly from error
    except (FileExistsError, NotADirectoryError, IsADirectoryError) as error:
        raise Invalid(FOLDER, IN_THE_WAY) from error
    except OSError as error:
        raise ReadOnly if error.errno == errno.EROFS else DiskFull from error
