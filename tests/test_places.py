"""Files of which two things have one page: read, and not written, by whoever knows it."""

import re
import shutil
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner, Result
from sqlcipher3 import dbapi2 as sqlite

from notes.cli.commands import octavo
from notes.errors import LibraryReadOnly
from notes.library import backups, dangers, editing, health, listing, restoring, trash
from notes.library.looking import Look
from notes.library.opening import Library, open_library
from notes.storage import complaints
from notes.storage.database import FILE_NAME, GARBLED, database, value, whole_check
from tests.backup_fixtures import held
from tests.library_fixtures import behind_its_back, garble_page_of

SIZE = 4096

Harm = Callable[[bytearray], None]


@pytest.fixture
def folder(library: Library) -> Path:
    """A closed library of which some pages are free."""
    for number in range(120):
        editing.create(f"# Note {number}\n\n" + f"words of {number} and more of them\n" * 300)
    gone = [note.id for note in listing.page(limit=20).notes]
    trash.put(gone)
    trash.delete(gone)
    library.close()
    return library.folder


def run(folder: Path, *arguments: str, text: str | None = None) -> Result:
    return CliRunner().invoke(octavo, ["--library", str(folder), *arguments], input=text)


def harmed(folder: Path, harm: Harm) -> Path:
    raw = bytearray((folder / FILE_NAME).read_bytes())
    harm(raw)
    (folder / FILE_NAME).write_bytes(raw)
    return folder


def roots(folder: Path) -> dict[str, int]:
    with closing(sqlite.connect(folder / FILE_NAME)) as connection:
        found = dict(connection.execute("SELECT name, rootpage FROM sqlite_schema WHERE rootpage"))
    for ending in ("-wal", "-shm"):
        (folder / f"{FILE_NAME}{ending}").unlink(missing_ok=True)
    return found


def number_at(raw: bytearray, at: int) -> int:
    return int.from_bytes(raw[at : at + 4], "big")


def free_list(raw: bytearray) -> int:
    """Where its first page lies."""
    return (number_at(raw, 32) - 1) * SIZE


def names(page: int) -> Harm:
    """The first page in the list of free ones is another."""
    return lambda raw: struct.pack_into(">I", raw, free_list(raw) + 8, page)


def leaf_of(folder: Path, name: str) -> int:
    """The last page of rows of a table, to which its first one leads."""
    raw = bytearray((folder / FILE_NAME).read_bytes())
    start = (roots(folder)[name] - 1) * SIZE
    assert raw[start] == 5
    return number_at(raw, start + 8)


def overflow_of(folder: Path, words: bytes) -> int:
    """The page in which a text goes on that begins on another, with these words."""
    raw = bytearray((folder / FILE_NAME).read_bytes())
    at = free_list(raw) + 4
    free = {number_at(raw, at + 4 * place) for place in range(1, number_at(raw, at) + 1)}
    pages = (found.start() // SIZE + 1 for found in re.finditer(words, raw))
    return next(page for page in pages if page not in free and raw[(page - 1) * SIZE] == 0)


def header(at: int, number: int) -> Harm:
    return lambda raw: struct.pack_into(">I", raw, at, number)


SEEN: dict[str, Harm] = {
    "no page": names(100_000),
    "none": names(0),
    "the first": names(1),
    "a root": names(6),
    "too many": lambda raw: struct.pack_into(">I", raw, free_list(raw) + 4, 5_000),
    "some more": lambda raw: struct.pack_into(">I", raw, free_list(raw) + 4, 1_000),
    "once more": lambda raw: struct.pack_into(
        ">I", raw, free_list(raw) + 8, number_at(raw, free_list(raw) + 12)
    ),
    "shorter than it is": header(36, 1),
    "longer": header(36, 10_000),
    "the list begins elsewhere": header(32, 20),
    "fewer pages than there are": lambda raw: header(28, number_at(raw, 28) - 40)(raw),
}


@pytest.mark.parametrize("harm", SEEN.values(), ids=SEEN)
def test_what_a_look_at_the_free_pages_shows_keeps_everybody_from_writing(
    folder: Path, harm: Harm
) -> None:
    harmed(folder, harm)
    was = (folder / FILE_NAME).read_bytes()
    with open_library(folder) as library:
        assert library.read_only == dangers.DAMAGED
        with pytest.raises(LibraryReadOnly):
            editing.create("# New")
    assert (folder / FILE_NAME).read_bytes() == was


@pytest.mark.parametrize("name", ["note", "note_text"])
def test_so_does_a_page_of_rows_among_them(folder: Path, name: str) -> None:
    harmed(folder, names(leaf_of(folder, name)))
    assert "does not write it" in run(folder, "add", "-", text="# New").stderr
    assert listing_of(folder) == 100


def listing_of(folder: Path) -> int:
    with open_library(folder):
        return listing.count()


@pytest.fixture
def hidden(folder: Path) -> Path:
    """The same with the page of a text among the free ones, which no quick look shows."""
    harmed(folder, names(overflow_of(folder, b"words of 7 and")))
    with open_library(folder) as library:
        assert library.read_only == ""
    return folder


def test_what_a_check_has_found_is_remembered_by_who_opens_it_later(hidden: Path) -> None:
    with open_library(hidden) as library:
        assert not health.of_database().ok
        assert library.read_only == dangers.DAMAGED
        with pytest.raises(LibraryReadOnly):
            editing.create("# New")
    with open_library(hidden) as library:
        assert library.read_only == dangers.DAMAGED


def test_so_is_what_a_backup_has_found_and_the_backup_is_whole(hidden: Path) -> None:
    before = held(hidden / FILE_NAME)
    with open_library(hidden) as library:
        made = backups.make(library, "manual")
        assert library.read_only == dangers.DAMAGED
    assert made.state == "good"
    assert held(made.file) == before
    restored = restoring.into_folder(hidden, made.file)
    assert (restored.notes, restored.proof.found.ok) == (100, True)
    assert run(hidden, "check").exit_code == 0
    with open_library(hidden) as library:
        assert library.read_only == ""
        editing.create("# New")
    assert not (hidden / dangers.NAME).exists()


def test_a_copy_of_such_a_file_is_put_right_when_it_is_restored(
    hidden: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.db"
    copy.write_bytes((hidden / FILE_NAME).read_bytes())
    assert restoring.into_new(tmp_path / "new", copy).proof.found.ok
    assert run(tmp_path / "new", "check").exit_code == 0
    with open_library(tmp_path / "new") as library:
        assert library.read_only == ""


def test_what_lies_nowhere_is_harmless(folder: Path) -> None:
    with open_library(folder):
        database.execute_sql("PRAGMA writable_schema = on")
        database.execute_sql("DELETE FROM sqlite_schema WHERE name = 'undo_kept'")
    with open_library(folder) as library:
        health.of_database()
        assert library.read_only == ""


UNSURE = {
    "the check failed": [complaints.MALFORMED],
    "and otherwise": [GARBLED],
    "it ended early": [f"Page {number}: never used" for number in range(100)],
    "a list of notes": ["row 4 missing from index note_changed"],
    "a tree of notes": ["Tree 2 page 2 cell 0: Rowid 5 out of order"],
    "among others": ["Page 9: never used", complaints.MALFORMED],
}


@pytest.mark.parametrize("said", UNSURE.values(), ids=UNSURE)
def test_it_is_not_forgotten_while_the_file_was_not_seen_to_be_sound(
    folder: Path, monkeypatch: pytest.MonkeyPatch, said: list[str]
) -> None:
    (folder / dangers.NAME).touch()
    monkeypatch.setattr(dangers, "MOST_LINES", 100)
    monkeypatch.setattr(dangers, "whole_check", lambda **_: said)
    with open_library(folder) as library:
        assert library.read_only == dangers.DAMAGED
    assert (folder / dangers.NAME).exists()


HARMLESS = {
    "nothing": [],
    "unused pages": [f"Page {number}: never used" for number in range(99)],
    "a list of the index": ["wrong # of entries in index note_fact_note"],
    "words of the index": ["malformed inverted index for FTS5 table main.note_index"],
    "a tree of the index": ["Tree {root} page 4000000 cell 1: Rowid 5 out of order"],
}


@pytest.mark.parametrize("said", HARMLESS.values(), ids=HARMLESS)
def test_it_is_forgotten_where_what_is_left_hurts_no_note(
    folder: Path, monkeypatch: pytest.MonkeyPatch, said: list[str]
) -> None:
    root = roots(folder)["note_index_data"]
    (folder / dangers.NAME).touch()
    monkeypatch.setattr(
        dangers, "whole_check", lambda **_: [line.format(root=root) for line in said]
    )
    with open_library(folder) as library:
        assert library.read_only == ""
    assert not (folder / dangers.NAME).exists()


def test_an_open_window_writes_no_more_once_another_program_has_found_it(hidden: Path) -> None:
    with open_library(hidden, hold=True) as library:
        beside = [sys.executable, "main.py", "--library", str(hidden), "check"]
        assert subprocess.run(beside, capture_output=True, check=False).returncode == 1
        assert library._checkpoints
        assert library._checkpoints.succeeds()
        assert library.read_only == dangers.DAMAGED
        with pytest.raises(LibraryReadOnly):
            editing.create("# New")


def test_what_another_program_writes_during_the_look_is_no_damage(folder: Path) -> None:
    look = Look(folder)
    look.begin("It is only looked at.")
    before = value("PRAGMA page_count")
    behind_its_back(
        folder,
        "CREATE TABLE theirs AS WITH RECURSIVE n (i) AS "
        "(SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 1000) SELECT zeroblob(4000) AS x FROM n",
    )
    assert (folder / FILE_NAME).stat().st_size // SIZE > before
    assert not dangers.are_seen(folder)
    look.end()


def test_nothing_is_said_to_be_made_anew_where_nothing_is_written(folder: Path) -> None:
    garble_page_of(folder, "note_changed")
    (folder / dangers.NAME).touch()
    told = run(folder, "check", "--repair")
    assert told.exit_code == 1
    assert "The list note_changed does not have" in told.stdout
    assert "made anew:" not in told.stderr


class TestPagesThatNothingUses:
    @pytest.fixture
    def opened(self, folder: Path) -> Iterator[Library]:
        with open_library(folder) as library:
            database.execute_sql("PRAGMA writable_schema = on")
            database.execute_sql("DELETE FROM sqlite_schema WHERE name = 'undo_kept'")
            database.execute_sql("PRAGMA writable_schema = reset")
            assert health.of_database().facts["unused"]
            yield library

    def test_are_freed_with_a_copy_in_a_file(self, opened: Library) -> None:
        asked: list[str] = []
        before = value("PRAGMA temp_store")
        database.connection().set_trace_callback(asked.append)
        assert health.free_unused()
        database.connection().set_trace_callback(None)
        assert "PRAGMA temp_store = file" in asked[: asked.index("VACUUM")]
        assert value("PRAGMA temp_store") == before
        assert not health.of_database().facts["unused"]

    def test_stay_where_there_is_no_room_for_it(
        self, opened: Library, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=2**20))
        assert not health.free_unused()
        assert health.of_database().facts["unused"]

    def test_stay_where_there_is_no_memory_for_it(
        self, opened: Library, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        ask = database.execute_sql

        def fail(sql: str, *arguments: object) -> object:
            if sql == "VACUUM":
                raise MemoryError
            return ask(sql, *arguments)

        before = value("PRAGMA temp_store")
        monkeypatch.setattr(database, "execute_sql", fail)
        assert not health.free_unused()
        assert value("PRAGMA temp_store") == before


def test_a_backup_is_whole_of_a_file_that_ends_before_its_index_and_its_free_pages(
    folder: Path,
) -> None:
    """SQLite says that the index cannot be read, and its driver nothing of all before that."""
    with open_library(folder):
        for number in range(6):
            words = " ".join(f"w{place}x{number}" for place in range(3000))
            editing.create(f"# Found {number}\n\n{words}")
    raw = bytearray((folder / FILE_NAME).read_bytes())
    harmed(folder, header(28, number_at(raw, 28) - number_at(raw, 36)))
    with open_library(folder) as library:
        assert library.read_only == dangers.DAMAGED
        assert complaints.MALFORMED in whole_check()
        made = backups.make(library, "manual")
        said = health.examine_all(library, lambda _: None)["database"]
    assert (made.state, made.notes) == ("good", 106)
    assert "backup create" in said.advice
    assert restoring.into_folder(folder, made.file).notes == 106
    with open_library(folder) as library:
        assert library.read_only == ""
        editing.create("# New")
    assert run(folder, "search", "w7x3").output.count("Found 3") == 1
    assert run(folder, "check").exit_code == 0


def test_a_backup_has_no_map_of_its_pages_whatever_its_library_has(folder: Path) -> None:
    behind_its_back(folder, "PRAGMA journal_mode = delete", "PRAGMA auto_vacuum = full", "VACUUM")
    with open_library(folder) as library:
        assert library.read_only == dangers.DAMAGED
        said = health.examine_all(library, lambda _: None)["database"]
        assert "backup create" in said.advice
        made = backups.make(library, "manual")
    assert made.state == "good"
    restoring.into_folder(folder, made.file)
    with open_library(folder) as library:
        assert library.read_only == ""
        editing.create("# New")
