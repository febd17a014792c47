"""The page that a browser is opened on instead of an address with a secret."""

import stat
import webbrowser
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from notes.web.server import Server
from ui import doorway
from ui.doorway import NAME, Doorway

pytest_plugins = "tests.browser_fixtures"

ADDRESS = "http://127.0.0.1:1/?ticket=secret"


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a browser was started with."""
    addresses: list[str] = []
    monkeypatch.setattr(webbrowser, "open", addresses.append)
    return addresses


def test_the_secret_is_in_a_private_file_and_not_on_the_command_line(
    tmp_path: Path, opened: list[str]
) -> None:
    page = tmp_path / NAME
    with Doorway(tmp_path) as door:
        door.lead(ADDRESS)
        assert opened == [page.as_uri()]
        assert ADDRESS in page.read_text()
        assert stat.S_IMODE(page.stat().st_mode) == 0o600
    assert not page.exists()


def test_the_page_goes_by_itself(
    tmp_path: Path, opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doorway, "OPEN", 0.01)
    with Doorway(tmp_path) as door:
        door.lead(ADDRESS)
        door.wait()
        assert not (tmp_path / NAME).exists()


def test_what_lies_in_its_place_is_replaced_and_never_written_into(
    tmp_path: Path, opened: list[str]
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.touch()
    (tmp_path / NAME).symlink_to(elsewhere)
    with Doorway(tmp_path) as door:
        door.lead(ADDRESS)
        assert elsewhere.read_text() == ""


def test_where_no_file_can_be_written_no_browser_is_opened(
    tmp_path: Path, opened: list[str]
) -> None:
    Doorway(tmp_path / "none").lead(ADDRESS)
    assert opened == []


def test_a_browser_gets_in_through_it(
    server: Server, context: BrowserContext, tmp_path: Path, opened: list[str]
) -> None:
    window = context.new_page()
    with Doorway(tmp_path) as door:
        door.lead(server.address)
        window.goto(opened[0])
        window.wait_for_url(f"{server.session.origin}/")
    assert window.locator("#note").count() == 1
