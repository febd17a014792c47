"""What a disk or another program does to tables that SQLite calls whole."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask.testing import FlaskClient

from notes.cli.commands import octavo
from notes.jobs import Jobs
from notes.library import access, editing, health, listing, proofs, soundness, tables, ways
from notes.library.editing import Draft, Note
from notes.library.opening import Library, open_library
from notes.storage import fulltext, schema, shape
from notes.storage.database import database
from tests.library_fixtures import (
    behind_its_back,
    change_byte_of,
    garble_page_of,
    lay_first_library,
)

Run = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A library with two notes in a notebook, one of which has a history and tags."""
    with open_library(tmp_path / "library"):
        draft = Draft("# One #a\n\n- [ ] task", notebook="Work", tags=["b"])
        first, _ = editing.create_many([draft, Draft("# Two", notebook="Work")])
        editing.save(first, 1, body="# One #a\n\n- [ ] another")
    return tmp_path / "library"


@pytest.fixture
def run(folder: Path) -> Run:
    def invoke(*arguments: str) -> Result:
        result = CliRunner().invoke(octavo, ["--library", str(folder), *arguments])
        assert result.exception is None or isinstance(result.exception, SystemExit)
        return result

    return invoke


def whys(result: Result) -> list[str]:
    return [problem["why"] for problem in json.loads(result.stdout)["tables"]["problems"]]


def test_a_library_of_today_and_one_of_the_first_octavo_have_the_shape_of_today(
    run: Run, tmp_path: Path
) -> None:
    assert whys(run("check", "--json")) == []
    lay_first_library(tmp_path / "first", ["# Old"])
    with open_library(tmp_path / "first"):
        assert tables.examine().ok


def test_every_table_is_known_by_what_becomes_of_it(run: Run, folder: Path) -> None:
    known = schema.KEPT | shape.BEGUN_ANEW | {*fulltext.names()}
    with open_library(folder):
        there = {name for (name,) in database.execute_sql("SELECT name FROM sqlite_schema")}
        assert known <= there
        rest = {name for name in database.get_tables() if name not in known}
    assert {name for name in rest if not name.startswith("sqlite")} == set()


@pytest.mark.parametrize("name", sorted(shape.BEGUN_ANEW))
def test_a_table_that_nobody_misses_is_told_and_begun_anew(
    run: Run, folder: Path, name: str
) -> None:
    behind_its_back(folder, f"DROP TABLE {name}")
    told = run("check", "--json")
    assert told.exit_code == 1
    assert tables.MISSING_FOR_NOW % name in whys(told)
    assert run("check", "--repair").exit_code == 0
    with open_library(folder):
        editing.create("# New")


@pytest.mark.parametrize("name", ["note_changed", "note_in_notebook", "note_title", "undo_kept"])
def test_a_list_that_is_missing_is_told_and_made_anew(run: Run, folder: Path, name: str) -> None:
    behind_its_back(folder, f"DROP INDEX {name}")
    assert f"The list {name} " in run("check").stdout
    assert run("list").exit_code == 0
    assert run("check", "--repair").exit_code == 0


def test_a_list_in_another_order_is_made_anew(run: Run, folder: Path) -> None:
    behind_its_back(folder, "DROP INDEX note_changed", "CREATE INDEX note_changed ON note (id)")
    assert whys(run("check", "--json")) == [tables.MISSING_LIST % ("note_changed", "note")]
    assert run("check", "--repair").exit_code == 0


@pytest.mark.parametrize("name", sorted(schema.KEPT - {"note", "notebook", "tag", "note_tag"}))
def test_a_library_that_lacks_a_table_is_read_and_says_so(
    run: Run, folder: Path, name: str
) -> None:
    behind_its_back(folder, "PRAGMA foreign_keys = off", f"DROP TABLE {name}")
    with open_library(folder) as library:
        assert library.read_only
        assert listing.count() == 2
    assert tables.MISSING % name in run("check").stdout
    assert tables.MISSING % name in run("check", "--repair").stdout
    for command in (
        ["undo"],
        ["undo", "--list"],
        ["list"],
        ["search", "one"],
        ["backup", "create"],
    ):
        run(*command)


@pytest.mark.parametrize("name", ["source", "revision_text", "act_note", "saved_search"])
def test_a_backup_that_lacks_a_table_is_not_good(run: Run, folder: Path, name: str) -> None:
    behind_its_back(folder, "PRAGMA foreign_keys = off", f"DROP TABLE {name}")
    made = run("backup", "create", "--json")
    assert proofs.LACKS_TABLES in made.stdout


def test_a_column_that_is_missing_is_told(run: Run, folder: Path) -> None:
    behind_its_back(folder, "ALTER TABLE note DROP COLUMN writer")
    assert tables.MISSING % "note" in run("check").stdout
    run("list")


def test_a_trigger_of_another_program_is_told(run: Run, folder: Path) -> None:
    behind_its_back(folder, "CREATE TRIGGER evil AFTER UPDATE ON note BEGIN SELECT 1; END")
    assert whys(run("check", "--json")) == [tables.STRANGER % "evil"]


@pytest.mark.parametrize(
    "damage",
    [
        "CREATE TRIGGER evil AFTER UPDATE ON note BEGIN SELECT 1; END",
        "ALTER TABLE note DROP COLUMN writer",
        "DROP TABLE saved_search",
    ],
)
def test_what_no_repair_puts_right_of_tables_a_salvage_does(
    run: Run, folder: Path, damage: str
) -> None:
    behind_its_back(folder, damage)
    assert ways.BRING_BACK in run("check").stdout
    assert run("salvage").exit_code == 0
    assert run("check").exit_code == 0
    assert len(run("list").stdout.splitlines()) == 2


def test_a_library_that_cannot_be_written_is_told_to_repair_a_part_of_it_later(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    behind_its_back(
        folder,
        "DROP INDEX note_changed",
        "CREATE TRIGGER evil AFTER UPDATE ON tag BEGIN SELECT 1; END",
    )
    with open_library(folder):
        parts = health.examine(lambda _: None)
        ways.advise(parts)
        assert parts["tables"].advice == ways.BRING_BACK
        monkeypatch.setattr(database, "read_only", "")
        ways.advise(parts)
        assert parts["tables"].advice == f"{ways.REPAIR_SOME} {ways.BRING_BACK}"
        monkeypatch.setattr(database, "read_only", access.READ_ONLY)
        ways.advise(parts)
        assert parts["tables"].advice == f"{ways.REPAIR_SOME_LATER} {ways.BRING_BACK}"


ALL, ONE_OF_ONE_VERSION = "1", "note_id = 2"


@pytest.mark.parametrize(
    ("damaged", "why", "way"),
    [
        (ALL, "", ways.TEXTS),
        (ALL, soundness.LISTS, ways.TEXTS_ONCE_REPAIRED + ways.TEXTS),
        (ALL, access.READ_ONLY, ways.TEXTS_LATER),
        (ALL, soundness.DAMAGED, ways.BRING_BACK),
        (ONE_OF_ONE_VERSION, "", ways.TEXTS_OF_ONE_VERSION),
        (
            ONE_OF_ONE_VERSION,
            soundness.LISTS,
            ways.TEXTS_ONCE_REPAIRED + ways.TEXTS_OF_ONE_VERSION,
        ),
        (ONE_OF_ONE_VERSION, access.READ_ONLY, ways.TEXTS_OF_ONE_VERSION_LATER),
        (ONE_OF_ONE_VERSION, soundness.DAMAGED, ways.BRING_BACK),
    ],
)
def test_an_earlier_text_is_advised_where_there_is_one_and_it_can_be_brought_back(
    folder: Path, monkeypatch: pytest.MonkeyPatch, damaged: str, why: str, way: str
) -> None:
    behind_its_back(folder, f"UPDATE note_text SET body = 'altered' WHERE {damaged}")
    with open_library(folder):
        monkeypatch.setattr(database, "read_only", why)
        parts = health.examine(lambda _: None)
        ways.advise(parts)
        assert parts["texts"].advice == way


def test_a_note_in_a_notebook_that_is_gone_is_saved_and_told_and_taken_out(
    run: Run, folder: Path
) -> None:
    behind_its_back(folder, "UPDATE note SET notebook_id = 999")
    assert whys(run("check", "--json")) == [tables.NO_NOTEBOOK] * 2
    with open_library(folder):
        note = listing.page().notes[0]
        assert editing.save(note.id, note.version, body="# Saved").notebook == ""
    assert whys(run("check", "--json")) == [tables.NO_NOTEBOOK]
    assert run("check", "--repair").exit_code == 0


@pytest.mark.parametrize(
    "row",
    [
        "INSERT INTO note_tag VALUES (99, 1, 1)",
        "INSERT INTO note_tag VALUES (1, 99, 0)",
        "INSERT INTO note_fact VALUES ('task:open', 99)",
        "INSERT INTO act_place VALUES (99, 1, NULL, 'A')",
    ],
)
def test_rows_that_belong_to_nothing_are_told_and_go(run: Run, folder: Path, row: str) -> None:
    behind_its_back(folder, row)
    assert "belong to no row" in run("check").stdout
    assert run("check", "--repair").exit_code == 0


def test_nothing_goes_out_of_a_file_that_is_damaged(run: Run, folder: Path) -> None:
    with open_library(folder):
        editing.create("no title in it", title="Zebra crossing")
    behind_its_back(folder, "INSERT INTO note_tag VALUES (99, 1, 1)")
    change_byte_of(folder, b"Zebra crossing", 0)
    assert run("check", "--repair").exit_code == 1
    with open_library(folder):
        assert (99,) in database.execute_sql("SELECT note_id FROM note_tag").fetchall()


def test_the_window_puts_right_what_a_command_does(
    page: FlaskClient, library: Library, note: Note, jobs: Jobs
) -> None:
    behind_its_back(library.folder, "DROP TABLE recent_search", "UPDATE note SET pinned = 64")
    assert note.pinned is False
    job = page.post("/checks", json={"repair": True}).get_json()["id"]
    jobs.job(job, "check").join()
    assert "Everything in them fits together." in page.get("/checks").text


def test_a_text_that_has_lost_its_note_is_told_and_stays(run: Run, folder: Path) -> None:
    behind_its_back(folder, "DELETE FROM note WHERE id = 1")
    assert tables.NOWHERE % ("note_text", "note", 1) in whys(run("check", "--json"))
    run("check", "--repair")
    with open_library(folder):
        assert database.execute_sql("SELECT count(*) FROM note_text").fetchone() == (2,)


def test_texts_of_versions_that_are_lost_are_told(run: Run, folder: Path) -> None:
    behind_its_back(folder, "DELETE FROM revision")
    assert whys(run("check", "--json")) == [tables.NO_VERSION % 1]


@pytest.mark.parametrize(("table", "column"), [("source", "taken_back"), ("note_tag", "in_text")])
def test_a_flag_of_a_row_beside_a_note_is_told_as_well(
    run: Run, folder: Path, table: str, column: str
) -> None:
    behind_its_back(
        folder,
        "INSERT INTO source VALUES (1, '/', 'a.md', 'utf-8', 1, '', 0)",
        f"UPDATE {table} SET {column} = {column} + 64",
    )
    assert whys(run("check", "--json")) == [tables.FLAG]
    run("check", "--repair")
    assert whys(run("check", "--json")) == []


def test_facts_that_cannot_be_read_are_told_with_the_index_and_hide_nothing(
    run: Run, folder: Path
) -> None:
    behind_its_back(
        folder,
        "UPDATE note SET pinned = 65 WHERE id = 1",
        "DELETE FROM tag WHERE id = 1",
    )
    garble_page_of(folder, fulltext.FACTS)
    found = run("check", "--json")
    assert whys(found) == [tables.NOWHERE % ("note_tag", "tag", 1), tables.FLAG]
    assert json.loads(found.stdout)["tables"]["advice"] == ways.REPAIR
    done = run("check", "--repair")
    assert done.exit_code == 0, done.output


@pytest.mark.parametrize("column", ["pinned", "autosaved"])
def test_a_flag_that_is_neither_yes_nor_no_is_told_and_written_as_it_is_read(
    run: Run, folder: Path, column: str
) -> None:
    behind_its_back(folder, f"UPDATE note SET {column} = 65 WHERE id = 1")
    assert whys(run("check", "--json")) == [tables.FLAG]
    assert run("check", "--repair").exit_code == 0
    with open_library(folder):
        assert database.execute_sql(f"SELECT {column} FROM note").fetchall() == [(1,), (0,)]


@pytest.mark.parametrize(
    ("table", "column"),
    [
        *(("note", one) for one in ("created", "changed", "written", "trashed")),
        *(("revision", one) for one in ("written", "kept")),
    ],
)
def test_a_time_that_no_calendar_has_is_told_and_becomes_the_nearest_that_is_known(
    run: Run, folder: Path, table: str, column: str
) -> None:
    behind_its_back(folder, f"UPDATE {table} SET {column} = -140000000000000")
    assert {*whys(run("check", "--json"))} <= {tables.TIME, tables.EARLIER_TIME}
    assert run("check").exit_code == 1
    assert run("check", "--repair").exit_code == 0
    assert run("list").exit_code == 0
