"""
Notes out of the library as a folder of Markdown files.

A note that was imported goes back to its path below the folder, with the bytes
and the time that its file had, as far as nobody has changed it since; moved to
another notebook, it goes to that notebook's folder under its file's name.  Any
other note goes to its notebook's folder under its title.  The trash stays.

Each file is written beside its place and then moved there whole.  A file that
is there already is never lost: the same bytes are left alone, others are left
alone too and reported, unless the caller asked to overwrite.  Paths come from
the database and are not trusted: `notes.exporters.names` keeps them inside, and
no folder that is a link is written through.
"""

# A path on disk is bytes here, so that no locale changes a name; pathlib knows none:
# ruff: noqa: PTH102, PTH103, PTH105, PTH108, PTH118, PTH120

import os
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from notes.errors import N_, Damaged, Invalid, LibraryDamaged, Missing
from notes.exporters.names import Names
from notes.importers.encodings import encode
from notes.importers.files import moment
from notes.importers.folder import reason, text_of
from notes.importers.markdown import notebook_of
from notes.importers.report import Report, printable
from notes.library import editing, notebooks, sources
from notes.library.editing import Note, Source
from notes.library.sources import Origin
from notes.moments import UNKNOWN
from notes.progress import Progress
from notes.search import find
from notes.sentences import Filled
from notes.text import checked_path

#: A note that changed less than this after its file is the file: libraries keep milliseconds.
SAME_TIME = timedelta(seconds=1)
PROGRESS_EVERY = 100

NO_PERMISSION = N_("There is no permission to write this.")
OTHER_FILE = N_("Another file of this name is there; it was left as it is.")
NOT_A_FILE = N_("Something that is not a file is in its place.")
NOT_A_FOLDER = N_("A file or a link is in the place of its folder.")

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NEW = (
    os.O_WRONLY
    | os.O_CREAT
    | os.O_EXCL
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NOFOLLOW", 0)
)


def export_notes(
    folder: Path,
    *,
    notebook: str = "",
    query: str = "",
    overwrite: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Write the notes of a notebook, or those that a query finds, or both, or all."""
    report = Report()
    origins = _wanted(checked_path(notebook, "notebook"), query, report)
    out = _Folder(os.path.abspath(os.fsencode(folder)), overwrite, report)
    out.make()
    places = _places(origins, Names(apart=out.tells_case_apart()))
    for done, (number, place) in enumerate(places):
        if progress and done % PROGRESS_EVERY == 0:
            progress(done, len(origins))
        _write(number, place, out, report)
    if progress:
        progress(len(origins), len(origins))
    return report


def file_of(note_id: str) -> tuple[str, bytes]:
    """A note as the file that an export would make of it alone: its name and its bytes."""
    note, source = editing.read(note_id), sources.of(note_id)
    names = Names(apart=True)
    if source is None:
        return names.titled(note.title, ""), encode(note.body, "")
    name = source.path.rpartition("/")[2]
    return names.named(name, ""), encode(note.body, source.encoding)


def _wanted(notebook: str, query: str, report: Report) -> list[Origin]:
    origins = sources.origins(notebook)
    if not origins and notebook and not notebooks.ids_within(notebook):
        raise Missing("notebook", notebook)
    if not query:
        return origins
    found = _found(query, report)
    return [origin for origin in origins if origin.note_id in found]


def _found(query: str, report: Report) -> set[str]:
    found, remarks = find.every(query)
    for remark in remarks:
        report.warn("--query", Filled(remark.sentence, text=remark.text))
    return found


def _places(origins: list[Origin], names: Names) -> Iterator[tuple[int, str]]:
    """Notes with their paths.  What lies where it lay has the first choice, then what moved."""
    first: list[tuple[int, str]] = []
    later: list[Origin] = []
    for origin in origins:
        if origin.path and origin.notebook == notebook_of(origin.path):
            place = names.original(origin.path, origin.notebook)
            first.append((origin.number, place))
        else:
            later.append(origin)
    yield from first
    for origin in sorted(later, key=lambda origin: not origin.path):
        yield origin.number, _place(origin, names)


def _place(origin: Origin, names: Names) -> str:
    if not origin.path:
        return names.titled(origin.title, names.folder(origin.notebook))
    was = notebook_of(origin.path)
    if not was or origin.notebook.endswith("/" + was):  # imported under another notebook
        under = origin.notebook.removesuffix(was).removesuffix("/")
        return names.original(origin.path, origin.notebook, under)
    return names.named(origin.path.rpartition("/")[2], names.folder(origin.notebook))


def _write(number: int, place: str, out: "_Folder", report: Report) -> None:
    """By its number: a note of which a disk has changed the id is nowhere else to be found."""
    try:
        note, source = editing.read_at(number), sources.of_number(number)
    except (Damaged, LibraryDamaged) as fact:
        report.fail(place, str(fact))
        return
    if note is None:  # deleted while we were writing the others
        return
    encoding = source.encoding if source else ""
    out.put(place, encode(note.body, encoding), _mtime_ns(note, source))


def _mtime_ns(note: Note, source: Source | None) -> int:
    """
    The time for a note's file: to the nanosecond that of the file it came from, if nothing else is
    known.
    """
    if note.changed == UNKNOWN:
        return source.mtime_ns if source else time.time_ns()
    if source and abs(note.changed - moment(source.mtime_ns)) < SAME_TIME:
        return source.mtime_ns
    return (note.changed - _EPOCH) // timedelta(microseconds=1) * 1000


@dataclass(slots=True)
class _Folder:
    """The folder that everything is written below."""

    root: bytes
    overwrite: bool
    report: Report
    folders: dict[bytes, bool] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=count)

    def make(self) -> None:
        try:
            os.makedirs(self.root, exist_ok=True)
        except (OSError, ValueError) as error:
            why = reason(error, NO_PERMISSION) if isinstance(error, OSError) else f"{error}."
            raise Invalid(printable(text_of(self.root)), why) from error
        self.folders[b""] = True

    def tells_case_apart(self) -> bool:
        """Whether `a` and `A` are two files here; writing a file is how one finds out."""
        probe = self._temporary(self.root)
        try:
            os.close(os.open(probe, _NEW, 0o600))
            apart = not os.path.lexists(probe.swapcase())
            os.unlink(probe)
        except OSError as error:
            raise Invalid(printable(text_of(self.root)), reason(error, NO_PERMISSION)) from error
        return apart

    def put(self, place: str, raw: bytes, mtime_ns: int) -> None:
        """Write one file, or report why not."""
        path = place.encode()
        try:
            if not self._folder(os.path.dirname(path)):
                self.report.fail(place, NOT_A_FOLDER)
                return
            there = self._there(os.path.join(self.root, path), raw)
            self._decide(place, there, raw, mtime_ns)
        except OSError as error:
            self.report.fail(place, reason(error, NO_PERMISSION))

    def _decide(self, place: str, there: str, raw: bytes, mtime_ns: int) -> None:
        path = os.path.join(self.root, place.encode())
        if there == "same":
            os.utime(path, ns=(mtime_ns, mtime_ns))
            self.report.skipped += 1
        elif there == "nothing":
            self._write(path, raw, mtime_ns)
            self.report.created += 1
        elif there == "other" and self.overwrite:
            self._write(path, raw, mtime_ns)
            self.report.updated += 1
        else:
            self.report.fail(place, OTHER_FILE if there == "other" else NOT_A_FILE)

    def _there(self, path: bytes, raw: bytes) -> str:
        """What lies at a path: nothing, the same, an other file, or something else."""
        try:
            status = os.lstat(path)
        except FileNotFoundError:
            return "nothing"
        if not stat.S_ISREG(status.st_mode):
            return "else"
        if status.st_size != len(raw):
            return "other"
        with open(path, "rb") as file:
            return "same" if file.read() == raw else "other"

    def _folder(self, path: bytes) -> bool:
        """Whether the folder is there, made if need be, and no part of it is a link."""
        if path not in self.folders:
            above = self._folder(os.path.dirname(path))
            self.folders[path] = above and _made(os.path.join(self.root, path))
        return self.folders[path]

    def _write(self, path: bytes, raw: bytes, mtime_ns: int) -> None:
        beside = self._temporary(os.path.dirname(path))
        try:
            with open(os.open(beside, _NEW, 0o666), "wb") as file:
                file.write(raw)
            os.utime(beside, ns=(mtime_ns, mtime_ns))
            os.replace(beside, path)
        except OSError:
            _remove(beside)
            raise

    def _temporary(self, folder: bytes) -> bytes:
        name = f".octavo-{os.getpid()}-{next(self.numbers)}.tmp"
        return os.path.join(folder, name.encode())


def _made(path: bytes) -> bool:
    try:
        os.mkdir(path)
    except FileExistsError:
        return stat.S_ISDIR(os.lstat(path).st_mode)
    return True


def _remove(path: bytes) -> None:
    try:
        os.unlink(path)
    except FileNotFoundError:
        return
