"""
A system bus of our own, with one on it that announces sleep as logind does.

`python -m tests.logind` prints its address, then one line for each thing that happens: `held`,
when somebody delays sleep; `released`, when all who did have let go.  A line on its input
announces sleep.
"""

import os
import sys
from threading import Thread
from typing import Any

from gi.repository import Gio, GLib

from tests.buses import serve, tell
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


if __name__ == "__main__":
    serve(OFFERED, NAME, PATH, inhibit, announce)
