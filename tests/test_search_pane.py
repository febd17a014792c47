"""
Searching in the window, in a real Chromium: what the box offers, keeps and asks, and
that the list stays still.
"""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Response, Route, expect

from notes.library import editing, searches
from notes.library.editing import Draft, Note
from notes.search import find
from tests.accessibility import violations
from tests.scripts import refresh_list

pytest_plugins = "tests.browser_fixtures"

Enter = Callable[..., Page]


def box(window: Page) -> Locator:
    return window.locator("#search")


def rows(window: Page) -> Locator:
    return window.locator("#results .row h3")


def hints(window: Page) -> Locator:
    return window.locator("search-hints")


def top(window: Page, selector: str) -> float:
    place = window.locator(selector).first.bounding_box()
    assert place
    return place["y"]


def is_remembered(answer: Response) -> bool:
    return answer.request.method == "POST" and answer.url.endswith("/searches/recent")


class Held:
    """Answers to some questions, kept back until they are let go."""

    def __init__(self, window: Page, asked: str) -> None:
        self.routes: list[Route] = []
        window.route(re.compile(asked), self.hold)

    def hold(self, route: Route) -> None:
        self.routes.append(route)

    def let_go(self) -> None:
        for route in self.routes:
            route.continue_()


# --- what the box offers


def test_the_empty_box_offers_what_was_searched_and_runs_it(enter: Enter) -> None:
    editing.create_many([Draft("# WAL mode"), Draft("# Else")])
    for query in ("never", "wal", "日志"):
        searches.remember(query)
    window = enter()
    window.keyboard.press("Control+Shift+F")
    expect(hints(window).locator(".hint").first).to_have_text("日志")
    window.keyboard.press("ArrowDown")
    window.keyboard.press("ArrowDown")
    window.keyboard.press("Enter")
    expect(rows(window)).to_have_text(["WAL mode"])
    expect(box(window)).to_have_value("wal")
    expect(box(window)).to_be_focused()
    expect(hints(window)).to_be_hidden()


def test_what_it_offers_can_be_forgotten(enter: Enter) -> None:
    for query in ("one", "two", "three"):
        searches.remember(query)
    window = enter()
    box(window).click()
    window.keyboard.press("ArrowDown")
    expect(hints(window).locator(".hint").first).to_be_focused()
    window.keyboard.press("Delete")
    expect(hints(window).locator(".hint").first).to_have_text("two")
    expect(hints(window).locator(".hint").first).to_be_focused()
    hints(window).get_by_role("button", name="Forget “one”").click()
    expect(hints(window).get_by_text("one", exact=True)).to_have_count(0)
    hints(window).get_by_role("button", name="Forget all").click()
    expect(hints(window).get_by_text("Recent searches")).to_have_count(0)
    assert searches.recent() == []


def test_the_offer_goes_when_somebody_types_or_leaves(enter: Enter, note: Note) -> None:
    window = enter()
    box(window).click()
    expect(hints(window)).to_be_visible()
    window.keyboard.type("w")
    expect(hints(window)).to_be_hidden()
    window.keyboard.press("Escape")
    expect(rows(window)).to_have_text(["A note"])
    expect(hints(window)).to_be_hidden()
    window.keyboard.press("ArrowDown")
    expect(hints(window).locator(".hint").first).to_be_focused()
    window.keyboard.type("x")
    expect(box(window)).to_have_value("x")
    expect(hints(window)).to_be_hidden()


def test_the_arrows_go_through_the_offer_into_the_list_and_back(enter: Enter, note: Note) -> None:
    window = enter()
    window.keyboard.press("Control+Shift+F")
    expect(hints(window)).to_be_visible()
    for _ in range(hints(window).locator(".hint").count() + 1):
        window.keyboard.press("ArrowDown")
    expect(rows(window).locator("a")).to_be_focused()
    window.keyboard.press("ArrowUp")
    expect(box(window)).to_be_focused()


# --- what it keeps


@pytest.mark.parametrize("use", ["open", "enter", "rest"])
def test_a_search_that_was_used_is_remembered(enter: Enter, note: Note, use: str) -> None:
    window = enter()
    if use == "rest":
        window.clock.install()
    box(window).press_sequentially("words")
    expect(rows(window)).to_have_text(["A note"])
    assert searches.recent() == []
    with window.expect_response(is_remembered):
        if use == "open":
            rows(window).first.click()
        elif use == "enter":
            box(window).press("Enter")
        else:
            window.clock.fast_forward(2_000)
    assert searches.recent() == ["words"]


def test_a_search_is_saved_run_renamed_and_removed(enter: Enter, note: Note) -> None:
    window = enter()
    sidebar = window.locator("#sidebar")
    box(window).fill("tag:idea")
    expect(window.locator("#results > header")).to_contain_text("1 note found")
    window.get_by_role("button", name="Save this search").click()
    name = window.get_by_role("textbox", name="Name")
    expect(name).to_have_value("tag:idea")
    name.fill("Ideas 想法")
    window.keyboard.press("Enter")
    expect(window.locator("#results h2")).to_have_text("Ideas 想法")
    box(window).press("Escape")
    expect(window.locator("#results h2")).to_have_text("All notes")
    sidebar.get_by_role("link", name="Ideas 想法").click()
    expect(box(window)).to_have_value("tag:idea")
    expect(sidebar.locator("a[aria-current]")).to_have_text("Ideas 想法")
    assert "?q=tag%3Aidea" in window.url
    sidebar.get_by_role("button", name="More for Ideas 想法").click()
    window.get_by_role("menuitem", name="Rename…").click()
    window.keyboard.type("Thoughts")
    window.keyboard.press("Enter")
    expect(window.locator("#results h2")).to_have_text("Thoughts")
    window.get_by_role("button", name="Saved as “Thoughts”").click()
    window.get_by_role("button", name="Remove", exact=True).click()
    expect(sidebar.get_by_role("link", name="Thoughts")).to_have_count(0)
    window.get_by_role("button", name="Undo").click()
    expect(sidebar.get_by_role("link", name="Thoughts")).to_be_visible()


def test_a_name_that_is_taken_is_refused_and_stays(enter: Enter, note: Note) -> None:
    searches.save("Mine", "else")
    window = enter("/?q=words")
    window.get_by_role("button", name="Save this search").click()
    window.keyboard.type("mine")
    window.keyboard.press("Enter")
    trouble = window.locator("#search-name .trouble")
    expect(trouble).to_have_text("There is a saved search of this name already.")
    expect(window.get_by_role("textbox", name="Name")).to_have_value("mine")


def test_what_stands_in_the_box_is_saved_and_not_what_was_found_before(
    enter: Enter, note: Note
) -> None:
    searches.save("Mine", "words")
    window = enter("/?q=words")
    held = Held(window, r"/list\?q=words")
    with window.expect_request(re.compile("q=words-x&")):
        box(window).press("End")
        window.keyboard.type("-x")
    window.get_by_role("button", name="Save this search").click()
    expect(window.get_by_role("textbox", name="Name")).to_have_value("words-x")
    held.let_go()
    window.keyboard.press("Enter")
    expect(window.locator("#sidebar").get_by_role("link", name="words-x")).to_be_visible()
    assert set(searches.saved()) == {("Mine", "words"), ("words-x", "words-x")}


# --- as you type


def test_an_answer_that_comes_late_changes_nothing(enter: Enter) -> None:
    editing.create_many([Draft("# apple"), Draft("# apricot")])
    window = enter()
    late = Held(window, r"/list\?q=ap&")
    with window.expect_request(re.compile("q=ap&")):
        box(window).press_sequentially("ap")
    box(window).press_sequentially("r")
    expect(rows(window)).to_have_text(["apricot"])
    late.let_go()
    with window.expect_response("**/switcher*"):
        window.keyboard.press("Control+k")
    expect(rows(window)).to_have_text(["apricot"])
    assert "q=apr" in window.url


def test_what_was_found_stays_until_there_is_something_newer(enter: Enter) -> None:
    editing.create_many([Draft("# apple\n\nshort"), Draft("# apricot\n\n" + "long words " * 40)])
    window = enter("/?q=ap")
    before = (top(window, "#results > header"), top(window, "#results .row"))
    held = Held(window, r"/list\?q=apr&")
    with window.expect_request(re.compile("q=apr&")):
        box(window).press("End")
        window.keyboard.type("r")
    expect(rows(window)).to_have_count(2)
    assert (top(window, "#results > header"), top(window, "#results .row")) == before
    held.let_go()
    expect(rows(window)).to_have_text(["apricot"])
    assert (top(window, "#results > header"), top(window, "#results .row")) == before


def test_rows_are_as_high_whatever_matched_in_them(enter: Enter) -> None:
    editing.create_many([Draft("# apple\n\nshort"), Draft("# apricot\n\n" + "long words " * 40)])
    window = enter("/?q=ap")
    boxes = [row.bounding_box() for row in window.locator("#results .row").all()]
    assert len({one["height"] for one in boxes if one}) == 1


def test_enter_waits_for_the_answer_to_what_was_typed(enter: Enter) -> None:
    editing.create_many([Draft("# apple"), Draft("# banana")])
    window = enter("/?q=apple")
    held = Held(window, r"/list\?q=banana&")
    with window.expect_request(re.compile("q=banana&")):
        box(window).fill("banana")
    box(window).press("Enter")
    held.let_go()
    expect(window.locator("note-title input")).to_have_value("banana")


def test_texts_are_looked_into_for_longer_when_the_typing_pauses(
    enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(find, "LOOKING_HURRIED", 0)
    editing.create_many([Draft("# One\n\n$$ a"), Draft("# Two\n\n$$ b"), Draft("# Three")])
    window = enter()
    with window.expect_response(re.compile(r"/list\?q=.*&refresh=1")):
        box(window).fill("=$$")
        expect(window.locator("#results")).to_have_attribute("data-unread", "")
    expect(rows(window)).to_have_text(["Two", "One"])
    expect(window.locator("#results")).not_to_have_attribute("data-unread", "")
    expect(box(window)).to_be_focused()


def test_enter_does_not_open_what_was_found_in_a_hurry(
    enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(find, "LOOKING_HURRIED", 0)
    editing.create_many([Draft("# One\n\n$$ a"), Draft("# Two")])
    window = enter()
    with window.expect_response(re.compile(r"/list\?q=.*&typing=1")):
        box(window).fill("=$$ a")
    box(window).press("Enter")
    expect(window.locator("note-title input")).to_have_value("One")


def test_what_is_erased_before_it_was_answered_is_not_shown(enter: Enter, note: Note) -> None:
    editing.create("# Else")
    window = enter("/?notebook=Work")
    held = Held(window, r"/list\?q=")
    with window.expect_request(re.compile("q=e&")):
        box(window).fill("e")
    with window.expect_response("**/list?notebook=Work"):
        box(window).fill("")
    held.let_go()
    expect(rows(window)).to_have_text(["A note"])
    expect(window.locator("#results h2")).to_have_text("Work")


def test_a_list_that_is_asked_for_again_stays_where_it_was(enter: Enter) -> None:
    editing.create_many(Draft(f"# Note {number}") for number in range(40))
    window = enter("/?q=note")
    link = rows(window).nth(20).locator("a")
    link.focus()
    scrolled = window.evaluate("document.querySelector('#results').scrollTop")
    assert scrolled > 0
    title = link.inner_text()
    with window.expect_response("**refresh=1"):
        refresh_list(window)
    expect(window.locator("#results :focus")).to_have_text(title)
    assert abs(window.evaluate("document.querySelector('#results').scrollTop") - scrolled) < 20


def test_another_search_begins_at_the_top(enter: Enter) -> None:
    editing.create_many(Draft(f"# Note {number}") for number in range(40))
    window = enter("/?q=note")
    rows(window).nth(20).scroll_into_view_if_needed()
    box(window).fill("not")
    expect(window.locator("#results")).to_have_attribute("data-words", "not")
    expect(rows(window).first).to_be_in_viewport()


def test_a_match_far_back_in_a_title_is_seen_in_its_row(enter: Enter) -> None:
    editing.create("# " + "A long title with words to the end of its row and behind it: checkpoint")
    window = enter("/?q=checkpoint")
    row, mark = (window.locator(f"#results .row {one}").bounding_box() for one in ("a", "mark"))
    assert row
    assert mark
    assert mark["x"] + mark["width"] <= row["x"] + row["width"]


def test_the_last_word_goes_on_when_a_search_is_opened_again(enter: Enter) -> None:
    editing.create("# Checkpoints")
    window = enter("/?q=check")
    expect(rows(window)).to_have_text(["Checkpoints"])


# --- how it was understood, and what is like it


def test_how_a_search_was_understood_is_said_when_asked(enter: Enter, note: Note) -> None:
    window = enter("/?q=is:nonsense tag:idea words")
    button = window.get_by_role("button", name="How this was understood")
    button.press("Enter")
    said = window.get_by_role("dialog", name="How this was understood")
    expect(said).to_contain_text("is:nonsense")
    expect(said).to_contain_text("with the tag “idea” or one below it")
    expect(button).to_have_attribute("aria-expanded", "true")
    window.keyboard.press("Escape")
    expect(said).to_be_hidden()
    expect(button).to_be_focused()
    button.click()
    window.locator("#sidebar h2").first.click()
    expect(said).to_be_hidden()


def test_why_a_note_was_found_is_said_at_its_row(enter: Enter, note: Note) -> None:
    window = enter("/?q=words")
    box(window).press("ArrowDown")
    window.keyboard.press("?")
    said = window.get_by_role("dialog", name="Why this note was found")
    expect(said).to_contain_text("once in the text")
    window.keyboard.press("Escape")
    expect(said).to_be_hidden()
    expect(rows(window).first.locator("a")).to_be_focused()
    button = window.get_by_role("button", name="Why “A note” was found")
    window.keyboard.press("ArrowUp")
    expect(box(window)).to_be_focused()
    window.locator("#results .row").hover()
    button.click()
    expect(said).to_be_visible()
    button.click()
    expect(said).to_be_hidden()
    expect(window.locator("#shortcuts")).to_be_hidden()


def test_what_was_probably_meant_is_offered_and_run(enter: Enter) -> None:
    editing.create_many(Draft(f"# Checkpoint {number}") for number in range(4))
    window = enter()
    box(window).fill("chekpoint")
    expect(rows(window)).to_have_count(4)
    expect(window.locator("#results")).to_contain_text("No note has “chekpoint”.")
    box(window).press("ArrowDown")
    expect(rows(window).first.locator("a")).to_be_focused()
    window.get_by_role("link", name="Did you mean “checkpoint”?").click()
    expect(box(window)).to_have_value("checkpoint")
    expect(window.locator("#results > header")).to_contain_text("4 notes, best first")
    expect(window.locator(".meant")).to_have_count(0)


def test_similar_notes_are_listed_from_the_menu_of_a_note(enter: Enter) -> None:
    note = editing.create("# Checkpoints\n\nwal checkpoint pages")
    editing.create("# Pages\n\ncheckpoint of the wal")
    editing.create_many(Draft(f"# Else {number}") for number in range(5))
    window = enter(f"/notes/{note.id}")
    window.locator("#note").get_by_role("button", name="More").click()
    window.get_by_role("menuitem", name="Similar notes").click()
    expect(window.locator("#results h2")).to_have_text("Similar to “Checkpoints”")
    expect(rows(window)).to_have_text(["Pages"])
    window.reload()
    expect(rows(window)).to_have_text(["Pages"])
    rows(window).locator("a").focus()
    window.keyboard.press("Escape")
    expect(window.locator("#results h2")).to_have_text("All notes")


# --- for everybody


@pytest.mark.parametrize("size", [(1280, 800), (500, 700)])
def test_axe_finds_nothing_in_what_opens(enter: Enter, size: tuple[int, int]) -> None:
    editing.create("# Said\n\nthat it is:nonsense words")
    searches.remember("wal 日志")
    searches.save("一个名字很长的搜索" * 5, "words")
    window = enter("/?q=is:nonsense words")
    window.set_viewport_size({"width": size[0], "height": size[1]})
    window.get_by_role("button", name="How this was understood").click()
    assert violations(window) == []
    window.get_by_role("button", name="Save this search").click()
    expect(window.locator("#search-name")).to_be_visible()
    assert violations(window) == []
    window.keyboard.press("Escape")
    window.locator("#results .row").hover()
    window.get_by_role("button", name="Why “Said” was found").click()
    expect(window.get_by_role("dialog", name="Why this note was found")).to_be_visible()
    assert violations(window) == []
    window.keyboard.press("Escape")
    box(window).fill("")
    box(window).press("ArrowDown")
    expect(hints(window).locator(":focus")).to_have_count(1)
    assert violations(window) == []


def test_axe_finds_nothing_in_answers(enter: Enter) -> None:
    editing.create_many(Draft(f"# Checkpoint {number}\n\nof words") for number in range(4))
    searches.save("שמור", "title:checkpoint")
    window = enter("/?q=chekpoint")
    expect(window.locator(".meant")).to_be_visible()
    assert violations(window) == []
    window.locator(".meant .row").first.click()
    expect(window.locator("note-matches")).to_be_visible()
    assert violations(window) == []
    box(window).fill("title:checkpoint")
    window.get_by_role("button", name="Saved as “שמור”").click()
    expect(window.get_by_role("textbox", name="Name")).to_be_focused()
    assert violations(window) == []
    window.keyboard.press("Escape")
    rows(window).first.click()
    expect(window.locator("p.matches")).to_be_visible()
    assert violations(window) == []
    box(window).fill("is:nonsense")
    expect(window.locator(".blank .remark")).to_be_visible()
    assert violations(window) == []
    window.route("**/list?*", lambda route: route.abort())
    box(window).fill("words")
    expect(window.get_by_role("button", name="Try again")).to_be_visible()
    assert violations(window) == []
