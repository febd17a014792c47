"""Who waits to write, for how long, and who does not wait at all."""

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
from flask.testing import FlaskClient
from sqlcipher3 import dbapi2 as sqlite

from notes.errors import Busy
from notes.library import editing, searches
from notes.library.editing import Note
from notes.library.opening import Library
from notes.storage import database as storage
from notes.storage.database import FILE_NAME, database


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage, "PATIENCE", 0.1)
    monkeypatch.setattr(storage, "MOMENT", 0.01)


@contextmanager
def written_by_another_thread() -> Iterator[None]:
    """Long work of this process that has begun to write, as a replacement does."""
    begun, over = threading.Event(), threading.Event()

    def write() -> None:
        with database.writing():
            begun.set()
            over.wait(30)
        database.leave()

    thread = threading.Thread(target=write)
    thread.start()
    assert begun.wait(5)
    try:
        yield
    finally:
        over.set()
        thread.join()


@contextmanager
def written_by_another_program(library: Library) -> Iterator[None]:
    file = library.folder / FILE_NAME
    with closing(sqlite.connect(file, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")


def test_who_saves_beside_long_work_is_refused_after_a_while(note: Note) -> None:
    with written_by_another_thread(), pytest.raises(Busy):
        editing.save(note.id, note.version, body="mine")
    assert editing.save(note.id, note.version, body="mine").body == "mine"


def test_who_saves_beside_another_program_is_refused_after_a_while(
    library: Library, note: Note
) -> None:
    database.execute_sql("PRAGMA busy_timeout = 100")
    with written_by_another_program(library), pytest.raises(Busy):
        editing.save(note.id, note.version, body="mine")
    assert editing.save(note.id, note.version, body="mine").body == "mine"


def test_only_a_few_wait_long(note: Note, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage, "PATIENCE", 30)
    refused = threading.Semaphore(0)

    def save(number: int) -> None:
        try:
            editing.create(f"# {number}")
        except Busy:
            refused.release()
        finally:
            database.leave()

    waiting = [threading.Thread(target=save, args=(number,)) for number in range(6)]
    with written_by_another_thread():
        for thread in waiting:
            thread.start()
        assert all(refused.acquire(timeout=10) for _ in range(6 - storage.WAITING))
    for thread in waiting:
        thread.join()
    assert not refused.acquire(blocking=False)


def test_one_transaction_within_another_waits_for_nobody(note: Note) -> None:
    with database.writing():
        assert editing.save(note.id, note.version, title="Inside").title == "Inside"


def test_the_page_is_told_to_try_again(page: FlaskClient, note: Note) -> None:
    with written_by_another_thread():
        refused = page.put(f"/notes/{note.id}", json={"base": note.version, "body": "mine"})
        assert page.get(f"/notes/{note.id}").status_code == 200
    assert refused.status_code == 423
    assert refused.get_json()["error"]["code"] == "busy"
    assert editing.read(note.id) == note


class TestARecentSearch:
    @pytest.fixture(autouse=True)
    def _patient(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(storage, "PATIENCE", 600)
        monkeypatch.setattr(storage, "MOMENT", 600)

    def test_is_dropped_when_it_would_have_to_wait_for_a_thread(self, library: Library) -> None:
        with written_by_another_thread():
            searches.remember("wal")
        assert searches.recent() == []

    def test_is_dropped_when_it_would_have_to_wait_for_a_program(self, library: Library) -> None:
        with written_by_another_program(library):
            searches.remember("wal")
        assert searches.recent() == []
        searches.remember("wal")
        assert searches.recent() == ["wal"]

    def test_leaves_others_their_patience(self, library: Library) -> None:
        searches.remember("wal")
        assert storage.value("PRAGMA busy_timeout") == storage.PATIENCE * 1_000
