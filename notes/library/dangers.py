"""
A file in which pages are not where they should be: what is written next could go over notes.

After a clean end an opening sees some of that (`notes.storage.places`), the count before the first
write more (`notes.library.surveys`), a check and the proof of a backup all of it.  From then on the
library is only read, in this process at once, and by whoever opens it later: a file beside it says
that it is to be looked at as a whole first, which takes as long as a check of the file.  A window
that has it open sees that file within seconds.  Once all was looked at and nothing is found any
more, as after a backup was brought back, it goes.
"""

import re
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from time import sleep

from notes.errors import N_
from notes.storage import fulltext, logs, places
from notes.storage.database import FILE_NAME, database, value, whole_check
from notes.storage.pages import HEADER, Pages, log_of

NAME = "octavo.damaged"

DAMAGED = N_("The file of the library is damaged, so that Octavo reads it and does not write it.")

#: How often a file is looked at before it is called damaged, and seconds between.
TRIES, MOMENT = 4, 0.02

#: What SQLite says of pages that neither a table nor its list of free pages has: harmless, and what
#: is left of an index or list that could not be read.
NEVER_USED = ": never used"

#: A whole check ends after so many lines, and what it says of unused pages can be thousands.
MOST_LINES = 1_000_000
_OF_INDEX = re.compile(
    r"Tree (\d+) .*"
    r"|(?:row \d+ missing from|wrong # of entries in|non-unique entry in) index (\w+)"
    r"|malformed inverted index for FTS5 table \w+\.(\w+)"
)
_ROOTS = "SELECT rootpage, tbl_name FROM sqlite_schema WHERE rootpage > 0"
_NAMED = "SELECT name, tbl_name, rootpage FROM sqlite_schema"


def are_seen(folder: Path) -> bool:
    """Whether a look at the connected library, which nobody else has open, shows any."""
    for _ in range(TRIES):
        if not _are_there(folder):
            return False
        sleep(MOMENT)  # another program may have opened, written and closed it just then
        database.leave()  # of a file that nobody writes SQLite believes what it has read once
    return True


def _are_there(folder: Path) -> bool:
    file, log = folder / FILE_NAME, log_of(folder / FILE_NAME)
    if log.exists() and log.stat().st_size:
        return False  # the file is not all: a crash in the midst of a checkpoint leaves it so
    roots = dict(database.execute_sql(_ROOTS).fetchall())
    with file.open("rb") as opened:
        pages = Pages(opened, None)
        count = logs.pages_said(pages[1][:HEADER]) or value("PRAGMA page_count")
        if file.stat().st_size // pages.size > count:
            return True  # what SQLite would append next goes over the rest
        return places.are_wrong(pages, count, roots)


def remember(folder: Path) -> None:
    """Let nothing be written any more, now and by who opens it later."""
    database.read_only = database.read_only or DAMAGED
    with suppress(OSError):
        (folder / NAME).touch(mode=0o600)


def are_said(folder: Path) -> bool:
    """Whether SQLite says any, which looks at all of the connected library; they are remembered."""
    said = whole_check(most=MOST_LINES)
    if len(said) < MOST_LINES and not _misplaced(said):
        return False
    remember(folder)
    return True


def heed(folder: Path) -> None:
    """The same for this process, if another one has remembered them meanwhile."""
    if (folder / NAME).exists():
        database.read_only = database.read_only or DAMAGED


def are_known(folder: Path) -> bool:
    """
    Whether those that were remembered of the connected library may be there still.  It is forgotten
    when SQLite has looked at all of the file and says nothing, or what hurts no note.
    """
    if not (folder / NAME).exists():
        return False
    said = whole_check(most=MOST_LINES)
    if _misplaced(said) or not _is_harmless(said):
        return True
    with suppress(OSError):
        (folder / NAME).unlink(missing_ok=True)
    return False


def _misplaced(said: Iterable[str]) -> list[str]:
    from notes.storage import misplaced  # what only damage needs

    return misplaced.in_library(said)


def is_unused(line: str) -> bool:
    """Whether SQLite has said that of a page which nothing uses."""
    return line.endswith(NEVER_USED)


def _is_harmless(said: Iterable[str]) -> bool:
    """Whether that is all, and of the index or of what nothing uses."""
    lines, derived = [*said], {*fulltext.names()}
    if len(lines) >= MOST_LINES:
        return False
    rest = [_OF_INDEX.fullmatch(line) for line in lines if not is_unused(line)]
    if not rest:
        return True
    of = [row for row in database.execute_sql(_NAMED).fetchall() if row[1] in derived]
    known = derived | {name for name, *_ in of} | {str(root) for *_, root in of if root}
    return all(match and match[match.lastindex or 0] in known for match in rest)
