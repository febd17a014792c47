"""
The places of the rendering workers: whoever has a seat asks the worker in it, and gets an
answer even when the worker is lost over it.

- A worker that has gone (killed, out of memory) may have gone for reasons that are none of
  the note's.  Another one is asked the same in the time that is left.
- One that hangs is ended.  Then, and when the second has gone too, the note is rendered
  carefully: the worker says which block it begins, and the block that hung is shown as
  plain text.  A block over which workers only went has had two of them.
- When too many are lost, there is no answer.
"""

import subprocess
import threading
import time
from collections.abc import Callable
from queue import Empty, SimpleQueue

from notes.errors import NoRoomToUnpack, UnpackedGone
from notes.rendering import alarm, frames
from notes.rendering.frames import Message

#: Seconds that a worker has to start, and then to render before it shows the rest as text.
START, SOFT = 20.0, 1.5
#: Seconds after which it is ended: altogether, and without a word.  Within half of SOFT it has
#: rendered the note or stopped trying, and from then on it says which block it begins.
HARD, SILENCE = 2.0, SOFT / 2 + 0.35 if alarm.AVAILABLE else 1.0
#: Workers that may go over one start, and over one request before it is rendered carefully.
TRIES = 2
#: Workers that may be lost over one careful try, and the seconds that each may take for all of
#: it and for one block.
LOST, AGAIN, BLOCK = 4, 1.0, 0.3


class Seat:
    """
    A place for one worker at a time; whoever has taken the seat asks it alone.  `command` is asked
    for each worker: what starts it may lie elsewhere by then.  With more `patience` than 1 a worker
    has so many times the seconds of the wall clock.
    """

    def __init__(self, command: Callable[[], list[str]], patience: float = 1) -> None:
        self._command = command
        self._patience = patience
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
        request = request | {"patience": self._patience}
        hard, silence = HARD * self._patience, SILENCE * self._patience
        left = hard
        for _ in range(TRIES):
            worker = self._ready()
            if not worker:
                return None
            began = time.monotonic()
            timed = request | {"seconds": max(min(SOFT, left), AGAIN / 2)}
            answer, _ = worker.ask(timed, hard, silence)
            if answer is not None:
                return answer
            self.replace()
            if not worker.has_gone:
                break
            left -= time.monotonic() - began
        return self._ask_carefully(request)

    def _ask_carefully(self, request: Message) -> Message | None:
        #: The blocks that workers were lost over: once when one went, as often as it takes for
        #: the block to be given up when one hung.
        lost: list[int] = []
        while len(lost) < LOST * TRIES:
            worker = self._ready()
            if not worker:
                return None
            hung = [at for at in set(lost) if lost.count(at) >= TRIES]
            again = request | {"careful": True, "hung": hung, "seconds": AGAIN / 2}
            answer, at = worker.ask(again, AGAIN * self._patience, BLOCK * self._patience)
            if answer is not None:
                return answer
            self.replace()
            lost += [at] * (1 if worker.has_gone else TRIES)
        return None

    def _ready(self) -> "_Worker | None":
        """A worker that has started, if one does in time."""
        for _ in range(TRIES):
            worker = self.fill()
            if not worker or worker.is_ready():
                return worker
            self.replace()
            if not worker.has_gone:
                break
        return None


class _Worker:
    """One process, with the thread that starts it, talks to it, and outlives it."""

    def __init__(self, command: Callable[[], list[str]]) -> None:
        self._command = command
        self._requests: SimpleQueue[Message | None] = SimpleQueue()
        self._answers: SimpleQueue[Message | None] = SimpleQueue()
        self._process: subprocess.Popen[bytes] | None = None
        self._is_ready = False
        #: Whether it ended without being told to.
        self.has_gone = False
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
            self.has_gone = True
            self._answers.put(None)  # and whoever asks again is told so again
        return answer

    def _run(self) -> None:
        try:
            with self._started() as process:
                self._talk(process)
        except (OSError, NoRoomToUnpack, UnpackedGone):
            pass  # it has gone; whoever waits is told below
        self._answers.put(None)

    def _started(self) -> subprocess.Popen[bytes]:
        self._process = subprocess.Popen(
            self._command(),
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
