"""The dialog of a note's history, as somebody uses it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from notes.library import editing, history, listing, trash
from notes.library.editing import Note
from notes.library.opening import Library
from notes.storage.database import database
from tests.accessibility import violations

pytest_plugins = "tests.browser_fixtures"

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>"

Enter = Callable[..., Page]


def put_fails(route: Route) -> None:
    """Nobody answers what is sent to be saved."""
    if route.request.method == "PUT":
        route.abort()
    else:
        route.fallback()


class Dialog:
    """The history of the note that is open."""

    def __init__(self, window: Page) -> None:
        self.window = window
        expect(window.locator("note-editor .cm-content")).to_be_visible()
        window.keyboard.press("Control+Shift+Y")
        self.part = window.get_by_role("dialog", name="History")
        self.chosen = self.part.locator(".version[aria-current=true]")
        self.versions = self.part.locator(".version")
        self.view = self.part.locator(".version-view")
        self.restore = self.part.get_by_role("button", name="Restore this version")
        self.compared_with = self.part.get_by_label("Compared with")

    def choose(self, version: int) -> None:
        self.part.locator(f"[data-version='{version}']").click()


@pytest.fixture
def edited(library: Library) -> Note:
    """Versions 1 to 4."""
    assert library
    note = editing.create("# Cats\n\n我喜欢猫。\n", notebook="Animals")
    for version, body in enumerate(("我喜欢大猫。", "我喜欢大猫和狗。", "我喜欢小猫和狗。"), 1):
        editing.save(note.id, version, body=f"# Cats\n\n{body}\n")
    return note


@pytest.fixture
def dialog(enter: Enter, edited: Note) -> Dialog:
    return Dialog(enter(f"/notes/{edited.id}"))


def test_it_opens_at_the_version_before_the_newest_and_says_what_differs(dialog: Dialog) -> None:
    expect(dialog.chosen).to_have_attribute("data-version", "3")
    expect(dialog.chosen).to_be_focused()
    expect(dialog.view.locator("del")).to_have_text("大")
    expect(dialog.view.locator("ins")).to_have_text("小")


def test_arrows_go_through_the_versions_and_c_keeps_one_to_compare(dialog: Dialog) -> None:
    keys = dialog.window.keyboard
    expect(dialog.chosen).to_be_focused()
    keys.press("ArrowDown")
    expect(dialog.view.locator("ins")).to_have_count(2)
    keys.press("c")
    expect(dialog.compared_with).to_have_value("chosen")
    keys.press("End")
    expect(dialog.chosen).to_have_attribute("data-version", "1")
    expect(dialog.view.locator("ins")).to_have_text(["大"])  # of two it would not wait for one
    keys.press("Home")
    expect(dialog.restore).to_be_disabled()
    keys.press("Escape")
    expect(dialog.part).to_be_hidden()


def test_two_versions_stand_side_by_side_and_so_they_do_the_next_time(
    dialog: Dialog, library: Library
) -> None:
    with dialog.window.expect_response("**/settings"):
        dialog.part.get_by_title("Side by side").click()
    expect(dialog.view.locator(".diff.side")).to_be_visible()
    assert library.settings.read()["history_view"] == "side"


def test_a_version_is_compared_with_the_one_before_it(dialog: Dialog) -> None:
    dialog.compared_with.select_option("before")
    expect(dialog.view.locator("ins")).to_have_text("和狗")


def test_restoring_is_a_change_that_can_be_undone_in_the_text_and_in_the_toast(
    dialog: Dialog, edited: Note
) -> None:
    window, text = dialog.window, dialog.window.locator("note-editor .cm-content")
    dialog.choose(1)
    dialog.restore.click()
    expect(dialog.part).to_be_hidden()
    expect(text).to_contain_text("我喜欢猫。")
    assert editing.read(edited.id).body == edited.body
    text.click()
    window.keyboard.press("Control+z")
    expect(text).to_contain_text("我喜欢小猫和狗。")
    window.keyboard.press("Control+y")
    expect(text).to_contain_text("我喜欢猫。")
    window.locator(".toast").get_by_role("button", name="Undo").click()
    expect(text).to_contain_text("我喜欢小猫和狗。")
    expect(window.locator("save-state")).to_contain_text("Saved")
    assert "小猫和狗" in editing.read(edited.id).body
    assert "restore" in [entry.reason for entry in history.entries(edited.id)]


def test_what_was_typed_just_now_is_in_the_history_too(enter: Enter, edited: Note) -> None:
    window = enter(f"/notes/{edited.id}")
    window.locator(".cm-content").click()
    window.keyboard.press("Control+End")
    window.keyboard.type("typed")
    dialog = Dialog(window)
    expect(dialog.view.locator(".becomes").last).to_contain_text("typed")
    assert editing.read(edited.id).body.endswith("typed")


@pytest.fixture
def unsaved(enter: Enter, edited: Note) -> Dialog:
    """The history, opened while what was typed could not be saved."""
    window = enter(f"/notes/{edited.id}")
    window.route(f"**/notes/{edited.id}", put_fails)
    window.locator(".cm-content").click()
    window.keyboard.press("Control+End")
    window.keyboard.type("typed")
    expect(window.locator("save-state")).to_contain_text("Not saved")
    dialog = Dialog(window)
    dialog.choose(1)
    window.unroute(f"**/notes/{edited.id}")
    return dialog


def test_restoring_first_saves_what_could_not_be_saved_before(
    unsaved: Dialog, edited: Note
) -> None:
    before = editing.read(edited.id).body
    unsaved.restore.click()
    expect(unsaved.part).to_be_hidden()
    expect(unsaved.window.locator(".cm-content")).to_contain_text("我喜欢猫。")
    assert history.body_at(edited.id, 5) == f"{before}typed"
    assert editing.read(edited.id).body == edited.body


def test_restoring_replaces_nothing_that_others_wrote_since_it_was_listed(
    unsaved: Dialog, edited: Note
) -> None:
    body = editing.read(edited.id).body.replace("# Cats", "# Cats of theirs")
    editing.save(edited.id, 4, body=body)
    unsaved.restore.click()
    expect(unsaved.part.locator(".trouble")).to_contain_text("changed elsewhere")
    assert "of theirs" in editing.read(edited.id).body


def test_a_copy_is_opened_beside_the_note(dialog: Dialog, edited: Note) -> None:
    dialog.choose(2)
    dialog.part.get_by_role("button", name="Copy into a new note").click()
    expect(dialog.window.locator("note-editor .cm-content")).to_contain_text("我喜欢大猫。")
    assert listing.count(notebook="Animals") == 2
    assert editing.version(edited.id) == 4


def test_versions_are_found_by_their_words(dialog: Dialog) -> None:
    words = dialog.part.get_by_label("Find in the history")
    words.fill("大猫 狗")
    expect(dialog.versions).to_have_count(1)
    words.press("Enter")
    expect(dialog.chosen).to_be_focused()
    expect(dialog.chosen).to_have_attribute("data-version", "3")
    words.fill("owl")
    expect(dialog.part.get_by_text("No version has these words.")).to_be_visible()
    expect(dialog.restore).to_be_disabled()


def test_a_search_for_versions_goes_on_while_one_is_looked_at(dialog: Dialog) -> None:
    expect(dialog.view.locator("ins")).to_have_text("小")
    asked: list[Route] = []

    def hold(route: Route) -> None:
        asked.append(route)

    dialog.window.route("**/history?q=%E7*", hold)
    with dialog.window.expect_request("**/history?q=%E7*"):
        dialog.part.get_by_label("Find in the history").fill("狗")
    dialog.choose(1)
    expect(dialog.view.locator("ins")).to_have_text(["小", "和狗"])
    asked[0].continue_()
    expect(dialog.versions).to_have_count(2)


def test_lines_say_since_when_they_stand(dialog: Dialog) -> None:
    dialog.part.get_by_text("Lines and their dates").click()
    expect(dialog.view.locator(".since").first).to_have_text("Today or before")
    expect(dialog.compared_with).to_be_hidden()


def test_a_damaged_version_says_so_and_the_others_work(enter: Enter, edited: Note) -> None:
    wanted = history.entries(edited.id)[2].sha256
    database.execute_sql("UPDATE revision_text SET body = x'00' WHERE sha256 = ?", (wanted,))
    dialog = Dialog(enter(f"/notes/{edited.id}"))
    dialog.choose(2)
    expect(dialog.view).to_contain_text("This version is damaged.")
    expect(dialog.restore).to_be_disabled()
    dialog.choose(1)
    expect(dialog.view.locator("ins")).to_have_count(2)
    expect(dialog.restore).to_be_enabled()


def test_a_note_that_is_damaged_gets_back_what_it_was(enter: Enter, edited: Note) -> None:
    window = enter()
    database.execute_sql("UPDATE note_text SET body = 'dust'")
    window.locator(f"[data-note-id='{edited.id}'] a").click()
    window.get_by_role("button", name="History…").click()
    part = window.get_by_role("dialog", name="History")
    part.locator("[data-version='3']").click()
    part.get_by_role("button", name="Restore this version").click()
    expect(window.locator("note-editor .cm-content")).to_contain_text("我喜欢大猫和狗。")


def test_what_lies_in_the_trash_can_be_looked_at_and_copied(enter: Enter, edited: Note) -> None:
    trash.put([edited.id])
    dialog = Dialog(enter(f"/notes/{edited.id}"))
    expect(dialog.view.locator("ins")).to_have_count(1)
    expect(dialog.restore).to_be_disabled()
    expect(dialog.part.get_by_role("button", name="Copy into a new note")).to_be_enabled()


def test_hostile_texts_are_text(enter: Enter, note: Note) -> None:
    editing.save(note.id, 1, body=HOSTILE, title=HOSTILE)
    editing.save(note.id, 2, body=f"{HOSTILE} more")
    dialog = Dialog(enter(f"/notes/{note.id}"))
    expect(dialog.view.locator(".line").first).to_contain_text(HOSTILE)
    assert dialog.part.locator("script, img").count() == 0


def test_a_long_history_comes_page_by_page(enter: Enter, note: Note) -> None:
    for version in range(1, 100):
        editing.save(note.id, version, body=f"text {version}")
    dialog = Dialog(enter(f"/notes/{note.id}"))
    expect(dialog.versions).to_have_count(60)
    expect(dialog.chosen).to_be_focused()
    dialog.window.keyboard.press("End")
    expect(dialog.versions).to_have_count(100)


def test_it_can_be_used_by_everybody(enter: Enter, edited: Note) -> None:
    window = enter(f"/notes/{edited.id}")
    dialog = Dialog(window)
    expect(dialog.view.locator("ins")).to_have_count(1)
    assert violations(window) == []
    dialog.part.get_by_text("Lines and their dates").click()
    expect(dialog.view.locator(".since").first).to_be_visible()
    assert violations(window) == []


def test_on_a_narrow_screen_versions_stand_above_what_differs(enter: Enter, edited: Note) -> None:
    window = enter(f"/notes/{edited.id}")
    window.set_viewport_size({"width": 420, "height": 800})
    dialog = Dialog(window)
    expect(dialog.view.locator("ins")).to_be_in_viewport()
    expect(dialog.restore).to_be_in_viewport()
    wide = window.evaluate("document.documentElement.scrollWidth")
    assert wide == 420
