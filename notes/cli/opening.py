"""
What can stand where a command could, and is to be opened: addresses of notes, and files.

A file becomes a note as an import makes one, and stays as it is.  Opened again it is the same
note, and a newer file goes into it under the rules of `notes.importers.markdown`.
"""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import click

from notes.cli import streams
from notes.cli.start import Start
from notes.errors import LibraryError
from notes.links import is_address, note_of

NO_NOTE = "%s is the address of no note; one is octavo://note/ID, with the 16 digits of its id."
ELSEWHERE = "%s is not on this machine."
BROUGHT = "A note was made of %s; the file stays as it is."


def is_to_be_opened(word: str) -> bool:
    return is_address(word) or _is_address_of_file(word) or bool(Path(word).suffix)


def opening(word: str) -> click.Command:
    """The command that opens the window at it, and at the last of others."""

    @click.command(word, hidden=True)
    @click.argument("others", nargs=-1)
    @click.pass_obj
    def opened(start: Start, others: Sequence[str]) -> None:
        notes = [_note(start, one) for one in (word, *others)]
        raise click.exceptions.Exit(open_window(start, notes[-1]))

    return opened


def open_window(start: Start, note: str) -> int:
    if start.window is None:
        raise click.UsageError("There is no window here; name a command.")
    return start.window(start.folder, note, start.gui)


def _note(start: Start, word: str) -> str:
    return _named(start, word) if is_address(word) else _brought(start, _place(word))


def _named(start: Start, address: str) -> str:
    """Missing, if the library has no such note; one that cannot be opened says so in its window."""
    from notes.library import lookup

    note = note_of(address)
    if not note:
        raise click.UsageError(NO_NOTE % address)
    with suppress(LibraryError), start.open():
        lookup.row_of(note)
    return note


def _brought(start: Start, file: Path) -> str:
    from notes.importers.single import import_file

    with start.open():
        note, is_new = import_file(file)
    if is_new:
        streams.say(BROUGHT % file.name)
    return note


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
