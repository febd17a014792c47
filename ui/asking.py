"""
How threads of the server have a toolkit ask a person, or print.

A toolkit does all in a thread of its own; who asks from another waits until it is done, and what
was raised there is raised where it is waited for.  One dialog is shown at a time: who asks
besides is answered no, so that no more than one of the server's threads waits.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, Queue
from threading import Lock
from typing import TypeVar

T = TypeVar("T")

#: Seconds after which printing that does not end is given up.
PATIENCE = 300.0

NO_END = "It takes too long"


def done_in(toolkit: Callable[[Callable[[], None]], object], work: Callable[[], T]) -> T:
    """Have `toolkit` do it in its thread, and return what it returns."""
    answer: Future[T] = Future()

    def do() -> None:
        try:
            answer.set_result(work())
        except BaseException as fault:  # noqa: BLE001 (it is raised in the thread that waits)
            answer.set_exception(fault)

    toolkit(do)
    return answer.result()


class Turn:
    """Whose dialog is shown."""

    def __init__(self) -> None:
        self._taken = Lock()

    @contextmanager
    def taken(self) -> Iterator[bool]:
        """Whether it is free for who asks now, who has it from then on until the end."""
        is_ours = self._taken.acquire(blocking=False)
        try:
            yield is_ours
        finally:
            if is_ours:
                self._taken.release()


@contextmanager
def written(file: Path) -> Iterator[None]:
    """
    Make the file that is about to be written: OSError says what is in the way.  What was made is
    gone again when nothing came of it.
    """
    was_there = file.exists()
    file.touch()
    came = False
    try:
        yield
        came = True
    finally:
        if not (came or was_there):
            file.unlink(missing_ok=True)


def end_of(printing: Queue[T], seconds: float = PATIENCE) -> T:
    """What is told when it ends; OSError when nothing is."""
    try:
        return printing.get(timeout=seconds)
    except Empty:
        raise TimeoutError(NO_END) from None
