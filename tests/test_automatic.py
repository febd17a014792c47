"""Backups that nobody asks for: on a start when one is due, by the hour, and before an import."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from notes import automatic
from notes.automatic import AutomaticBackups
from notes.cli.commands import octavo
from notes.errors import DiskFull
from notes.jobs import Jobs
from notes.library import backups, editing
from notes.library.editing import Note
from notes.library.opening import Library

MOMENT = 0.02


@pytest.fixture
def ticking(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(automatic, "INTERVAL", MOMENT)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Semaphore]:
    """Counts backups that were tried; the first can be told to fail."""
    tried = threading.Semaphore(0)
    make = backups.make

    def make_and_count(*arguments: object) -> object:
        try:
            return make(*arguments)  # type: ignore[arg-type]
        finally:
            tried.release()

    monkeypatch.setattr(backups, "make", make_and_count)
    return tried


def reasons(library: Library) -> list[str]:
    return [backup.reason for backup in backups.listed(library)]


def run(library: Library, jobs: Jobs) -> AutomaticBackups:
    started = AutomaticBackups(library, jobs, first=0)
    started.start()
    return started


@pytest.mark.usefixtures("ticking")
def test_one_is_made_when_it_is_due_and_then_no_more(
    library: Library, jobs: Jobs, note: Note, made: threading.Semaphore
) -> None:
    running = run(library, jobs)
    assert made.acquire(timeout=10)
    assert not made.acquire(timeout=10 * MOMENT)
    jobs.stop()
    running.stop()
    assert reasons(library) == ["automatic"]


@pytest.mark.usefixtures("ticking")
def test_time_goes_on_and_one_is_due_again(
    library: Library,
    jobs: Jobs,
    note: Note,
    made: threading.Semaphore,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    running = run(library, jobs)
    assert made.acquire(timeout=10)
    tomorrow = backups._now() + timedelta(days=1)
    monkeypatch.setattr(backups, "_now", lambda: tomorrow)
    assert made.acquire(timeout=10)
    jobs.stop()
    running.stop()
    assert reasons(library) == ["automatic"] * 2


@pytest.mark.usefixtures("ticking")
def test_what_stood_in_the_way_is_remembered_and_tried_again(
    library: Library,
    jobs: Jobs,
    note: Note,
    made: threading.Semaphore,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    full = iter([True])

    def fill(_: Path) -> None:
        if next(full, False):
            raise DiskFull

    monkeypatch.setattr(backups, "_look_for_room", fill)
    running = run(library, jobs)
    assert made.acquire(timeout=10)
    assert made.acquire(timeout=10)
    jobs.stop()
    running.stop()
    assert reasons(library) == ["automatic"]


def test_an_empty_library_has_none(library: Library, jobs: Jobs) -> None:
    assert not AutomaticBackups(library, jobs)._is_due()
    editing.create("# One")
    assert AutomaticBackups(library, jobs)._is_due()


def test_one_is_stopped_with_its_server(
    library: Library, note: Note, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs, begun = Jobs(), threading.Event()

    def endless(_: object, __: object, progress: object) -> None:
        begun.set()
        while True:
            progress(1, 100)  # type: ignore[operator]

    monkeypatch.setattr(backups, "make", endless)
    running = run(library, jobs)
    assert begun.wait(10)
    jobs.stop()
    running.stop()
    newest = jobs.newest("backup")
    assert newest
    assert newest.state == "stopped"


def test_an_import_makes_one_first(library: Library, note: Note, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/new.md").write_text("# New")
    library.close()
    words = ["--library", str(library.folder), "import", str(tmp_path / "in")]
    assert CliRunner().invoke(octavo, [*words, "--dry-run"]).exit_code == 0
    assert CliRunner().invoke(octavo, [*words[:-1], "/nowhere"]).exit_code == 1
    assert reasons(library) == []
    assert CliRunner().invoke(octavo, words).exit_code == 0
    (before,) = backups.listed(library)
    assert (before.reason, before.notes) == ("import", 1)


def test_so_does_an_import_of_the_page(
    library: Library, page: FlaskClient, jobs: Jobs, note: Note, tmp_path: Path
) -> None:
    (tmp_path / "new.md").write_text("# New")
    started = page.post("/imports", json={"path": str(tmp_path / "new.md")}).get_json()
    jobs.job(started["id"], "import").join()
    assert [(one.reason, one.notes) for one in backups.listed(library)] == [("import", 1)]
