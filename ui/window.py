"""
The window; where there can be none, `ui.browser` stands in.

pywebview is given an address and no bridge (no js_api, no expose): the page
reaches us through our server's gates and nowhere else.

A window that is closed first lets its page save what was typed last.  When that
fails, or is not done in time, it stays, so that the page can say why; closed once
more, it goes.  Told to end by a signal it goes in any case, at the second signal at
once, and what could not be saved is in a draft.
"""

import logging
import os
import time
import webbrowser
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from threading import Timer
from typing import Any

import click

from notes import crashes
from notes.errors import LibraryBusy
from notes.library.opening import Library, open_anyhow
from notes.rendering.worker import Renderer
from notes.web import instance
from notes.web.server import Server
from ui.browser import LINUX, NO_DISPLAY, Browser, on_signal, why_no_window
from ui.doorway import Doorway
from ui.placement import Placement

TITLE = "Octavo"
SIZE = (1280, 800)
SMALLEST = (480, 360)
#: What shows before the page does: --paper of ui/static/css, light and dark.
PAPER = {"light": "#fdfcf9", "dark": "#1c1b19"}
#: Seconds that the page has to save when its window is closed; after them it stays.
FAREWELL = 3.0
#: The same when a signal ends it; after them it goes.  Desktops that log out wait 15 and more.
LAST_FAREWELL = 10.0
#: Seconds in which closing once more closes a window whose text could not be saved.
STAYS = 30.0

RAISED = "Octavo is open with this library already; its window is in front now."

#: Asks the page, which answers when its texts stand still: are they saved, or failed to be?
SAVE = """
const answers = [];
document.dispatchEvent(new CustomEvent("octavo:farewell", { detail: answers }));
return (await Promise.all(answers)).includes("failed") ? "failed" : "saved";
"""


#: Opens a note beside its list, which may not have it yet; what was typed in the one before is
#: saved.
OPEN = """
const detail = { path: "/notes/%s", elsewhere: true };
document.dispatchEvent(new CustomEvent("octavo:follow", { cancelable: true, detail }));
"""


def open_window(folder: Path, note: str = "") -> int:
    """
    Show the library in `folder` until its window is closed, at first the note of this id, if
    any; the exit code.
    """
    try:
        library = open_anyhow(folder)
    except LibraryBusy:
        address = instance.raise_first(folder, note)
        if address is None:
            raise
        _hand_over(folder, address)
        return 0
    obstacle = why_no_window()
    shell = Browser(obstacle, library.folder) if obstacle else Window(library)
    with (
        library,
        crashes.signals(library.folder),
        Renderer() as renderer,
        Server(library, shell, renderer) as server,
        instance.announced(library.folder, server.port, server.session.instance_key),
    ):
        shell.show(server, note)
    return 0


def _hand_over(folder: Path, address: str) -> None:
    """The first shows itself in its window, or else in a browser by this address of it."""
    if not address:
        click.echo(RAISED, err=True)
        return
    click.echo(f"Octavo is at {address}")
    if why_no_window() != NO_DISPLAY:
        with Doorway(folder) as door:
            door.lead(address)
            door.wait()


class Window:
    """The native window."""

    has_dialogs = True
    makes_pdf = LINUX

    def __init__(self, library: Library) -> None:
        self._settings = library.settings
        self._folder = library.folder
        self._native: Any = None
        self._page: Any = None
        self._frame: Any = None
        self._drops: Any = None
        self._watch: Any = None
        self._appearance: Any = None
        self._deadline: Timer | None = None
        self._leaving = False
        self._insisted = False
        self._ending = False
        self._stayed = -STAYS

    def show(self, server: Server, note: str = "") -> None:
        """Return when it was closed."""
        if not Path("/dev/dri").exists():
            os.environ.setdefault("WEBKIT_DISABLE_COMPOSITING_MODE", "1")
        import webview

        logging.getLogger("pywebview").setLevel(logging.ERROR)
        webview.settings["ALLOW_FILE_URLS"] = False
        webview.settings["ALLOW_DOWNLOADS"] = False
        webview.settings["OPEN_EXTERNAL_LINKS_IN_BROWSER"] = False
        self._placement = self._fitting()
        self._native = webview.create_window(
            TITLE,
            None if LINUX else server.address_of(note),
            width=self._placement.width,
            height=self._placement.height,
            maximized=self._placement.maximized,
            min_size=SMALLEST,
            background_color=PAPER[self._theme()],
            text_select=True,
            zoomable=True,
            draggable=True,
        )
        if LINUX:
            self._native.events.before_show += partial(self._enter, server, note)
            self._native.events.closing += self._closing
        on_signal(self._end)
        webview.start(gui="gtk" if LINUX else None, private_mode=True)

    def open_outside(self, url: str) -> None:
        webbrowser.open(url)

    def raise_window(self, note: str = "") -> bool:
        if self._native:
            self._native.restore()
        if note and self._page:
            from ui import webkit

            webkit.tell(self._page, OPEN % note)
        return True

    def choose_folder(self) -> str | None:
        if LINUX:
            from ui import dialogs

            return dialogs.in_window(lambda: dialogs.folder(self._native.native))
        chosen = self._native.create_file_dialog(webview_dialogs().FOLDER)
        return str(chosen[0]) if chosen else None

    def choose_files(self) -> Sequence[str]:
        if LINUX:
            from ui import dialogs

            return dialogs.in_window(lambda: dialogs.files(self._native.native))
        chosen = self._native.create_file_dialog(webview_dialogs().OPEN, allow_multiple=True)
        return [str(one) for one in chosen or ()]

    def dropped(self) -> Sequence[str]:
        return self._drops.take() if self._drops else ()

    def save_pdf(self, name: str) -> Path | None:
        from ui import printing

        return printing.save(self._native.native, self._page, name)

    def _fitting(self) -> Placement:
        if not LINUX:
            return Placement(*SIZE)
        from ui import frame

        return frame.fitting(Placement.kept(self._folder, Placement(*SIZE)))

    def _theme(self) -> str:
        theme = str(self._settings.read()["theme"])
        if theme in PAPER or not LINUX:
            return theme if theme in PAPER else "light"
        from ui import appearance

        return "dark" if appearance.prefers_dark() else "light"

    def _enter(self, server: Server, note: str) -> None:
        """The window is given its address when its fence stands, and stays empty if it does not."""
        from webview.platforms.gtk import BrowserView

        from ui import downloads, printing, webkit
        from ui.appearance import Appearance
        from ui.drops import Drops
        from ui.frame import Frame
        from ui.sleep import SleepWatch

        made = BrowserView.instances[self._native.uid]
        theirs = (made.on_navigation, made.on_load_finish)
        origin = server.session.origin
        webkit.put_fence(made.webview, origin, self.open_outside, instead_of=theirs)
        downloads.ask_where(self._native.native, made.webview, origin)
        self._drops = Drops(made.webview)
        made.webview.connect("print", printing.lay_out)
        self._frame = Frame(self._native.native, made.webview, self._placement, self._keep)
        made.webview.set_opacity(1)
        self._page = made.webview
        self._appearance = Appearance()
        self._watch = SleepWatch(self._save_before_sleep)
        self._native.real_url = server.address_of(note)

    def _keep(self, placement: Placement) -> None:
        placement.keep(self._folder)

    def _save_before_sleep(self, saved: Callable[[], None]) -> None:
        from ui import webkit

        webkit.ask(self._page, SAVE, lambda _: saved())

    def _closing(self) -> bool:
        """False keeps the window, until the page has saved."""
        if not self._leaving:
            self._insisted |= time.monotonic() - self._stayed < STAYS
            if not self._deadline:
                self._ask_to_save(FAREWELL)
        return self._leaving

    def _end(self) -> None:
        self._insisted = True
        if self._ending or not (LINUX and self._page):
            self._said_farewell("late")
        else:
            self._ask_to_save(LAST_FAREWELL)
        self._ending = True

    def _ask_to_save(self, seconds: float) -> None:
        from ui import dialogs, webkit

        dialogs.dismiss()
        self._frame.settle()
        if self._deadline:
            self._deadline.cancel()
        self._deadline = Timer(seconds, self._said_farewell, ["late"])
        self._deadline.start()
        webkit.ask(self._page, SAVE, self._said_farewell)

    def _said_farewell(self, end: str) -> None:
        if self._deadline:
            self._deadline.cancel()
            self._deadline = None
        if end in ("failed", "late") and not self._insisted:
            self._stayed = time.monotonic()
        else:
            self._leave()

    def _leave(self) -> None:
        self._leaving = True
        self._native.destroy()


def webview_dialogs() -> Any:
    """The kinds of dialogs that pywebview knows; on Linux ours stand in their place."""
    import webview

    return webview.FileDialog
