"""The built program, in an environment that has nothing of ours (`make exe` builds it)."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import HTTPCookieProcessor, build_opener

import pytest

from tests.conftest import required
from tests.desktop import PATIENCE, desktop, eventually
from ui.window import NO_WEBKIT, why_no_window

FIGURE_MB = 25
TEXT = "# 笔记 :tada:\n\nsaid the walrus\n\n```python\nprint(1)\n```\n"

pytest_plugins = "tests.built_fixtures"
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="it is built for Linux so far")


class Octavo:
    """Runs the program as on a machine where nothing is set up."""

    def __init__(self, program: Path, folder: Path) -> None:
        self._command = [str(program), "--library", str(folder / "library")]
        self._folder = folder
        self.temporary = folder / "tmp"
        self.temporary.mkdir()
        self.environment = {"HOME": str(folder), "TMPDIR": str(self.temporary)}

    def __call__(self, *arguments: str, given: str = "") -> str:
        done = subprocess.run(
            [*self._command, *arguments],
            cwd="/",
            env=self.environment,
            input=given,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    @contextmanager
    def started(self, *arguments: str, **environment: str) -> Iterator[subprocess.Popen[str]]:
        with subprocess.Popen(
            [*self._command, *arguments],
            cwd="/",
            env=self.environment | environment,
            stdout=subprocess.PIPE,
            text=True,
        ) as process:
            try:
                yield process
            finally:
                process.kill()

    def unpacked(self) -> list[Path]:
        return list(self.temporary.glob("_MEI*"))


@pytest.fixture
def octavo(executable: Path, tmp_path: Path) -> Octavo:
    return Octavo(executable, tmp_path)


def test_it_is_not_larger_than_it_may_be(executable: Path) -> None:
    assert executable.stat().st_size < FIGURE_MB * 1_000_000


def test_it_misses_nothing_that_it_needs(octavo: Octavo) -> None:
    assert json.loads(octavo("selfcheck", "--json"))["needed"] == []


def test_patterns_are_searched_and_other_spellings_looked_for(octavo: Octavo) -> None:
    note_id = octavo("add", given=TEXT).strip()
    assert note_id in octavo("search", r"/wal\w+s/")
    assert octavo("search", "walrsu") == ""


def test_it_writes_and_finds_a_note_and_renders_it(octavo: Octavo) -> None:
    note = octavo("add", "-", given=TEXT).strip()
    assert note in octavo("search", "walrus", "--json")
    assert note in octavo("search", "笔记", "--json")
    page = octavo("show", note, "--html")
    assert '<span class="nb">print</span>' in page
    assert "🎉" in page


def test_it_serves_its_pages_and_stops_when_asked(octavo: Octavo) -> None:
    octavo("add", "-", given="# Seen by a browser\n")
    with octavo.started("serve") as server:
        assert server.stdout
        address = server.stdout.readline().removeprefix("Octavo is at ").strip()
        browser = build_opener(HTTPCookieProcessor())
        with browser.open(address, timeout=PATIENCE) as page:
            assert b"Seen by a browser" in page.read()
        server.send_signal(signal.SIGTERM)
        assert server.wait(PATIENCE) == 0
    assert octavo.unpacked() == []


def test_its_window_is_typed_in_closed_and_found_again(octavo: Octavo, tmp_path: Path) -> None:
    required(why_no_window() != NO_WEBKIT, "WebKitGTK 4.1")
    octavo("add", "-", given="# Here before\n")
    with desktop(tmp_path) as screen, octavo.started(**screen.environment) as process:
        window = screen.window()
        screen.write_a_note(window, "# Frumious")
        eventually(lambda: octavo("search", "frumious"), "saving")
        assert screen.colours() > 20
        screen.close(window)
        assert process.wait(PATIENCE) == 0
    assert "Frumious" in octavo("list")


def test_what_a_killed_run_left_goes_with_the_next(octavo: Octavo) -> None:
    with octavo.started("serve") as server:
        assert server.stdout
        server.stdout.readline()
        server.kill()
    for left in octavo.unpacked():
        os.utime(left, (0, 0))

    def swept() -> bool:
        octavo("--version")
        return octavo.unpacked() == []

    eventually(swept, "sweeping")


def test_beside_a_portable_library_nothing_is_written_elsewhere(
    executable: Path, tmp_path: Path
) -> None:
    stick, home = tmp_path / "stick", tmp_path / "home"
    for folder in (stick / "octavo-library", home):
        folder.mkdir(parents=True)
    shutil.copy(executable, stick / "octavo")
    command = [stick / "octavo", "add", "-"]
    subprocess.run(command, input=b"# Travels", env={"HOME": str(home)}, check=True, timeout=60)
    assert (stick / "octavo-library" / "octavo.db").exists()
    assert list(home.iterdir()) == []
