"""How long a window waits for what the desktop prefers, without one."""

from typing import Any

import pytest

from tests.conftest import required
from ui.browser import NO_WEBKIT, why_no_window


@pytest.fixture(autouse=True)
def toolkit() -> None:
    required(why_no_window() != NO_WEBKIT, "WebKitGTK 4.1")


def test_a_portal_that_says_nothing_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    from ui.gtk import appearance

    monkeypatch.setattr(appearance.Gio, "bus_get", lambda *_: None)
    assert appearance.Appearance().prefers_dark() is False


def test_where_there_is_no_bus_nothing_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    from ui.gtk import appearance

    def refused(_: Any) -> None:
        raise appearance.GLib.Error("no bus")

    monkeypatch.setattr(appearance.Gio, "bus_get", lambda *asked: asked[-1](None, None))
    monkeypatch.setattr(appearance.Gio, "bus_get_finish", refused)
    monkeypatch.setattr(appearance, "MOMENT", 3_600_000)
    assert appearance.Appearance().prefers_dark() is False
