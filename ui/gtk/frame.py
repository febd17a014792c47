"""
The GTK window around the page: where it was, as large as it was, called what its page is called.

A place that no screen shows any more counts as none, and no window is larger than its screen.
On Wayland the desktop chooses the place.
"""

from collections.abc import Callable
from typing import Any

from gi.repository import Gdk, GdkPixbuf, GLib, Gtk, WebKit2

from notes.paths import resource
from ui.placement import ZOOM, Placement

#: Milliseconds in which a window that is moved or resized stands still.
STILL = 500
#: Points of a title bar that a hand can take hold of.
HANDLE = 40
STEP = 1.1
LARGER = frozenset({Gdk.KEY_plus, Gdk.KEY_equal, Gdk.KEY_KP_Add})
SMALLER = frozenset({Gdk.KEY_minus, Gdk.KEY_KP_Subtract})
ORIGINAL = frozenset({Gdk.KEY_0, Gdk.KEY_KP_0})
CONTROL, ALONE = Gdk.ModifierType.CONTROL_MASK, Gdk.ModifierType(0)


class Frame:
    """A window with the view in it, which begins as `placement`; every later one goes to `keep`."""

    def __init__(
        self,
        window: Gtk.Window,
        view: WebKit2.WebView,
        placement: Placement,
        keep: Callable[[Placement], None],
    ) -> None:
        self._window = window
        self._view = view
        self._placement = placement
        self._keep = keep
        self._waiting = 0
        window.set_icon_name("octavo")  # which packages bring; else it is that of `bring_icons`
        keys = Gtk.AccelGroup()
        for key, held, act in [
            (Gdk.KEY_q, CONTROL, self._close),
            (Gdk.KEY_w, CONTROL, self._close),
            (Gdk.KEY_F11, ALONE, self._fill),
        ]:
            keys.connect(key, held, Gtk.AccelFlags(0), act)
        window.add_accel_group(keys)
        view.set_zoom_level(placement.zoom)
        if placement.x is not None and placement.y is not None:
            window.move(placement.x, placement.y)
        window.connect("configure-event", self._changed)
        window.connect("window-state-event", self._changed)
        view.connect("notify::zoom-level", self._changed)
        view.connect("notify::title", self._call)
        view.connect("key-press-event", self._press)
        view.connect("scroll-event", self._scroll)

    def _call(self, *_: Any) -> None:
        self._window.set_title(self._view.get_title() or "Octavo")

    def _close(self, *_: Any) -> bool:
        """As its button does.  True says that nobody else needs the key."""
        self._window.close()
        return True

    def _fill(self, *_: Any) -> bool:
        """The whole screen, or no more than before."""
        if self._is_full():
            self._window.unfullscreen()
        else:
            self._window.fullscreen()
        return True

    def _is_full(self) -> bool:
        shown = self._window.get_window()
        return bool(shown and shown.get_state() & Gdk.WindowState.FULLSCREEN)

    # --- size and place

    def _changed(self, *_: Any) -> bool:
        """False lets everybody else hear of it too."""
        if self._waiting:
            GLib.source_remove(self._waiting)
        self._waiting = GLib.timeout_add(STILL, self._settled)
        return False

    def settle(self) -> None:
        """Keep how it is now, without waiting until it stands still."""
        placement = self._now()
        if placement != self._placement:
            self._placement = placement
            self._keep(placement)

    def _settled(self) -> bool:
        self._waiting = 0
        self.settle()
        return False

    def _now(self) -> Placement:
        """One that fills the screen keeps the size and place that it goes back to."""
        zoom = round(self._view.get_zoom_level(), 2)
        if self._is_full():
            return self._placement._replace(zoom=zoom)
        if self._window.is_maximized():
            return self._placement._replace(maximized=True, zoom=zoom)
        width, height = self._window.get_size()
        x, y = self._window.get_position() if _tells_places() else (None, None)
        return Placement(width, height, x, y, maximized=False, zoom=zoom)

    # --- zoom

    def _press(self, _: WebKit2.WebView, event: Gdk.EventKey) -> bool:
        """True says that nobody else needs the key."""
        return _is_ctrl(event.state) and self._zoomed(_named(event.keyval))

    def _scroll(self, _: WebKit2.WebView, event: Gdk.EventScroll) -> bool:
        if not _is_ctrl(event.state):
            return False
        known, _x, down = event.get_scroll_deltas()
        if not known:
            down = {Gdk.ScrollDirection.UP: -1, Gdk.ScrollDirection.DOWN: 1}.get(event.direction, 0)
        return self._zoomed(STEP if down < 0 else 1 / STEP if down > 0 else None)

    def _zoomed(self, step: float | None) -> bool:
        """By a factor, to the original size by 0."""
        if step is None:
            return False
        least, most = ZOOM
        zoom = self._view.get_zoom_level() * step if step else 1.0
        self._view.set_zoom_level(max(least, min(zoom, most)))
        return True


def bring_icons() -> None:
    """For every window of this program, drawn for each size."""
    files = sorted(resource("ui/static/icons").glob("*.png"))
    Gtk.Window.set_default_icon_list([GdkPixbuf.Pixbuf.new_from_file(str(one)) for one in files])


def fitting(placement: Placement) -> Placement:
    """The same, or as much of it as the desktop has room for."""
    display = Gdk.Display.get_default()
    monitor = display and _monitor_of(display, placement)
    if not monitor:
        return placement
    room = monitor.get_workarea()
    size = min(placement.width, room.width), min(placement.height, room.height)
    fits = placement._replace(width=size[0], height=size[1])
    return fits if _is_in(room, placement) else fits._replace(x=None, y=None)


def _monitor_of(display: Gdk.Display, placement: Placement) -> Gdk.Monitor | None:
    if placement.x is not None and placement.y is not None:
        return display.get_monitor_at_point(placement.x + HANDLE, placement.y + HANDLE)
    return display.get_primary_monitor() or display.get_monitor(0)


def _is_in(room: Gdk.Rectangle, placement: Placement) -> bool:
    """Whether a hand reaches its title bar."""
    if placement.x is None or placement.y is None:
        return False
    right, bottom = room.x + room.width, room.y + room.height
    beside = room.x - placement.width + HANDLE < placement.x < right - HANDLE
    return bool(beside and room.y <= placement.y < bottom - HANDLE)


def _tells_places() -> bool:
    display = Gdk.Display.get_default()
    return display is not None and not display.get_name().startswith("wayland")


def _is_ctrl(state: Gdk.ModifierType) -> bool:
    held = state & Gtk.accelerator_get_default_mod_mask() & ~Gdk.ModifierType.SHIFT_MASK
    return bool(held == Gdk.ModifierType.CONTROL_MASK)


def _named(key: int) -> float | None:
    """What a key does with the zoom: a factor, 0 for the original size, None for nothing."""
    if key in LARGER:
        return STEP
    if key in SMALLER:
        return 1 / STEP
    return 0.0 if key in ORIGINAL else None
