"""
What can still be read of a library that cannot be opened: into a new one.

The rows are found in the pages of the file (`notes.storage.pages`), whatever has become of its
trees, and go into an empty library of today's schema (`notes.library.finds`):

    notes       of several states of a note the one of the highest version; its text is the one
                with its hash, else what there is, which is then shown as damaged
    texts       of which the note is lost: notes of their own, in the notebook *Salvaged*; of one
                that lost pages in its middle, what lies before and after them
    history     texts that have their hash
    the rest    notebooks, tags, the files that notes came from, saved searches

A library is made of one note at least: an empty one would look like a good one.

Pages that SQLite has let go are among them, so a note may come back that was deleted for good;
better that than one that does not.  Keys of programs, what can be undone and the index stay:
the first are secrets, the last is made anew.  The damaged file is only read.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from io import BytesIO
from pathlib import Path

from notes.errors import LibraryRuined, NothingSalvaged
from notes.library import backups, restoring
from notes.library.access import require_file
from notes.library.backup_folders import as_facts
from notes.library.finds import REST, Finds, Salvaged
from notes.library.opening import Library
from notes.library.strange_logs import NOTE, is_strange
from notes.progress import Progress, part
from notes.storage import copies, headers
from notes.storage.database import FILE_NAME
from notes.storage.pages import Pages, log_of
from notes.storage.trees import owners

#: Pages between two tellings of progress.
EVERY = 200


def into_place(library: Library, progress: Progress | None = None) -> Salvaged:
    """Make the library of what can be read of its file, which is set aside."""
    backups.sweep_staged(library.folder)
    library.leave(library.ruin or LibraryRuined(library.folder, restoring.TAKES_PLACE))
    try:
        with backups.staged(library.folder) as stage:
            with as_facts():
                salvaged = _written(library.folder / FILE_NAME, stage, progress)
            restoring.take_the_place(library, stage)
    finally:
        if library.ruin:
            library.open_anyhow()
    return salvaged


def into_new(folder: Path, source: Path, progress: Progress | None = None) -> Salvaged:
    """Make a new library of what can be read of the one in `source`, which stays as it is."""
    require_file(source)
    with restoring.room(folder), backups.staged(folder) as stage:
        with as_facts():
            salvaged = _written(source / FILE_NAME, stage, progress)
        restoring.settle_new(stage, folder)
    return salvaged


def _written(file: Path, target: Path, progress: Progress | None) -> Salvaged:
    copies.touch(target)
    copies.upgrade(target)
    with ExitStack() as opened:
        copy = opened.enter_context(copies.changing(target))
        pages = _pages(file, opened)
        copy.execute("PRAGMA foreign_keys = off")
        copy.execute("BEGIN")
        new = Finds(copy)
        for number in _told(pages, part(progress, 0, 40)):
            for row in pages.rows(number, NOTE):
                new.add_note(row)
        tables = owners(pages)
        for number in _told(pages, part(progress, 40, 95)):
            new.add_rest([*pages.rows(number, REST, cut=True)], tables.get(number, ""))
        salvaged = new.settled()
        if not salvaged.notes:
            raise NothingSalvaged(file)
        copy.execute("COMMIT")
    return salvaged


def _pages(file: Path, opened: ExitStack) -> Pages:
    """
    A log that was not written for the file stays out of it, and one damaged byte of its header does
    not decide how all pages are read.
    """
    log = log_of(file)
    has_log = log.exists() and not is_strange(file)
    there = opened.enter_context(file.open("rb")) if file.exists() else BytesIO()
    beside = opened.enter_context(log.open("rb")) if has_log else None
    return Pages(there, beside, headers.whole(file))


def _told(pages: Pages, progress: Progress | None) -> Iterator[int]:
    numbers = pages.numbers()
    for done, number in enumerate(numbers, 1):
        yield number
        if progress and (done % EVERY == 0 or done == len(numbers)):
            progress(done, len(numbers))
