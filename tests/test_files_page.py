"""Files that become notes and notes that become files, out of the page."""

from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect

from notes.errors import DiskFull
from notes.importers.report import Report
from notes.jobs import Jobs
from notes.library import activity, backups, editing, listing, reversal
from notes.library.editing import Draft, Note
from notes.library.opening import Library
from notes.web.server import Server
from tests.accessibility import violations
from tests.conftest import Headless
from tests.transfer_fixtures import lay
from ui.surface import telling
from ui.window import BROUGHT

pytest_plugins = "tests.browser_fixtures"

Enter = Callable[..., Page]

NO_UTF8 = "This is not UTF-8 text: byte 0xbc in line 1."


# --- one note


def test_a_note_is_offered_as_a_file_under_its_title(page: FlaskClient) -> None:
    note = editing.create("# 打印: a/b\n\ntext\n")
    answer = page.get(f"/notes/{note.id}/file")
    assert answer.data == b"# \xe6\x89\x93\xe5\x8d\xb0: a/b\n\ntext\n"
    offered = answer.headers["Content-Disposition"]
    assert offered.startswith("attachment;")
    assert offered.endswith("filename*=UTF-8''%E6%89%93%E5%8D%B0-%20a-b.md")


def test_a_note_that_was_a_file_is_offered_as_it_was(page: FlaskClient, tmp_path: Path) -> None:
    raw = "\ufeff# Wide\r\n".encode("utf-16-le")
    report = dropped(page, lay(tmp_path / "files", {"plan.markdown": raw}) / "plan.markdown")
    answer = page.get(f"/notes/{report['note']}/file")
    assert answer.data == raw
    assert "plan.markdown" in answer.headers["Content-Disposition"]


def test_a_note_is_saved_as_a_file_with_its_last_words(enter: Enter, note: Note) -> None:
    window = enter(f"/notes/{note.id}")
    window.locator(".cm-content").click()
    window.keyboard.press("Control+End")
    window.keyboard.type("the last words")
    window.locator("#note").get_by_role("button", name="More").click()
    with window.expect_download() as saving:
        window.get_by_role("menuitem", name="Save as Markdown…").click()
    assert saving.value.suggested_filename == "A note.md"
    assert saving.value.path().read_text("utf-8").endswith("the last words")


def test_a_note_whose_last_words_are_not_saved_is_no_file_and_says_so(
    enter: Enter, note: Note
) -> None:
    window = enter(f"/notes/{note.id}")
    window.route("**/notes/*", lambda route: route.abort())
    window.locator(".cm-content").click()
    window.keyboard.type("lost")
    window.locator("#note").get_by_role("button", name="More").click()
    window.get_by_role("menuitem", name="Save as Markdown…").click()
    expect(window.locator(".toast")).to_contain_text("The note that is open is not saved.")


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (telling(file="a.md"), "Saved as a.md"),
        (telling(why="No room."), "It could not be saved: No room."),
        (telling(trouble="turn"), "Another dialog is open."),
        (telling(trouble="refused"), "It was not saved"),
    ],
)
def test_the_page_says_what_became_of_a_file(enter: Enter, told: str, said: str) -> None:
    window = enter()
    window.evaluate(f"() => {{ {told} }}")
    expect(window.locator(".toast")).to_contain_text(said)


# --- an export


def exported(page: FlaskClient, jobs: Jobs, **asked: str) -> dict[str, Any]:
    job = page.post("/exports", json=asked).get_json()
    jobs.job(job["id"], "export").join()
    told = page.get(f"/exports/{job['id']}").get_json()
    return told["report"] or told


def test_notes_are_exported_where_a_page_without_a_window_says(
    page: FlaskClient, jobs: Jobs, note: Note, tmp_path: Path
) -> None:
    editing.create("# Elsewhere\n")
    report = exported(page, jobs, path=str(tmp_path / "out"), notebook=note.notebook)
    assert report["created"] == 1
    assert (tmp_path / "out" / "Work" / "Plans" / "A note.md").read_text("utf-8") == note.body


def test_a_window_asks_itself_where_an_export_goes(
    page: FlaskClient, jobs: Jobs, shell: Headless, note: Note, tmp_path: Path
) -> None:
    shell.folder = str(tmp_path / "chosen")
    exported(page, jobs, path=str(tmp_path / "named"))
    assert (tmp_path / "chosen" / "Work" / "Plans" / "A note.md").read_text("utf-8") == note.body
    assert not (tmp_path / "named").exists()


def test_a_folder_that_cannot_be_written_is_said_so(
    page: FlaskClient, jobs: Jobs, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    told = exported(page, jobs, path=str(tmp_path / "file" / "below"))
    assert (told["state"], "Not a directory" in told["message"]) == ("failed", True)


def test_an_export_that_nobody_gives_a_place_is_refused(page: FlaskClient) -> None:
    assert page.post("/exports", json={}).status_code == 422


def test_the_page_exports_a_notebook_and_says_what_came_of_it(
    enter: Enter, note: Note, tmp_path: Path
) -> None:
    window = enter(f"/?notebook={note.notebook}")
    window.keyboard.press("Control+,")
    window.get_by_role("button", name="Export Markdown…").click()
    dialog = window.locator("dialog#export-folder")
    assert violations(window) == []
    dialog.get_by_text("The notebook Work/Plans").click()
    dialog.get_by_label("Folder to write into").fill(str(tmp_path / "out"))
    window.keyboard.press("Enter")
    expect(dialog.locator(".counts")).to_contain_text("Files written1")
    assert (tmp_path / "out" / "Work" / "Plans" / "A note.md").exists()


# --- what is chosen or dropped


def dropped(page: FlaskClient, file: Path) -> dict[str, Any]:
    content = {
        "name": file.name,
        "content": b64encode(file.read_bytes()).decode(),
        "changed": file.stat().st_mtime_ns // 1_000_000,
    }
    found: dict[str, Any] = page.post("/drops/content", json=content).get_json()
    return found


def test_files_that_are_chosen_become_notes_in_one_act(
    page: FlaskClient, shell: Headless, tmp_path: Path
) -> None:
    folder = lay(tmp_path / "files", {"one.md": "# One\n", "two.md": "# Two\n", "no.txt": "no"})
    shell.files = [str(file) for file in sorted(folder.iterdir())]
    report = page.post("/imports/files").get_json()
    assert (report["created"], report["failed"]) == (2, 1)
    assert editing.read(report["note"]).title == "Two"
    reversal.undo(report["act"])
    assert listing.count() == 0


def test_files_that_cannot_come_in_leave_the_others_in_one_act(
    page: FlaskClient, shell: Headless, tmp_path: Path
) -> None:
    folder = lay(tmp_path / "files", {"one.md": "# One\n", "two.md": "# Two\n"})
    (folder / "link.md").symlink_to("nowhere.md")
    names = ["one.md", "link.md", "gone.md", "one.md/below.md", "two.md"]
    shell.files = [str(folder / name) for name in names]
    report = page.post("/imports/files").get_json()
    assert (report["created"], editing.read(report["note"]).title) == (2, "Two")
    assert [trouble["path"] for trouble in report["troubles"]] == ["link.md", "gone.md", "below.md"]
    assert report["troubles"][0]["why"] == "This link leads nowhere."
    reversal.undo(report["act"])
    assert listing.count() == 0


def test_a_disk_that_fills_up_leaves_what_came_in_before(
    page: FlaskClient, shell: Headless, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = lay(tmp_path / "files", {"one.md": "# One\n", "two.md": "# Two\n"})
    shell.files = [str(folder / "one.md"), str(folder / "two.md")]
    create_many = editing.create_many

    def full(drafts: list[Draft]) -> list[str]:
        if listing.count():
            raise DiskFull
        return create_many(drafts)

    monkeypatch.setattr(editing, "create_many", full)
    report = page.post("/imports/files").get_json()
    assert (report["created"], report["troubles"][0]["path"]) == (1, "two.md")


def test_a_backup_is_made_before_a_file_changes_its_note(
    page: FlaskClient, library: Library, shell: Headless, tmp_path: Path
) -> None:
    file = lay(tmp_path / "files", {"one.md": "# One\n"}) / "one.md"
    shell.files = [str(file)]
    page.post("/drops")
    assert backups.listed(library) == []
    file.write_text("# Two\n", "utf-8")
    page.post("/drops")
    assert [backup.reason for backup in backups.listed(library)] == ["import"]


def test_why_a_file_did_not_come_in_is_said_in_the_language_of_the_page(
    page: FlaskClient, shell: Headless, tmp_path: Path
) -> None:
    file = lay(tmp_path / "files", {"gbk.md": "记录\n".encode("gbk")}) / "gbk.md"
    shell.files = [str(file)]
    answer = page.post("/imports/files", headers={"Accept-Language": "zh-CN"})
    [trouble] = answer.get_json()["troubles"]
    assert trouble == {"path": "gbk.md", "why": "这不是 UTF-8 文本：第 1 行有字节 0xbc。"}


def test_who_chooses_no_files_brings_in_none(page: FlaskClient) -> None:
    assert page.post("/imports/files").get_json() is None


def test_a_page_shows_what_became_of_the_files_of_a_start(
    enter: Enter, server: Server, note: Note
) -> None:
    report = Report(created=1)
    report.fail("计划.md", NO_UTF8)
    server.session.brought = report.told(40)
    window = enter(f"/notes/{note.id}")
    dialog = window.locator("dialog#import-folder")
    expect(dialog.locator(".troubles")).to_contain_text(f"计划.md{NO_UTF8}")
    expect(dialog.locator(".counts")).to_contain_text("Not imported1")
    expect(window.locator("#note")).to_contain_text("with words")
    window.get_by_role("button", name="Done").click()
    server.session.brought = report.told(40)
    window.evaluate(BROUGHT)
    expect(dialog).to_be_visible()
    window.reload()
    expect(dialog).to_be_hidden()


def test_what_is_dropped_on_a_window_comes_in_by_its_place(
    page: FlaskClient, shell: Headless, tmp_path: Path
) -> None:
    folder = lay(tmp_path / "files", {"one.md": "# One\n", "below/two.md": "# Two\n"})
    shell.files = [str(folder / "one.md"), str(folder / "below")]
    told = page.post("/drops").get_json()
    assert (told["folder"], told["report"]["created"]) == (str(folder / "below"), 1)
    (folder / "one.md").write_text("# One\n\nand more\n", "utf-8")
    again = page.post("/drops").get_json()["report"]
    assert (again["updated"], again["note"]) == (1, told["report"]["note"])


def test_a_page_cannot_name_what_was_dropped(page: FlaskClient, tmp_path: Path) -> None:
    file = lay(tmp_path / "files", {"one.md": "# One\n"}) / "one.md"
    told = page.post("/drops", json={"files": [str(file)]}).get_json()
    assert told == {"folder": None, "others": [], "report": None}


def test_of_several_folders_one_is_asked_about_and_the_others_are_named(
    enter: Enter, shell: Headless, note: Note, tmp_path: Path
) -> None:
    folder = lay(tmp_path / "files", {"a/x.md": "# X\n", "b/y.md": "# Y\n", "no.txt": "no"})
    shell.files = [str(folder / name) for name in ("a", "no.txt", "b")]
    window = enter(f"/notes/{note.id}")
    window.evaluate(WINDOW_DROP)
    dialog = window.locator("dialog#import-folder")
    expect(dialog.get_by_label("Folder", exact=True)).to_have_value(str(folder / "a"))
    expect(dialog.locator(".trouble")).to_contain_text("no.txt: This is not a Markdown file")
    expect(dialog.locator(".trouble")).to_contain_text("b: one folder at a time, drop it again.")


def test_content_without_a_place_is_a_note_of_its_own(page: FlaskClient, tmp_path: Path) -> None:
    first = lay(tmp_path / "a", {"README.md": "# First\n"}) / "README.md"
    second = lay(tmp_path / "b", {"README.md": "# Second\n"}) / "README.md"
    reports = [dropped(page, file) for file in (first, second, first)]
    assert [report["created"] for report in reports] == [1, 1, 0]
    assert reports[2]["skipped"] == 1
    assert listing.count() == 2
    assert activity.one(reports[0]["act"]).kind == "import"


@pytest.mark.parametrize(("name", "raw"), [("no.txt", b"text"), ("broken.md", b"\xff\xff")])
def test_content_that_is_no_markdown_is_named(
    page: FlaskClient, tmp_path: Path, name: str, raw: bytes
) -> None:
    report = dropped(page, lay(tmp_path / "files", {name: raw}) / name)
    assert [trouble["path"] for trouble in report["troubles"]] == [name]
    assert listing.count() == 0


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"name": "a.md", "content": "*", "changed": 0},
        {"name": "a.md", "content": "YQ=="},
        {"name": "a.md", "changed": 0},
    ],
)
def test_content_that_makes_no_sense_is_refused(page: FlaskClient, sent: dict[str, Any]) -> None:
    assert page.post("/drops/content", json=sent).status_code == 422


@pytest.mark.parametrize("changed", [2**63 - 1, -(2**63) + 1])
def test_content_of_a_time_that_no_calendar_holds_comes_in(page: FlaskClient, changed: int) -> None:
    sent = {"name": "a.md", "content": "", "changed": changed}
    report = page.post("/drops/content", json=sent).get_json()
    assert (report["created"], editing.read(report["note"]).body) == (1, "")


def test_a_folder_that_is_dropped_while_another_comes_in_is_told(
    enter: Enter, shell: Headless, tmp_path: Path
) -> None:
    shell.files = [str(lay(tmp_path / "files", {"x.md": "# X\n"}))]
    window = enter()
    window.evaluate("() => { document.querySelector('import-folder').running = 'a job'; }")
    window.evaluate(WINDOW_DROP)
    expect(window.locator(".toast")).to_contain_text("An import is going on.")


#: What the window says of a drop that it keeps to itself.
WINDOW_DROP = """() => {
  document.dispatchEvent(new CustomEvent("octavo:files", { detail: "dropped" }));
}"""

#: Has the file of this name gone as soon as it is read.
UNREADABLE = """() => {
  const read = FileReader.prototype.readAsDataURL;
  FileReader.prototype.readAsDataURL = function (file) {
    if (file.name !== "broken.md") return read.call(this, file);
    Object.defineProperty(this, "error", { value: new DOMException("gone", "NotFoundError") });
    this.onerror();
  };
}"""

DROP_MANY = """(names) => {
  const dataTransfer = new DataTransfer();
  for (const name of names) dataTransfer.items.add(new File(["# " + name], name));
  const shape = { dataTransfer, bubbles: true, cancelable: true };
  document.body.dispatchEvent(new DragEvent("drop", shape));
}"""

#: Drops a thing on the editor, as a browser tells of files.
DROP = """([name, text]) => {
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([text], name));
  const target = document.querySelector(".cm-content") ?? document.body;
  for (const kind of ["dragover", "drop"])
    target.dispatchEvent(new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true }));
}"""


def test_a_file_that_is_dropped_on_a_browser_becomes_a_note(enter: Enter, note: Note) -> None:
    window = enter(f"/notes/{note.id}")
    window.evaluate(DROP, ["outside.md", "# From outside\n"])
    expect(window.locator("note-title input")).to_have_value("From outside")
    expect(window.locator(".cm-content")).to_be_focused()
    expect(window.locator("#results .row")).to_have_count(2)
    assert editing.read(note.id).body == note.body


def test_a_file_that_cannot_be_read_leaves_the_others(enter: Enter, note: Note) -> None:
    window = enter(f"/notes/{note.id}")
    window.evaluate(UNREADABLE)
    window.evaluate(DROP_MANY, ["a.md", "broken.md", "c.md"])
    expect(window.locator("#import-folder .counts")).to_contain_text("New notes2")
    expect(window.locator("#import-folder .troubles")).to_contain_text("broken.md")
    assert listing.count() == 3


def test_a_file_that_is_no_markdown_is_left_outside(enter: Enter, note: Note) -> None:
    window = enter(f"/notes/{note.id}")
    window.evaluate(DROP, ["picture.png", "no text"])
    expect(window.locator(".toast")).to_contain_text("Only Markdown files")
    assert listing.count() == 1


def test_a_browser_asks_for_single_files_itself(enter: Enter, note: Note, tmp_path: Path) -> None:
    files = {"0.md": b"\xff\xff", "one.md": "# One\n", "two.md": "# Two\n"}
    folder = lay(tmp_path / "files", files)
    window = enter()
    window.get_by_role("button", name="Import Markdown…").first.click()
    with window.expect_file_chooser() as choosing:
        window.get_by_role("button", name="Single files…").click()
    choosing.value.set_files([str(file) for file in sorted(folder.iterdir())])
    expect(window.locator("#import-folder .counts")).to_contain_text("New notes2")
    expect(window.locator("#import-folder .troubles")).to_contain_text("0.md")
    expect(window.locator("#results .row")).to_have_count(3)
    assert editing.read(note.id).body == note.body
