"""
The command `octavo`: its options, its subcommands, and its end.

Exit codes: 0 done, 1 refused (a fact of `notes.errors`, one line on standard
error) or stopped, 2 wrong usage.  Whatever is no fact is a bug and shows its traceback.

A subcommand is imported when it is called, so that none pays for the others:
`render` needs no database and only `serve` needs Flask.  Without a subcommand
the window opens, with the address of a note or a file (`notes.cli.opening`) on that
note; `main.py` hands it in, because nothing below `ui` knows it.
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from types import ModuleType
from typing import Any

import click

from notes.cli import ending, streams
from notes.cli.opening import is_to_be_opened, open_window, opening, refused_in_a_window
from notes.cli.start import Start
from notes.cli.streams import PLACE
from notes.errors import OctavoError
from notes.version import VERSION


class Refused(click.ClickException):
    """A fact on its way out."""

    exit_code = 1

    def show(self, file: Any = None) -> None:
        del file
        streams.say(" ".join(self.message.split()))


class Octavo(click.Group):
    """Finds subcommands in their modules; turns facts into words, here and nowhere else."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return list(_ROOMS)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _ROOMS:
            return opening(cmd_name) if is_to_be_opened(cmd_name) else None
        commands: Iterable[click.Command] = _ROOMS[cmd_name]().COMMANDS
        return next(command for command in commands if command.name == cmd_name)

    def main(self, *args: Any, **extra: Any) -> Any:
        streams.make_utf8()
        ending.by_ctrl_c()
        return super().main(*args, **extra)

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        """What `--version` and `--help` print is printed here."""
        try:
            return super().make_context(*args, **extra)
        except OSError as error:
            try:
                streams.lost(error)
            except OctavoError as fact:
                raise Refused(str(fact)) from fact

    def invoke(self, ctx: click.Context) -> Any:
        try:
            result = super().invoke(ctx)
            streams.flush()
        except OctavoError as fact:
            raise Refused(str(fact)) from fact
        except KeyboardInterrupt:
            raise Refused(ending.said(ctx.invoked_subcommand)) from None
        return result


@click.group(cls=Octavo, invoke_without_command=True, context_settings={"max_content_width": 100})
@click.option(
    "--library",
    type=PLACE,
    metavar="DIR",
    envvar="OCTAVO_LIBRARY",
    help="The library's folder (else $OCTAVO_LIBRARY, else the usual place for your data).",
)
@click.option(
    "--gui",
    type=click.Choice(["gtk", "qt"]),
    envvar="OCTAVO_GUI",
    help="The toolkit of the window on Linux (else $OCTAVO_GUI, else gtk).",
)
@click.option("--selfcheck", is_flag=True, help="The same as the command selfcheck.")
@click.version_option(VERSION, prog_name="Octavo", message="%(prog)s %(version)s")
@click.pass_context
def octavo(ctx: click.Context, library: Path | None, gui: str | None, *, selfcheck: bool) -> None:
    """A local Markdown notebook.  Without a command, its window opens."""
    if library is None:
        from notes.paths import default_library

        library = default_library()
    start = ctx.obj = Start(library, ctx.obj, gui or "")
    if ctx.invoked_subcommand is not None:
        if ctx.invoked_subcommand in _STOPPED_IN_WORDS:
            ctx.with_resource(ending.as_by_ctrl_c())
        return
    if selfcheck:
        ctx.invoke(_checked().selfcheck)
    else:
        with refused_in_a_window(start):
            ctx.exit(open_window(start, ""))


def _written() -> ModuleType:
    from notes.cli import writing

    return writing


def _found() -> ModuleType:
    from notes.cli import finding

    return finding


def _replaced() -> ModuleType:
    from notes.cli import replacing

    return replacing


def _undone() -> ModuleType:
    from notes.cli import undoing

    return undoing


def _rendered() -> ModuleType:
    from notes.cli import rendering

    return rendering


def _carried() -> ModuleType:
    from notes.cli import transfer

    return transfer


def _served() -> ModuleType:
    from notes.cli import serving

    return serving


def _granted() -> ModuleType:
    from notes.cli import tokens

    return tokens


def _checked() -> ModuleType:
    from notes.cli import selfcheck

    return selfcheck


def _licensed() -> ModuleType:
    from notes.cli import licences

    return licences


def _backed_up() -> ModuleType:
    from notes.cli import backups

    return backups


def _examined() -> ModuleType:
    from notes.cli import health

    return health


_ROOMS: dict[str, Callable[[], ModuleType]] = {
    "serve": _served,
    "add": _written,
    "list": _found,
    "show": _found,
    "edit": _written,
    "search": _found,
    "similar": _found,
    "tags": _found,
    "notebooks": _found,
    "history": _written,
    "replace": _replaced,
    "undo": _undone,
    "undo-import": _undone,
    "trash": _written,
    "restore": _written,
    "render": _rendered,
    "render-worker": _rendered,
    "import": _carried,
    "export": _carried,
    "backup": _backed_up,
    "token": _granted,
    "check": _examined,
    "salvage": _examined,
    "selfcheck": _checked,
    "licences": _licensed,
}

#: Commands that people start; a worker ends at once, and a window has ends of its own.
_STOPPED_IN_WORDS = _ROOMS.keys() - {"render-worker"}
