"""Versions that a disk has counted otherwise: nothing of them is lost, and all are told."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask.testing import FlaskClient

from notes.cli.commands import octavo
from notes.errors import Missing
from notes.library import earlier, editing, health, history, numbering, replacing, reversal
from notes.library.editing import Note
from notes.library.opening import open_library
from notes.library.replacing import Choice, Wanted
from notes.storage.database import database
from tests.library_fixtures import behind_its_back

SIXTH = "# Note\n\ntext 6"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A library with a note that is at its sixth version."""
    with open_library(tmp_path / "library"):
        note = editing.create("# Note\n\ntext 1")
        for version in range(1, 6):
            editing.save(note.id, version, body=f"# Note\n\ntext {version + 1}")
    return tmp_path / "library"


def flip(folder: Path, version: object) -> str:
    """Give the note another version in its row; its id."""
    behind_its_back(folder, f"UPDATE note SET version = {version}")
    with open_library(folder):
        return str(database.execute_sql("SELECT uid FROM note").fetchone()[0])


def run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(octavo, ["--library", str(folder), *arguments])


def texts(note_id: str) -> dict[int, str]:
    return {
        one.version: history.body_at(note_id, one.version).rpartition("\n")[2]
        for one in history.entries(note_id)
    }


ALL = {number: f"text {number}" for number in range(1, 7)}


@pytest.mark.parametrize("version", [2, 5, -122, 0])
def test_a_save_goes_on_above_a_history_that_the_version_has_fallen_below(
    folder: Path, version: int
) -> None:
    note_id = flip(folder, version)
    with open_library(folder):
        assert texts(note_id) == ALL
        assert editing.read(note_id).version == version
        assert editing.save(note_id, version, body="# Note\n\ntext 7").version == 7
        assert texts(note_id) == {**ALL, 7: "text 7"}
        assert health.of_history().ok


@pytest.mark.parametrize("version", [2, -122])
def test_a_command_saves_over_the_version_that_it_was_shown(folder: Path, version: int) -> None:
    note_id = flip(folder, version)
    text = folder.parent / "new.md"
    text.write_text("# New")
    assert run(folder, "edit", note_id, "--base", str(version), str(text)).stdout == "7\n"


def test_the_history_compares_with_the_text_that_is_current(page: FlaskClient, note: Note) -> None:
    for version, word in enumerate(("alpha", "beta", "gamma"), 1):
        editing.save(note.id, version, body=word)
    with database.writing():
        database.execute_sql("UPDATE note SET version = 2")
    told = page.get(f"/notes/{note.id}/history/changes?of=3").text
    assert ("alpha" in told, "beta" in told, "gamma" in told) == (False, True, True)


def test_typing_goes_on_above_it_too(folder: Path) -> None:
    note_id = flip(folder, 2)
    with open_library(folder):
        one = editing.save(note_id, 2, body="typed", autosave=True, window="first")
        two = editing.save(note_id, one.version, body="typed on", autosave=True, window="first")
        assert (one.version, two.version) == (7, 8)


def test_a_version_below_is_brought_back_and_that_is_undone(folder: Path) -> None:
    note_id = flip(folder, 2)
    with open_library(folder):
        assert earlier.bring_back(note_id, 3, 2).body == "# Note\n\ntext 3"
        reversal.undo(1)
        assert editing.read(note_id).body == SIXTH


def test_a_replacement_and_its_undoing_go_on_above_it(folder: Path) -> None:
    with open_library(folder):
        wanted = Wanted("text", "word")
        found = replacing.preview(wanted).notes
        act = replacing.apply(wanted, {one.id: Choice(one.version) for one in found}).act
    note_id = flip(folder, 3)
    with open_library(folder):
        undone = reversal.undo(act)
        assert (undone.notes, undone.left_out) == (1, [])
        assert editing.read(note_id).body == SIXTH
        reversal.undo(undone.by)
        assert editing.read(note_id).body == "# Note\n\nword 6"


@pytest.mark.parametrize(
    ("version", "why"),
    [(2, numbering.FALLEN % (2, 5)), (5, numbering.FALLEN % (5, 5)), (-122, numbering.NONE % -122)],
)
def test_a_check_and_a_backup_tell_it_and_a_repair_counts_on(
    folder: Path, version: int, why: str
) -> None:
    flip(folder, version)
    assert why in run(folder, "check").stdout
    assert run(folder, "backup", "create").exit_code == 1
    assert run(folder, "check", "--repair").exit_code == 0
    assert run(folder, "backup", "create").exit_code == 0
    with open_library(folder):
        note_id = database.execute_sql("SELECT uid FROM note").fetchone()[0]
        assert editing.version(note_id) == 6
        assert texts(note_id) == ALL


def test_a_version_too_high_is_only_a_gap(folder: Path) -> None:
    note_id = flip(folder, 70)
    assert run(folder, "check").exit_code == 0
    with open_library(folder):
        assert editing.save(note_id, 70, body="# Note\n\nnew").version == 71


def test_a_version_that_nobody_can_count_on_from_is_told_and_mended(folder: Path) -> None:
    note_id = flip(folder, 2**63 - 1)
    assert numbering.NONE % (2**63 - 1) in run(folder, "check").stdout
    with open_library(folder):
        assert editing.save(note_id, 2**63 - 1, body="# Note\n\ntext 7").version == 7
        assert texts(note_id) == {**ALL, 7: "text 7"}


def test_an_earlier_version_that_was_counted_above_the_note_is_kept_where_it_is(
    folder: Path,
) -> None:
    behind_its_back(folder, "UPDATE revision SET version = 67 WHERE version = 3")
    assert numbering.FALLEN % (6, 67) in run(folder, "check").stdout
    assert run(folder, "check", "--repair").exit_code == 0
    with open_library(folder):
        note_id = database.execute_sql("SELECT uid FROM note").fetchone()[0]
        assert [*texts(note_id)] == [68, 67, 5, 4, 2, 1]
        assert texts(note_id)[67] == "text 3"


def test_an_earlier_version_that_no_save_makes_is_told(folder: Path) -> None:
    behind_its_back(folder, "UPDATE revision SET version = -61 WHERE version = 3")
    assert numbering.EARLIER_NONE % -61 in run(folder, "check").stdout
    assert "Traceback" not in run(folder, "check", "--repair").output


def test_a_version_that_there_is_none_of_is_still_missing(folder: Path) -> None:
    note_id = flip(folder, 2)
    with open_library(folder):
        for version in (0, 7, 2**70):
            with pytest.raises(Missing):
                history.at(note_id, version)


def test_what_is_salvaged_keeps_the_versions_above_the_note(folder: Path, tmp_path: Path) -> None:
    note_id = flip(folder, 3)
    assert run(folder, "salvage", "--to", str(tmp_path / "salvaged")).exit_code == 0
    with open_library(tmp_path / "salvaged"):
        assert texts(note_id) == ALL
