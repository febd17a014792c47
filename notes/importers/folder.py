"""
The Markdown files of a folder, as they are to be imported.

Paths are bytes, because that is what a disk holds: a name need not be UTF-8,
and no locale may change what is read.  Only regular files are ever opened.
A link is followed when it leads to a place inside the folder; one that leads
out, nowhere or in a circle is reported.  Every folder is read once, links last
so that a file is met at its own place, therefore no tangle of links is endless.

Hidden folders and files of other kinds are not imported, and are named.
"""

# pathlib knows no bytes, and is slow where every file of a large folder passes:
# ruff: noqa: PTH112, PTH113, PTH118, PTH119, PTH122

import os
from collections.abc import Iterable
from dataclasses import dataclass, field

from notes.errors import N_
from notes.importers.report import Report, printable
from notes.paths import MARKDOWN
from notes.sentences import Filled

ENDINGS = MARKDOWN
NAMED = 20
ONE_LEFT_OUT = N_("1 other file was not imported: %(names)s.")
SOME_LEFT_OUT = N_("%(count)s other files were not imported: %(names)s.")
MANY_LEFT_OUT = N_("%(count)s other files were not imported: %(names)s and %(more)s more.")

NO_PERMISSION = N_("There is no permission to read this.")
HIDDEN = N_("This folder is hidden; it was not imported.")
LINK_OUT = N_("This link leads out of the folder; it was not followed.")
LINK_CIRCLE = N_("This link leads in a circle; it was not followed.")
LINK_NOWHERE = N_("This link leads nowhere.")
LINK_SEEN = N_("This link leads to a folder that was read already; it was not followed again.")
NO_FILE = N_("This is a pipe, a socket or a device; it was not opened.")

_ON_WINDOWS = os.name == "nt"
_REPARSE_POINT = 0x400


def is_markdown(name: str) -> bool:
    return split_ending(name)[1].lower() in ENDINGS


def split_ending(name: str) -> tuple[str, str]:
    """``Plan.md`` as ``("Plan", ".md")``."""
    return os.path.splitext(name)


def markdown_files(root: bytes, report: Report) -> list[bytes]:
    """Paths below `root`, folder by folder; what is left out goes into the report."""
    walk = _Walk(root, os.path.realpath(root), report)
    walk.folder(b"", walk.real)
    while walk.links:
        walk.folder(*walk.links.pop())
    return walk.files


def text_of(path: bytes) -> str:
    """A path as text; bytes that are no UTF-8 are kept as lone surrogates."""
    return path.replace(os.fsencode(os.sep), b"/").decode("utf-8", "surrogateescape")


def reason(error: OSError, forbidden: str = NO_PERMISSION) -> str:
    """Why a file or folder could not be used, as a sentence."""
    if isinstance(error, PermissionError):
        return forbidden
    return f"{error.strerror or error}."


@dataclass(slots=True)
class _Walk:
    root: bytes
    real: bytes
    report: Report
    files: list[bytes] = field(default_factory=list)
    links: list[tuple[bytes, bytes]] = field(default_factory=list)
    seen: set[bytes] = field(default_factory=set)

    def folder(self, path: bytes, real: bytes) -> None:
        """Read a folder and those below it; `real` is where it lies without links."""
        todo = [(path, real)]
        while todo:
            path, real = todo.pop()
            if real in self.seen:
                self.report.warn(text_of(path), LINK_SEEN)
                continue
            self.seen.add(real)
            below = self._entries(path)
            todo.extend((_join(path, name), _join(real, name)) for name in reversed(below))

    def _entries(self, path: bytes) -> list[bytes]:
        """Sort what lies in a folder; the answer is the folders in it."""
        below: list[bytes] = []
        others: list[bytes] = []
        for entry in self._listed(path):
            inside = _join(path, entry.name)
            if _is_link(entry):
                self._link(inside, others)
            elif entry.is_dir(follow_symlinks=False):
                self._below(inside, below)
            else:
                self._file(inside, entry.is_file(follow_symlinks=False), others)
        if others:
            self.report.warn(text_of(path) or ".", _left_out(others))
        return below

    def _listed(self, path: bytes) -> list[os.DirEntry[bytes]]:
        try:
            with os.scandir(_join(self.root, path)) as entries:
                return sorted(entries, key=_name)
        except OSError as error:
            self.report.fail(text_of(path) or ".", reason(error))
            return []

    def _below(self, path: bytes, below: list[bytes]) -> None:
        name = os.path.basename(path)
        if name.startswith(b"."):
            self.report.warn(text_of(path), HIDDEN)
        else:
            below.append(name)

    def _file(self, path: bytes, regular: bool, others: list[bytes]) -> None:
        name = os.path.basename(path)
        if not is_markdown(text_of(name)) or name.startswith(b"._"):  # ._*: of macOS, no text
            others.append(name)
        elif regular:
            self.files.append(path)
        else:
            self.report.fail(text_of(path), NO_FILE)

    def _link(self, path: bytes, others: list[bytes]) -> None:
        try:
            target = os.path.realpath(_join(self.root, path), strict=True)
        except FileNotFoundError:
            self.report.warn(text_of(path), LINK_NOWHERE)
        except OSError:
            self.report.warn(text_of(path), LINK_CIRCLE)
        else:
            self._follow(path, target, others)

    def _follow(self, path: bytes, target: bytes, others: list[bytes]) -> None:
        if target != self.real and not target.startswith(_join(self.real, b"")):
            self.report.warn(text_of(path), LINK_OUT)
        elif not os.path.isdir(target):
            self._file(path, os.path.isfile(target), others)
        elif os.path.basename(path).startswith(b"."):
            self.report.warn(text_of(path), HIDDEN)
        else:
            self.links.append((path, target))


def _name(entry: os.DirEntry[bytes]) -> bytes:
    return entry.name


def _join(path: bytes, name: bytes) -> bytes:
    return os.path.join(path, name) if path else name


def _is_link(entry: os.DirEntry[bytes]) -> bool:
    if _ON_WINDOWS:  # junctions are no links to Python 3.11, but lead elsewhere all the same
        status = entry.stat(follow_symlinks=False)
        return bool(getattr(status, "st_file_attributes", 0) & _REPARSE_POINT)
    return entry.is_symlink()


def _left_out(names: Iterable[bytes]) -> str:
    shown = [printable(text_of(name)) for name in names]
    count, more = len(shown), len(shown) - NAMED
    template = ONE_LEFT_OUT if count == 1 else MANY_LEFT_OUT if more > 0 else SOME_LEFT_OUT
    return Filled(template, count=count, names=", ".join(shown[:NAMED]), more=more)
