"""
What there is on an X display: windows, a mouse, a keyboard, and a look at them.

The standard library and xdotool are enough, as smoke.py has no more.  tests/desktop.py starts
a display that nobody sees.
"""

import ctypes
import os
import struct
import subprocess
import time
from pathlib import Path

from waiting import eventually, within

SIZE = (1280, 800)
#: Of a colour's 256 steps, those of paper rather than ink.
LIGHT = bytes(range(128, 256))


class Desktop:
    def __init__(self, display: str, framebuffer: Path) -> None:
        self.display = display
        self._framebuffer = framebuffer

    @property
    def environment(self) -> dict[str, str]:
        return {"DISPLAY": self.display, "GDK_BACKEND": "x11", "NO_AT_BRIDGE": "1"}

    def window(self, title: str = "Octavo") -> str:
        """The window whose title holds `title`, once it is there, with the keyboard on it."""
        found = eventually(lambda: self._windows(title), f"a window called {title}")
        self._xdotool("windowfocus", "--sync", found[0])
        return found[0]

    def is_there(self, title: str) -> bool:
        return bool(self._windows(f"^{title}$"))

    def title(self, window: str) -> str:
        return self._xdotool("getwindowname", window).strip()

    def press(self, *keys: str) -> None:
        self._xdotool("key", "--clearmodifiers", *keys)

    def type(self, text: str) -> None:
        self._xdotool("type", "--delay", "15", text)

    def write_a_note(self, window: str, text: str, untitled: str = "Untitled") -> None:
        """Ctrl+N until the page of Octavo listens, then the keys of `text`."""

        def made() -> bool | None:
            self.press("ctrl+n")
            return within(2, lambda: self.title(window).startswith(untitled))

        eventually(made, "a new note")
        self.type(text)

    def click(self, window: str) -> None:
        """In the middle of the window."""
        middle = [str(length // 2) for length in SIZE]
        self._xdotool("mousemove", "--window", window, *middle, "click", "1")

    def drag(self, start: tuple[int, int], *ways: tuple[int, int]) -> None:
        """Take hold of what is there, and let it go at the end, as slowly as a hand does."""
        x, y = start
        self._move(x, y)
        self._xdotool("mousedown", "1")
        for to_x, to_y in ways:
            for step in range(1, 9):
                self._move(x + (to_x - x) * step // 8, y + (to_y - y) * step // 8)
                time.sleep(0.1)
            x, y = to_x, to_y
        time.sleep(0.3)
        self._xdotool("mouseup", "1")

    def shape(self, window: str, width: int, height: int, x: int, y: int) -> None:
        """As a hand does that moves it and pulls at its corner."""
        self._xdotool("windowsize", "--sync", window, str(width), str(height))
        self._xdotool("windowmove", "--sync", window, str(x), str(y))

    def shown(self, window: str) -> tuple[int, int, int, int]:
        """Its width and height, and where it lies."""
        told = self._xdotool("getwindowgeometry", "--shell", window).split()
        found = dict(line.split("=") for line in told)
        width, height, x, y = (int(found[name]) for name in ("WIDTH", "HEIGHT", "X", "Y"))
        return width, height, x, y

    def close(self, window: str) -> None:
        """Ask the window to close, as a window manager's button does."""
        x11 = ctypes.CDLL("libX11.so.6")
        x11.XOpenDisplay.restype = ctypes.c_void_p
        x11.XInternAtom.restype = ctypes.c_ulong
        server = ctypes.c_void_p(x11.XOpenDisplay(self.display.encode()))
        protocols, delete = (
            x11.XInternAtom(server, name, False) for name in (b"WM_PROTOCOLS", b"WM_DELETE_WINDOW")
        )
        client_message, format_32 = 33, 32
        event = (ctypes.c_long * 24)(
            client_message, 0, 1, server.value, int(window), protocols, format_32, delete
        )
        x11.XSendEvent(server, ctypes.c_ulong(int(window)), False, 0, event)
        x11.XCloseDisplay(server)

    def colours(self) -> int:
        """How many different pixels the screen shows; a blank one shows one."""
        dump = self._framebuffer.read_bytes()
        header, colours = struct.unpack_from(">I", dump)[0], struct.unpack_from(">I", dump, 76)[0]
        pixels = memoryview(dump)[header + 12 * colours :]
        return len(set(pixels[: len(pixels) // 4 * 4].cast("I")))

    def ink(self, left: int, top: int, width: int, height: int) -> int:
        """How many pixels of a part of the screen are dark."""
        dump = self._framebuffer.read_bytes()
        header, line = struct.unpack_from(">I", dump)[0], struct.unpack_from(">I", dump, 48)[0]
        begins = header + 12 * struct.unpack_from(">I", dump, 76)[0] + 4 * left
        rows = (begins + line * row for row in range(top, top + height))
        green = (dump[row + 1 : row + 4 * width : 4] for row in rows)
        return sum(len(row.translate(None, delete=LIGHT)) for row in green)

    def is_dark(self) -> bool:
        """Whether most of what the screen shows is."""
        dump = self._framebuffer.read_bytes()
        sample = dump[len(dump) // 8 :: 1009]
        return sum(sample) / len(sample) < 128

    def _move(self, x: int, y: int) -> None:
        self._xdotool("mousemove", str(x), str(y))

    def _windows(self, title: str) -> list[str]:
        return self._xdotool("search", "--onlyvisible", "--name", title, check=False).split()

    def _xdotool(self, *arguments: str, check: bool = True) -> str:
        done = subprocess.run(
            ["xdotool", *arguments],
            env={**os.environ, **self.environment},
            capture_output=True,
            text=True,
            check=check,
        )
        return done.stdout
