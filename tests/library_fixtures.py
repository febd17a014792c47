"""Libraries as they are met: written by an older Octavo, or not as they were written."""

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from playhouse.migrations import Runner
from sqlcipher3 import dbapi2 as sqlite

from notes.paths import resource
from notes.storage.database import FILE_NAME, connect, database
from notes.text import sha256

_NOTE = """
    INSERT INTO note (id, uid, title, excerpt, version, sha256, created, changed)
    VALUES (?, ?, ?, '', 1, ?, 1700000000000, 1700000000000)
"""
_TEXT = "INSERT INTO note_text (note_id, body) VALUES (?, ?)"
_WORDS = """
    INSERT INTO note_index (rowid, title, headings, tags, body, code) VALUES (?, ?, '', '', ?, '')
"""


def lay_first_library(folder: Path, texts: Sequence[str]) -> None:
    """A library as the first Octavo left it: its schema and its index, of texts under titles."""
    folder.mkdir(mode=0o700)
    (folder / FILE_NAME).touch(mode=0o600)
    connect(folder)
    Runner(database, str(resource("notes/storage/migrations"))).up("0001_first")
    with database.writing():
        for number, text in enumerate(texts, 1):
            title = text.partition("\n")[0].lstrip("# ")
            database.execute_sql(_NOTE, (number, f"{number:016x}", title, sha256(text)))
            database.execute_sql(_TEXT, (number, text))
            database.execute_sql(_WORDS, (number, title, text))
    database.shut()


def behind_its_back(folder: Path, *statements: str) -> None:
    """What a disk or another program does to a library's file."""
    with closing(sqlite.connect(folder / FILE_NAME, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def behind_its_kinds(folder: Path, *statements: str) -> None:
    """The same where SQLite itself would not have it: a word in the place of a number."""
    loose = """
        UPDATE sqlite_schema SET sql = replace(replace(sql, ') STRICT', ')'), ' NOT NULL', '')
        WHERE type = 'table'
    """
    with closing(sqlite.connect(folder / FILE_NAME, isolation_level=None)) as connection:
        as_made = connection.execute("SELECT sql, name FROM sqlite_schema").fetchall()
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(loose)
        connection.execute("PRAGMA writable_schema = RESET")
        for statement in statements:
            connection.execute(statement)
        connection.execute("PRAGMA writable_schema = ON")
        connection.executemany("UPDATE sqlite_schema SET sql = ? WHERE name = ?", as_made)
        connection.execute("PRAGMA writable_schema = RESET")


def change_byte_of(folder: Path, words: bytes, place: int) -> None:
    """Make the first letter of words another, where they lie for the n-th time in the file."""
    with closing(sqlite.connect(folder / FILE_NAME)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    raw, at = bytearray((folder / FILE_NAME).read_bytes()), -1
    for _ in range(place + 1):
        at = raw.index(words, at + 1)
    raw[at : at + 1] = b"X"
    (folder / FILE_NAME).write_bytes(raw)


def change_time_in_row(folder: Path, number: int, *, by: int = 1000) -> None:
    """Another time of its last change in the row of a note; its lists have the one that it was."""
    named = (
        "UPDATE sqlite_schema SET sql = replace(sql, '{} DESC', '{} DESC') WHERE name LIKE 'note%'"
    )
    behind_its_back(
        folder,
        "PRAGMA writable_schema = on",
        named.format("changed", "written"),
        "PRAGMA writable_schema = reset",
        f"UPDATE note SET changed = changed - {by} WHERE id = {number}",
        "PRAGMA writable_schema = on",
        named.format("written", "changed"),
        "PRAGMA writable_schema = reset",
    )


def zero_leaf_of(folder: Path, name: str, number: int) -> None:
    """Lose one of the pages that the rows of a table lie in."""
    root = first_page_of(folder, name)
    raw = bytearray((folder / FILE_NAME).read_bytes())
    cell = (root - 1) * 4096 + int.from_bytes(raw[(root - 1) * 4096 + 12 + 2 * number :][:2], "big")
    leaf = int.from_bytes(raw[cell : cell + 4], "big")
    raw[(leaf - 1) * 4096 : leaf * 4096] = bytes(4096)
    (folder / FILE_NAME).write_bytes(raw)


def first_page_of(folder: Path, name: str) -> int:
    """The number of the page at which a table or index begins, from 1 on; no log is left."""
    with closing(sqlite.connect(folder / FILE_NAME)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        asked = "SELECT rootpage FROM sqlite_schema WHERE name = ?"
        return int(connection.execute(asked, (name,)).fetchone()[0])


def garble_page_of(folder: Path, name: str, byte: bytes = b"\xff") -> None:
    """Write over the first page of a table or index in the file."""
    page = first_page_of(folder, name)
    with closing(sqlite.connect(folder / FILE_NAME)) as connection:
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    with (folder / FILE_NAME).open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(byte * size)


def change_bit_of(folder: Path, name: str, at: int) -> None:
    """Make one bit another in the first page of a table or index in the file."""
    start = (first_page_of(folder, name) - 1) * 4096
    raw = bytearray((folder / FILE_NAME).read_bytes())
    raw[start + at] ^= 2
    (folder / FILE_NAME).write_bytes(raw)
