"""
kill -9 of the real server at random moments, while several programs write over HTTP.

A life ends while it starts, or some milliseconds after so many acknowledged writes.  The next start
is measured, then every note that was written to is asked for, and the library is looked at as
`octavo check` looks at it, before anybody writes again.  A library serves some lives, so that
there is always a log of the life before; then the real `octavo check` has the last word.

A start takes 2 s at the most: on a machine that has more to do than processors, so much longer.
"""

import os
import random
import time
from pathlib import Path

from notes.library import health
from notes.library.opening import open_library
from tests.faults.ledger import Ledger
from tests.faults.outcome import Outcome
from tests.faults.serving import GONE, Life, ServerFailed, command, token
from tests.faults.waiting import within
from tests.faults.writers import Writer

WRITERS = 3
#: Lives of one library, and the share of them that end before the server has said a word.
LIVES, UNBORN = 40, 0.1
#: Acknowledged writes of a life, and seconds after them; a slow machine does not get so far.
WRITES, MOMENT, LONGEST = 40, 0.02, 1.5
#: Seconds that a start may take.
REOPENED = 2.0


def run(folder: Path, count: int, seed: int) -> Outcome:
    outcome, dice = Outcome(), random.Random(seed)
    for first in range(0, count, LIVES):
        _Library(folder / f"library-{first}", outcome, dice).live(min(LIVES, count - first))
    return outcome


class _Library:
    def __init__(self, folder: Path, outcome: Outcome, dice: random.Random) -> None:
        self._folder = folder
        self._outcome = outcome
        self._dice = dice
        self._token = token(folder)
        self._ledgers = [Ledger() for _ in range(WRITERS)]

    def live(self, lives: int) -> None:
        for _ in range(lives):
            if self._dice.random() < UNBORN:
                self._kill_unborn()
            else:
                self._kill_while_writing()
            self._outcome.count("kills")
        self._look_at_all()
        self._outcome.count("acknowledged writes", self._written())

    def _kill_unborn(self) -> None:
        life = Life(self._folder)
        time.sleep(self._dice.uniform(0, 0.3))
        life.kill()

    def _kill_while_writing(self) -> None:
        life = self._reopened()
        doors = [life.door(self._token) for _ in self._ledgers]
        for ledger, door in zip(self._ledgers, doors, strict=True):
            ledger.compare(door, self._outcome)
        self._examine()
        writers = [
            Writer(door, ledger, self._dice.getrandbits(64))
            for ledger, door in zip(self._ledgers, doors, strict=True)
        ]
        for writer in writers:
            writer.start()
        self._wait_for(self._written() + self._dice.randrange(WRITES))
        time.sleep(self._dice.uniform(0, MOMENT))
        life.kill()
        for writer in writers:
            writer.stop()
            self._outcome.hold(not writer.refusals, f"writes were refused: {writer.refusals}")
        self._outcome.hold(not self._left_over(life), "a killed server has left processes")

    def _written(self) -> int:
        return sum(ledger.acknowledged for ledger in self._ledgers)

    def _wait_for(self, writes: int) -> None:
        within(LONGEST, lambda: self._written() >= writes)

    def _left_over(self, life: Life) -> bool:
        """Those that it had started end by themselves, but not at once."""
        return not within(REOPENED, lambda: not life.orphans())

    def _reopened(self) -> Life:
        """The next life, from its start to its first answer."""
        life = Life(self._folder)
        try:
            with life.wait().door(self._token) as door:
                door.ask("GET", "/notes?limit=1")
        except (ServerFailed, *GONE) as error:
            life.kill()
            self._outcome.hold(False, f"it did not open again: {error}")
            raise
        took = time.monotonic() - life.began
        load = max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))
        self._outcome.most("ms the longest start", round(took * 1_000))
        self._outcome.hold(took < REOPENED * load, f"it opened after {took:.1f} s")
        return life

    def _examine(self) -> None:
        """As `octavo check` does, beside the server."""
        with open_library(self._folder):
            parts = health.examine(lambda _: None)
        for name, part in parts.items():
            self._outcome.hold(part.ok, f"{name}: {part.problems}")

    def _look_at_all(self) -> None:
        life = self._reopened()
        with life.door(self._token) as door:
            for ledger in self._ledgers:
                ledger.compare(door, self._outcome, every=True)
        self._outcome.hold(life.stop() == 0, "the server did not end as asked")
        checked = command(self._folder, "check")
        self._outcome.hold(checked.returncode == 0, f"octavo check: {checked.stdout}")
