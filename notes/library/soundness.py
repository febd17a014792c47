"""
Whether a library can be used as it lies there: looked at whenever one is opened, within
milliseconds.

    lost       its file is empty or gone, and something beside it shows that there was one
    cut        its file is shorter than it was, and no log has what is missing
    torn       of the log beside its file, which has what was written last, SQLite can read a part
               only, or nothing: it would go on from there and throw the rest away
    damaged    something cannot be read at all: it is not written either, which could spread it;
               where that is a list of SQLite, which follows from its table, who repairs or opens
               a window makes it anew first
    ruined     what a window shows at once is among that, so none opens but to bring it back

Of every table and index only the first page is looked at, and the way to one row; and the pages
that are called free, because they are written into (`notes.library.dangers`).  What lies deeper is
met by who reads it, and by `octavo check`.
"""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from time import sleep

import peewee

from notes.errors import N_, IndexDamaged, LibraryCut, LibraryDamaged, LibraryRuined
from notes.library import dangers, listing, notebooks, searches, strange_logs, tags
from notes.library.manifests import is_name
from notes.storage import fulltext, headers, logs, marks, schema, shared
from notes.storage.asking import quoted
from notes.storage.database import FILE_NAME, NO_DATABASE, TORN, database, value
from notes.storage.pages import HEADER, MAGIC, is_header, is_lost_on_sqlite, log_of, page_size

LOST = N_("its file is empty or gone, but there are backups of it or a log beside it.")
LOG_TORN = N_("the log beside its file, which has what was written last, is damaged.")
LOG_STRANGE = N_(
    "the log beside its file (octavo.db-wal and -shm) was not written for it, but for another "
    "library or for this one at another time. Take it elsewhere, and the file opens as it is."
)
DAMAGED = dangers.DAMAGED

LISTS = N_(
    "A list that finds notes is damaged, and no note is: Octavo reads the library and does not "
    "write it. “octavo check --repair” makes the list anew, and so does a window that is opened."
)

HEADER_DAMAGED = N_(
    "A byte in the header of the file is damaged, and nothing else by that: Octavo reads the "
    "library and does not write it. “octavo check --repair” puts it right, and so does a window "
    "that is opened."
)
HEADER_LOST = N_(
    "a byte in the header of its file is damaged, and nothing else by that: “octavo check "
    "--repair” puts it right, and so does a window that is opened."
)

STRANGER = N_(
    "Another program has left a trigger in the library, which changes what is written: Octavo "
    "reads it and does not write it. “octavo backup create” and “octavo backup restore” bring it "
    "back without that, or an older one; “octavo salvage” saves what can be read."
)

#: For which a library is only read that is damaged.
OF_DAMAGE = (DAMAGED, LISTS, HEADER_DAMAGED, STRANGER)

#: How often a log is looked at before it is called torn, and seconds between.
TRIES, MOMENT = dangers.TRIES, dangers.MOMENT

_ROOTS = "SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_schema WHERE rootpage > 0"
_TRIGGERS = "SELECT count(*) FROM sqlite_schema WHERE type = 'trigger'"
_ANY = "SELECT * FROM {} NOT INDEXED LIMIT 1"
_END = "SELECT 1 FROM {} NOT INDEXED ORDER BY rowid {} LIMIT 1"
_START = "SELECT 1 FROM {} INDEXED BY {}{} LIMIT 1"


def refuse_lost(folder: Path) -> None:
    """
    An empty library is never made in the place of one that was there; and what has no header any
    more is not shown to SQLite, which would remove the log beside it.  Nor is a log that has none.
    """
    file = folder / FILE_NAME
    log, header = log_of(file), _header(file)
    if header is None:
        return
    if header and not is_header(header):
        _refuse_lost_header(folder, file)
        raise LibraryRuined(folder, TORN if header.startswith(MAGIC) else NO_DATABASE)
    if header:
        _refuse_lost_log(folder, log, page_size(header))
        _refuse_strange_log(folder, file)
        _refuse_lost_header(folder, file)
        _refuse_cut(folder, file, header)
        return
    if was_there(folder):
        raise LibraryRuined(folder, LOST)


def was_there(folder: Path) -> bool:
    """Whether something is left in a folder that only a library leaves."""
    file = folder / FILE_NAME
    log = log_of(file)
    logged = log.exists() and log.stat().st_size > 0
    return logged or shared.is_left(file) or _has_backups(folder)


def _refuse_lost_log(folder: Path, log: Path, size: int) -> None:
    with suppress(OSError), log.open("rb") as opened:
        for _ in range(TRIES):
            if not is_lost_on_sqlite(opened, size):
                return
            sleep(MOMENT)  # another program may be writing its header just then
        raise LibraryRuined(folder, LOG_TORN)


def _refuse_strange_log(folder: Path, file: Path) -> None:
    for _ in range(TRIES):
        if not strange_logs.is_strange(file):
            return
        sleep(MOMENT)  # another program may have begun a new log just then
    raise LibraryRuined(folder, LOG_STRANGE)


def _refuse_lost_header(folder: Path, file: Path) -> None:
    wrong = headers.damaged(file)
    if wrong and wrong.closes:
        raise LibraryRuined(folder, HEADER_LOST)


def _refuse_cut(folder: Path, file: Path, header: bytes) -> None:
    """One that has its first page and a log can be read in part: better than not at all."""
    size = page_size(header)
    if shared.is_used(file) or (file.stat().st_size >= size and logs.takes_any(file, size)):
        return
    refuse_cut(folder)


def refuse_cut(folder: Path) -> None:
    """LibraryCut, if that is what is wrong with one that cannot be read."""
    header = _header(folder / FILE_NAME) or b""
    cut = logs.cut(folder / FILE_NAME, page_size(header), logs.pages_said(header))
    if cut:
        raise LibraryCut(folder, cut.there, cut.whole)


def refuse_torn_log(folder: Path) -> None:
    """LibraryRuined, if SQLite leaves something out of the log of the library that is looked at."""
    file, size = folder / FILE_NAME, value("PRAGMA page_size")
    for _ in range(TRIES):
        if not logs.has_lost_commits(file, size, _mark()):
            return
        sleep(MOMENT)  # another program may have been writing just then
    raise LibraryRuined(folder, LOG_TORN)


def _mark() -> bytes | None:
    with suppress(LibraryDamaged, peewee.OperationalError):
        mark = value(marks.STORED)
        return mark if isinstance(mark, bytes) else None
    return None


def damage() -> str:
    """Why the connected library must not be written, "" if it may be."""
    kinds = {*_unreadable()}
    return LISTS if kinds == {"index"} else DAMAGED if kinds else ""


def stranger() -> str:
    """The same of what runs at writes: Octavo has nothing of the kind."""
    return STRANGER if value(_TRIGGERS) else ""


def damage_of_header(folder: Path) -> str:
    """The same of a byte for which SQLite does not write the file, or would by another rule."""
    return HEADER_DAMAGED if headers.damaged(folder / FILE_NAME) else ""


def damage_by_cut(folder: Path) -> str:
    """The same of the end of its file, whatever lay there."""
    size, pages = value("PRAGMA page_size"), value("PRAGMA page_count")
    return DAMAGED if logs.cut(folder / FILE_NAME, size, pages) else ""


def damage_by_places(folder: Path, *, alone: bool) -> str:
    """The same of pages that are not where they should be; who has it open already has looked."""
    wrong = dangers.are_known(folder) or (alone and dangers.are_seen(folder))
    return DAMAGED if wrong else ""


def require_shown() -> None:
    """LibraryRuined, if a window could show nothing of the connected library."""
    try:
        _show_what_a_window_shows()
    except LibraryDamaged as fact:
        raise LibraryRuined(database.folder, TORN) from fact


def _header(file: Path) -> bytes | None:
    """The first bytes of a file, none of one that is not there; None if it cannot be read."""
    try:
        with file.open("rb") as opened:
            return opened.read(HEADER)
    except FileNotFoundError:
        return b""
    except OSError:
        return None


def _show_what_a_window_shows() -> None:
    listing.page(limit=1)
    for trashed in (False, True):
        listing.count(trashed=trashed)
    for shown in (notebooks.tree, tags.counts, searches.saved):
        shown()


def _has_backups(folder: Path) -> bool:
    with suppress(OSError):
        return any(is_name(file.name) for file in (folder / "backups").iterdir())
    return False


def _unreadable() -> Iterator[str]:
    """The kinds of tables that are gone, of tables and lists of which nothing can be read."""
    derived, found = {*fulltext.names()}, database.execute_sql(_ROOTS).fetchall()
    if schema.found() == schema.CURRENT:
        yield from ("table" for _ in schema.KEPT - {name for _, name, *_ in found})
    for kind, name, table, made in found:
        asked = _from_both_ends(name, made) if kind == "table" else [_from_start(name, table, made)]
        if table not in derived and all(map(_fails, asked)):
            yield kind


def _from_both_ends(table: str, made: str) -> list[str]:
    """One damaged page of many is the trouble of those notes that lie in it."""
    if "WITHOUT ROWID" in made:
        return [_ANY.format(quoted(table))]
    return [_END.format(quoted(table), end) for end in ("ASC", "DESC")]


def _from_start(index: str, table: str, made: str) -> str:
    _, where, some = made.partition(" WHERE ")
    return _START.format(quoted(table), quoted(index), where + some)


def _fails(asked: str) -> bool:
    try:
        database.execute_sql(asked).fetchall()
    except (LibraryDamaged, IndexDamaged):
        return True
    return False
