"""
Where a window was when it was looked at last: its size, its place, its zoom.

Kept per library in the folder of states of this machine: another machine has another screen, and
what is kept of a library may travel.  A file that cannot be read or makes no sense counts as none,
one that cannot be written is no reason to say anything.
"""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple, Self

from notes.paths import state_of

FILE = "window.json"
#: Points of a screen, which may lie left of the first one or above it.
FARTHEST = 100_000
ZOOM = (0.5, 3.0)


class Placement(NamedTuple):
    """`x` and `y` are None where the desktop chooses the place, and tells nobody."""

    width: int
    height: int
    x: int | None = None
    y: int | None = None
    maximized: bool = False
    zoom: float = 1.0

    @classmethod
    def kept(cls, library: Path, otherwise: Self) -> Self:
        """What was kept of the window of a library."""
        with suppress(OSError, ValueError, RecursionError, TypeError):
            found = cls(**json.loads(_file(library).read_bytes()))
            if found.makes_sense():
                return found
        return otherwise

    def keep(self, library: Path) -> None:
        file = _file(library)
        with suppress(OSError):
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            beside = file.with_suffix(".new")
            beside.write_text(json.dumps(self._asdict()), "utf-8")
            beside.replace(file)

    def makes_sense(self) -> bool:
        place = [side for side in (self.x, self.y) if side is not None]
        return (
            all(_is_length(side) and side > 0 for side in (self.width, self.height))
            and len(place) in (0, 2)
            and all(map(_is_length, place))
            and isinstance(self.maximized, bool)
            and type(self.zoom) in (int, float)
            and ZOOM[0] <= self.zoom <= ZOOM[1]
        )


def _is_length(value: Any) -> bool:
    return type(value) is int and abs(value) <= FARTHEST


def _file(library: Path) -> Path:
    return state_of(library) / FILE
