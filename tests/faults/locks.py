"""
Another program holds the lock of the database for longer than anybody waits.

It writes (`IMMEDIATE`), keeps everybody out (`EXCLUSIVE`, which in a log of writes still lets
readers in), or reads for so long that the log cannot be copied back.  Meanwhile notes are served,
and writes are taken late or refused with 423; when it lets go they are taken again, unasked.
"""

import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.faults.ledger import Ledger
from tests.faults.outcome import Outcome
from tests.faults.serving import ROOT, Life, command, token
from tests.faults.waiting import within
from tests.faults.writers import Writer

#: Seconds that the lock is held at the most; the first time it is that long, in a longer run.
HELD, SHORT = 10.0, 1.0
#: Seconds that a read may take meanwhile, and until writes must be taken again.
READ, AGAIN = 2.0, 10.0
WRITERS = 3

#: Says when it has the lock, and lets go when its input ends.
_HOLDER = """
import sys
from sqlcipher3 import dbapi2 as sqlite
library = sqlite.connect(sys.argv[1], isolation_level=None, timeout=30)
library.execute("BEGIN " + sys.argv[2])
library.execute("SELECT count(*) FROM note").fetchall()
print("held", flush=True)
sys.stdin.read()
"""


def run(folder: Path, count: int, seed: int) -> Outcome:
    outcome, dice = Outcome(), random.Random(seed)
    library = folder / "library"
    key, ledgers = token(library), [Ledger() for _ in range(WRITERS)]
    life = Life(library).wait()
    try:
        for number in range(count):
            longest = HELD if count > 3 and number % 5 == 0 else SHORT
            kind = ("IMMEDIATE", "EXCLUSIVE", "DEFERRED")[number % 3]
            _hold(life, key, ledgers, kind, longest, outcome, dice)
        outcome.hold(life.stop() == 0, "the server did not end as asked")
    finally:
        life.kill()
    outcome.count("acknowledged writes", sum(ledger.acknowledged for ledger in ledgers))
    checked = command(library, "check")
    outcome.hold(checked.returncode == 0, f"octavo check: {checked.stdout}")
    return outcome


def _hold(
    life: Life,
    key: str,
    ledgers: list[Ledger],
    kind: str,
    seconds: float,
    outcome: Outcome,
    dice: random.Random,
) -> None:
    writers = [Writer(life.door(key), one, dice.getrandbits(64), notes=5) for one in ledgers]
    for writer in writers:
        writer.start()
    within(AGAIN, lambda: all(ledger.notes for ledger in ledgers))
    with _held(life.library / "octavo.db", kind):
        _read_meanwhile(life, key, seconds, outcome)
    before = [ledger.acknowledged for ledger in ledgers]
    goes_on = within(
        AGAIN,
        lambda: all(ledger.acknowledged > had for ledger, had in zip(ledgers, before, strict=True)),
    )
    outcome.hold(goes_on, "the lock is free, and writes are not taken")
    for writer in writers:
        writer.stop()
        outcome.count("writes refused", writer.refusals.total())
        outcome.hold({*writer.refusals} <= {423}, f"answered: {writer.refusals}")
    with life.door(key) as door:
        for ledger in ledgers:
            ledger.compare(door, outcome)
    outcome.count(f"locks held, {kind.lower()}")


def _read_meanwhile(life: Life, key: str, seconds: float, outcome: Outcome) -> None:
    until = time.monotonic() + seconds
    with life.door(key) as door:
        while time.monotonic() < until:
            began = time.monotonic()
            status = door.ask("GET", "/notes?limit=5").status
            took = time.monotonic() - began
            outcome.count("reads meanwhile")
            outcome.most("ms the longest of them", round(took * 1_000))
            outcome.hold(status == 200 and took < READ, f"a list answers {status} in {took:.1f} s")
            time.sleep(0.05)


@contextmanager
def _held(file: Path, kind: str) -> Iterator[None]:
    holder = subprocess.Popen(
        [sys.executable, "-c", _HOLDER, str(file), kind],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with holder:
        assert holder.stdout
        holder.stdout.readline()
        yield
        holder.communicate()
