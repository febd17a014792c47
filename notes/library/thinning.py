"""
Thinning: which entries of a note's history go with time.

    written in the last hour      all stay
    in the last day               the last one of each hour
    in the last month             the last one of each day
    before that                   the last one of each week

An entry that is damaged never stays in place of a good one, so that the newest good entry
of a note always stays.  What somebody may want back stays for a month besides: what was
replaced on purpose, or mended, and what undoing an act would need.  Hours lie in days and days in
weeks, so that it makes no difference how often the rule is applied.

A clock that jumped would make everything old at once.  The rule is only applied when the
clock has gone on for some days, without going back and without more than a month between
two looks at it; what a wrong clock has dated ahead is young until then.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from peewee import chunked

from notes.library import history, removal
from notes.moments import now_ms
from notes.storage.database import database
from notes.storage.models import Act, ActNote, Revision
from notes.storage.models import Thinning as ThinningRow

HOUR = 3_600_000
DAY = 24 * HOUR
WEEK = 7 * DAY
MONTH = 30 * DAY
#: Age from which one of each such stretch stays.
STEPS = ((MONTH, WEEK), (DAY, DAY), (HOUR, HOUR))

#: Entries that were kept because somebody replaced their text on purpose, or mended it.
ON_PURPOSE = ("restore", "import", "replace", "tag", "undo", "merge", "damaged")

#: How far a clock may go back, and on between two looks; how long it has to go on to be believed.
BACK, ABSENCE, PROBATION = HOUR, MONTH, 3 * DAY

#: Notes of which entries go in one transaction.
BATCH = 20

_NOTES = "SELECT note_id FROM revision GROUP BY note_id HAVING count(*) > 1"
_REMOVE = "DELETE FROM revision WHERE note_id = ? AND version = ?"
_REMOVE_TEXTS = """
    DELETE FROM revision_text WHERE note_id = :note
    AND sha256 NOT IN (SELECT sha256 FROM revision WHERE note_id = :note)
"""


class Entry(NamedTuple):
    """`needed`: it stays whatever its age."""

    version: int
    written: int
    needed: bool = False


class Clock(NamedTuple):
    """The last look at the clock, and since when it has gone on without a jump."""

    since: int
    seen: int

    @property
    def is_believed(self) -> bool:
        return self.seen - self.since >= PROBATION


def surplus(
    entries: Sequence[Entry], now: int, is_good: Callable[[int], bool] = lambda _: True
) -> set[int]:
    """The versions that go, of the entries of one note; `is_good` is asked of some."""
    stretches: dict[tuple[int, int], list[Entry]] = {}
    for entry in sorted(entries, reverse=True):
        if stretch := _stretch(entry.written, now):
            stretches.setdefault(stretch, []).append(entry)
    gone: set[int] = set()
    for newest_first in stretches.values():
        if len(newest_first) > 1:
            stays = next((one for one in newest_first if is_good(one.version)), newest_first[0])
            gone.update(one.version for one in newest_first if one != stays and not one.needed)
    return gone


def looked_at(clock: Clock | None, now: int) -> Clock:
    """The clock after another look at it."""
    jumped = clock is None or not -BACK <= now - clock.seen <= ABSENCE
    return Clock(now if jumped or clock is None else clock.since, now)


def thin() -> Iterator[int]:
    """Apply the rule to every note, some at a time; how many entries went of these."""
    now = now_ms()
    if not clock_is_believed():
        return
    notes = [note for (note,) in database.execute_sql(_NOTES).fetchall()]
    for some in chunked(notes, BATCH):
        going = [(note, version) for note in some for version in _going(note, now)]
        if going:
            _remove(going)
        yield len(going)


def clock_is_believed() -> bool:
    """Whether what is old by the clock may go; to ask is to look at the clock."""
    return _look_at_clock(now_ms()).is_believed


def _stretch(written: int, now: int) -> tuple[int, int] | None:
    """The stretch of time of which one entry stays; None when all do."""
    for age, length in STEPS:
        if now - written >= age:
            return length, written // length
    return None


def _look_at_clock(now: int) -> Clock:
    with database.writing():
        row = ThinningRow.get_or_none()
        clock = looked_at(Clock(row.since, row.seen) if row else None, now)
        ThinningRow.replace(id=1, since=clock.since, seen=clock.seen).execute()
    return clock


def _going(note: int, now: int) -> set[int]:
    wanted = _wanted_by_acts(note)
    rows = Revision.select().where(Revision.note == note)
    entries = [Entry(row.version, row.written, _is_needed(row, wanted, now)) for row in rows]
    return surplus(entries, now, lambda version: history.is_good(note, version))


def _is_needed(row: Any, wanted: set[int], now: int) -> bool:
    return row.version in wanted or (row.reason in ON_PURPOSE and now - row.kept < MONTH)


def _wanted_by_acts(note: int) -> set[int]:
    """Versions that undoing an act would bring back."""
    undoable = Act.undone.is_null() & ActNote.version_before.is_null(False)
    rows = ActNote.select(ActNote.version_before).join(Act).where(undoable, ActNote.note == note)
    return {version for (version,) in rows.tuples()}


def _remove(going: Sequence[tuple[int, int]]) -> None:
    with database.writing():
        removal.of_versions({note for note, _ in going})
        database.execute_many(_REMOVE, going)
        database.execute_many(_REMOVE_TEXTS, [{"note": note} for note in {*dict(going)}])
