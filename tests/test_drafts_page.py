"""Drafts as people see them, in a real Chromium: texts that another window could not save."""

import pytest
from playwright.sync_api import expect

from notes.library import editing
from notes.library.drafts import Drafts
from notes.library.editing import Note
from notes.library.opening import Library
from tests.desktop import eventually
from tests.saving import (
    BEFORE,
    Enter,
    editor,
    elsewhere,
    open_other,
    saved,
    state,
    waiting_for,
    write,
)

pytest_plugins = ("tests.browser_fixtures", "tests.saving_fixtures")


class TestADraft:
    """What another window, or an earlier one, could not save."""

    @pytest.fixture
    def drafts(self, library: Library) -> Drafts:
        return Drafts(library.folder)

    def test_is_offered_and_taken(self, enter: Enter, plan: Note, drafts: Drafts) -> None:
        drafts.keep(plan.id, "earlier", 1, BEFORE.replace("third", "third, kept"), BEFORE)
        window = enter(f"/notes/{plan.id}")
        expect(window.locator("draft-offer")).to_contain_text("could not be saved on")
        window.get_by_role("button", name="Take it").click()
        expect(editor(window)).to_contain_text("third, kept")
        saved(window, "third, kept", plan)
        expect(window.locator("draft-offer")).to_be_hidden()
        assert drafts.all() == []

    def test_has_its_title_taken_with_it(self, enter: Enter, plan: Note, drafts: Drafts) -> None:
        drafts.keep(plan.id, "earlier", 1, BEFORE, BEFORE, "Second name")
        window = enter(f"/notes/{plan.id}")
        window.get_by_role("button", name="Take it").click()
        expect(window.locator("note-title input")).to_have_value("Second name")
        expect(window.locator("draft-offer")).to_be_hidden()
        assert editing.read(plan.id).title == "Second name"
        assert drafts.all() == []

    def test_comes_together_with_what_was_saved_since(
        self, enter: Enter, plan: Note, drafts: Drafts
    ) -> None:
        elsewhere(plan, "first", "first, since")
        drafts.keep(plan.id, "earlier", 1, BEFORE.replace("third", "third, kept"), None)
        window = enter(f"/notes/{plan.id}")
        window.get_by_role("button", name="Take it").click()
        expect(editor(window)).to_contain_text("third, kept")
        saved(window, "first, since", plan)

    def test_is_taken_for_its_note_though_another_is_open(
        self, enter: Enter, plan: Note, drafts: Drafts
    ) -> None:
        other = editing.create("# Other\n\nprecious\n")
        drafts.keep(plan.id, "earlier", 1, BEFORE.replace("third", "third, kept"), None, "Second")
        window = enter(f"/notes/{plan.id}")
        with waiting_for(window, "**/merge", "POST"):
            window.get_by_role("button", name="Take it").click()
            open_other(window)
        eventually(lambda: drafts.all() == [], "taking")
        assert "third, kept" in editing.read(plan.id).body
        assert editing.read(plan.id).title == "Second"
        expect(editor(window)).to_contain_text("precious")
        assert editing.read(other.id).version == 1

    def test_that_would_be_compared_waits_when_another_note_is_open(
        self, enter: Enter, plan: Note, drafts: Drafts
    ) -> None:
        editing.create("# Other\n\nprecious\n")
        elsewhere(plan, "third", "third, since")
        drafts.keep(plan.id, "earlier", 1, BEFORE.replace("third", "third, kept"), None)
        window = enter(f"/notes/{plan.id}")
        with (
            window.expect_response("**/merge"),
            waiting_for(window, "**/merge", "POST"),
        ):
            window.get_by_role("button", name="Take it").click()
            open_other(window)
        expect(window.get_by_role("dialog")).to_be_hidden()
        assert len(drafts.all()) == 1

    def test_leaves_what_is_typed_while_it_is_taken(
        self, enter: Enter, plan: Note, drafts: Drafts
    ) -> None:
        drafts.keep(plan.id, "earlier", 1, BEFORE.replace("third", "third, kept"), BEFORE)
        window = enter(f"/notes/{plan.id}")
        with waiting_for(window, f"**/notes/{plan.id}", "PUT"):
            window.get_by_role("button", name="Take it").click()
            write(window, "second", " typed meanwhile")
        expect(editor(window)).to_contain_text("third, kept")
        saved(window, "second 第二 typed meanwhile\n\nthird, kept", plan)
        assert drafts.all() == []

    def test_that_touches_what_was_saved_since_is_compared(
        self, enter: Enter, plan: Note, drafts: Drafts
    ) -> None:
        elsewhere(plan, "third", "third, since")
        drafts.keep(plan.id, "earlier", 1, BEFORE.replace("third", "third, kept"), None)
        window = enter(f"/notes/{plan.id}")
        window.get_by_role("button", name="Take it").click()
        dialog = window.get_by_role("dialog", name="A text that could not be saved")
        dialog.get_by_label("Both, yours first").check()
        dialog.get_by_role("button", name="Save what was chosen").click()
        expect(dialog).to_be_hidden()
        saved(window, "third, kept\nthird, since\n", plan)
        assert drafts.all() == []

    def test_is_discarded_and_comes_back_with_undo(
        self, enter: Enter, plan: Note, drafts: Drafts
    ) -> None:
        drafts.keep(plan.id, "earlier", 1, "unsaved", None)
        window = enter(f"/notes/{plan.id}")
        offer = window.locator("draft-offer")
        offer.get_by_role("button", name="Discard").click()
        expect(offer).to_be_hidden()
        assert drafts.all() == []
        window.locator(".toast").get_by_role("button", name="Undo").click()
        expect(offer).to_be_visible()
        assert [draft.body for draft in drafts.all()] == ["unsaved"]

    def test_of_a_note_that_is_gone_becomes_a_new_note(
        self, enter: Enter, plan: Note, drafts: Drafts
    ) -> None:
        drafts.keep("0" * 16, "earlier", 3, "# Not lost\n", None)
        window = enter(f"/notes/{plan.id}")
        strip = window.locator("kept-drafts")
        expect(strip).to_contain_text("1 text could not be saved")
        strip.get_by_role("button", name="Look").click()
        window.get_by_role("button", name="Make a new note").click()
        expect(editor(window)).to_contain_text("Not lost")
        expect(strip).to_be_hidden()
        assert drafts.all() == []

    def test_is_there_after_the_window_is_gone(
        self, enter: Enter, plan: Note, drafts: Drafts
    ) -> None:
        window = enter(f"/notes/{plan.id}")
        elsewhere(plan, "third", "theirs")
        write(window, "third", " mine")
        expect(state(window)).to_have_text("Changed elsewhere")
        window.keyboard.type(" and more")
        with window.expect_response("**/draft") as kept:
            pass
        assert kept.value.ok
        window.close()
        [draft] = drafts.all()
        assert "third mine and more" in draft.body
