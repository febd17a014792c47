"""`octavo octavo://note/ID` and `octavo FILE.md`, as a desktop calls them too."""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from notes.cli import streams
from notes.cli.commands import octavo
from notes.cli.start import Desk
from notes.library import editing, listing
from notes.library.editing import Note
from notes.library.opening import Library, open_library
from notes.web.server import STRANGERS_LIMIT

Run = Callable[..., Result]
Opened = list[tuple[Path, str]]
Told = list[dict[str, Any] | None]

NOTE = "0123456789abcdef"


@pytest.fixture
def folder(library: Library) -> Path:
    """Of a library that nobody has open."""
    library.close()
    return library.folder


@pytest.fixture
def opened() -> Opened:
    return []


@pytest.fixture
def told() -> Told:
    """What windows have to say of files."""
    return []


@pytest.fixture
def refused() -> list[str]:
    """What windows say of a start that was refused."""
    return []


@pytest.fixture
def run(folder: Path, opened: Opened, told: Told, refused: list[str]) -> Run:
    def window(folder: Path, note: str, _: str, brought: dict[str, Any] | None) -> int:
        opened.append((folder, note))
        told.append(brought)
        return 0

    def invoke(*words: str) -> Result:
        desk = Desk(window, lambda fact, _: refused.append(str(fact)))
        return CliRunner().invoke(octavo, ["--library", str(folder), *words], obj=desk)

    return invoke


@pytest.fixture
def texts(folder: Path) -> Callable[[], list[str]]:
    def told() -> list[str]:
        with open_library(folder):
            return [editing.read(head.id).body for head in listing.page().notes]

    return told


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "计划 50%.md"
    file.write_text("# 计划\n", "utf-8")
    return file


@pytest.mark.parametrize("name", [str, Path.as_uri])
def test_a_file_becomes_a_note_at_which_the_window_opens(
    run: Run, opened: Opened, folder: Path, file: Path, name: Callable[[Path], str]
) -> None:
    done = run(name(file))
    assert done.exit_code == 0, done.stderr
    assert "A note was made of 计划 50%.md" in done.stderr
    [(where, note)] = opened
    with open_library(folder):
        assert (where, editing.read(note).body) == (folder, "# 计划\n")
    assert file.read_text("utf-8") == "# 计划\n"


def test_the_same_file_is_the_same_note(
    run: Run, opened: Opened, file: Path, texts: Callable[[], list[str]]
) -> None:
    run(str(file))
    assert run(str(file)).stderr == ""
    file.write_text("# 计划\n\nnewer\n", "utf-8")
    run(str(file))
    assert len({note for _, note in opened}) == 1
    assert texts() == ["# 计划\n\nnewer\n"]


def test_of_several_files_the_last_is_shown(
    run: Run, opened: Opened, file: Path, tmp_path: Path, texts: Callable[[], list[str]]
) -> None:
    other = tmp_path / "other.md"
    other.write_text("the other\n", "utf-8")
    assert run(str(file), str(other)).exit_code == 0
    assert len(opened) == 1
    assert {*texts()} == {"# 计划\n", "the other\n"}


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("missing.md", "missing.md: It is not there."),
        ("picture.png", "not a Markdown file"),
        ("folder.md", "“octavo import” brings it in"),
        ("wrong.md", "UTF-8"),
        ("gbk.md", "UTF-8"),
        ("folder", "“octavo import” brings it in"),
        ("README", "not a Markdown file"),
    ],
)
def test_of_what_cannot_become_one_the_window_opens_and_says_why(
    run: Run, opened: Opened, told: Told, tmp_path: Path, name: str, words: str
) -> None:
    (tmp_path / "folder.md").mkdir()
    (tmp_path / "folder").mkdir()
    (tmp_path / "README").touch()
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    (tmp_path / "wrong.md").write_bytes(b"\xff\x00\xfe\xfa")
    (tmp_path / "gbk.md").write_bytes("# 计划\n".encode("gbk"))
    refused = run(str(tmp_path / name))
    assert refused.exit_code == 1
    assert words in refused.stderr
    [report] = told
    assert report
    assert [(one["path"], one["why"]) for one in report["troubles"]] == [
        tuple(refused.stderr.strip().split(": ", 1))
    ]
    assert [note for _, note in opened] == [""]


def test_a_file_that_does_not_come_in_takes_nothing_from_the_others(
    run: Run, opened: Opened, told: Told, tmp_path: Path, folder: Path
) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.md").write_text(f"# {name}\n", "utf-8")
    (tmp_path / "binary.md").write_bytes(bytes(range(256)))
    names = ("a.md", "missing.md", "b.md", "binary.md")
    done = run(*(str(tmp_path / name) for name in names))
    assert done.exit_code == 1
    [(_, note)], [report] = opened, told
    assert report
    assert (report["created"], report["failed"]) == (2, 2)
    assert [one["path"] for one in report["troubles"]] == ["missing.md", "binary.md"]
    with open_library(folder):
        assert (editing.read(note).title, listing.count()) == ("b", 2)


def test_a_window_has_nothing_to_say_of_files_that_came_in(
    run: Run, told: Told, file: Path
) -> None:
    run(str(file))
    run(str(file))
    assert told == [None, None]


def test_of_hundreds_that_do_not_come_in_the_window_names_some_and_counts_all(
    run: Run, told: Told, tmp_path: Path
) -> None:
    run(*(str(tmp_path / f"{'长' * 80}{number}.md") for number in range(300)))
    [report] = told
    assert report
    assert report["failed"] == 300
    assert len(json.dumps(report)) < STRANGERS_LIMIT


def test_a_file_for_a_library_that_cannot_be_opened_opens_the_window_that_says_so(
    run: Run, opened: Opened, folder: Path, file: Path
) -> None:
    (folder / "octavo.db").write_bytes(bytes(4096))
    refused = run(str(file))
    assert (refused.exit_code, opened) == (1, [(folder, "")])
    assert "cannot be opened" in refused.stderr


def test_a_file_of_another_machine_is_refused(run: Run, opened: Opened) -> None:
    refused = run("file://elsewhere/plan.md")
    assert (refused.exit_code, opened) == (2, [])
    assert "is not on this machine" in refused.stderr


class TestAnAddressOfANote:
    def test_opens_the_window_there(
        self,
        note: Note,
        folder: Path,
        run: Run,
        opened: Opened,
    ) -> None:
        assert run().exit_code == 0
        assert run(f"octavo://note/{note.id}").exit_code == 0
        assert run(f"OCTAVO://note/{note.id}").exit_code == 0
        assert opened == [(folder, ""), (folder, note.id), (folder, note.id)]

    @pytest.mark.parametrize(
        "address", ["octavo://note/zzzz", "octavo://note/", "octavo:zzzz", "OCTAVO://NOTE/" + NOTE]
    )
    def test_in_an_address_that_leads_to_none_says_what_one_looks_like(
        self, run: Run, opened: Opened, refused: list[str], address: str
    ) -> None:
        wrong = run(address)
        assert wrong.exit_code == 2
        assert "octavo://note/ID" in wrong.stderr
        assert "octavo://note/ID" in refused[0]
        assert opened == []

    def test_that_is_not_there_says_so_in_a_window_too(
        self, run: Run, opened: Opened, refused: list[str]
    ) -> None:
        wrong = run(f"octavo://note/{NOTE}")
        assert (wrong.exit_code, wrong.stderr) == (1, f"There is no note “{NOTE}”.\n")
        assert refused == [f"There is no note “{NOTE}”."]
        assert opened == []

    def test_that_is_not_there_is_said_to_whoever_sits_at_a_terminal_alone(
        self, run: Run, refused: list[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("notes.cli.streams.has_terminal", lambda: True)
        assert run(f"octavo://note/{NOTE}").exit_code == 1
        assert refused == []

    def test_of_a_library_that_cannot_be_opened_opens_the_window_that_says_so(
        self, folder: Path, run: Run, opened: Opened
    ) -> None:
        (folder / "octavo.db").write_bytes(bytes(4096))
        assert run(f"octavo://note/{NOTE}").exit_code == 0
        assert opened == [(folder, NOTE)]


@pytest.mark.skipif(sys.platform == "win32", reason="terminals are those of POSIX")
@pytest.mark.parametrize("name", ["stdin", "stdout", "stderr", ""])
def test_a_terminal_is_there_whatever_is_led_elsewhere(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, theirs = os.openpty()
    with open(ours, "rb"), open(theirs) as terminal, (tmp_path / "log").open("w") as log:
        for each in ("stdin", "stdout"):
            monkeypatch.setattr(sys, each, log)
        monkeypatch.setattr(sys, "stderr", None)
        if name:
            monkeypatch.setattr(sys, name, terminal)
        assert streams.has_terminal() is bool(name)


def test_what_is_neither_a_command_nor_there_is_said_so(run: Run, opened: Opened) -> None:
    refused = run("serach")
    assert (refused.exit_code, opened) == (2, [])
    assert "No such command" in refused.stderr
