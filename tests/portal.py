"""
A session bus of our own, with a portal on it that says whether the desktop is dark.

`python -m tests.portal` prints its address.  A line on its input is the wish from then on, as
org.freedesktop.appearance has it: 0 none, 1 dark, 2 light.
"""

import sys
from typing import Any

from gi.repository import Gio, GLib

from tests.buses import serve
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


if __name__ == "__main__":
    serve(OFFERED, NAME, PATH, read, change)
