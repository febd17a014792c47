"""What becomes of a page whose process ended, without a window; tests/test_window.py kills one."""

from pathlib import Path

import pytest

from notes.crashes import Reports
from ui import revival
from ui.revival import HOPELESS, SOON, WORDS, Revival


class Page:
    def __init__(self, address: str) -> None:
        self._address = address
        self.shown: list[str] = []

    def at(self) -> str:
        return self._address

    def load(self, address: str) -> None:
        self.shown.append(address)

    def say(self, words: str) -> None:
        self.shown.append(words)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Its last is the time."""
    times = [1000.0]
    monkeypatch.setattr(revival.time, "monotonic", lambda: times[-1])
    return times


@pytest.fixture
def said() -> list[str]:
    """What the pages say that came back."""
    return []


@pytest.fixture
def revived(tmp_path: Path, said: list[str]) -> Revival:
    return Revival(
        tmp_path,
        lambda note: f"in at {note or 'the beginning'}",
        lambda: False,
        lambda: said.append("back"),
    )


def test_one_that_ends_with_its_window_is_let_go(tmp_path: Path) -> None:
    page = Page("http://127.0.0.1:9/notes/0a1b")
    said: list[str] = []
    Revival(tmp_path, str, lambda: True, lambda: said.append("back")).ended(page, "crashed")
    assert page.shown == said == []
    assert Reports(tmp_path).waiting is None


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("http://127.0.0.1:9/notes/0a1b", "0a1b"),
        ("http://127.0.0.1:9/notes/0a1b?q=word#part", "0a1b"),
        ("http://127.0.0.1:9/?trash=1", "the beginning"),
        ("", "the beginning"),
    ],
)
def test_a_page_that_ended_is_loaded_again_at_its_note(
    revived: Revival, said: list[str], address: str, place: str
) -> None:
    page = Page(address)
    revived.ended(page, "crashed")
    assert page.shown == [f"in at {place}"]
    assert said == ["back"]


def test_one_that_ends_again_soon_gives_way_to_words_and_these_to_nothing(
    revived: Revival, said: list[str], clock: list[float]
) -> None:
    page = Page("")
    for _ in range(HOPELESS + 2):
        revived.ended(page, "crashed")
        clock.append(clock[-1] + 1)
    assert page.shown == ["in at the beginning", WORDS, WORDS]
    assert said == ["back"]


def test_one_that_ends_again_later_is_loaded_again(revived: Revival, clock: list[float]) -> None:
    page = Page("")
    for _ in range(3):
        revived.ended(page, "crashed")
        clock.append(clock[-1] + SOON)
    assert page.shown == ["in at the beginning"] * 3


def test_a_report_says_how_it_ended(revived: Revival, tmp_path: Path) -> None:
    revived.ended(Page("http://127.0.0.1:9/notes/0a1b"), "exceeded-memory-limit")
    report = Reports(tmp_path).waiting
    assert report
    assert "The process of the page ended: exceeded-memory-limit\n" in report.text
    assert not report.ended
    assert "0a1b" not in report.text


@pytest.mark.parametrize("ending", [False, True])
def test_the_network_is_reported_unless_it_ended_with_its_window(
    tmp_path: Path, ending: bool
) -> None:
    Revival(tmp_path, str, lambda: ending, lambda: None).network_ended()
    assert (Reports(tmp_path).waiting is None) is ending
