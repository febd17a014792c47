"""
Files that are dropped on the window, by their places on the disk.

WebKit would have its page write the address of a file into a note.  So GTK tells us what is dragged
over the window; files are ours, and the page is told that they are there, not where they lie.  It
can take what a hand has brought, and name nothing else here; the place of a folder it is told when
it takes it, because an import of that goes through the page.  All else is left to WebKit, and so is
what the page itself drags.
"""

from typing import Any

from gi.repository import Gdk, Gio, Gtk, WebKit2

from ui.gtk import webkit

#: Tells the page that files are `over` it, are `gone` again, or were `dropped`.
TOLD = 'document.dispatchEvent(new CustomEvent("octavo:files", { detail: "%s" }));'


class Drops:
    def __init__(self, view: WebKit2.WebView) -> None:
        self._view = view
        self._drag: Gdk.DragContext | None = None  # which brings what is over it
        self._over: list[str] = []
        self._dropped: list[str] = []
        view.connect("drag-data-received", self._received)
        view.connect("drag-leave", self._leave)
        view.connect("drag-drop", self._drop)

    def take(self) -> list[str]:
        """What the last drop was; nothing when that was taken before."""
        dropped, self._dropped = self._dropped, []
        return dropped

    def _received(
        self,
        _view: WebKit2.WebView,
        drag: Gdk.DragContext,
        _x: int,
        _y: int,
        data: Gtk.SelectionData,
        *_: Any,
    ) -> None:
        """WebKit asks what it is as soon as it is over the window, once for each form of it."""
        if Gtk.drag_get_source_widget(drag) is not None:
            return
        places = [Gio.File.new_for_uri(address).get_path() for address in data.get_uris()]
        if places and all(places):
            self._drag, self._over = drag, places
            self._tell("over")

    def _leave(self, *_: Any) -> None:
        """Before a drop too, which comes at once."""
        self._tell("gone")

    def _drop(
        self, _view: WebKit2.WebView, drag: Gdk.DragContext, _x: int, _y: int, time: int
    ) -> bool:
        """True keeps it from WebKit."""
        if drag != self._drag:
            return False
        self._drag, self._dropped = None, self._over
        Gtk.drag_finish(drag, True, False, time)
        self._tell("dropped")
        return True

    def _tell(self, what: str) -> None:
        webkit.tell(self._view, TOLD % what)
