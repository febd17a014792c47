"""
What a request can reach: the parts that `create_app` was given.
"""

from typing import NamedTuple, Protocol, cast

from flask import current_app

from notes.crashes import Reports
from notes.jobs import Jobs
from notes.library.opening import Library
from notes.web.damage import Damage
from notes.web.render import Pages
from notes.web.session import Session


class Shell(Protocol):
    """What the page may ask of the window, or of its stand-in when there is none."""

    def open_outside(self, url: str) -> None:
        """Show a checked http, https or mailto address in the system's own program."""

    def raise_window(self, note: str = "") -> bool:
        """Bring the window to the front, at a note if one is named; false where there is none."""

    @property
    def has_dialogs(self) -> bool:
        """Whether `choose_folder` can ask anybody."""

    def choose_folder(self) -> str | None:
        """The folder that a person chooses in the system's own dialog, None for none."""


class Parts(NamedTuple):
    library: Library
    session: Session
    shell: Shell
    pages: Pages
    jobs: Jobs
    damage: Damage
    reports: Reports


def parts() -> Parts:
    return cast(Parts, current_app.extensions["octavo"])
