"""Where somebody was in a note, in a page that is loaded again; tests/test_window.py ends one."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from notes.library import editing
from notes.library.editing import Note
from ui.window import REVIVED

pytest_plugins = "tests.browser_fixtures"

Enter = Callable[..., Page]
Write = Callable[..., Note]

LINES = "".join(f"Line {number}, 第 {number} 行\n" for number in range(1, 501))


@pytest.fixture
def long(note: Note) -> Note:
    return editing.save(note.id, note.version, body=f"# Long\n\n{LINES}")


def editor(window: Page) -> Locator:
    return window.locator(".cm-content")


def seen(window: Page) -> float:
    """How far the text is scrolled."""
    return float(window.locator(".cm-scroller").evaluate("element => element.scrollTop"))


def kept(window: Page) -> None:
    """Wait until the page has kept where it is."""
    window.wait_for_function(
        "() => JSON.parse(sessionStorage.getItem('octavo-place') ?? '{}').place?.head > 0"
    )


def caret_at(window: Page, line: int) -> None:
    """At the end of a line of the text, by keys."""
    editor(window).click()
    window.keyboard.press("Control+Home")
    for _ in range(line + 1):
        window.keyboard.press("ArrowDown")
    window.keyboard.press("End")


def saved(window: Page) -> None:
    expect(window.locator("save-state [data-word]")).to_have_text("Saved")


def test_after_a_reload_the_keyboard_is_where_it_was_in_the_text(enter: Enter, long: Note) -> None:
    window = enter(f"/notes/{long.id}")
    caret_at(window, 60)
    window.keyboard.type(" 早 before")
    saved(window)
    scrolled = seen(window)
    assert scrolled > 500
    window.reload()
    expect(editor(window)).to_be_focused()
    window.keyboard.type(" and 后来 behind")
    expect(editor(window)).to_contain_text("Line 60, 第 60 行 早 before and 后来 behind")
    saved(window)
    assert abs(seen(window) - scrolled) < 30
    assert "\nLine 60, 第 60 行 早 before and 后来 behind\n" in editing.read(long.id).body


def test_what_is_selected_is_selected_again(enter: Enter, long: Note) -> None:
    window = enter(f"/notes/{long.id}")
    caret_at(window, 7)
    window.keyboard.press("Shift+Home")
    window.reload()
    window.keyboard.type("instead of it")
    saved(window)
    assert "Line 6, 第 6 行\ninstead of it\nLine 8, 第 8 行\n" in editing.read(long.id).body


def test_a_place_that_was_only_looked_at_is_seen_again(enter: Enter, long: Note) -> None:
    window = enter(f"/notes/{long.id}")
    window.locator(".cm-scroller").hover()
    window.mouse.wheel(0, 3000)
    expect(editor(window)).to_contain_text("Line 150,")
    scrolled = seen(window)
    window.reload()
    expect(editor(window)).to_contain_text("Line 150,")
    assert abs(seen(window) - scrolled) < 30
    expect(editor(window)).not_to_be_focused()


def test_the_caret_stays_in_its_words_though_the_text_was_changed_elsewhere(
    enter: Enter, long: Note
) -> None:
    window = enter(f"/notes/{long.id}")
    caret_at(window, 9)
    saved(window)
    body = f"# Long, and longer above\n\n{LINES}"
    editing.save(long.id, editing.version(long.id), body=body)
    window.reload()
    expect(editor(window)).to_be_focused()
    window.keyboard.type(" here")
    saved(window)
    assert "\nLine 9, 第 9 行 here\n" in editing.read(long.id).body


def test_another_window_begins_at_the_top(enter: Enter, long: Note) -> None:
    window = enter(f"/notes/{long.id}")
    caret_at(window, 80)
    kept(window)
    other = enter(f"/notes/{long.id}")
    expect(editor(other)).to_contain_text("Line 1,")
    assert seen(other) == 0
    expect(editor(other)).not_to_be_focused()


def test_another_note_begins_at_its_top_after_a_reload(enter: Enter, long: Note) -> None:
    other = editing.create(f"# Other\n\n{LINES}")
    window = enter(f"/notes/{long.id}")
    caret_at(window, 80)
    kept(window)
    window.reload()
    expect(editor(window)).to_be_focused()
    window.locator(f"#results [data-note-id='{other.id}'] a").first.click()
    expect(window.locator("#note-heading")).to_have_text("Other")
    assert seen(window) == 0


def test_an_address_of_a_match_leads_to_the_match(enter: Enter, long: Note) -> None:
    window = enter(f"/notes/{long.id}")
    caret_at(window, 80)
    kept(window)
    window.goto(f"{window.url}?q=%22Line+400%22")
    expect(editor(window)).to_contain_text("Line 400,")
    caret_at(window, 20)
    kept(window)
    window.reload()
    expect(editor(window)).to_contain_text("Line 20,")
    expect(editor(window)).to_be_focused()


@pytest.mark.parametrize(
    "kept", ["{", '"text"', '{"id": "%s"}', '{"id": "%s", "place": {"head": 9}}']
)
def test_what_another_version_has_kept_is_nothing(enter: Enter, long: Note, kept: str) -> None:
    window = enter(f"/notes/{long.id}")
    expect(editor(window)).to_be_visible()
    window.goto("about:blank")
    item = kept.replace("%s", long.id)
    window.add_init_script(f"sessionStorage['octavo-place'] = {item!r}")
    window.go_back()
    expect(editor(window)).to_contain_text("Line 1,")


def test_a_browser_that_keeps_nothing_shows_notes_all_the_same(enter: Enter, long: Note) -> None:
    window = enter(f"/notes/{long.id}")
    window.add_init_script(
        "Object.defineProperty(window, 'sessionStorage',"
        " { get() { throw new DOMException('no', 'SecurityError'); } });"
    )
    window.reload()
    caret_at(window, 3)
    window.keyboard.type(" and on")
    saved(window)
    assert "Line 3, 第 3 行 and on\n" in editing.read(long.id).body


def test_a_page_that_came_back_says_so_and_one_that_was_reloaded_does_not(
    enter: Enter, note: Note
) -> None:
    window = enter(f"/notes/{note.id}")
    window.evaluate(REVIVED)
    expect(window.locator(".toast p")).to_contain_text("was loaded again")
    window.reload()
    expect(editor(window)).to_be_visible()
    expect(window.locator(".toast")).to_have_count(0)


def test_it_says_so_where_only_the_note_fits_too(enter: Enter, note: Note) -> None:
    window = enter(f"/notes/{note.id}")
    window.set_viewport_size({"width": 620, "height": 600})
    expect(window.locator("#list")).to_be_hidden()
    window.evaluate(REVIVED)
    said = window.locator(".toast p")
    expect(said).to_be_visible()
    expect(window.locator("note-list")).to_be_hidden()
    box = said.bounding_box()
    assert box
    middle = [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2]
    assert window.evaluate("at => !!document.elementFromPoint(...at).closest('.toast')", middle)
    window.locator(".toast").get_by_role("button", name="Dismiss").click()
    expect(window.locator("#list")).to_be_hidden()
