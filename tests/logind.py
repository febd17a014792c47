"""
A system bus of our own, with one on it that announces sleep as logind does.

`python -m tests.logind` prints its address, then one line for each thing that happens: `held`,
when somebody delays sleep; `released`, when all who did have let go.  A line on its input
announces sleep.
"""

import os
import signal
import subprocess
import sys
from threading import Thread
from typing import Any

from gi.repository import Gio, GLib

from ui.gtk.sleep import LOGIND

NAME, PATH, INTERFACE = LOGIND
OFFERED = f"""
<node><interface name="{INTERFACE}">
  <method name="Inhibit">
    <arg direction="in" type="s"/><arg direction="in" type="s"/>
    <arg direction="in" type="s"/><arg direction="in" type="s"/>
    <arg direction="out" type="h"/>
  </method>
  <signal name="PrepareForSleep"><arg type="b"/></signal>
</interface></node>
"""


def tell(what: str) -> None:
    print(what, flush=True)  # noqa: T201  (a program of its own)


def inhibit(*called: Any) -> None:
    invocation = called[-1]
    ours, theirs = os.pipe()
    files = Gio.UnixFDList.new_from_array([theirs])
    invocation.return_value_with_unix_fd_list(GLib.Variant("(h)", (0,)), files)
    tell("held")
    Thread(target=wait_for_release, args=[ours], daemon=True).start()


def wait_for_release(delay: int) -> None:
    os.read(delay, 1)
    tell("released")


def announce(bus: Gio.DBusConnection) -> None:
    for _ in sys.stdin:
        bus.emit_signal(None, PATH, INTERFACE, "PrepareForSleep", GLib.Variant("(b)", (True,)))


def main() -> None:
    command = ["dbus-daemon", "--session", "--print-address", "--nofork"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as daemon:
        assert daemon.stdout
        address = daemon.stdout.readline().strip()
        flags = (
            Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT
            | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
        )
        bus = Gio.DBusConnection.new_for_address_sync(address, flags, None, None)
        offered = Gio.DBusNodeInfo.new_for_xml(OFFERED).interfaces[0]
        bus.register_object(PATH, offered, inhibit, None, None)
        Gio.bus_own_name_on_connection(bus, NAME, Gio.BusNameOwnerFlags.NONE, None, None)
        tell(address)
        Thread(target=announce, args=[bus], daemon=True).start()
        loop = GLib.MainLoop()
        GLib.unix_signal_add(GLib.PRIORITY_DEFAULT, signal.SIGTERM, loop.quit)
        try:
            loop.run()
        finally:
            daemon.terminate()


if __name__ == "__main__":
    main()
