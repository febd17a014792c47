"""What a page says of its own room is believed as far as SQLite's check believes it."""

import random
import struct
from contextlib import closing
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2 as sqlite

from notes.storage import layouts, misplaced, trees
from notes.storage.complaints import of_check
from notes.storage.pages import TABLE_LEAF, Pages

SIZE = 1024
#: The page on which the table begins.
ROOT = 2


@pytest.fixture(params=["short", "long", "mixed", "shrunk"])
def file(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A table of which some rows were deleted, and others made shorter."""
    lengths = {"short": [3, 9, 40], "long": [900, 3_000], "mixed": [5, 200, 1_500], "shrunk": [300]}
    dice, file = random.Random(request.param), tmp_path / "some.db"
    with closing(sqlite.connect(file, isolation_level=None)) as made:
        made.execute(f"PRAGMA page_size = {SIZE}")
        made.execute("CREATE TABLE note (id INTEGER PRIMARY KEY, body)")
        for number in range(1, 60):
            text = "x" * dice.choice(lengths[request.param])
            made.execute("INSERT INTO note VALUES (?, ?)", (number * 40, text))
        made.execute("DELETE FROM note WHERE id % 280 = 0")
        made.execute("UPDATE note SET body = substr(body, 3) WHERE id % 200 = 0")
    return file


def said_of(file: Path) -> list[str]:
    with closing(sqlite.connect(f"{file.as_uri()}?immutable=1", uri=True)) as asked:
        asked.execute("PRAGMA cell_size_check = on")

        def hear(question: str) -> tuple[list[str], list[str]]:
            try:
                return [line for (line,) in asked.execute(question)], []
            except sqlite.DatabaseError as error:
                return [], [str(error)]

        return of_check(hear, "integrity_check")


def wrong_in(file: Path) -> list[int]:
    with file.open("rb") as opened:
        pages = Pages(opened, None)
        return [
            number
            for number in trees.below(pages, ROOT)
            if layouts.is_wrong(pages, pages[number], 0)
        ]


def fields_of(page: bytes) -> list[int]:
    """Where a page has numbers by which its room is shared: its head, its rows, what is free."""
    free, cells = struct.unpack_from(">HH", page, 1)
    first = 8 if page[0] == TABLE_LEAF else 12
    fields = [*range(1, 8), *range(first, first + 2 * cells)]
    while free:
        fields += range(free, free + 4)
        (free,) = struct.unpack_from(">H", page, free)
    return fields


def test_a_sound_page_is_not_called_wrong(file: Path) -> None:
    assert said_of(file) == []
    assert wrong_in(file) == []


def test_a_bit_is_seen_that_sqlite_sees(file: Path) -> None:
    whole, dice = file.read_bytes(), random.Random(1)
    with file.open("rb") as opened:
        of_table = [(number - 1) * SIZE for number in trees.below(Pages(opened, None), ROOT)]
    seen = 0
    for start in dice.sample(of_table, min(8, len(of_table))):
        for field in fields_of(whole[start : start + SIZE]):
            for bit in range(8):
                raw = bytearray(whole)
                raw[start + field] ^= 1 << bit
                file.write_bytes(raw)
                said = said_of(file)
                if not said:
                    assert wrong_in(file) == [], (start, field, bit)
                elif any(map(misplaced.is_said, said)):
                    assert start // SIZE + 1 in wrong_in(file), (start, field, bit, said)
                    seen += 1
    assert seen > 100
