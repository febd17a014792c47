"""Rendered notes on disk: outside the library, private, and nothing that could run."""

import json
import os
import pickle
import stat
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from notes.library.editing import Note
from notes.library.opening import Library
from notes.paths import cache_of
from notes.web.render import Pages


class Trap:
    """Makes a folder when it is unpickled."""

    def __init__(self, sprung: Path) -> None:
        self.sprung = sprung

    def __reduce__(self) -> tuple[object, ...]:
        return os.mkdir, (str(self.sprung),)


@pytest.fixture
def folder(library: Library) -> Path:
    return cache_of(library.folder)


@pytest.fixture
def pages(app: Flask) -> Iterator[Pages]:
    with app.app_context():
        yield app.extensions["octavo"].pages


def page_file(folder: Path) -> Path:
    """The file of the one page that is kept; the other holds the count."""
    [page] = (file for file in folder.iterdir() if b"<h1" in file.read_bytes())
    return page


def test_a_page_is_rendered_once(pages: Pages, folder: Path, note: Note) -> None:
    page = pages.page(note.id)
    kept = page_file(folder)
    assert json.loads(kept.read_bytes()[4:]) == page
    kept.write_bytes(struct.pack("I", 0) + b'"kept"')
    assert pages.page(note.id) == "kept"


def test_a_planted_pickle_does_not_run(
    pages: Pages, folder: Path, note: Note, tmp_path: Path
) -> None:
    page = pages.page(note.id)
    for kept in folder.iterdir():
        kept.write_bytes(struct.pack("I", 0) + pickle.dumps(Trap(tmp_path / "sprung")))
    assert pages.page(note.id) == page
    assert not (tmp_path / "sprung").exists()


@pytest.mark.parametrize("planted", [b"", b"\0", b"[" * 100_000, b"\xff" * 9, b"{}", b"1"])
def test_what_is_no_page_counts_as_absent(
    pages: Pages, folder: Path, note: Note, planted: bytes
) -> None:
    page = pages.page(note.id)
    page_file(folder).write_bytes(struct.pack("I", 0) + planted)
    assert pages.page(note.id) == page


def test_the_files_are_private(pages: Pages, folder: Path, note: Note) -> None:
    pages.page(note.id)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o600}


def test_where_nothing_can_be_kept_pages_are_rendered(
    pages: Pages, note: Note, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("OCTAVO_CACHE", str(tmp_path / "file"))
    assert "<h1" in pages.page(note.id)


def test_nothing_is_kept_in_the_library(pages: Pages, library: Library, note: Note) -> None:
    pages.page(note.id)
    assert not [path for path in library.folder.iterdir() if path.is_dir()]


def test_each_library_has_a_cache_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cache_of(tmp_path / "a") != cache_of(tmp_path / "b")
    monkeypatch.delenv("OCTAVO_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert "Octavo" in cache_of(tmp_path / "a").parts
