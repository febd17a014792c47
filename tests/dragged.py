"""
Something that can be dragged out of a window, as files are out of a file manager.

`python -m tests.dragged X Y FILE…` shows it at a place of the screen and says `shown`.  Without a
file it is some words.
"""

import sys
from pathlib import Path
from typing import Any

import gi

gi.require_version("Gdk", "3.0")
gi.require_version("Gtk", "3.0")
from gi.repository import Gdk, GLib, Gtk  # noqa: E402

SIZE = 60


def main(x: int, y: int, *files: str) -> None:
    window = Gtk.Window(type=Gtk.WindowType.POPUP)
    window.set_default_size(SIZE, SIZE)
    held = Gtk.EventBox()
    held.drag_source_set(Gdk.ModifierType.BUTTON1_MASK, [], Gdk.DragAction.COPY)
    held.drag_source_add_uri_targets() if files else held.drag_source_add_text_targets()
    addresses = [Path(file).as_uri() for file in files]
    held.connect("drag-data-get", lambda *told: _tell(told[2], addresses))
    window.add(held)
    window.move(x, y)
    window.show_all()
    GLib.idle_add(lambda: print("shown", flush=True))  # noqa: T201  (a program of its own)
    Gtk.main()


def _tell(data: Gtk.SelectionData, addresses: list[str]) -> Any:
    return data.set_uris(addresses) if addresses else data.set_text("words of elsewhere", -1)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:])
