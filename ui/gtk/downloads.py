"""
Files that our server offers to keep: the window asks where, and says how it went.

The fence lets nothing else become a download (`ui.gtk.webkit`); what began otherwise is cancelled.
"""

from functools import partial
from pathlib import Path
from typing import Any

from gi.repository import GLib, Gtk, WebKit2

from ui.asking import Turn
from ui.gtk import dialogs, webkit
from ui.surface import telling

OK = 200


def ask_where(window: Gtk.Window, view: WebKit2.WebView, origin: str, turn: Turn) -> None:
    """From now on, for every download of the view."""
    begin = partial(_begin, window, view, origin + "/", turn)
    view.get_context().connect("download-started", begin)


def _begin(
    window: Gtk.Window,
    view: WebKit2.WebView,
    home: str,
    turn: Turn,
    _: Any,
    download: WebKit2.Download,
) -> None:
    if not download.get_request().get_uri().startswith(home):
        download.cancel()
        return
    troubles: list[str] = []
    download.connect("decide-destination", partial(_choose, window, view, turn))
    download.connect("failed", partial(_failed, troubles))
    download.connect("finished", partial(_finished, view, troubles))


def _choose(
    window: Gtk.Window,
    view: WebKit2.WebView,
    turn: Turn,
    download: WebKit2.Download,
    name: str,
) -> bool:
    """True says that it is decided."""
    with turn.taken() as is_ours:
        trouble = _trouble(download, is_ours)
        place = None if trouble else dialogs.place(window, name, dialogs.DOWNLOADS)
    if place:
        download.set_allow_overwrite(True)  # the dialog has asked
        download.set_destination(GLib.filename_to_uri(place))
    else:
        download.cancel()
    if trouble:
        webkit.tell(view, telling(trouble=trouble))
    return True


def _trouble(download: WebKit2.Download, is_ours: bool) -> str:
    """Why nobody is asked where it should lie."""
    if download.get_response().get_status_code() != OK:
        return "refused"
    return "" if is_ours else "turn"


def _failed(troubles: list[str], _: WebKit2.Download, error: GLib.Error) -> None:
    cancelled = error.matches(
        WebKit2.DownloadError.quark(), WebKit2.DownloadError.CANCELLED_BY_USER
    )
    troubles.append("" if cancelled else error.message)


def _finished(view: WebKit2.WebView, troubles: list[str], download: WebKit2.Download) -> None:
    """After a failure too."""
    if troubles == [""]:
        return
    place = download.get_destination() or ""
    name = Path(GLib.filename_from_uri(place)[0]).name if place else ""
    webkit.tell(view, telling(file=name, why="".join(troubles)))
