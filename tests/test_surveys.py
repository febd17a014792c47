"""Before the first write of a process it is seen whether a page of its file is of two things."""

import signal
import struct
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlcipher3 import dbapi2 as sqlite

from notes.cli.commands import octavo
from notes.errors import Busy, DiskFull, LibraryReadOnly, OctavoError
from notes.library import dangers, editing, listing, trash
from notes.library.opening import Library, open_library
from notes.library.surveys import Survey
from notes.search import index
from notes.storage import misplaced, places, trees
from notes.storage.census import STRIDE, Census, Found
from notes.storage.checkpoints import Checkpoints
from notes.storage.database import FILE_NAME, database, value, whole_check
from notes.storage.pages import Pages, log_of
from tests.backup_fixtures import held

ROOTS = "SELECT rootpage FROM sqlite_schema WHERE rootpage > 0"
ENDLESS = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"

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
    monkeypatch.setattr(Census, "take", lambda _: Found.WRONG)
    with open_library(folder) as library:
        monkeypatch.setattr(dangers, "are_said", lambda of: asked.append(of == folder))
        editing.create("# New")
        editing.create("# Another")
        assert library.read_only == ""
    assert asked == [True]


def test_nothing_is_written_until_sqlite_has_answered(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter([DiskFull, Busy, None])

    def are_said(_: Path) -> bool:
        if answer := next(answers):
            raise answer
        return False

    of_texts_alike(folder)
    with open_library(folder):
        monkeypatch.setattr(dangers, "are_said", are_said)
        for fact in (DiskFull, Busy):
            with pytest.raises(fact):
                editing.create("# New")
        editing.create("# New")


class TestOneOfAServer:
    """Its rounds are done here, and not by a thread of its own."""

    @pytest.fixture
    def library(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
        monkeypatch.setattr(Checkpoints, "start", lambda _: None)
        monkeypatch.setattr(Checkpoints, "stop", lambda _: None)
        of_texts_alike(folder)
        with open_library(folder, hold=True) as library:
            yield library

    @pytest.fixture
    def survey(self, library: Library) -> Survey:
        assert library._survey
        return library._survey

    def test_lets_nobody_wait_for_longer_than_a_save_may_take(
        self, library: Library, survey: Survey
    ) -> None:
        survey._patience = 0
        editing.create("# New")
        assert library.read_only == ""
        survey.finish()
        assert library.read_only == dangers.DAMAGED
        with pytest.raises(LibraryReadOnly):
            editing.create("# Another")

    def test_lets_who_does_not_want_to_wait_come_again(
        self, library: Library, survey: Survey
    ) -> None:
        survey._patience = 0
        with survey._taking:
            with doing(lambda: survey.hurry(waits=False)) as told:
                assert isinstance(told(), Busy)
            with doing(survey.hurry) as told:
                assert told() is None
        assert library.read_only == ""

    def test_keeps_everybody_from_writing_while_sqlite_is_asked(
        self, library: Library, survey: Survey, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        survey._patience = 0
        editing.create("# Before anything is known")
        asked, answered = threading.Event(), threading.Event()

        def are_said(_: Path) -> bool:
            asked.set()
            return not answered.wait(10)

        monkeypatch.setattr(dangers, "are_said", are_said)
        with doing(survey.finish) as told:
            assert asked.wait(10)
            for _ in range(2):
                with pytest.raises(Busy):
                    editing.create("# New")
            answered.set()
            assert told() is None
        editing.create("# New")
        assert library.read_only == ""

    def test_is_not_waited_for_by_who_closes_the_library(
        self, library: Library, survey: Survey, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        begun = threading.Event()

        def take(census: Census) -> Found:
            begun.set()
            while census._goes_on():
                pass
            return Found.UNFINISHED

        monkeypatch.setattr(Census, "take", take)
        with doing(survey.finish) as told:
            assert begun.wait(10)
            monkeypatch.setattr(Checkpoints, "stop", lambda _: told())
            library.close()
            assert told() is None

    def test_lets_go_of_sqlite_when_the_library_is_closed(
        self, library: Library, survey: Survey, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked = threading.Event()

        def are_said(_: Path) -> bool:
            asked.set()
            return bool(value(ENDLESS))

        monkeypatch.setattr(dangers, "are_said", are_said)
        with doing(survey.finish) as told:
            assert asked.wait(10)
            monkeypatch.setattr(Checkpoints, "stop", lambda _: told())
            library.close()
            assert told() is None

    @pytest.mark.skipif(sys.platform == "win32", reason="there locks are of what is open")
    def test_leaves_sqlite_its_locks(self, library: Library, survey: Survey) -> None:
        assert listing.count()
        assert is_locked(library.folder)
        survey.finish()
        assert library.read_only == dangers.DAMAGED
        assert is_locked(library.folder)

    def test_counts_once_more_where_the_log_is_begun_anew_meanwhile(
        self, library: Library, survey: Survey, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        log, take = log_of(library.folder / FILE_NAME), Census.take
        taken: list[Found] = []

        def take_beside_another(census: Census) -> Found:
            if not taken:
                log.write_bytes(bytes(32))
            taken.append(take(census))
            return taken[-1]

        monkeypatch.setattr(Census, "take", take_beside_another)
        survey.finish()
        assert taken == [Found.WRONG, Found.WRONG]


@contextmanager
def doing(do: Callable[[], object]) -> Iterator[Callable[[], object]]:
    """Do it in a thread; what it has raised, for who waits for its end."""
    raised: list[OctavoError] = []

    def run() -> None:
        try:
            do()
        except OctavoError as fact:
            raised.append(fact)
        finally:
            database.leave()

    thread = threading.Thread(target=run)
    thread.start()

    def told() -> object:
        thread.join(10)
        assert not thread.is_alive()
        return raised[0] if raised else None

    yield told


def is_locked(folder: Path) -> bool:
    """Whether another program sees that the library is open, by the bytes that SQLite locks."""
    asking = (
        "import fcntl, sys\n"
        "file = open(sys.argv[1], 'r+b')\n"
        "fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 510, 2**30 + 2)"
    )
    asked = subprocess.run(
        [sys.executable, "-c", asking, folder / FILE_NAME], check=False, capture_output=True
    )
    return b"BlockingIOError" in asked.stderr


@contextmanager
def census_of(folder: Path, *, goes_on: bool) -> Iterator[Census]:
    """One of a library that was closed, or has a log."""
    with open_library(folder) as library:
        kept = places.kept(database.execute_sql)
        roots = {root for (root,) in database.execute_sql(ROOTS).fetchall()}
        pages = value("PRAGMA page_count")
        library.leave()
    with (folder / FILE_NAME).open("rb") as file:
        yield Census(Pages(file, None), pages, kept, roots - kept, lambda: goes_on)


@settings(max_examples=12, deadline=None)
@given(turns=st.lists(st.tuples(st.sampled_from([1, 40, 900, 4000]), st.booleans()), max_size=30))
def test_of_a_sound_library_every_page_is_counted_once(
    tmp_path_factory: pytest.TempPathFactory, turns: list[tuple[int, bool]]
) -> None:
    folder = tmp_path_factory.mktemp("sound")
    with open_library(folder):
        made: list[str] = []
        for number, (length, is_deleted) in enumerate(turns):
            words = " ".join(f"{number}:{word} 检查" for word in range(length))
            made.append(editing.create(f"# {number}\n\n{words}").id)
            if is_deleted:
                gone = made.pop(len(made) // 2)
                trash.put([gone])
                trash.delete([gone])
    with census_of(folder, goes_on=True) as census:
        assert census.take() is Found.SOUND
        assert sum(census._counted) == census._count


def test_what_leads_out_of_the_file_is_left_to_sqlite(folder: Path) -> None:
    raw = (folder / FILE_NAME).read_bytes()
    [chain] = chains_of(raw, b"words of 7,")
    put(folder, (chain[0] - 1) * SIZE, 2**31)
    with open_library(folder) as library:
        editing.create("# New")
        assert library.read_only == ""


def test_a_census_ends_when_it_is_told_to(folder: Path) -> None:
    with census_of(folder, goes_on=False) as census:
        assert census.take() is Found.UNFINISHED
        assert sum(census._counted) == STRIDE


@pytest.mark.parametrize("size", [512, 1024, 4096, 32768])
def test_rows_that_go_on_elsewhere_are_followed_on_pages_of_any_size(
    tmp_path: Path, size: int
) -> None:
    file = tmp_path / "other.db"
    with closing(sqlite.connect(file, isolation_level=None)) as made:
        made.execute(f"PRAGMA page_size = {size}")
        made.executescript("CREATE TABLE note (body); CREATE INDEX bodies ON note (body)")
        for length in (*range(60, 140), 600, 5_000, 70_000):
            made.execute("INSERT INTO note VALUES (?)", (f"{length}-".ljust(length, "x"),))
        table, bodies = [root for (root,) in made.execute(ROOTS)]
        [(pages,)] = made.execute("PRAGMA page_count").fetchall()
    with file.open("rb") as opened:
        census = Census(Pages(opened, None), pages, [1, table], [bodies], lambda: True)
        assert census.take() is Found.SOUND
        assert sum(census._counted) == pages


def test_of_a_sound_library_sqlite_is_asked_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Path] = []
    with open_library(folder):
        monkeypatch.setattr(dangers, "are_said", asked.append)
        editing.create("# New")
    assert asked == []


@pytest.mark.parametrize("name", ["note_changed", "note_index_data", "note_fact"])
def test_what_is_made_of_others_is_made_anew_before_it_is_written(folder: Path, name: str) -> None:
    before = held(folder / FILE_NAME)
    of_room_in(folder, name)
    with open_library(folder) as library:
        assert any(map(misplaced.is_said, whole_check()))
        editing.create("# New")
        assert library.read_only == ""
        editing.create("# Another")
        lines = [line for line in whole_check() if not dangers.is_unused(line)]
        assert lines == []
        assert index.is_current() == (name == "note_changed")
    found = CliRunner().invoke(octavo, ["--library", str(folder), "search", "another"])
    assert "Another" in found.output
    assert held(folder / FILE_NAME)["history"] == before["history"]
    assert {*before["notes"]} < {*held(folder / FILE_NAME)["notes"]}


@pytest.mark.parametrize("name", ["note_changed", "note_title", "note_trashed"])
def test_so_is_a_list_by_a_repair_which_a_check_sends_to(folder: Path, name: str) -> None:
    of_room_in(folder, name)
    told = CliRunner().invoke(octavo, ["--library", str(folder), "check"])
    assert (told.exit_code, f"The list {name} does not have" in told.output) == (1, True)
    assert "Places in the file" not in told.output
    for words in (["check", "--repair"], ["check"]):
        told = CliRunner().invoke(octavo, ["--library", str(folder), *words])
        assert told.exit_code == 0, told.output


def of_room_in(folder: Path, name: str) -> None:
    """Where rows begin on the last page of a tree is another."""
    with open_library(folder):
        root = value("SELECT rootpage FROM sqlite_schema WHERE name = ?", name)
    raw = (folder / FILE_NAME).read_bytes()
    with (folder / FILE_NAME).open("rb") as file:
        last = list(trees.below(Pages(file, None), root))[-1]
    put(folder, (last - 1) * SIZE + 4, number_at(raw, (last - 1) * SIZE + 4) ^ 0x100000)


def test_rows_that_are_not_where_they_are_looked_for_keep_all_from_being_written(
    folder: Path,
) -> None:
    with open_library(folder):
        for number in range(4):
            note = editing.create(f"# {number}")
            editing.save(note.id, 1, body="# Other")
        number = value("SELECT note_id FROM revision ORDER BY note_id LIMIT 1 OFFSET 1")
        root = value("SELECT rootpage FROM sqlite_schema WHERE name = 'revision'")
    start = (root - 1) * SIZE
    raw = (folder / FILE_NAME).read_bytes()
    (at,) = struct.unpack_from(">H", raw, start + 8 + 2)
    key = raw.index(bytes([number]), start + at + 2, start + at + 40)
    with (folder / FILE_NAME).open("r+b") as file:
        file.seek(key)
        file.write(bytes([number | 64]))
    with open_library(folder) as library:
        assert any(line.startswith("row not in PRIMARY KEY") for line in whole_check("revision"))
        with pytest.raises(LibraryReadOnly):
            editing.create("# New")
        assert library.read_only == dangers.DAMAGED
