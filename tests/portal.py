"""
A session bus of our own, with a portal on it that says whether the desktop is dark.

`python -m tests.portal` prints its address.  A line on its input is the wish from then on, as
org.freedesktop.appearance has it: 0 none, 1 dark, 2 light.
"""

import signal
import subprocess
import sys
from threading import Thread
from typing import Any

from gi.repository import Gio, GLib

from ui.gtk.appearance import PORTAL, SCHEME, SETTINGS

NAME, PATH = PORTAL
OFFERED = f"""
<node><interface name="{SETTINGS}">
  <method name="Read">
    <arg direction="in" type="s"/><arg direction="in" type="s"/><arg direction="out" type="v"/>
  </method>
  <signal name="SettingChanged"><arg type="s"/><arg type="s"/><arg type="v"/></signal>
</interface></node>
"""
DARK = GLib.Variant("u", 1)


def read(*called: Any) -> None:
    """Portals wrap what they say twice."""
    called[-1].return_value(GLib.Variant("(v)", (GLib.Variant("v", DARK),)))


def change(bus: Gio.DBusConnection) -> None:
    for line in sys.stdin:
        told = GLib.Variant("(ssv)", (*SCHEME, GLib.Variant("u", int(line))))
        bus.emit_signal(None, PATH, SETTINGS, "SettingChanged", told)


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
        bus.register_object(PATH, offered, read, None, None)
        Gio.bus_own_name_on_connection(bus, NAME, Gio.BusNameOwnerFlags.NONE, None, None)
        print(address, flush=True)  # noqa: T201  (a program of its own)
        Thread(target=change, args=[bus], daemon=True).start()
        loop = GLib.MainLoop()
        GLib.unix_signal_add(GLib.PRIORITY_DEFAULT, signal.SIGTERM, loop.quit)
        try:
            loop.run()
        finally:
            daemon.terminate()


if __name__ == "__main__":
    main()
