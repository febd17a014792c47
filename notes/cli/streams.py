"""
What goes in and out of a command.

Data is on standard output, words for people are on standard error.  All of it
is UTF-8, whatever the locale says, with line ends as they are.  A reader that
goes away (``| head``) has seen enough: the command ends quietly.
"""

import errno
import json
import os
import re
import sys
from collections.abc import Iterator
from datetime import datetime
from io import TextIOWrapper
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

import click

from notes.errors import Invalid, Missing, TooLarge
from notes.importers.encodings import decode
from notes.importers.folder import reason
from notes.importers.report import printable
from notes.moments import UNKNOWN
from notes.progress import Progress
from notes.text import TEXT_LIMIT

STDIN = "standard input"
NOT_TEXT = "This is not UTF-8 text."

_UNPRINTED = re.compile("[\\s\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_COMMANDS = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f]")
#: What JSON leaves as it is, and many a reader takes for the end of a line.
_LINE_ENDS = {ord(end): f"\\u{ord(end):04x}" for end in "\x85\u2028\u2029"}


class Text(click.ParamType[str]):
    """An argument that is stored or looked for: UTF-8 in any locale, or refused."""

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, _ctx: click.Context | None) -> str:
        try:
            return os.fsencode(value).decode()
        except UnicodeError:
            raise Invalid(param.human_readable_name if param else self.name, NOT_TEXT) from None


TEXT = Text()
#: Paths are taken as they come; what is wrong with one is found out, and said, when it is used.
FILE = click.Path(readable=False)


class Place(click.Path):
    """A path that names something: an empty one is a variable that nobody set."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value == "":
            self.fail("It names nothing.", param, ctx)
        return super().convert(value, param, ctx)


PLACE = Place(readable=False, path_type=Path)


def make_utf8() -> None:
    """Let no locale choose the bytes of what we print."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


def read(file: str) -> str:
    """The text of a file, or of standard input for ``-``."""
    name = STDIN if file == "-" else printable(file)
    try:
        raw = _stdin().read(2 * TEXT_LIMIT + 1) if file == "-" else _head(Path(file))
    except (FileNotFoundError, ValueError):
        raise Missing("file", name) from None
    except OSError as error:
        raise Invalid(name, reason(error)) from error
    if len(raw) > 2 * TEXT_LIMIT:
        raise TooLarge(TEXT_LIMIT)
    return decode(raw, name)[0]


def lines() -> Iterator[bytes]:
    """Standard input line by line, each as soon as it is whole."""
    yield from _stdin()


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(2 * TEXT_LIMIT + 1)


def _stdin() -> BinaryIO:
    if sys.stdin is None:
        raise Invalid(STDIN, "There is none.")
    if sys.stdin.isatty():
        say("Write, and end with Ctrl+D on a line of its own.")
    return sys.stdin.buffer


def write(text: str) -> None:
    """Data, as it is; a program of Windows that has no console has nowhere to write it to."""
    if sys.stdout is None:
        return
    try:
        sys.stdout.write(text)
    except OSError as error:
        lost(error)


def line(text: str) -> None:
    write(text + "\n")


def value(data: Any) -> None:
    """Data as one line of JSON."""
    line(json.dumps(data, ensure_ascii=False, allow_nan=False).translate(_LINE_ENDS))


def flush() -> None:
    if sys.stdout is None:
        return
    try:
        sys.stdout.flush()
    except OSError as error:
        lost(error)


def say(words: str) -> None:
    """A line for people."""
    click.echo(words, err=True)


def has_reader() -> bool:
    """Whether somebody sits at a terminal and reads what is said."""
    return sys.stderr is not None and sys.stderr.isatty()


def has_terminal() -> bool:
    """Whether it was started from one, wherever what is said goes to."""
    streams = (sys.stdin, sys.stdout, sys.stderr)
    return any(stream is not None and stream.isatty() for stream in streams)


def visible(text: str) -> str:
    """A text inside a line of a terminal, where control characters would be commands."""
    return _UNPRINTED.sub(" ", text)


def day(when: datetime) -> str:
    """A day in a column of days."""
    return "unknown   " if when == UNKNOWN else f"{when:%Y-%m-%d}"


def harmless(line: str) -> str:
    """A line of a note with its blanks, where control characters are written out."""
    return _COMMANDS.sub(lambda found: f"\\x{ord(found[0]):02x}", line)


def bold(text: str) -> str:
    return click.style(text, bold=True) if sys.stdout.isatty() else text


def progress(noun: str) -> Progress | None:
    """A counter on one line, for somebody who sits there."""
    if not has_reader():
        return None

    def tell(done: int, total: int) -> None:
        end = "\n" if done == total else ""
        click.echo(f"\r{done} of {total} {noun}{end}", err=True, nl=False)

    return tell


def lost(error: OSError) -> NoReturn:
    """Nobody takes what we write, so nothing more is written, not even at the very end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    if error.errno == errno.EPIPE:
        raise click.exceptions.Exit(0) from error
    raise Invalid("standard output", reason(error)) from error
