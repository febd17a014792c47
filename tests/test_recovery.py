"""Windows and servers on libraries that are damaged: read alone, or brought back."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect

from notes.jobs import Jobs
from notes.library import backups, dangers, editing, listing, soundness
from notes.library.editing import Note
from notes.library.manifests import Backup
from notes.library.opening import Library
from notes.storage.database import FILE_NAME
from tests.accessibility import violations
from tests.backup_fixtures import alter
from tests.conftest import Headless
from tests.library_fixtures import garble_page_of
from tests.markup import Markup

pytest_plugins = "tests.browser_fixtures"

Enter = Callable[..., Page]
Finish = Callable[..., dict[str, Any]]
LAYOUT = "getComputedStyle(document.body).display"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def made(library: Library, note: Note) -> Backup:
    """A backup with one note; the library has another one besides."""
    assert note.version == 1
    made = backups.make(library, "manual")
    editing.create("# Written later")
    return made


@pytest.fixture
def ruined(library: Library, made: Backup) -> Backup:
    """The library without its first page, as a start finds it."""
    library.leave()
    with (library.folder / FILE_NAME).open("r+b") as file:
        file.write(bytes(4096))
    library.open_anyhow()
    return made


@pytest.fixture
def damaged(library: Library, made: Backup) -> Backup:
    """The library without its history, as a start finds it."""
    library.leave()
    garble_page_of(library.folder, "revision")
    library.open_anyhow()
    return made


@pytest.fixture
def finished(page: FlaskClient, jobs: Jobs) -> Finish:
    """Asks for a job and gives what it tells at its end."""

    def ask(address: str, **fields: str) -> dict[str, Any]:
        started = page.post(address, json=fields)
        assert started.status_code == 202, started.text
        jobs.job(started.json["id"], "recovery").join()
        told: dict[str, Any] = page.get(f"/recovery/jobs/{started.json['id']}").json
        return told

    return ask


@pytest.mark.usefixtures("ruined")
class TestARuin:
    @pytest.mark.parametrize("path", ["/", "/notes/0123456789abcdef", "/recovery", "/?q=words"])
    def test_shows_the_way_back_wherever_somebody_enters(
        self, page: FlaskClient, ruined: Backup, path: str
    ) -> None:
        answer = page.get(path, headers={"Accept": "text/html"})
        told = Markup(answer.text)
        assert "cannot be opened" in told.text
        assert told.all("[data-name]")[0].get("data-name") == ruined.name

    @pytest.mark.parametrize("path", ["/list", "/sidebar", "/switcher", "/backups"])
    def test_refuses_fragments_in_words(self, page: FlaskClient, path: str) -> None:
        assert page.get(path, headers=HTMX).status_code in (200, 409)

    def test_refuses_writes_in_words(self, page: FlaskClient) -> None:
        answer = page.post("/notes", json={"body": "# New"})
        assert (answer.status_code, answer.json["error"]["code"]) == (409, "library_ruined")

    def test_refuses_programs_in_words(self, stranger: FlaskClient) -> None:
        answer = stranger.get("/api/v1/notes", headers={"Authorization": "Bearer x"})
        assert (answer.status_code, answer.json["error"]["code"]) == (409, "library_ruined")
        assert stranger.get("/api/v1/notes").status_code == 401

    def test_becomes_what_the_backup_is(
        self, page: FlaskClient, finished: Finish, library: Library, ruined: Backup
    ) -> None:
        told = finished("/recovery/restore", name=ruined.name)
        assert (told["state"], told["report"]) == ("done", {"notes": 1})
        assert listing.count() == 1
        assert page.get("/").status_code == 200
        assert backups.listed(library)[0].reason == "ruin"

    def test_stays_for_a_backup_that_was_altered(
        self, finished: Finish, library: Library, ruined: Backup
    ) -> None:
        alter(ruined.file, b"A note", b"X note")
        told = finished("/recovery/restore", name=ruined.name)
        assert told["state"] == "failed"
        assert "Restore another backup" in told["message"]
        assert library.ruin

    def test_becomes_what_can_be_read_of_it(self, page: FlaskClient, finished: Finish) -> None:
        told = finished("/recovery/salvage")
        assert told["report"] == {"notes": 2, "damaged": 0, "lost": 0}
        assert "Written later" in page.get("/").text

    def test_gives_its_notes_as_markdown_and_stays_as_it_is(
        self, finished: Finish, library: Library, tmp_path: Path
    ) -> None:
        before = (library.folder / FILE_NAME).read_bytes()
        told = finished("/recovery/markdown", path=str(tmp_path / "out"))
        assert told["report"]["files"] == 2
        assert (tmp_path / "out" / "Written later.md").read_text() == "# Written later"
        assert (library.folder / FILE_NAME).read_bytes() == before
        assert library.ruin

    def test_says_why_markdown_cannot_be_written(self, finished: Finish, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        told = finished("/recovery/markdown", path=str(tmp_path / "file"))
        assert told["state"] == "failed"
        assert told["message"]

    def test_has_no_backup_of_another_name(self, page: FlaskClient) -> None:
        assert page.post("/recovery/restore", json={"name": "../octavo.db"}).status_code == 404


@pytest.mark.usefixtures("damaged")
class TestADamagedLibrary:
    def test_is_shown_with_words_over_it(self, page: FlaskClient) -> None:
        told = Markup(page.get("/").text)
        assert soundness.DAMAGED in told.text
        assert "Written later" in told.text

    def test_is_not_written(self, page: FlaskClient, note: Note) -> None:
        for answer in (
            page.post("/notes", json={"body": "# New"}),
            page.put(f"/notes/{note.id}", json={"base": 1, "body": "changed"}),
            page.post(f"/notes/{note.id}/trash"),
            page.post("/notebooks", json={"path": "New"}),
        ):
            assert (answer.status_code, answer.json["error"]["code"]) == (403, "read_only")
            assert soundness.DAMAGED in answer.json["error"]["message"]
        assert editing.read(note.id) == note

    def test_opens_notes_to_be_read(self, page: FlaskClient, note: Note) -> None:
        pane = page.get(f"/notes/{note.id}", headers=HTMX).text
        assert "Read only" in pane
        assert " readonly" in pane

    def test_is_brought_back_and_written_again(
        self, page: FlaskClient, finished: Finish, library: Library, damaged: Backup
    ) -> None:
        assert "Go on reading" in page.get("/recovery").text
        finished("/recovery/restore", name=damaged.name)
        assert library.read_only == ""
        assert page.post("/notes", json={"body": "# New"}).status_code == 201


def test_a_sound_library_has_no_way_back(page: FlaskClient, note: Note) -> None:
    assert note.version == 1
    assert page.get("/recovery").headers["Location"] == "/"


def test_a_list_that_cannot_be_read_says_so_and_the_window_stands(
    page: FlaskClient, library: Library
) -> None:
    editing.create_many([editing.Draft(f"# Note {number}") for number in range(1_000)])
    library.leave()
    library.settings.write({"welcomed": True})
    root = garble_a_leaf(library.folder / FILE_NAME, b"Note 999")
    library.open_anyhow()
    assert root
    assert library.ruin is None
    told = Markup(page.get("/").text)
    assert "cannot be listed" in told.text
    assert "This library is damaged" in page.get("/recovery").text


def garble_a_leaf(file: Path, words: bytes) -> int:
    """Make a page of rows of notes with these words one of no kind."""
    raw = bytearray(file.read_bytes())
    pages = [
        at
        for at in range(4096, len(raw), 4096)
        if raw[at] == 13 and words in raw[at : at + 4096] and b"0000" not in raw[at : at + 8]
    ]
    for at in pages:
        raw[at] = 0xFF
    file.write_bytes(raw)
    return len(pages)


def test_the_way_back_takes_two_clicks(
    enter: Enter, library: Library, shell: Headless, ruined: Backup
) -> None:
    assert shell
    window = enter()
    expect(window.get_by_role("heading", name="This library cannot be opened")).to_be_visible()
    assert violations(window) == []
    window.get_by_role("button", name="Restore the backup of").click()
    window.get_by_role("button", name="Restore", exact=True).click()
    window.get_by_role("link", name="Open the library").click()
    expect(window.locator("#results")).to_contain_text("A note")
    assert library.ruin is None
    assert ruined.file.exists()


@pytest.mark.usefixtures("damaged")
def test_what_is_read_only_cannot_be_typed_in(enter: Enter, note: Note) -> None:
    window = enter(f"/notes/{note.id}")
    expect(window.locator(".banner")).to_contain_text("does not write it")
    window.locator(".cm-content").click()
    window.keyboard.type("more")
    expect(window.locator("save-state")).to_have_attribute("data-state", "readonly")
    assert editing.read(note.id) == note


def test_a_page_says_so_that_was_there_before_it_was_found(
    enter: Enter, library: Library, note: Note, made: Backup
) -> None:
    assert made.state == "good"
    window = enter(f"/notes/{note.id}")
    banner = window.locator("#read-only")
    expect(window.locator(".cm-content")).to_be_visible()
    expect(banner).to_have_count(0)
    layout = window.evaluate(LAYOUT)
    dangers.remember(library.folder)
    for words in ("more", "and more"):
        window.locator(".cm-content").click()
        window.keyboard.type(words)
        expect(window.locator("save-state")).to_have_attribute("data-state", "failed")
    expect(banner).to_have_count(1)
    expect(banner).to_contain_text("reads it and does not write it")
    assert window.evaluate(LAYOUT) == layout
    assert violations(window) == []
    banner.get_by_role("link", name="Ways back").click()
    expect(window.get_by_role("button", name="Restore the backup of")).to_be_visible()
