"""
Clocks, quantiles, and servers to ask.
"""

import http.client
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).parents[2]


def seconds(act: Callable[..., object], *given: Any, **named: Any) -> float:
    began = time.perf_counter()
    act(*given, **named)
    return time.perf_counter() - began


def p50(values: list[float]) -> float:
    return statistics.median(values)


def p95(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.95)]


def p99(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.99)]


def run(*command: str) -> str:
    done = subprocess.run(
        [sys.executable, *command], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return done.stdout


class Asking:
    """A kept-alive connection to one server."""

    def __init__(self, address: str, headers: Mapping[str, str], process: int) -> None:
        self.process = process
        self.address = address
        place = urlsplit(address)
        self.connection = http.client.HTTPConnection(place.hostname or "", place.port or 0)
        self.headers = dict(headers)

    def __call__(self, path: str, method: str = "GET", sent: object = None, **more: str) -> bytes:
        body = None if sent is None else json.dumps(sent)
        headers = {**self.headers, **more}
        if body is not None:
            headers["Content-Type"] = "application/json"
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        content = answer.read()
        if answer.status >= 400:
            raise RuntimeError(f"{method} {path}: {answer.status} {content[:200]!r}")
        return content

    def again(self) -> "Asking":
        """Another connection to the same server."""
        return Asking(self.address, self.headers, self.process)

    def memory(self) -> float:
        """Megabytes that the server holds, as Linux counts them."""
        pages = int(Path(f"/proc/{self.process}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


@contextmanager
def serving(
    *command: str, program: str = sys.executable, headers: Mapping[str, str] = {}
) -> Iterator[Asking]:
    """A server as a process of its own; its first line names its address."""
    process = subprocess.Popen([program, *command], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        address = next(word for word in line.split() if word.startswith("http://"))
        yield Asking(address, headers, process.pid)
    finally:
        process.terminate()
        process.wait()
