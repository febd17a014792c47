"""Saving as people see it, in a real Chromium: what cannot be saved, and what was typed last."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Request, Route, expect
from sqlcipher3 import dbapi2 as sqlcipher

from notes import text
from notes.library import editing, listing, trash
from notes.library.drafts import Drafts
from notes.library.editing import Note
from notes.library.opening import Library, open_library
from notes.rendering.worker import Renderer
from notes.storage.database import database
from notes.storage.models import Note as NoteRow
from notes.web.entrance import Entrance
from notes.web.server import Server
from tests.accessibility import violations
from tests.conftest import Headless
from tests.desktop import eventually
from tests.saving import (
    BEFORE,
    Enter,
    editor,
    elsewhere,
    saved,
    state,
    waiting_for,
    write,
)

pytest_plugins = ("tests.browser_fixtures", "tests.saving_fixtures")


class TestWhatCannotBeSaved:
    """Each is made really; then what was in the way goes, and it is saved unaided."""

    @pytest.fixture
    def window(self, enter: Enter, plan: Note) -> Page:
        return enter(f"/notes/{plan.id}")

    def told(self, window: Page, words: str) -> None:
        strip = window.locator("[data-trouble=failed]:visible")
        expect(strip).to_contain_text(words, timeout=30_000, use_inner_text=True)
        expect(state(window)).to_have_text("Not saved")

    def test_by_a_library_that_others_write(self, window: Page, plan: Note, file: Path) -> None:
        other = sqlcipher.connect(str(file), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        write(window, "third", " words")
        expect(state(window)).to_have_text("Not saved", timeout=20_000)
        self.told(window, "Other work is writing the library")
        self.told(window, "and in a draft")
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
        window.keyboard.press("Control+s")  # it would try again by itself, in a while
        expect(state(window)).to_have_text("Saved")

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


class TestWindowThatLostItsCookie:
    """As that of WebKit does with the process that kept it; the shell puts it back there."""

    @pytest.fixture
    def window(self, enter: Enter, plan: Note) -> Page:
        window = enter(f"/notes/{plan.id}")
        expect(editor(window)).to_contain_text("third")
        return window

    @pytest.fixture
    def cookies(self, window: Page) -> list[Any]:
        """Those that are lost."""
        cookies = window.context.cookies()
        window.context.clear_cookies()
        return cookies

    def test_says_so_without_a_word_of_browsers_and_saves_when_it_has_it_again(
        self, window: Page, cookies: list[Any], plan: Note
    ) -> None:
        write(window, "third", " words")
        told = window.locator("[data-trouble=failed]")
        expect(told).to_contain_text("copy your text, close the window and start Octavo again")
        expect(told).to_contain_text("Octavo tries again")
        expect(told.get_by_role("button", name="Copy the text")).to_be_visible()
        assert not re.search("browser|address", told.inner_text())
        window.context.add_cookies(cookies)
        expect(state(window)).to_have_text("Saved", timeout=20_000)
        saved(window, "third words", plan)

    @pytest.mark.usefixtures("cookies")
    def test_asks_once_more_and_shows_its_key_each_time(self, window: Page, server: Server) -> None:
        keys: list[str | None] = []

        def hear(request: Request) -> None:
            if "/list" in request.url:
                keys.append(request.headers.get("x-octavo-key"))

        window.on("request", hear)
        window.locator("#sidebar").get_by_role("link", name="Trash").click()
        expect(window.locator("list-trouble")).to_contain_text("This window has lost its way")
        assert keys == [server.session.key] * 2

    def test_that_stays_says_how_it_is_closed(self, window: Page) -> None:
        window.evaluate("""document.dispatchEvent(new CustomEvent("octavo:stays"))""")
        expect(window.locator(".toast")).to_contain_text("Close it once more")


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
        with Server(library, shell, renderer, Entrance.bound(first.port)) as second:
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
            Server(copy, shell, renderer, Entrance.bound(first.port)) as second,
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
