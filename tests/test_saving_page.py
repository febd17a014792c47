"""Saving as people see it, in a real Chromium: two who write one note, and what cannot be saved."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from notes.library import editing, history
from notes.library.editing import Note

pytest_plugins = "tests.browser_fixtures"

Enter = Callable[..., Page]

BEFORE = "# Plan\n\nfirst\n\nsecond 第二\n\nthird\n"


@pytest.fixture
def plan(library: object) -> Note:
    return editing.create(BEFORE)


def editor(window: Page) -> Locator:
    return window.locator(".cm-content")


def state(window: Page) -> Locator:
    return window.locator("save-state [data-word]")


def write(window: Page, line: str, words: str) -> None:
    """Put the caret behind a line's words and type."""
    window.locator(".cm-line", has_text=line).click()
    window.keyboard.press("End")
    window.keyboard.type(words)


def saved(window: Page, words: str, note: Note) -> None:
    expect(state(window)).to_have_text("Saved")
    assert words in editing.read(note.id).body


def elsewhere(note: Note, before: str, after: str) -> Note:
    """Somebody else changes the note."""
    now = editing.read(note.id)
    return editing.save(note.id, now.version, body=now.body.replace(before, after))


class TestChangesThatAreApart:
    def test_of_two_tabs_are_both_in_the_note(self, enter: Enter, plan: Note) -> None:
        one, two = enter(f"/notes/{plan.id}"), enter(f"/notes/{plan.id}")
        write(one, "first", " of one")
        saved(one, "first of one", plan)
        write(two, "third", " of two")
        expect(two.locator("merged-notice")).to_contain_text("both changes are in it")
        saved(two, "third of two", plan)
        expect(editor(two)).to_contain_text("first of one")
        assert editing.read(plan.id).body == BEFORE.replace("first", "first of one").replace(
            "third", "third of two"
        )

    def test_leave_the_caret_where_it_was_and_can_be_undone(self, enter: Enter, plan: Note) -> None:
        window = enter(f"/notes/{plan.id}")
        elsewhere(plan, "# Plan", "# Another plan")
        write(window, "second", " a")
        saved(window, "Another plan", plan)
        window.keyboard.type("b")
        expect(window.locator(".cm-line", has_text="second")).to_have_text("second 第二 ab")
        for _ in range(3):
            window.keyboard.press("Control+z")
        expect(editor(window)).to_contain_text("Plan")
        expect(editor(window)).not_to_contain_text("Another")

    def test_can_be_taken_back_and_are_in_the_history(self, enter: Enter, plan: Note) -> None:
        window = enter(f"/notes/{plan.id}")
        theirs = elsewhere(plan, "first", "first, elsewhere").body
        write(window, "third", " here")
        saved(window, "elsewhere", plan)
        window.locator("merged-notice").get_by_role("button", name="Undo").click()
        expect(editor(window)).not_to_contain_text("elsewhere")
        expect(state(window)).to_have_text("Saved")
        versions = [history.body_at(plan.id, one.version) for one in history.entries(plan.id)]
        mine = BEFORE.replace("third", "third here")
        assert versions[0] == mine
        assert theirs in versions

    def test_are_shown_in_the_history(self, enter: Enter, plan: Note) -> None:
        window = enter(f"/notes/{plan.id}")
        elsewhere(plan, "first", "first, elsewhere")
        write(window, "third", " here")
        saved(window, "elsewhere", plan)
        window.locator("merged-notice").get_by_role("button", name="Show").click()
        expect(window.locator("#history ins")).to_have_text(", elsewhere")

    def test_of_title_and_tags_alone_are_no_matter(self, enter: Enter, plan: Note) -> None:
        window = enter(f"/notes/{plan.id}")
        editing.save(plan.id, 1, title="Another", tags=["new"])
        write(window, "third", " here")
        saved(window, "third here", plan)
        expect(window.locator("merged-notice")).to_be_hidden()
        expect(window.locator("note-title input")).to_have_value("Another")
        assert editing.read(plan.id).tags == ("new",)


class TestChangesThatTouch:
    @pytest.fixture
    def window(self, enter: Enter, plan: Note) -> Page:
        """One that has a conflict of two clashes with something that is settled between them."""
        window = enter(f"/notes/{plan.id}")
        elsewhere(plan, "first", "theirs 1")
        elsewhere(plan, "third", "theirs 3")
        for line, words in [("first", "mine 1"), ("third", "mine 3")]:
            window.locator(".cm-line", has_text=line).click()
            window.keyboard.press("Home")
            window.keyboard.press("Shift+End")
            window.keyboard.type(words)
        expect(state(window)).to_have_text("Changed elsewhere")
        return window

    def dialog(self, window: Page) -> Locator:
        window.get_by_role("button", name="Compare and choose").click()
        return window.get_by_role("dialog", name="This note was changed elsewhere")

    def test_are_chosen_part_by_part(self, window: Page, plan: Note) -> None:
        dialog = self.dialog(window)
        save = dialog.get_by_role("button", name="Save what was chosen")
        expect(save).to_be_disabled()
        expect(dialog.locator("[data-left]")).to_have_text("2 choices left")
        clashes = dialog.locator(".clash")
        clashes.nth(0).get_by_label("Theirs").check()
        clashes.nth(1).get_by_label("Both, yours first").check()
        save.click()
        expect(state(window)).to_have_text("Saved")
        expect(editor(window)).to_contain_text("theirs 1")
        wanted = BEFORE.replace("first", "theirs 1").replace("third", "mine 3\ntheirs 3")
        assert editing.read(plan.id).body == wanted

    def test_are_chosen_by_keys_and_edited(self, window: Page, plan: Note) -> None:
        dialog = self.dialog(window)
        window.keyboard.press("Space")
        window.keyboard.press("Tab")
        window.keyboard.press("End")
        window.keyboard.press("ArrowLeft")
        window.keyboard.type("!")
        window.keyboard.press("Tab")
        window.keyboard.press("ArrowDown")
        dialog.get_by_role("button", name="Save what was chosen").press("Enter")
        expect(state(window)).to_have_text("Saved")
        assert "theirs 3" in editing.read(plan.id).body
        assert "!" in editing.read(plan.id).body

    @pytest.mark.parametrize(
        ("button", "wanted"), [("Keep mine", "mine"), ("Take theirs", "theirs")]
    )
    def test_leave_the_other_text_in_the_history(
        self, window: Page, plan: Note, button: str, wanted: str
    ) -> None:
        self.dialog(window).get_by_role("button", name=button).click()
        expect(state(window)).to_have_text("Saved")
        assert f"{wanted} 1" in editing.read(plan.id).body
        texts = "".join(history.body_at(plan.id, one.version) for one in history.entries(plan.id))
        assert "mine 1" in texts
        assert "theirs 1" in texts

    def test_that_were_saved_once_more_are_looked_at_again(self, window: Page, plan: Note) -> None:
        dialog = self.dialog(window)
        elsewhere(plan, "theirs 1", "theirs, newer")
        dialog.get_by_role("button", name="Keep mine").click()
        expect(dialog.get_by_role("alert")).to_contain_text("once more")
        expect(dialog.locator(".clash [data-theirs]").first).to_contain_text("newer")
        assert "newer" in editing.read(plan.id).body
        dialog.get_by_role("button", name="Keep mine").click()
        expect(state(window)).to_have_text("Saved")
