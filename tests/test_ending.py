"""Commands that are told to end, as by Ctrl+C or by a system that shuts down."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from notes.cli.commands import octavo
from notes.library import backups, editing
from notes.library.opening import Library, open_library
from notes.storage import copies

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals are those of POSIX")

NUMBERS = [signal.SIGTERM, signal.SIGINT]


@pytest.fixture(autouse=True)
def interrupts() -> Iterator[None]:
    """Ctrl+C as a terminal has it; who starts the tests in the background has it ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def folder(library: Library) -> Path:
    """A closed library with a backup."""
    editing.create("# A note")
    backups.make(library, "manual")
    library.close()
    return library.folder


def names(folder: Path) -> set[str]:
    """All that is there but locks."""
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.suffix != ".lock"}


@pytest.mark.parametrize("number", NUMBERS)
def test_a_backup_that_is_stopped_says_so_and_leaves_no_half_copy(
    folder: Path, number: signal.Signals, monkeypatch: pytest.MonkeyPatch
) -> None:
    was = names(folder)
    stopped: list[set[str]] = []

    def stop(_seconds: float) -> None:
        stopped.append(names(folder))
        os.kill(os.getpid(), number)

    monkeypatch.setattr(copies, "PAGES", 1)
    monkeypatch.setattr(copies, "sleep", stop)
    done = CliRunner().invoke(octavo, ["--library", str(folder), "backup", "create"])
    assert stopped[0] > was
    assert (done.exit_code, len(stopped)) == (1, 1)
    assert "“octavo backup” was stopped before its end" in done.stderr
    assert names(folder) == was


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("to", [None, "new"])
def test_so_does_a_restore(
    folder: Path,
    tmp_path: Path,
    number: signal.Signals,
    to: str | None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    was = names(tmp_path)
    monkeypatch.setattr("notes.library.backups.prove", lambda *_: os.kill(os.getpid(), number))
    into = ["--to", str(tmp_path / to)] if to else []
    [file] = (folder / "backups").glob("*.db")
    done = CliRunner().invoke(
        octavo, ["--library", str(folder), "backup", "restore", str(file), *into]
    )
    assert (done.exit_code, done.stderr.count("stopped before its end")) == (1, 1)
    assert names(tmp_path) == was
    with open_library(folder):
        assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL
