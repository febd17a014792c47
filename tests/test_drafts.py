"""Texts that could not be saved are kept, whatever happens, and offered until they are."""

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from notes.errors import DiskFull, Invalid, Missing, TooLarge
from notes.library import drafts as rules
from notes.library import editing, trash
from notes.library.drafts import Drafts
from notes.library.editing import Note
from notes.library.opening import Library
from notes.paths import state_of
from notes.text import TEXT_LIMIT, checked_title

Keep = Callable[..., None]


@pytest.fixture
def drafts(library: Library) -> Drafts:
    return Drafts(library.folder)


@pytest.fixture
def keep(drafts: Drafts, note: Note) -> Keep:
    def kept(body: str, *, window: str = "one", base: int = 1, before: str | None = None) -> None:
        drafts.keep(note.id, window, base, body, before)

    return kept


@pytest.fixture
def in_the_way(library: Library) -> None:
    """Something that keeps drafts out of the library, for whoever runs this."""
    (library.folder / rules.FOLDER).write_text("not a folder")


def bodies(drafts: Drafts) -> list[str]:
    return [draft.body for draft in drafts.all()]


def test_a_draft_is_there_for_whoever_opens_the_library_next(
    keep: Keep, note: Note, library: Library
) -> None:
    keep("字 and\r\nwords", base=7, before="字")
    [draft] = Drafts(library.folder).of(note.id)
    assert draft[:5] == (note.id, "one", 7, "字 and\r\nwords", "字")
    assert (draft.title, draft.name) == (None, "字 and")


def test_the_newest_of_a_window_takes_the_place_of_the_one_before_it(
    keep: Keep, drafts: Drafts
) -> None:
    keep("old")
    keep("new")
    assert bodies(drafts) == ["new"]


def test_no_window_takes_the_words_of_another(keep: Keep, drafts: Drafts, note: Note) -> None:
    keep("mine", window="one")
    keep("yours", window="two")
    assert sorted(bodies(drafts)) == ["mine", "yours"]
    assert [draft.body for draft in drafts.of(note.id, besides="one")] == ["yours"]


def test_nobody_else_can_read_it(keep: Keep, library: Library) -> None:
    keep("private")
    folder = library.folder / rules.FOLDER
    [file] = folder.iterdir()
    assert [stat.S_IMODE(path.stat().st_mode) for path in (folder, file)] == [0o700, 0o600]


def test_what_was_saved_after_all_is_forgotten(keep: Keep, drafts: Drafts, note: Note) -> None:
    keep("saved")
    editing.save(note.id, 1, body="saved")
    editing.save(note.id, 2, body="and changed")
    assert drafts.of(note.id) == []
    with pytest.raises(Missing):
        drafts.read(note.id, "one")


def test_a_title_waits_with_its_text_until_both_are_saved(drafts: Drafts, note: Note) -> None:
    drafts.keep(note.id, "one", 1, note.body, None, "New name")
    [draft] = drafts.of(note.id)
    assert (draft.title, draft.name) == ("New name", "New name")
    editing.save(note.id, 1, title="New name")
    editing.save(note.id, 2, title="Newer name")
    assert drafts.of(note.id) == []


@pytest.mark.parametrize("title", ["a\ttab", "x" * 2_000, "half \ud83d of a pair"])
def test_no_title_is_a_reason_to_keep_no_text(drafts: Drafts, note: Note, title: str) -> None:
    drafts.keep(note.id, "one", 1, "unsaved", None, title)
    [draft] = drafts.of(note.id)
    assert draft.body == "unsaved"
    assert draft.title
    assert checked_title(draft.title)


def test_where_the_library_cannot_be_written_it_lies_elsewhere(
    in_the_way: None, keep: Keep, drafts: Drafts, library: Library
) -> None:
    keep("kept")
    assert bodies(drafts) == ["kept"]
    [file] = (state_of(library.folder) / rules.FOLDER).iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_library_that_is_gone_is_not_made_for_it(tmp_path: Path, note: Note) -> None:
    Drafts(tmp_path / "gone").keep(note.id, "one", 1, "kept", None)
    assert not (tmp_path / "gone").exists()
    assert bodies(Drafts(tmp_path / "gone")) == ["kept"]


def test_of_one_in_both_places_the_newer_counts(
    in_the_way: None, keep: Keep, drafts: Drafts, library: Library
) -> None:
    keep("older")
    (library.folder / rules.FOLDER).unlink()
    keep("newer")
    assert bodies(drafts) == ["newer"]
    drafts.forget(drafts.all()[0].note, "one")
    assert bodies(drafts) == []


def test_that_it_could_be_kept_nowhere_is_said(
    in_the_way: None, keep: Keep, monkeypatch: pytest.MonkeyPatch, library: Library
) -> None:
    monkeypatch.setenv("OCTAVO_STATE", str(library.folder / rules.FOLDER))
    with pytest.raises(DiskFull):
        keep("nowhere")


def test_a_full_disk_leaves_the_draft_before_it(
    keep: Keep, drafts: Drafts, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep("before")

    def full(_file: int) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DiskFull):
        keep("after")
    monkeypatch.undo()
    assert bodies(drafts) == ["before"]
    assert drafts.unreadable() == []


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"base": 1}', b'{"body": 1}', b"\xff", b"[" * 10_000]
)
def test_what_cannot_be_read_is_named_and_left(
    keep: Keep, drafts: Drafts, note: Note, library: Library, content: bytes
) -> None:
    keep("good")
    broken = library.folder / rules.FOLDER / f"{note.id}-two.json"
    broken.write_bytes(content)
    assert bodies(drafts) == ["good"]
    assert drafts.unreadable() == [broken]
    assert broken.exists()


@pytest.mark.parametrize(
    ("kept", "words"),
    [
        (slice(0, 60), "字 “said”\n\n\ttab and \\ more"),
        (slice(0, 40), "字 “said”"),
        (slice(14, None), "tab and"),
        (slice(0, 0), ""),
    ],
)
def test_of_one_that_was_cut_the_page_shows_the_words_and_the_file(
    keep: Keep, note: Note, library: Library, page: FlaskClient, kept: slice, words: str
) -> None:
    keep("字 “said”\n\n\ttab and \\ more words")
    [file] = (library.folder / rules.FOLDER).iterdir()
    raw = file.read_bytes()[kept]
    file.write_bytes(raw)
    shown = page.get("/drafts").text
    assert str(file) in shown
    assert words in shown
    assert ("</textarea>" in shown) == bool(words)
    assert (page.get(f"/notes/{note.id}/drafts").json or {})["drafts"] == []
    assert file.read_bytes() == raw


@pytest.mark.parametrize("window", ["", "../x", "A", "a" * 21, "a/b", "a\0"])
def test_a_window_is_a_word(keep: Keep, window: str) -> None:
    with pytest.raises(Invalid):
        keep("text", window=window)


def test_there_is_an_end_to_what_is_kept(keep: Keep, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(TooLarge):
        keep("x" * (TEXT_LIMIT + 1))
    monkeypatch.setattr(rules, "ALL_LIMIT", 300)
    keep("x" * 100)
    keep("y" * 100)
    with pytest.raises(TooLarge):
        keep("z" * 200, window="two")


class TestThePage:
    def test_keeps_offers_and_forgets_a_draft(self, page: FlaskClient, note: Note) -> None:
        asked = {"base": 1, "body": "unsaved", "before": "b", "title": "T", "window": "one"}
        assert page.put(f"/notes/{note.id}/draft", json=asked).status_code == 204
        [told] = page.get(f"/notes/{note.id}/drafts").json["drafts"]
        assert told | {"when": ""} == asked | {"when": ""}
        assert page.delete(f"/notes/{note.id}/draft", json={"window": "one"}).status_code == 204
        assert page.get(f"/notes/{note.id}/drafts").json["drafts"] == []

    def test_that_leaves_has_kept_what_could_not_be_saved(
        self, page: FlaskClient, note: Note, drafts: Drafts
    ) -> None:
        asked = {"base": 9, "body": "last words", "title": "Last name", "window": "one"}
        assert page.put(f"/notes/{note.id}", json=asked).status_code == 409
        assert bodies(drafts) == []
        assert page.put(f"/notes/{note.id}", json={**asked, "leaving": True}).status_code == 409
        assert bodies(drafts) == ["last words"]
        assert drafts.all()[0].title == "Last name"

    def test_lists_them_with_their_notes_or_without(
        self, page: FlaskClient, note: Note, drafts: Drafts
    ) -> None:
        drafts.keep(note.id, "one", 1, "of a note", None)
        drafts.keep("0" * 16, "one", 1, "# Of none <b>\n", None)
        shown = page.get("/drafts").text
        assert note.title in shown
        assert "Of none &lt;b&gt;" in shown
        assert "Its note is gone" in shown

    def test_keeps_drafts_of_what_is_in_the_trash(
        self, page: FlaskClient, note: Note, drafts: Drafts
    ) -> None:
        trash.put([note.id])
        drafts.keep(note.id, "one", 1, "text", None)
        assert len(page.get(f"/notes/{note.id}/drafts").json["drafts"]) == 1


def test_no_draft_is_left_half_written(keep: Keep, library: Library) -> None:
    keep("text")
    names = [Path(file).suffix for file in (library.folder / rules.FOLDER).iterdir()]
    assert names == [".json"]
