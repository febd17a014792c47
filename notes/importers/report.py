"""
What an import or an export did.  Nothing is silent: every file that was met is
counted as created, updated or skipped, or stands in `failed` with the reason;
whatever was left out or done otherwise than one would expect is in `warnings`.

`act` is the number by which an import can be taken back, 0 when it has changed nothing.

For an export the words mean files: created new, updated (an older file was
replaced on request), skipped (the same bytes were there already).
"""

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Trouble:
    """`path` is relative to the folder, printable; `why` is a whole sentence."""

    path: str
    why: str


@dataclass(slots=True)
class Report:
    created: int = 0
    updated: int = 0
    skipped: int = 0
    failed: list[Trouble] = field(default_factory=list)
    warnings: list[Trouble] = field(default_factory=list)
    act: int = 0

    def fail(self, path: str, why: str) -> None:
        self.failed.append(Trouble(printable(path), why))

    def warn(self, path: str, why: str) -> None:
        self.warnings.append(Trouble(printable(path), why))

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "act": self.act or None}

    def told(self, named: int) -> dict[str, Any]:
        """The same for a page: so many of what failed or is otherwise are named, all counted."""
        troubles = (self.failed + self.warnings)[:named]
        return {
            "act": self.act,
            "created": self.created,
            "updated": self.updated,
            "skipped": self.skipped,
            "failed": len(self.failed),
            "warnings": len(self.warnings),
            "troubles": [asdict(trouble) for trouble in troubles],
        }


def printable(path: str) -> str:
    """A path that any terminal and any JSON can hold; bytes that are no UTF-8 become ``\\xff``."""
    text = path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text)
