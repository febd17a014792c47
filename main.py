"""The door: the command line, and behind it the window when no command is given."""

import os
from pathlib import Path
from typing import Any

import click

from notes import garbage
from notes.cli.commands import octavo
from notes.cli.start import Desk
from notes.errors import OctavoError


def main() -> None:
    garbage.look_seldom()
    os.umask(0o077)  # whatever Octavo writes is its user's alone, from its first moment
    octavo.main(prog_name="octavo", obj=Desk(open_window, show_refusal))


def open_window(
    folder: Path, note: str = "", gui: str = "", brought: dict[str, Any] | None = None
) -> int:
    from notes import crashes, signals

    signals.hold()
    crashes.keep(folder)
    from ui.handover import hand_over

    if hand_over(folder, note, brought):
        return 0
    from ui import window  # a command line that opens none pays neither for it nor for Flask

    return window.open_window(folder, note, gui, brought)


def show_refusal(refused: OctavoError | click.ClickException, gui: str) -> None:
    from notes import signals

    signals.hold()
    from ui import refusal

    refusal.show(refused, gui)


if __name__ == "__main__":
    main()
