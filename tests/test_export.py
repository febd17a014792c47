import os
import sys
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes.errors import Invalid, Missing
from notes.exporters import markdown
from notes.exporters.markdown import export_notes
from notes.exporters.names import LIMIT, Names, folded, safe_name
from notes.importers.markdown import import_folder
from notes.importers.report import Trouble
from notes.library import editing, listing, trash
from notes.library.editing import Draft, Source
from notes.storage.database import database
from tests.conftest import corpus
from tests.transfer_fixtures import MOMENT_NS, found, lay

pytestmark = pytest.mark.usefixtures("library")


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out"


def from_file(path, body="x", **fields):
    """A note that claims to come from this path."""
    source = Source("/somewhere", path, fields.pop("encoding", "utf-8"), MOMENT_NS, "0" * 64)
    [note_id] = editing.create_many([Draft(body=body, source=source, **fields)])
    return note_id


# --- names


titles = st.one_of(
    st.text(max_size=300),
    st.text("./\\ :*\0con", max_size=12),
    st.sampled_from(
        ["", "..", "con", "NUL.txt", "a" * 300, "文" * 100, "é", "É", "ß", "SS", "-rf"]
    ),
)


def is_legal_anywhere(name):
    stem = name.split(".")[0].rstrip(" ").upper()
    return (
        0 < len(name.encode()) <= LIMIT
        and not set(name) & set('<>:"/\\|?*')
        and all(ord(char) >= 32 for char in name)
        and name[-1] not in " ."
        and not name.startswith((".", " "))
        and stem not in {"CON", "PRN", "AUX", "NUL", "COM1", "COM¹", "LPT9", "CONIN$"}
    )


@given(st.lists(titles, max_size=30))
def test_any_titles_give_names_that_are_legal_unique_and_inside(titles):
    names = Names(apart=True)
    made = [names.titled(title, "") for title in titles]
    assert all(map(is_legal_anywhere, made)), made
    assert len(set(map(folded, made))) == len(made)


@given(st.lists(st.text(), max_size=10), st.booleans())
def test_any_path_from_the_database_stays_inside(paths, apart):
    names = Names(apart=apart)
    made = [names.original(path) for path in paths]
    assert len(set(made)) == len(made)
    for path in made:
        *folders, name = path.split("/")
        assert name.endswith((".md", ".markdown", ".mdown", ".mkd", ".mdwn"))
        assert all(folder and not folder.startswith(".") for folder in folders)
        assert "\0" not in path


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Plan: 2026/27?", "Plan- 2026-27-"),
        ("计划：一", "计划：一"),
        (" . ", "Untitled"),
        ("", "Untitled"),
        ("..", "Untitled"),
        ("ends with dots...", "ends with dots"),
        (".hidden", "hidden"),
        ("con", "_con"),
        ("NUL.txt", "_NUL.txt"),
        ("console", "console"),
        ("a\nb\x1b[1m", "a-b-[1m"),
    ],
)
def test_a_title_becomes_a_name_that_every_system_takes(title, name):
    assert safe_name(title) == name


def test_a_long_name_is_cut_between_characters():
    assert safe_name("文" * 100, ".md") == "文" * 65 + ".md"


def test_names_that_differ_in_case_only_get_numbers():
    names = Names(apart=True)
    made = [names.titled(title, "") for title in ("Plan", "plan", "PLAN", "plan (2)")]
    assert made == ["Plan.md", "plan (2).md", "PLAN (3).md", "plan (2) (2).md"]


def test_many_notes_of_one_title_are_numbered_quickly():
    names = Names(apart=True)
    made = [names.titled("Untitled", "") for _ in range(20_000)]
    assert made[-1] == "Untitled (20000).md"


def test_two_notebooks_never_share_a_folder():
    names = Names(apart=True)
    made = [names.folder(path) for path in ("A:B", "A?B", "a-b", "A:B/C", "A?B/C")]
    assert made == ["A-B", "A-B (2)", "a-b (3)", "A-B/C", "A-B (2)/C"]


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/etc/passwd.md", "etc/passwd.md"),
        ("../../a.md", "a.md"),
        ("a/../../b.md", "a/b.md"),
        ("./a//b.md", "a/b.md"),
        (".git/hooks/pre-commit", "git/hooks/pre-commit.md"),
        ("a\0b.md", "a-b.md"),
        ("..", "Untitled.md"),
        ("", "Untitled.md"),
        (f"{'n' * 300}.md", f"{'n' * 196}.md"),
    ],
)
def test_a_hostile_path_is_made_harmless(path, place):
    assert Names(apart=True).original(path) == place


def test_a_drive_letter_is_harmless_on_windows(monkeypatch):
    monkeypatch.setattr("notes.exporters.names._ON_WINDOWS", True)
    assert Names(apart=False).original("C:\\a/..\\b.md") == "C-a/-b.md"


# --- the way back


def test_what_was_imported_goes_back_byte_for_byte(tmp_path, out):
    files = {
        "Readme.md": "# Crossed lines\r\nand\rothers\n",
        "README.MD": "---\ntitle: x\n---\n\tno end of line",
        "empty.mkd": "",
        "bom.md": "\ufeffmarked",
        "wide.md": "\ufeff宽".encode("utf-16-be"),
        "deep/er/文件 10:30?.md": "文\0",
        "a.md/odd.md": "a folder that looks like a file",
        f"{'n' * 250}.md": "long",
        ".hidden.md": "dot",
    }
    folder = lay(tmp_path / "in", files)
    import_folder(folder)
    report = export_notes(out)
    assert (report.created, report.failed, report.warnings) == (len(files), [], [])
    assert found(out) == found(folder)


def test_two_folders_with_the_same_names_are_both_exported(tmp_path, out):
    import_folder(lay(tmp_path / "one", {"a/b.md": "1"}))
    import_folder(lay(tmp_path / "two", {"a/b.md": "2"}))
    export_notes(out)
    assert {name: raw for name, (raw, _) in found(out).items()} == {
        "a/b.md": b"1",
        "a/b (2).md": b"2",
    }


def test_what_was_imported_under_a_notebook_lies_below_its_folder(tmp_path, out):
    import_folder(lay(tmp_path / "in", {"a/b.md": "1", "c.md": "2"}), notebook="X/Y")
    export_notes(out)
    assert set(found(out)) == {"X/Y/a/b.md", "X/Y/c.md"}


def test_a_note_that_moved_goes_to_its_new_notebook_under_its_files_name(tmp_path, out):
    import_folder(lay(tmp_path / "in", {"a/Name.md": "# Title"}))
    [head] = listing.page().notes
    editing.save(head.id, 1, notebook="B: new")
    export_notes(out)
    assert set(found(out)) == {"B- new/Name.md"}


def test_an_edited_note_has_its_new_text_and_the_time_of_the_edit(tmp_path, out):
    import_folder(lay(tmp_path / "in", {"a.md": "old"}))
    [head] = listing.page().notes
    changed = editing.save(head.id, 1, body="new").changed
    export_notes(out)
    raw, mtime_ns = found(out)["a.md"]
    assert raw == b"new"
    assert mtime_ns // 1_000_000 == int(changed.timestamp() * 1000)


def test_a_note_of_octavo_lies_under_its_title_in_its_notebook(out):
    at = datetime(2026, 1, 2, tzinfo=UTC)
    editing.create_many([Draft(body="# 标题?\ntext", notebook="A/B", changed=at)])
    export_notes(out)
    assert found(out) == {"A/B/标题-.md": ("# 标题?\ntext".encode(), int(at.timestamp()) * 10**9)}


def test_originals_have_the_first_choice_of_names(tmp_path, out):
    editing.create(title="Plan", body="made here")
    moved = from_file("Old/Plan.md", "moved here", notebook="Old")
    editing.save(moved, 1, notebook="")
    import_folder(lay(tmp_path / "in", {"Plan.md": "original"}))
    export_notes(out)
    assert {name: raw for name, (raw, _) in found(out).items()} == {
        "Plan.md": b"original",
        "Plan (2).md": b"moved here",
        "Plan (3).md": b"made here",
    }


def test_a_new_note_joins_the_folder_that_its_notebook_was_imported_from(tmp_path, out):
    import_folder(lay(tmp_path / "in", {"What?/Why?/a.md": "x"}))
    editing.create(title="b", notebook="What?")
    export_notes(out)
    assert set(found(out)) == {"What?/Why?/a.md", "What?/b.md"}


def test_the_trash_stays_behind(out):
    trash.put([editing.create("in the trash").id])
    editing.create("kept")
    assert export_notes(out).created == 1


def test_a_notebook_and_a_query_narrow_it_down(out):
    editing.create("alpha", title="1", notebook="A/B")
    editing.create("beta", title="2", notebook="A")
    editing.create("alpha", title="3", notebook="C")
    export_notes(out, notebook="A", query="alpha")
    assert set(found(out)) == {"A/B/1.md"}


def test_a_query_exports_more_than_one_page_of_hits(out):
    editing.create_many(Draft(body="alpha", title=str(n)) for n in range(450))
    assert export_notes(out, query="alpha").created == 450


def test_a_notebook_that_is_missing_is_a_fact_and_writes_nothing(out):
    with pytest.raises(Missing):
        export_notes(out, notebook="nowhere")
    assert not out.exists()


@pytest.mark.parametrize("encoding", ["", "../../etc", "zip", "utf-7"])
def test_an_encoding_from_the_database_is_not_trusted(out, encoding):
    from_file("a.md", "é", encoding=encoding)
    export_notes(out)
    assert found(out)["a.md"][0] == "é".encode()


# --- what is there already


def test_a_second_export_finds_everything_there(out):
    editing.create("text", title="a")
    export_notes(out)
    report = export_notes(out)
    assert (report.created, report.updated, report.skipped, report.failed) == (0, 0, 1, [])


def test_another_file_is_left_alone_unless_asked(out):
    editing.create("mine", title="a")
    lay(out, {"a.md": "theirs", "other.txt": "stays"})
    assert export_notes(out).failed == [Trouble("a.md", markdown.OTHER_FILE)]
    assert found(out)["a.md"] == (b"theirs", MOMENT_NS)
    assert export_notes(out, overwrite=True).updated == 1
    assert found(out)["a.md"][0] == b"mine"
    assert found(out)["other.txt"][0] == b"stays"


@pytest.mark.parametrize("overwrite", [False, True])
def test_nothing_is_written_through_a_link(tmp_path, out, overwrite):
    outside = lay(tmp_path / "outside", {"victim.md": "safe"})
    out.mkdir()
    (out / "A").symlink_to(outside)
    (out / "victim.md").symlink_to(outside / "victim.md")
    from_file("A/new.md", notebook="A")
    from_file("A/deep/new.md", notebook="A/deep")
    from_file("victim.md")
    report = export_notes(out, overwrite=overwrite)
    assert {trouble.path: trouble.why for trouble in report.failed} == {
        "A/new.md": markdown.NOT_A_FOLDER,
        "A/deep/new.md": markdown.NOT_A_FOLDER,
        "victim.md": markdown.NOT_A_FILE,
    }
    assert found(outside) == {"victim.md": (b"safe", MOMENT_NS)}


def test_a_folder_in_a_files_place_is_reported(out):
    editing.create("x", title="a")
    (out / "a.md").mkdir(parents=True)
    assert export_notes(out, overwrite=True).failed == [Trouble("a.md", markdown.NOT_A_FILE)]


def test_a_file_in_the_folders_place_is_a_fact(out):
    out.write_text("x")
    with pytest.raises(Invalid):
        export_notes(out)


def test_a_failed_write_leaves_nothing_half_written(out, monkeypatch):
    editing.create("x", title="a")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    assert export_notes(out).failed == [Trouble("a.md", "No space left on device.")]
    assert found(out) == {}


def test_what_may_not_be_written_is_reported(out, monkeypatch):
    editing.create("x", title="a")

    def forbidden(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "replace", forbidden)
    assert export_notes(out).failed == [Trouble("a.md", markdown.NO_PERMISSION)]


def test_a_path_longer_than_the_system_takes_is_reported(out):
    from_file("/".join(["n" * 200] * 32) + "/a.md", notebook="/".join(["n" * 200] * 32))
    [trouble] = export_notes(out).failed
    assert trouble.why == "File name too long."


def test_a_damaged_note_is_reported_and_never_written_as_good(out):
    note_id = editing.create("good", title="a").id
    editing.create("fine", title="b")
    with database.writing():
        database.execute_sql("UPDATE note_text SET body = 'bad' WHERE body = 'good'")
    [trouble] = export_notes(out).failed
    assert trouble.path == "a.md"
    assert note_id in trouble.why
    assert set(found(out)) == {"b.md"}


def test_progress_is_told_from_the_beginning_to_the_end(out):
    editing.create_many(Draft(body="", title=str(n)) for n in range(150))
    told = []
    export_notes(out, progress=lambda done, total: told.append((done, total)))
    assert told == [(0, 150), (100, 150), (150, 150)]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no modes")
def test_files_obey_the_umask(out):
    editing.create("x", title="a")
    before = os.umask(0o077)
    try:
        export_notes(out)
    finally:
        os.umask(before)
    assert (out / "a.md").stat().st_mode & 0o777 == 0o600


def test_the_shared_notes_come_back_with_the_same_bytes_and_times(out):
    import_folder(corpus("notes"))
    export_notes(out)
    assert found(out) == found(corpus("notes"))
