"""Where the dialogs of GTK begin, without a display."""

from pathlib import Path
from typing import Any

import pytest

from tests.conftest import required
from ui.browser import NO_WEBKIT, why_no_window


class Dialog:
    """Remembers where it begins, and is cancelled."""

    def __init__(self) -> None:
        self.begins = ""

    def set_current_folder(self, folder: str) -> None:
        self.begins = folder

    def __getattr__(self, _: str) -> Any:
        return lambda *_: None


@pytest.fixture
def dialog(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Dialog:
    required(why_no_window() != NO_WEBKIT, "WebKitGTK 4.1")
    from ui.gtk import dialogs

    shown = Dialog()
    monkeypatch.setattr(dialogs, "_dialog", lambda *_: shown)
    monkeypatch.setattr(dialogs, "home", lambda kind: f"{tmp_path}/{kind.value_nick}")
    return shown


@pytest.mark.parametrize("asks", ["folder", "files"])
def test_dialogs_begin_in_the_folder_of_downloads(
    dialog: Dialog, tmp_path: Path, asks: str
) -> None:
    from ui.gtk import dialogs

    assert not getattr(dialogs, asks)(None)
    assert dialog.begins == f"{tmp_path}/directory_download"


def test_a_folder_that_is_not_there_is_none_to_begin_in(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    required(why_no_window() != NO_WEBKIT, "WebKitGTK 4.1")
    from ui.gtk import dialogs

    monkeypatch.setattr(dialogs.GLib, "get_user_special_dir", lambda _: str(tmp_path / "gone"))
    monkeypatch.setattr(dialogs.GLib, "get_home_dir", lambda: str(tmp_path))
    assert dialogs.home(dialogs.DOWNLOADS) == str(tmp_path)
