"""What is kept of a window, and what is made of a file that makes no sense."""

import json
from pathlib import Path

import pytest

from notes.paths import state_of
from ui.placement import FILE, Placement

USUAL = Placement(1280, 800)


def test_what_was_kept_is_there_again(tmp_path: Path) -> None:
    wanted = Placement(700, 500, -20, 60, maximized=True, zoom=1.21)
    wanted.keep(tmp_path)
    assert Placement.kept(tmp_path, USUAL) == wanted


def test_of_a_window_that_nobody_had_it_is_the_usual(tmp_path: Path) -> None:
    assert Placement.kept(tmp_path, USUAL) == USUAL


@pytest.mark.parametrize(
    "wrong",
    [
        {"width": 0},
        {"width": "700"},
        {"height": 10**9},
        {"x": 5},
        {"x": 1.5, "y": 2},
        {"maximized": 1},
        {"zoom": 0},
        {"zoom": float("nan")},
        {"depth": 3},
    ],
)
def test_what_makes_no_sense_is_the_usual(tmp_path: Path, wrong: dict[str, object]) -> None:
    USUAL.keep(tmp_path)
    file = state_of(tmp_path) / FILE
    file.write_text(json.dumps({**json.loads(file.read_bytes()), **wrong}))
    assert Placement.kept(tmp_path, Placement(1, 1)) == Placement(1, 1)


@pytest.mark.parametrize("text", [b"", b"\xff", b"[]", b"[" * 100_000, b"null", b"{}"])
def test_what_cannot_be_read_is_the_usual(tmp_path: Path, text: bytes) -> None:
    USUAL.keep(tmp_path)
    (state_of(tmp_path) / FILE).write_bytes(text)
    assert Placement.kept(tmp_path, USUAL) == USUAL
