"""What most tests start from: an open library, the app over it, corpora when they are there."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from notes.library import editing, opening
from notes.library.editing import Note
from notes.library.opening import Library

CORPORA = Path(__file__).parent.parent.parent / "shared" / "corpora"


def required(present: object, what: str) -> None:
    """A real part that a test needs: its lack fails in CI and is a counted skip elsewhere."""
    if not present:
        if os.environ.get("CI") == "true":
            pytest.fail(f"{what} is missing, and CI has to have it")
        pytest.skip(f"{what} is missing here")


def corpus(name: str) -> Path:
    """A file or folder of inputs that lie beside the project; not everybody has them."""
    path = CORPORA / name
    if not path.exists():
        pytest.skip(f"the corpora beside the project are not here ({name})")
    return path


def vectors(name: str) -> list[Any]:
    lines = corpus(name).read_text("utf-8").splitlines()
    return [json.loads(line)["vector"] for line in lines]


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with opening.open_library(tmp_path / "library") as opened:
        yield opened


@pytest.fixture
def note(library: Library) -> Note:
    return editing.create("# A note\n\nwith words\n", notebook="Work/Plans", tags=["idea"])
