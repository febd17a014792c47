"""Files of which pages or the end are gone: told as damage, copied as they are, brought back."""

import random
import shutil
from contextlib import closing
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2 as sqlite

from notes.errors import Damaged, LibraryDamaged, LibraryRuined, OctavoError
from notes.library import backups, editing, restoring, timeline
from notes.library.manifests import Backup
from notes.library.opening import Library, open_library
from notes.storage.database import FILE_NAME, database
from tests.backup_fixtures import held

#: Enough for a table to have pages in the middle.
PAGE = 4096
NOTES, BODY = 80, "# Note\n\n" + "检查点 and words\n" * 600


@pytest.fixture
def made(library: Library) -> Backup:
    for _ in range(NOTES):
        editing.create(BODY)
    return backups.make(library, "manual")


@pytest.fixture
def folder(library: Library, made: Backup) -> Path:
    library.close()
    return library.folder


def leaf_of(folder: Path, table: str) -> int:
    """Where a page in the middle of a table begins in the file: a child of its root."""
    with closing(sqlite.connect(folder / FILE_NAME)) as connection:
        asked = "SELECT rootpage FROM sqlite_schema WHERE name = ?"
        (root,) = connection.execute(asked, (table,)).fetchone()
    page = (folder / FILE_NAME).read_bytes()[(root - 1) * PAGE : root * PAGE]
    kind, cells = page[0], int.from_bytes(page[3:5])
    assert (kind, cells > 1) == (5, True), "a table of one page has no middle"
    place = 12 + cells // 2 * 2
    cell = int.from_bytes(page[place : place + 2])
    return (int.from_bytes(page[cell : cell + 4]) - 1) * PAGE


def zero(folder: Path, at: int) -> None:
    with (folder / FILE_NAME).open("r+b") as file:
        file.seek(at)
        file.write(bytes(PAGE))


def shorten(folder: Path, share: float) -> None:
    file = folder / FILE_NAME
    with file.open("r+b") as opened:
        opened.truncate(int(file.stat().st_size * share))


@pytest.mark.parametrize("table", ["note_text", "note"])
def test_a_library_with_a_page_that_cannot_be_read_is_copied_as_damaged(
    folder: Path, table: str
) -> None:
    zero(folder, leaf_of(folder, table))
    with open_library(folder) as library:
        assert backups.make(library, "manual").state == "damaged"


def test_a_backup_is_restored_over_a_page_that_cannot_be_read(folder: Path, made: Backup) -> None:
    zero(folder, leaf_of(folder, "note_text"))
    restored = restoring.into_folder(folder, made.file)
    assert restored.notes == NOTES
    assert held(folder / FILE_NAME) == held(made.file)


def test_what_lies_behind_the_end_of_a_file_is_damaged_and_the_disk_is_not_full(
    folder: Path, tmp_path: Path
) -> None:
    with open_library(folder):
        editing.create("# In the log alone")
        shutil.copytree(folder, tmp_path / "cut")
    shorten(tmp_path / "cut", 0.8)
    with open_library(tmp_path / "cut"):
        ids = [uid for (uid,) in database.execute_sql("SELECT uid FROM note").fetchall()]
        said = {*map(said_of, ids)}
    assert said & {Damaged, LibraryDamaged}
    assert said <= {None, Damaged, LibraryDamaged}


def test_what_sqlite_says_of_garbage_with_the_garbage_in_it_is_damage(folder: Path) -> None:
    file = folder / FILE_NAME
    file.write_bytes(
        file.read_bytes().replace(b"CREATE TABLE note_text", b"\xf7REATE TABLE note_text")
    )
    with pytest.raises(LibraryRuined):
        open_library(folder)


def said_of(note_id: str) -> type[OctavoError] | None:
    try:
        editing.read(note_id)
    except OctavoError as fact:
        return type(fact)
    return None


def test_a_history_of_which_one_text_cannot_be_read_is_shown_without_it(folder: Path) -> None:
    with open_library(folder):
        note = editing.create(BODY)
        for turn in range(1, 20):
            editing.save(note.id, turn, body=f"{BODY}{random.Random(turn).randbytes(3000).hex()}")
    zero(folder, leaf_of(folder, "revision_text"))
    with open_library(folder):
        assert 0 < sum(step.damaged for step in timeline.page(note.id).steps) < 20


@pytest.mark.parametrize("share", [0.999, 0.8, 0.5])
def test_a_backup_is_restored_over_a_file_that_was_cut_short(
    folder: Path, made: Backup, share: float
) -> None:
    shorten(folder, share)
    restoring.into_folder(folder, made.file)
    assert held(folder / FILE_NAME) == held(made.file)


def test_what_sqlite_has_rolled_back_by_itself_is_not_gone_on_with(library: Library) -> None:
    with pytest.raises(LibraryDamaged):
        write_around_a_page_that_cannot_be_read()
    assert database.execute_sql("SELECT path FROM notebook").fetchall() == []
    with database.writing():
        database.execute_sql("INSERT INTO notebook (path) VALUES ('three')")


def write_around_a_page_that_cannot_be_read() -> None:
    with database.writing():
        database.execute_sql("INSERT INTO notebook (path) VALUES ('one')")
        database.connection().execute("ROLLBACK")  # what SQLite does then
        database.execute_sql("INSERT INTO notebook (path) VALUES ('two')")
