"""Saving as people see it, in a real Chromium: two who write one note, and what cannot be saved."""

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect
from sqlcipher3 import dbapi2 as sqlcipher

from notes import text
from notes.library import editing, history, listing, trash
from notes.library.drafts import Drafts
from notes.library.editing import Note
from notes.library.opening import Library, open_library
from notes.rendering.worker import Renderer
from notes.storage.database import FILE_NAME, database
from notes.storage.models import Note as NoteRow
from notes.web.server import Server
from tests.accessibility import violations
from tests.conftest import Headless
from tests.desktop import eventually

pytest_plugins = "tests.browser_fixtures"

Enter = Callable[..., Page]

BEFORE = "# Plan\n\nfirst\n\nsecond 第二\n\nthird\n"


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


@contextmanager
def waiting_for(window: Page, address: str, method: str) -> Iterator[None]:
    """What is done while the server has not answered a request of this kind."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        if route.request.method == method and not held:
            held.append(route)
        else:
            route.fallback()

    window.route(address, hold)
    yield
    eventually(lambda: window.evaluate("1") and bool(held), "a request")
    held[0].continue_()


def put_fails(route: Route) -> None:
    """Nobody answers what is sent to be saved."""
    if route.request.method == "PUT":
        route.abort()
    else:
        route.fallback()


def open_other(window: Page) -> None:
    """Go to the note “Other” by its row in the list."""
    window.locator("#results").get_by_role("link", name="Other").click()
    expect(editor(window)).to_contain_text("precious")


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
        window.evaluate("import('/static/js/panes.js').then((panes) => panes.refreshList())")
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


class TestWhatCannotBeSaved:
    """Each is made really; then what was in the way goes, and it is saved unaided."""

    @pytest.fixture
    def window(self, enter: Enter, plan: Note) -> Page:
        return enter(f"/notes/{plan.id}")

    def told(self, window: Page, words: str) -> None:
        expect(window.locator("[data-trouble=failed]")).to_contain_text(words, timeout=30_000)
        expect(state(window)).to_have_text("Not saved")

    def test_by_a_library_that_others_write(self, window: Page, plan: Note, file: Path) -> None:
        other = sqlcipher.connect(str(file), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        write(window, "third", " words")
        expect(state(window)).to_have_text("Not saved", timeout=20_000)
        self.told(window, "Other work is writing the library")
        expect(window.locator("[data-trouble=failed]")).to_contain_text("and in a draft")
        other.execute("ROLLBACK")
        expect(state(window)).to_have_text("Saved", timeout=20_000)
        assert "third words" in editing.read(plan.id).body

    def test_by_a_disk_that_is_full(
        self, window: Page, plan: Note, library: Library, full_disk: Callable[[bool], None]
    ) -> None:
        full_disk(True)
        write(window, "third", " words")
        self.told(window, "The disk is full")
        self.told(window, "Octavo tries again")
        self.told(window, "and in a draft")
        assert [one.body for one in Drafts(library.folder).of(plan.id)] == [
            BEFORE.replace("third", "third words")
        ]
        full_disk(False)
        window.get_by_role("button", name="Try now").click()
        saved(window, "third words", plan)
        expect(window.locator("[data-trouble=failed]")).to_be_hidden()
        assert Drafts(library.folder).all() == []

    def test_of_a_title_by_a_disk_that_is_full(
        self, window: Page, plan: Note, library: Library, full_disk: Callable[[bool], None]
    ) -> None:
        full_disk(True)
        window.locator("note-title input").fill("Second name")
        self.told(window, "and in a draft")
        assert [one.title for one in Drafts(library.folder).of(plan.id)] == ["Second name"]
        full_disk(False)
        window.get_by_role("button", name="Try now").click()
        saved(window, BEFORE, plan)
        assert editing.read(plan.id).title == "Second name"
        assert Drafts(library.folder).all() == []

    def test_by_a_library_that_may_only_be_read(
        self, window: Page, plan: Note, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with monkeypatch.context() as patched:
            patched.setattr(database, "read_only", "It may only be read.")
            write(window, "third", " words")
            self.told(window, "It may only be read.")
            self.told(window, "and in a draft")
        saved(window, "third words", plan)

    def test_and_cannot_be_compared_either_is_said(self, window: Page, plan: Note) -> None:
        elsewhere(plan, "third", "theirs")
        write(window, "third", " words")
        expect(state(window)).to_have_text("Changed elsewhere")
        window.route("**/merge", lambda route: route.abort())
        window.get_by_role("button", name="Compare and choose").click()
        expect(window.locator(".toast")).to_contain_text("Octavo does not answer")

    def test_by_a_server_that_is_gone(self, window: Page, plan: Note) -> None:
        window.route("**/notes/**", lambda route: route.abort())
        write(window, "third", " words")
        self.told(window, "Octavo does not answer")
        self.told(window, "leave it open")
        self.told(window, "If it was closed, this page cannot save any more")
        window.unroute("**/notes/**")
        expect(state(window)).to_have_text("Saved", timeout=20_000)

    def test_by_a_note_that_was_deleted(self, window: Page, plan: Note) -> None:
        NoteRow.delete().where(NoteRow.uid == plan.id).execute()
        write(window, "third", " words")
        self.told(window, "This note was deleted elsewhere.")
        window.get_by_role("button", name="Keep it as a new note").click()
        expect(state(window)).to_have_text("Saved")
        expect(editor(window)).to_contain_text("third words")
        [head] = listing.page().notes
        assert editing.read(head.id).body == BEFORE.replace("third", "third words")

    def test_by_a_note_that_was_deleted_goes_on_in_the_new_one(
        self, window: Page, plan: Note
    ) -> None:
        NoteRow.delete().where(NoteRow.uid == plan.id).execute()
        write(window, "third", " words")
        self.told(window, "This note was deleted elsewhere.")
        with waiting_for(window, "**/notes", "POST"):
            window.get_by_role("button", name="Keep it as a new note").click()
            write(window, "third", " and more")
        expect(editor(window)).to_contain_text("third words and more")
        expect(window).not_to_have_url(re.compile(plan.id))
        expect(state(window)).to_have_text("Saved")
        [head] = listing.page().notes
        assert "third words and more" in editing.read(head.id).body

    def test_in_the_trash_is_saved_and_said(self, window: Page, plan: Note) -> None:
        trash.put([plan.id])
        write(window, "third", " words")
        expect(window.locator("#note [data-trashed]")).to_contain_text("put in the trash elsewhere")
        saved(window, "third words", plan)

    def test_by_its_size_waits_until_it_is_shorter(
        self, window: Page, plan: Note, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(text, "TEXT_LIMIT", len(BEFORE.encode()) + 3)
        write(window, "third", " words")
        self.told(window, "larger than a note can be")
        self.told(window, "when you have made it shorter")
        for _ in range(6):
            window.keyboard.press("Backspace")
        saved(window, "third\n", plan)


class TestAnAnswerThatIsLost:
    """The server stores what it was sent, and the page does not hear of it."""

    @pytest.fixture
    def window(self, enter: Enter, plan: Note) -> Page:
        window = enter(f"/notes/{plan.id}")

        def lose(route: Route) -> None:
            if route.request.method != "PUT":
                return route.fallback()
            route.fetch()
            return route.abort()

        window.route(f"**/notes/{plan.id}", lose, times=1)
        return window

    def test_makes_nothing_of_what_was_typed_a_conflict(self, window: Page, plan: Note) -> None:
        write(window, "third", " words")
        expect(state(window)).to_have_text("Not saved")
        window.keyboard.type(" and more")
        saved(window, "third words and more\n", plan)
        expect(window.locator("merged-notice")).to_be_hidden()

    def test_makes_no_other_title_of_that_which_was_written(self, window: Page, plan: Note) -> None:
        title = window.locator("note-title input")
        title.fill("Second name")
        expect(state(window)).to_have_text("Not saved")
        title.press_sequentially("s")
        saved(window, BEFORE, plan)
        expect(window).to_have_title("Second names · Octavo")
        assert editing.read(plan.id).title == "Second names"
        expect(window.locator(".toast")).to_be_hidden()


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


class TestWhatWasTypedLast:
    """Nobody waits for “Saved” before going."""

    @pytest.fixture
    def window(self, enter: Enter, plan: Note) -> Page:
        window = enter(f"/notes/{plan.id}")
        window.locator(".cm-line", has_text="third").click()
        window.keyboard.press("End")
        return window

    def arrives(self, words: str, note: Note) -> None:
        eventually(lambda: words in editing.read(note.id).body, "saving")

    def test_is_saved_when_the_tab_is_closed(self, window: Page, plan: Note) -> None:
        window.keyboard.type(" and last")
        window.close(run_before_unload=True)
        self.arrives("third and last", plan)

    def test_is_saved_when_the_page_is_loaded_again(self, window: Page, plan: Note) -> None:
        window.keyboard.type(" and last")
        window.reload()
        expect(editor(window)).to_contain_text("third and last")
        saved(window, "third and last", plan)

    def test_is_saved_when_another_note_is_opened(self, window: Page, plan: Note) -> None:
        other = editing.create("# Other\n")
        window.keyboard.type(" and last")
        window.goto(window.url.replace(plan.id, other.id))
        self.arrives("third and last", plan)

    def test_is_in_a_draft_when_the_tab_is_closed_on_a_conflict(
        self, window: Page, plan: Note, library: Library
    ) -> None:
        elsewhere(plan, "third", "theirs")
        window.keyboard.type(" and last")
        window.close(run_before_unload=True)

        def kept() -> bool:
            return [one.body[-9:] for one in Drafts(library.folder).all()] == ["and last\n"]

        eventually(kept, "a draft")

    def test_of_a_long_text_is_asked_about_before_it_is_closed(
        self, enter: Enter, plan: Note
    ) -> None:
        long = editing.create("words " * 20_000)
        window = enter(f"/notes/{long.id}")
        editor(window).click()
        window.keyboard.press("Control+End")
        window.keyboard.type("last")
        with window.expect_event("dialog") as asked:
            window.close(run_before_unload=True)
        assert asked.value.type == "beforeunload"
        asked.value.accept()
        self.arrives("words last", long)


class TestAnotherStartAtTheSamePort:
    """Of `octavo serve --port`: the page is from the start before, and goes on."""

    @pytest.fixture
    def began_anew(
        self,
        library: Library,
        shell: Headless,
        renderer: Renderer,
        context: BrowserContext,
        plan: Note,
    ) -> Iterator[tuple[Page, Server]]:
        library.settings.write({"welcomed": True})
        window = context.new_page()
        with Server(library, shell, renderer) as first:
            window.goto(first.address_of(plan.id))
            expect(editor(window)).to_contain_text("third")
        with Server(library, shell, renderer, first.port) as second:
            yield window, second

    def test_saves_when_the_browser_has_entered_anew(
        self, began_anew: tuple[Page, Server], plan: Note
    ) -> None:
        window, server = began_anew
        window.context.new_page().goto(server.address)
        write(window, "third", " words")
        saved(window, "third words", plan)

    def test_says_what_is_needed_until_it_has(
        self, began_anew: tuple[Page, Server], plan: Note
    ) -> None:
        window, server = began_anew
        write(window, "third", " words")
        expect(window.locator("[data-trouble=failed]")).to_contain_text("new address")
        window.context.new_page().goto(server.address)
        expect(state(window)).to_have_text("Saved", timeout=20_000)
        saved(window, "third words", plan)

    def test_saves_nothing_into_another_library(
        self,
        library: Library,
        shell: Headless,
        renderer: Renderer,
        context: BrowserContext,
        plan: Note,
        tmp_path: Path,
    ) -> None:
        library.settings.write({"welcomed": True})
        window = context.new_page()
        with Server(library, shell, renderer) as first:
            window.goto(first.address_of(plan.id))
            expect(editor(window)).to_contain_text("third")
        library.close()
        shutil.copytree(library.folder, tmp_path / "copy")
        with (
            open_library(tmp_path / "copy") as copy,
            Server(copy, shell, renderer, first.port) as second,
        ):
            context.new_page().goto(second.address)
            write(window, "third", " words")
            expect(window.locator("[data-trouble=failed]")).to_contain_text("Copy your text")
            assert editing.read(plan.id).body == BEFORE


def test_axe_finds_nothing_in_what_is_said_and_asked(
    enter: Enter, plan: Note, library: Library
) -> None:
    Drafts(library.folder).keep(plan.id, "earlier", 1, "# Another\n", None)
    Drafts(library.folder).keep("0" * 16, "earlier", 1, "# Of none\n", None)
    window = enter(f"/notes/{plan.id}")
    expect(window.locator("kept-drafts")).to_be_visible()
    expect(window.locator("draft-offer")).to_be_visible()
    elsewhere(plan, "first", "theirs")
    write(window, "first", " mine")
    expect(state(window)).to_have_text("Changed elsewhere")
    assert violations(window) == []
    window.get_by_role("button", name="Compare and choose").click()
    window.locator(".clash").get_by_label("Both, yours first").check()
    assert violations(window) == []
    window.keyboard.press("Escape")
    window.locator("kept-drafts").get_by_role("button").click()
    assert violations(window) == []


def test_a_save_cuts_no_word_in_two_that_an_input_method_composes(enter: Enter, plan: Note) -> None:
    window = enter(f"/notes/{plan.id}")
    write(window, "third", " ")
    expect(state(window)).to_have_text("Saved")
    keyboard = window.context.new_cdp_session(window)
    for composed in ("n", "ni", "ni h", "ni hao"):
        with window.expect_response(f"**/notes/{plan.id}"):  # it goes on while that is saved
            place = {"selectionStart": len(composed), "selectionEnd": len(composed)}
            keyboard.send("Input.imeSetComposition", {"text": composed, **place})
    keyboard.send("Input.insertText", {"text": "你好"})
    expect(editor(window)).to_contain_text("third 你好")
    expect(state(window)).to_have_text("Saved")
    assert eventually(lambda: editing.read(plan.id).body.endswith("third 你好\n"), "saving")
