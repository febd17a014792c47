"""Lists of SQLite that are damaged while their tables are whole: made anew of these."""

import re
from contextlib import closing
from pathlib import Path

import peewee
import pytest
from click.testing import CliRunner, Result
from sqlcipher3 import dbapi2 as sqlite

from notes.cli.commands import octavo
from notes.errors import IndexDamaged, LibraryUnusable
from notes.library import dangers, editing, health, listing, opening, soundness, tokens, trash, ways
from notes.library.opening import Library, open_anyhow, open_library
from notes.storage import orders
from notes.storage.database import FILE_NAME, LOCKED, database
from notes.storage.pages import TABLE_LEAF
from tests.library_fixtures import behind_its_back, change_time_in_row, garble_page_of

LISTS = [
    *("note_changed", "note_title", "note_in_notebook", "undo_kept", "source_root"),
    *("sqlite_autoindex_note_1", "sqlite_autoindex_notebook_1", "sqlite_autoindex_token_1"),
    *("sqlite_autoindex_revision_text_1", "note_tag_tag", "act_note_note"),
]


@pytest.fixture
def folder(library: Library) -> Path:
    """A closed library with something in every list."""
    for number in range(30):
        editing.create(f"# Note {number}\n\n#tag{number} words", notebook=f"Place {number % 5}")
    for note in listing.page(limit=10).notes:
        editing.save(note.id, editing.read(note.id).version, body=f"other words of {note.title}")
    tokens.create("a program", "read")
    library.close()
    return library.folder


def run(folder: Path, *arguments: str) -> Result:
    command = ["--library", str(folder), *arguments]
    return CliRunner().invoke(octavo, command, input="words")


def held(folder: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table of the notes."""
    with closing(sqlite.connect(f"file:{folder / FILE_NAME}?immutable=1", uri=True)) as file:
        names = file.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0 "
            "AND name NOT LIKE '%index%' AND name NOT IN ('note_fact', 'last_write')"
        )
        return {
            name: sorted(file.execute(f"SELECT * FROM {name} NOT INDEXED"), key=repr)
            for (name,) in names.fetchall()
        }


@pytest.mark.parametrize("name", LISTS)
def test_a_list_that_cannot_be_read_is_made_anew_by_a_repair(folder: Path, name: str) -> None:
    before = held(folder)
    garble_page_of(folder, name)
    told = run(folder, "check")
    assert told.exit_code == 1
    assert told.stdout.startswith("database    1 wrong\n")
    assert f"The list {name} does not have what the table" in told.stdout
    assert ways.REPAIR in told.stdout
    repaired = run(folder, "check", "--repair")
    assert repaired.exit_code == 0, repaired.output
    assert name in repaired.stderr
    assert held(folder) == before
    assert run(folder, "check").exit_code == 0
    assert run(folder, "add", "-").exit_code == 0


@pytest.mark.parametrize("name", LISTS)
def test_a_window_makes_it_anew_and_opens(folder: Path, name: str) -> None:
    before = held(folder)
    garble_page_of(folder, name)
    with open_anyhow(folder, mends=True) as library:
        assert (library.ruin, library.read_only) == (None, "")
        assert listing.count() == 30
        assert library.made_anew == [name]
        assert all(dangers.NEVER_USED in one.why for one in health.of_database().problems)
    assert held(folder) == before


@pytest.mark.parametrize("name", ["note_changed", "sqlite_autoindex_note_1"])
def test_who_only_reads_leaves_it_and_says_what_makes_it_anew(folder: Path, name: str) -> None:
    garble_page_of(folder, name)
    was = (folder / FILE_NAME).read_bytes()
    with open_library(folder) as library:
        assert library.read_only == soundness.LISTS
    assert "octavo check --repair" in run(folder, "add", "-").stderr
    assert (folder / FILE_NAME).read_bytes() == was


def test_a_time_that_is_another_in_its_list_is_that_of_the_row(folder: Path) -> None:
    change_time_in_row(folder, 4)
    assert "The list note_changed does not have" in run(folder, "check").stdout
    assert run(folder, "check", "--repair").exit_code == 0
    assert run(folder, "check").exit_code == 0


def test_a_time_in_no_calendar_is_put_right_with_its_lists(folder: Path) -> None:
    change_time_in_row(folder, 4, by=2**47)
    assert run(folder, "check", "--repair").exit_code == 0
    assert run(folder, "list").exit_code == 0


def test_where_a_place_is_another_in_its_list_neither_is_taken(folder: Path) -> None:
    placed = (
        "UPDATE sqlite_schema SET sql = replace(sql, '({},', '({},') WHERE name LIKE '%notebook'"
    )
    behind_its_back(
        folder,
        "PRAGMA writable_schema = on",
        placed.format("notebook_id", "version"),
        "PRAGMA writable_schema = reset",
        "UPDATE note SET notebook_id = notebook_id % 5 + 1 WHERE id = 4",
        "PRAGMA writable_schema = on",
        placed.format("version", "notebook_id"),
        "PRAGMA writable_schema = reset",
    )
    was = held(folder)
    for arguments in (["check"], ["check", "--repair"]):
        told = run(folder, *arguments)
        assert told.exit_code == 1
        assert "The list" not in told.stdout
        assert ways.BRING_BACK in told.stdout
    assert held(folder) == was


@pytest.fixture
def connected(folder: Path) -> Path:
    """The same with two tags on one note, and with notes that went together."""
    with open_library(folder):
        note = editing.read(listing.page(limit=1).notes[0].id)
        editing.save(note.id, note.version, body="# Many\n\n#tag1 #tag2 #tag3")
        trash.put([one.id for one in listing.page(limit=4).notes])
    return folder


@pytest.mark.parametrize(
    ("table", "name"), [("note_tag", "note_tag_tag"), ("act_note", "act_note_note")]
)
def test_a_list_that_lacks_one_of_many_rows_alike_is_made_anew(
    connected: Path, table: str, name: str
) -> None:
    before = held(connected)
    other = "note_id" if table == "note_tag" else "act_id"
    known = "tag_id" if table == "note_tag" else "note_id"
    of_many = f"SELECT {other} FROM {table} GROUP BY 1 ORDER BY count(*) DESC LIMIT 1"
    lacking = f"WHERE {other} = ({of_many}) ORDER BY {known} DESC LIMIT 1"
    made = f"UPDATE sqlite_schema SET sql = {{}} WHERE name = '{name}'"
    behind_its_back(
        connected,
        f"CREATE TEMP TABLE kept AS SELECT * FROM {table} {lacking}",
        f"DELETE FROM {table} WHERE ({other}, {known}) IN (SELECT {other}, {known} FROM kept)",
        "PRAGMA writable_schema = on",
        made.format("sql || ' WHERE note_id < 0'"),
        "PRAGMA writable_schema = reset",
        f"INSERT INTO {table} SELECT * FROM kept",
        "PRAGMA writable_schema = on",
        made.format("replace(sql, ' WHERE note_id < 0', '')"),
        "PRAGMA writable_schema = reset",
    )
    assert f"The list {name} does not have" in run(connected, "check").stdout
    repaired = run(connected, "check", "--repair")
    assert repaired.exit_code == 0, repaired.output
    assert f"were made anew: {name}." in repaired.stderr
    assert held(connected) == before


def test_a_list_that_another_program_has_just_mended_makes_no_library_damaged(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mend = orders.make_anew

    def too_late() -> list[str]:
        mend()
        return []

    garble_page_of(folder, "note_changed")
    monkeypatch.setattr(orders, "make_anew", too_late)
    with open_anyhow(folder, mends=True) as library:
        assert (library.ruin, library.read_only, library.made_anew) == (None, "", [])


def test_a_list_that_cannot_be_made_anew_while_another_program_writes_leaves_it_to_be_read(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    garble_page_of(folder, "note_changed")
    monkeypatch.setattr(opening, "connect", locked)
    with open_library(folder, mends=True) as library:
        assert library.read_only == soundness.DAMAGED
        assert listing.count() == 30


def locked(folder: Path) -> None:
    raise LibraryUnusable(folder, LOCKED)


@pytest.mark.parametrize("error", [peewee.IntegrityError, peewee.OperationalError, IndexDamaged])
def test_whatever_keeps_a_list_from_being_made_anew_is_one_fact(
    folder: Path, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    def fail(one: orders.List) -> None:
        raise error

    garble_page_of(folder, "note_changed")
    monkeypatch.setattr(orders, "_make_anew", fail)
    with open_library(folder, mends=True) as library:
        assert library.read_only == soundness.DAMAGED
    told = run(folder, "check", "--repair")
    assert told.exit_code == 1
    assert "made anew:" not in told.stderr


_TWO = "FROM sqlite_schema WHERE name IN ('note_changed', 'note_title')"


@pytest.mark.parametrize(
    "damage",
    [
        f"rootpage = (SELECT sum(rootpage) {_TWO}) - rootpage WHERE rowid IN (SELECT rowid {_TWO})",
        "sql = replace(sql, 'changed DESC', 'created DESC') WHERE name = 'note_changed'",
        "sql = replace(sql, 'changed DESC', 'changed  ASC') WHERE name = 'note_changed'",
    ],
    ids=["exchanged", "of another column", "in another order"],
)
def test_lists_that_the_schema_calls_otherwise_are_made_anew(folder: Path, damage: str) -> None:
    before = held(folder)
    behind_its_back(folder, "PRAGMA writable_schema = on", f"UPDATE sqlite_schema SET {damage}")
    assert ways.REPAIR in run(folder, "check").stdout
    repaired = run(folder, "check", "--repair")
    assert repaired.exit_code == 0, repaired.output
    assert held(folder) == before
    assert run(folder, "check").exit_code == 0
    with open_library(folder):
        assert len(listing.page().notes) == 30


def test_two_notes_of_one_id_by_their_rows_end_no_repair(folder: Path) -> None:
    with open_library(folder):
        first, second = (note.id.encode() for note in listing.page(limit=2).notes)
    raw = bytearray((folder / FILE_NAME).read_bytes())
    for found in re.finditer(first, bytes(raw)):
        if raw[found.start() // 4096 * 4096] == TABLE_LEAF:
            raw[found.start() : found.end()] = second
    (folder / FILE_NAME).write_bytes(raw)
    told = run(folder, "check", "--repair")
    assert told.exit_code == 1
    assert isinstance(told.exception, SystemExit)
    assert "the rows of two notes have the same one" in told.stdout


def test_every_damage_of_the_file_is_told_with_a_way_back(folder: Path) -> None:
    garble_page_of(folder, "note_text")
    assert ways.BRING_BACK in run(folder, "check").stdout


def test_one_whose_lengths_are_garbage_for_which_there_is_no_memory_is_made_anew(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    garble_page_of(folder, "note_title")
    rows = orders._rows

    def read(one: orders.List, way: str, others: str = "") -> list[tuple[object, ...]]:
        if one.name == "note_title" and way.startswith("INDEXED BY"):
            raise MemoryError
        return rows(one, way, others)

    monkeypatch.setattr(orders, "_rows", read)
    assert "The list note_title" in run(folder, "check").stdout
    assert run(folder, "check", "--repair").exit_code == 0
    monkeypatch.undo()
    assert run(folder, "add", "-").exit_code == 0


def test_what_was_seen_at_the_opening_is_told_where_sqlite_passes_over_it(folder: Path) -> None:
    with open_library(folder):
        assert health.of_database().ok
        database.read_only = dangers.DAMAGED
        found = health.of_database()
    assert [problem.why for problem in found.problems] == [dangers.DAMAGED]
    assert found.beyond
