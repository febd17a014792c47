"""
How a command was started: for which library, and with which window if any.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from notes.cli import streams
from notes.errors import OctavoError

if TYPE_CHECKING:
    from notes.library.opening import Library

RENEWING = "The index is renewed first, so that everything can be found."

#: Opens the window on a library's folder, at a note of this id or at none, with this toolkit or
#: that of the system, and with what is to be told of files (`Report.told`); the exit code.
OpenWindow = Callable[[Path, str, str, dict[str, Any] | None], int]
#: Says in a window of its own why there is none, with this toolkit or that of the system.
ShowRefusal = Callable[[OctavoError | click.ClickException, str], None]


class Desk(NamedTuple):
    """Where windows are opened."""

    open_window: OpenWindow
    show_refusal: ShowRefusal


@dataclass(frozen=True, slots=True)
class Start:
    folder: Path
    desk: Desk | None
    gui: str = ""

    def open(self, *, hold: bool = False, mends: bool = False) -> "Library":
        from notes.library.opening import open_library

        return open_library(self.folder, hold=hold, mends=mends)

    def open_made(self, *, mends: bool) -> "Library":
        """Open what is there: a path mistyped is no empty library in which all is well."""
        from notes.library.opening import require_made

        require_made(self.folder)
        return self.open(mends=mends)

    def open_anyhow(self) -> "Library":
        """Open and hold it, be it ruined."""
        from notes.library.opening import open_anyhow

        return open_anyhow(self.folder, mends=True)

    @contextmanager
    def open_to_search(self) -> "Iterator[Library]":
        """Open it with an index of today's rules, unless a window renews that just now."""
        from notes.search import damage

        with self.open() as library:
            renew_index(library)
            with damage.reading():
                yield library


def renew_index(library: "Library") -> None:
    from notes.library import indexing
    from notes.library.opening import is_held
    from notes.search import index

    if not index.is_current() and not is_held(library.folder):
        streams.say(RENEWING)
        indexing.renew(streams.progress("notes"))
