"""The last numbers of notes and acts, which no hash covers, as a disk may have changed them."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask.testing import FlaskClient

from notes.cli.commands import octavo
from notes.library import counters, editing, listing, trash
from notes.library.opening import Library, open_library
from notes.storage.database import database, value
from tests.library_fixtures import behind_its_back

Run = Callable[..., Result]

SET = "UPDATE sqlite_sequence SET seq = {} WHERE name = '{}'"
DAMAGE = {
    "lower by one": SET.format("seq - 1", "{0}"),
    "nought": SET.format(0, "{0}"),
    "below nought": SET.format(-77, "{0}"),
    "the last number": SET.format(2**63 - 1, "{0}"),
    "absurd": SET.format(2**47, "{0}"),
    "a word": SET.format("'soon'", "{0}"),
    "bytes": SET.format("x'ff00'", "{0}"),
    "nothing": SET.format("NULL", "{0}"),
    "gone": "DELETE FROM sqlite_sequence",
    "of another name": "UPDATE sqlite_sequence SET name = 'x' || name",
    "twice": "INSERT INTO sqlite_sequence SELECT * FROM sqlite_sequence",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A library with three notes, of which one was put in the trash."""
    with open_library(tmp_path / "library"):
        for number in range(3):
            note_id = editing.create(f"# Note {number}").id
        trash.put([note_id])
    return tmp_path / "library"


@pytest.fixture
def run(folder: Path) -> Run:
    def invoke(*arguments: str) -> Result:
        command = ["--library", str(folder), *arguments]
        result = CliRunner().invoke(octavo, command, input="# New")
        assert result.exception is None or isinstance(result.exception, SystemExit)
        return result

    return invoke


def whys(result: Result) -> list[str]:
    return [problem["why"] for problem in json.loads(result.stdout)["tables"]["problems"]]


@pytest.mark.parametrize("table", ["note", "act"])
@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
class TestANumberThatADiskHasChanged:
    def test_keeps_nobody_from_making_something(
        self, run: Run, folder: Path, damage: str, table: str
    ) -> None:
        behind_its_back(folder, damage.format(table))
        made = run("add", "-")
        assert made.exit_code == 0
        assert run("trash", made.stdout.strip()).exit_code == 0
        assert run("undo").exit_code == 0
        with open_library(folder):
            assert listing.page().notes[0].title == "New"
            assert value("SELECT id FROM note WHERE title = 'New'") == 4
            assert value("SELECT max(id) FROM act") == 3

    def test_is_told_and_put_right_by_a_repair(
        self, run: Run, folder: Path, damage: str, table: str
    ) -> None:
        behind_its_back(folder, damage.format(table))
        found = whys(run("check", "--json"))
        assert found
        assert all(why.startswith("The last number of the table ") for why in found)
        assert "--repair" in run("check").stdout
        assert run("check", "--repair").exit_code == 0
        with open_library(folder):
            known = dict(database.execute_sql("SELECT name, seq FROM sqlite_sequence").fetchall())
        assert (known["note"], known["act"]) == (3, 1)


def test_a_number_is_given_once_though_its_note_is_gone(library: Library) -> None:
    assert library
    gone = editing.create("# Gone").id
    trash.put([gone])
    trash.delete([gone])
    assert counters.following("note") == 2


def test_what_has_lost_its_note_is_not_taken_for_that_of_a_new_one(run: Run, folder: Path) -> None:
    behind_its_back(
        folder,
        "INSERT INTO note_text VALUES (90, 'a text that has lost its note')",
        "DELETE FROM sqlite_sequence",
    )
    assert run("add", "-").exit_code == 0
    with open_library(folder):
        assert value("SELECT id FROM note WHERE title = 'New'") == 91


def test_notes_of_numbers_that_nobody_counts_to_are_kept_and_new_ones_go_below(
    run: Run, folder: Path
) -> None:
    behind_its_back(
        folder,
        "CREATE TEMP TABLE far AS SELECT * FROM note WHERE id = 1",
        "UPDATE far SET id = 1 << 47, uid = 'f00df00df00df00d', title = 'Far'",
        "INSERT INTO note SELECT * FROM far",
        "INSERT INTO note_text SELECT 1 << 47, body FROM note_text WHERE note_id = 1",
    )
    assert run("add", "-").exit_code == 0
    run("check", "--repair")
    assert run("check").exit_code == 0
    assert run("add", "-").exit_code == 0
    assert "Far" in run("list").stdout


def test_a_library_without_notes_is_sound(tmp_path: Path) -> None:
    with open_library(tmp_path / "library"):
        pass
    command = ["--library", str(tmp_path / "library"), "check"]
    assert CliRunner().invoke(octavo, command).exit_code == 0


def test_the_page_makes_a_note(page: FlaskClient, library: Library) -> None:
    editing.create("# One")
    database.execute_sql("DELETE FROM sqlite_sequence")
    assert page.post("/notes", json={}).status_code in (200, 201)
    assert listing.count() == 2
    assert library


def test_a_backup_in_which_it_cannot_be_is_not_good(run: Run, folder: Path) -> None:
    behind_its_back(folder, SET.format(2**47, "note"))
    made = json.loads(run("backup", "create", "--json").stdout)
    assert made["state"] == "damaged"
    assert "The last number of the table note" in made["damage"][0]["why"]
