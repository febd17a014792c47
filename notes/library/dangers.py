"""
A file in which pages are not where they should be: what is written next could go over notes.

The look at an opening sees some of that (`notes.storage.places`), and a check or the proof of a
backup all of it.  From then on the library is only read, in this process at once, and by whoever
opens it later: a file beside it says that it is to be looked at as a whole first, which takes as
long as a check of the file.  Once nothing is found any more, as after a backup was brought back,
that goes.
"""

from contextlib import ExitStack, suppress
from pathlib import Path

from notes.errors import N_
from notes.storage import places
from notes.storage.database import FILE_NAME, database, value, whole_check
from notes.storage.pages import Pages, log_of

NAME = "octavo.damaged"

DAMAGED = N_("The file of the library is damaged, so that Octavo reads it and does not write it.")

_ROOTS = "SELECT rootpage, tbl_name FROM sqlite_schema WHERE rootpage > 0"


def are_seen(folder: Path) -> bool:
    """Whether a look at the connected library, which nobody else has open, shows any."""
    file, count = folder / FILE_NAME, value("PRAGMA page_count")
    roots = dict(database.execute_sql(_ROOTS).fetchall())
    log = log_of(file)
    with ExitStack() as opened:
        beside = opened.enter_context(log.open("rb")) if log.exists() else None
        pages = Pages(opened.enter_context(file.open("rb")), beside)
        if not pages.logged() and file.stat().st_size // pages.size > count:
            return True  # what SQLite would append next goes over the rest
        return places.is_wrong(pages, count, roots)


def remember(folder: Path) -> None:
    """Let nothing be written any more, now and by who opens it later."""
    database.read_only = database.read_only or DAMAGED
    with suppress(OSError):
        (folder / NAME).touch(mode=0o600)


def are_known(folder: Path) -> bool:
    """Whether those that were remembered of the connected library are there still, or forget it."""
    if not (folder / NAME).exists():
        return False
    if places.among(whole_check(), database.execute_sql):
        return True
    with suppress(OSError):
        (folder / NAME).unlink(missing_ok=True)
    return False
