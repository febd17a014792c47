"""
Long work beside the program: it tells how far it is, and it can be stopped.

A job is a function that is given a way to tell its progress and returns a report.
It runs in a thread and is stopped between two steps: where each step is a transaction of
its own, whole steps are left behind, and where all are one, nothing is.
"""

import logging
import secrets
import threading
import time
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any, Generic, Literal, TypeVar

from notes.errors import JobRunning, Missing, OctavoError, place_of
from notes.progress import Progress
from notes.storage.database import database

State = Literal["running", "done", "failed", "stopped"]
Kind = Literal["import", "replacement", "backup", "shelf", "act", "recovery", "check", "export"]
R = TypeVar("R")

#: Jobs that are remembered after their end, for a page that asks late.
REMEMBERED = 20
#: Seconds in which most jobs stop.
HEARD = 0.5

log = logging.getLogger("octavo")


class _Stopped(Exception):
    """Raised into the work at its next step."""


class Job(Generic[R]):
    """`fact` says why a job failed; None for a failed job is a bug, which was logged."""

    def __init__(self, work: Callable[[Progress], R], kind: Kind, *, alone: bool) -> None:
        self.id = secrets.token_hex(8)
        self.kind = kind
        self.alone = alone
        self.state: State = "running"
        self.done = 0
        self.total = 0
        self.report: R | None = None
        self.fact: OctavoError | None = None
        self._began = time.monotonic()
        self._ended: float | None = None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(work,), name="job", daemon=True)
        self._thread.start()

    @property
    def seconds(self) -> float:
        """How long it runs, or ran."""
        return (self._ended or time.monotonic()) - self._began

    def stop(self) -> None:
        """Ask it to stop at its next step."""
        self._stopping.set()

    def join(self, seconds: float | None = None) -> None:
        """Wait for its end, as long as it takes or at most so long."""
        self._thread.join(seconds)

    def _tell(self, done: int, total: int) -> None:
        self.done, self.total = done, total
        if self._stopping.is_set():
            raise _Stopped

    def _run(self, work: Callable[[Progress], R]) -> None:
        beside = nullcontext() if self.alone else database.gate.entered()
        try:
            with beside:
                self.report = work(self._tell)
            self.state = "done"
        except _Stopped:
            self.state = "stopped"
        except OctavoError as fact:
            self.fact = fact
            self.state = "failed"
        except Exception as error:  # noqa: BLE001 (the top of a thread)
            log.error("A job failed: %s\n%s", type(error).__name__, place_of(error))
            self.state = "failed"
        finally:
            database.leave()
            self._ended = time.monotonic()


class Jobs:
    """The jobs of one launch."""

    def __init__(self) -> None:
        self._jobs: dict[str, Job[Any]] = {}
        self._lock = threading.Lock()
        self._stopped = False

    def start(self, work: Callable[[Progress], R], kind: Kind, *, alone: bool = True) -> Job[R]:
        """
        Start work.  Of work that writes, which is alone, one piece goes on at a time: two
        imports of a folder would double it.
        """
        with self._lock:
            if self._stopped or (alone and self._busy()):
                raise JobRunning
            job = Job(work, kind, alone=alone)
            self._jobs[job.id] = job
            for old in list(self._jobs)[:-REMEMBERED]:
                if self._jobs[old].state != "running":
                    del self._jobs[old]
        return job

    def job(self, job_id: str, *kinds: Kind) -> Job[Any]:
        """The job of this id, if it is of the kinds: each has its own report."""
        found = self._jobs.get(job_id)
        if found is None or found.kind not in kinds:
            raise Missing("job", job_id)
        return found

    def newest(self, kind: Kind) -> Job[Any] | None:
        """The last of its kind that was started, if it is remembered."""
        return next((job for job in reversed(self._jobs.values()) if job.kind == kind), None)

    def forget(self, job_id: str, kind: Kind) -> None:
        """Stop a job and let its report go; one in a long step stops behind it, and stays known."""
        job = self.job(job_id, kind)
        job.stop()
        job.join(HEARD)
        with self._lock:
            if job.state != "running":
                self._jobs.pop(job_id, None)

    def stop(self) -> None:
        """Stop all of them and wait until they have; before the library is closed."""
        with self._lock:
            self._stopped = True
            running = list(self._jobs.values())
        for job in running:
            job.stop()
        for job in running:
            job.join()

    def _busy(self) -> bool:
        return any(job.alone and job.state == "running" for job in self._jobs.values())
