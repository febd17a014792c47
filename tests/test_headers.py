"""One byte of a library's header that a disk has changed: told, and put right with nothing lost."""

import json
import struct
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner
from playhouse.sqlcipher_ext import SqlCipherDatabase
from sqlcipher3 import dbapi2 as sqlite

from notes.cli.commands import octavo
from notes.errors import LibraryReadOnly, LibraryRuined
from notes.library import (
    backups,
    comparing,
    editing,
    health,
    listing,
    opening,
    restoring,
    soundness,
)
from notes.library.editing import Note
from notes.library.opening import Library, open_anyhow, open_library
from notes.storage import headers, schema
from notes.storage.database import FILE_NAME, database
from tests.faults.schemas.laying import NAMES, lay
from tests.library_fixtures import behind_its_back

SIZE = 4096
LONG = "so many words " * 4_000

#: Bytes of which SQLite reads the file and does not write it, or passes over what they say.
OPEN = [*((18, 2 ^ 1 << bit) for bit in (0, 2, 3, 4, 5, 6, 7)), (64, 1), (66, 0x40)]
OPEN += [(52, 0x80), (53, 0x10), (55, 1), (55, 0xFF)]
#: Those of which it does not read it, or reads its lists in another order.
CLOSED = [(19, 3), (19, 0x12), (21, 0x41), (22, 0), (23, 0xA0), (47, 0), (47, 5), (47, 12), (59, 3)]
CLOSED += [(0, 0x57), (3, 0x6B), (15, 1), (16, 0), (16, 0x20), (17, 1)]
CLOSED += [(20, 1), (20, 8), (20, 0x40), (20, 0xFF)]
#: What SQLite ignores, or counts by itself.
IGNORED = [(18, 0), (19, 0), (24, 8), (27, 0xFF), (40, 1), (43, 0), (48, 1), (56, 0), (59, 0)]
IGNORED += [(68, 1), (71, 0xFF), (72, 1), (91, 8), (92, 1), (96, 1)]


@pytest.fixture
def folder(library: Library, note: Note) -> Path:
    """A closed library with one note."""
    assert note.version == 1
    library.close()
    return library.folder


def change(folder: Path, at: int, byte: int) -> None:
    with (folder / FILE_NAME).open("r+b") as file:
        file.seek(at)
        file.write(bytes([byte]))


def run(folder: Path, *words: str, text: str = "") -> tuple[int, str]:
    told = CliRunner().invoke(octavo, ["--library", str(folder), *words], input=text)
    assert told.exception is None or isinstance(told.exception, SystemExit)
    return told.exit_code, told.output


@pytest.mark.parametrize(("at", "byte"), OPEN)
def test_a_byte_that_keeps_the_file_from_being_written_is_told_and_put_right(
    folder: Path, at: int, byte: int
) -> None:
    whole = (folder / FILE_NAME).read_bytes()
    change(folder, at, byte)
    damaged = (folder / FILE_NAME).read_bytes()
    with open_library(folder) as library:
        assert library.read_only == soundness.HEADER_DAMAGED
        assert listing.count() == 1
        with pytest.raises(LibraryReadOnly, match="check --repair"):
            editing.create("# New")
    code, said = run(folder, "check", "--json")
    part = json.loads(said)["database"]
    assert (code, part["wrong"]) == (1, 1)
    assert "check --repair" in part["advice"]
    assert (folder / FILE_NAME).read_bytes() == damaged
    code, said = run(folder, "check", "--repair")
    assert (code, "header" in said) == (0, True)
    assert (folder / FILE_NAME).read_bytes()[:24] == whole[:24]
    assert run(folder, "check")[0] == 0
    assert run(folder, "add", text="# New")[0] == 0


@pytest.mark.parametrize(("at", "byte"), CLOSED)
def test_a_byte_that_closes_the_file_is_told_with_its_repair(
    folder: Path, at: int, byte: int
) -> None:
    whole = (folder / FILE_NAME).read_bytes()
    change(folder, at, byte)
    damaged = (folder / FILE_NAME).read_bytes()
    with pytest.raises(LibraryRuined, match="check --repair"):
        open_library(folder)
    assert run(folder, "check")[0] == 1
    assert (folder / FILE_NAME).read_bytes() == damaged
    assert run(folder, "check", "--repair")[0] == 0
    assert (folder / FILE_NAME).read_bytes()[:60] == whole[:60]
    assert run(folder, "check")[0] == 0


@pytest.mark.parametrize(("at", "byte"), [*OPEN, *CLOSED])
def test_a_window_puts_it_right_before_it_opens(folder: Path, at: int, byte: int) -> None:
    change(folder, at, byte)
    with open_anyhow(folder, mends=True) as library:
        assert (library.ruin, library.read_only) == (None, "")
        assert library.put_right == [opening.HEADER_PUT_RIGHT]
        editing.create("# New")


@pytest.mark.parametrize(("at", "byte"), IGNORED)
def test_a_byte_that_hurts_nothing_is_no_damage(folder: Path, at: int, byte: int) -> None:
    change(folder, at, byte)
    assert run(folder, "check")[0] == 0
    assert run(folder, "add", text="# New")[0] == 0
    assert run(folder, "check")[0] == 0


@pytest.mark.parametrize(("at", "byte"), OPEN)
def test_a_backup_of_it_is_whole(folder: Path, at: int, byte: int) -> None:
    change(folder, at, byte)
    with open_library(folder) as library:
        made = backups.make(library, "manual")
    assert made.state == "good"
    assert restoring.into_folder(folder, made.file).notes == 1
    with open_library(folder) as library:
        assert library.read_only == ""
        editing.create("# New")


@pytest.mark.parametrize(("at", "byte"), [(18, 0x12), (19, 6), (3, 0x6B), (16, 0), (20, 8)])
def test_a_restore_and_a_salvage_work_on_it(folder: Path, at: int, byte: int) -> None:
    with open_library(folder) as library:
        made = backups.make(library, "manual")
    change(folder, at, byte)
    assert restoring.into_folder(folder, made.file).notes == 1
    change(folder, at, byte)
    assert run(folder, "salvage")[0] == 0
    with open_library(folder) as library:
        assert library.read_only == ""
        assert listing.count() == 1


def test_what_the_log_says_instead_is_believed(folder: Path) -> None:
    with open_library(folder):
        database.execute_sql("CREATE TABLE more (id INTEGER)")  # writes the first page
        raw = (folder / FILE_NAME).read_bytes()
        log = Path(f"{folder / FILE_NAME}-wal").read_bytes()
    (folder / FILE_NAME).write_bytes(raw)
    Path(f"{folder / FILE_NAME}-wal").write_bytes(log)
    change(folder, 18, 0x12)
    assert headers.damaged(folder / FILE_NAME) is None


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("at", "byte"), [(3, 0x6B), (16, 0x20), (20, 8), (53, 0x10)])
def test_so_it_is_with_a_library_of_any_octavo(
    tmp_path: Path, name: str, at: int, byte: int
) -> None:
    file = lay(name, tmp_path / "library") / FILE_NAME
    whole = file.read_bytes()
    change(file.parent, at, byte)
    assert headers.put_right(file)
    assert file.read_bytes() == whole


def test_a_text_on_many_pages_is_salvaged_whole(folder: Path) -> None:
    with open_library(folder):
        editing.create(f"# Long\n\n{LONG}")
    change(folder, 20, 8)
    assert run(folder, "salvage")[0] == 0
    with open_library(folder):
        assert listing.count() == 2
    assert run(folder, "check")[0] == 0


def laid_out_with(raw: bytearray, reserved: int) -> bytearray:
    """A file whose pages have one leaf each of a schema and a table, with so many bytes left."""
    for start in range(0, len(raw), SIZE):
        head = start + 100 * (start == 0)
        cells, content = struct.unpack_from(">HH", raw, head + 3)
        places = struct.unpack_from(f">{cells}H", raw, head + 8)
        moved = raw[start + content : start + SIZE] + bytes(reserved)
        raw[start + content - reserved : start + SIZE] = moved
        struct.pack_into(">H", raw, head + 5, content - reserved)
        struct.pack_into(f">{cells}H", raw, head + 8, *(at - reserved for at in places))
    raw[20] = reserved
    return raw


def test_pages_that_leave_room_at_their_end_are_read_as_their_header_says(tmp_path: Path) -> None:
    file = tmp_path / FILE_NAME
    with closing(sqlite.connect(file, isolation_level=None)) as made:
        made.executescript("CREATE TABLE note (id); INSERT INTO note VALUES (1), (2)")
        made.execute("PRAGMA user_version = 6")
    file.write_bytes(laid_out_with(bytearray(file.read_bytes()), 8))
    with closing(sqlite.connect(file)) as there:
        assert there.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert there.execute("SELECT id FROM note").fetchall() == [(1,), (2,)]
    assert headers.damaged(file) is None
    change(tmp_path, 20, 24)
    assert headers.damaged(file) is None
    change(tmp_path, 20, 8)
    change(tmp_path, 19, 6)
    assert headers.put_right(file)
    with closing(sqlite.connect(file)) as there:
        assert there.execute("SELECT id FROM note").fetchall() == [(1,), (2,)]


@pytest.fixture
def reserving(tmp_path: Path) -> Path:
    """A library that another program has laid out with bytes of its own in each page."""
    file = tmp_path / "reserving" / FILE_NAME
    file.parent.mkdir()
    with closing(sqlite.connect(file)) as made:
        made.execute("PRAGMA user_version = 1")
    file.write_bytes(laid_out_with(bytearray(file.read_bytes()), 32))
    with SqlCipherDatabase(str(file)) as made:
        schema.make(made)
    with open_library(file.parent) as library:
        assert library.read_only == ""
        editing.create("# Theirs")
    return file.parent


def test_a_library_of_such_pages_is_checked_but_for_the_words_of_its_index(reserving: Path) -> None:
    code, said = run(reserving, "check", "--repair")
    assert code == 0
    assert comparing.RESERVED in said


def test_nothing_is_freed_of_it(reserving: Path) -> None:
    asked: list[str] = []
    with open_library(reserving):
        database.connection().set_trace_callback(asked.append)
        assert not health.free_unused()
    assert asked == []


def test_a_backup_is_restored_over_it(reserving: Path) -> None:
    with open_library(reserving) as library:
        made = backups.make(library, "manual")
        editing.create("# Later")
    assert restoring.into_folder(reserving, made.file).notes == 1
    with open_library(reserving) as library:
        assert library.read_only == ""
        editing.create("# New")
        assert listing.count() == 2


@pytest.mark.parametrize("other", ["page_size = 8192", "auto_vacuum = full"])
def test_pages_that_another_program_has_laid_out_anew_are_left_so(folder: Path, other: str) -> None:
    behind_its_back(folder, "PRAGMA journal_mode = delete", f"PRAGMA {other}", "VACUUM")
    assert headers.damaged(folder / FILE_NAME) is None


@pytest.mark.parametrize("more", [(22, 0), (63, 0), (55, 1)])
def test_a_header_of_which_more_is_another_is_left_as_it_is(
    folder: Path, more: tuple[int, int]
) -> None:
    change(folder, 19, 6)
    change(folder, *more)
    damaged = (folder / FILE_NAME).read_bytes()
    assert not headers.put_right(folder / FILE_NAME)
    assert (folder / FILE_NAME).read_bytes() == damaged


@pytest.mark.parametrize(("at", "byte"), [(18, 0x12), (3, 0x6B), (20, 8), (53, 0x10)])
def test_a_new_library_of_such_a_backup_is_whole(
    folder: Path, tmp_path: Path, at: int, byte: int
) -> None:
    with open_library(folder) as library:
        made = backups.make(library, "manual")
    with made.file.open("r+b") as file:
        file.seek(at)
        file.write(bytes([byte]))
    assert restoring.into_new(tmp_path / "new", made.file).notes == 1
    with open_library(tmp_path / "new") as library:
        assert library.read_only == ""
        editing.create("# New")
