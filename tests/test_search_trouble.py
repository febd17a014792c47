"""
A search that is not answered, in a real Chromium: it is said, the list is marked as older, and
nothing is opened that nobody asked for.
"""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from notes.library import editing, searches
from notes.library.editing import Draft, Note
from notes.library.opening import Library
from notes.library.renewal import Renewal
from notes.web import server
from tests.library_fixtures import behind_its_back

pytest_plugins = "tests.browser_fixtures"

Enter = Callable[..., Page]

BUSY = {"error": {"code": "busy", "message": "Another program is writing the library."}}
BROKEN_INDEX = "UPDATE note_index_data SET block = x'ff00ff00ff' WHERE id = 10"


def box(window: Page) -> Locator:
    return window.locator("#search")


def rows(window: Page) -> Locator:
    return window.locator("#results .row h3")


def trouble(window: Page) -> Locator:
    return window.locator("list-trouble")


def silence(window: Page, asked: str) -> None:
    window.route(re.compile(asked), lambda route: route.abort())


def refuse(window: Page, asked: str, status: int = 423) -> None:
    window.route(re.compile(asked), lambda route: route.fulfill(status=status, json=BUSY))


@pytest.fixture
def fruit(enter: Enter) -> Page:
    editing.create_many([Draft("# apple"), Draft("# banana")])
    return enter("/?q=apple")


def test_a_server_that_is_gone_is_said_and_the_list_is_older(fruit: Page) -> None:
    silence(fruit, r"/list\?q=banana")
    box(fruit).fill("banana")
    expect(trouble(fruit)).to_contain_text("Octavo does not answer.")
    expect(trouble(fruit)).to_contain_text("What is listed was found before.")
    expect(fruit.locator("#results")).to_have_attribute("data-stale", "")
    expect(rows(fruit)).to_have_text(["apple"])


@pytest.mark.parametrize("status", [423, 422])
def test_a_refusal_is_said_in_its_own_words(fruit: Page, status: int) -> None:
    refuse(fruit, r"/list\?q=banana", status)
    box(fruit).fill("banana")
    expect(trouble(fruit)).to_contain_text("Another program is writing the library.")
    expect(fruit.locator("#results")).to_have_attribute("data-stale", "")
    assert "q=apple" in fruit.url


def test_enter_opens_nothing_that_was_not_searched_for(fruit: Page) -> None:
    refuse(fruit, r"/list\?q=banana")
    box(fruit).fill("banana")
    expect(trouble(fruit)).to_contain_text("Another program")
    with fruit.expect_response("**/switcher*"):
        box(fruit).press("Enter")
        fruit.keyboard.press("Control+k")
    expect(fruit.locator("note-title")).to_have_count(0)
    assert searches.recent() == []


def test_the_next_answer_ends_the_trouble(fruit: Page) -> None:
    silence(fruit, r"/list\?q=banan&")
    box(fruit).fill("banan")
    expect(trouble(fruit)).to_contain_text("does not answer")
    box(fruit).press_sequentially("a")
    expect(rows(fruit)).to_have_text(["banana"])
    expect(trouble(fruit).get_by_role("button")).to_be_hidden()
    expect(trouble(fruit)).not_to_contain_text("does not answer")
    expect(fruit.locator("[data-stale]")).to_have_count(0)
    box(fruit).press("Enter")
    expect(fruit.locator("note-title input")).to_have_value("banana")


def test_the_search_can_be_tried_again(fruit: Page) -> None:
    silence(fruit, r"/list\?q=banana")
    box(fruit).fill("banana")
    again = trouble(fruit).get_by_role("button", name="Try again")
    expect(again).to_be_visible()
    fruit.unroute_all()
    again.click()
    expect(rows(fruit)).to_have_text(["banana"])
    expect(again).to_be_hidden()
    expect(box(fruit)).to_be_focused()
    box(fruit).press("Enter")
    expect(fruit.locator("note-title input")).to_have_value("banana")


def test_that_nothing_was_found_before_is_not_said_of_what_was_not_answered(fruit: Page) -> None:
    box(fruit).fill("zebra")
    expect(fruit.get_by_text("No note has “zebra”.")).to_be_visible()
    silence(fruit, r"/list\?q=banana")
    box(fruit).fill("banana")
    expect(trouble(fruit).get_by_role("status")).to_have_text("Octavo does not answer.")
    expect(fruit.get_by_text("No note has “zebra”.")).to_be_hidden()


def test_an_emptied_box_asks_for_the_list_that_was_there_before(enter: Enter, note: Note) -> None:
    window = enter("/?notebook=Work")
    silence(window, r"/list\?q=")
    box(window).fill("banana")
    expect(trouble(window)).to_contain_text("does not answer")
    box(window).press("Escape")
    expect(window.locator("[data-stale]")).to_have_count(0)
    expect(window.locator("#results h2")).to_have_text("Work")


def test_a_note_or_a_reason_that_does_not_come_is_said_as_well(fruit: Page) -> None:
    refuse(fruit, "/why|/notes/")
    box(fruit).press("ArrowDown")
    fruit.keyboard.press("?")
    expect(fruit.locator(".toast")).to_contain_text("Another program is writing")
    fruit.locator(".toast").get_by_role("button", name="Dismiss").click()
    rows(fruit).first.click()
    expect(fruit.locator(".toast")).to_contain_text("Another program is writing")
    assert "/notes/" not in fruit.url
    expect(fruit.locator("[data-stale]")).to_have_count(0)


# --- a damaged index


@pytest.fixture
def damaged(library: Library, note: Note, monkeypatch: pytest.MonkeyPatch) -> None:
    """And nothing mends it meanwhile."""
    monkeypatch.setattr(server, "Renewal", lambda: Renewal(interval=600))
    behind_its_back(library.folder, BROKEN_INDEX)


@pytest.mark.usefixtures("damaged")
def test_a_damaged_index_is_said_and_the_notes_are_found(enter: Enter) -> None:
    window = enter("/?q=words")
    expect(window.locator("#results header")).to_contain_text("The index was damaged")
    expect(rows(window)).to_have_text(["A note"])


@pytest.mark.usefixtures("damaged")
def test_a_damaged_index_is_said_in_the_same_way_while_somebody_types(enter: Enter) -> None:
    window = enter()
    box(window).fill("words")
    expect(window.locator("#results header")).to_contain_text("The index was damaged")
    expect(rows(window)).to_have_text(["A note"])
    expect(trouble(window).get_by_role("button")).to_be_hidden()


@pytest.mark.usefixtures("damaged")
def test_what_only_the_index_can_tell_is_said_not_to_be_there(enter: Enter, note: Note) -> None:
    window = enter(f"/?similar={note.id}")
    expect(window.locator("#results")).to_contain_text("The search index is damaged")
