"""
The window on GTK, as `ui.window` asks for it.
"""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from gi.repository import GLib

from ui.gtk import dialogs, downloads, frame, input_methods, printing, webkit
from ui.gtk.appearance import Appearance
from ui.gtk.drops import Drops
from ui.gtk.frame import Frame
from ui.gtk.readmission import Readmission
from ui.gtk.sleep import SleepWatch
from ui.placement import Placement
from ui.surface import Entry, Toolkit


class GtkSurface:
    gui: Toolkit | None = "gtk"
    has_fence = True
    makes_pdf = True

    def __init__(self) -> None:
        if not Path("/dev/dri").exists():
            os.environ.setdefault("WEBKIT_DISABLE_COMPOSITING_MODE", "1")
        frame.bring_icons()
        input_methods.choose()
        self._appearance = Appearance()
        self._window: Any = None
        self._page: Any = None
        self._frame: Frame | None = None
        self._drops: Drops | None = None
        self._readmission: Readmission | None = None
        self._sleep: SleepWatch | None = None  # which listens for as long as somebody keeps it

    @property
    def is_entered(self) -> bool:
        return self._page is not None

    def fitting(self, placement: Placement) -> Placement:
        return frame.fitting(placement)

    def prefers_dark(self) -> bool:
        return self._appearance.prefers_dark()

    def enter(self, native: Any, entry: Entry) -> None:
        from webview.platforms.gtk import BrowserView

        made = BrowserView.instances[native.uid]
        theirs = (made.on_navigation, made.on_load_finish)
        readmission = Readmission(made.webview, entry.origin, entry.cookie, entry.revival)
        webkit.put_fence(made.webview, entry.origin, entry.open_outside, instead_of=theirs)
        self._window = native.native
        downloads.ask_where(self._window, made.webview, entry.origin, entry.turn)
        self._drops = Drops(made.webview)
        made.webview.connect("print", printing.lay_out)
        webkit.watch(made.webview, entry.origin, entry.loaded, entry.left)
        webkit.revive(made.webview, entry.origin, entry.revival)
        self._frame = Frame(self._window, made.webview, entry.placement, entry.keep)
        made.webview.set_opacity(1)
        self._readmission = readmission
        self._page = made.webview
        self._sleep = SleepWatch(entry.save)
        native.real_url = entry.address

    def let_in(self) -> None:
        if self._readmission:
            self._readmission.let_in()

    def later(self, work: Callable[[], None]) -> None:
        GLib.idle_add(work)

    def settle(self) -> None:
        dialogs.dismiss()
        if self._frame:
            self._frame.settle()

    def ask(self, body: str, answered: Callable[[str], None]) -> None:
        webkit.ask(self._page, body, answered)

    def tell(self, body: str) -> None:
        webkit.tell(self._page, body)

    def choose_folder(self) -> str | None:
        return dialogs.in_window(lambda: dialogs.folder(self._window))

    def choose_files(self) -> Sequence[str]:
        return dialogs.in_window(lambda: dialogs.files(self._window))

    def dropped(self) -> Sequence[str]:
        return self._drops.take() if self._drops else ()

    def save_pdf(self, name: str) -> Path | None:
        return printing.save(self._window, self._page, name)
