"""
Rendering in processes of their own, so that no note can hold up the program.

A note is data from anywhere, and some texts make a parser hang (regular
expressions hold the interpreter's lock meanwhile) or fall over.  So:

- The worker itself stops a block that takes too long and shows it as plain
  text (``notes.rendering.workshop``).  That is the rule, and it answers in time.
- A worker that does not answer is ended and replaced.  The note is rendered
  again, carefully: the worker says which block it begins, and the block that
  hung is shown as plain text.  When too many do, the whole note is.
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

import subprocess
import threading
import time
from collections.abc import Sequence
from html import escape
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import IO, NamedTuple, Self

from notes.paths import own_command
from notes.rendering import alarm, frames
from notes.rendering.frames import Message
from notes.rendering.manner import PLAIN, Manner

#: Changes when the same text would be rendered to something else; part of every cache's key.
VERSION = "4"

#: Characters above which a note is shown as plain text without being tried.
LIMIT = 1_000_000
#: Seconds that a worker has to start, and then to render before it shows the rest as text.
START, SOFT = 20.0, 1.5
#: Seconds after which it is ended: altogether, and without a word.  Within half of SOFT it has
#: rendered the note or stopped trying, and from then on it says which block it begins.
HARD, SILENCE = 2.0, SOFT / 2 + 0.35 if alarm.AVAILABLE else 1.0
#: Workers that may be lost over one careful try, and the seconds that each may take for all of
#: it and for one block.
LOST, AGAIN, BLOCK = 4, 1.0, 0.3


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
    def __init__(self, command: Sequence[str] | None = None) -> None:
        self._command = list(command or [*own_command(), "render-worker"])
        self._seats = (_Seat(self._command), _Seat(self._command))
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
            return Page(_plain(text), 1, 0.0)
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
            return Preview([Block(0, _plain(text))], 1)
        return Preview([Block(line, html) for line, html in answer["blocks"]], answer["plain"])

    def boxes(self, text: str) -> list[int]:
        """Where the boxes of the tasks of a page stand in its text, in the order of the page."""
        answer = self._answer({"want": "boxes", "text": text}, self._seats[0])
        return answer["boxes"] if answer else []

    def _answer(self, request: Message, preferred: "_Seat") -> Message | None:
        if len(request["text"]) > LIMIT:
            return None
        seat = self._take(preferred)
        try:
            return seat.ask(request | {"seconds": SOFT})
        finally:
            self._give_back(seat)

    def _take(self, preferred: "_Seat") -> "_Seat":
        with self._changed:
            self._changed.wait_for(lambda: self._free)
            choice = [seat for seat in (preferred, *self._seats) if seat in self._free]
            seat = next((seat for seat in choice if seat.is_filled), choice[0])
            self._free.discard(seat)
            return seat

    def _give_back(self, seat: "_Seat") -> None:
        with self._changed:
            self._free.add(seat)
            self._changed.notify()


def serve(stdin: IO[bytes], stdout: IO[bytes]) -> None:
    """What a worker does; returns when its input ends."""
    from notes.rendering import workshop

    workshop.serve(stdin, stdout)


class _Seat:
    """A place for one worker at a time; whoever has taken the seat asks it alone."""

    def __init__(self, command: list[str]) -> None:
        self._command = command
        self._lock = threading.Lock()
        self._worker: _Worker | None = None
        self._closed = False

    @property
    def is_filled(self) -> bool:
        return self._worker is not None

    def fill(self) -> "_Worker | None":
        with self._lock:
            if not self._worker and not self._closed:
                self._worker = _Worker(self._command)
            return self._worker

    def replace(self) -> None:
        self._empty()
        self.fill()

    def close(self) -> None:
        self._closed = True
        self._empty()

    def _empty(self) -> None:
        with self._lock:
            worker, self._worker = self._worker, None
        if worker:
            worker.end()

    def ask(self, request: Message) -> Message | None:
        """The answer, by whatever way it can be had; None when it cannot."""
        worker = self.fill()
        if not worker or not worker.is_ready():
            self.replace()
            return None
        answer, _ = worker.ask(request, HARD, SILENCE)
        if answer is None:
            self.replace()
            answer = self._ask_carefully(request)
        return answer

    def _ask_carefully(self, request: Message) -> Message | None:
        hung: list[int] = []
        while len(hung) < LOST:
            worker = self.fill()
            if not worker or not worker.is_ready():
                return None
            again = request | {"careful": True, "hung": hung, "seconds": AGAIN / 2}
            answer, at = worker.ask(again, AGAIN, BLOCK)
            if answer is not None:
                return answer
            self.replace()
            hung.append(at)
        return None


class _Worker:
    """One process, with the thread that starts it, talks to it, and outlives it."""

    def __init__(self, command: list[str]) -> None:
        self._command = command
        self._requests: SimpleQueue[Message | None] = SimpleQueue()
        self._answers: SimpleQueue[Message | None] = SimpleQueue()
        self._process: subprocess.Popen[bytes] | None = None
        self._is_ready = False
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="render-worker", daemon=True)
        self._thread.start()

    def is_ready(self) -> bool:
        self._is_ready = self._is_ready or self._next(START) is not None
        return self._is_ready

    def ask(self, request: Message, seconds: float, step: float) -> tuple[Message | None, int]:
        """The answer, or None and the block that the worker was at when it stopped answering."""
        until, at = time.monotonic() + seconds, 0
        self._requests.put(request)
        while answer := self._next(min(step, until - time.monotonic())):
            if "at" not in answer:
                return answer, at
            at = answer["at"]
        return None, at

    def end(self) -> None:
        self._ended.set()
        self._requests.put(None)
        if self._process:
            self._process.kill()
        self._thread.join()

    def _next(self, seconds: float) -> Message | None:
        try:
            answer = self._answers.get(timeout=max(0.0, seconds))
        except Empty:
            return None
        if answer is None:
            self._answers.put(None)  # it has gone, and whoever asks again is told so again
        return answer

    def _run(self) -> None:
        try:
            with self._started() as process:
                self._talk(process)
        except OSError:
            pass  # it has gone; whoever waits is told below
        self._answers.put(None)

    def _started(self) -> subprocess.Popen[bytes]:
        self._process = subprocess.Popen(
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        if self._ended.is_set():
            self._process.kill()
        return self._process

    def _talk(self, process: subprocess.Popen[bytes]) -> None:
        stdin, stdout = process.stdin, process.stdout
        if not stdin or not stdout:
            return
        self._answers.put(frames.read(stdout))
        while request := self._requests.get():
            frames.write(stdin, request)
            while answer := frames.read(stdout):
                self._answers.put(answer)
                if "at" not in answer:
                    break
            else:
                return


def _plain(text: str) -> str:
    return f'<pre class="plain">{escape(text, quote=False)}</pre>'
