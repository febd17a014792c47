"""
Saves that are gone, because the log was deleted or cut short after Octavo had been killed.

Whoever opens the library next meets that (`notes.storage.shared`), and nobody after him could: it
is remembered in a file until a person has taken note of it, or a backup was brought back.
"""

from contextlib import suppress
from pathlib import Path

from notes.errors import N_
from notes.storage import shared
from notes.storage.database import FILE_NAME

NAME = "octavo.lost"

LOST = N_(
    "After Octavo had been killed, the log beside the library's file was deleted or cut short: "
    "what was saved last is gone. A backup may have it."
)


def are_there(folder: Path) -> bool:
    """To be asked before SQLite opens the library."""
    return shared.has_lost_its_end(folder / FILE_NAME)


def remember(folder: Path) -> None:
    with suppress(OSError):
        (folder / NAME).touch(mode=0o600)


def known(folder: Path) -> str:
    """What is to be said of them, "" if there are none."""
    return LOST if (folder / NAME).is_file() else ""


def forget(folder: Path) -> bool:
    """Whether there was anything to be forgotten."""
    there = bool(known(folder))
    with suppress(OSError):
        (folder / NAME).unlink(missing_ok=True)
    return there
