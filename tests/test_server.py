"""The server itself: what it takes before the gates of the app are asked."""

import json
import threading
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import quote

import pytest
from waitress.buffers import ReadOnlyFileBasedBuffer
from waitress.channel import ClientDisconnected

from notes.errors import JobRunning
from notes.library import editing, listing, opening, tokens
from notes.library.opening import Library
from notes.progress import Progress
from notes.rendering.worker import Renderer
from notes.storage.database import database
from notes.web.server import STRANGERS_LIMIT, ClosingChannel, Server
from notes.web.session import Session
from tests.conftest import Headless
from waiting import eventually

LARGE = STRANGERS_LIMIT * 4


@pytest.fixture
def server(library: Library, shell: Headless, renderer: Renderer) -> Iterator[Server]:
    with Server(library, shell, renderer) as serving:
        yield serving


def test_a_file_that_nobody_is_there_to_take_is_closed(tmp_path: Path) -> None:
    (tmp_path / "icons").write_bytes(b"words")
    gone = ClosingChannel.__new__(ClosingChannel)
    gone.connected = False
    with (tmp_path / "icons").open("rb") as file:
        with pytest.raises(ClientDisconnected):
            gone.write_soon(ReadOnlyFileBasedBuffer(file))
        assert file.closed


def test_a_file_that_somebody_still_takes_when_the_server_stops_is_closed(
    library: Library, shell: Headless, renderer: Renderer, tmp_path: Path
) -> None:
    (tmp_path / "icons").write_bytes(b"words")

    def channels() -> list[ClosingChannel]:
        return [one for one in server._sockets.values() if isinstance(one, ClosingChannel)]

    server = Server(library, shell, renderer)
    client = closing(HTTPConnection("127.0.0.1", server.port, timeout=5))
    with (tmp_path / "icons").open("rb") as file, client as connection:
        with server:
            connection.connect()
            [channel] = eventually(channels, "a channel")
            channel.outbufs.append(ReadOnlyFileBasedBuffer(file))
        assert file.closed


def announced_only(server: Server, headers: dict[str, str]) -> HTTPResponse:
    """The answer to a large body that was announced, and of which not one byte was sent."""
    with closing(HTTPConnection("127.0.0.1", server.port, timeout=5)) as connection:
        connection.putrequest("POST", "/api/v1/notes", skip_host="Host" in headers)
        for name, value in {"Content-Length": str(LARGE), **headers}.items():
            connection.putheader(name, value)
        connection.endheaders()
        return connection.getresponse()


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Cookie": "octavo=guess"},
        {"Authorization": "Bearer guess"},
        {"Authorization": "Basic guess"},
        {"Authorization": "Bearer \xff"},
    ],
)
def test_a_large_body_of_a_stranger_is_refused_before_it_is_taken(
    server: Server, headers: dict[str, str]
) -> None:
    assert announced_only(server, headers).status == 413


def test_a_foreign_host_sends_no_large_body_even_with_a_token(server: Server) -> None:
    known = {"Authorization": f"Bearer {tokens.create('t', 'write').secret}"}
    assert announced_only(server, {"Host": "evil.example", **known}).status == 413


def test_chunks_of_a_stranger_end_where_its_bodies_do(server: Server) -> None:
    with closing(HTTPConnection("127.0.0.1", server.port, timeout=5)) as connection:
        connection.putrequest("POST", "/api/v1/notes")
        connection.putheader("Transfer-Encoding", "chunked")
        connection.endheaders()
        connection.send(b"%x\r\n" % LARGE + b"x" * STRANGERS_LIMIT)
        assert connection.getresponse().status == 413


@pytest.mark.parametrize("by", ["token", "cookie"])
def test_a_large_body_of_who_is_known_is_taken(server: Server, by: str) -> None:
    session = server.session
    known = {
        "token": {"Authorization": f"Bearer {tokens.create('t', 'write').secret}"},
        "cookie": {
            "Cookie": f"other=1; {session.cookie_name}={session.cookie}",
            "X-Octavo-Key": session.key,
        },
    }
    with closing(HTTPConnection("127.0.0.1", server.port, timeout=5)) as connection:
        path = "/api/v1/notes" if by == "token" else "/notes"
        body = b'{"body": "%s"}' % (b"x" * LARGE)
        headers = {"Content-Type": "application/json", **known[by]}
        connection.request("POST", path, body, headers)
        assert connection.getresponse().status == 201


def test_a_large_body_of_who_has_lost_the_cookie_alone_is_not_too_large(server: Server) -> None:
    known = {"Content-Type": "application/json", "X-Octavo-Key": server.session.key}
    with closing(HTTPConnection("127.0.0.1", server.port, timeout=5)) as connection:
        connection.request("POST", "/notes", b'{"body": "%s"}' % (b"x" * LARGE), known)
        assert connection.getresponse().status == 401


def sent(server: Server, request: bytes) -> tuple[int, dict[str, str]]:
    """What is answered to bytes as they are: the status, and the error in its body."""
    with closing(HTTPConnection("127.0.0.1", server.port, timeout=5)) as connection:
        connection.connect()
        connection.sock.sendall(request)
        answer = HTTPResponse(connection.sock)
        answer.begin()
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        return answer.status, json.loads(answer.read())["error"]


def test_a_search_for_a_hundred_kilobytes_is_answered(server: Server) -> None:
    secret = tokens.create("t", "read").secret
    path = f"/api/v1/search?q={quote('(' * 100_000, safe='')}"
    with closing(HTTPConnection("127.0.0.1", server.port, timeout=5)) as connection:
        connection.request("GET", path, headers={"Authorization": f"Bearer {secret}"})
        answer = connection.getresponse()
        assert (answer.status, json.loads(answer.read())["hits"]) == (200, [])


@pytest.mark.parametrize(
    ("request_", "status", "code"),
    [
        (b"GET /list?q=" + b"%28" * 200_000 + b" HTTP/1.1\r\n\r\n", 431, "address_too_long"),
        (b"GET / HTTP/1.1\r\nno header\r\n\r\n", 400, "malformed"),
        (b"GET / HTTP/1.1\r\nContent-Length: many\r\n\r\n", 400, "malformed"),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n", 400, "malformed"),
        (b"POST / HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n", 413, "too_large"),
    ],
)
def test_what_never_reaches_the_app_is_refused_in_our_words(
    server: Server, request_: bytes, status: int, code: str
) -> None:
    answered, error = sent(server, request_)
    assert (answered, error["code"]) == (status, code)
    assert error["message"].endswith(".")


def test_what_never_reaches_the_app_is_refused_in_the_language_of_the_page(
    library: Library, server: Server
) -> None:
    library.settings.write({"language": "zh_Hans"})
    _, error = sent(server, b"GET / HTTP/1.1\r\nno header\r\n\r\n")
    assert not error["message"].isascii()


def test_the_port_that_every_browser_leaves_out_is_left_out() -> None:
    assert Session(port=80).origin == "http://127.0.0.1"
    assert Session(port=8080).host == "127.0.0.1:8080"


def test_a_loop_that_woke_by_itself_closes_nothing_that_stop_still_needs(
    library: Library, shell: Headless, renderer: Renderer
) -> None:
    server = Server(library, shell, renderer)
    server.start()
    server._stopping.set()
    server._server.pull_trigger()
    server._thread.join()
    server.stop()


def test_a_server_that_stops_ends_what_is_being_written_before_its_library_is_closed(
    tmp_path: Path, shell: Headless, renderer: Renderer
) -> None:
    begun = threading.Event()

    def work(progress: Progress) -> None:
        with database.writing():
            for number in range(2_000):
                editing.create(f"# {number}")
                begun.set()
                progress(number, 2_000)

    with opening.open_library(tmp_path / "library") as library:
        with Server(library, shell, renderer) as serving:
            job = serving._jobs.start(work, "import")
            assert begun.wait(10)
        assert job.state == "stopped"
        assert listing.count() == 0
        with database.writing(waits=False):
            pass
    assert job.fact is None


def test_nothing_begins_to_be_written_once_it_stops(
    library: Library, shell: Headless, renderer: Renderer
) -> None:
    with Server(library, shell, renderer) as serving:
        pass
    with pytest.raises(JobRunning):
        serving._jobs.start(lambda _: None, "import")
