"""Where things lie: by the environment, beside the executable, or where the system has them."""

import sys
from pathlib import Path

import pytest

from notes import paths


@pytest.fixture
def beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder beside an executable on a stick."""
    for name in ("OCTAVO_LIBRARY", "OCTAVO_STATE", "OCTAVO_CACHE"):
        monkeypatch.delenv(name, raising=False)
    stick = tmp_path / "stick"
    (stick / paths.PORTABLE).mkdir(parents=True)
    monkeypatch.setattr(paths, "FROZEN", True)
    monkeypatch.setattr(sys, "executable", str(stick / "octavo"))
    return stick / paths.PORTABLE


def test_a_library_beside_the_executable_is_the_one_that_is_opened(beside: Path) -> None:
    assert paths.default_library() == beside


def test_all_that_is_written_lies_in_it(beside: Path, tmp_path: Path) -> None:
    for library in (beside, tmp_path / "another"):
        assert paths.cache_of(library).is_relative_to(beside)
        assert paths.state_of(library).is_relative_to(beside)


def test_what_is_kept_of_it_is_found_where_the_stick_is_called_otherwise(
    beside: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = paths.state_of(beside)
    kept.mkdir(parents=True)
    moved = beside.parent.rename(tmp_path / "elsewhere") / paths.PORTABLE
    monkeypatch.setattr(sys, "executable", str(moved.parent / "octavo"))
    assert paths.state_of(moved).is_dir()


def test_the_environment_has_the_last_word(
    beside: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LIBRARY", "STATE", "CACHE"):
        monkeypatch.setenv(f"OCTAVO_{name}", str(tmp_path / name))
    assert paths.default_library() == tmp_path / "LIBRARY"
    assert paths.state_of(beside).parent == tmp_path / "STATE"
    assert paths.cache_of(beside).parent == tmp_path / "CACHE"


def test_without_it_everything_lies_where_the_system_has_it(beside: Path) -> None:
    beside.rmdir()
    assert paths.portable() is None
    assert beside not in paths.state_of(beside).parents
    assert paths.default_library() != beside


def test_from_source_nothing_beside_the_interpreter_counts(
    beside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paths, "FROZEN", False)
    assert paths.portable() is None


def test_the_name_of_a_library_says_what_it_is_and_not_where(tmp_path: Path) -> None:
    (tmp_path / "library").mkdir()
    (tmp_path / "way").symlink_to(tmp_path / "library")
    name = paths.name_of(tmp_path / "library")
    assert paths.name_of(tmp_path / "way") == name
    assert paths.name_of(tmp_path / "other") != name
    assert "library" not in name
