"""
What a person does, in a real Chromium against the real server.

Nothing waits for a time: every step waits for what the person would see.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from notes.library import editing, listing
from notes.library.editing import Draft, Note
from notes.web.server import Server
from tests.accessibility import violations
from tests.conftest import Headless
from ui.window import OPEN

pytest_plugins = "tests.browser_fixtures"

Enter = Callable[..., Page]


def editor(window: Page) -> Locator:
    return window.locator(".cm-content")


def state(window: Page) -> Locator:
    return window.locator("save-state [data-word]")


def test_a_new_note_is_written_saved_and_still_there_after_a_reload(enter: Enter) -> None:
    window = enter()
    window.get_by_role("button", name=re.compile("Write the first note")).click()
    editor(window).click()
    window.keyboard.type("# First\n\nWhat I think about 检查点")
    expect(state(window)).to_have_text("Saved")
    expect(window.locator("#results")).to_contain_text("First")
    expect(window.locator("note-preview h1")).to_have_text("First")
    window.reload()
    expect(editor(window)).to_contain_text("What I think about 检查点")
    assert [head.title for head in listing.page().notes] == ["First"]


def test_typing_without_a_pause_is_saved_all_the_same(enter: Enter, note: Note) -> None:
    window = enter(f"/notes/{note.id}")
    editor(window).click()
    window.keyboard.press("Control+End")
    saved = editing.version(note.id)
    for _ in range(60):
        window.keyboard.type("word ", delay=10)
        if editing.version(note.id) > saved:
            break
    assert editing.version(note.id) > saved
    window.keyboard.type("end")
    expect(state(window)).to_have_text("Saved")
    assert editing.read(note.id).body.endswith("end")


def test_of_two_tabs_the_second_is_told_and_loses_nothing(enter: Enter, note: Note) -> None:
    first, second = enter(f"/notes/{note.id}"), enter(f"/notes/{note.id}")
    editor(first).click()
    first.keyboard.press("Control+Home")
    first.keyboard.type("Mine. ")
    expect(state(first)).to_have_text("Saved")
    editor(second).click()
    second.keyboard.press("Control+Home")
    second.keyboard.type("Yours. ")
    expect(state(second)).to_have_text("Changed elsewhere")
    assert editing.read(note.id).body.startswith("Mine. ")
    second.get_by_role("button", name="Compare and choose").click()
    expect(second.locator("#conflict .clash [data-mine]")).to_contain_text("Yours. ")
    expect(second.locator("#conflict .clash [data-theirs]")).to_contain_text("Mine. ")
    second.get_by_role("button", name="Keep both").click()
    expect(state(second)).to_have_text("Saved")
    bodies = {editing.read(head.id).body[:5] for head in listing.page().notes}
    assert bodies == {"Mine.", "Yours"}


def test_a_save_that_fails_is_said_and_made_good(enter: Enter, note: Note, server: Server) -> None:
    window = enter(f"/notes/{note.id}")
    window.route("**/notes/*", lambda route: route.abort())
    editor(window).click()
    window.keyboard.type("kept ")
    expect(state(window)).to_have_text("Not saved")
    window.unroute("**/notes/*")
    window.get_by_role("button", name="Try now").click()
    expect(state(window)).to_have_text("Saved")
    assert "kept " in editing.read(note.id).body


def test_a_note_opened_from_elsewhere_is_in_its_list(enter: Enter, note: Note) -> None:
    window = enter(f"/notes/{note.id}")
    another = editing.create("# Made elsewhere")
    window.evaluate(f"() => {{ {OPEN % another.id} }}")
    expect(window.locator("#results")).to_contain_text("Made elsewhere")
    expect(window).to_have_title("Made elsewhere · Octavo")


def test_search_finds_while_typing_and_opens_a_hit(enter: Enter) -> None:
    editing.create_many(
        Draft(f"# {title}\n\n{text}")
        for title, text in [
            ("WAL mode", "A reader never blocks"),
            ("日志", "检查点之后截断"),
            ("Else", "-"),
        ]
    )
    window = enter()
    window.keyboard.press("Control+Shift+F")
    window.keyboard.type("rea")
    rows = window.locator("#results .row")
    expect(rows).to_have_count(1)
    expect(rows.locator("mark").first).to_have_text("reader")
    window.locator("#search").fill("查点")
    expect(rows.locator("h3, .title").first).to_contain_text("日志")
    window.keyboard.press("Enter")
    expect(editor(window)).to_contain_text("检查点之后截断")
    window.locator("#search").fill("nothing at all")
    expect(window.locator("#results")).to_contain_text("No note has “nothing at all”")


def test_a_folder_comes_in_and_every_file_is_accounted_for(enter: Enter, tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}.md").write_text(f"# Number {number}\n", "utf-8")
    (folder / "broken.md").write_bytes(b"\xff\xff")
    window = enter()
    window.get_by_role("button", name="Import Markdown…").first.click()
    window.get_by_label("Folder", exact=True).fill(str(folder))
    window.keyboard.press("Enter")
    report = window.locator("#import-folder")
    expect(report).to_contain_text("broken.md")
    expect(report.locator(".counts")).to_contain_text("New notes3")
    window.get_by_role("button", name="Done").click()
    expect(window.locator("#results .row")).to_have_count(3)


def test_the_quick_switcher_goes_to_a_note_and_makes_one(enter: Enter, note: Note) -> None:
    window = enter()
    window.keyboard.press("Control+k")
    window.keyboard.type("anote")
    expect(window.locator("#switcher-options [role=option]").first).to_contain_text("A note")
    window.keyboard.press("Enter")
    expect(editor(window)).to_contain_text("with words")
    window.keyboard.press("Control+o")
    window.keyboard.type("Brand new")
    expect(window.locator("#switcher-options [role=option]").first).to_contain_text("Brand new")
    window.keyboard.press("Enter")
    expect(window.locator("note-title input")).to_have_value("Brand new")
    assert listing.count() == 2


def test_a_note_goes_to_the_trash_and_comes_back_with_undo(enter: Enter, note: Note) -> None:
    window = enter(f"/notes/{note.id}")
    window.locator("#note").get_by_role("button", name="More").click()
    window.get_by_role("menuitem", name="Move to the trash").click()
    undo = window.get_by_role("button", name="Undo")
    expect(undo).to_be_visible()
    assert listing.count(trashed=True) == 1
    undo.click()
    expect(window.locator("#results .row")).to_have_count(1)
    assert listing.count() == 1


def test_replacing_is_looked_at_chosen_done_and_undone(enter: Enter) -> None:
    opened = editing.create("# One\n\na cat\n").id
    other = editing.create("# Two\n\ncat 猫 cat\n", notebook="Pets").id
    window = enter(f"/notes/{opened}")
    editor(window).click()
    window.keyboard.press("Control+End")
    window.keyboard.type("a late cat")
    window.keyboard.press("Control+Shift+H")
    window.get_by_label("Find", exact=True).fill("cat")
    window.get_by_label("Replace with", exact=True).fill("枭")
    window.keyboard.press("Enter")
    dialog = window.get_by_role("dialog", name="Replace in notes")
    expect(dialog.get_by_role("button", name="Replace 4 in 2 notes")).to_be_enabled()
    expect(dialog.locator("ins").first).to_have_text("枭")
    dialog.get_by_role("checkbox", name=re.compile("cat 猫 cat")).last.uncheck()
    dialog.get_by_role("button", name="Replace 3 in 2 notes").click()
    expect(dialog).to_be_hidden()
    expect(window.locator(".toast")).to_contain_text("Replaced 3 in 2 notes")
    expect(editor(window)).to_contain_text("a late 枭")
    expect(state(window)).to_have_text("Saved")
    assert editing.read(other).body == "# Two\n\n枭 猫 cat\n"
    window.get_by_role("button", name="Undo").click()
    expect(window.locator(".toast")).to_contain_text("Undone: Replaced cat → 枭")
    expect(editor(window)).to_contain_text("a late cat")
    assert editing.read(other).body == "# Two\n\ncat 猫 cat\n"
    assert editing.read(opened).body == "# One\n\na cat\na late cat"


def test_what_cannot_be_replaced_is_said_and_what_was_left_is_named(enter: Enter) -> None:
    mine = editing.create("# Mine\n\na cat\n", notebook="Pets").id
    editing.create("# Elsewhere\n\na cat\n")
    window = enter("/?notebook=Pets")
    window.keyboard.press("Control+Shift+H")
    dialog = window.get_by_role("dialog", name="Replace in notes")
    dialog.get_by_label("Regular expression").check()
    dialog.get_by_label("Find", exact=True).fill("(cat")
    window.keyboard.press("Enter")
    expect(dialog.get_by_role("alert")).to_have_text("A parenthesis is not closed.")
    dialog.get_by_label("Find", exact=True).fill("(c)at")
    dialog.get_by_label("Replace with", exact=True).fill(r"\1ow")
    dialog.get_by_role("radio", name="Pets").check()
    window.keyboard.press("Enter")
    expect(dialog.locator("ins")).to_have_text("cow")
    editing.save(mine, 1, body="# Mine\n\na cat, changed\n")
    dialog.get_by_role("button", name="Replace 1 in 1 note").click()
    expect(dialog).to_contain_text("This note was changed elsewhere")
    assert editing.read(mine).body == "# Mine\n\na cat, changed\n"


def test_links_open_outside_and_the_window_stays(
    enter: Enter, server: Server, shell: Headless
) -> None:
    note = editing.create("[out](https://example.org/x) <b onclick=alert(1)>b</b>")
    window = enter(f"/notes/{note.id}")
    with window.expect_response("**/open"):
        window.locator("note-preview a").click()
    assert shell.opened == ["https://example.org/x"]
    assert window.url.startswith(server.session.origin)


def test_both_themes_follow_the_choice(enter: Enter) -> None:
    window = enter()
    light = background(window)
    window.keyboard.press("Control+,")
    window.get_by_role("radio", name="Dark").check()
    expect(window.locator("html")).to_have_attribute("data-theme", "dark")
    assert background(window) != light
    window.reload()
    expect(window.locator("html")).to_have_attribute("data-theme", "dark")


def test_the_preview_scrolls_in_step_with_the_editor(enter: Enter) -> None:
    body = "\n\n".join(f"## Part {n}\n\n" + "words " * 80 for n in range(60))
    window = enter(f"/notes/{editing.create(body).id}")
    expect(window.locator("note-preview h2")).to_have_count(60)
    editor(window).click()
    window.keyboard.press("Control+End")
    expect(window.locator("note-preview h2").last).to_be_in_viewport()


def test_markup_in_names_stays_words(enter: Enter) -> None:
    hostile = "<img src=x onerror=alert(1)>"
    note = editing.create("words", title=hostile, notebook=hostile, tags=[hostile])
    window = enter(f"/notes/{note.id}")
    expect(window.locator("#results")).to_contain_text("onerror")
    assert window.locator("img").count() == 0


def sized(window: Page) -> Iterator[str]:
    """A window as on a desk, half of that, and as in a hand."""
    for width, height in ((1280, 800), (800, 600), (500, 700)):
        window.set_viewport_size({"width": width, "height": height})
        yield f"{width} wide"


def test_axe_finds_nothing_on_the_page(enter: Enter) -> None:
    note = editing.create(
        "# Title\n\n- [x] done\n\n```python title='a.py'\n"
        "x = 'a line that is longer than the pane, so that it has to be scrolled to its end'\n"
        "```\n\n> [!note]\n> 注意\n\n"
        "| a | b |\n|---|---|\n| 1 | 2 |\n",
        notebook="工作/Plans",
        tags=["idea"],
    )
    editing.create("#other", title="Other")
    for path in ("/", f"/notes/{note.id}", f"/notes/{note.id}?q=title", "/?q=nothing", "/?trash=1"):
        window = enter(path)
        for size in sized(window):
            assert violations(window) == [], (path, size)


def test_axe_finds_nothing_in_a_dialog(enter: Enter, note: Note) -> None:
    window = enter("/?trash=1")
    for size in sized(window):
        for keys in ("Control+,", "Control+k", "Control+/", "Control+Shift+H"):
            window.keyboard.press(keys)
            expect(window.locator("dialog[open]")).to_be_visible()
            assert violations(window) == [], (keys, size)
            window.keyboard.press("Escape")


def background(window: Page) -> str:
    return str(window.evaluate("getComputedStyle(document.body).backgroundColor"))
