"""
As much of a window manager as a window has to ask for the whole screen and to give it back.

`python -m tests.window_manager` does what it is asked on the display, until it is ended; it says
`there` when it listens.  A desktop that nobody sees has none (`tests.desktop`).
"""

import ctypes
import struct
from collections.abc import Callable
from typing import Any

SUBSTRUCTURE_NOTIFY = 1 << 19
CLIENT_MESSAGE = 33
ATOM, REPLACE = 4, 0
REMOVE, ADD = 0, 1
#: Bytes of an XEvent, and where a client's message has its window, its kind and its words.
EVENT, WINDOW, KIND, WORDS = 192, 32, 40, 56

Geometry = tuple[int, int, int, int]


class Manager:
    """On the X server of the environment; `_called` gives the numbers of names."""

    def __init__(self) -> None:
        self._x11 = ctypes.CDLL("libX11.so.6")
        self._x11.XOpenDisplay.restype = ctypes.c_void_p
        self._x11.XInternAtom.restype = ctypes.c_ulong
        self._x11.XDefaultRootWindow.restype = ctypes.c_ulong
        self._display = ctypes.c_void_p(self._x11.XOpenDisplay(None))
        root = self._x11.XDefaultRootWindow(self._display)
        self._whole = self._geometry(root)
        self._before: dict[int, Geometry] = {}
        self._state, self._full = map(self._called, ("_NET_WM_STATE", "_NET_WM_STATE_FULLSCREEN"))
        self._x11.XSelectInput(self._display, ctypes.c_ulong(root), SUBSTRUCTURE_NOTIFY)
        self._x11.XSync(self._display, False)

    def obey(self) -> None:
        event = ctypes.create_string_buffer(EVENT)
        while True:
            self._x11.XNextEvent(self._display, event)
            (kind,) = struct.unpack_from("i", event)
            if kind != CLIENT_MESSAGE:
                continue
            (window,) = struct.unpack_from("L", event, WINDOW)
            (about,) = struct.unpack_from("L", event, KIND)
            wish, *states = struct.unpack_from("3l", event, WORDS)
            if about == self._state and self._full in states:
                {ADD: self._fill, REMOVE: self._give_back}[wish](window)
                self._x11.XFlush(self._display)

    def _fill(self, window: int) -> None:
        self._before[window] = self._geometry(window)
        self._is(window, self._full)
        self._shape(window, self._whole)

    def _give_back(self, window: int) -> None:
        self._is(window)
        self._shape(window, self._before.pop(window))

    def _is(self, window: int, *states: int) -> None:
        told = (ctypes.c_ulong * len(states))(*states)
        about = (ctypes.c_ulong(window), ctypes.c_ulong(self._state), ctypes.c_ulong(ATOM))
        self._x11.XChangeProperty(self._display, *about, 32, REPLACE, told, len(states))

    def _shape(self, window: int, geometry: Geometry) -> None:
        self._x11.XMoveResizeWindow(self._display, ctypes.c_ulong(window), *geometry)

    def _geometry(self, window: int) -> Geometry:
        told = [ctypes.c_long() for _ in range(7)]
        places: list[Any] = [ctypes.byref(one) for one in told]
        self._x11.XGetGeometry(self._display, ctypes.c_ulong(window), *places)
        _, x, y, width, height, *_ = (ctypes.c_int(one.value).value for one in told)
        return x, y, width, height

    def _called(self, name: str) -> int:
        return int(self._x11.XInternAtom(self._display, name.encode(), False))


def main(say: Callable[[str], None]) -> None:
    manager = Manager()
    say("there")
    manager.obey()


if __name__ == "__main__":
    main(lambda said: print(said, flush=True))  # noqa: T201  (a program of its own)
