"""
What can stand where a command could, and is to be opened: addresses of notes, and files.

A file becomes a note as an import makes one, and stays as it is.  Opened again it is the same
note, and a newer file goes into it under the rules of `notes.importers.markdown`.  One that does
not come in takes nothing from the others.  Whoever has clicked on it sees no terminal: so the
window opens all the same and says which one and why, as of one that is dropped on it.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from notes.cli import streams
from notes.cli.start import Start
from notes.errors import LibraryError, OctavoError
from notes.importers.report import Report
from notes.links import is_address, note_of

NO_NOTE = "%s is the address of no note; one is octavo://note/ID, with the 16 digits of its id."
ELSEWHERE = "%s is not on this machine."
BROUGHT = "A note was made of %s; the file stays as it is."
#: Files that a window is told of by name; the rest is counted.
NAMED = 40


def is_to_be_opened(word: str) -> bool:
    """Whether it names a thing; one that is there can be told what it is, if it is no file."""
    names_file = bool(Path(word).suffix) or os.path.lexists(word)
    return is_address(word) or _is_address_of_file(word) or names_file


def opening(word: str) -> click.Command:
    """The command that opens the window at the last of it and others."""

    @click.command(word, hidden=True)
    @click.argument("others", nargs=-1)
    @click.pass_obj
    def opened(start: Start, others: Sequence[str]) -> None:
        with refused_in_a_window(start):
            raise click.exceptions.Exit(_open(start, (word, *others)))

    return opened


def open_window(start: Start, note: str, brought: dict[str, Any] | None = None) -> int:
    if start.desk is None:
        raise click.UsageError("There is no window here; name a command.")
    return start.desk.open_window(start.folder, note, start.gui, brought)


@contextmanager
def refused_in_a_window(start: Start) -> Iterator[None]:
    """What is refused is shown too where no terminal is there to read what a command says."""
    try:
        yield
    except (OctavoError, click.ClickException) as refused:
        if start.desk and not streams.has_terminal():
            start.desk.show_refusal(refused, start.gui)
        raise


def _open(start: Start, words: Sequence[str]) -> int:
    named = [_named(start, one) for one in words if is_address(one)]
    files = [_place(one) for one in words if not is_address(one)]
    report, brought = _brought(start, files) if files else (Report(), "")
    notes = [brought, *named] if is_address(words[-1]) else [*named, brought]
    told = report.told(NAMED) if report.failed or report.warnings else None
    shown = open_window(start, next(filter(None, reversed(notes)), ""), told)
    return shown or int(bool(report.failed))


def _named(start: Start, address: str) -> str:
    """Missing, if the library has no such note; one that cannot be opened says so in its window."""
    from notes.library import lookup

    note = note_of(address)
    if not note:
        raise click.UsageError(NO_NOTE % address)
    with suppress(LibraryError), start.open():
        lookup.row_of(note)
    return note


def _brought(start: Start, files: Sequence[Path]) -> tuple[Report, str]:
    """The note of the last that is one now, "" when none is; what did not come in is said."""
    report, note = Report(), ""
    try:
        with start.open():
            report, note = _imported(files)
    except OctavoError as fact:
        report.fail(", ".join(file.name for file in files), str(fact))
    for trouble in report.failed + report.warnings:
        streams.say(f"{trouble.path}: {trouble.why}")
    return report, note


def _imported(files: Sequence[Path]) -> tuple[Report, str]:
    from notes.importers.single import came_before, import_files

    new = [file for file in files if not came_before(file)]
    report, note = import_files(files)
    for file in filter(came_before, new):
        streams.say(BROUGHT % file.name)
    return report, note


def _is_address_of_file(word: str) -> bool:
    return word.lower().startswith("file:")


def _place(word: str) -> Path:
    """Desktops name files by their addresses."""
    if not _is_address_of_file(word):
        return Path(word)
    address = urlsplit(word)
    if address.netloc not in ("", "localhost"):
        raise click.UsageError(ELSEWHERE % word)
    from urllib.request import url2pathname  # 20 ms that no other start has to pay

    return Path(url2pathname(address.path))
