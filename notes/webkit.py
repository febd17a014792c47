"""
Whether there is the WebKitGTK that the window on Linux is made with.

A typelib tells nothing of it: the executable brings its own, for systems that have the libraries
without them, and what is described but not there ends the process where it is first called.  So
the library itself is loaded, and with it all that it needs; the window would do the same a moment
later.  It brings the system's SQLite: `notes.storage.engine` has to be there before.
"""

import ctypes
import os
from contextlib import suppress
from pathlib import Path

#: Named here and not in the call: PyInstaller takes along what is named in one.
LIBRARY = "libwebkit2gtk-4.1.so.0"
#: What it starts, or aborts the process where one of them is missing.
PROGRAMS = ("WebKitNetworkProcess", "WebKitWebProcess")
#: Where systems put these, beside the folder of the library; there may be others.
PLACES = ("webkit2gtk-4.1", "../libexec/webkit2gtk-4.1")


def is_there() -> bool:
    try:
        import gi

        gi.require_version("WebKit2", "4.1")
        ctypes.CDLL(LIBRARY)
    except (ImportError, ValueError, OSError):
        return False
    return _is_whole(_folder())


def _is_whole(folder: Path) -> bool:
    """What lies where we do not know of it is believed to."""
    for place in PLACES:
        found = [os.access(folder / place / program, os.X_OK) for program in PROGRAMS]
        if any(found):
            return all(found)
    return True


def _folder() -> Path:
    """Where the library lies that was loaded, as far as the system tells."""
    name = LIBRARY.removesuffix(".0")
    with suppress(OSError):
        for line in Path("/proc/self/maps").read_bytes().splitlines():
            file = Path(os.fsdecode(line[line.find(b"/") :]))
            if file.name.startswith(name):
                return file.parent
    return Path("/")
