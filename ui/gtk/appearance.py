"""
Dark or light, as the desktop wishes, and when it wishes otherwise.

GTK 3 knows the theme that somebody chose and no more; desktops of today say through their portal
whether they are dark.  What that says becomes the wish of GTK, which dialogs follow and WebKit,
whose page asks for it.  Where no portal is, the theme has to do.  A window is made in what the
portal says when that is said at once: one that turns dark after it was shown blinds for a moment.
https://flatpak.github.io/xdg-desktop-portal/docs/doc-org.freedesktop.portal.Settings.html
"""

from typing import Any

from gi.repository import Gio, GLib, Gtk

PORTAL = ("org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop")
SETTINGS = "org.freedesktop.portal.Settings"
SCHEME = ("org.freedesktop.appearance", "color-scheme")
NO_WISH, DARK = 0, 1  # which leaves 2 for light
#: Milliseconds that a window waits for the portal; one that has to be started first takes longer.
MOMENT = 50


def _is_dark() -> bool:
    """Whether GTK is asked for dark windows."""
    wishes = Gtk.Settings.get_default()
    return wishes is not None and (
        wishes.props.gtk_application_prefer_dark_theme
        or wishes.props.gtk_theme_name.lower().endswith("dark")
    )


class Appearance:
    """Follows the portal for as long as somebody keeps it."""

    def __init__(self) -> None:
        self._bus: Gio.DBusConnection | None = None  # which closes when nobody keeps it
        self._usual = _is_dark()
        self._is_awaited = True
        Gio.bus_get(Gio.BusType.SESSION, None, self._connect)

    def prefers_dark(self) -> bool:
        """In the thread of GTK, before its loop runs: what the portal says within a moment."""
        GLib.timeout_add(MOMENT, self._await_no_longer)
        while self._is_awaited:
            GLib.MainContext.default().iteration(True)
        return _is_dark()

    def _await_no_longer(self) -> bool:
        self._is_awaited = False
        return bool(GLib.SOURCE_REMOVE)

    def _connect(self, _: Any, task: Gio.AsyncResult) -> None:
        try:
            bus = Gio.bus_get_finish(task)
        except GLib.Error:
            self._await_no_longer()
            return  # a system without one
        self._bus = bus
        name, path = PORTAL
        everything = Gio.DBusSignalFlags.NONE
        bus.signal_subscribe(
            name, SETTINGS, "SettingChanged", path, SCHEME[0], everything, self._changed
        )
        bus.call(
            *PORTAL,
            SETTINGS,
            "Read",
            GLib.Variant("(ss)", SCHEME),
            GLib.VariantType("(v)"),
            Gio.DBusCallFlags.NONE,
            -1,
            None,
            self._read,
        )

    def _read(self, bus: Gio.DBusConnection, task: Gio.AsyncResult) -> None:
        self._await_no_longer()
        try:
            (scheme,) = bus.call_finish(task).unpack()
        except GLib.Error:
            return  # a portal that does not know of it, or none
        self._wish(scheme)

    def _changed(self, *signal: Any) -> None:
        space, key, scheme = signal[-1].unpack()
        if (space, key) == SCHEME:
            self._wish(scheme)

    def _wish(self, scheme: int) -> None:
        wishes = Gtk.Settings.get_default()
        dark = self._usual if scheme == NO_WISH else scheme == DARK
        if wishes is not None:
            wishes.props.gtk_application_prefer_dark_theme = dark
