"""
The clock goes a day back, ten years on, and back again, among days that go as they should.

A library is written to day by day, its history thinned and its backups made and rotated by the
clock that there is.  Whatever that says: the backup that was really the last good one stays, a
jump thins nothing at once, the newest good entry of a history stays, versions follow one another,
and pages, sessions and tickets go on.
"""

import random
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from unittest import mock

from notes.library import backups, editing, history, thinning
from notes.library.manifests import Backup
from notes.library.opening import Library
from notes.storage.database import value
from notes.web.session import Session
from tests.faults.interleaving import Stage
from tests.faults.outcome import Outcome

HOUR, DAY, YEARS = 3_600, 86_400, 10 * 365 * 86_400
START = 1_790_000_000
NOTES = 4
#: Of a hundred steps: how many are jumps.
JUMPS = 8


class Clock:
    def __init__(self) -> None:
        self.now = float(START)

    @contextmanager
    def shown(self) -> Iterator[None]:
        """All that Octavo tells the time by shows this one."""
        with ExitStack() as stack:
            for what, told in (
                ("time.time", lambda: self.now),
                ("time.time_ns", lambda: int(self.now * 1e9)),
                ("notes.library.backups._now", self._moment),
            ):
                stack.enter_context(mock.patch(what, told))
            yield

    def _moment(self) -> datetime:
        return datetime.fromtimestamp(int(self.now), UTC)


def run(folder: Path, count: int, seed: int) -> Outcome:
    outcome, dice, clock = Outcome(), random.Random(seed), Clock()
    with clock.shown(), ExitStack() as stack:
        stage = Stage(folder / "library", stack)
        played = _Played(stage, Library(folder / "library", None), clock, outcome, dice)
        for _ in range(count):
            played.step()
    return outcome


class _Played:
    def __init__(
        self, stage: Stage, library: Library, clock: Clock, outcome: Outcome, dice: random.Random
    ) -> None:
        self._stage = stage
        self._library = library
        self._clock = clock
        self._outcome = outcome
        self._dice = dice
        self._away = 0.0
        self._last: Backup | None = None
        self._notes = [editing.create(f"# Note {number}\n\n检查点\n") for number in range(NOTES)]

    def step(self) -> None:
        jumped = self._dice.randrange(100) < JUMPS
        had = _entries()
        pages = {note.id: self._page(note.id) for note in self._notes}
        session = Session(port=1)
        ticket = session.address().partition("ticket=")[2]
        if jumped:
            self._jump()
        else:
            self._clock.now += self._dice.uniform(HOUR, 2 * DAY)
            self._outcome.count("days as they should be")
        self._outcome.hold(session.redeem(ticket), "a ticket died of a jump")
        self._outcome.hold(
            pages == {note.id: self._page(note.id) for note in self._notes}, "a page is another"
        )
        self._thin(had, jumped)
        self._back_up()
        self._write()

    def _jump(self) -> None:
        """A day back, or ten years on, or back from those."""
        self._outcome.count("jumps of the clock")
        if self._away:
            self._clock.now -= self._away
            self._away = 0.0
        elif self._dice.random() < 0.5:
            self._clock.now -= DAY
        else:
            self._away = YEARS
            self._clock.now += YEARS

    def _thin(self, had: int, jumped: bool) -> None:
        good = {note.id: self._newest(note.id) for note in self._notes}
        gone = sum(thinning.thin())
        self._outcome.count("entries thinned", gone)
        self._outcome.hold(not (jumped and gone), f"a jump thinned {gone} entries")
        self._outcome.hold(_entries() == had - gone, "entries went by another way")
        now = {note.id: self._newest(note.id) for note in self._notes}
        self._outcome.hold(good == now, "the newest entry of a history went")

    def _newest(self, note_id: str) -> int:
        kept = [one.version for one in history.entries(note_id)[1:]]
        order = sorted(kept, reverse=True)
        self._outcome.hold(kept == order, f"{note_id}: versions in the order {kept}")
        return max(kept, default=0)

    def _back_up(self) -> None:
        if backups.is_due(self._library, backups.last_made(self._library)):
            made = backups.make(self._library, "automatic")
            self._outcome.hold(made.state == "good", f"a backup is {made.state}")
            self._outcome.count("backups made")
            self._last = made
        there = {one.name for one in backups.listed(self._library)}
        if self._last:
            self._outcome.hold(self._last.name in there, "the last good backup went")
            seen = backups.verify(self._library, self._last)
            self._outcome.hold(seen.state == "good", f"the last good backup is {seen.state}")

    def _write(self) -> None:
        for turn, note in enumerate(self._notes):
            for _ in range(self._dice.randrange(4)):
                body = f"# Note {turn}\n\n{self._dice.getrandbits(64)} 日志\n"
                typed = self._dice.random() < 0.3
                saved = editing.save(
                    note.id, self._notes[turn].version, body=body, autosave=typed, window="w"
                )
                grown = saved.version - self._notes[turn].version
                self._outcome.hold(grown == 1, f"a version grew by {grown}")
                self._notes[turn] = saved
                self._outcome.count("saves")

    def _page(self, note_id: str) -> bytes:
        answer = self._stage.page.get(f"/notes/{note_id}/html")
        self._outcome.hold(answer.status_code == 200, f"a page answers {answer.status_code}")
        return bytes(answer.data)


def _entries() -> int:
    return int(value("SELECT count(*) FROM revision"))
