"""
What is kept when Octavo fails in a way that nobody expected.

A report says when that was, where in our code and that of libraries, and of which kind the
exception or signal was.  Nothing else is in it: a message, a value, the address of a request can
hold what somebody wrote.  Reports lie in the folder of states of a library, readable for its user
alone; they go nowhere but onto the screen, once, at the next start.

Exceptions are written when they come.  At a fatal signal nothing of ours can run any more: the
interpreter's own fault handler writes into a file that was opened before, by whoever holds the
library, and the next who holds it makes a report of that.
"""

import faulthandler
import logging
import os
import platform
import re
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

from notes.errors import place_of
from notes.paths import FROZEN, state_of
from notes.version import VERSION

FOLDER = "crashes"
#: What the fault handler writes into.
SIGNALS = "signal"
#: How a report is called, and one that was shown.
NEW, SHOWN = ".txt", ".shown.txt"
#: Reports that are kept, and bytes of one.
KEPT = 10
LIMIT = 64_000
MOMENT = "%Y-%m-%d %H:%M:%S UTC"

#: What says of a report that Octavo did not go on after it.
ENDED = "Fatal Python error"

#: Loggers whose errors are reports.  The other one is the server's, whose words are not ours.
OURS, SERVERS = "octavo", "waitress"


class Report(NamedTuple):
    file: Path
    text: str
    when: datetime

    @property
    def ended(self) -> bool:
        """Whether Octavo ended by it, as far as is known."""
        return ENDED in self.text


class Reports:
    """Those of a library; `waiting` is the newest that was not shown when this launch began."""

    def __init__(self, library: Path) -> None:
        self._folder = _folder(library)
        self._files = _new(self._folder)
        self.waiting = next(_read(self._files), None)

    def shown(self) -> None:
        """All that waited were looked at, or could have been."""
        for file in self._files:
            with suppress(OSError):
                file.rename(file.with_name(file.name.removesuffix(NEW) + SHOWN))
        self._files, self.waiting = [], None

    def forget(self) -> None:
        """Remove all of them, those that were shown before too."""
        self.waiting = None
        for file in self._folder.glob(f"*{NEW}"):
            file.unlink(missing_ok=True)


def keep(library: Path) -> None:
    """From now on exceptions that nobody catches are reports, and are said as before."""
    recorder = _Recorder(library)
    for name in (OURS, SERVERS):
        logging.getLogger(name).addHandler(recorder)
    said, said_in_threads = sys.excepthook, threading.excepthook

    def uncaught(
        kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if isinstance(error, Exception):
            recorder.record(_told(error))
        said(kind, error, trace)

    def uncaught_in_thread(told: threading.ExceptHookArgs) -> None:
        if isinstance(told.exc_value, Exception):
            recorder.record(_told(told.exc_value))
        said_in_threads(told)

    sys.excepthook, threading.excepthook = uncaught, uncaught_in_thread


@contextmanager
def signals(library: Path) -> Iterator[None]:
    """
    Within, a fatal signal leaves what the next start makes a report of.  Only for who holds the
    library: two would write into one file.
    """
    folder = _folder(library)
    file = folder / SIGNALS
    with suppress(OSError):
        _settle(folder, file)
    try:
        opened = _opened(file, os.O_TRUNC)
    except OSError:
        yield  # there is no place for one
        return
    with open(opened, "wb", buffering=0) as trace:
        trace.write(_head().encode())
        faulthandler.enable(trace)
        try:
            yield
        finally:
            faulthandler.disable()
    file.unlink(missing_ok=True)


def record(library: Path, told: str) -> None:
    """Add to the report of this launch."""
    folder = _folder(library)
    file = folder / f"{_LAUNCHED:%Y%m%d-%H%M%S}-{os.getpid()}{NEW}"
    with suppress(OSError), open(_opened(file, os.O_APPEND), "ab") as report:
        head = "" if report.tell() else _head()
        text = f"{head}{datetime.now(UTC):{MOMENT}}\n{told}\n"
        room = max(0, LIMIT - report.tell())
        report.write(_shortened(text).encode("utf-8", "replace")[:room])
    _thin(folder)


class _Recorder(logging.Handler):
    """Takes errors that are logged; all else is said as it would be without it."""

    def __init__(self, library: Path) -> None:
        super().__init__()
        self._library = library

    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno >= logging.ERROR:
            error = record.exc_info[1] if record.exc_info else None
            if error is not None:
                self.record(_told(error))
            elif record.name == OURS:  # whose sentences name kinds and places
                self.record(record.getMessage())
        if logging.lastResort and record.levelno >= logging.lastResort.level:
            logging.lastResort.handle(record)

    def record(self, told: str) -> None:
        record(self._library, told)


#: Where systems have home folders, whatever $HOME says.
_HOMES = re.compile(r"(?:/home/|/Users/|[A-Z]:\\Users\\)[^/\\\"\n]+")
_LAUNCHED = datetime.now(UTC)


def _told(error: BaseException) -> str:
    """Kinds and places, those of what led to it last."""
    told = f"{type(error).__module__}.{type(error).__qualname__}\n{place_of(error)}"
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return f"{told}after {_told(before)}" if before else told


def _head() -> str:
    how = "executable" if FROZEN else "source"
    system = f"{platform.system()} {platform.release()} {platform.machine()}"
    return f"Octavo {VERSION} ({how}), Python {platform.python_version()}, {system}\n\n"


def _shortened(text: str) -> str:
    """A home folder has the name of its user."""
    home = os.path.expanduser("~")  # noqa: PTH111  (pathlib raises where there is none)
    return _HOMES.sub("~", text.replace(home, "~") if len(home) > 1 else text)


def _settle(folder: Path, file: Path) -> None:
    """What a signal has left becomes a report; the oldest of too many go."""
    if file.exists():
        told = file.read_text("utf-8", "replace")[:LIMIT]
        head, _, trace = told.partition("\n\n")
        if trace:
            when = datetime.fromtimestamp(file.stat().st_mtime, UTC)
            name = f"{when:%Y%m%d-%H%M%S}-{SIGNALS}{NEW}"
            text = f"{head}\n\n{when:{MOMENT}}\n{trace}"
            with open(_opened(folder / name, os.O_TRUNC), "w", encoding="utf-8") as report:
                report.write(_shortened(text))
            os.utime(folder / name, (when.timestamp(),) * 2)
    _thin(folder)


def _thin(folder: Path) -> None:
    for old in sorted(folder.glob(f"*{NEW}"))[:-KEPT]:
        old.unlink(missing_ok=True)


def _new(folder: Path) -> list[Path]:
    """Those that were not shown, the newest first."""
    found = sorted(folder.glob(f"*{NEW}"), reverse=True)
    return [file for file in found if not file.name.endswith(SHOWN)]


def _read(files: list[Path]) -> Iterator[Report]:
    for file in files:
        with suppress(OSError):
            when = datetime.fromtimestamp(file.stat().st_mtime, UTC)
            yield Report(file, file.read_text("utf-8", "replace"), when)


def _opened(file: Path, how: int) -> int:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return os.open(file, os.O_WRONLY | os.O_CREAT | how, 0o600)


def _folder(library: Path) -> Path:
    return state_of(library) / FOLDER
