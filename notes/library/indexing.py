"""
Renewing the index: the words of every note by today's rules, beside whatever else goes on.

An index grows old when a new Octavo makes words otherwise, and breaks when a disk does.
It is renewed note by note, from the oldest to the newest.  Each step is one short
transaction that also says how far the index is, so that a renewal can be killed
anywhere and is gone on with, that others write in between, and that two who renew at
once share the work.  The words are made before it begins; whoever saves a note meanwhile
writes it by today's rules, and his words stay.  What FTS5 would merge now and then, all
at once, is merged in parts between the steps.  What rows keep of a text is by the same rules,
and made anew with its words (`notes.library.derived`).
"""

from collections.abc import Iterable
from threading import Event
from typing import NamedTuple

from notes.errors import IndexDamaged
from notes.library import derived
from notes.library.lookup import stored_text
from notes.progress import Progress
from notes.search import index
from notes.search.index import Entry, Made
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
        while _merged() and not stopping.wait(PAUSE):
            pass


def _step() -> int:
    """Write the next notes; how many they were, 0 when there is none left."""
    if index.state().rules == index.DISTRUSTED:
        index.make_anew()
    while not index.is_current():
        ready = _made_ready()
        with database.writing():
            if index.is_current():
                break
            if index.begin() == ready.after:  # else somebody else has written them
                return _written(ready)
    return 0


class _Ready(NamedTuple):
    """The words of the notes that follow one, with the versions that they are of."""

    after: int
    entries: list[Entry]
    made: list[Made]
    versions: dict[int, int]


def _made_ready() -> _Ready:
    with database.reading():  # texts and versions of one moment
        after = index.goes_on_after()
        entries = entries_after(after)
        versions = _versions(number for number, *_ in entries)
    return _Ready(after, entries, list(map(index.made, entries)), versions)


def _written(ready: _Ready) -> int:
    same = ready.versions.items() & _versions(ready.versions).items()
    unchanged = {number for number, _ in same}
    named = derived.put_right([one for one in ready.entries if one[0] in unchanged])
    made = [one for one in ready.made if one.note_id in unchanged]
    index.write(one._replace(tags=named.get(one.note_id, one.tags)) for one in made)
    if ready.made:
        index.reached(ready.made[-1].note_id)
    else:
        index.completed()
    return len(ready.made)


def _versions(notes: Iterable[int]) -> dict[int, int]:
    rows = NoteRow.select(NoteRow.id, NoteRow.version).where(NoteRow.id.in_(list(notes)))
    return dict(rows.tuples())


def _merged() -> bool:
    with database.writing():
        return not index.is_current() and index.merge()
