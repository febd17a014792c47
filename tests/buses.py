"""A message bus of a test's own, with one service on it, in a program of its own."""

import signal
import subprocess
from collections.abc import Callable
from threading import Thread
from typing import Any

from gi.repository import Gio, GLib

COMMAND = ("dbus-daemon", "--session", "--print-address", "--nofork")
FLAGS = (
    Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
)


def serve(
    offered: str,
    name: str,
    path: str,
    answer: Callable[..., None],
    announce: Callable[[Gio.DBusConnection], None],
) -> None:
    """
    Print the address of the bus, and be the service until a signal ends it: `answer` is called with
    what is called of it, `announce` goes on beside that.
    """
    with subprocess.Popen(COMMAND, stdout=subprocess.PIPE, text=True) as daemon:
        assert daemon.stdout
        address = daemon.stdout.readline().strip()
        bus = Gio.DBusConnection.new_for_address_sync(address, FLAGS, None, None)
        interface = Gio.DBusNodeInfo.new_for_xml(offered).interfaces[0]
        bus.register_object(path, interface, answer, None, None)
        Gio.bus_own_name_on_connection(bus, name, Gio.BusNameOwnerFlags.NONE, None, None)
        tell(address)
        Thread(target=announce, args=[bus], daemon=True).start()
        try:
            _wait()
        finally:
            daemon.terminate()


def tell(what: Any) -> None:
    print(what, flush=True)  # noqa: T201  (of a program of its own)


def _wait() -> None:
    loop = GLib.MainLoop()
    GLib.unix_signal_add(GLib.PRIORITY_DEFAULT, signal.SIGTERM, loop.quit)
    loop.run()
