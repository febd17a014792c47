"""
What the window asks of the toolkit that it is made with.

On Linux that is GTK (`ui.gtk`), or Qt where somebody asks for it (`ui.qt`).  On Windows and macOS
pywebview has what the system has; its page is not asked before it goes, and saves by itself as a
page in a browser does.
"""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple, Protocol

from ui.asking import Turn
from ui.placement import Placement
from ui.revival import Revival

Toolkit = Literal["gtk", "qt"]


class Entry(NamedTuple):
    """What a window begins with; its `placement` is told to `keep` whenever it is another."""

    address: str
    origin: str
    #: What the page is known by: its name, and the secret.
    cookie: tuple[str, str]
    placement: Placement
    keep: Callable[[Placement], None]
    open_outside: Callable[[str], None]
    #: Have the page save what was typed last, and be told when that is done.
    save: Callable[[Callable[[], None]], None]
    #: Called whenever a page of ours has come and can be told something.
    loaded: Callable[[], None]
    #: Called whenever it may be gone: another is asked for, or its process has ended.
    left: Callable[[], None]
    #: Of the dialogs that it shows by itself.
    turn: Turn
    #: Of the page, when a process of the toolkit has ended.
    revival: Revival


#: Answers when the scripts of a page have run, before which toolkits call it finished; "" is the
#: answer of one that has none, which says that something was refused or not found.
LISTENS = """
if (document.readyState !== "complete")
  await new Promise((done) => addEventListener("load", done, { once: true }));
return document.querySelector("meta[name=octavo-library]") ? "yes" : "";
"""


def telling(*, file: str = "", why: str = "", trouble: str = "") -> str:
    """What has the page say under which name a `file` was saved, or `why` it was not."""
    detail = json.dumps({"file": file, "why": why, "trouble": trouble})
    return f'document.dispatchEvent(new CustomEvent("octavo:download", {{ detail: {detail} }}));'


class Surface(Protocol):
    @property
    def gui(self) -> Toolkit | None:
        """What pywebview calls it; None where it takes what there is, and begins at the address."""

    @property
    def has_fence(self) -> bool:
        """Whether no page but ours is ever shown, as WebKit's is made sure of."""

    @property
    def makes_pdf(self) -> bool:
        """Whether `save_pdf` can."""

    @property
    def is_entered(self) -> bool:
        """Whether there is a page that can be asked."""

    def fitting(self, placement: Placement) -> Placement:
        """The same, or as much of it as the screen has room for."""

    def prefers_dark(self) -> bool:
        """Whether the desktop does."""

    def enter(self, native: Any, entry: Entry) -> None:
        """
        Put up the fence around the page of pywebview's window, and lead it to its address: the
        window stays empty where the fence does not stand.
        """

    def let_in(self) -> None:
        """
        Give the page its cookie back if it has lost that and it can be done; from a thread of the
        server.
        """

    def later(self, work: Callable[[], None]) -> None:
        """Have it done in the thread of the toolkit, from whatever thread; nobody waits for it."""

    def settle(self) -> None:
        """The window is about to close: whatever else it asks is answered with no."""

    def ask(self, body: str, answered: Callable[[str], None]) -> None:
        """Run the body of an async function in the page; "" is the answer of one that is gone."""

    def tell(self, body: str) -> None:
        """Run it in the page, from whatever thread; nobody waits for an answer."""

    def choose_folder(self) -> str | None: ...

    def choose_files(self) -> Sequence[str]: ...

    def dropped(self) -> Sequence[str]: ...

    def save_pdf(self, name: str) -> Path | None: ...


class Plain:
    """What pywebview has on every system, and no more."""

    gui: Toolkit | None = None
    has_fence = False
    makes_pdf = False
    is_entered = False

    def __init__(self) -> None:
        self._native: Any = None

    def fitting(self, placement: Placement) -> Placement:
        return placement

    def prefers_dark(self) -> bool:
        return False

    def enter(self, native: Any, entry: Entry) -> None:  # noqa: ARG002  (it began at its address)
        self._native = native

    def let_in(self) -> None:
        """Its cookies are out of reach."""

    def later(self, work: Callable[[], None]) -> None:
        """Now, as pywebview itself does its work in that thread."""
        work()

    def settle(self) -> None:
        """Nothing stands in the way."""

    def ask(self, body: str, answered: Callable[[str], None]) -> None:
        """There is nobody to ask."""

    def tell(self, body: str) -> None:
        """Nor to tell."""

    def choose_folder(self) -> str | None:
        import webview

        chosen = self._native.create_file_dialog(webview.FileDialog.FOLDER)
        return str(chosen[0]) if chosen else None

    def choose_files(self) -> Sequence[str]:
        import webview

        chosen = self._native.create_file_dialog(webview.FileDialog.OPEN, allow_multiple=True)
        return [str(one) for one in chosen or ()]

    def dropped(self) -> Sequence[str]:
        return ()

    def save_pdf(self, name: str) -> Path | None:
        raise NotImplementedError
