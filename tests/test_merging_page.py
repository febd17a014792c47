"""Two who write one note, in a real Chromium: what comes together by itself, and what is chosen."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from notes.library import editing, history
from notes.library.editing import Note
from tests.desktop import eventually
from tests.saving import (
    BEFORE,
    Enter,
    editor,
    elsewhere,
    open_other,
    put_fails,
    saved,
    state,
    waiting_for,
    write,
)
from tests.scripts import refresh_list

pytest_plugins = ("tests.browser_fixtures", "tests.saving_fixtures")


class TestChangesThatAreApart:
    def test_of_two_tabs_are_both_in_the_note(self, enter: Enter, plan: Note) -> None:
        one, two = enter(f"/notes/{plan.id}"), enter(f"/notes/{plan.id}")
        write(one, "first", " of one")
        saved(one, "first of one", plan)
        write(two, "third", " of two")
        expect(two.get_by_text("both changes are in it")).to_be_visible()
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


class TestTitlesAndTags:
    @pytest.fixture
    def window(self, enter: Enter, plan: Note) -> Page:
        return enter(f"/notes/{plan.id}")

    def title(self, window: Page) -> Locator:
        return window.locator("note-title input")

    def test_a_title_is_saved_while_it_is_typed(self, window: Page, plan: Note) -> None:
        self.title(window).fill("Second name")
        eventually(lambda: editing.read(plan.id).title == "Second name", "saving")
        expect(self.title(window)).to_be_focused()
        expect(window).to_have_title("Second name · Octavo")

    def test_a_title_is_saved_when_the_page_goes_at_once(self, window: Page, plan: Note) -> None:
        self.title(window).fill("Second name")
        window.reload()
        expect(self.title(window)).to_have_value("Second name")

    def test_a_title_is_what_it_was_after_escape(self, window: Page, plan: Note) -> None:
        self.title(window).fill("Second name")
        eventually(lambda: editing.read(plan.id).title == "Second name", "saving")
        self.title(window).press("Escape")
        eventually(lambda: editing.read(plan.id).title == "Plan", "saving")
        expect(self.title(window)).to_have_value("Plan")

    def test_a_title_over_a_text_that_others_changed_is_kept(
        self, window: Page, plan: Note
    ) -> None:
        elsewhere(plan, "first", "first, elsewhere")
        self.title(window).fill("Second name")
        self.title(window).press("Enter")
        expect(editor(window)).to_contain_text("first, elsewhere")
        expect(window.get_by_text("what was changed is here now")).to_be_visible()
        saved(window, "first, elsewhere", plan)
        eventually(lambda: editing.read(plan.id).title == "Second name", "saving")
        expect(self.title(window)).to_have_value("Second name")

    def test_of_two_titles_the_later_stands_and_the_other_is_in_the_history(
        self, window: Page, plan: Note
    ) -> None:
        editing.save(plan.id, 1, title="Theirs")
        self.title(window).fill("Mine")
        self.title(window).press("Enter")
        expect(window.locator(".toast")).to_contain_text("also changed elsewhere, to “Theirs”")
        eventually(lambda: editing.read(plan.id).title == "Mine", "saving")
        assert "Theirs" in [one.title for one in history.entries(plan.id)]

    def test_a_title_beside_texts_that_clash_is_saved_when_they_are(
        self, window: Page, plan: Note
    ) -> None:
        elsewhere(plan, "third", "theirs")
        write(window, "third", " mine")
        expect(state(window)).to_have_text("Changed elsewhere")
        self.title(window).fill("Second name")
        self.title(window).press("Enter")
        window.get_by_role("button", name="Compare and choose").click()
        window.get_by_role("button", name="Take theirs").click()
        eventually(lambda: editing.read(plan.id).title == "Second name", "saving")

    def test_a_title_that_cannot_be_saved_is_saved_when_it_can(
        self, window: Page, plan: Note, full_disk: Callable[[bool], None]
    ) -> None:
        full_disk(True)
        self.title(window).fill("Second name")
        expect(window.locator("[data-trouble=failed]")).to_contain_text("The disk is full")
        expect(state(window)).to_have_text("Not saved")
        full_disk(False)
        eventually(lambda: editing.read(plan.id).title == "Second name", "saving")
        expect(self.title(window)).to_have_value("Second name")

    def test_a_title_that_a_server_does_not_take_at_once_is_saved_later(
        self, window: Page, plan: Note
    ) -> None:
        window.route("**/notes/**", lambda route: route.abort())
        self.title(window).fill("Second name")
        expect(state(window)).to_have_text("Not saved")
        window.unroute("**/notes/**")
        eventually(lambda: editing.read(plan.id).title == "Second name", "saving")

    def test_a_title_is_not_lost_when_another_note_is_opened(
        self, window: Page, plan: Note
    ) -> None:
        self.title(window).fill("Second name")
        window.keyboard.press("Control+n")
        expect(self.title(window)).to_have_value("")
        eventually(lambda: editing.read(plan.id).title == "Second name", "saving")

    def test_a_title_that_waits_is_shown_when_its_note_is_opened_again(
        self, window: Page, plan: Note
    ) -> None:
        editing.create("# Other\n\nprecious\n")
        window.reload()
        window.route(f"**/notes/{plan.id}", put_fails)
        self.title(window).fill("Second name")
        expect(state(window)).to_have_text("Not saved")
        open_other(window)
        window.locator("#results").get_by_role("link", name="Plan").click()
        expect(editor(window)).to_contain_text("third")
        expect(self.title(window)).to_have_value("Second name")
        window.unroute(f"**/notes/{plan.id}")
        eventually(lambda: editing.read(plan.id).title == "Second name", "saving")
        expect(self.title(window)).to_have_value("Second name")

    def test_tags_given_in_two_windows_are_both_there(self, window: Page, plan: Note) -> None:
        editing.save(plan.id, 1, tags=["theirs"])
        window.keyboard.press("Control+Shift+L")
        window.keyboard.type("mine")
        window.get_by_role("option").first.click()
        eventually(lambda: {*editing.read(plan.id).tags} == {"mine", "theirs"}, "saving")


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
        """Once both texts are in it."""
        window.get_by_role("button", name="Compare and choose").click()
        dialog = window.get_by_role("dialog", name="This note was changed elsewhere")
        expect(dialog.locator(".clash").first).to_be_visible()
        return dialog

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
        expect(dialog.locator(".clash input").first).to_be_focused()
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

    def test_are_decided_for_their_note_though_another_is_open(
        self, window: Page, plan: Note
    ) -> None:
        other = editing.create("# Other\n\nprecious\n")
        refresh_list(window)
        dialog = self.dialog(window)
        with waiting_for(window, f"**/notes/{plan.id}", "PUT"):
            dialog.get_by_role("button", name="Keep mine").click()
            window.keyboard.press("Escape")
            open_other(window)
        eventually(lambda: "mine 1" in editing.read(plan.id).body, "writing")
        expect(state(window)).to_have_text("Saved")
        expect(editor(window)).to_contain_text("precious")
        assert editing.read(other.id).version == 1

    def test_leave_what_is_typed_while_the_choice_is_written(
        self, window: Page, plan: Note
    ) -> None:
        dialog = self.dialog(window)
        with waiting_for(window, f"**/notes/{plan.id}", "PUT"):
            dialog.get_by_role("button", name="Take theirs").click()
            window.keyboard.press("Escape")
            write(window, "second", " typed meanwhile")
        expect(editor(window)).to_contain_text("theirs 1")
        saved(window, "theirs 1\n\nsecond 第二 typed meanwhile", plan)
