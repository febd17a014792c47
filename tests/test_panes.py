"""
What the window does besides saving: panes, lists, filing, keys, languages, in a real Chromium.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Request, Route, expect

from notes.library import editing, listing, trash
from notes.library.editing import Draft, Note
from notes.library.opening import Library
from tests.conftest import Headless
from tests.desktop import eventually
from tests.saving import editor, waiting_for
from ui.window import OPEN

pytest_plugins = "tests.browser_fixtures"

Enter = Callable[..., Page]


def width(window: Page, selector: str) -> int:
    return round(window.locator(selector).bounding_box()["width"])  # type: ignore[index]


def rows(window: Page) -> Locator:
    return window.locator("#results .row h3")


def act(window: Page, name: str) -> None:
    """Something out of the note's own menu."""
    window.locator("#note").get_by_role("button", name="More").click()
    window.get_by_role("menuitem", name=name).click()


def choose(window: Page, words: str) -> None:
    """Type into the chooser that is open and take what it puts first."""
    window.keyboard.type(words)
    expect(window.locator("dialog[open] .active")).to_contain_text(words)
    window.keyboard.press("Enter")


# --- panes


def test_panes_are_moved_by_keys_and_by_dragging_and_stay_so(enter: Enter) -> None:
    window = enter()
    splitter = window.get_by_role("separator", name="Width of the library")
    splitter.focus()
    with window.expect_response("**/settings"):
        window.keyboard.press("ArrowRight")
    assert width(window, "#sidebar") == 232
    with window.expect_response("**/settings"):
        border = window.locator("#list > pane-splitter")
        border.drag_to(window.locator("#note"), target_position={"x": 40, "y": 300})
    dragged = width(window, "#list")
    assert dragged > 330
    window.reload()
    assert (width(window, "#sidebar"), width(window, "#list")) == (232, dragged)


def test_text_and_page_share_the_room_as_they_were_made_to(enter: Enter, note: Note) -> None:
    window = enter(f"/notes/{note.id}")
    border = window.get_by_role("separator", name="Share of the text")
    with window.expect_request(keeps("split")):
        border.drag_to(window.locator("note-editor"), target_position={"x": 200, "y": 300})
    assert 190 < width(window, "note-editor") < 215
    with window.expect_request(keeps("split")) as keeping:
        border.focus()
        window.keyboard.press("ArrowRight")
    widened = width(window, "note-editor")
    assert widened > 200
    keeping.value.response()
    window.reload()
    assert width(window, "note-editor") == widened
    border.dblclick()
    assert abs(width(window, "note-editor") - width(window, "note-preview")) < 3


def keeps(name: str) -> Callable[[Request], bool]:
    """Whether a request is for that setting to be kept."""
    return lambda asked: asked.url.endswith("/settings") and name in (asked.post_data or "")


def test_the_next_start_is_where_this_one_was_left(enter: Enter, note: Note) -> None:
    window = enter(f"/notes/{note.id}")
    with window.expect_request(keeps("Plans")) as keeping:
        window.locator("#sidebar").get_by_role("link", name="Plans").click()
    keeping.value.response()
    again = enter()
    expect(again.locator("#results")).to_have_attribute("data-place", "?notebook=Work%2FPlans")
    expect(again.locator("#note")).to_have_attribute("data-note-id", note.id)


def test_the_library_folds_to_a_rail_and_stays_so(enter: Enter) -> None:
    window = enter()
    with window.expect_response("**/settings"):
        window.keyboard.press("Control+\\")
    assert width(window, "#sidebar") < 60
    window.reload()
    expect(window.locator("#sidebar-full")).to_be_hidden()
    window.get_by_role("button", name="Show the library").first.click()
    expect(window.locator("#sidebar-full")).to_be_visible()


def test_where_there_is_no_room_the_library_is_a_drawer(enter: Enter, note: Note) -> None:
    window = enter(f"/notes/{note.id}")
    window.set_viewport_size({"width": 800, "height": 600})
    assert width(window, "#sidebar") < 60
    window.get_by_role("button", name="Show the library").first.click()
    window.locator("#sidebar-full").get_by_role("link", name="#idea").click()
    expect(window.locator("#results h2")).to_have_text("#idea")
    expect(window.locator("#sidebar-full")).to_be_hidden()
    window.get_by_role("button", name="Show the library").first.click()
    window.keyboard.press("Escape")
    expect(window.locator("#sidebar-full")).to_be_hidden()


def test_where_one_pane_fits_there_is_a_way_there_and_back(enter: Enter, note: Note) -> None:
    window = enter()
    window.set_viewport_size({"width": 500, "height": 700})
    expect(window.locator("#note")).to_be_hidden()
    rows(window).first.click()
    expect(window.locator("#note")).to_be_visible()
    expect(window.locator("#list")).to_be_hidden()
    window.get_by_role("link", name="Back to the list").click()
    expect(window.locator("#list")).to_be_visible()


def test_where_one_pane_fits_a_start_shows_the_note_that_it_restores(
    enter: Enter, context: BrowserContext, library: Library, note: Note
) -> None:
    library.settings.write({"last_note": note.id})
    context.on("page", lambda page: page.set_viewport_size({"width": 500, "height": 700}))
    window = enter()
    expect(window.locator("#note")).to_be_visible()
    expect(window.locator("#list")).to_be_hidden()


def test_where_one_pane_fits_a_list_that_is_asked_for_again_hides_no_note(
    enter: Enter, note: Note
) -> None:
    window = enter(f"/notes/{note.id}")
    window.set_viewport_size({"width": 500, "height": 700})
    other = editing.create("# Handed over")
    with window.expect_response("**/sidebar*"):
        window.evaluate(f"() => {{ {OPEN % other.id} }}")
    expect(window.locator("#results")).to_contain_text("Handed over")
    expect(window.locator("#note h2, #note input").first).to_be_visible()
    expect(window.locator("#list")).to_be_hidden()


def test_where_one_pane_fits_a_place_that_is_chosen_shows_its_list(
    enter: Enter, note: Note
) -> None:
    window = enter(f"/notes/{note.id}")
    window.set_viewport_size({"width": 500, "height": 700})
    window.keyboard.press("Control+\\")
    window.locator("#sidebar-full").get_by_role("link", name="All notes").click()
    expect(window.locator("#list")).to_be_visible()


def test_the_keyboard_of_a_window_begins_in_the_note_that_it_shows(
    enter: Enter, shell: Headless, note: Note
) -> None:
    shell.stands_alone = True
    window = enter(f"/notes/{note.id}")
    expect(window.locator("note-editor .cm-content")).to_be_focused()
    window.evaluate(f"() => {{ {OPEN % editing.create('# Handed over').id} }}")
    expect(window).to_have_title("Handed over · Octavo")
    expect(window.locator("note-editor .cm-content")).to_be_focused()


def test_it_is_in_the_note_that_came_under_a_dialog_once_that_closes(
    enter: Enter, shell: Headless, note: Note
) -> None:
    shell.stands_alone = True
    window = enter(f"/notes/{note.id}")
    expect(window.locator("note-editor .cm-content")).to_be_focused()
    window.keyboard.press("Control+,")
    settings = window.locator("dialog[open]")
    expect(settings).to_be_visible()
    window.evaluate(f"() => {{ {OPEN % editing.create('# Handed over').id} }}")
    expect(window).to_have_title("Handed over · Octavo")
    window.keyboard.press("Escape")
    expect(settings).to_have_count(0)
    expect(window.locator("note-editor .cm-content")).to_be_focused()


def test_the_keyboard_of_a_window_without_a_note_and_of_a_browser_begins_nowhere(
    enter: Enter, shell: Headless, note: Note
) -> None:
    window = enter(f"/notes/{note.id}")
    expect(window.locator("note-editor .cm-content")).to_be_visible()
    expect(window.locator("body")).to_be_focused()
    shell.stands_alone = True
    window.goto(window.url.replace(f"notes/{note.id}", "?tag=idea"))
    expect(rows(window)).to_have_count(1)
    expect(window.locator("body")).to_be_focused()


def test_below_a_dialog_of_a_window_no_bar_is_there_to_be_painted_over_it(
    enter: Enter, shell: Headless, note: Note
) -> None:
    shell.stands_alone = True
    window = enter(f"/notes/{note.id}")
    scrolls = window.locator("note-editor .cm-scroller")
    expect(scrolls).to_have_css("overflow", "auto")
    window.keyboard.press("Control+,")
    expect(scrolls).to_have_css("overflow", "hidden")
    window.keyboard.press("Escape")
    expect(scrolls).to_have_css("overflow", "auto")


def test_the_view_of_a_note_is_chosen_and_kept(enter: Enter, note: Note) -> None:
    other = editing.create("# Other")
    window = enter(f"/notes/{note.id}")
    with window.expect_response("**/settings"):
        window.keyboard.press("Control+3")
    expect(window.locator("note-editor")).to_be_hidden()
    window.locator(f'[data-note-id="{other.id}"] h3 a').click()
    expect(window.locator("note-preview h1")).to_have_text("Other")
    expect(window.locator("note-editor")).to_be_hidden()
    window.reload()
    expect(window.locator("note-preview h1")).to_have_text("Other")
    expect(window.locator("note-editor")).to_be_hidden()


# --- lists


def test_a_long_list_goes_on_as_it_is_scrolled(enter: Enter) -> None:
    editing.create_many(Draft(f"# Note {number}") for number in range(130))
    window = enter()
    expect(rows(window)).to_have_count(50)
    rows(window).last.scroll_into_view_if_needed()
    expect(rows(window)).to_have_count(100)
    rows(window).last.scroll_into_view_if_needed()
    expect(rows(window)).to_have_count(130)


def test_the_list_is_walked_with_arrows_and_opened_with_enter(enter: Enter) -> None:
    editing.create_many([Draft("# One"), Draft("# Two"), Draft("# Three")])
    window = enter()
    window.keyboard.press("Control+Shift+F")
    window.keyboard.press("Escape")
    window.keyboard.press("Escape")
    window.keyboard.press("ArrowDown")
    expect(rows(window).nth(1).locator("a")).to_be_focused()
    window.keyboard.press("Enter")
    expect(window.locator(".cm-content")).to_be_focused()
    expect(window.locator("note-title input")).to_have_value("Two")
    window.keyboard.press("Escape")
    expect(rows(window).nth(1).locator("a")).to_be_focused()


def test_an_older_answer_never_replaces_a_newer_one(enter: Enter) -> None:
    editing.create_many([Draft("# apple"), Draft("# apricot")])
    window = enter()

    def late(route: Route) -> None:
        if route.request.url.endswith("q=ap&typing=1"):
            held.append(route)
        else:
            route.continue_()

    held: list[Route] = []
    window.route("**/list?*", late)
    search = window.locator("#search")
    with window.expect_request(re.compile("q=ap&")):
        search.fill("ap")
    search.fill("apr")
    expect(rows(window)).to_have_text(["apricot"])
    assert held
    expect(rows(window)).to_have_text(["apricot"])


def test_an_emptied_search_goes_back_to_where_it_began(enter: Enter, note: Note) -> None:
    editing.create("# Else")
    window = enter("/?notebook=Work")
    window.keyboard.press("Control+Shift+F")
    window.keyboard.type("else")
    expect(rows(window)).to_have_text(["Else"])
    expect(window.locator("#results header")).to_contain_text("1 note found")
    window.keyboard.press("Escape")
    expect(window.locator("#results h2")).to_have_text("Work")
    expect(rows(window)).to_have_text(["A note"])


def test_an_input_method_in_the_middle_of_a_word_is_not_searched(enter: Enter) -> None:
    editing.create("# 检查点")
    window = enter()
    asked: list[str] = []
    window.on("request", lambda request: "/list?" in request.url and asked.append(request.url))
    window.locator("#search").focus()
    session = window.context.new_cdp_session(window)
    session.send(
        "Input.imeSetComposition", {"text": "jian", "selectionStart": 4, "selectionEnd": 4}
    )
    session.send("Input.insertText", {"text": "检查"})
    expect(rows(window)).to_have_text(["检查点"])
    expect(window.locator("#results mark").first).to_have_text("检查")
    assert not [url for url in asked if "jian" in url]


def test_the_note_that_is_written_goes_to_the_top_of_the_list(enter: Enter) -> None:
    editing.create_many([Draft("# Old"), Draft("# New")])
    window = enter()
    rows(window).nth(1).click()
    window.locator(".cm-content").click()
    window.keyboard.press("Control+End")
    window.keyboard.type(" but changed")
    expect(rows(window)).to_have_text(["Old but changed", "New"])
    expect(rows(window).first.locator("a")).to_have_attribute("aria-current", "true")
    assert "/row" not in window.url


# --- titles and filing


def test_a_title_follows_the_text_until_it_is_given_and_again(enter: Enter, note: Note) -> None:
    window = enter(f"/notes/{note.id}")
    title = window.locator("note-title input")
    window.keyboard.press("F2")
    window.keyboard.type("Given")
    window.keyboard.press("Enter")
    expect(window).to_have_title("Given · Octavo")
    expect(rows(window)).to_have_text(["Given"])
    title.fill("")
    title.press("Enter")
    expect(title).to_have_value("A note")
    expect(rows(window)).to_have_text(["A note"])


def test_a_note_is_moved_to_a_new_notebook_and_back(enter: Enter, note: Note) -> None:
    window = enter(f"/notes/{note.id}")
    window.keyboard.press("Control+Shift+M")
    choose(window, "Home/Garden")
    crumb = window.locator("#note .crumb")
    expect(crumb).to_have_text("Home / Garden")
    expect(crumb).to_have_accessible_name("Notebook: Home/Garden. Move to another")
    expect(window.locator("#sidebar").get_by_role("link", name="Garden")).to_contain_text("1")
    window.get_by_role("button", name="Undo").click()
    expect(crumb).to_have_text("Work / Plans")
    expect(crumb).to_have_accessible_name("Notebook: Work/Plans. Move to another")
    assert editing.read(note.id).notebook == "Work/Plans"


def test_the_note_that_was_moved_goes_back_when_another_is_open(enter: Enter, note: Note) -> None:
    other = editing.create("# Other")
    window = enter(f"/notes/{note.id}")
    window.keyboard.press("Control+Shift+M")
    choose(window, "Home")
    expect(window.locator("#note .crumb")).to_have_text("Home")
    rows(window).get_by_text("Other").click()
    expect(window.locator("#note .crumb")).to_have_accessible_name("No notebook. Move to one")
    window.get_by_role("button", name="Undo").click()
    expect(window.locator("#note .crumb")).to_have_text("Work / Plans")
    assert [editing.read(one).notebook for one in (note.id, other.id)] == ["Work/Plans", ""]


def test_tags_are_set_and_taken_away(enter: Enter, note: Note) -> None:
    window = enter(f"/notes/{note.id}")
    tags = window.locator("note-tags ul")
    window.keyboard.press("Control+Shift+L")
    choose(window, "fresh")
    expect(tags).to_have_text("#fresh#idea")
    choose(window, "idea")
    expect(tags).to_have_text("#fresh")
    window.keyboard.press("Escape")
    assert editing.read(note.id).tags == ("fresh",)
    expect(window.locator("#sidebar .tags")).to_have_text("#fresh")


def test_a_notebook_is_made_renamed_and_removed(enter: Enter) -> None:
    window = enter()
    tree = window.locator("#sidebar .tree")
    window.get_by_role("button", name="New notebook").click()
    window.get_by_role("textbox", name="Name").fill("Work")
    window.keyboard.press("Enter")
    expect(window.locator("#results h2")).to_have_text("Work")
    tree.get_by_role("button", name="More for Work").click()
    window.get_by_role("menuitem", name="Rename or move").click()
    window.keyboard.type("Play")
    window.keyboard.press("Enter")
    expect(window.locator("#results h2")).to_have_text("Play")
    tree.get_by_role("button", name="More for Play").click()
    window.get_by_role("menuitem", name="Remove this empty notebook").click()
    expect(tree).to_have_count(0)
    expect(window.locator("#results h2")).to_have_text("All notes")


def test_a_menu_stays_open_when_the_library_is_asked_for_anew(enter: Enter, note: Note) -> None:
    window = enter()
    menu = window.get_by_role("menuitem", name="Rename or move")
    window.locator("#sidebar .tree").get_by_role("button", name="More for Work").click()
    editing.create("# Another", notebook="Later")
    with window.expect_response("**/sidebar*"):
        window.evaluate("document.body.dispatchEvent(new CustomEvent('octavo:counts'))")
    window.wait_for_load_state("networkidle")
    expect(menu).to_be_visible()
    expect(window.locator("#sidebar").get_by_role("link", name="Later")).to_have_count(0)
    window.keyboard.press("Escape")
    expect(window.locator("#sidebar").get_by_role("link", name="Later")).to_be_visible()


def test_a_new_note_lies_where_the_list_is(enter: Enter, note: Note) -> None:
    window = enter("/?notebook=Work")
    window.keyboard.press("Control+n")
    expect(window.locator(".cm-content")).to_be_focused()
    expect(window.locator("#note .crumb")).to_have_text("Work")
    expect(rows(window)).to_have_text(["Untitled", "A note"])
    window.keyboard.press("Control+n")
    assert listing.count(notebook="Work") == 2


#: How far the window is scrolled, which is never to be.
SCROLLED = "() => Math.max(document.documentElement.scrollTop, document.body.scrollTop)"


def test_what_is_typed_while_a_new_note_comes_is_in_the_new_note(enter: Enter, note: Note) -> None:
    window = enter(f"/notes/{note.id}")
    window.locator(".cm-content").click()
    window.keyboard.press("Control+a")
    with waiting_for(window, "**/notes", "POST"):
        window.keyboard.press("Control+n")
        window.keyboard.press("Control+n")  # one at a time
        window.keyboard.type("Firsz")
        window.keyboard.press("Backspace")
        window.keyboard.type("t words")
        window.keyboard.press("Enter")
        window.keyboard.insert_text("输入法")
        window.keyboard.press("Delete")
        assert window.evaluate(SCROLLED) == 0
    expect(window.locator(".cm-line").first).to_have_text("First words")
    window.keyboard.type(" and more")
    expect(window.locator(".cm-line").last).to_have_text("输入法 and more")
    expect(window.locator("save-state [data-word]")).to_have_text("Saved")
    assert (editing.read(note.id).body, listing.count()) == (note.body, 2)


@contextmanager
def refused(window: Page) -> Iterator[None]:
    """A new note is asked for, and nobody answers in the end."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    window.route("**/notes", hold)
    window.keyboard.press("Control+n")
    yield
    eventually(lambda: window.evaluate("1") and bool(held), "a request")
    held[0].abort()
    expect(window.locator(".toast")).to_contain_text("Octavo does not answer")
    window.unroute("**/notes")


def test_what_is_typed_before_a_new_note_is_refused_is_in_no_other_place(
    enter: Enter, note: Note
) -> None:
    window = enter(f"/notes/{note.id}")
    expect(editor(window)).to_be_visible()
    window.locator("#search").focus()
    with refused(window):
        window.keyboard.type("nowhere")
    expect(window.locator("#search")).to_be_focused()
    expect(window.locator("#search")).to_have_value("")
    window.locator(".cm-content").click()
    window.keyboard.press("Control+End")
    with refused(window):
        window.keyboard.type("here")
    expect(window.locator(".cm-line").last).to_have_text("here")
    expect(window.locator(".cm-content")).not_to_contain_text("nowhere")


def test_a_menu_that_is_higher_than_the_window_can_be_scrolled(enter: Enter, note: Note) -> None:
    window = enter(f"/notes/{note.id}")
    window.set_viewport_size({"width": 700, "height": 280})
    window.locator("#note").get_by_role("button", name="More").click()
    window.keyboard.press("ArrowUp")
    expect(window.get_by_role("menuitem", name="Move to the trash")).to_be_in_viewport(ratio=1)


def test_the_trash_gives_back(enter: Enter, note: Note) -> None:
    trash.put([note.id])
    window = enter("/?trash=1")
    rows(window).click()
    expect(window.locator("#note .notice").last).to_contain_text("in the trash")
    window.locator("#results").get_by_role("button", name="Restore").click()
    expect(rows(window)).to_have_count(0)
    expect(window.locator("save-state [data-word]")).to_have_text("Saved")
    assert listing.count() == 1


def test_a_note_that_was_thrown_away_cannot_be_written(enter: Enter, note: Note) -> None:
    window = enter(f"/notes/{note.id}")
    expect(window.locator(".cm-content")).to_be_editable()
    act(window, "Move to the trash")
    expect(window.locator("save-state [data-word]")).to_have_text("In the trash")
    expect(window.locator(".cm-content")).not_to_be_editable()


def test_the_next_note_is_shown_when_one_is_thrown_away(enter: Enter) -> None:
    editing.create_many([Draft("# One"), Draft("# Two"), Draft("# Three")])
    window = enter()
    rows(window).nth(1).click()
    expect(window.locator("note-title input")).to_have_value("Two")
    act(window, "Move to the trash")
    expect(window.locator("note-title input")).to_have_value("One")
    expect(rows(window)).to_have_text(["Three", "One"])


# --- words


def test_chinese_is_counted_by_characters(enter: Enter) -> None:
    note = editing.create("WAL mode 检查点，two 条。")
    window = enter(f"/notes/{note.id}")
    expect(window.locator("text-count")).to_have_text("3 words, 4 字")
    window.locator(".cm-content").click()
    window.keyboard.press("Control+End")
    window.keyboard.insert_text(" 日志 more")
    expect(window.locator("text-count")).to_have_text("4 words, 6 字")


def test_another_language_is_chosen_in_the_settings(enter: Enter, note: Note) -> None:
    window = enter(f"/notes/{note.id}")
    window.keyboard.press("Control+,")
    window.get_by_text("简体中文").click()
    expect(window.locator("html")).to_have_attribute("lang", "zh-Hans")
    expect(window.locator("save-state [data-word]")).to_have_text("已保存")
    expect(window.locator("#results h2")).to_have_text("全部笔记")


def test_f6_goes_round_the_panes(enter: Enter, note: Note) -> None:
    window = enter(f"/notes/{note.id}")
    window.locator("#search").focus()
    for pane in ("#note", "#sidebar", "#list"):
        window.keyboard.press("F6")
        expect(window.locator(f"{pane} :focus")).to_have_count(1)
    window.keyboard.press("Shift+F6")
    expect(window.locator("#sidebar :focus")).to_have_count(1)


def test_escape_goes_back_step_by_step(enter: Enter, note: Note) -> None:
    window = enter()
    window.keyboard.press("Control+Shift+F")
    window.keyboard.type("note")
    expect(window.locator("#results mark").first).to_be_visible()
    window.keyboard.press("Enter")
    window.locator(".cm-content").click()
    window.keyboard.press("Escape")
    expect(rows(window).locator("a")).to_be_focused()
    window.keyboard.press("Escape")
    expect(window.locator("#results h2")).to_have_text("All notes")
    expect(window.locator("#search")).to_have_value("")


def test_keys_do_nothing_behind_an_open_dialog(enter: Enter, note: Note) -> None:
    window = enter(f"/notes/{note.id}")
    window.keyboard.press("Control+/")
    window.keyboard.press("Control+n")
    expect(window.locator("#shortcuts")).to_be_visible()
    assert listing.count() == 1


def test_a_link_to_a_note_opens_it_beside_the_same_list(enter: Enter, note: Note) -> None:
    source = editing.create(f"[there](/notes/{note.id})", tags=["idea"])
    window = enter(f"/notes/{source.id}?tag=idea")
    window.locator("note-preview a").click()
    expect(window.locator("note-title input")).to_have_value("A note")
    expect(window.locator("#results h2")).to_have_text("#idea")


def test_back_in_history_shows_the_whole_window_again(enter: Enter, note: Note) -> None:
    other = editing.create("# Other")
    window = enter(f"/notes/{note.id}")
    window.locator(f'[data-note-id="{other.id}"] h3 a').click()
    expect(window.locator("note-title input")).to_have_value("Other")
    window.go_back()
    expect(window.locator("note-title input")).to_have_value("A note")
    expect(rows(window)).to_have_count(2)


@pytest.mark.parametrize("keys", ["Control+,", "Control+k", "Control+/", "Control+Shift+M"])
def test_escape_closes_dialogs_and_the_keyboard_goes_back(
    enter: Enter, library: Library, note: Note, keys: str
) -> None:
    window = enter(f"/notes/{note.id}")
    window.locator("#search").focus()
    window.keyboard.press(keys)
    expect(window.locator("dialog[open]")).to_be_visible()
    window.keyboard.press("Escape")
    expect(window.locator("dialog[open]")).to_have_count(0)
    expect(window.locator("#search")).to_be_focused()
