"""The dialog that replaces in many notes: what it shows is what it does."""

from collections.abc import Callable
from typing import NoReturn

import pytest
from playwright.sync_api import FloatRect, Locator, Page, Route, expect

from notes.errors import Conflict
from notes.library import editing, replacing
from notes.web.views import replace as view
from tests.accessibility import violations

pytest_plugins = "tests.browser_fixtures"

Enter = Callable[..., Page]


class Dialog:
    """The dialog as somebody uses it who makes owls of cats."""

    def __init__(self, window: Page) -> None:
        self.window = window
        self.part = window.get_by_role("dialog", name="Replace in notes")
        self.find = self.part.get_by_label("Find", exact=True)
        self.apply = self.part.locator("[data-act=apply-replacement]")
        self.status = self.part.get_by_role("status")

    def look(self, find: str = "cat", replacement: str = "owl", *, here: str = "") -> None:
        self.window.keyboard.press("Control+Shift+H")
        self.find.fill(find)
        self.part.get_by_label("Replace with", exact=True).fill(replacement)
        if here:
            self.part.get_by_role("radio", name=here).check()
        self.find.press("Enter")

    def change(self, number: int) -> Locator:
        return self.part.locator(".change input").nth(number)


def body(note_id: str) -> str:
    return editing.read(note_id).body


def test_enter_on_a_change_keeps_what_was_chosen(enter: Enter) -> None:
    note = editing.create("cat\ncat\n")
    window = enter()
    dialog = Dialog(window)
    dialog.look()
    dialog.change(0).press("Space")
    expect(dialog.apply).to_have_text("Replace 1 in 1 note")
    dialog.change(0).press("Enter")
    expect(dialog.apply).to_have_text("Replace 1 in 1 note")
    dialog.apply.click()
    expect(dialog.part).to_be_hidden()
    assert body(note.id) == "cat\nowl\n"


def refuse(*_: object) -> NoReturn:
    raise Conflict("0" * 16, 1, 2)


@pytest.mark.parametrize("offline", [True, False])
def test_changes_that_nobody_could_see_are_not_made(
    enter: Enter, monkeypatch: pytest.MonkeyPatch, offline: bool
) -> None:
    editing.create("cat")
    window = enter()
    dialog = Dialog(window)
    if offline:
        window.route("**/changes", lambda route: route.abort())
    else:
        monkeypatch.setattr(replacing, "shown", refuse)
    dialog.look()
    said = "Octavo does not answer" if offline else "This note was changed elsewhere"
    expect(dialog.part.get_by_role("alert").filter(has_text=said)).to_be_visible()
    expect(dialog.apply).to_be_disabled()
    window.unroute_all()
    monkeypatch.undo()
    dialog.find.press("Enter")
    expect(dialog.apply).to_have_text("Replace 1 in 1 note")
    expect(dialog.part.get_by_role("alert").filter(has_text=said)).to_be_hidden()


def hold(window: Page) -> list[Route]:
    """Questions that wait to be let go."""
    held: list[Route] = []

    def kept(route: Route) -> None:
        held.append(route)

    window.route("**/replacements", kept)
    return held


def test_what_was_looked_at_for_other_words_is_not_shown(enter: Enter) -> None:
    editing.create("cat cats")
    window = enter()
    dialog = Dialog(window)
    held = hold(window)
    with window.expect_request("**/replacements"):
        dialog.look()
    dialog.find.fill("cats")
    with window.expect_response("**/replacements"):
        held.pop().continue_()
    window.unroute_all()
    dialog.find.press("Enter")
    expect(dialog.part.locator("del")).to_have_text("cats")


def test_what_was_wrong_with_other_words_is_not_said(enter: Enter) -> None:
    window = enter()
    dialog = Dialog(window)
    held = hold(window)
    with window.expect_request("**/replacements"):
        dialog.look("")
    dialog.find.fill("cats")
    with window.expect_response("**/replacements"):
        held.pop().continue_()
    window.evaluate("fetch('/health')")  # what is said of an answer is said before the next
    expect(dialog.part.get_by_role("alert")).to_have_count(0)


def test_a_stop_that_is_not_heard_is_said_so(enter: Enter) -> None:
    editing.create("cat")
    window = enter()
    dialog = Dialog(window)
    running = {"id": "0", "state": "running", "done": 0, "total": 9, "message": "", "report": None}
    window.route("**/replacements", lambda route: route.fulfill(status=202, json=running))
    window.route("**/replacements/0", lambda route: route.fulfill(json=running))
    dialog.look()
    dialog.part.get_by_role("button", name="Stop").click()
    expect(dialog.part.get_by_role("alert")).to_have_text("There is no job “0”.")


def test_what_is_pressed_twice_is_done_once(enter: Enter) -> None:
    note = editing.create("cat")
    window = enter()
    dialog = Dialog(window)
    dialog.look("cat", "cat cat")
    dialog.apply.dblclick()
    expect(window.locator(".toast")).to_contain_text("Replaced 1 in 1 note")
    expect(dialog.part).to_be_hidden()
    assert body(note.id) == "cat cat"


def test_changes_beyond_those_shown_go_with_their_note(
    enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(view, "CHANGES_SHOWN", 2)
    note = editing.create("cat\n" * 5)
    dialog = Dialog(enter())
    dialog.look()
    expect(dialog.part).to_contain_text("3 more changes, which go with the note")
    dialog.change(0).uncheck()
    dialog.apply.click()
    expect(dialog.part).to_be_hidden()
    assert body(note.id) == "cat\n" + "owl\n" * 4


@pytest.mark.parametrize(
    ("address", "here", "title"),
    [
        ("/?q=wal", "Found by “wal”", "Walrus"),
        ("/?tag=say+%22so%22", '#say "so"', "Said"),
        ("/?notebook=Work", "Work", "Filed"),
    ],
)
def test_what_is_listed_can_be_all_that_is_changed(
    enter: Enter, address: str, here: str, title: str
) -> None:
    editing.create("a walrus and a cat", title="Walrus")
    editing.create("cat", title="Said", tags=['say "so"'])
    editing.create("cat", title="Filed", notebook="Work")
    dialog = Dialog(enter(address))
    dialog.look(here=here)
    expect(dialog.part.locator(".replaced b")).to_have_text(title)


def test_the_page_that_is_read_shows_what_was_replaced_and_undone(enter: Enter) -> None:
    window = enter(f"/notes/{editing.create('# Pets and a cat').id}")
    window.get_by_role("button", name="Read", exact=True).click()
    heading = window.locator("note-preview h1")
    expect(heading).to_have_text("Pets and a cat")
    dialog = Dialog(window)
    dialog.look()
    dialog.apply.click()
    expect(heading).to_have_text("Pets and a owl")
    window.get_by_role("button", name="Undo").click()
    expect(heading).to_have_text("Pets and a cat")


def test_what_is_found_and_chosen_is_said(enter: Enter) -> None:
    editing.create("cat\ncat\n")
    dialog = Dialog(enter())
    dialog.look()
    expect(dialog.status).to_have_text("2 changes in 1 note")
    dialog.change(0).uncheck()
    expect(dialog.status).to_have_text("1 change in 1 note")
    dialog.find.fill("dog")
    dialog.find.press("Enter")
    expect(dialog.status).to_have_text("Nothing like this was found.")


def test_an_undo_that_is_stopped_says_so(enter: Enter) -> None:
    editing.create("cat")
    window = enter()
    dialog = Dialog(window)
    dialog.look()
    dialog.apply.click()
    stopped = {"id": "0", "state": "stopped", "done": 0, "total": 1, "message": "", "report": None}
    window.route("**/undo", lambda route: route.fulfill(status=202, json=stopped))
    window.get_by_role("button", name="Undo").click()
    expect(window.locator(".toast")).to_contain_text("Stopped. Nothing was changed.")


def test_each_line_is_written_in_its_own_direction(enter: Enter) -> None:
    editing.create("שלום cat\n\nhello cat")
    dialog = Dialog(enter())
    dialog.look()
    lines = dialog.part.locator(".lines [dir=auto]")
    expect(lines).to_have_count(4)
    found = lines.evaluate_all("all => all.map((one) => getComputedStyle(one).direction)")
    assert found == ["rtl", "rtl", "ltr", "ltr"]


@pytest.mark.parametrize(("find", "replacement"), [("(", "x"), ("cat", r"\1")])
def test_in_a_narrow_window_what_is_wrong_stands_below_its_field(
    enter: Enter, find: str, replacement: str
) -> None:
    window = enter()
    window.set_viewport_size({"width": 500, "height": 700})
    dialog = Dialog(window)
    window.keyboard.press("Control+Shift+H")
    dialog.part.get_by_label("Regular expression").check()
    dialog.look(find, replacement)
    wrong = edges(dialog.part.locator("[aria-invalid=true]"))
    why = edges(dialog.part.get_by_role("alert"))
    assert why["x"] == wrong["x"] == edges(dialog.find)["x"]
    assert why["y"] > wrong["y"]


def edges(part: Locator) -> FloatRect:
    expect(part).to_be_visible()
    box = part.bounding_box()
    assert box
    return box


@pytest.mark.parametrize("size", [(1280, 800), (500, 700)])
def test_axe_finds_nothing_in_the_changes(enter: Enter, size: tuple[int, int]) -> None:
    editing.create("# Pets\n\na cat and שלום cat\n", notebook="Work")
    editing.create("cat\n" * 50)
    window = enter()
    window.set_viewport_size({"width": size[0], "height": size[1]})
    dialog = Dialog(window)
    dialog.look()
    dialog.change(1).uncheck()
    assert violations(window) == []
