"""
Rendering in processes of their own, so that no note can hold up the program.

A note is data from anywhere, and some texts make a parser hang (regular
expressions hold the interpreter's lock meanwhile) or fall over.  So:

- The worker itself stops a block that takes too long and shows it as plain
  text (``notes.rendering.workshop``).  That is the rule, and it answers in time.
- A worker that does not answer is ended and replaced, and one that has gone is
  replaced as well (``notes.rendering.seats``).
- There are two workers, the second started when the first is busy: from then on
  pages go to the one, previews to the other, and either takes over for one that
  is busy.  So a note that hangs holds up nobody else.

Workers end when the program does: they read the end of their input; on Linux
the kernel ends them with the thread that started them (which therefore lives
as long as they do); and one that hangs when nobody is left ends itself after
``workshop.LAST_RESORT`` seconds, on every platform.

This module costs nothing to import: Markdown, Pygments and nh3 are loaded in
the workers only.  A Renderer may be used from any thread.
"""

import threading
from collections.abc import Sequence
from types import TracebackType
from typing import IO, NamedTuple, Self

from notes.paths import own_command
from notes.rendering.frames import Message
from notes.rendering.manner import PLAIN, Manner
from notes.rendering.seats import Seat
from notes.rendering.unrendered import unrendered

#: Changes when the same text would be rendered to something else; part of every cache's key.
VERSION = "7"

#: Characters above which a note is shown as plain text without being tried.
LIMIT = 1_000_000


class Page(NamedTuple):
    """A whole note; `plain` counts the blocks that are shown as text."""

    html: str
    plain: int
    ms: float


class Block(NamedTuple):
    """`line` is where it starts in the source, from 0."""

    line: int
    html: str


class Preview(NamedTuple):
    blocks: list[Block]
    plain: int


class Renderer:
    def __init__(self, command: Sequence[str] | None = None, *, patience: float = 1) -> None:
        """`patience`: how many times longer a busy machine may take for a note than a free one."""

        def wanted() -> list[str]:
            return list(command or [*own_command(), "render-worker"])

        self._seats = (Seat(wanted, patience), Seat(wanted, patience))
        self._free = set(self._seats)
        self._changed = threading.Condition()

    def start(self) -> None:
        """Return at once; the first worker starts in the background."""
        self._seats[0].fill()

    def stop(self) -> None:
        for seat in self._seats:
            seat.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self.stop()

    def page(self, text: str, *, manner: Manner = PLAIN, remote_images: bool = False) -> Page:
        """The note rendered whole; images from elsewhere are links unless they were asked for."""
        wanted = {"manner": manner, "remote_images": remote_images}
        answer = self._answer({"want": "page", "text": text, **wanted}, self._seats[0])
        if answer is None:
            return Page(unrendered(text), 1, 0.0)
        return Page(answer["html"], answer["plain"], answer["ms"])

    def blocks(
        self,
        text: str,
        *,
        whole: bool = False,
        manner: Manner = PLAIN,
        remote_images: bool = False,
    ) -> Preview:
        """
        The note block by block, each rendered only when it has changed; with `whole` as a
        page whose blocks know each other.
        """
        wanted = {"whole": whole, "manner": manner, "remote_images": remote_images}
        request = {"want": "blocks", "text": text, **wanted}
        answer = self._answer(request, self._seats[0 if whole else 1])
        if answer is None:
            return Preview([Block(0, unrendered(text))], 1)
        return Preview([Block(line, html) for line, html in answer["blocks"]], answer["plain"])

    def boxes(self, text: str) -> list[int]:
        """Where the boxes of the tasks of a page stand in its text, in the order of the page."""
        answer = self._answer({"want": "boxes", "text": text}, self._seats[0])
        return answer["boxes"] if answer else []

    def _answer(self, request: Message, preferred: Seat) -> Message | None:
        if len(request["text"]) > LIMIT:
            return None
        seat = self._take(preferred)
        try:
            return seat.ask(request)
        finally:
            self._give_back(seat)

    def _take(self, preferred: Seat) -> Seat:
        with self._changed:
            self._changed.wait_for(lambda: self._free)
            choice = [seat for seat in (preferred, *self._seats) if seat in self._free]
            seat = next((seat for seat in choice if seat.is_filled), choice[0])
            self._free.discard(seat)
            return seat

    def _give_back(self, seat: Seat) -> None:
        with self._changed:
            self._free.add(seat)
            self._changed.notify()


def serve(stdin: IO[bytes], stdout: IO[bytes]) -> None:
    """What a worker does; returns when its input ends."""
    from notes.rendering import workshop

    workshop.serve(stdin, stdout)
