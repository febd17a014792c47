"""What SQLite says of its file, as facts: damage of the index is not a lack of memory."""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2 as sqlite

from notes.errors import IndexDamaged, LibraryDamaged
from notes.library import editing
from notes.library.editing import Draft
from notes.library.opening import Library
from notes.search import find, index
from notes.search.damage import reading
from notes.search.likeness import similar
from notes.search.remarks import Remark
from notes.storage.complaints import as_facts
from notes.storage.database import database

#: A number of levels for which no machine has memory, in the record that tells FTS5 how many.
GARBAGE = """
    UPDATE note_index_data SET block = CAST(substr(block, 1, 12) || x'87ffffff7f' AS BLOB)
    WHERE id = 10
"""
#: What SQLite says of the sizes of notes in the words that it has for any damage, or not at all.
SIZES = {
    "scores that are no numbers": (
        "UPDATE note_index_docsize SET sz = zeroblob(5)",
        "UPDATE note_index_data SET block = x'010000000000' WHERE id = 1",
    ),
    "the size of a note": ("UPDATE note_index_docsize SET sz = x''",),
    "the number of notes": ("DELETE FROM note_index_data WHERE id = 1",),
}
LACK = """
import sys
from pathlib import Path
from notes.library.opening import open_library
from notes.storage.database import database

with open_library(Path(sys.argv[1])):
    database.execute_sql("PRAGMA hard_heap_limit = 3000000").fetchall()
    try:
        database.execute_sql("SELECT length(zeroblob(10000000) || 'x')")
    except Exception as error:
        print(type(error).__name__)
"""


@pytest.fixture
def garbled(library: Library) -> str:
    note = editing.create("# Note\n\nsome words")
    database.execute_sql(GARBAGE)
    database.leave()
    return note.id


def test_garbage_that_fts5_takes_for_a_length_is_damage_of_the_index(garbled: str) -> None:
    assert find.answer("words").explanation.remarks == (Remark(find.UNINDEXED),)
    assert index.state().rules == index.DISTRUSTED


def test_and_keeps_no_note_from_being_saved(garbled: str) -> None:
    """Though SQLite gives up the transaction for want of memory."""
    assert editing.save(garbled, 1, body="mine").body == "mine"
    assert index.state().rules == index.DISTRUSTED


@pytest.mark.parametrize("kind", SIZES)
def test_sizes_that_are_none_are_damage_of_the_index(library: Library, kind: str) -> None:
    some_note(SIZES[kind])
    assert find.answer("words").explanation.remarks == (Remark(find.UNINDEXED),)
    assert index.state().rules == index.DISTRUSTED


def test_nor_do_they_make_notes_alike(library: Library) -> None:
    note = some_note(SIZES["scores that are no numbers"])
    with pytest.raises(IndexDamaged):
        similar(note)


def some_note(statements: Sequence[str]) -> str:
    """One of three of a library in which this is done."""
    notes = editing.create_many([Draft("# Note\n\nsome words")] * 3)
    for statement in statements:
        database.execute_sql(statement)
    database.leave()
    return notes[0]


def test_a_statement_that_lacks_memory_is_not(tmp_path: Path) -> None:
    command = [sys.executable, "-c", LACK, str(tmp_path / "library")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == MemoryError.__name__


def test_nor_is_python_code_that_does(library: Library) -> None:
    def rows() -> Iterator[tuple[int, str]]:
        yield 1, "a word"
        raise MemoryError

    statement = "INSERT INTO note_index (rowid, title) VALUES (?, ?)"
    with pytest.raises(MemoryError), database.atomic():
        database.execute_many(statement, rows())
    with pytest.raises(MemoryError), reading():
        raise MemoryError
    with pytest.raises(MemoryError), as_facts():
        raise MemoryError
    assert index.is_current()


@pytest.mark.parametrize("words", ["string or blob too big", "malformed JSON"])
def test_what_no_value_of_a_library_says_by_itself_is_damage(words: str) -> None:
    with pytest.raises(LibraryDamaged), as_facts():
        raise sqlite.DataError(words)
