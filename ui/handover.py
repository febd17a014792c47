"""
The start of an Octavo whose library is open already: the first one shows itself, and this ends.

The first is asked before the library and the server are imported, which takes longer than all
the rest of a second start: it has left a note in its folder.  Only where that leads nowhere is
the folder's lock tried, which alone is to be believed, and the first given time to leave one.
"""

from pathlib import Path
from typing import Any

import click

from notes.web import instance
from ui.browser import NO_DISPLAY, why_no_window
from ui.doorway import Doorway

RAISED = "Octavo is open with this library already; its window is in front now."


def hand_over(
    folder: Path, note: str, brought: dict[str, Any] | None = None, *, is_held: bool = False
) -> bool:
    """
    Whether there is a first that has shown itself, at the note of this id if any, and shows what
    was brought.  `is_held`: there must be one, which may be about to leave its note.
    """
    address = instance.raise_first(folder, note, brought, patience=None if is_held else 0)
    if address is None:
        return False
    if address:
        _lead(folder, address)
    else:
        click.echo(RAISED, err=True)
    return True


def _lead(folder: Path, address: str) -> None:
    """The first has no window: to a browser, by this address of it."""
    click.echo(f"Octavo is at {address}")
    if why_no_window() != NO_DISPLAY:
        with Doorway(folder) as door:
            door.lead(address)
            door.wait()
