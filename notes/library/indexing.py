"""
Renewing the index: the words of every note by today's rules, beside whatever else goes on.

An index grows old when a new Octavo makes words otherwise, and breaks when a disk does.
It is renewed note by note, from the oldest to the newest.  Each step is one short
transaction that also says how far the index is, so that a renewal can be killed
anywhere and is gone on with, that others write in between, and that two who renew at
once share the work.  Whoever saves a note meanwhile writes it by today's rules.
"""

from threading import Event

from notes.errors import IndexDamaged
from notes.library.lookup import stored_text
from notes.progress import Progress
from notes.search import index
from notes.search.index import Entry
from notes.storage.database import database
from notes.storage.models import Note as NoteRow
from notes.storage.models import tags_of

#: What one step takes on, notes and characters, so that somebody who saves meanwhile waits for
#: some hundredths of a second.
STEP_NOTES, STEP_LENGTH = 25, 125_000
#: Seconds between two steps, in which others get to write.
PAUSE = 0.01


def renew(progress: Progress | None = None, stopping: Event | None = None) -> None:
    """Bring the index to today's rules; `stopping` ends it between two steps."""
    stopping = stopping or Event()
    try:
        _go_on(progress, stopping)
    except IndexDamaged:  # an old one that shows only now what is wrong with it
        index.distrust()
        _go_on(progress, stopping)


def rebuild(progress: Progress | None = None) -> None:
    """Make the index anew, whatever is wrong with it."""
    index.distrust()
    renew(progress)


def entries_after(note: int, steps: int = 1) -> list[Entry]:
    """What the index ought to have of the notes that follow one, as many as make so many steps."""
    from notes.rendering.digest import digest  # which a start does not need

    rows = NoteRow.select(NoteRow.id, NoteRow.title).where(NoteRow.id > note)
    following = list(rows.order_by(NoteRow.id).limit(steps * STEP_NOTES).tuples())
    named = tags_of(number for number, _ in following)
    entries: list[Entry] = []
    size = 0
    for number, title in following:
        text = stored_text(number) or ""
        found = digest(text)._replace(title=title)
        entries.append((number, found, named.get(number, ())))
        size += len(text)
        if size >= steps * STEP_LENGTH:
            break
    return entries


def _go_on(progress: Progress | None, stopping: Event) -> None:
    done, total = index.renewing() or (0, 0)
    while (written := _step()) and not stopping.wait(PAUSE):
        done += written
        if progress:
            progress(min(done, total), total)


def _step() -> int:
    """Write the next notes; how many they were, 0 when there is none left."""
    if index.state().rules == index.DISTRUSTED:
        index.make_anew()
    with database.writing():
        if index.is_current():
            return 0
        entries = entries_after(index.begin())
        if entries:
            index.write(entries)
            index.reached(entries[-1][0])
        else:
            index.completed()
    return len(entries)
