"""
Print octavo(1), made from the commands themselves, so that it says what they do.

What no command can say of itself (places, exit codes, examples) is in linux/manual.roff,
which stands below them.
"""

import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path

import click

from notes.cli.commands import octavo
from notes.version import VERSION

BELOW = Path(__file__).parent / "linux" / "manual.roff"


def manual(made: dt.date) -> str:
    context = click.Context(octavo, info_name="octavo")
    return "\n".join(
        [
            f'.TH OCTAVO 1 "{made.isoformat()}" "Octavo {VERSION}" "User Commands"',
            ".nh",  # a place that is broken by a hyphen is another place
            ".ad l",
            ".SH NAME",
            r"octavo \- a local Markdown notebook",
            ".SH SYNOPSIS",
            ".nf",
            r"\fBoctavo\fR [\fB\-\-library\fR \fIDIR\fR]",
            r"\fBoctavo\fR [\fB\-\-library\fR \fIDIR\fR] \fIFILE.md\fR ...",
            r"\fBoctavo\fR [\fB\-\-library\fR \fIDIR\fR] octavo://note/\fIID\fR",
            r"\fBoctavo\fR [\fB\-\-library\fR \fIDIR\fR] \fIcommand\fR [\fIarguments\fR]",
            ".fi",
            ".SH DESCRIPTION",
            *_prose(octavo.help),
            ".SH OPTIONS",
            *_options(octavo, context),
            ".SH COMMANDS",
            *_commands(octavo, context),
            BELOW.read_text("utf-8"),
        ]
    )


def _commands(group: click.Group, context: click.Context) -> Iterator[str]:
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is None or command.hidden:
            continue
        inner = click.Context(command, info_name=name, parent=context)
        yield f'.SS "{_path(inner)}"'
        if isinstance(command, click.Group):
            yield from _prose(command.help)
            yield from _commands(command, inner)
        else:
            yield from (".PP", rf"\fB{_path(inner)}\fR {_usage(command, inner)}")
            yield from _prose(command.help)
            yield from _options(command, inner)


def _path(context: click.Context) -> str:
    """The words that a command is called by, without the program's own."""
    return _escaped(context.command_path.partition(" ")[2])


def _usage(command: click.Command, context: click.Context) -> str:
    return _escaped(" ".join(command.collect_usage_pieces(context)))


def _prose(text: str | None) -> Iterator[str]:
    for paragraph in (text or "").split("\n\n"):
        yield ".PP"
        yield _escaped(" ".join(paragraph.replace("\b", "").split()))


def _options(command: click.Command, context: click.Context) -> Iterator[str]:
    """Those that say something; `--help` is said once, of the program."""
    for parameter in command.get_params(context):
        names, words = parameter.get_help_record(context) or ("", "")
        if context.parent and names in context.help_option_names:
            continue
        if names and (words or isinstance(parameter, click.Option)):
            yield from (".TP", rf"\fB{_escaped(names)}\fR", _escaped(words))


def _escaped(text: str) -> str:
    """As it is typed, backslashes, hyphens and quotes too, and no line looks like a request."""
    typed = text.replace("\\", r"\e").replace("-", r"\-").replace('"', r"\(dq")
    return rf"\&{typed}" if typed.startswith((".", "'")) else typed


if __name__ == "__main__":
    moment = int(os.environ.get("SOURCE_DATE_EPOCH", "0"))
    click.echo(manual(dt.datetime.fromtimestamp(moment, dt.UTC).date()))
