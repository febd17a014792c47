"""What was done lately, as the page lists it and takes it back; and what is deleted for good."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Locator, Page, expect

from notes.library import (
    activity,
    backups,
    editing,
    listing,
    notebooks,
    restoring,
    tagging,
    tags,
    trash,
)
from notes.library.editing import Draft
from notes.library.opening import Library
from notes.storage.database import database
from tests.accessibility import violations
from tests.library_fixtures import behind_its_back
from tests.markup import Markup

pytest_plugins = "tests.browser_fixtures"

Enter = Callable[..., Page]

HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture
def note(library: Library) -> str:
    return editing.create("# One\n\n#cat and more", notebook="Work").id


def listed(page: FlaskClient, address: str = "/acts") -> Markup:
    return Markup(page.get(address).text)


def restore_again(library: Library) -> None:
    """Go back to what there is just now: a restore, over no change."""
    made = backups.make(library, "manual")
    restoring.into(library, made.file)


@contextmanager
def asked() -> Iterator[list[str]]:
    """What SQLite is asked meanwhile."""
    questions: list[str] = []
    database.connection().set_trace_callback(questions.append)
    yield questions
    database.connection().set_trace_callback(None)


class TestRoutes:
    def test_acts_stand_by_their_days_with_what_can_be_done(
        self, page: FlaskClient, note: str
    ) -> None:
        act = trash.put([note]).act
        database.execute_sql("UPDATE act SET happened = happened - 86400000")
        trash.bring_back([note])
        assert listed(page).texts("h3") == ["Today", "Yesterday"]
        assert listed(page).texts(".what") == [
            "Took “One” out of the trash",
            "Moved “One” to the trash",
        ]
        assert listed(page).texts(".state") == ["No longer: changed since"]
        assert [deed.get("data-state") for deed in listed(page).all(".deed")] == ["open", "over"]
        assert "was put in the trash or taken out" in page.get(f"/acts/{act}/notes").text

    def test_many_come_a_page_at_a_time(self, page: FlaskClient, note: str) -> None:
        for _ in range(51):
            trash.put([note])
            trash.bring_back([note])
        first = listed(page)
        assert len(first.all(".deed")) == 50
        further = listed(page, first.one(".more-deeds").get("data-address") or "")
        assert len(further.all(".deed")) == 50
        assert further.all("h3") == []
        assert (
            len(listed(page, further.one(".more-deeds").get("data-address") or "").all(".deed"))
            == 2
        )

    def test_what_somebody_wrote_is_text(self, page: FlaskClient, library: Library) -> None:
        hostile = editing.create("text", title=HOSTILE, notebook=HOSTILE[:8] + "x", tags=["<b>"])
        act = trash.put([hostile.id]).act
        notebooks.rename(HOSTILE[:8] + "x", "<i>")
        tagging.rename("<b>", "<u>")
        for address in ("/acts", f"/acts/{act}/notes"):
            assert "<img" not in page.get(address).text

    def test_taking_back_and_doing_again_tell_what_was_done(
        self, page: FlaskClient, note: str
    ) -> None:
        thrown = page.post(f"/notes/{note}/trash").json
        undone = page.post(f"/acts/{thrown['act']}/undo").json["report"]
        assert (undone["notes"], undone["said"]) == (1, "Undone: Moved “One” to the trash")
        again = page.post(f"/acts/{undone['act']}/undo").json["report"]
        assert again["said"] == "Done again: Moved “One” to the trash"
        assert editing.read(note).trashed

    def test_the_question_says_how_many_and_what_was_asked_about_is_deleted(
        self, page: FlaskClient, note: str
    ) -> None:
        trash.put([note])
        asked = page.get("/trash").json
        assert asked["notes"] == 1
        assert asked["said"].startswith("1 note is deleted for good, with its history. The oldest")
        gone = page.delete("/trash", json={"until": asked["until"]}).json
        assert gone["said"] == "Emptied the trash of 1 note"
        assert page.post(f"/acts/{gone['act']}/undo").json["state"] == "failed"
        assert page.get("/trash").json["notes"] == 0

    def test_each_restore_says_what_was_changed_since_it(
        self, page: FlaskClient, library: Library, note: str
    ) -> None:
        restore_again(library)
        editing.create("# Made between")
        restore_again(library)
        editing.save(note, editing.version(note), body="# One, changed since")
        said = ["1 note was changed since", "2 notes were changed since"]
        assert listed(page).texts(".state") == said

    def test_notes_are_looked_through_once_for_all_restores(
        self, page: FlaskClient, library: Library, note: str
    ) -> None:
        restore_again(library)
        with asked() as of_one:
            listed(page)
        for _ in range(3):
            restore_again(library)
        with asked() as of_four:
            assert len(listed(page).all(".deed")) == 4
        assert len(of_four) == len(of_one)

    def test_what_was_done_to_thousands_since_a_restore_is_counted_at_once(
        self, page: FlaskClient, library: Library
    ) -> None:
        made = editing.create_many(Draft(f"# {number}") for number in range(8_000))
        restore_again(library)
        trash.put(made[:4_000])
        began = time.process_time()
        assert listed(page).texts(".state") == ["4,000 notes were changed since"]
        assert time.process_time() - began < 0.5

    def test_a_note_outside_of_the_trash_is_not_deleted(self, page: FlaskClient, note: str) -> None:
        assert page.delete(f"/notes/{note}").status_code == 409
        trash.put([note])
        assert page.delete(f"/notes/{note}").json["said"] == "Deleted “One” for good"
        assert page.delete(f"/notes/{note}").status_code == 404

    @pytest.mark.parametrize("until", [None, "x", 2**63, 1.5, True])
    def test_a_moment_that_is_none_is_refused(self, page: FlaskClient, until: object) -> None:
        assert page.delete("/trash", json={"until": until}).status_code == 422

    def test_tags_are_renamed_merged_and_removed(self, page: FlaskClient, note: str) -> None:
        editing.create("#dog")
        taken = page.put("/tags", json={"name": "cat", "new_name": "dog"})
        assert (taken.status_code, taken.json["error"]["code"]) == (422, "taken")
        merged = page.put("/tags", json={"name": "cat", "new_name": "dog", "merge": True})
        assert merged.json["report"]["said"] == "Merged the tags #cat → #dog"
        assert [(tag.name, tag.count) for tag in tags.counts()] == [("dog", 2)]
        removed = page.delete("/tags", json={"name": "dog"}).json["report"]
        assert (removed["notes"], tags.counts()) == (2, [])
        assert page.delete("/tags", json={"name": "x"}).json["state"] == "failed"

    @pytest.mark.parametrize("name", ["\ud800", "", "a\x00"])
    def test_a_name_that_cannot_be_is_refused(
        self, page: FlaskClient, note: str, name: str
    ) -> None:
        assert page.put("/tags", json={"name": "cat", "new_name": name}).status_code == 422

    def test_notebooks_are_merged_and_removed_with_their_notes(
        self, page: FlaskClient, note: str
    ) -> None:
        notebooks.create("Play")
        asked = {"path": "Work", "new_path": "Play"}
        assert page.put("/notebooks", json=asked).json["error"]["code"] == "taken"
        assert page.put("/notebooks", json={**asked, "merge": True}).json["path"] == "Play"
        removed = page.delete("/notebooks", json={"path": "Play", "with_notes": True}).json
        assert removed["said"] == "Removed the notebook “Play” with 1 note"
        assert (notebooks.tree(), listing.count(trashed=True)) == ([], 1)
        page.post(f"/acts/{removed['act']}/undo")
        assert listing.head(note).notebook == "Play"

    def test_a_restored_backup_stands_there_as_long_as_what_was_before_it(
        self, page: FlaskClient, library: Library, note: str
    ) -> None:
        made = backups.make(library, "manual")
        trash.put([note])
        job = page.post(f"/backups/{made.name}/restore", json={}).json
        while job["state"] == "running":
            time.sleep(0.02)
            job = page.get(f"/backups/jobs/{job['id']}").json
        before = job["report"]["before"]["name"]
        assert listed(page).one("[data-act=undo-restore]").get("data-name") == before
        assert listed(page).texts(".state") == []
        assert page.get(f"/backups/{before}/since").json["notes"] == 0
        assert page.post("/acts/1/undo").json["state"] == "failed"
        editing.create("# Made since")
        assert listed(page).texts(".state") == ["1 note was changed since"]
        assert "1 note was changed since" in page.get(f"/backups/{before}/since").json["said"]
        page.delete(f"/backups/{before}")
        assert listed(page).texts(".state") == [
            "No longer: the backup of what was there before is gone"
        ]


class Log:
    """The dialog of what was done."""

    def __init__(self, window: Page) -> None:
        self.window = window
        expect(window.locator("#results")).to_be_visible()
        window.keyboard.press("Control+Shift+A")
        self.part = window.get_by_role("dialog", name="Activity")
        expect(self.part).to_be_visible()

    def deed(self, text: str) -> Locator:
        return self.part.locator(".deed").filter(has_text=text).first


def test_an_act_is_undone_and_done_again_from_the_list(enter: Enter, note: str) -> None:
    trash.put([note])
    window = enter()
    expect(window.locator("#results .row")).to_have_count(0)
    log = Log(window)
    log.deed("Moved “One”").get_by_role("button", name="Undo").click()
    expect(log.deed("Undone: Moved")).to_be_visible()
    expect(window.locator("#results .row")).to_have_count(1)
    log.deed("Undone: Moved").get_by_role("button", name="Redo").click()
    expect(log.deed("Done again: Moved")).to_be_visible()
    expect(window.locator("#results .row")).to_have_count(0)
    expect(log.part.get_by_role("button", name="Undo")).to_be_focused()


def test_the_strip_says_what_was_done_and_takes_it_back_as_one_act(enter: Enter, note: str) -> None:
    window = enter(f"/notes/{note}")
    window.locator("#note menu-button").get_by_role("button", name="More").click()
    window.get_by_role("menuitem", name="Move to the trash").click()
    toast = window.locator(".toast")
    expect(toast).to_contain_text("Moved “One” to the trash")
    toast.get_by_role("button", name="Undo").click()
    expect(toast).to_contain_text("Undone: Moved “One” to the trash")
    expect(window.locator("#note-heading")).to_have_text("One")
    assert [act.way for act in activity.recent()] == ["undo", ""]


def test_what_was_left_is_named_with_the_reason(enter: Enter, note: str) -> None:
    other = editing.create("# Two\n\n#cat").id
    act = tagging.rename("cat", "owl").act
    assert act
    editing.save(other, 2, body="mine")
    log = Log(enter())
    expect(log.deed("Renamed the tag")).to_contain_text("Partly: 1 of 2 notes")
    log.deed("Renamed the tag").get_by_role("button", name="Undo").click()
    report = log.part.locator("[data-report]")
    expect(report).to_contain_text("1 left as it is")
    expect(report.locator("li")).to_contain_text("Its text was changed since.")
    assert editing.read(note).tags == ("cat",)


def test_the_notes_of_an_act_open(enter: Enter, note: str) -> None:
    notebooks.merge("Work", notebooks.create("Play"))
    log = Log(enter())
    log.deed("Merged the notebooks").get_by_text("1 note").click()
    log.part.get_by_role("button", name="One").click()
    expect(log.part).to_be_hidden()
    expect(log.window.locator("#note-heading")).to_have_text("One")


def test_the_trash_is_emptied_after_one_question(enter: Enter, note: str) -> None:
    trash.put([note, editing.create("# Two").id])
    window = enter("/?trash=1")
    window.locator("#results .row a").first.click()
    expect(window.locator("#note-heading")).to_be_attached()
    window.get_by_role("button", name="Empty the trash…").click()
    question = window.get_by_role("alertdialog")
    expect(question).to_contain_text("2 notes are deleted for good")
    question.get_by_role("button", name="Cancel").click()
    assert trash.contents().notes == 2
    window.get_by_role("button", name="Empty the trash…").click()
    question.get_by_role("button", name="Delete for good").click()
    expect(window.locator(".toast")).to_contain_text("Emptied the trash of 2 notes")
    expect(window.locator("#results .row")).to_have_count(0)
    expect(window.locator("#note")).to_contain_text("There is no note")
    assert trash.contents().notes == 0


def test_one_note_is_deleted_for_good(enter: Enter, note: str) -> None:
    trash.put([note])
    window = enter(f"/notes/{note}?trash=1")
    window.get_by_role("button", name="Delete for good…").click()
    question = window.get_by_role("alertdialog")
    expect(question).to_contain_text("“One” is deleted for good")
    question.get_by_role("button", name="Delete for good").click()
    expect(window.locator(".toast")).to_contain_text("Deleted “One” for good")
    assert trash.contents().notes == 0


def test_a_tag_is_renamed_from_the_sidebar_and_given_back(enter: Enter, note: str) -> None:
    window = enter(f"/notes/{note}")
    window.locator("#sidebar .chip").click(button="right")
    window.get_by_role("menuitem", name="Rename…").click()
    window.get_by_role("dialog", name="Rename a tag").get_by_role("textbox").fill("owl")
    window.keyboard.press("Enter")
    expect(window.locator("#sidebar .chip")).to_have_text("#owl")
    expect(window.locator("note-editor .cm-content")).to_contain_text("#owl and more")
    window.locator(".toast").get_by_role("button", name="Undo").click()
    expect(window.locator("#sidebar .chip")).to_have_text("#cat")
    expect(window.locator("note-editor .cm-content")).to_contain_text("#cat and more")


def test_names_that_are_taken_can_be_merged(enter: Enter, note: str) -> None:
    notebooks.create("Play")
    window = enter()
    tree = window.locator("#sidebar .tree")
    tree.get_by_role("button", name="More for Work").click()
    window.get_by_role("menuitem", name="Rename or move").click()
    dialog = window.get_by_role("dialog")
    dialog.get_by_role("textbox").fill("Play")
    window.keyboard.press("Enter")
    expect(dialog.get_by_role("alert")).to_contain_text("already")
    dialog.get_by_role("button", name="Merge the two").click()
    expect(tree.locator("a")).to_have_text(["Play 1"])
    window.locator(".toast").get_by_role("button", name="Undo").click()
    expect(tree.locator("a")).to_have_text(["Play 0", "Work 1"])


def test_a_notebook_goes_with_its_notes_and_comes_back(enter: Enter, note: str) -> None:
    window = enter(f"/notes/{note}?notebook=Work")
    tree = window.locator("#sidebar .tree")
    tree.get_by_role("button", name="More for Work").click()
    window.get_by_role("menuitem", name="Remove, notes to the trash").click()
    expect(tree).to_have_count(0)
    expect(window.locator("#note")).to_contain_text("This note is in the trash")
    window.locator(".toast").get_by_role("button", name="Undo").click()
    expect(tree.locator("a")).to_have_text("Work 1")
    expect(window.locator("#note .crumb")).to_have_text("Work")


def test_an_import_is_taken_back_from_its_report(enter: Enter, note: str, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "two.md").write_text("# Two")
    window = enter()
    window.get_by_role("button", name="Import Markdown…").first.click()
    dialog = window.get_by_role("dialog", name="Import Markdown")
    dialog.get_by_role("textbox").fill(str(tmp_path / "in"))
    window.keyboard.press("Enter")
    dialog.get_by_role("button", name="Undo this import").click()
    expect(window.locator(".toast")).to_contain_text("Undone: Imported in")
    expect(window.locator("#results .row")).to_have_count(1)
    assert [head.title for head in listing.page(trashed=True).notes] == ["Two"]


def test_a_restored_backup_is_undone_from_the_strip(
    enter: Enter, library: Library, note: str
) -> None:
    backups.make(library, "manual")
    trash.put([note])
    window = enter()
    window.get_by_role("button", name="Backups…").first.click()
    window.get_by_role("button", name="Restore the backup").click()
    window.get_by_role("button", name="Restore", exact=True).click()
    toast = window.locator(".toast")
    expect(toast).to_contain_text("Restored a backup")
    expect(window.locator("#results .row")).to_have_count(1)
    toast.get_by_role("button", name="Undo").click()
    expect(window.locator("#results .row")).to_have_count(0)
    assert editing.read(note).trashed


def test_undoing_a_restore_asks_once_when_notes_were_changed_since(
    enter: Enter, library: Library, note: str
) -> None:
    backups.make(library, "manual")
    restoring.into(library, backups.listed(library)[0].file)
    editing.create("# Made since")
    log = Log(enter())
    log.deed("Restored a backup").get_by_role("button", name="Undo").click()
    asked = log.window.get_by_role("alertdialog", name="Undo the restore?")
    expect(asked).to_contain_text("1 note was changed since; it goes into the backup")
    assert violations(log.window) == []
    asked.get_by_role("button", name="Cancel").click()
    assert listing.count() == 2
    log.deed("Restored a backup").get_by_role("button", name="Undo").click()
    asked.get_by_role("button", name="Undo").click()
    expect(log.window.locator("#results .row")).to_have_count(1)
    toast = log.window.locator(".toast")
    toast.get_by_role("button", name="Undo").click()
    expect(log.window.locator("#results .row")).to_have_count(2)


def test_everybody_can_use_it(enter: Enter, note: str) -> None:
    trash.put([note])
    log = Log(enter())
    log.deed("Moved").get_by_text("1 note").click()
    expect(log.part.get_by_role("button", name="One")).to_be_visible()
    assert violations(log.window) == []


def test_a_list_that_cannot_be_read_says_why(enter: Enter, library: Library, note: str) -> None:
    window = enter()
    expect(window.locator("#results .row")).to_have_count(1)
    behind_its_back(library.folder, "ALTER TABLE act RENAME TO elsewhere")
    window.keyboard.press("Control+Shift+A")
    log = window.get_by_role("dialog", name="Activity")
    expect(log.get_by_role("alert")).to_contain_text("The library's file is damaged")
    log.get_by_role("button", name="Close").click()
    window.keyboard.press("Control+Shift+A")
    expect(log.get_by_role("alert")).to_contain_text("The library's file is damaged")


def test_a_damaged_act_stands_between_the_others(enter: Enter, library: Library, note: str) -> None:
    trash.put([note])
    trash.bring_back([note])
    behind_its_back(library.folder, "UPDATE act SET kind = 'trasi' WHERE id = 1")
    log = Log(enter())
    expect(log.part.locator(".deed").nth(1)).to_contain_text("Damaged: it cannot be undone")
    expect(log.part.locator(".deed").nth(0).get_by_role("button", name="Undo")).to_be_visible()
    assert violations(log.window) == []
