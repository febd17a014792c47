"""Before the first write of a process it is seen whether a page of its file is of two things."""

import random
import signal
import struct
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from itertools import count
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlcipher3 import dbapi2 as sqlite

from notes.cli.commands import octavo
from notes.errors import Busy, LibraryReadOnly
from notes.library import dangers, editing, health, surveys, trash
from notes.library.opening import Library, open_library
from notes.storage.census import Census
from notes.storage.database import FILE_NAME, database, value
from notes.storage.pages import Pages, log_of
from tests.backup_fixtures import held

SIZE = 4096

LONG = "".join(f"line {number} of the same long text\n" for number in range(900))


@pytest.fixture
def folder(library: Library) -> Path:
    """A closed library with long texts, two of them alike, and free pages."""
    for number in range(12):
        editing.create(f"# Note {number}\n\n" + f"words of {number}, and some more\n" * 600)
    for title in ("One", "Other"):
        editing.create(f"# {title}\n\n{LONG}")
    gone = [editing.create(f"# Gone {number}\n\n{LONG}").id for number in range(3)]
    trash.put(gone)
    trash.delete(gone)
    library.close()
    return library.folder


def put(folder: Path, at: int, number: int) -> None:
    with (folder / FILE_NAME).open("r+b") as file:
        file.seek(at)
        file.write(struct.pack(">I", number))


def number_at(raw: bytes, at: int) -> int:
    return int(struct.unpack_from(">I", raw, at)[0])


def listed_as_free(raw: bytes) -> tuple[int, set[int]]:
    """Where the list of free pages begins, and what its first page names."""
    at = (number_at(raw, 32) - 1) * SIZE
    return at, {*struct.unpack_from(f">{number_at(raw, at + 4)}I", raw, at + 8)}


def chains_of(raw: bytes, words: bytes) -> list[list[int]]:
    """The pages on which texts with these words go on, in their order."""
    _, free = listed_as_free(raw)
    pages = range(1, len(raw) // SIZE + 1)
    following = {
        page: number_at(raw, (page - 1) * SIZE)
        for page in pages
        if page not in free and words in raw[(page - 1) * SIZE + 4 : page * SIZE]
    }
    heads = [page for page in following if page not in following.values()]
    return [_chain(head, following) for head in heads if following[head] in following]


def _chain(page: int, following: dict[int, int]) -> list[int]:
    chain = []
    while page in following:
        chain.append(page)
        page = following[page]
    return chain


def of_a_free_page(folder: Path) -> None:
    """The first of the free pages becomes one on which a text goes on."""
    raw = (folder / FILE_NAME).read_bytes()
    at, _ = listed_as_free(raw)
    [chain] = chains_of(raw, b"words of 7,")
    put(folder, at + 8, chain[2])


def of_texts_alike(folder: Path) -> None:
    """A text goes on in the pages of another, which is the same."""
    raw = (folder / FILE_NAME).read_bytes()
    one, other, *_ = chains_of(raw, b"of the same long text")
    put(folder, (one[1] - 1) * SIZE, other[2])


def of_the_index(folder: Path) -> None:
    """What the index goes on with is the page of a text."""
    raw = (folder / FILE_NAME).read_bytes()
    with closing(sqlite.connect(f"{(folder / FILE_NAME).as_uri()}?immutable=1", uri=True)) as asked:
        [(root,)] = asked.execute(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'note_index_data'"
        ).fetchall()
    at = (root - 1) * SIZE
    assert raw[at] == 5
    [chain] = chains_of(raw, b"words of 7,")
    put(folder, at + 8, chain[2])


HARMS: dict[str, Callable[[Path], None]] = {
    "a free page is that of a text": of_a_free_page,
    "two texts alike have one": of_texts_alike,
    "the index leads into a text": of_the_index,
}


@pytest.mark.parametrize("harm", HARMS.values(), ids=HARMS)
def test_nothing_is_written_where(folder: Path, harm: Callable[[Path], None]) -> None:
    before = held(folder / FILE_NAME)
    harm(folder)
    with open_library(folder) as library:
        assert library.read_only == ""
        for _ in range(2):
            with pytest.raises(LibraryReadOnly):
                editing.create(f"# New\n\n{LONG}")
        assert library.read_only == dangers.DAMAGED
    assert (folder / dangers.NAME).exists()
    assert held(folder / FILE_NAME) == before


@pytest.mark.parametrize("harm", HARMS.values(), ids=HARMS)
def test_a_window_knows_it_before_anybody_writes(
    folder: Path, harm: Callable[[Path], None]
) -> None:
    harm(folder)
    with open_library(folder, hold=True) as library:
        assert library._checkpoints
        assert library._checkpoints.succeeds()
        assert library.read_only == dangers.DAMAGED


def test_a_log_that_a_kill_has_left_is_laid_over_the_file(folder: Path) -> None:
    _killed_after_a_save(folder)
    of_a_free_page(folder)
    assert log_of(folder / FILE_NAME).stat().st_size
    with open_library(folder) as library:
        with pytest.raises(LibraryReadOnly):
            editing.create(f"# New\n\n{LONG}")
        assert library.read_only == dangers.DAMAGED


def _killed_after_a_save(folder: Path) -> None:
    """A short note in the log, for which no free page was needed."""
    program = (
        "import os, sys; from pathlib import Path; from notes.library.opening import open_library;"
        "from notes.library import editing; open_library(Path(sys.argv[1]), hold=True);"
        "editing.create('# Last'); os.kill(os.getpid(), 9)"
    )
    killed = subprocess.run([sys.executable, "-c", program, folder], check=False)
    assert killed.returncode == -signal.SIGKILL


def test_a_command_says_so_and_writes_nothing(folder: Path) -> None:
    of_texts_alike(folder)
    said = CliRunner().invoke(octavo, ["--library", str(folder), "add", "-"], input="# New")
    assert said.exit_code == 1
    assert "reads it and does not write it" in said.stderr


def test_sqlite_has_the_last_word(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []
    monkeypatch.setattr(Census, "is_wrong", lambda *_: True)
    with open_library(folder) as library:
        monkeypatch.setattr(dangers, "are_said", lambda of: asked.append(of == folder))
        editing.create("# New")
        editing.create("# Another")
        assert library.read_only == ""
    assert asked == [True]


def test_who_writes_waits_for_as_long_as_a_save_may_take(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(surveys, "OF_A_SAVE", 0.01)
    clock = count()
    monkeypatch.setattr(surveys, "monotonic", lambda: next(clock))
    of_texts_alike(folder)
    with open_library(folder, hold=True) as library:
        editing.create("# New")
        assert library.read_only == ""
        assert library._checkpoints
        assert library._checkpoints.succeeds()
        assert library.read_only == dangers.DAMAGED


def test_nobody_writes_while_sqlite_is_asked(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, answered = threading.Event(), threading.Event()

    def are_said(_: Path) -> bool:
        asked.set()
        return not answered.wait(5)

    monkeypatch.setattr(surveys, "OF_A_SAVE", 0.01)
    monkeypatch.setattr(dangers, "are_said", are_said)
    of_texts_alike(folder)
    with open_library(folder, hold=True) as library:
        survey = library._survey
        assert survey
        beside = threading.Thread(target=survey.finish)
        beside.start()
        assert asked.wait(5)
        for _ in range(2):
            with pytest.raises(Busy):
                editing.create("# New")
        answered.set()
        beside.join(5)
        editing.create("# New")


def test_a_library_is_closed_while_it_is_looked_at(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = threading.Event()
    monkeypatch.setattr(Census, "is_wrong", lambda _, goes_on: bool(begun.set()) or _ends(goes_on))
    with open_library(folder, hold=True) as library:
        survey = library._survey
        assert survey
        beside = threading.Thread(target=survey.finish)
        beside.start()
        assert begun.wait(5)
        survey.stop()
        beside.join(5)
        assert not beside.is_alive()


def _ends(goes_on: Callable[[], bool]) -> bool:
    while goes_on():
        pass
    return False


def counted(folder: Path) -> tuple[bool, int]:
    """Whether a census of an open library is wrong, and what it has not counted."""
    with database.reading(), (folder / FILE_NAME).open("rb") as file:
        pages = value("PRAGMA page_count")
        roots = database.execute_sql("SELECT rootpage FROM sqlite_schema WHERE rootpage > 0")
        with log_of(folder / FILE_NAME).open("rb") as log:
            census = Census(Pages(file, log), pages, [root for (root,) in roots.fetchall()])
            return census.is_wrong(lambda: True), pages - sum(census._counted)


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_of_a_sound_library_every_page_is_counted_once(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    chosen = random.Random(seed)
    with open_library(tmp_path_factory.mktemp("sound")) as library:
        made: list[str] = []
        for number in range(30):
            words = f"{chosen.random()} 检查 " * chosen.choice([1, 40, 900, 4000])
            if made and chosen.random() < 0.3:
                gone = made.pop(chosen.randrange(len(made)))
                trash.put([gone])
                trash.delete([gone])
            made.append(editing.create(f"# {number}\n\n{words}").id)
        assert counted(library.folder) == (False, 0)
        assert health.of_database().ok


def test_what_leads_out_of_the_file_is_left_to_sqlite(folder: Path) -> None:
    raw = (folder / FILE_NAME).read_bytes()
    [chain] = chains_of(raw, b"words of 7,")
    put(folder, (chain[0] - 1) * SIZE, 2**31)
    with open_library(folder) as library:
        editing.create("# New")
        assert library.read_only == ""


def test_a_census_ends_when_it_is_told_to(folder: Path) -> None:
    with open_library(folder), (folder / FILE_NAME).open("rb") as file:
        pages = (folder / FILE_NAME).stat().st_size // SIZE
        roots = database.execute_sql("SELECT rootpage FROM sqlite_schema WHERE rootpage > 0")
        census = Census(Pages(file, None), pages, [root for (root,) in roots.fetchall()])
        assert not census.is_wrong(lambda: False)
        assert not census.is_done
        assert sum(census._counted) < pages
