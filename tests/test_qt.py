"""The window on Qt, where that is installed (requirements/qt.txt), on a screen of its own."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from notes.paths import state_of
from tests.desktop import PATIENCE, Desktop, desktop, eventually, within
from tests.test_window import HOSTILE, PROGRAM, octavo, running
from ui.browser import NO_QT, why_no_window

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the screen is an X server")
with_qt = pytest.mark.skipif(why_no_window("qt") == NO_QT, reason=NO_QT)


@pytest.fixture(scope="module")
def screen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desktop]:
    with desktop(tmp_path_factory.mktemp("screen")) as shown:
        yield shown


@pytest.fixture(autouse=True)
def without_sandbox(monkeypatch: pytest.MonkeyPatch) -> None:
    """Which Chromium refuses to root."""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        monkeypatch.setenv("QTWEBENGINE_DISABLE_SANDBOX", "1")


@pytest.fixture
def library(tmp_path: Path) -> Path:
    octavo(tmp_path / "library", "add", "--title", "Here before", "-", given="to begin with\n")
    return tmp_path / "library"


@contextmanager
def started(library: Path, screen: Desktop | None) -> Iterator[subprocess.Popen[str]]:
    with running([*PROGRAM, "--library", str(library), "--gui", "qt"], screen) as process:
        yield process


@with_qt
def test_what_is_typed_is_saved_and_its_window_is_where_it_was(
    screen: Desktop, library: Path
) -> None:
    with started(library, screen) as process:
        window = screen.window()
        screen.write_a_note(window, "# Quixotic words")
        eventually(lambda: octavo(library, "search", "quixotic"), "saving")
        screen.shape(window, 900, 600, 40, 30)
        screen.close(window)
        assert process.wait(PATIENCE) == 0
    kept = json.loads((state_of(library) / "window.json").read_bytes())
    assert (kept["width"], kept["height"]) == (900, 600)
    with started(library, screen) as process:
        window = screen.window("Quixotic words")
        assert screen.shown(window)[:2] == (900, 600)
        screen.close(window)
        assert process.wait(PATIENCE) == 0


@with_qt
def test_ctrl_w_closes_the_window_and_saves_the_last_keys(screen: Desktop, library: Path) -> None:
    with started(library, screen) as process:
        screen.write_a_note(screen.window(), "zephyr and the last wordxyz")
        screen.press("ctrl+w")
        assert process.wait(PATIENCE) == 0
    assert octavo(library, "search", "wordxyz")


@with_qt
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_saves_the_last_keys(
    screen: Desktop, library: Path, number: signal.Signals
) -> None:
    with started(library, screen) as process:
        screen.write_a_note(screen.window(), "the last wordxyz")
        process.send_signal(number)
        assert process.wait(PATIENCE) == 0
    assert octavo(library, "search", "wordxyz")


@with_qt
def test_a_note_is_saved_as_a_file_where_the_dialog_says(
    screen: Desktop, library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    note = octavo(library, "add", "-", given="# A copy\n").strip()
    command = [*PROGRAM, "--library", str(library), "--gui", "qt", f"octavo://note/{note}"]
    with running(command, screen):
        screen.window("A copy")

        def asked() -> bool:
            screen.press("ctrl+shift+s")
            return bool(within(3, lambda: screen.is_there("Save As")))

        eventually(asked, "the dialog for saving")
        screen.window("^Save As$")
        screen.press("Return")
        saved = tmp_path / "A copy.md"
        eventually(lambda: saved.exists() and saved.read_bytes() == b"# A copy\n", "it")


@with_qt
def test_a_hostile_page_finds_no_bridge_and_cannot_leave(screen: Desktop, tmp_path: Path) -> None:
    with running([*HOSTILE, str(tmp_path), "qt"], screen) as process:
        assert process.stdout
        screen.click(screen.window("Hostile"))
        told = map(json.loads, process.stdout)
        assert next(told) == {"asked": True}
        assert next(told) == {"seen": ["undefined", "undefined", "Hostile", 1]}
        assert not screen.is_there("Octavo")  # a dialog that asks where to save something


def begun_by(pid: int) -> list[int]:
    done = subprocess.run(["pgrep", "-P", str(pid)], check=False, capture_output=True)
    return [int(child) for child in done.stdout.split()]


def shows_the_page(process: subprocess.Popen[str]) -> list[int]:
    """What Chromium's own children begin, which are pages."""
    return [pid for child in begun_by(process.pid) for pid in begun_by(child)]


def kill_page(process: subprocess.Popen[str]) -> None:
    shown = eventually(lambda: shows_the_page(process), "a process for the page")
    for pid in shown:
        os.kill(pid, signal.SIGKILL)
    eventually(lambda: not {*shown} & {*shows_the_page(process)}, "its end")


@with_qt
def test_a_page_whose_process_ends_is_there_again_and_then_gives_way_to_words(
    screen: Desktop, library: Path
) -> None:
    with started(library, screen) as process:
        window = screen.window()
        screen.write_a_note(window, "# Walrus")
        eventually(lambda: octavo(library, "search", "walrus"), "saving")
        kill_page(process)
        screen.write_a_note(window, "# Oysters")
        eventually(lambda: octavo(library, "search", "oysters"), "saving")
        kill_page(process)
        kill_page(process)
        eventually(lambda: screen.title(window) == "Octavo", "the words")
        screen.close(window)
        assert process.wait(PATIENCE) == 0


@pytest.mark.skipif(why_no_window("qt") != NO_QT, reason="Qt is there")
def test_without_qt_a_browser_stands_in(library: Path) -> None:
    with started(library, None) as process:
        assert process.stderr
        assert process.stderr.readline().startswith(NO_QT)
