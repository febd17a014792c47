"""
The real server as a process of its own, and a door to it, as a program has one.

Nothing here knows the library: what is asked goes over HTTP, what is told is what the command
line says.
"""

import json
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any, NamedTuple, Self
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPCookieProcessor, ProxyHandler, build_opener

from tests.faults.outcome import Lacking

ROOT = Path(__file__).parents[2]
PROGRAM = (sys.executable, str(ROOT / "main.py"))
#: Seconds after which a server that does not answer is taken for dead.
PATIENCE = 30.0

#: What a door raises when there is nobody behind it any more.
GONE = (OSError, HTTPException)


class Answer(NamedTuple):
    status: int
    sent: Any

    @property
    def good(self) -> bool:
        return self.status < 300


class Door:
    """A kept-alive connection, with a token."""

    def __init__(self, port: int, token: str) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        self._headers = {"Authorization": f"Bearer {token}"}

    def ask(self, method: str, path: str, sent: object = None, base: int = 0) -> Answer:
        headers = dict(self._headers)
        if base:
            headers["If-Match"] = f'"{base}"'
        body = None
        if sent is not None:
            body, headers["Content-Type"] = json.dumps(sent), "application/json"
        self._connection.request(method, f"/api/v1{path}", body, headers)
        answer = self._connection.getresponse()
        content = answer.read()
        return Answer(answer.status, json.loads(content) if content else None)

    def close(self) -> None:
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Life:
    """One life of the server, from its start to its end."""

    def __init__(
        self, library: Path, environment: Mapping[str, str] = {}, before: Sequence[str] = ()
    ) -> None:
        self.library = library
        self.began = time.monotonic()
        self._process = subprocess.Popen(
            [*before, *PROGRAM, "--library", str(library), "serve"],
            cwd=ROOT,
            env={**os.environ, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self.address = ""

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def port(self) -> int:
        return urlsplit(self.address).port or 0

    def wait(self) -> "Life":
        """Until it says where it is."""
        assert self._process.stdout
        words = self._process.stdout.readline().split()
        self.address = next((word for word in words if word.startswith("http://")), "")
        if not self.address:
            raise ServerFailed(self._process.communicate()[1])
        return self

    def door(self, token: str) -> Door:
        """Who opens it closes it."""
        return Door(self.port, token)

    def pages(self, *paths: str) -> list[Answer]:
        """Pages as a browser gets them that enters here, each with its text; good for once."""
        browser = build_opener(HTTPCookieProcessor(), ProxyHandler({}))
        addresses = [self.address, *(f"http://127.0.0.1:{self.port}{path}" for path in paths)]
        answers = []
        for address in addresses:
            try:
                with browser.open(address, timeout=PATIENCE) as page:
                    answers.append(Answer(page.status, page.read().decode()))
            except HTTPError as refused:
                with refused:
                    answers.append(Answer(refused.code, refused.read().decode()))
        return answers

    def kill(self) -> None:
        self._process.kill()
        self._over()

    def stop(self) -> int:
        """Ask it to end; its exit code."""
        self._process.send_signal(signal.SIGTERM)
        self._over()
        return self._process.returncode

    def _over(self) -> None:
        self._process.communicate(timeout=PATIENCE)

    def orphans(self) -> list[int]:
        """Processes that it started and that have outlived it."""
        return [pid for pid, group in _groups() if group == self.pid]


class ServerFailed(Exception):
    """It ended instead of serving; what it said."""


@contextmanager
def living(library: Path, **options: Any) -> Iterator[Life]:
    """A server that is asked to end at the end, and killed if it does not."""
    life = Life(library, **options)
    try:
        yield life.wait()
        life.stop()
    finally:
        life.kill()


def command(
    library: Path,
    *words: str,
    given: str = "",
    environment: Mapping[str, str] = {},
    before: Sequence[str] = (),
) -> subprocess.CompletedProcess[str]:
    """One command of the program; the caller looks at how it ended."""
    return subprocess.run(
        [*before, *PROGRAM, "--library", str(library), *words],
        cwd=ROOT,
        env={**os.environ, **environment},
        input=given,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE * 4,
    )


def token(library: Path, environment: Mapping[str, str] = {}) -> str:
    """A key that may write; the library is made when there is none."""
    words = ("token", "create", f"faults {secrets.token_hex(4)}", "--scope", "write")
    made = command(library, *words, environment=environment)
    if made.returncode:
        raise ServerFailed(made.stderr)
    return made.stdout.strip()


def need(present: object, what: str) -> None:
    if not present:
        raise Lacking(what)


def _groups() -> Iterator[tuple[int, int]]:
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            status = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if status[0] != "Z":
            yield int(folder.name), int(status[2])
