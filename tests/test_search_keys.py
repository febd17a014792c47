"""
The keyboard in what searching opens, in a real Chromium: the offer of the box, the panels, what is
removed.
"""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from notes.library import searches
from notes.library.editing import Note

pytest_plugins = "tests.browser_fixtures"

Enter = Callable[..., Page]


def box(window: Page) -> Locator:
    return window.locator("#search")


def rows(window: Page) -> Locator:
    return window.locator("#results .row h3")


def hints(window: Page) -> Locator:
    return window.locator("search-hints")


def reasons(window: Page) -> Locator:
    return window.get_by_role("dialog", name="Why this note was found")


# --- what the box offers


@pytest.mark.parametrize("way", ["press", "shortcut", "tab", "arrow"])
def test_the_offer_opens_for_who_goes_to_the_box(enter: Enter, note: Note, way: str) -> None:
    window = enter()
    if way == "press":
        box(window).click()
    elif way == "shortcut":
        window.keyboard.press("Control+Shift+F")
    elif way == "tab":
        window.get_by_role("link", name="All notes").focus()
        while not box(window).evaluate("box => box === document.activeElement"):
            window.keyboard.press("Tab")
    else:
        rows(window).first.locator("a").focus()
        window.keyboard.press("ArrowUp")
    expect(hints(window)).to_be_visible()


@pytest.mark.parametrize("dialog", ["Control+,", "Control+/", "Control+k"])
def test_a_dialog_that_closes_over_the_box_opens_no_offer(enter: Enter, dialog: str) -> None:
    window = enter()
    window.keyboard.press("Control+Shift+F")
    expect(hints(window)).to_be_visible()
    window.keyboard.press("Escape")
    window.keyboard.press(dialog)
    expect(window.locator("dialog[open]")).to_be_visible()
    window.keyboard.press("Escape")
    expect(box(window)).to_be_focused()
    with window.expect_response("**/searches/recent") as asked:
        window.keyboard.press("ArrowDown")
    expect(hints(window).locator(":focus")).to_have_count(1)
    assert asked.value.ok


def test_the_box_says_whether_its_offer_is_open(enter: Enter, note: Note) -> None:
    window = enter()
    searching = window.get_by_role("combobox", name="Search all notes")
    expect(searching).to_have_attribute("aria-expanded", "false")
    searching.click()
    expect(searching).to_have_attribute("aria-expanded", "true")
    offer = window.get_by_role("dialog", name="Searches to begin with")
    expect(offer).to_be_visible()
    assert offer.get_attribute("id") == searching.get_attribute("aria-controls")
    window.keyboard.type("w")
    expect(searching).to_have_attribute("aria-expanded", "false")
    window.keyboard.press("Backspace")
    expect(searching).to_have_attribute("aria-expanded", "true")
    window.keyboard.press("Escape")
    expect(searching).to_have_attribute("aria-expanded", "false")
    window.keyboard.press("ArrowDown")
    expect(searching).to_have_attribute("aria-expanded", "true")
    window.locator("#sidebar h2").first.click()
    expect(searching).to_have_attribute("aria-expanded", "false")


def test_an_offer_that_does_not_come_is_not_open(enter: Enter, note: Note) -> None:
    window = enter()
    window.route("**/searches/recent", lambda route: route.abort())
    with window.expect_event("requestfailed"):
        box(window).click()
    expect(box(window)).to_have_attribute("aria-expanded", "false")
    expect(hints(window)).to_be_hidden()


def test_a_question_mark_in_the_box_is_text(enter: Enter, note: Note) -> None:
    window = enter("/?q=words")
    box(window).press("End")
    window.keyboard.type("?")
    expect(box(window)).to_have_value("words?")
    expect(reasons(window)).to_be_hidden()
    expect(window.locator("#shortcuts")).to_be_hidden()


# --- panels


def test_tab_leads_out_of_a_panel_as_from_its_button(enter: Enter, note: Note) -> None:
    window = enter("/?q=words")
    why = window.get_by_role("button", name="Why “A note” was found")
    rows(window).locator("a").focus()
    window.keyboard.press("?")
    expect(reasons(window)).to_be_focused()
    window.keyboard.press("Shift+Tab")
    expect(reasons(window)).to_be_hidden()
    expect(why).to_be_focused()
    window.keyboard.press("Enter")
    expect(reasons(window)).to_be_focused()
    window.keyboard.press("Tab")
    expect(reasons(window)).to_be_hidden()
    expect(window.get_by_role("separator", name="Width of the list")).to_be_focused()


def test_a_panel_goes_when_its_window_changes_its_size(enter: Enter, note: Note) -> None:
    window = enter("/?q=words")
    window.get_by_role("button", name="How this was understood").click()
    said = window.get_by_role("dialog", name="How this was understood")
    expect(said).to_be_visible()
    window.set_viewport_size({"width": 900, "height": 600})
    expect(said).to_be_hidden()


# --- saved searches


@pytest.fixture
def shelf(enter: Enter, note: Note) -> Page:
    for name in ("One", "Two", "Three"):
        searches.save(name, f"words {name}")
    return enter()


def remove(window: Page, name: str) -> None:
    window.get_by_role("button", name=f"More for {name}").press("Enter")
    window.get_by_role("menuitem", name="Remove this search").press("Enter")
    expect(window.locator("#sidebar").get_by_role("link", name=name)).to_have_count(0)


def test_the_keyboard_goes_on_with_the_search_after_one_that_is_removed(shelf: Page) -> None:
    remove(shelf, "One")
    expect(shelf.get_by_role("link", name="Three")).to_be_focused()
    remove(shelf, "Two")
    expect(shelf.get_by_role("link", name="Three")).to_be_focused()
    shelf.get_by_role("button", name="Undo").press("Enter")
    expect(shelf.get_by_role("link", name="Two")).to_be_focused()


def test_after_the_last_one_it_goes_on_with_the_list(shelf: Page) -> None:
    for name in ("One", "Two", "Three"):
        remove(shelf, name)
    expect(rows(shelf).locator("a")).to_be_focused()
