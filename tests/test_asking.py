"""What threads of the server ask of a window, without one."""

from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Queue
from threading import Event, Thread, current_thread, main_thread
from types import SimpleNamespace
from typing import Any, cast

import pytest

from notes.library.opening import Library
from notes.settings import Settings
from ui.asking import Turn, done_in, end_of, written
from ui.surface import Plain
from ui.window import Window


def elsewhere(work: Callable[[], None]) -> None:
    Thread(target=work).start()


def test_work_is_done_where_the_toolkit_is() -> None:
    assert done_in(elsewhere, current_thread) is not main_thread()


def test_what_work_raises_is_raised_where_it_is_waited_for() -> None:
    def work() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        done_in(elsewhere, work)


def test_a_turn_that_ends_badly_is_free_again() -> None:
    turn = Turn()
    with pytest.raises(ZeroDivisionError), turn.taken():
        raise ZeroDivisionError
    with turn.taken() as is_ours, turn.taken() as besides:
        assert (is_ours, besides) == (True, False)


class Waiting(Plain):
    """Shows dialogs that somebody has to answer."""

    def __init__(self) -> None:
        self.is_shown = Event()
        self.answer = Event()

    def choose_folder(self) -> str | None:
        self.is_shown.set()
        assert self.answer.wait(20)
        return "/chosen"

    def choose_files(self) -> list[str]:
        return ["/file.md"]

    def save_pdf(self, name: str) -> Path | None:
        return Path(name)


@pytest.fixture
def face() -> Iterator[Waiting]:
    shown = Waiting()
    yield shown
    shown.answer.set()


@pytest.fixture
def window(tmp_path: Path, face: Waiting) -> Window:
    home: Any = SimpleNamespace(settings=Settings(tmp_path), folder=tmp_path)
    return Window(cast(Library, home), face)


def test_who_asks_while_a_dialog_is_shown_is_answered_no(window: Window, face: Waiting) -> None:
    answers: list[str | None] = []
    first = Thread(target=lambda: answers.append(window.choose_folder()))
    first.start()
    assert face.is_shown.wait(20)
    assert window.choose_folder() is None
    assert list(window.choose_files()) == []
    assert window.save_pdf("a.pdf") is None
    face.answer.set()
    first.join()
    assert answers == ["/chosen"]
    assert window.choose_files() == ["/file.md"]


def test_a_file_of_which_nothing_came_is_not_left(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="no paper"), written(tmp_path / "a.pdf"):
        raise OSError("no paper")
    assert not (tmp_path / "a.pdf").exists()


def test_a_file_that_was_there_is_left(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_text("before")
    with pytest.raises(OSError, match="no paper"), written(tmp_path / "a.pdf"):
        raise OSError("no paper")
    assert (tmp_path / "a.pdf").read_text() == "before"


def test_a_file_that_came_is_kept(tmp_path: Path) -> None:
    with written(tmp_path / "a.pdf"):
        pass
    assert (tmp_path / "a.pdf").exists()


def test_printing_that_does_not_end_is_given_up() -> None:
    with pytest.raises(OSError, match="too long"):
        end_of(Queue(), 0)
