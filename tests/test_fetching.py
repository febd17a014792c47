"""Images from elsewhere: who may be asked for them, and what may come of it."""

import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import expect

from notes import fetching
from notes.errors import NotFetched
from notes.library import editing
from tests.test_browser import Enter

pytest_plugins = ["tests.test_browser"]  # whose window this one uses

PNG = (
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\6\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx\x9cc"
    b"\xfc\xcf\xc0P\x0f\0\4\x85\1\x80\x84\xa9\x8c!\0\0\0\0IEND\xaeB`\x82"
)

Serve = Callable[..., str]


@pytest.fixture
def asked() -> list[dict[str, str]]:
    """The headers of what was asked for elsewhere."""
    return []


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch, asked: list[dict[str, str]]) -> Iterator[Serve]:
    """A server elsewhere.  It is on this machine, so that this one counts as public."""
    servers: list[ThreadingHTTPServer] = []
    monkeypatch.setattr(fetching, "is_public", lambda address: address == "127.0.0.1")

    def served(body: bytes, status: int = 200, **headers: str) -> str:
        class Elsewhere(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked.append(dict(self.headers))
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                """Nothing is told."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}/a.png?b"

    yield served
    for server in servers:
        server.shutdown()
        server.server_close()


HOUSE = """
    127.0.0.1 10.0.0.1 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 224.0.0.1
    255.255.255.255 ::1 :: fe80::1%eth0 fc00::1 ff02::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1
    64:ff9b::a00:1 2002:7f00:1:: ::7f00:1 fec0::1 64:ff9b:1::a00:1 ::ffff:0:a00:1
"""
WRONG = """
    file:///etc/passwd ftp://example.org/a.png data:image/png;base64,x http:// //x nothing
    http://127.0.0.1/a.png http://localhost/a.png http://[::1]/ http://2130706433/ http://0x7f.1/
    http://user@127.0.0.1/ http://[x http://a:99999/
"""


@pytest.mark.parametrize("address", HOUSE.split())
def test_no_machine_of_the_house_is_asked(address: str) -> None:
    assert not fetching.is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "64:ff9b::5db8:d822"])
def test_machines_of_the_internet_are(address: str) -> None:
    assert fetching.is_public(address)


@pytest.mark.parametrize("url", [*WRONG.split(), "", "http://127.0.0.1:1/a b"])
def test_addresses_of_any_other_kind_are_refused(url: str) -> None:
    with pytest.raises(NotFetched):
        fetching.image(url)


def test_an_image_comes_and_nobody_is_told_who_asks(
    serve: Serve, asked: list[dict[str, str]]
) -> None:
    assert fetching.image(serve(PNG)) == (PNG, "image/png")
    assert asked[0].keys() == {"Host", "Accept", "Accept-Encoding", "User-Agent"}


@pytest.mark.parametrize("body", [b"<svg onload=alert(1)>", b"<html>", b"", b"BM"[:1]])
def test_what_is_no_raster_image_does_not_come(serve: Serve, body: bytes) -> None:
    with pytest.raises(NotFetched):
        fetching.image(serve(body, **{"Content-Type": "image/png"}))


def test_an_error_is_no_image(serve: Serve) -> None:
    with pytest.raises(NotFetched):
        fetching.image(serve(PNG, status=404))


def test_where_it_has_gone_to_is_judged_again(serve: Serve) -> None:
    assert fetching.image(serve(b"", status=302, Location=serve(PNG))).data == PNG
    for elsewhere in ("http://10.0.0.1/a.png", "file:///etc/passwd", ""):
        with pytest.raises(NotFetched):
            fetching.image(serve(b"", status=302, Location=elsewhere))


def test_where_it_has_gone_to_may_be_written_in_any_letters(serve: Serve) -> None:
    elsewhere = serve(PNG).replace("a.png", "a 图.png").encode().decode("latin-1")
    assert fetching.image(serve(b"", status=302, Location=elsewhere)).data == PNG


def test_who_sends_for_ever_or_hardly_anything_is_not_listened_to(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "LIMIT", len(PNG) - 1)
    with pytest.raises(NotFetched):
        fetching.image(serve(PNG))
    monkeypatch.setattr(fetching, "TIME", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(NotFetched):
        fetching.image(f"http://127.0.0.1:{silent.getsockname()[1]}/")


def test_a_note_cannot_ask_by_itself(page: FlaskClient) -> None:
    assert page.get("/images?url=http://example.org/a.png").status_code == 405
    del page.environ_base["HTTP_X_OCTAVO_KEY"]
    assert page.post("/images", json={"url": "http://example.org/a.png"}).status_code == 403


def test_images_are_shown_after_a_click_and_not_before(
    enter: Enter, serve: Serve, asked: list[dict[str, str]]
) -> None:
    url = serve(PNG)
    note = editing.create(f"![one]({url}1) ![two]({url}2) ![three]({url}3)\n")
    window = enter(f"/notes/{note.id}")
    links = window.locator("note-preview a.remote-image")
    expect(links).to_have_count(3)
    assert asked == []
    links.first.click()
    expect(window.get_by_role("img", name="one")).to_have_js_property("naturalWidth", 1)
    expect(links).to_have_count(2)
    every = window.get_by_role("button", name="Show all images from elsewhere in this note")
    every.click()
    expect(window.locator("note-preview img")).to_have_count(3)
    expect(every).to_have_count(0)
    assert len(asked) == 3
    window.reload()
    expect(links).to_have_count(3)
    assert len(asked) == 3


def test_what_was_asked_for_stays_while_the_note_is_written(
    enter: Enter, serve: Serve, asked: list[dict[str, str]]
) -> None:
    note = editing.create(f"![one]({serve(PNG)})\n\n![other](http://10.0.0.1/b.png)\n\nend")
    window = enter(f"/notes/{note.id}")
    links = window.locator("note-preview a.remote-image")
    links.first.click()
    expect(window.get_by_role("img", name="one")).to_be_visible()
    links.last.click()
    expect(links).to_have_class("remote-image missing")
    window.locator(".cm-content").click()
    window.keyboard.press("Control+Home")
    window.keyboard.type("now ")
    expect(window.locator("note-preview p").first).to_contain_text("now")
    expect(window.get_by_role("img", name="one")).to_be_visible()
    assert len(asked) == 1
