"""What stands in the way of a window on Linux, and that it is told before one is tried."""

import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from notes import webkit
from notes.cli.commands import octavo
from notes.cli.selfcheck import NO_WEBKIT as MISSED
from tests.conftest import required
from ui.browser import NO_WEBKIT, why_no_window

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="WebKitGTK is that of Linux")


@pytest.fixture
def described_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its typelib is there, as in the executable, and it is not."""
    required(why_no_window() != NO_WEBKIT, "WebKitGTK 4.1")
    monkeypatch.setattr(webkit, "LIBRARY", "libwebkit2gtk-that-nobody-has.so.0")


@pytest.mark.usefixtures("described_alone")
def test_a_typelib_without_its_library_is_no_webkit() -> None:
    assert not webkit.is_there()
    assert why_no_window() == NO_WEBKIT


@pytest.mark.parametrize("place", ["lib/webkit2gtk-4.1", "libexec/webkit2gtk-4.1"])
def test_a_webkit_that_lacks_one_of_its_programs_is_none(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, place: str
) -> None:
    required(why_no_window() != NO_WEBKIT, "WebKitGTK 4.1")
    monkeypatch.setattr(webkit, "_folder", lambda: tmp_path / "lib")
    assert webkit.is_there()  # where its programs lie elsewhere, nobody knows of them
    for folder in ("lib", place):
        (tmp_path / folder).mkdir(exist_ok=True, parents=True)
    for program, is_whole in zip(webkit.PROGRAMS, (False, True), strict=True):
        (tmp_path / place / program).touch(mode=0o755)
        assert webkit.is_there() is is_whole


@pytest.mark.usefixtures("described_alone")
def test_selfcheck_is_not_taken_in_by_a_typelib() -> None:
    found = json.loads(CliRunner().invoke(octavo, ["selfcheck", "--json"]).stdout)
    assert found["webkit"] is False
    assert MISSED in found["missing"]
