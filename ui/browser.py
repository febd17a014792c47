"""
The browser that stands in where there can be no window, and what stands in the way of one.

With no display GTK ends the process and Qt aborts it, so a display and what shows pages are looked
for before pywebview is imported; where one is missing, one line says so and a browser is given
the address instead.
"""

import os
import sys
import webbrowser
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from notes import signals, webkit
from notes.web.session import Session
from notes.web.shell import Windowless
from ui.doorway import Doorway

if TYPE_CHECKING:
    from ui.serving import Serving

LINUX = sys.platform == "linux"

NO_DISPLAY = "There is no display for a window"
NO_WEBKIT = "There is no WebKitGTK for a window"
NO_QT = "There is no Qt 6 with its WebEngine for a window"
INSTEAD = "%s; Octavo serves a browser instead, until Ctrl+C."


def why_no_window(gui: str = "") -> str:
    """What a window lacks here; empty when it lacks nothing."""
    if gui == "qt":
        return _why_no_qt()
    return _why_no_gtk() if LINUX else ""


def _why_no_qt() -> str:
    if not all(map(find_spec, ("qtpy", "PySide6", "PySide6.QtWebEngineCore"))):
        return NO_QT
    has_display = not LINUX or any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY")))
    return "" if has_display else NO_DISPLAY


def _why_no_gtk() -> str:
    if not webkit.is_there():
        return NO_WEBKIT
    try:
        import gi

        gi.require_version("Gtk", "3.0")
        gi.require_version("Gdk", "3.0")
        from gi.repository import Gdk
    except (ImportError, ValueError):
        return NO_WEBKIT
    return "" if Gdk.Display.get_default() else NO_DISPLAY


class Browser(Windowless):
    """The stand-in: an address in the user's browser, or in the terminal."""

    def __init__(self, obstacle: str, folder: Path) -> None:
        self._obstacle = obstacle
        self._door = Doorway(folder)
        self._stop = signals.Stop()
        self._session: Session | None = None

    def show(self, serving: "Serving", note: str = "") -> None:
        """Return when a signal ends it."""
        self._session = serving.session
        serving.start(self._stop.say)
        signals.take(self._stop.say)
        click.echo(INSTEAD % self._obstacle, err=True)
        click.echo(f"Octavo is at {self._session.address(note)}")
        with self._door:
            self.raise_window(note)
            self._stop.wait()
            signals.release()

    def open_outside(self, url: str) -> None:
        if self._obstacle != NO_DISPLAY:
            with signals.let_through():
                webbrowser.open(url)

    def raise_window(self, note: str = "") -> bool:
        if not self._session or self._obstacle == NO_DISPLAY:
            return False
        self._door.lead(self._session.address(note))
        return True
