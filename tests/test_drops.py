"""What is dragged over the window on GTK, without a screen."""

from types import SimpleNamespace
from typing import Any

import pytest

from tests.conftest import required
from ui.browser import NO_WEBKIT, why_no_window


@pytest.fixture(autouse=True)
def _without_a_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    required(why_no_window() != NO_WEBKIT, "WebKitGTK 4.1")
    from ui.gtk import drops

    monkeypatch.setattr(drops.webkit, "tell", lambda *_: None)
    monkeypatch.setattr(drops.Gtk, "drag_finish", lambda *_: None)
    monkeypatch.setattr(drops.Gtk, "drag_get_source_widget", lambda drag: drag.source)


def taken(source: object) -> list[str]:
    """What a drop brings that comes from this widget; None is that of another program."""
    from ui.gtk.drops import Drops

    view: Any = SimpleNamespace(connect=lambda *_: None)
    drag: Any = SimpleNamespace(source=source)
    data: Any = SimpleNamespace(get_uris=lambda: ["file:///elsewhere/a.md"])
    drops = Drops(view)
    drops._received(view, drag, 0, 0, data)
    drops._drop(view, drag, 0, 0, 0)
    return drops.take()


def test_a_file_from_elsewhere_is_taken() -> None:
    assert taken(None) == ["/elsewhere/a.md"]


def test_what_the_page_drags_itself_is_left_to_it() -> None:
    assert taken(object()) == []
