"""
The faults by name: how often each is done when it is meant (`often`) and within `make test`
(`few`).  The counts are those of the promises in docs/testing.md.
"""

from typing import NamedTuple

from tests.faults import (
    clocks,
    corruption,
    drills,
    full_disk,
    interleaving,
    keystrokes,
    kills,
    locks,
    migrations,
    places,
    power,
    read_only,
)
from tests.faults.outcome import Harness


class Fault(NamedTuple):
    run: Harness
    often: int
    few: int


FAULTS = {
    "kills": Fault(kills.run, 1_000, 4),
    "corruption": Fault(corruption.run, 400, 4),
    "places": Fault(places.run, 400, 6),
    "full_disk": Fault(full_disk.run, 200, 5),
    "interleaving": Fault(interleaving.run, 1_000, 15),
    "clocks": Fault(clocks.run, 1_000, 12),
    "locks": Fault(locks.run, 30, 1),
    "read_only": Fault(read_only.run, 60, 2),
    "drills": Fault(drills.run, 200, 2),
    "keystrokes": Fault(keystrokes.run, 60, 2),
    "power": Fault(power.run, 1_000, 8),
    "migrations": Fault(migrations.run, 50, 1),
}
