"""
What a harness did and saw: counts for the table, and each promise that was broken, in words.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

#: Broken promises that are told one by one; the others are counted.
TOLD = 20


@dataclass(slots=True)
class Outcome:
    counts: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)

    def count(self, what: str, number: int = 1) -> None:
        self.counts[what] += number

    def most(self, what: str, number: int) -> None:
        """Keep the largest of what was measured."""
        self.counts[what] = max(self.counts[what], number)

    def hold(self, kept: bool, otherwise: str) -> bool:
        """A promise; `otherwise` says how it was broken."""
        self.count("promises looked at")
        if not kept:
            self.broken.append(otherwise)
        return kept

    def line(self) -> str:
        return ", ".join(f"{number:,} {what}" for what, number in self.counts.items())

    def told(self) -> str:
        more = len(self.broken) - TOLD
        return "\n".join([*self.broken[:TOLD], *([f"and {more} more"] if more > 0 else [])])


class Lacking(Exception):
    """A real part that a harness needs is not on this machine."""


#: Does a fault so often in a folder of its own, from a seed.
Harness = Callable[[Path, int, int], Outcome]
