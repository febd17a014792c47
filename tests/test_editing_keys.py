"""What keys, pastes and clicks do in the text of a note, in a real Chromium."""

from playwright.sync_api import Page, expect

from notes.library import editing, undoing
from notes.library.editing import Note
from tests.test_browser import Enter, editor, state
from tests.test_editor import at_the_end, opened, text_after

pytest_plugins = ["tests.test_browser"]  # whose window this one uses


def left(window: Page, note: Note) -> None:
    """What can be undone is kept when a note is left."""
    with window.expect_response(f"**/notes/{note.id}/undo"):
        window.get_by_role("link", name="All notes").click()
        window.evaluate("htmx.ajax('GET', '/notes/0000000000000000', '#note')")


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
    later.keyboard.press("Control+z")
    later.keyboard.press("Control+z")
    expect(editor(later)).not_to_contain_text("more")
    expect(state(later)).to_have_text("Saved")
    assert editing.read(note.id).body == note.body
    later.keyboard.press("Control+y")
    expect(editor(later)).to_contain_text("and more")


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


def test_without_a_selection_the_same_key_goes_to_a_note(enter: Enter) -> None:
    window, _ = opened(enter, "words")
    window.keyboard.press("Control+k")
    expect(window.locator("#switcher")).to_be_visible()
