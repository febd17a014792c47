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
import time
import webbrowser
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from threading import Lock, Timer
from typing import Any

from notes import crashes, signals
from notes.errors import LibraryBusy
from notes.library.opening import Library, open_anyhow
from ui.asking import Turn
from ui.browser import LINUX, Browser, why_no_window
from ui.handover import hand_over
from ui.placement import Placement
from ui.revival import Revival
from ui.serving import Serving
from ui.surface import Entry, Plain, Surface

TITLE = "Octavo"
SIZE = (1280, 800)
SMALLEST = (480, 360)
#: What shows before the page does: --paper of ui/styles, light and dark.
PAPER = {"light": "#fdfcf9", "dark": "#1c1b19"}
#: Seconds that the page has to save when its window is closed; after them it stays.
FAREWELL = 3.0
#: The same when a signal ends it; after them it goes.  Desktops that log out wait 15 and more.
LAST_FAREWELL = 10.0
#: Seconds in which closing once more closes a window whose text could not be saved.
STAYS = 30.0

#: Asks the page, which answers when its texts stand still: are they saved, or failed to be?
SAVE = """
const answers = [];
document.dispatchEvent(new CustomEvent("octavo:farewell", { detail: answers }));
return (await Promise.all(answers)).includes("failed") ? "failed" : "saved";
"""


#: Has the page say that its window stays, and how to close it all the same.
STAYING = 'document.dispatchEvent(new CustomEvent("octavo:stays"));'

#: Has the page show what became of the files that a second start was given.
BROUGHT = 'document.dispatchEvent(new CustomEvent("octavo:brought"));'

#: Has the page say that the one before had ended.
REVIVED = 'document.dispatchEvent(new CustomEvent("octavo:revived"));'

#: Opens a note beside its list, which may not have it yet; what was typed in the one before is
#: saved.
OPEN = """
const detail = { path: "/notes/%s", elsewhere: true };
document.dispatchEvent(new CustomEvent("octavo:follow", { cancelable: true, detail }));
"""


def open_window(
    folder: Path, note: str = "", gui: str = "", brought: dict[str, Any] | None = None
) -> int:
    """
    Show the library in `folder` until its window is closed, at first the note of this id, if
    any; the exit code.  `gui`: the toolkit, "" for that of the system.  `brought`: what the page
    has to say of files (`Report.told`).

    The library is opened first: it may be held, and WebKit brings a SQLite of its own
    (`notes.storage.engine`).
    """
    try:
        library = open_anyhow(folder, mends=True)
    except LibraryBusy:
        if hand_over(folder, note, brought, is_held=True):
            return 0
        raise
    obstacle = why_no_window(gui)
    if obstacle:
        shell: Browser | Window = Browser(obstacle, library.folder)
    else:
        shell = Window(library, surface_of(gui))
    with (
        library,
        crashes.signals(library.folder),
        Serving(library, shell) as serving,
    ):
        serving.session.brought = brought
        shell.show(serving, note)
    return 0


def surface_of(gui: str) -> Surface:
    if gui == "qt":
        from ui.qt.surface import QtSurface

        return QtSurface()
    if LINUX:
        from ui.gtk.surface import GtkSurface

        return GtkSurface()
    return Plain()


class Window:
    """The native window."""

    has_dialogs = True

    def __init__(self, library: Library, face: Surface) -> None:
        self._settings = library.settings
        self._folder = library.folder
        self._surface = face
        self._turn = Turn()
        self._native: Any = None
        self._deadline: Timer | None = None
        self._listens = False
        self._untold: list[str] = []
        self._telling = Lock()
        self._leaving = False
        self._insisted = False
        self._ending = False
        self._stayed = -STAYS

    def show(self, serving: Serving, note: str = "") -> None:
        """Return when it was closed."""
        import webview

        logging.getLogger("pywebview").setLevel(logging.ERROR)
        webview.settings["ALLOW_FILE_URLS"] = False
        webview.settings["ALLOW_DOWNLOADS"] = False
        webview.settings["OPEN_EXTERNAL_LINKS_IN_BROWSER"] = False
        placement = self._surface.fitting(Placement.kept(self._folder, Placement(*SIZE)))
        self._native = webview.create_window(
            TITLE,
            None if self._surface.gui else serving.session.address(note),
            width=placement.width,
            height=placement.height,
            maximized=placement.maximized,
            min_size=SMALLEST,
            background_color=PAPER[self._theme()],
            text_select=True,
            zoomable=True,
            draggable=True,
        )
        self._native.events.before_show += partial(self._enter, serving, note, placement)
        self._native.events.closing += self._closing
        signals.take(self._told_to_end)
        try:
            webview.start(gui=self._surface.gui, private_mode=True)
        finally:
            self._leaving = True
            signals.release()  # nobody is left in the toolkit's thread who could be told

    def open_outside(self, url: str) -> None:
        with signals.let_through():
            webbrowser.open(url)

    def raise_window(self, note: str = "") -> bool:
        if self._native:
            self._native.restore()
        if note:
            self._tell(OPEN % note)
        return True

    def show_brought(self) -> None:
        self._tell(BROUGHT)

    def loaded(self) -> None:
        """The page listens from now on, and hears what was handed over before it did."""
        self._listens = True
        self._tell()

    def left(self) -> None:
        """It listens no more: what is handed over now waits for the next."""
        self._listens = False

    def let_in(self) -> bool:
        if self._surface.is_entered:
            self._surface.let_in()
        return True

    def choose_folder(self) -> str | None:
        with self._turn.taken() as is_ours:
            return self._surface.choose_folder() if is_ours else None

    def choose_files(self) -> Sequence[str]:
        with self._turn.taken() as is_ours:
            return self._surface.choose_files() if is_ours else ()

    def dropped(self) -> Sequence[str]:
        return self._surface.dropped()

    @property
    def stands_alone(self) -> bool:
        return self._surface.has_fence

    @property
    def makes_pdf(self) -> bool:
        return self._surface.makes_pdf

    def save_pdf(self, name: str) -> Path | None:
        with self._turn.taken() as is_ours:
            return self._surface.save_pdf(name) if is_ours else None

    def _theme(self) -> str:
        theme = str(self._settings.read()["theme"])
        if theme in PAPER:
            return theme
        return "dark" if self._surface.prefers_dark() else "light"

    def _enter(self, serving: Serving, note: str, placement: Placement) -> None:
        entry = Entry(
            address=serving.session.address(note),
            origin=serving.session.origin,
            cookie=(serving.session.cookie_name, serving.session.cookie),
            placement=placement,
            keep=self._keep,
            open_outside=self.open_outside,
            save=self._save,
            loaded=self.loaded,
            left=self.left,
            turn=self._turn,
            revival=Revival(
                self._folder,
                serving.session.address,
                lambda: self._ending or self._leaving,
                lambda: self._tell(REVIVED),
            ),
        )
        serving.start(self._gone)
        self._surface.enter(self._native, entry)
        if self._surface.gui:
            signals.take(self._told_to_end)  # Qt has put its own there meanwhile

    def _tell(self, *bodies: str) -> None:
        """What comes before the page listens waits for it, in the order in which it came."""
        with self._telling:
            self._untold += bodies
            while self._listens and self._untold:
                self._surface.tell(self._untold.pop(0))

    def _keep(self, placement: Placement) -> None:
        placement.keep(self._folder)

    def _save(self, saved: Callable[[], None]) -> None:
        self._surface.ask(SAVE, lambda _: saved())

    def _closing(self) -> bool:
        """False keeps the window, until the page has saved; it comes again to one that has gone."""
        if self._native and self._native.events.closed.is_set():
            return False
        if not self._leaving and self._surface.is_entered:
            self._insisted |= time.monotonic() - self._stayed < STAYS
            if not self._deadline:
                self._ask_to_save(FAREWELL)
            return self._leaving
        return True

    def _told_to_end(self) -> None:
        """By a signal, in a thread of its own."""
        self._surface.later(self._end)

    def _end(self) -> None:
        self._insisted = True
        if self._ending or not self._surface.is_entered:
            self._said_farewell("late")
        else:
            self._ask_to_save(LAST_FAREWELL)
        self._ending = True

    def _ask_to_save(self, seconds: float) -> None:
        self._surface.settle()
        if self._deadline:
            self._deadline.cancel()
        self._deadline = Timer(seconds, self._surface.later, [partial(self._said_farewell, "late")])
        self._deadline.start()
        self._surface.ask(SAVE, self._said_farewell)

    def _said_farewell(self, end: str) -> None:
        if self._deadline:
            self._deadline.cancel()
            self._deadline = None
        if end in ("failed", "late") and not self._insisted:
            self._stayed = time.monotonic()
            self._surface.tell(STAYING)
        else:
            self._leave()

    def _gone(self) -> None:
        """There is no server: a window without one is of no use."""
        if not self._leaving:
            self._leave()

    def _leave(self) -> None:
        self._leaving = True
        self._native.destroy()
