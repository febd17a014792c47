"""
What is done when the process that shows the page ends by itself, as it does where memory is short.

Octavo goes on with its server, but the toolkit leaves the last picture in the window, and every key
goes nowhere.  So the page is loaded again at the note that was open, and offers the draft of what
was not saved, as after any end; a report is kept.  A page that ends again soon is not loaded a
third time: plain words stand there, in both languages, for they are no answer to a request that
could have one.  A page that ends together with its window, as both do by Ctrl+C in a terminal, is
let go.

The process of the network takes the cookie of the page along (`ui.gtk.readmission`).
"""

import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from notes import crashes

#: Seconds after an end in which another is soon.
SOON = 10.0
#: Ends so soon after each other that the plain words do not stay either.
HOPELESS = 4
#: What a report says, and the kind of end that the toolkit names.
ENDED = "The process of the page ended: %s"
NETWORK_ENDED = "The process of the network ended"

_NOTE = re.compile(r"/notes/(\w+)")

WORDS = """<!doctype html>
<meta charset="utf-8">
<title>Octavo</title>
<style>
  :root { color-scheme: light dark; font: 17px/1.6 system-ui, sans-serif; }
  body { max-width: 34em; margin: 12vh auto; padding: 0 2em; }
  @media (prefers-color-scheme: dark) { body { background: #1c1b19; } a { color: #8ab4d8; } }
</style>
<p lang="en">The page ended twice within a few seconds, so it is not loaded again by itself. What
was saved is there; what was not is offered as a draft. <a href="/">Load it again</a></p>
<p lang="zh-Hans">页面在几秒内两次意外终止，不再自动加载。已保存的都在，未保存的在草稿中。<a
href="/">重新加载</a></p>
"""


class Shown(Protocol):
    """The page of a toolkit."""

    def at(self) -> str:
        """The address that it shows."""

    def load(self, address: str) -> None: ...

    def say(self, words: str) -> None:
        """Show this HTML, whose links lead to our own pages."""


class Revival:
    """
    Of the page of one window, which `address` lets in anew at a note.  `came_back` has the page
    that is loaded again say that it is.
    """

    def __init__(
        self,
        library: Path,
        address: Callable[[str], str],
        is_ending: Callable[[], bool],
        came_back: Callable[[], None],
    ) -> None:
        self._library = library
        self._address = address
        self._is_ending = is_ending
        self._came_back = came_back
        self._ends: list[float] = []

    def ended(self, page: Shown, how: str) -> None:
        if self._is_ending():
            return
        crashes.record(self._library, ENDED % how)
        now = time.monotonic()
        self._ends = [*(end for end in self._ends if now - end < SOON), now]
        if len(self._ends) == 1:
            page.load(self._address(_note_of(page.at())))
            self._came_back()
        elif len(self._ends) < HOPELESS:
            page.say(WORDS)

    def network_ended(self) -> None:
        if self._is_ending():
            return
        crashes.record(self._library, NETWORK_ENDED)


def _note_of(address: str) -> str:
    named = _NOTE.fullmatch(urlsplit(address).path)
    return named[1] if named else ""
