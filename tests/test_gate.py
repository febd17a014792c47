"""Who is in a library while it is closed and opened."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from notes.errors import Busy
from notes.library import editing
from notes.library.editing import Draft
from notes.library.opening import Library
from notes.storage.database import database, value
from notes.storage.gate import Gate

PATIENCE = 30
#: Closings while others read, which the driver survives by chance alone when nobody waits.
TIMES = 15


@pytest.fixture
def gate() -> Gate:
    return Gate()


def staying(gate: Gate, told: Event, until: Event) -> None:
    with gate.entered():
        told.set()
        assert until.wait(PATIENCE)


def test_who_is_alone_waits_for_the_others(gate: Gate) -> None:
    told, until = Event(), Event()
    order: list[str] = []

    def close() -> None:
        with gate.alone():
            order.append("closed")

    with ThreadPoolExecutor(2) as others:
        inside = others.submit(staying, gate, told, until)
        assert told.wait(PATIENCE)
        closing = others.submit(close)
        order.append("read")
        until.set()
        closing.result(PATIENCE)
        inside.result(PATIENCE)
    assert order == ["read", "closed"]


def test_nobody_comes_in_while_somebody_is_alone(gate: Gate) -> None:
    came = Event()

    def come() -> None:
        with gate.entered():
            came.set()

    with ThreadPoolExecutor(1) as others:
        with gate.alone():
            other = others.submit(come)
            assert not came.wait(0.05)
        other.result(PATIENCE)
    assert came.is_set()


def test_who_is_inside_may_be_alone_and_who_is_alone_inside(gate: Gate) -> None:
    with gate.entered(), gate.alone(), gate.entered(), gate.alone():
        pass


def test_who_would_be_alone_does_not_wait_for_ever(gate: Gate) -> None:
    told, until = Event(), Event()
    with ThreadPoolExecutor(1) as others:
        inside = others.submit(staying, gate, told, until)
        assert told.wait(PATIENCE)
        with pytest.raises(Busy), gate.alone(patience=0.01):
            pytest.fail("somebody else is inside")
        until.set()
        inside.result(PATIENCE)
    with gate.alone(patience=0.01):
        pass


def test_a_library_is_closed_and_opened_while_others_read_it(library: Library) -> None:
    editing.create_many(Draft(f"# Note {number}") for number in range(500))
    over = Event()

    def read() -> int:
        times = 0
        while not over.is_set():
            with library.entered():
                assert value("SELECT count(*) FROM note") == 500
                times += 1
        database.leave()
        return times

    with ThreadPoolExecutor(3) as others:
        readers = [others.submit(read) for _ in range(3)]
        for _ in range(TIMES):
            with database.gate.alone():
                library.leave()
                library.open()
        over.set()
        assert all(reader.result(PATIENCE) for reader in readers)
