import json
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from socket import socket
from threading import Thread
from urllib.request import HTTPCookieProcessor, ProxyHandler, build_opener

import pytest
from flask.testing import FlaskClient

from notes.importers.report import Report
from notes.library.opening import Library
from notes.rendering.worker import Renderer
from notes.web import instance
from notes.web.server import Server
from notes.web.session import Session
from tests.conftest import Headless

NOTE = "0123456789abcdef"


@pytest.fixture
def server(library: Library, shell: Headless, renderer: Renderer) -> Iterator[Server]:
    with Server(library, shell, renderer) as serving:
        yield serving


def test_a_second_start_raises_the_window_of_the_first(
    library: Library, server: Server, shell: Headless
) -> None:
    with instance.announced(library.folder, server.port, server.session.instance_key):
        assert instance.raise_first(library.folder) == ""
    assert shell.raised == 1


def test_a_second_start_is_given_an_address_where_there_is_no_window(
    library: Library, server: Server, shell: Headless
) -> None:
    shell.has_window = False
    with instance.announced(library.folder, server.port, server.session.instance_key):
        address = instance.raise_first(library.folder)
    assert address
    browser = build_opener(HTTPCookieProcessor(), ProxyHandler({}))
    assert browser.open(address).status == 200


def test_a_second_server_is_given_an_address_and_raises_nothing(
    library: Library, server: Server, shell: Headless
) -> None:
    with instance.announced(library.folder, server.port, server.session.instance_key):
        address = instance.address_of_first(library.folder)
    assert address
    assert address.startswith(f"{server.session.origin}/?ticket=")
    assert shell.raised == 0


@pytest.mark.parametrize(
    "address", ["http://evil.example/", "http://127.0.0.1:1/", "file:///x", "http://127.0.0.1:9@e/"]
)
def test_an_address_that_leads_elsewhere_is_none(
    library: Library, server: Server, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setattr(instance, "STARTING", 0.2)
    monkeypatch.setattr(Session, "address", lambda _: address)
    with instance.announced(library.folder, server.port, server.session.instance_key):
        assert instance.address_of_first(library.folder) is None


def test_a_note_with_a_wrong_secret_raises_nothing(
    library: Library, server: Server, shell: Headless, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(instance, "STARTING", 0.2)
    with instance.announced(library.folder, server.port, "a guess"):
        assert instance.raise_first(library.folder) is None
    assert shell.raised == 0


class Stranger(BaseHTTPRequestHandler):
    """Has the port by now, and says yes to everything."""

    def do_POST(self) -> None:
        body = json.dumps({"address": f"http://127.0.0.1:{self.server.server_port}/"}).encode()
        self.send_response(204 if self.path.endswith("raise") else 200)
        self.send_header("Content-Length", str(len(body)))
        self.send_header(instance.PROOF, self.headers[instance.PROOF])
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing is to be said."""


def test_a_stranger_who_has_the_port_of_one_that_was_killed_is_no_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(instance, "STARTING", 0.2)
    with HTTPServer(("127.0.0.1", 0), Stranger) as stranger:
        Thread(target=stranger.serve_forever, daemon=True).start()
        with instance.announced(tmp_path, stranger.server_port, "secret"):
            assert instance.raise_first(tmp_path, patience=0) is None
            assert instance.address_of_first(tmp_path) is None
        stranger.shutdown()


@pytest.mark.parametrize("left", ["", "[]", '{"port": 1}', '{"port": 1, "secret": "x"}', "\0"])
def test_a_note_that_leads_nowhere_is_no_first(
    library: Library, left: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(instance, "STARTING", 0.2)
    (library.folder / instance.NOTE_NAME).write_text(left, "utf-8")
    assert instance.raise_first(library.folder) is None


def test_a_first_that_is_slow_to_start_is_waited_for(
    library: Library, server: Server, shell: Headless, monkeypatch: pytest.MonkeyPatch
) -> None:
    with instance.announced(library.folder, server.port, server.session.instance_key):
        note = library.folder / instance.NOTE_NAME
        left = note.rename(note.with_suffix(".later"))
        seconds = [0.0]

        def sleep(longer: float) -> None:
            seconds[0] += longer
            if seconds[0] >= 5 and left.exists():
                left.rename(note)

        monkeypatch.setattr(instance.time, "sleep", sleep)
        monkeypatch.setattr(instance.time, "monotonic", lambda: seconds[0])
        assert instance.raise_first(library.folder) == ""
    assert shell.raised == 1


def test_a_first_that_hangs_is_asked_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(instance, "PATIENCE", 0.2)
    monkeypatch.setattr(instance.time, "sleep", lambda _: pytest.fail("it is asked again"))
    with socket() as hanging:
        hanging.bind(("127.0.0.1", 0))
        hanging.listen()
        with instance.announced(tmp_path, hanging.getsockname()[1], "secret"):
            assert instance.raise_first(tmp_path) is None


def test_the_note_is_private_and_goes_with_its_window(library: Library) -> None:
    note = library.folder / instance.NOTE_NAME
    with instance.announced(library.folder, 1, "secret"):
        assert stat.S_IMODE(note.stat().st_mode) == 0o600
    assert not note.exists()


def test_a_first_that_cannot_leave_its_note_runs_all_the_same(library: Library) -> None:
    (library.folder / "octavo.new").mkdir()
    with instance.announced(library.folder, 1, "secret"):
        assert not (library.folder / instance.NOTE_NAME).exists()


def test_a_second_start_hands_over_the_note_that_it_was_started_with(
    library: Library, server: Server, shell: Headless
) -> None:
    with instance.announced(library.folder, server.port, server.session.instance_key):
        assert instance.raise_first(library.folder, NOTE) == ""
        assert shell.shown == NOTE
        shell.has_window = False
        address = instance.raise_first(library.folder, NOTE)
    assert address
    assert address.endswith(f"&note={NOTE}")


def test_a_second_start_hands_over_what_became_of_its_files(
    library: Library, server: Server, shell: Headless
) -> None:
    report = Report()
    report.fail("计划.md", "This is not UTF-8 text.")
    with instance.announced(library.folder, server.port, server.session.instance_key):
        assert instance.raise_first(library.folder, NOTE, report.told(1)) == ""
    assert (shell.shown, shell.brought) == (NOTE, 1)
    assert server.session.take_brought() == report.told(1)
    assert server.session.take_brought() is None


@pytest.mark.parametrize("note", ["../../x", "javascript:alert(1)", "0" * 17, "%0d%0a"])
def test_an_address_that_names_no_note_leads_to_the_notes(
    stranger: FlaskClient, session: Session, note: str
) -> None:
    answer = stranger.get(session.address(note), follow_redirects=False)
    assert answer.headers["Location"] == "/"


def test_an_address_leads_to_the_note_that_it_names(
    stranger: FlaskClient, session: Session
) -> None:
    assert stranger.get(session.address(NOTE)).headers["Location"] == f"/notes/{NOTE}"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a hundred starts are forks")
def test_a_hundred_kills_leave_no_lock_and_nothing_that_leads_to_nobody(tmp_path: Path) -> None:
    command = [sys.executable, "-c", KILLED, str(tmp_path / "library")]
    root = Path(instance.__file__).parents[2]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "100", done.stderr


#: A hundred that hold a library and are killed, each followed by one that opens it.
KILLED = """
import os, signal, sys
from pathlib import Path
from notes.library.opening import open_library
from notes.web import instance

folder = Path(sys.argv[1])
instance.STARTING = 0.01
opened = 0
for _ in range(100):
    child = os.fork()
    if not child:
        open_library(folder, hold=True)
        with instance.announced(folder, 1, "secret"):
            os.kill(os.getpid(), signal.SIGKILL)
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL
    assert instance.raise_first(folder) is None
    open_library(folder, hold=True).close()
    opened += 1
print(opened)
"""
