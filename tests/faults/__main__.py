"""
    python -m tests.faults [NAME…] [--count N] [--seed S]        all of them when none is named

Each fault of the table in turn, so often as it promises; a line of counts for each.  Ends with 1
when a promise was broken.  `make test` has a short run of each (tests/test_faults.py).
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.faults.outcome import Lacking, Outcome
from tests.faults.table import FAULTS, Fault


def main() -> int:
    asked = _asked()
    kept = [_kept(name, FAULTS[name], asked) for name in asked.names or FAULTS]
    return 0 if all(kept) else 1


def _asked() -> argparse.Namespace:
    words = argparse.ArgumentParser(prog="python -m tests.faults")
    words.add_argument("names", nargs="*", metavar="NAME", help=", ".join(FAULTS))
    words.add_argument("--count", type=int, help="how often; the table's own number when not said")
    words.add_argument("--seed", type=int, default=1)
    asked = words.parse_args()
    if unknown := {*asked.names} - {*FAULTS}:
        words.error(f"there is no fault called {', '.join(sorted(unknown))}")
    return asked


def _kept(name: str, fault: Fault, asked: argparse.Namespace) -> bool:
    """Do one; whether every promise was kept."""
    began = time.monotonic()
    try:
        with tempfile.TemporaryDirectory(prefix=f"octavo-{name}-") as folder:
            outcome = fault.run(Path(folder), asked.count or fault.often, asked.seed)
    except Lacking as part:
        _tell(f"{name:12} skipped: {part} is missing here")
        return True
    _tell(f"{name:12} {_line(outcome)} ({time.monotonic() - began:.0f} s, seed {asked.seed})")
    return not outcome.broken


def _line(outcome: Outcome) -> str:
    if not outcome.broken:
        return f"kept: {outcome.line()}"
    return f"BROKEN {len(outcome.broken)} times: {outcome.line()}\n{outcome.told()}\n"


def _tell(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
