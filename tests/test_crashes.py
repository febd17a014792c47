"""What is kept of a launch that failed: where and of which kind, and no word of anybody."""

import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Page

from notes import crashes
from notes.crashes import FOLDER, KEPT, LIMIT, Reports, record
from notes.library import listing, opening
from notes.library.opening import Library
from notes.paths import state_of
from tests.accessibility import violations

pytest_plugins = "tests.browser_fixtures"

Enter = Callable[..., Page]

ROOT = Path(__file__).parent.parent
ENDED = b"Octavo ended unexpectedly"


def kept(library: Path) -> list[Path]:
    return sorted((state_of(library) / FOLDER).iterdir())


def failing(library: Path, code: str) -> None:
    """A program that keeps its reports and then does this."""
    program = f"import sys; from pathlib import Path; from notes import crashes\n{code}"
    command = [sys.executable, "-c", program, str(library)]
    subprocess.run(command, cwd=ROOT, check=False, capture_output=True, timeout=30)


KEPT_HERE = "crashes.keep(Path(sys.argv[1]))\n"
RAISED = "raise ValueError('the text of a note')"
IN_A_THREAD = """
def work(): raise ValueError('the text of a note')
import threading
threading.Thread(target=work).start()
"""
IN_THE_SERVER = """
import logging
try: raise ValueError('the text of a note')
except ValueError: logging.getLogger('waitress').exception('the text of a note')
"""
FROM_ANOTHER = """
try: raise KeyError('the text of a note')
except KeyError as first: raise ValueError('the text of a note') from first
"""


@pytest.mark.parametrize("code", [RAISED, IN_A_THREAD, IN_THE_SERVER, FROM_ANOTHER])
def test_an_exception_is_kept_by_its_kind_and_place_alone(tmp_path: Path, code: str) -> None:
    failing(tmp_path, KEPT_HERE + code)
    (report,) = kept(tmp_path)
    told = report.read_text("utf-8")
    assert "builtins.ValueError\n  File " in told
    assert "text of a note" not in told
    assert report.stat().st_mode & 0o777 == 0o600


def test_what_led_to_an_exception_is_kept_too(tmp_path: Path) -> None:
    failing(tmp_path, KEPT_HERE + FROM_ANOTHER)
    assert "after builtins.KeyError" in kept(tmp_path)[0].read_text("utf-8")


def test_what_was_only_a_warning_is_no_report(tmp_path: Path) -> None:
    failing(tmp_path, KEPT_HERE + "import logging; logging.getLogger('octavo').warning('careful')")
    assert not (state_of(tmp_path) / FOLDER).exists()


@pytest.mark.parametrize(
    ("home", "place"),
    [
        ("/srv/somebody", "/srv/somebody/octavo/notes/text.py"),
        ("/elsewhere", "/home/somebody/octavo/notes/text.py"),
        ("/elsewhere", "/Users/some body/octavo/notes/text.py"),
    ],
)
def test_the_home_folder_is_not_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: str, place: str
) -> None:
    monkeypatch.setenv("HOME", home)
    record(tmp_path, f'File "{place}"')
    assert 'File "~/octavo/notes/text.py"' in kept(tmp_path)[0].read_text("utf-8")


def test_a_report_does_not_grow_for_ever_nor_do_reports(tmp_path: Path) -> None:
    for _ in range(5):
        record(tmp_path, "x" * (LIMIT // 2))
    assert kept(tmp_path)[0].stat().st_size == LIMIT
    for day in range(10, 30):
        (state_of(tmp_path) / FOLDER / f"202001{day}-000000-1.txt").write_text("old")
    record(tmp_path, "new")
    assert len(kept(tmp_path)) == KEPT


def test_a_place_that_cannot_be_written_is_no_second_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("OCTAVO_STATE", str(tmp_path / "file"))
    record(tmp_path, "anything")
    with crashes.signals(tmp_path):
        assert Reports(tmp_path).waiting is None


def test_a_launch_that_ended_well_leaves_nothing(tmp_path: Path) -> None:
    with crashes.signals(tmp_path):
        assert kept(tmp_path)
    assert not kept(tmp_path)


def test_a_request_that_fails_is_kept_without_what_was_asked(
    page: FlaskClient, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "the text of a note"

    def fail(**_: object) -> None:
        raise ValueError(text)

    told: list[str] = []
    recorder = crashes._Recorder(library.folder)
    monkeypatch.setattr(recorder, "record", told.append)
    monkeypatch.setattr(listing, "page", fail)
    crashes.logging.getLogger("octavo").addHandler(recorder)
    try:
        assert page.get("/list?tag=secret").status_code == 500
    finally:
        crashes.logging.getLogger("octavo").removeHandler(recorder)
    assert told[0].startswith("GET /list: ValueError\n")
    assert not any(word in told[0] for word in (text, "secret"))


@contextmanager
def served(library: Path) -> Iterator[tuple[subprocess.Popen[str], bytes]]:
    """A real server and its page."""
    command = [sys.executable, str(ROOT / "main.py"), "--library", str(library), "serve"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            assert process.stdout
            address = process.stdout.readline().split()[-1]
            browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
            yield process, browser.open(address).read()
        finally:
            process.kill()


@pytest.mark.skipif(sys.platform != "linux", reason="other systems tell of a signal in other ways")
@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS])
def test_a_server_that_was_struck_down_says_so_at_the_next_start(
    tmp_path: Path, number: signal.Signals
) -> None:
    with served(tmp_path) as (process, page):
        assert ENDED not in page
        os.kill(process.pid, number)
        process.wait(10)
    with served(tmp_path) as (_, page):
        assert ENDED in page
        assert b"in _serve" in page or b"in wait" in page


def test_a_server_that_was_killed_has_nothing_to_say(tmp_path: Path) -> None:
    with served(tmp_path) as (process, _):
        process.kill()
    with served(tmp_path) as (_, page):
        assert ENDED not in page


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """One whose last launch failed."""
    record(tmp_path / "library", "builtins.ValueError")
    with opening.open_library(tmp_path / "library") as opened:
        yield opened


def test_a_report_is_shown_once_and_can_be_copied(enter: Enter, library: Library) -> None:
    page = enter()
    page.get_by_role("button", name="Look at it").click()
    assert "builtins.ValueError" in page.locator("#crash pre").inner_text()
    assert violations(page) == []
    page.locator("#crash").get_by_role("button", name="Copy").click()
    page.locator("#crash").get_by_role("button", name="Copied").wait_for()
    page.reload()
    assert page.locator("crash-report").count() == 0
    assert Reports(library.folder).waiting is None
    assert kept(library.folder)


def test_a_report_can_be_deleted(enter: Enter, library: Library) -> None:
    page = enter()
    page.get_by_role("button", name="Delete it").first.click()
    page.locator("crash-report").wait_for(state="hidden")
    assert not kept(library.folder)
