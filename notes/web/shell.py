"""
What the page may ask of the window, or of what stands in for it where there is none.

Where there is a window, an export and a PDF go to the place that a person chose in a dialog; the
page cannot name one in its stead.  Files that are chosen or dropped come in by their places without
it.  The folder of an import, or of backups, does go through the page, which shows it and takes one
that is written by hand as well.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol


class Shell(Protocol):
    def open_outside(self, url: str) -> None:
        """Show a checked http, https or mailto address in the system's own program."""

    def raise_window(self, note: str = "") -> bool:
        """Bring the window to the front, at a note if one is named; false where there is none."""

    def show_brought(self) -> None:
        """Have the page of the window take what was brought; one that comes anew does so itself."""

    def let_in(self) -> bool:
        """
        The page of the window shows the key and has no cookie any more: give it back, where that
        can be done; false where there is no window.
        """

    @property
    def stands_alone(self) -> bool:
        """Whether no page but ours is ever shown beside it, as there is in a browser."""

    @property
    def has_dialogs(self) -> bool:
        """Whether `choose_folder` and `choose_files` can ask anybody."""

    def choose_folder(self) -> str | None:
        """The folder that a person chooses in the system's own dialog, None for none."""

    def choose_files(self) -> Sequence[str]:
        """The Markdown files that a person chooses there."""

    def dropped(self) -> Sequence[str]:
        """What was dropped on the window and not taken yet, each thing by its place on the disk."""

    @property
    def makes_pdf(self) -> bool:
        """Whether `save_pdf` can."""

    def save_pdf(self, name: str) -> Path | None:
        """
        Print the page into a file that a person chooses, who is offered `name`; None for none.
        OSError says why it could not be written.
        """


class Windowless:
    """The answers of those who have no window."""

    stands_alone = False
    has_dialogs = False
    makes_pdf = False

    def show_brought(self) -> None:
        """There is no page that is told."""

    def let_in(self) -> bool:
        """A browser keeps its cookies, or is given another address."""
        return False

    def choose_folder(self) -> None:
        """There is nobody to ask."""

    def choose_files(self) -> Sequence[str]:
        return ()

    def dropped(self) -> Sequence[str]:
        return ()

    def save_pdf(self, name: str) -> None:
        """There is no page of ours."""
