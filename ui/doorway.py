"""
The way into a browser: a page on the disk that leads to Octavo.

An address to enter by is a secret until it is used, and a browser that is started
with it shows it to everybody on the machine in its command line.  So the browser
is given a file that nobody else can read and that is gone some seconds later.
"""

import os
import webbrowser
from pathlib import Path
from threading import Timer
from types import TracebackType
from typing import Self

from notes import signals

NAME = "octavo.html"
#: Seconds that a browser has to read it.
OPEN = 10.0

PAGE = """<!doctype html>
<meta charset="utf-8">
<meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0;url=%s">
<title>Octavo</title>
"""


class Doorway:
    """The page in a library's folder; none lies there when the block has ended."""

    def __init__(self, folder: Path) -> None:
        self._page = folder / NAME
        self._closing: Timer | None = None

    def lead(self, address: str) -> None:
        """
        Open the browser on the page; it leads to one of our own addresses.  Where no file
        can be written the address has been printed, and that has to do.
        """
        try:
            self._write(address)
        except OSError:
            return
        self._closing = Timer(OPEN, self._page.unlink, kwargs={"missing_ok": True})
        self._closing.daemon = True
        self._closing.start()
        with signals.let_through():
            webbrowser.open(self._page.as_uri())

    def _write(self, address: str) -> None:
        self.close()
        opened = os.open(self._page, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(opened, "w") as page:
            page.write(PAGE % address)

    def wait(self) -> None:
        """Until the page is gone."""
        if self._closing:
            self._closing.join()

    def close(self) -> None:
        if self._closing:
            self._closing.cancel()
        self._page.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
