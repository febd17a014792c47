"""Files of which two things have one page: read, and not written, by whoever knows it."""

import re
import struct
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlcipher3 import dbapi2 as sqlite

from notes.cli.commands import octavo
from notes.errors import LibraryReadOnly
from notes.library import backups, dangers, editing, health, listing, restoring, trash
from notes.library.opening import Library, open_library
from notes.storage.database import FILE_NAME, database
from tests.backup_fixtures import held

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
    "a map of pages": header(52, 64),
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
