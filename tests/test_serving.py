"""The server that comes while its window is being made."""

import socket
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from urllib.request import HTTPCookieProcessor, ProxyHandler, build_opener

import pytest

from notes.library.opening import Library
from notes.web import server
from tests.conftest import Headless
from ui.serving import Serving

PATIENCE = 30


def test_a_page_that_is_asked_for_before_the_server_is_there_is_answered_by_it(
    library: Library, shell: Headless
) -> None:
    browser = build_opener(HTTPCookieProcessor(), ProxyHandler({}))
    with Serving(library, shell) as serving, ThreadPoolExecutor(1) as beside:
        socket.create_connection(("127.0.0.1", serving.session.port), PATIENCE).close()
        asked = beside.submit(browser.open, serving.session.address(), timeout=PATIENCE)
        serving.start(Event().set)
        assert asked.result(PATIENCE).status == 200


def test_what_keeps_the_server_from_coming_ends_the_window_and_is_raised(
    library: Library, shell: Headless, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(server, "create_app", fail)
    serving, ended = Serving(library, shell), Event()
    serving.start(ended.set)
    assert ended.wait(PATIENCE)
    with pytest.raises(MemoryError):
        serving.close()


def test_a_window_that_failed_before_it_was_shown_leaves_nothing_behind(
    library: Library, shell: Headless
) -> None:
    serving = Serving(library, shell)
    serving.close()
    with pytest.raises(OSError, match="refused"):
        build_opener(ProxyHandler({})).open(serving.session.address(), timeout=PATIENCE)
