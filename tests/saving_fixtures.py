"""A note for two who write it, and a disk that takes no more."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from notes.library import editing
from notes.library.editing import Note
from notes.library.opening import Library
from notes.storage.database import FILE_NAME
from tests.saving import BEFORE


@pytest.fixture
def plan(library: object) -> Note:
    return editing.create(BEFORE)


@pytest.fixture
def file(library: Library) -> Path:
    return library.folder / FILE_NAME


@pytest.fixture
def full_disk() -> Iterator[Callable[[bool], None]]:
    """No file of this process can have more than some kilobytes, as long as that is wanted."""
    resource = pytest.importorskip("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)

    def full(on: bool) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (8192 if on else soft, hard))

    yield full
    full(False)
