"""octavo backup: data on standard output, words beside it, exit codes that scripts can go by."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from notes.cli.backups import CLOSE_FIRST
from notes.cli.commands import octavo
from notes.library import backup_folders, backups, editing, proofs, surroundings
from notes.library.opening import Library, open_library
from notes.storage.database import FILE_NAME
from tests.backup_fixtures import alter, held, write_all_kinds
from tests.library_fixtures import behind_its_back

Run = Callable[..., Result]

ROOT = Path(__file__).parent.parent


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with open_library(tmp_path / "library"):
        write_all_kinds()
    return tmp_path / "library"


@pytest.fixture
def run(folder: Path) -> Run:
    def invoke(*arguments: object) -> Result:
        return CliRunner().invoke(octavo, ["--library", str(folder), *map(str, arguments)])

    return invoke


def made(run: Run) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(run("backup", "create", "--json").stdout)
    return told


def test_create_tells_what_it_made(run: Run, folder: Path) -> None:
    told = made(run)
    assert (told["state"], told["notes"], told["reason"]) == ("good", 12, "manual")
    assert Path(told["file"]).parent == folder / "backups"
    assert "12 notes" in run("backup", "create").stdout


def test_list_names_them_the_newest_first(run: Run) -> None:
    assert run("backup", "list").stdout == ""
    names = [made(run)["name"] for _ in range(2)]
    listed = json.loads(run("backup", "list", "--json").stdout)
    assert [one["name"] for one in listed] == sorted(names, reverse=True)
    assert len(run("backup", "list").stdout.splitlines()) == 2


def test_verify_takes_a_name_or_a_path(run: Run, tmp_path: Path) -> None:
    told = made(run)
    copied = tmp_path / "copied.db"
    copied.write_bytes(Path(told["file"]).read_bytes())
    for file in (told["name"], told["file"], copied):
        assert run("backup", "verify", file).exit_code == 0
    assert run("backup", "verify", "octavo-2020-01-01T00-00-00Z-manual.db").exit_code == 1


def test_verify_fails_for_a_damaged_one_and_names_its_notes(run: Run, folder: Path) -> None:
    behind_its_back(folder, "UPDATE note_text SET body = 'other' WHERE note_id = 1")
    created = run("backup", "create", "--json")
    assert created.exit_code == 1
    verified = run("backup", "verify", json.loads(created.stdout)["name"])
    assert verified.exit_code == 1
    assert f"Another title: {proofs.DAMAGED}" in verified.stdout


def test_verify_refuses_what_is_none(run: Run, tmp_path: Path) -> None:
    (tmp_path / "note.md").write_text("# No backup")
    refused = run("backup", "verify", tmp_path / "note.md")
    assert refused.exit_code == 1
    assert "not an Octavo library" in refused.stderr


def test_restore_brings_the_library_back_and_says_where_the_present_is(
    run: Run, folder: Path
) -> None:
    was, name = held(folder / FILE_NAME), made(run)["name"]
    with open_library(folder):
        editing.create("# Since")
    restored = run("backup", "restore", name)
    assert restored.exit_code == 0
    assert restored.stdout == "12 notes restored\n"
    assert "-restore.db" in restored.stderr
    assert held(folder / FILE_NAME) == was


def test_a_restore_is_undone_by_the_backup_before_it_and_that_too(run: Run, folder: Path) -> None:
    told = made(run)
    with open_library(folder):
        editing.create("# Written since")
    assert run("backup", "restore", told["name"]).exit_code == 0
    assert "before it: octavo-" in run("undo", "--list").stdout
    undone = run("undo")
    assert (undone.exit_code, undone.stdout) == (0, "13 notes restored\n"), undone.stderr
    assert "Written since" in run("list").stdout
    assert json.loads(run("undo", "--json").stdout)["notes"] == 12


def test_undoing_a_restore_asks_when_notes_were_changed_since(run: Run, folder: Path) -> None:
    run("backup", "restore", made(run)["name"])
    with open_library(folder):
        editing.create("# Written after it")
    asked = run("undo")
    assert (asked.exit_code, "1 note changed since" in asked.stderr) == (1, True)
    assert "Written after it" in run("list").stdout
    assert run("undo", "--yes").exit_code == 0
    assert "Written after it" not in run("list").stdout
    assert run("undo", "--yes").exit_code == 0
    assert "Written after it" in run("list").stdout


def test_a_restore_whose_backup_is_gone_is_not_undone(run: Run) -> None:
    before = json.loads(run("backup", "restore", made(run)["name"], "--json").stdout)["before"]
    Path(before["file"]).unlink()
    undone = run("undo")
    assert undone.exit_code == 1
    assert before["name"] in undone.stderr


def test_restore_into_a_new_folder_leaves_the_library_alone(
    run: Run, folder: Path, tmp_path: Path
) -> None:
    file = made(run)["file"]
    with open_library(folder):
        editing.create("# Since")
    told = json.loads(run("backup", "restore", file, "--to", tmp_path / "new", "--json").stdout)
    assert told == {"notes": 12, "before": None}
    assert len(held(folder / FILE_NAME)["notes"]) == 13
    assert len(held(tmp_path / "new" / FILE_NAME)["notes"]) == 12
    assert run("backup", "restore", file, "--to", tmp_path / "new").exit_code == 1


def test_what_is_refused_leaves_no_folder_for_a_new_library(run: Run, tmp_path: Path) -> None:
    (tmp_path / "none.db").write_text("no library")
    for command in (
        ["backup", "restore", tmp_path / "none.db"],
        ["--library", tmp_path, "salvage"],
    ):
        assert run(*command, "--to", tmp_path / "new").exit_code == 1
        assert not (tmp_path / "new").exists()


def test_restore_refuses_what_was_altered_and_says_what_to_do(
    run: Run, folder: Path, tmp_path: Path
) -> None:
    file = made(run)["file"]
    alter(Path(file), b"Another title", b"Anxxxxx title")
    was = held(folder / FILE_NAME)
    refused = run("backup", "restore", file)
    assert refused.exit_code == 1
    assert "--to" in refused.stderr
    assert held(folder / FILE_NAME) == was
    apart = run("backup", "restore", file, "--to", tmp_path / "new")
    assert apart.exit_code == 0
    assert proofs.OTHER_BYTES in apart.stdout


def test_restore_of_what_is_none_names_the_file_that_was_given(run: Run, tmp_path: Path) -> None:
    (tmp_path / "passwd").write_text("root:x:0:0:root:/root:/bin/sh\n")
    refused = run("backup", "restore", tmp_path / "passwd")
    assert refused.exit_code == 1
    assert f"{tmp_path / 'passwd'} cannot be restored" in refused.stderr


def test_restore_is_refused_while_a_window_has_the_library(run: Run, folder: Path) -> None:
    name = made(run)["name"]
    was = held(folder / FILE_NAME)
    words = [sys.executable, "main.py", "--library", str(folder), "serve"]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE) as serving:
        assert serving.stdout
        serving.stdout.readline()
        refused = run("backup", "restore", name)
        serving.terminate()
    assert refused.exit_code == 1
    assert CLOSE_FIRST in refused.stderr
    assert held(folder / FILE_NAME) == was


def test_a_library_beyond_opening_lists_checks_and_restores(run: Run, folder: Path) -> None:
    name = made(run)["name"]
    (folder / FILE_NAME).write_bytes(b"nothing that could be opened" * 100)
    assert run("list").exit_code == 1
    assert name in run("backup", "list").stdout
    assert run("backup", "verify", name).exit_code == 0
    assert run("backup", "restore", name).exit_code == 0
    assert len(run("list").stdout.splitlines()) == 11


def test_a_folder_that_is_gone_is_said(run: Run, folder: Path, tmp_path: Path) -> None:
    Library(folder, None).settings.write({"backup_folder": str(tmp_path / "disk")})
    said = backup_folders.GONE % {"folder": tmp_path / "disk"}
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "a.md").write_text("# One more")
    told = [run("import", tmp_path / "new")]
    [kept] = (folder / "backups").glob("*.db")
    told += [run("backup", *words) for words in (["create"], ["list"], ["restore", kept.name])]
    assert [(done.exit_code, said in done.stderr) for done in told] == [(0, True)] * 4


def test_a_full_disk_is_said(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backups, "SPARE", 10**18)
    full = run("backup", "create")
    assert full.exit_code == 1
    assert re.search("needs 1000000000001 MB of disk, and [0-9]+ MB are free", full.stderr)
    assert not list((folder / "backups").iterdir())


def with_small_disk(kilobytes: int, folder: Path, *words: str) -> tuple[int, str]:
    """Run a command that can write no file beyond this size."""
    limited = (
        "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({kilobytes * 1024},) * 2);"
        "import main; main.main()"
    )
    command = [sys.executable, "-c", limited, "--library", str(folder), *words]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return ended.returncode, ended.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="no limits of files there")
@pytest.mark.parametrize("kilobytes", [0, 50, 150, 1000])
def test_a_disk_that_fills_meanwhile_leaves_nothing(folder: Path, kilobytes: int) -> None:
    code, said = with_small_disk(kilobytes, folder, "backup", "create")
    left = list((folder / "backups").glob("*"))
    if code:
        assert "The disk is full" in said
        assert left == []
    else:
        assert len(left) == 2
    assert code == (kilobytes < 1000)


@pytest.mark.skipif(sys.platform == "win32", reason="no limits of files there")
@pytest.mark.parametrize(("room", "fills"), [(-20, True), (0, True), (1, True), (800, False)])
def test_a_disk_that_fills_leaves_the_library_as_it_was_or_restored(
    run: Run, folder: Path, room: int, fills: bool
) -> None:
    file = made(run)["file"]
    old = held(folder / FILE_NAME)
    with open_library(folder):
        editing.create("# Since")
    new = held(folder / FILE_NAME)
    size = (folder / FILE_NAME).stat().st_size // 1024
    code, said = with_small_disk(size + room, folder, "backup", "restore", file)
    assert code == fills
    assert held(folder / FILE_NAME) == (new if fills else old)
    assert not fills or "The disk is full" in said
    assert run("check").exit_code == 0


def test_check_says_which_good_backup_is_the_newest(run: Run) -> None:
    assert surroundings.NONE in run("check").stdout
    name = made(run)["name"]
    assert name in run("check").stdout
