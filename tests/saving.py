"""What a page of Octavo says of saving in a real Chromium, and what gets in the way of that."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from playwright.sync_api import Locator, Page, Route, expect

from notes.library import editing
from notes.library.editing import Note
from tests.desktop import eventually

Enter = Callable[..., Page]

BEFORE = "# Plan\n\nfirst\n\nsecond 第二\n\nthird\n"


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
