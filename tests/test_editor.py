"""
The editor and the preview of a note, in a real Chromium against the real server.

What needs no browser (autosave, line ends, keys, scrolling) is in ui/editor/test.
"""

import pytest
from playwright.sync_api import Page, expect

from notes.library import editing, trash
from notes.library.editing import Draft, Note
from tests.test_browser import Enter, editor, state

pytest_plugins = ["tests.test_browser"]  # whose window this one uses


def at_the_end(window: Page) -> None:
    editor(window).click()
    window.keyboard.press("Control+End")


def opened(enter: Enter, body: str) -> tuple[Page, str]:
    """A note of this text, with the caret behind its last letter."""
    note = editing.create(body)
    window = enter(f"/notes/{note.id}")
    at_the_end(window)
    return window, note.id


def text_after(window: Page, note_id: str, typed: str) -> str:
    window.keyboard.type(typed)
    expect(state(window)).to_have_text("Saved")
    return editing.read(note_id).body


@pytest.mark.parametrize("body", ["a\r\nb\r\n", "\n\na\nb\r\nc\r", "\ufeff# b\n", ""])
def test_a_text_is_saved_with_the_line_ends_that_it_came_with(enter: Enter, body: str) -> None:
    window, note_id = opened(enter, body)
    assert text_after(window, note_id, "end") == body + "end"


def test_what_was_typed_can_be_undone_after_another_note_was_open(enter: Enter) -> None:
    editing.create_many([Draft("# One\n\nfirst"), Draft("# Two\n\nsecond")])
    window = enter()
    for title in ("Two", "One"):
        window.locator("#results .row", has_text=title).click()
        expect(editor(window)).to_contain_text(f"# {title}")
        at_the_end(window)
        window.keyboard.type(" and more")
    window.locator("#results .row", has_text="Two").click()
    expect(editor(window)).to_contain_text("second and more")
    editor(window).focus()
    window.keyboard.press("Control+z")
    expect(editor(window)).not_to_contain_text("and more")


def test_the_last_letters_outlive_the_page(enter: Enter, note: Note) -> None:
    window = enter(f"/notes/{note.id}")
    at_the_end(window)
    with window.context.expect_event("requestfinished", lambda done: done.method == "PUT"):
        window.keyboard.type("last")
        window.goto(window.url.replace(f"/notes/{note.id}", "/"))
    assert editing.read(note.id).body.endswith("last")


def test_only_what_changed_is_rendered_anew(enter: Enter) -> None:
    window, _ = opened(enter, "# Title\n\nfirst\n\nsecond\n")
    blocks = window.locator("note-preview .block")
    expect(blocks).to_have_count(3)
    blocks.first.evaluate("block => (block.title = 'the same')")
    window.keyboard.type("\nthird")
    expect(blocks).to_have_count(4)
    expect(blocks.first).to_have_attribute("title", "the same")
    expect(blocks.last).to_have_attribute("data-line", "6")


def test_a_language_is_fetched_and_coloured_when_a_note_shows_it(enter: Enter) -> None:
    window, _ = opened(enter, "```python\ndef words():\n    return 1\n```\n")
    expect(editor(window).locator(".tok-keyword")).to_have_text(["def", "return"])


def test_tab_nests_lists_and_leaves_the_editor_elsewhere(enter: Enter) -> None:
    window, note_id = opened(enter, "- one\n- two")
    window.keyboard.press("Tab")
    assert text_after(window, note_id, "!") == "- one\n  - two!"
    window.keyboard.press("Escape")
    window.keyboard.press("Tab")
    expect(editor(window)).not_to_be_focused()


def test_finding_in_the_note_counts_and_goes_on(enter: Enter) -> None:
    window, _ = opened(enter, "a word\n\nand a word\n")
    window.keyboard.press("Control+f")
    window.keyboard.type("word")
    count = window.locator(".search-count")
    expect(count).to_have_text("1 of 2")
    window.keyboard.press("Enter")
    expect(count).to_have_text("2 of 2")
    window.keyboard.press("Escape")
    expect(editor(window)).to_be_focused()


def test_code_is_copied_without_line_numbers(enter: Enter) -> None:
    window, _ = opened(enter, '```python linenums="1"\nx = 1\ny = 2\n```\n')
    window.context.grant_permissions(["clipboard-read", "clipboard-write"])
    window.get_by_role("button", name="Copy code").click()
    expect(window.locator("#announcer")).to_have_text("Copied")
    assert window.evaluate("navigator.clipboard.readText()") == "x = 1\ny = 2\n"


def test_the_editor_follows_the_preview_too(enter: Enter) -> None:
    window, _ = opened(enter, "\n\n".join(f"## Part {n}\n\n" + "words " * 80 for n in range(60)))
    expect(window.locator("note-preview h2")).to_have_count(60)
    window.locator("note-preview").hover()
    window.mouse.wheel(0, -100_000)
    expect(editor(window).get_by_text("## Part 0", exact=True)).to_be_in_viewport()


def test_the_whole_page_is_read_and_blocks_are_written(enter: Enter) -> None:
    window, _ = opened(enter, "A note[^1] with one.\n\n[^1]: below\n")
    window.keyboard.type("more")
    window.get_by_role("button", name="Read").click()
    expect(window.locator("note-preview .block")).to_have_count(0)
    expect(window.locator("note-preview")).to_contain_text("below")
    window.get_by_role("button", name="Both").click()
    expect(window.locator("note-preview .block").first).to_be_visible()


def test_a_note_in_the_trash_can_be_read_and_not_written(enter: Enter, note: Note) -> None:
    trash.put([note.id])
    window = enter(f"/notes/{note.id}")
    expect(editor(window)).to_have_attribute("contenteditable", "false")
    expect(window.locator("note-editor")).to_have_js_property("state", "readonly")
