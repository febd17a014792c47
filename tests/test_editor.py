"""
The editor and the preview of a note, in a real Chromium against the real server.

What needs no browser (autosave, line ends, keys, scrolling) is in ui/editor/test.
"""

import pytest
from playwright.sync_api import Locator, Page, expect

from notes.library import editing, trash
from notes.library.editing import Draft, Note
from notes.library.opening import Library
from tests.scripts import refresh_list
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
    blocks.last.evaluate("block => (block.title = 'in its place')")
    window.keyboard.type("!")
    expect(blocks.last).to_have_text("third!")
    expect(blocks.last).to_have_attribute("title", "in its place")


def test_a_line_without_end_is_cut_in_the_page_where_nobody_sees_it(enter: Enter) -> None:
    text = "words 中文 and " * 4_000 + "end"
    window, _ = opened(enter, text)
    pieces = window.locator("note-preview p > span")
    expect(pieces).to_have_count(len(text) // 2_000 + 1)
    assert "".join(pieces.all_text_contents()) == text


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


# --- opened at what a search matched

WAL = "\n\n".join(["words " * 200, "the **WA**L, 👍 a *wal*", "more " * 900, "WAL", "x " * 900])
PAINTED = "name => [...(CSS.highlights.get(name) ?? [])].map(range => range.toString())"
IN_VIEW = """() => {
  const [range] = CSS.highlights.get("match-current");
  const place = range.getBoundingClientRect();
  const page = document.querySelector("note-preview").getBoundingClientRect();
  return place.top >= page.top && place.bottom <= page.bottom;
}"""


@pytest.fixture
def wal(library: Library) -> Note:
    return editing.create(WAL, title="The log")


def hit(window: Page) -> Locator:
    return window.locator(".cm-match-current")


def counted(window: Page) -> Locator:
    return window.locator("note-matches [data-count]")


def painted(window: Page, name: str = "match") -> list[str]:
    return list(window.evaluate(PAINTED, name))


def test_a_found_note_opens_at_its_first_match_and_keys_go_on(enter: Enter, wal: Note) -> None:
    window = enter("/?q=wal")
    window.locator("#results h3 a").click()
    expect(hit(window)).to_have_text("wal")
    expect(hit(window)).to_be_in_viewport()
    expect(counted(window)).to_have_text("1 of 2")
    for keys in ("F3", "Control+g"):
        window.keyboard.press(keys)
    window.keyboard.press("Shift+F3")
    expect(counted(window)).to_have_text("2 of 2")
    expect(hit(window)).to_have_text("WAL")
    expect(hit(window)).to_be_in_viewport()
    expect(window.locator("#results h3 a")).to_be_focused()


def test_the_preview_points_at_the_same_match(enter: Enter, wal: Note) -> None:
    window = enter(f"/notes/{wal.id}?q=wal")
    expect(window.locator("note-preview .block")).to_have_count(5)
    assert painted(window) == ["WAL", "wal", "WAL"]
    window.get_by_role("button", name="Next match").click()
    window.wait_for_function(IN_VIEW)
    assert painted(window, "match-current") == ["WAL"]


def test_where_a_note_is_read_its_page_is_gone_through(enter: Enter, wal: Note) -> None:
    enter(f"/notes/{wal.id}").get_by_role("button", name="Read").click()
    window = enter(f"/notes/{wal.id}?q=wal")
    expect(counted(window)).to_have_text("1 of 3")
    window.wait_for_function(IN_VIEW)
    for _ in range(2):
        window.keyboard.press("F3")
    expect(counted(window)).to_have_text("3 of 3")
    window.wait_for_function(IN_VIEW)


def test_what_is_written_keeps_the_count_right(enter: Enter, wal: Note) -> None:
    window = enter(f"/notes/{wal.id}?q=wal")
    hit(window).dblclick()
    window.keyboard.press("Delete")
    expect(counted(window)).to_have_text("1 of 1")
    window.keyboard.press("Control+Home")
    window.keyboard.type("before ")
    window.keyboard.press("F3")
    expect(hit(window)).to_have_text("WAL")
    window.keyboard.type("now ")
    expect(editor(window)).to_contain_text("now WAL")
    expect(window.locator("note-preview")).to_contain_text("now WAL")
    assert painted(window)[-1] == "WAL"


def test_enter_goes_into_the_text_at_the_match(enter: Enter, wal: Note) -> None:
    window = enter("/?q=wal")
    window.locator("#results h3 a").focus()
    window.keyboard.press("Enter")
    expect(editor(window)).to_be_focused()
    window.keyboard.type("new ")
    expect(editor(window)).to_contain_text("a *new wal*")


def test_a_note_opens_at_its_match_or_where_it_was_left(enter: Enter, wal: Note) -> None:
    window = enter(f"/notes/{wal.id}?q=wal")
    window.get_by_role("button", name="Next match").click()
    expect(hit(window)).to_have_text("WAL")
    window.get_by_role("link", name="All notes").click()
    expect(window.locator("note-matches")).to_have_count(0)
    other = editing.create("# Other")
    window.evaluate("id => htmx.ajax('GET', `/notes/${id}`, '#note')", other.id)
    expect(editor(window)).to_contain_text("# Other")
    window.locator("#results .row", has_text="The log").click()
    expect(editor(window).get_by_text("WAL", exact=True)).to_be_in_viewport()
    expect(hit(window)).to_have_count(0)
    window.locator("#search").fill("wal")
    expect(window.locator("#results mark").first).to_be_visible()
    window.locator("#results h3 a").click()
    expect(hit(window)).to_have_text("wal")
    expect(hit(window)).to_be_in_viewport()


def test_finding_in_the_text_has_the_keys_for_itself(enter: Enter, wal: Note) -> None:
    window = enter(f"/notes/{wal.id}?q=wal")
    editor(window).focus()
    window.keyboard.press("Control+Home")
    window.keyboard.press("Control+f")
    window.keyboard.type("words")
    window.keyboard.press("F3")
    expect(window.locator(".search-count")).to_have_text("2 of 200")
    expect(counted(window)).to_have_text("1 of 2")


def test_matches_are_put_away_with_escape(enter: Enter, wal: Note) -> None:
    window = enter(f"/notes/{wal.id}?q=wal")
    expect(window.locator("note-preview .block")).to_have_count(5)
    window.get_by_role("button", name="Hide the matches").focus()
    window.keyboard.press("Escape")
    expect(window.locator("note-matches, .cm-match")).to_have_count(0)
    expect(editor(window)).to_be_focused()
    assert painted(window) == []


@pytest.mark.parametrize("typed", ["wal words", ""])
def test_matches_go_with_the_search_that_they_are_of(enter: Enter, wal: Note, typed: str) -> None:
    window = enter(f"/notes/{wal.id}?q=wal")
    expect(window.locator("note-preview .block")).to_have_count(5)
    window.locator("#search").fill(typed)
    expect(window.locator(".matches, .cm-match")).to_have_count(0)
    assert painted(window) == []


def test_that_only_its_title_matched_goes_with_the_search_too(enter: Enter, wal: Note) -> None:
    window = enter(f"/notes/{wal.id}?q=title:log")
    expect(window.locator(".matches")).to_contain_text("Matched in the title")
    window.locator("#search").fill("wal")
    expect(window.locator("#results")).to_have_attribute("data-words", "wal")
    expect(window.locator(".matches")).to_have_count(0)


def test_matches_stay_while_their_list_is_asked_for_again(enter: Enter, library: Library) -> None:
    editing.create_many(Draft(f"# Checkpoint {number}") for number in range(4))
    window = enter("/?q=chekpoint")
    window.locator(".meant .row h3 a").first.click()
    expect(counted(window)).to_have_text("1 of 1")
    with window.expect_response("**refresh=1"):
        refresh_list(window)
    expect(window.locator("#results")).to_have_attribute("data-words", "chekpoint")
    expect(counted(window)).to_have_text("1 of 1")


def test_a_browser_that_cannot_paint_over_a_page_marks_it(enter: Enter, wal: Note) -> None:
    enter().context.add_init_script("delete CSS.__proto__.highlights; delete CSS.highlights")
    window = enter(f"/notes/{wal.id}?q=wal")
    marks = window.locator("note-preview mark")
    expect(marks).to_have_text(["WA", "L", "wal", "WAL"])
    window.keyboard.press("F3")
    expect(window.locator("note-preview mark.current")).to_have_text("WAL")
    window.get_by_role("button", name="Hide the matches").click()
    expect(marks).to_have_count(0)
    expect(window.locator("note-preview strong")).to_have_text("WA")


def test_a_huge_note_with_thousands_of_matches_opens(enter: Enter, library: Library) -> None:
    note = editing.create(("wal " + "something else " * 14 + "\n\n") * 10_000)
    library.settings.write({"mode": "write"})
    window = enter(f"/notes/{note.id}?q=wal")
    expect(counted(window)).to_have_text("1 of 1,000+")
    window.keyboard.press("Shift+F3")
    expect(counted(window)).to_have_text("1,000 of 1,000+")
    expect(hit(window)).to_be_in_viewport()
