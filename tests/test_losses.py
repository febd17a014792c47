"""Logs that are deleted or cut short after a kill, and what can be known of that."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect

from notes.cli.commands import octavo
from notes.jobs import Jobs
from notes.library import backups, editing, listing, losses, opening, restoring
from notes.library.opening import Library, open_library
from notes.storage.database import FILE_NAME, database

pytest_plugins = "tests.browser_fixtures"

Enter = Callable[..., Page]

LOG, SHARED = f"{FILE_NAME}-wal", f"{FILE_NAME}-shm"

pytestmark = pytest.mark.skipif(os.name != "posix", reason="a kill leaves these files as they are")

KILLED = """
import os, sys; from pathlib import Path
from notes.library import editing, opening
library = opening.open_library(Path(sys.argv[1]), hold=True)
for number in range(3): editing.create(f'# Logged {number}')
os._exit(0)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A library that was killed after three saves that lie in its log."""
    folder = tmp_path / "library"
    open_library(folder).close()
    root = Path(opening.__file__).parents[2]
    subprocess.run([sys.executable, "-c", KILLED, str(folder)], cwd=root, check=True)
    return folder


def check(folder: Path, *arguments: str) -> tuple[int, bool]:
    """How a check ends, and whether it tells of the loss."""
    done = CliRunner().invoke(octavo, ["--library", str(folder), "check", *arguments])
    return done.exit_code, losses.LOST in done.stdout


def test_of_a_log_that_is_whole_nothing_is_said(folder: Path) -> None:
    with open_library(folder) as library:
        assert library.lost == ""
        assert listing.count() == 3
    assert check(folder) == (0, False)


@pytest.mark.parametrize("left", [None, 0, 20, 32, 8_000, -1])
def test_of_one_that_was_deleted_or_cut_it_is_said_until_somebody_has_taken_note(
    folder: Path, left: int | None
) -> None:
    log = folder / LOG
    if left is None:
        log.unlink()
    else:
        os.truncate(log, left % log.stat().st_size)
    open_library(folder).close()
    assert check(folder) == (1, True)
    assert check(folder, "--repair") == (0, False)
    assert check(folder) == (0, False)


def whole(log: Path) -> None:
    """What lies in the log comes into the library, as another program sees to it."""
    with open_library(log.parent):
        editing.create("# Another")


def copied(log: Path) -> None:
    """All of the log is in the library, and the next log is begun."""
    with open_library(log.parent):
        database.checkpoint()
        editing.create("# Another")
        shutil.copytree(log.parent, log.parent.with_name("now"))
    for file in log.parent.with_name("now").glob(f"{FILE_NAME}*"):
        shutil.copy(file, log.parent)


def in_the_library(log: Path) -> None:
    """All of the log is in the library when Octavo is killed, and somebody tidies it away."""
    with open_library(log.parent):
        database.checkpoint()
        shutil.copytree(log.parent, log.parent.with_name("now"))
    for file in log.parent.with_name("now").glob(f"{FILE_NAME}*"):
        shutil.copy(file, log.parent)
    log.unlink()


def without_both(log: Path) -> None:
    log.unlink()
    log.with_name(SHARED).unlink()


def garbled(log: Path) -> None:
    log.unlink()
    log.with_name(SHARED).write_bytes(b"\xff" * 32_768)


@pytest.mark.parametrize("meanwhile", [whole, copied, in_the_library, without_both, garbled])
def test_where_nothing_is_lost_or_nobody_can_know_nothing_is_said(
    folder: Path, meanwhile: Callable[[Path], None]
) -> None:
    meanwhile(folder / LOG)
    with open_library(folder) as library:
        assert library.lost == ""


def test_a_log_that_others_write_just_now_is_no_loss(folder: Path) -> None:
    looked = "import sys; from pathlib import Path; from notes.library import losses\n"
    looking = [
        sys.executable,
        "-c",
        f"{looked}print(losses.are_there(Path(sys.argv[1])))",
        str(folder),
    ]
    root = Path(opening.__file__).parents[2]
    with open_library(folder):
        for number in range(2):
            editing.create(f"# Written {number}")
            said = [subprocess.check_output(looking, cwd=root)]
            database.checkpoint()
            said.append(subprocess.check_output(looking, cwd=root))
            assert said == [b"False\n"] * 2


def test_a_backup_that_was_brought_back_ends_it(folder: Path) -> None:
    with open_library(folder) as library:
        made = backups.make(library, "manual")
    (folder / losses.NAME).touch(mode=0o600)
    restoring.into_folder(folder, made.file)
    assert check(folder) == (0, False)


def test_the_page_says_it_until_a_repair_has_taken_note(
    library: Library, page: FlaskClient, jobs: Jobs
) -> None:
    (library.folder / losses.NAME).touch(mode=0o600)
    assert "what was saved last is gone" in page.get("/").text
    for wish, told in (({}, True), ({"repair": True}, False)):
        job = page.post("/checks", json=wish).get_json()["id"]
        jobs.job(job, "check").join()
        assert ("what was saved last is gone" in page.get("/checks").text) == told
    assert "what was saved last is gone" not in page.get("/").text


def test_the_banner_leads_to_the_check_that_takes_note(enter: Enter, library: Library) -> None:
    (library.folder / losses.NAME).touch(mode=0o600)
    window = enter("/")
    window.locator("#lost").get_by_role("button", name="Check the library…").click()
    window.get_by_role("button", name="Check now").click()
    expect(window.locator("#checks")).to_contain_text("what was saved last is gone")
    window.get_by_role("button", name="Put right what can be").click()
    expect(window.locator("#lost")).to_have_count(0)
    expect(window.locator("#checks")).not_to_contain_text("what was saved last is gone")
