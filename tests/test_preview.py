"""The rendered note beside its text, in a real Chromium against the real server."""

from playwright.sync_api import Locator, Page, expect

from notes.library import editing
from tests.test_browser import Enter, editor

pytest_plugins = ["tests.test_browser"]  # whose window this one uses


def opened(enter: Enter, body: str) -> Page:
    """A note of this text, with the caret behind its last letter."""
    window = enter(f"/notes/{editing.create(body).id}")
    editor(window).click()
    window.keyboard.press("Control+End")
    return window


def preview(window: Page) -> Locator:
    return window.locator("note-preview")


def test_what_only_the_whole_can_know_comes_when_nobody_types_and_stays(enter: Enter) -> None:
    window = opened(enter, "[TOC]\n\n## One\n\na[^1]\n\n[^1]: note\n\nlast")
    contents = preview(window).locator("ul.contents a")
    expect(contents).to_have_text(["One"])
    below = preview(window).locator(":scope > .block:last-child")
    expect(below.locator("section.footnotes")).to_contain_text("note")
    contents.evaluate("link => { link.stays = true }")
    window.keyboard.type(" words")
    expect(preview(window)).to_contain_text("last words")
    assert contents.evaluate("link => link.stays")
    expect(below.locator("section.footnotes")).to_contain_text("note")


def test_formulas_are_shown_without_a_script(enter: Enter) -> None:
    window = opened(enter, "a $x^2$ b\n\n$$\n\\frac{a}{b}\n$$\n")
    expect(preview(window).locator("msup")).to_have_text("x2")
    assert (
        preview(window).locator("mfrac").evaluate("one => one.getBoundingClientRect().height") > 20
    )
