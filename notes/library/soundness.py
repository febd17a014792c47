"""
Whether a library can be used as it lies there: looked at whenever one is opened, within
milliseconds.

    lost       its file is empty or gone, and something beside it shows that there was one
    damaged    something cannot be read at all: it is not written either, which could spread it
    ruined     what a window shows at once is among that, so none opens but to bring it back

Of every table and index only the first page is looked at, and the way to one row.  What lies
deeper is met by who reads it, and by `octavo check`.
"""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from notes.errors import N_, IndexDamaged, LibraryDamaged, LibraryRuined
from notes.library import listing, notebooks, searches, tags
from notes.library.manifests import is_name
from notes.storage import fulltext
from notes.storage.database import FILE_NAME, database

LOST = N_("its file is empty or gone, but there are backups of it or a log beside it.")
TORN = N_("its file is damaged.")
DAMAGED = N_("The file of the library is damaged, so that Octavo reads it and does not write it.")

_ROOTS = "SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_schema WHERE rootpage > 0"
_ANY = "SELECT * FROM {} NOT INDEXED LIMIT 1"
_END = "SELECT 1 FROM {} NOT INDEXED ORDER BY rowid {} LIMIT 1"
_START = "SELECT 1 FROM {} INDEXED BY {}{} LIMIT 1"


def refuse_lost(folder: Path) -> None:
    """An empty library is never made in the place of one that was there."""
    file = folder / FILE_NAME
    if file.exists() and file.stat().st_size:
        return
    log = file.with_name(f"{FILE_NAME}-wal")
    if (log.exists() and log.stat().st_size) or _has_backups(folder):
        raise LibraryRuined(folder, LOST)


def damage() -> str:
    """Why the connected library must not be written, "" if it may be."""
    return DAMAGED if any(_unreadable()) else ""


def require_shown() -> None:
    """LibraryRuined, if a window could show nothing of the connected library."""
    try:
        _show_what_a_window_shows()
    except LibraryDamaged as fact:
        raise LibraryRuined(database.folder, TORN) from fact


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
    """Tables and indexes of which nothing can be read; of the index of words, none."""
    derived = {*fulltext.names()}
    for kind, name, table, made in database.execute_sql(_ROOTS).fetchall():
        asked = _from_both_ends(name, made) if kind == "table" else [_from_start(name, table, made)]
        if table not in derived and all(map(_fails, asked)):
            yield name


def _from_both_ends(table: str, made: str) -> list[str]:
    """One damaged page of many is the trouble of those notes that lie in it."""
    if "WITHOUT ROWID" in made:
        return [_ANY.format(_quoted(table))]
    return [_END.format(_quoted(table), end) for end in ("ASC", "DESC")]


def _from_start(index: str, table: str, made: str) -> str:
    _, where, some = made.partition(" WHERE ")
    return _START.format(_quoted(table), _quoted(index), where + some)


def _quoted(name: str) -> str:
    return '"{}"'.format(name.replace('"', '""'))


def _fails(asked: str) -> bool:
    try:
        database.execute_sql(asked).fetchall()
    except (LibraryDamaged, IndexDamaged):
        return True
    return False
