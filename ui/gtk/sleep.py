"""
What was typed last is saved before the computer sleeps.

logind announces it and waits, for some seconds, for those who hold a lock that delays it.  Where
no logind is, nothing is announced, and autosave has to be enough.
https://systemd.io/INHIBITOR_LOCKS/
"""

import os
from collections.abc import Callable
from typing import Any

from gi.repository import Gio, GLib

LOGIND = ("org.freedesktop.login1", "/org/freedesktop/login1", "org.freedesktop.login1.Manager")
WHY = ("sleep", "Octavo", "Saves what was typed last", "delay")


class SleepWatch:
    """`save` is called before each sleep, with what to call when it has saved."""

    def __init__(self, save: Callable[[Callable[[], None]], None]) -> None:
        self._save = save
        self._bus: Gio.DBusConnection | None = None  # which closes when nobody keeps it
        self._delay: int | None = None
        Gio.bus_get(Gio.BusType.SYSTEM, None, self._connect)

    def _connect(self, _: Any, task: Gio.AsyncResult) -> None:
        try:
            bus = Gio.bus_get_finish(task)
        except GLib.Error:
            return  # a system without one
        self._bus = bus
        name, path, interface = LOGIND
        everything = Gio.DBusSignalFlags.NONE
        bus.signal_subscribe(
            name, interface, "PrepareForSleep", path, None, everything, self._announced
        )
        self._hold(bus)

    def _hold(self, bus: Gio.DBusConnection) -> None:
        bus.call_with_unix_fd_list(
            *LOGIND,
            "Inhibit",
            GLib.Variant("(ssss)", WHY),
            GLib.VariantType("(h)"),
            Gio.DBusCallFlags.NO_AUTO_START,
            -1,
            None,
            None,
            self._held,
        )

    def _held(self, bus: Gio.DBusConnection, task: Gio.AsyncResult) -> None:
        try:
            _, files = bus.call_with_unix_fd_list_finish(task)
        except GLib.Error:
            return  # there is no logind, or it lets nobody
        self._delay = files.get(0)

    def _announced(self, bus: Gio.DBusConnection, *signal: Any) -> None:
        (sleeps,) = signal[-1].unpack()
        if sleeps:
            self._save(self._release)
        else:
            self._hold(bus)

    def _release(self) -> None:
        if self._delay is not None:
            os.close(self._delay)
            self._delay = None
