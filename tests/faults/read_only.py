"""
A library that cannot be written: its disk turns read-only under a running server, as a disk does
that has errors, or is so when a server starts.

What is there is served.  Who writes is refused in words, with a status of its own (403, or 507
where SQLite says no more than that it could not write), and nothing that was acknowledged is lost.
When the disk can be written again, so can the library, by the same server and unasked.
"""

import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.faults.disk import Disk
from tests.faults.ledger import Ledger
from tests.faults.outcome import Outcome
from tests.faults.serving import Life, command, token
from tests.faults.waiting import within
from tests.faults.writers import Writer

#: Statuses that say so; 423: others have waited for too long behind one that was.
SAID = {403, 507, 423}
#: Times that a disk turns read-only under one server.
TIMES = 10
#: Refusals that are waited for, and seconds until it must have come to that, or be over.
REFUSALS, LONGEST = 3, 10.0


def run(folder: Path, count: int, seed: int) -> Outcome:
    outcome, dice = Outcome(), random.Random(seed)
    disk = Disk(folder)
    for turn, first in enumerate(range(0, count, TIMES)):
        _turn(disk, folder / f"library-{turn}", min(TIMES, count - first), outcome, dice)
    _start(folder / "library-0", folder / "seen", outcome)
    return outcome


def _turn(disk: Disk, library: Path, times: int, outcome: Outcome, dice: random.Random) -> None:
    by, key, ledger = library.with_suffix(".frozen"), token(library), Ledger()
    life = Life(library, disk.freezing(library, by)).wait()
    try:
        for _ in range(times):
            writer = Writer(life.door(key), ledger, dice.getrandbits(64), notes=5)
            _freeze(life, key, by, writer, ledger, dice.randrange(1, 20), outcome)
            with life.door(key) as door:
                ledger.compare(door, outcome)
        outcome.hold(life.stop() == 0, "the server did not end as asked")
    finally:
        life.kill()
    outcome.count("acknowledged writes", ledger.acknowledged)
    checked = command(library, "check")
    outcome.hold(checked.returncode == 0, f"octavo check: {checked.stdout}")


def _freeze(
    life: Life, key: str, by: Path, writer: Writer, ledger: Ledger, after: int, outcome: Outcome
) -> None:
    """Let it write, freeze the disk, and thaw it."""
    writer.start()
    within(LONGEST, _more(ledger, after))
    by.touch()
    refused = within(LONGEST, lambda: writer.refusals.total() >= REFUSALS)
    outcome.hold(refused, "a disk is read-only, and nothing is refused")
    with life.door(key) as door:
        listed = door.ask("GET", "/notes?limit=5").status
    outcome.hold(listed == 200, f"a list answers {listed} meanwhile")
    by.unlink()
    outcome.hold(within(LONGEST, _more(ledger, 1)), "it can be written, and is not")
    writer.stop()
    outcome.count("times read-only under a server")
    outcome.count("writes refused", writer.refusals.total())
    outcome.hold({*writer.refusals} <= SAID, f"answered: {writer.refusals}")


def _more(ledger: Ledger, writes: int) -> Callable[[], bool]:
    wanted = ledger.acknowledged + writes
    return lambda: ledger.acknowledged >= wanted


def _start(library: Path, place: Path, outcome: Outcome) -> None:
    """A server starts where it cannot write, and serves what is there."""
    key, note = token(library), command(library, "add", "-", given="# Here before\n").stdout.strip()
    with _read_only(library, place) as seen:
        if not seen:
            outcome.count("read-only folders skipped: none can be mounted")
            return
        life = Life(seen).wait()
        with life.door(key) as door:
            read = door.ask("GET", f"/notes/{note}")
            outcome.hold(read.good, f"a note answers {read.status}")
            refused = door.ask("POST", "/notes", {"body": "# New\n"})
            outcome.hold(refused.status == 403, f"a new note answers {refused.status}")
            outcome.count("starts in a read-only folder")
        outcome.hold(life.stop() == 0, "the server did not end as asked")
        added = command(seen, "add", "-", given="# New\n")
        in_words = added.returncode == 1 and "Traceback" not in added.stderr
        outcome.hold(in_words, f"octavo add: {added.returncode}, {added.stderr}")
    added = command(library, "add", "-", given="# New\n")
    outcome.hold(added.returncode == 0, f"octavo add, when it can be written: {added.stderr}")


@contextmanager
def _read_only(library: Path, place: Path) -> Iterator[Path | None]:
    """The folder once more, to be read alone; None where nothing can be mounted."""
    place.mkdir()
    bound = ["mount", "--bind", str(library), str(place)]
    if sys.platform != "linux" or _fails(bound):
        yield None
        return
    try:
        yield None if _fails(["mount", "-o", "remount,bind,ro", str(place)]) else place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def _fails(words: list[str]) -> bool:
    return subprocess.run(words, check=False, stderr=subprocess.DEVNULL).returncode != 0
