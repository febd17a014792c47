"""
Whether the log beside a library is of another one.

SQLite lays any whole log over the file that it lies beside.  One that came from elsewhere, with a
copy or a synchronisation gone wrong, would so become the library, and what was in the library would
be gone.  Octavo knows its own by the marks of its writes (`notes.storage.marks`), also from one
that was written for this library at another time.  Where no mark tells, as in what an older
Octavo or another program wrote, the log has to fit what it would change:

    notes     a note keeps its number and its id: of those that both have, some are the same
    schema    it only ever goes forward, and where it did not, it says the same

A log that tells nothing of either is taken.  A page that is damaged in the file may be whole in the
log: where the mark in the file cannot be read, that one is taken which SQLite's shared file names
(`notes.storage.shared`), and of any other the notes decide.
"""

import re
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from sqlcipher3 import dbapi2 as sqlcipher

from notes.storage import marks, shared
from notes.storage.pages import HEADER, LOG_HEADER, Pages, is_header, log_of, page_size

#: A row of `note`, with its first columns: a number that is the row's own, and an id.
NOTE = re.compile("nttt[in]itii[in]ii(?:it)?")

_HAS_MARK = "SELECT 1 FROM sqlite_schema WHERE name = 'last_write'"
_ID = "SELECT uid FROM note WHERE id = ?"

#: Where the first page counts the changes of the schema.
_CHANGES = slice(40, 44)


def is_strange(file: Path) -> bool:
    log = log_of(file)
    with suppress(OSError), file.open("rb") as there, log.open("rb") as beside:
        header = beside.read(LOG_HEADER)
        if len(header) < LOG_HEADER:
            return False
        first = there.read(HEADER)
        mark = _mark(file) if is_header(first) else None
        if mark is None:
            return not shared.vouches_for(file, header) and _is_of_others(file, there, beside)
        goes_on = marks.goes_on_from(mark, beside, page_size(first))
        return _does_not_fit(file, there, beside) if goes_on is None else not goes_on
    return False


def _mark(file: Path) -> bytes | None:
    """What was written last into the file itself, None if that cannot be read."""
    from notes.storage import copies  # what no start needs after a clean end

    with suppress(sqlcipher.Error), copies.reading(file) as alone:
        if not alone.execute(_HAS_MARK).fetchone():
            return marks.NONE
        (mark,) = alone.execute(marks.STORED).fetchone() or (None,)
        return mark if isinstance(mark, bytes) and len(mark) == marks.SIZE else None
    return None


def _does_not_fit(file: Path, there: BinaryIO, beside: BinaryIO) -> bool:
    schemas = Pages(there, None)[1], Pages(there, beside)[1]
    return _is_another_schema(*schemas) or _is_of_others(file, there, beside)


def _is_another_schema(old: bytes, new: bytes) -> bool:
    changes, said = old[_CHANGES], new[_CHANGES]
    return said < changes or (said == changes and old[HEADER:] != new[HEADER:])


def _notes(pages: Pages) -> dict[int, object]:
    """The ids of notes in the log, by their numbers."""
    rows = (row for number in pages.logged() for row in pages.rows(number, NOTE))
    return {row.number: row.values[1] for row in rows}


def _is_of_others(file: Path, there: BinaryIO, beside: BinaryIO) -> bool:
    from notes.storage import copies  # as above

    said = _notes(Pages(there, beside))
    with suppress(sqlcipher.Error), copies.reading(file) as stored:
        found = {note: stored.execute(_ID, (note,)).fetchone() for note in said}
        both = [(said[note], row[0]) for note, row in found.items() if row]
        return bool(both) and all(one != other for one, other in both)
    return False
