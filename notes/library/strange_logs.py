"""
Whether the log beside a library is of another one.

SQLite lays any whole log over the file that it lies beside.  One that came from elsewhere, with a
copy or a synchronisation gone wrong, would so become the library, and what was in the library would
be gone.  The file that the programs share (`notes.storage.shared`) vouches for a log after a kill;
where it does not, the log has to fit what it would change:

    notes     a note keeps its number and its id: of those that both have, some are the same
    schema    it only ever goes forward, and where it did not, it says the same

A log that tells nothing of either is taken.
"""

import re
from contextlib import suppress
from pathlib import Path

from sqlcipher3 import dbapi2 as sqlcipher

from notes.storage import shared
from notes.storage.pages import HEADER, LOG_HEADER, Pages, log_of

#: A row of `note`, with its first columns: a number that is the row's own, and an id.
NOTE = re.compile("nttt[in]itii[in]ii(?:it)?")

_ID = "SELECT uid FROM note WHERE id = ?"

#: Where the first page counts the changes of the schema.
_CHANGES = slice(40, 44)


def is_strange(file: Path) -> bool:
    log = log_of(file)
    with suppress(FileNotFoundError), file.open("rb") as there, log.open("rb") as beside:
        header = beside.read(LOG_HEADER)
        if len(header) < LOG_HEADER or shared.vouches_for(file, header):
            return False
        pages = Pages(there, beside)
        schemas = Pages(there, None)[1], pages[1]
        return _is_another_schema(*schemas) or _are_other_notes(file, _notes(pages))
    return False


def _is_another_schema(old: bytes, new: bytes) -> bool:
    changes, said = old[_CHANGES], new[_CHANGES]
    return said < changes or (said == changes and old[HEADER:] != new[HEADER:])


def _notes(pages: Pages) -> dict[int, object]:
    """The ids of notes in the log, by their numbers."""
    rows = (row for number in pages.logged() for row in pages.rows(number, NOTE))
    return {row.number: row.values[1] for row in rows}


def _are_other_notes(file: Path, said: dict[int, object]) -> bool:
    from notes.storage import copies  # what hardly any start needs

    with suppress(sqlcipher.Error), copies.reading(file) as stored:
        found = {note: stored.execute(_ID, (note,)).fetchone() for note in said}
        both = [(said[note], row[0]) for note, row in found.items() if row]
        return bool(both) and all(one != other for one, other in both)
    return False
