"""What a check says that a repair puts right is gone after one; of nothing else it is said."""

import shutil
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2 as sqlite

from notes.library import editing, health, ids, notebooks, trash, ways
from notes.library.opening import open_library
from notes.library.problems import Part
from notes.storage import shape
from notes.storage.database import FILE_NAME, database
from tests.library_fixtures import behind_its_back, behind_its_kinds

#: The rows that are harmed: one of each table that has any of which values are looked at.
ROWS = {
    "note": "id = 1",
    "revision": "note_id = 1 AND version = 1",
    "note_tag": "note_id = 1",
    "source": "note_id = 1",
    "act": "id = 1",
    "act_note": "act_id = 1",
    "act_place": "act_id = 1",
}
COLUMNS = [(table, name) for table in ROWS for name in sorted(shape._as_made()[table].columns)]
#: What a disk makes of a value.
KINDS = ("8.6e-312", "1.0", "'a'", "x'ff'", "NULL")


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("written") / "library"
    with open_library(folder):
        note = editing.create("# One\n\n#idea first", notebook="Work").id
        editing.save(note, 1, body="# One\n\n#idea second")
        editing.create("# Two")
        notebooks.rename("Work", "Job")
        trash.put([note])
    source = "INSERT INTO source VALUES (1, '/', 'a.md', 'utf-8', 1, '', 0)"
    behind_its_back(folder, source, "PRAGMA wal_checkpoint(TRUNCATE)")
    return folder


@pytest.fixture
def folder(written: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(written, tmp_path / "library"))


def looked_at() -> dict[str, Part]:
    parts = health.examine(lambda _: None)
    ways.advise(parts)
    return parts


def repaired(found: dict[str, Part]) -> dict[str, Part]:
    """What is there after a repair."""
    health.repair(found, health.make_index_at_once())
    return looked_at()


def told(parts: dict[str, Part]) -> list[str]:
    return [one.why for part in parts.values() for one in part.problems]


def harmed(written: Path, table: str, column: str, folder: Path) -> Iterator[str]:
    for kind in KINDS:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(written, folder)
        with suppress(sqlite.IntegrityError):  # what not even a looser table takes
            behind_its_kinds(folder, f"UPDATE {table} SET {column} = {kind} WHERE {ROWS[table]}")
            yield kind


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_what_a_repair_is_said_to_put_right_is_gone_after_one(
    written: Path, tmp_path: Path, table: str, column: str
) -> None:
    for kind in harmed(written, table, column, tmp_path / "library"):
        with open_library(tmp_path / "library"):
            found = looked_at()
            if found["database"].beyond:
                assert ways.REPAIR not in found["database"].advice + found["tables"].advice
                continue
            beyond = found["tables"].beyond
            after = repaired(found)
            assert after["database"].ok, (kind, told(after))
            assert after["tables"].wrong == beyond, (kind, told(after))


def test_a_version_of_another_kind_goes_on_above_its_history(folder: Path) -> None:
    behind_its_kinds(folder, "UPDATE note SET version = 'two' WHERE id = 1")
    with open_library(folder):
        assert told(repaired(looked_at())) == []
        assert database.execute_sql("SELECT version FROM note").fetchall() == [(2,), (1,)]


def test_all_that_is_wrong_with_one_row_is_put_right(folder: Path) -> None:
    behind_its_kinds(
        folder, "UPDATE note SET version = 'two', created = 1.5, pinned = 'yes' WHERE id = 1"
    )
    with open_library(folder):
        found = looked_at()
        assert found["database"].is_mendable
        assert not found["database"].beyond
        assert told(repaired(found)) == []
        assert editing.create("# New").version == 1


def test_no_repair_is_promised_of_a_value_beside_what_none_puts_right(folder: Path) -> None:
    behind_its_kinds(
        folder,
        "UPDATE note SET created = 'soon' WHERE id = 1",
        "UPDATE note SET writer = x'ff' WHERE id = 2",
    )
    with open_library(folder):
        found = looked_at()
        assert found["database"].beyond == found["database"].wrong == 2
        before = told(found)
        assert told(repaired(found)) == before


def test_no_repair_is_promised_where_the_rows_of_two_notes_have_one_id(folder: Path) -> None:
    file = folder / FILE_NAME
    raw, one, two = bytearray(file.read_bytes()), uid_of(folder, b"One"), uid_of(folder, b"Two")
    at = raw.index(two + b"Two")
    raw[at : at + len(two)] = one
    file.write_bytes(raw)
    with open_library(folder):
        found = looked_at()
        assert ids.SHARED % (one.decode(), two.decode()) in told(found)
        assert found["database"].beyond == found["database"].wrong
        assert [found[name].advice for name in ("database", "tables")] == [ways.BRING_BACK] * 2
        assert not [line for line in told(found) if "repair" in line]
        before = told(found)
        assert told(repaired(found)) == before


def uid_of(folder: Path, title: bytes) -> bytes:
    with closing(sqlite.connect(folder / FILE_NAME)) as connection:
        asked = "SELECT uid FROM note WHERE title = ?"
        return str(connection.execute(asked, (title.decode(),)).fetchone()[0]).encode()
