"""What keys, pastes and clicks do in the text of a note, in a real Chromium."""

import pytest
from playwright.sync_api import Page, expect

from notes.library import editing, undoing
from notes.library.editing import Draft, Note
from tests.test_browser import Enter, editor, state
from tests.test_editor import at_the_end, opened, text_after

pytest_plugins = ["tests.test_browser"]  # whose window this one uses

#: More than what is typed here can be undone in, however slow the machine is.
STEPS = 16
COMPOSING = {"isComposing": True, "bubbles": True, "cancelable": True}


def left(window: Page, note: Note) -> None:
    """What can be undone is kept when a note is left."""
    with window.expect_response(f"**/notes/{note.id}/undo"):
        window.get_by_role("link", name="All notes").click()
        window.evaluate("htmx.ajax('GET', '/notes/0000000000000000', '#note')")


def pressed(window: Page, key: str, times: int) -> None:
    for _ in range(times):
        window.keyboard.press(key)


def saved(window: Page, note_id: str) -> str:
    window.evaluate("document.querySelector('note-editor').flush()")
    return editing.read(note_id).body


def test_what_was_typed_can_be_undone_after_a_restart(enter: Enter, note: Note) -> None:
    window = enter(f"/notes/{note.id}")
    at_the_end(window)
    window.keyboard.type("and more")
    expect(state(window)).to_have_text("Saved")
    left(window, note)
    later = enter(f"/notes/{note.id}")
    expect(editor(later)).to_contain_text("and more")
    editor(later).focus()
    later.keyboard.type("New. ")
    pressed(later, "Control+z", STEPS)
    assert saved(later, note.id) == note.body
    pressed(later, "Control+y", STEPS)
    expect(editor(later)).to_contain_text("New. ")
    assert saved(later, note.id).endswith("and more")


def test_what_was_changed_elsewhere_meanwhile_undoes_nothing(enter: Enter, note: Note) -> None:
    window = enter(f"/notes/{note.id}")
    at_the_end(window)
    window.keyboard.type("and more")
    expect(state(window)).to_have_text("Saved")
    left(window, note)
    assert undoing.is_kept(note.id)
    editing.save(note.id, editing.version(note.id), body="another text")
    later = enter(f"/notes/{note.id}")
    editor(later).focus()
    later.keyboard.press("Control+z")
    expect(editor(later)).to_have_text("another text")


# --- marks


def test_what_is_selected_gets_marks_and_a_link(enter: Enter) -> None:
    window, note_id = opened(enter, "one two")
    window.keyboard.press("Control+Shift+ArrowLeft")
    for key in ("b", "e", "e", "k"):
        window.keyboard.press(f"Control+{key}")
    assert text_after(window, note_id, "/a") == "one **[two](/a)**"


def test_marks_are_typed_around_what_is_selected(enter: Enter) -> None:
    window, note_id = opened(enter, "one two")
    window.keyboard.press("Control+Shift+ArrowLeft")
    window.keyboard.type("**")
    window.keyboard.press("ArrowRight")
    assert text_after(window, note_id, "(") == "one **two(**"


def test_without_a_selection_the_same_key_goes_to_a_note(enter: Enter) -> None:
    window, _ = opened(enter, "words")
    window.keyboard.press("Control+k")
    expect(window.locator("#switcher")).to_be_visible()


def test_what_a_pattern_finds_is_replaced_with_its_groups(enter: Enter) -> None:
    window, note_id = opened(enter, "one two\nthree four\n")
    window.keyboard.press("Control+f")
    window.get_by_role("button", name="Regular expression").click()
    window.get_by_label("Find in note").get_by_role("textbox").first.fill(r"(\w+) (\w+)")
    window.get_by_placeholder("Replace with").fill("$2 $1")
    window.get_by_role("button", name="Replace all").click()
    assert saved(window, note_id) == "two one\nfour three\n"


# --- folding, carets, completion


def test_a_section_is_folded_by_its_arrow_and_unfolded_by_keys(enter: Enter) -> None:
    window, _ = opened(enter, "# One\n\nfirst\n\n# Two\n\nsecond\n")
    heading = editor(window).locator(".cm-foldable", has_text="One")
    heading.click(position={"x": 16, "y": 12})
    expect(editor(window)).not_to_contain_text("first")
    expect(editor(window)).to_contain_text("second")
    heading.click(position={"x": 60, "y": 12})
    window.keyboard.press("Control+Shift+BracketRight")
    expect(editor(window)).to_contain_text("first")
    window.keyboard.press("Control+End")
    window.keyboard.press("Control+Shift+BracketLeft")
    expect(editor(window)).not_to_contain_text("second")


def test_a_match_that_is_folded_away_is_shown(enter: Enter) -> None:
    note = editing.create("# One\n\nwal\n\n# Two\n\nthe wal\n")
    window = enter(f"/notes/{note.id}?q=wal")
    section = editor(window).locator(".cm-foldable", has_text="Two")
    section.click(position={"x": 16, "y": 12})
    expect(editor(window)).not_to_contain_text("the wal")
    window.keyboard.press("F3")
    expect(editor(window)).to_contain_text("the wal")


def test_several_carets_write_at_once(enter: Enter) -> None:
    window, note_id = opened(enter, "one\none\none")
    window.keyboard.press("Control+Alt+ArrowUp")
    editor(window).get_by_text("one").first.click(modifiers=["Alt"], position={"x": 100, "y": 8})
    assert text_after(window, note_id, "!") == "one!\none!\none!"
    window.keyboard.press("Escape")
    window.keyboard.press("Control+Home")
    pressed(window, "Control+d", 3)
    assert text_after(window, note_id, "a") == "a!\na!\na!"


def test_behind_two_brackets_a_title_is_chosen(enter: Enter) -> None:
    editing.create_many([Draft("# WAL mode"), Draft("# Something else")])
    window, note_id = opened(enter, "see ")
    window.keyboard.type("[[wal")
    window.get_by_role("option", name="WAL mode").click()
    assert text_after(window, note_id, "!") == "see [[WAL mode]]!"


# --- tables


TABLES = [
    "| x | y |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |\n\nafter",
    "|x|y|\n|-|-|\n|1|2|\n\nafter",
    "x | y\n---|---\n1 | 2\n3 | 4\n\nafter",
]


@pytest.mark.parametrize("typed", TABLES)
def test_a_table_typed_by_hand_is_what_was_typed(enter: Enter, typed: str) -> None:
    window, note_id = opened(enter, "")
    assert text_after(window, note_id, typed) == typed


def test_a_row_may_be_typed_by_hand_over_an_empty_one(enter: Enter) -> None:
    window, note_id = opened(enter, "| a | b |\n|---|---|")
    window.keyboard.press("Tab")
    typed = text_after(window, note_id, "| 1 | 2 |\n\nafter")
    assert typed == "| a | b |\n|---|---|\n| 1 | 2 |\n\nafter"


@pytest.mark.parametrize(
    ("typed", "row"), [("x", "| x | |"), ("|1|2|", "|1|2|")], ids=["words", "pipes"]
)
def test_enter_behind_the_head_makes_a_row(enter: Enter, typed: str, row: str) -> None:
    window, note_id = opened(enter, "| a | b |\n|---|---|\n| c | d |")
    for key in ("Control+Home", "End", "Enter"):
        window.keyboard.press(key)
    assert text_after(window, note_id, typed) == f"| a | b |\n|---|---|\n{row}\n| c | d |"


def test_a_table_is_written_with_tab_and_enter_and_undone_in_one_step(enter: Enter) -> None:
    window, note_id = opened(enter, "| Name | 数量 |\n|--|--:|\n| a | 1 |")
    pressed(window, "ArrowLeft", 2)
    window.keyboard.press("Enter")
    for key in ("汉字", "Tab", "2"):
        window.keyboard.press(key) if key == "Tab" else window.keyboard.type(key)
    window.keyboard.press("Shift+Tab")
    laid_out = "| Name | 数量 |\n|------|-----:|\n| a    |    1 |\n| 汉字 |    2 |"
    expect(state(window)).to_have_text("Saved")
    assert editing.read(note_id).body == laid_out
    window.keyboard.press("Control+Home")
    pressed(window, "ArrowRight", 6)
    typed = text_after(window, note_id, "s of all")
    window.keyboard.press("Tab")
    expect(editor(window)).to_contain_text("| 汉字        |    2 |")
    window.keyboard.press("Control+z")
    assert saved(window, note_id) == typed


def test_python_is_written_as_deep_as_it_stands(enter: Enter) -> None:
    window, note_id = opened(enter, "```python\nclass A:")
    for line in ("def f(self):", "x = 1", "return x"):
        window.keyboard.press("Enter")
        window.keyboard.type(line)
    window.keyboard.press("Enter")
    written = text_after(window, note_id, "!").removeprefix("```python\n")
    assert written == "class A:\n    def f(self):\n        x = 1\n        return x\n        !"


# --- long notes, whose end is reached before the highlighter has read it

LONG = "Some words of a **long** note, `code` and [a link](/a).\n\n" * 3_200


@pytest.mark.parametrize(
    ("body", "keys", "then"),
    [
        ("| a | b |\n|---|---|\n| 1 | 2", ["Tab"], "| a | b |\n|---|---|\n| 1 | 2 |\n| !  |   |"),
        ("- a\n- b", ["Enter"], "- a\n- b\n- !"),
        ("```\nif x:\n", ["Tab"], "```\nif x:\n    !"),
        ("> a", ["Enter", "Enter"], "> a\n\n!"),
    ],
)
def test_keys_know_where_they_are_in_a_long_note(
    enter: Enter, body: str, keys: list[str], then: str
) -> None:
    window, note_id = opened(enter, LONG + body)
    for key in keys:
        window.keyboard.press(key)
    assert text_after(window, note_id, "!").removeprefix(LONG) == then


def test_a_table_that_is_only_begun_is_not_left_by_tab(enter: Enter) -> None:
    window, note_id = opened(enter, "| a ")
    window.keyboard.press("Tab")
    assert text_after(window, note_id, "| b |") == "| a | b |"


# --- pasting

PASTE = """(content, {text, html}) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  if (html) clipboardData.setData("text/html", html);
  const how = {clipboardData, bubbles: true, cancelable: true};
  content.dispatchEvent(new ClipboardEvent("paste", how));
}"""


def paste(window: Page, text: str, html: str = "") -> None:
    editor(window).evaluate(PASTE, {"text": text, "html": html})


def test_html_is_pasted_as_markdown_and_undone_to_its_plain_text(enter: Enter) -> None:
    window, note_id = opened(enter, "")
    paste(window, "Title\nwords", "<h2>Title</h2><p><b>words</b> <a href='https://a.org'>a</a></p>")
    expect(editor(window)).to_contain_text("## Title")
    assert text_after(window, note_id, "!") == "## Title\n\n**words** [a](https://a.org)!"
    pressed(window, "Control+z", 2)
    expect(editor(window)).to_have_text("Titlewords")
    window.keyboard.press("Control+z")
    expect(editor(window)).to_have_text("")


def test_html_is_pasted_as_deep_as_the_item_it_goes_to(enter: Enter) -> None:
    window, note_id = opened(enter, "> - see ")
    paste(window, "a b", "<p>a</p><p><b>b</b></p>")
    expect(editor(window)).to_contain_text("**b**")
    assert text_after(window, note_id, "!") == "> - see a\n>   \n>   **b**!"


@pytest.mark.parametrize("body", ["```\n", "---\na: "])
def test_what_is_pasted_into_code_stays_text(enter: Enter, body: str) -> None:
    window, note_id = opened(enter, body)
    paste(window, "x = 1", "<p><b>x</b> = 1</p>")
    assert text_after(window, note_id, "!") == f"{body}x = 1!"


def test_an_address_over_a_selection_makes_a_link(enter: Enter) -> None:
    window, note_id = opened(enter, "see this")
    window.keyboard.press("Control+Shift+ArrowLeft")
    paste(window, "https://a.org/b", '<a href="https://a.org/b">A page</a>')
    window.keyboard.press("End")
    assert text_after(window, note_id, "!") == "see [this](https://a.org/b)!"


def test_a_text_that_only_begins_with_an_address_is_pasted_as_text(enter: Enter) -> None:
    window, note_id = opened(enter, "see this")
    window.keyboard.press("Control+Shift+ArrowLeft")
    paste(window, "https://a.org is great")
    assert text_after(window, note_id, "!") == "see https://a.org is great!"


def test_what_was_copied_from_our_page_leads_where_it_led(enter: Enter) -> None:
    window, note_id = opened(enter, "see ")
    home = window.url.removesuffix(note_id)
    links = [
        f"<a class='wiki-link missing' href='{home}Other' title='No such note'>Other</a>",
        f"<a href='{home}b.md'>a</a> <a href='{home}{note_id}#d'>c</a>",
        f"<img src='{home}{note_id}/image?at=f.png' alt='e' class='missing'>",
    ]
    paste(window, "Other a c", f"<p>{' '.join(links)}</p>")
    expect(editor(window)).to_contain_text("[[Other]]")
    pasted = text_after(window, note_id, "!")
    assert pasted == "see [[Other]] [a](b.md) [c](#d) ![e](f.png)!"


def test_plain_text_is_pasted_on_demand(enter: Enter) -> None:
    window, note_id = opened(enter, "see this")
    window.keyboard.press("Control+Shift+ArrowLeft")
    editor(window).dispatch_event("keydown", {"code": "KeyV", "ctrlKey": True, "shiftKey": True})
    paste(window, "https://a.org/b", "<p><b>a</b></p>")
    assert text_after(window, note_id, "!") == "see https://a.org/b!"


# --- input methods


@pytest.mark.parametrize("body", ["- one\n- ", "| a | b |\n|---|---|\n| ", "**", "[["])
def test_what_an_input_method_composes_is_left_alone(enter: Enter, body: str) -> None:
    window, note_id = opened(enter, body)
    ime = window.context.new_cdp_session(window)
    for part in ("z", "zh", "zhong"):
        asked = {"text": part, "selectionStart": len(part), "selectionEnd": len(part)}
        ime.send("Input.imeSetComposition", asked)
        for key in ("Enter", "Tab", "Escape"):
            editor(window).dispatch_event("keydown", {"key": key, "keyCode": 229, **COMPOSING})
    ime.send("Input.insertText", {"text": "中"})
    assert text_after(window, note_id, "!") == f"{body}中!"
