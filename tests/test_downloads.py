"""What the window on GTK says of a file that it does not save, without a window."""

from types import SimpleNamespace
from typing import Any

import pytest

from tests.conftest import required
from ui.asking import Turn
from ui.browser import NO_WEBKIT, why_no_window


class Download:
    def __init__(self, status: int) -> None:
        self._status = status
        self.is_cancelled = False

    def get_response(self) -> Any:
        return SimpleNamespace(get_status_code=lambda: self._status)

    def cancel(self) -> None:
        self.is_cancelled = True


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    required(why_no_window() != NO_WEBKIT, "WebKitGTK 4.1")
    from ui.gtk import webkit

    said: list[str] = []
    monkeypatch.setattr(webkit, "tell", lambda _, body: said.append(body))
    return said


def chosen(turn: Turn, download: Download) -> bool:
    from ui.gtk import downloads

    return downloads._choose(None, None, turn, download, "a.md")


@pytest.mark.parametrize("status", [404, 409, 500])
def test_a_file_that_the_server_refuses_is_told(told: list[str], status: int) -> None:
    download = Download(status)
    assert chosen(Turn(), download)
    assert download.is_cancelled
    assert ['"trouble": "refused"' in one for one in told] == [True]


def test_a_file_is_not_asked_about_while_a_dialog_is_shown(told: list[str]) -> None:
    turn, download = Turn(), Download(200)
    with turn.taken():
        assert chosen(turn, download)
    assert download.is_cancelled
    assert ['"trouble": "turn"' in one for one in told] == [True]
