"""
Whether there is the WebKitGTK that the window on Linux is made with.

A typelib tells nothing of it: the executable brings its own, for systems that have the libraries
without them, and what is described but not there ends the process where it is first called.  So
the library itself is loaded, and with it all that it needs; the window would do the same a moment
later.  It brings the system's SQLite: `notes.storage.engine` has to be there before.
"""

import ctypes

#: Named here and not in the call: PyInstaller takes along what is named in one.
LIBRARY = "libwebkit2gtk-4.1.so.0"


def is_there() -> bool:
    try:
        import gi

        gi.require_version("WebKit2", "4.1")
        ctypes.CDLL(LIBRARY)
    except (ImportError, ValueError, OSError):
        return False
    return True
