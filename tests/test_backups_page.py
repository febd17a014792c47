"""Backups in the window: what its routes answer, and the dialog as somebody uses it."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Locator, Page, expect

from notes.errors import DiskFull
from notes.jobs import Jobs
from notes.library import backups, editing, listing
from notes.library.editing import Note
from notes.library.opening import Library
from notes.storage import copies
from tests.accessibility import violations
from tests.backup_fixtures import alter
from tests.conftest import Headless
from tests.library_fixtures import behind_its_back
from tests.markup import Markup

pytest_plugins = "tests.browser_fixtures"

Enter = Callable[..., Page]
Finish = Callable[..., dict[str, Any]]

HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture
def finished(page: FlaskClient, jobs: Jobs) -> Finish:
    """Asks for a job and gives what it tells at its end."""

    def ask(address: str) -> dict[str, Any]:
        started = page.post(address, json={})
        assert started.status_code == 202
        jobs.job(started.json["id"], "backup", "shelf").join()
        told: dict[str, Any] = page.get(f"/backups/jobs/{started.json['id']}").json
        return told

    return ask


def shelf(page: FlaskClient) -> Markup:
    return Markup(page.get("/backups").text)


class TestRoutes:
    def test_one_is_made_listed_looked_at_and_restored(
        self, page: FlaskClient, finished: Finish, note: Note
    ) -> None:
        made = finished("/backups")
        assert (made["state"], made["report"]["state"], made["done"]) == ("done", "good", 100)
        name = made["report"]["name"]
        assert shelf(page).one(".backup-list li").get("data-name") == name
        assert "1 note" in shelf(page).texts(".backup-facts")[0]
        editing.save(note.id, 1, body="# Changed since")
        assert finished(f"/backups/{name}/verify")["report"]["state"] == "good"
        restored = finished(f"/backups/{name}/restore")
        assert restored["report"]["notes"] == 1
        assert editing.read(note.id).body == note.body
        assert "before a restore" in shelf(page).text

    def test_damage_is_named_as_words_and_offers_no_restore(
        self, page: FlaskClient, finished: Finish, library: Library
    ) -> None:
        editing.create("text", title=HOSTILE)
        behind_its_back(library.folder, "UPDATE note_text SET body = 'other'")
        name = finished("/backups")["report"]["name"]
        damaged = shelf(page)
        assert HOSTILE in damaged.texts(".backup-damage")[0]
        assert not damaged.all("[data-act=restore-backup], img")
        refused = finished(f"/backups/{name}/restore")
        assert refused["state"] == "failed"
        assert "is damaged" in refused["message"]

    def test_one_that_was_altered_is_refused_and_offers_no_restore_any_more(
        self, page: FlaskClient, finished: Finish, library: Library, note: Note
    ) -> None:
        made = backups.make(library, "manual")
        alter(made.file, note.title.encode(), note.title.upper().encode())
        assert shelf(page).all("[data-act=restore-backup]")
        refused = finished(f"/backups/{made.name}/restore")
        assert refused["state"] == "failed"
        assert "Restore another backup" in refused["message"]
        assert editing.read(note.id) == note
        assert not shelf(page).all("[data-act=restore-backup]")
        assert "was not made" not in shelf(page).text

    def test_what_failed_last_is_said_until_one_is_made(
        self, page: FlaskClient, finished: Finish, note: Note, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fill(_: object) -> None:
            raise DiskFull

        with monkeypatch.context() as full:
            full.setattr(backups, "_look_for_room", fill)
            assert "disk is full" in finished("/backups")["message"]
        assert "was not made: The disk is full" in shelf(page).text
        finished("/backups")
        assert "was not made" not in shelf(page).text

    def test_one_can_be_removed(self, page: FlaskClient, finished: Finish, note: Note) -> None:
        name = finished("/backups")["report"]["name"]
        assert page.delete(f"/backups/{name}").status_code == 204
        assert "There is no backup yet." in shelf(page).text
        assert page.delete(f"/backups/{name}").status_code == 404

    @pytest.mark.parametrize("name", ["octavo.db", "..%2Foctavo.db", "%00", "x" * 300])
    def test_only_a_backup_has_a_name(self, page: FlaskClient, note: Note, name: str) -> None:
        for answer in (
            page.post(f"/backups/{name}/verify", json={}),
            page.post(f"/backups/{name}/restore", json={}),
            page.delete(f"/backups/{name}"),
        ):
            assert answer.status_code == 404

    def test_those_of_one_minute_are_told_apart_by_their_seconds(
        self, page: FlaskClient, library: Library, note: Note, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for minute, second in ((5, 7), (5, 41), (9, 13)):
            when = datetime(2026, 11, 21, 12, minute, second, tzinfo=UTC)
            monkeypatch.setattr(backups, "_now", lambda when=when: when)
            backups.make(library, "manual")
        alone, *alike = shelf(page).texts(".backup-what .aside")
        assert ":13" not in alone
        assert [":41" in alike[0], ":07" in alike[1]] == [True, True]

    def test_they_go_to_a_folder_that_can_take_them(
        self, page: FlaskClient, library: Library, tmp_path: Path
    ) -> None:
        assert page.put("/backups/folder", json={"path": str(tmp_path)}).status_code == 204
        assert library.settings.read()["backup_folder"] == str(tmp_path)
        for wrong in (str(library.folder), "/nowhere", "a\0b", "\ud800", "/proc"):
            refused = page.put("/backups/folder", json={"path": wrong})
            assert refused.status_code == 422
        assert page.put("/backups/folder", json={"path": ""}).status_code == 204
        assert library.settings.read()["backup_folder"] == ""

    def test_a_folder_that_is_gone_is_said(
        self, page: FlaskClient, library: Library, tmp_path: Path
    ) -> None:
        library.settings.write({"backup_folder": str(tmp_path / "disk")})
        assert str(tmp_path / "disk") in shelf(page).texts(".remark")[0]


class Dialog:
    """The dialog as somebody uses it."""

    def __init__(self, window: Page) -> None:
        window.locator(".sidebar-foot").get_by_role("button", name="Backups").click()
        self.part = window.get_by_role("dialog", name="Backups")
        self.rows = self.part.locator(".backup-list > li")

    def button(self, name: str) -> Locator:
        return self.part.get_by_role("button", name=name)


def test_two_clicks_bring_the_library_back(enter: Enter) -> None:
    note = editing.create("# As it was")
    window = enter(f"/notes/{note.id}")
    dialog = Dialog(window)
    dialog.button("Back up now").click()
    expect(dialog.part.locator("[data-said]")).to_have_text("The backup is made and was checked.")
    editing.save(note.id, 1, body="# Changed since")
    editing.create("# Written since")
    with window.expect_navigation():
        dialog.rows.first.get_by_role("button", name="Restore").click()
        expect(dialog.part).to_contain_text("becomes a backup first")
        dialog.button("Restore").click()
    expect(window.locator(".row h3")).to_have_text(["As it was"])
    assert editing.read(note.id).body == "# As it was"


def test_what_is_typed_is_in_the_backup_before(enter: Enter, library: Library) -> None:
    note = editing.create("# As it was")
    made = backups.make(library, "manual")
    window = enter(f"/notes/{note.id}")
    window.locator(".cm-content").click()
    window.keyboard.press("Control+End")
    window.keyboard.type(" typed")
    dialog = Dialog(window)
    with window.expect_navigation():
        dialog.rows.first.get_by_role("button", name="Restore").click()
        dialog.button("Restore").click()
    expect(window.locator(".row h3")).to_have_text(["As it was"])
    before = backups.listed(library)[0]
    assert before != made
    with copies.reading(before.file) as copy:
        assert copy.execute("SELECT title FROM note").fetchall() == [("As it was typed",)]


def test_another_window_keeps_what_is_typed_into_a_note_that_was_restored(
    enter: Enter, library: Library
) -> None:
    note = editing.create("# As it was")
    backups.make(library, "manual")
    editing.save(note.id, 1, body="# Changed since")
    other = enter(f"/notes/{note.id}")
    expect(other.locator(".cm-content")).to_contain_text("Changed since")
    window = enter()
    dialog = Dialog(window)
    with window.expect_navigation():
        dialog.rows.first.get_by_role("button", name="Restore").click()
        dialog.button("Restore").click()
    other.locator(".cm-content").click()
    other.keyboard.type("typed ")
    expect(other.get_by_text("Nothing is overwritten until you choose")).to_be_visible()
    expect(other.locator(".cm-content")).to_contain_text("typed")
    assert editing.read(note.id).body == "# As it was"


def test_one_is_checked_again_and_removed(enter: Enter, library: Library) -> None:
    editing.create("# One")
    backups.make(library, "manual")
    window = enter()
    dialog = Dialog(window)
    dialog.rows.first.get_by_role("button", name="More").click()
    window.get_by_role("menuitem", name="Check it again").click()
    expect(dialog.part.locator("[data-said]")).to_have_text("The backup is as it was written.")
    dialog.rows.first.get_by_role("button", name="More").click()
    window.get_by_role("menuitem", name="Remove").click()
    dialog.button("Cancel").click()
    expect(dialog.rows).to_have_count(1)
    dialog.rows.first.get_by_role("button", name="More").click()
    window.get_by_role("menuitem", name="Remove").click()
    dialog.button("Remove").click()
    expect(dialog.part).to_contain_text("There is no backup yet.")
    assert listing.count() == 1


def test_a_damaged_one_is_told_as_trouble_and_not_as_a_success(
    enter: Enter, library: Library
) -> None:
    editing.create("# One")
    made = backups.make(library, "manual")
    window = enter()
    dialog = Dialog(window)
    alter(made.file, b"# One", b"# Two")
    dialog.rows.first.get_by_role("button", name="More").click()
    window.get_by_role("menuitem", name="Check it again").click()
    expect(dialog.part.get_by_role("alert")).to_contain_text("The backup is damaged.")
    expect(dialog.part.locator("[data-said]")).to_be_hidden()
    dialog.button("Back up now").click()
    expect(dialog.part.locator("[data-said]")).to_have_text("The backup is made and was checked.")
    expect(dialog.part.get_by_role("alert")).to_be_hidden()


def test_the_folder_is_chosen_and_how_often(
    enter: Enter, library: Library, shell: Headless, tmp_path: Path
) -> None:
    shell.folder = str(tmp_path)
    window = enter()
    dialog = Dialog(window)
    dialog.part.get_by_label("Where they are made").fill("/nowhere")
    dialog.button("Use this").click()
    expect(dialog.part.get_by_role("alert")).to_have_text("There is no such folder.")
    dialog.button("Choose").click()
    expect(dialog.part.get_by_label("Where they are made")).to_have_value(str(tmp_path))
    dialog.button("Use this").click()
    expect(dialog.part.locator("[data-said]")).to_contain_text("from now on")
    with window.expect_response("**/settings"):
        dialog.part.get_by_text("Weekly").click()
    kept = library.settings.read()
    assert (kept["backup_folder"], kept["backup_every"]) == (str(tmp_path), 168)


def test_the_dialog_can_be_used_by_everybody(enter: Enter, library: Library) -> None:
    editing.create("# One")
    backups.make(library, "manual")
    window = enter()
    dialog = Dialog(window)
    expect(dialog.rows).to_have_count(1)
    assert violations(window) == []
