"""
What ends a program that would go on: Ctrl+C, a terminal that closes, a system that shuts down.

A terminal tells all that was started in it.  WebKit shows the page with programs of its own, which
would end before the page has saved; so for a window these signals are blocked (`hold`) before
anything else is begun.  Threads and programs inherit that, and WebKit's end when the window does.

One thread waits for what is blocked; on Windows, where nothing can be, handlers hand it over.
Nothing of ours runs in a handler then, which comes between any two steps of the main thread and
waits forever for a lock that this one has.  Where nothing is held (`serve`) it does, and what is
called must need no lock (`Stop`).
"""

import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import Empty, SimpleQueue
from types import FrameType

#: Seconds in which a signal that comes again is the same one: a terminal tells a program that is
#: one file twice, as do `timeout` and others that tell a program and then its group.
SAME = 0.5


def ends() -> list[signal.Signals]:
    """What is to end the program; a closing terminal is not where somebody had that ignored."""
    named = [signal.SIGTERM, signal.SIGINT]
    if sys.platform != "win32" and signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:
        named.append(signal.SIGHUP)
    return named


class Stop:
    """What a main thread waits for that has nothing else to do."""

    def __init__(self) -> None:
        self._said: SimpleQueue[None] = SimpleQueue()

    def say(self) -> None:
        """From any thread or handler, even in the midst of this or of `wait`."""
        self._said.put(None)

    def wait(self) -> None:
        """Handlers run in the main thread alone, which may hear only now that one should."""
        while True:
            try:
                return self._said.get(timeout=1.0)
            except Empty:
                continue


class _Taker:
    """The thread that waits; until it is told what ends the program, signals do what they do."""

    def __init__(self) -> None:
        self.held: list[signal.Signals] = []
        self.end: Callable[[], object] | None = None
        self._handed: SimpleQueue[int] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="signals", daemon=True)

    def hold(self) -> None:
        self.held = ends()
        if sys.platform != "win32":
            signal.pthread_sigmask(signal.SIG_BLOCK, self.held)
        self._thread.start()

    def hand(self, number: int, _frame: FrameType | None) -> None:
        """From a handler, where another thread has let it through."""
        if not self.end:
            self.release()
            with let_through():
                signal.raise_signal(number)
        elif sys.platform == "win32":
            self._handed.put(number)
        elif self._thread.ident:
            signal.pthread_kill(self._thread.ident, number)

    def release(self) -> None:
        self.end = None
        for number in self.held:
            signal.signal(number, signal.SIG_DFL)

    def _run(self) -> None:
        last = -SAME
        while True:
            number = self._next()
            if time.monotonic() - last >= SAME:
                last = time.monotonic()
                if not self._ended():
                    with let_through():
                        signal.raise_signal(number)

    def _next(self) -> int:
        if sys.platform == "win32":
            return self._handed.get()
        return signal.sigwait(self.held)

    def _ended(self) -> bool:
        """Whether somebody was told; who fails at it is told no more."""
        end = self.end
        if not end:
            return False
        try:
            end()
        except Exception as error:  # noqa: BLE001 (the top of a thread, which has to go on)
            self.end = None
            told = (type(error), error, error.__traceback__, self._thread)
            threading.excepthook(threading.ExceptHookArgs(told))
            return False
        return True


_taker = _Taker()


def hold() -> None:
    """From now on, in this thread and in all that it begins."""
    if not _taker.held:
        _taker.hold()


def take(end: Callable[[], object]) -> None:
    """
    Call `end` at each signal: where they are held in a thread of its own, else in a handler.  Again
    where a toolkit has put handlers of its own.
    """
    _taker.end = end
    for number in _taker.held or ends():
        signal.signal(number, _taker.hand if _taker.held else lambda *_: end())


def release() -> None:
    """From the main thread, where nobody is left to be told: another ends the program at once."""
    _taker.release()


@contextmanager
def let_through() -> Iterator[None]:
    """Programs that are started within do not inherit what is held: they go on without us."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_UNBLOCK, _taker.held)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
