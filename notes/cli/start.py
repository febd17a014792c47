"""
How a command was started: for which library, and with which window if any.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from notes.library.opening import Library

#: Opens the window on a library's folder; the exit code.
OpenWindow = Callable[[Path], int]


@dataclass(frozen=True, slots=True)
class Start:
    folder: Path
    window: OpenWindow | None

    def open(self, *, hold: bool = False) -> "Library":
        from notes.library.opening import open_library

        return open_library(self.folder, hold=hold)
