"""Ends of the real server: asked to end, asleep for a while, killed beside its workers."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import HTTPCookieProcessor, ProxyHandler, build_opener

import pytest

from notes.web import instance
from tests.desktop import within
from tests.faults.serving import PROGRAM, Life, living

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are looked at in /proc")

#: Seconds that a computer sleeps here; what would go wrong at once goes wrong in these.
ASLEEP = 1.5


@pytest.fixture
def life(tmp_path: Path) -> Iterator[Life]:
    """A server whose page was opened, so that it has a worker."""
    with living(tmp_path / "library") as life:
        browser = build_opener(HTTPCookieProcessor(), ProxyHandler({}))
        assert browser.open(life.address).status == 200
        assert within(20, lambda: len(life.orphans()) > 1)
        yield life


def token_of(library: Path) -> str:
    command = [*PROGRAM, "--library", str(library), "token", "create", "t", "--scope", "write"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()[-1]


def test_a_server_that_is_asked_to_end_ends_with_its_workers_and_leaves_no_note(
    life: Life,
) -> None:
    assert life.stop() == 0
    assert life.orphans() == []
    assert not (life.library / instance.NOTE_NAME).exists()
    assert not (life.library / "octavo.db-wal").exists()


def test_workers_of_a_killed_server_end(life: Life) -> None:
    life.kill()
    assert within(10, lambda: life.orphans() == [])


def test_a_computer_that_slept_goes_on_where_it_was(life: Life) -> None:
    token = token_of(life.library)
    with life.door(token) as door:
        made = door.ask("POST", "/notes", {"body": "# Before"})
        group = life.orphans()
        for pid in group:
            os.kill(pid, signal.SIGSTOP)
        time.sleep(ASLEEP)
        for pid in group:
            os.kill(pid, signal.SIGCONT)
        path = f"/notes/{made.sent['id']}"
        assert door.ask("PUT", path, {"body": "# After"}, base=1).status == 200
        assert json.dumps(door.ask("GET", path).sent["body"]) == '"# After"'
    assert life.stop() == 0
