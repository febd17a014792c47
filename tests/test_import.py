import os
import socket
from datetime import UTC, datetime

import pytest

from notes.errors import Invalid, Missing
from notes.importers import folder as folder_module
from notes.importers import markdown
from notes.importers.encodings import decode, encode
from notes.importers.files import moment
from notes.importers.markdown import TOO_DEEP, import_folder, notebook_of
from notes.importers.report import Trouble, printable
from notes.library import editing, history, listing, sources, trash
from notes.search import find
from notes.text import TEXT_LIMIT
from tests.conftest import corpus
from tests.transfer_fixtures import lay

pytestmark = pytest.mark.usefixtures("library")


def heads():
    return listing.page(limit=200).notes


def only_note():
    [head] = heads()
    return editing.read(head.id)


def brought(folder, files, **options):
    return import_folder(lay(folder, files), **options)


# --- what a note becomes


def test_every_markdown_file_becomes_a_note(tmp_path):
    names = ["a.md", "b.markdown", "c.MDOWN", "d.mkd", "e/f/g.mdwn", ".h.md"]
    report = brought(tmp_path / "in", dict.fromkeys(names, "text"))
    assert (report.created, report.failed, report.warnings) == (6, [], [])
    assert {head.title for head in heads()} == {"a", "b", "c", "d", "g", ".h"}


def test_the_title_is_the_front_matters_else_the_heading_else_the_files_name(tmp_path):
    files = {"1.md": "---\ntitle: A\n---\n# B\n", "2.md": "# B\n", "3 名字.md": "words"}
    brought(tmp_path / "in", files)
    assert {head.title for head in heads()} == {"A", "B", "3 名字"}


def test_folders_become_notebooks(tmp_path):
    brought(tmp_path / "in", {"工作/计划/a.md": "x", "b.md": "y"}, notebook="From disk")
    assert {head.notebook for head in heads()} == {"From disk/工作/计划", "From disk"}


def test_folders_deeper_than_notebooks_go_are_folded_into_the_deepest(tmp_path):
    path = "/".join("x" * 40)
    report = brought(tmp_path / "in", {f"{path}/a.md": "x", f"{path}/b/c.md": "y"}, notebook="Top")
    assert {head.notebook for head in heads()} == {"/".join(["Top", *"x" * 31])}
    assert {(one.path[-4:], one.why) for one in report.warnings} == {
        ("a.md", TOO_DEEP),
        ("c.md", TOO_DEEP),
    }


def test_a_folder_whose_name_no_notebook_can_have_is_kept_as_near_as_possible():
    assert notebook_of(f"{'a' * 250}/ /x\ny/note.md") == f"{'a' * 200}/_/x y"


def test_a_note_has_the_times_of_its_file(tmp_path):
    brought(tmp_path / "in", {"a.md": "x"})
    at = datetime(2020, 9, 13, 12, 26, 40, 123000, UTC)
    assert (only_note().created, only_note().changed) == (at, at)


@pytest.mark.parametrize("nanoseconds", [-(2**80), -1, 0, 2**80])
def test_any_time_of_a_file_has_a_date(nanoseconds):
    assert 1 <= moment(nanoseconds).year <= 9999


def test_a_time_that_no_calendar_holds_does_not_stop_an_import(tmp_path):
    folder = lay(tmp_path / "in", {"old.md": "x"}, mtime_ns=-2_000_000_000_000_000_000)
    assert import_folder(folder).created == 1


def test_one_file_can_be_imported_and_its_folder_later_knows_it(tmp_path):
    folder = lay(tmp_path / "in", {"a.md": "x", "b.md": "y"})
    assert import_folder(folder / "a.md").created == 1
    report = import_folder(folder)
    assert (report.created, report.skipped) == (1, 1)


# --- characters


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xef\xbb\xbf# BOM\r\nand\rall\n",
        "混合 mixed 🎈\0 نص".encode(),
        "\ufeff宽 wide".encode("utf-16-le"),
        "\ufeff宽 wide".encode("utf-16-be"),
        "\ufeff宽 wide".encode("utf-32-le"),
        "\ufeff宽 wide".encode("utf-32-be"),
    ],
)
def test_decoding_loses_no_byte(raw):
    assert encode(*decode(raw)) == raw


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"fine\n\nnot \xff fine", "This is not UTF-8 text: byte 0xff in line 3."),
        (b"half \xe4\xb8", "This is not UTF-8 text: byte 0xe4 in line 1."),
        (b"\xed\xa0\x80", "This is not UTF-8 text: byte 0xed in line 1."),
        (b"\xff\xfea", "This is not UTF-16 text, though it begins as such."),
        (b"\xff\xfe\x00\xd8", "This is not UTF-16 text, though it begins as such."),
    ],
)
def test_what_is_no_text_is_told_where(raw, why):
    with pytest.raises(Invalid) as caught:
        decode(raw)
    assert caught.value.why == why


def test_a_wide_text_that_lost_its_mark_gets_it_back():
    assert encode("x", "utf-16-le") == b"\xff\xfex\0"


def test_an_encoding_that_nobody_knows_counts_as_utf8():
    assert encode("é", "rot13; rm -rf") == b"\xc3\xa9"


def test_the_text_is_kept_as_it_is(tmp_path):
    text = "\ufeff---\r\ntitle: é\r\n---\r\n\r\n\ttext  \r\n\0\u2028"
    brought(tmp_path / "in", {"a.md": text})
    assert only_note().body == text


def test_the_mark_of_an_encoding_is_kept_and_read_by_nobody(tmp_path):
    brought(tmp_path / "in", {"a.md": "\ufeff# BOM\n\nits word"})
    assert (only_note().title, only_note().body) == ("BOM", "\ufeff# BOM\n\nits word")
    (hit,) = find.answer("word").hits
    assert hit.snippet_parts == [("its ", False), ("word", True)]


def test_a_broken_file_is_reported_and_the_others_come_in(tmp_path):
    report = brought(tmp_path / "in", {"bad.md": b"\n\xff", "good.md": "x"})
    assert report.created == 1
    assert report.failed == [Trouble("bad.md", "This is not UTF-8 text: byte 0xff in line 2.")]


def test_a_file_that_is_too_large_is_reported_unread(tmp_path):
    folder = lay(tmp_path / "in", {"good.md": "x"})
    with (folder / "huge.md").open("wb") as file:
        file.truncate(50 * TEXT_LIMIT)
    [trouble] = import_folder(folder).failed
    assert trouble.path == "huge.md"
    assert "larger than a note can be" in trouble.why


def test_a_text_that_only_becomes_too_large_is_reported_too(tmp_path):
    wide = ("\ufeff" + "文" * (TEXT_LIMIT // 2 - 1)).encode("utf-16-le")
    report = brought(tmp_path / "in", {"wide.md": wide})
    assert (report.created, len(report.failed)) == (0, 1)


# --- names


def test_a_name_of_250_bytes_is_a_title(tmp_path):
    name = "n" * 250
    brought(tmp_path / "in", {f"{name}.md": "text", f"{'文' * 80}/{'字' * 80}.md": "text"})
    assert {head.title for head in heads()} == {name, "字" * 80}


def test_a_name_that_is_no_utf8_is_reported_as_it_can_be_shown(tmp_path):
    folder = os.fsencode(lay(tmp_path / "in", {"a.md": "x"}))
    with open(os.path.join(folder, b"caf\xe9.md"), "wb") as file:  # noqa: PTH118 (no bytes in pathlib)
        file.write(b"x")
    report = import_folder(tmp_path / "in")
    assert report.created == 1
    assert report.failed == [Trouble(r"caf\xe9.md", markdown.BAD_NAME)]


def test_a_path_is_printable_whatever_it_holds():
    assert printable("a\udcff\n\x1b[1m 文") == r"a\xff\n\x1b[1m 文"


# --- what is left out


def test_hidden_folders_and_other_files_are_named(tmp_path):
    files = {".git/x.md": "", ".obsidian/y.md": "", "a/b.png": "", "a/c.pdf": "", "a/d.md": ""}
    report = brought(tmp_path / "in", files)
    assert report.created == 1
    assert report.warnings == [
        Trouble(".git", folder_module.HIDDEN),
        Trouble(".obsidian", folder_module.HIDDEN),
        Trouble("a", "2 other files were not imported: b.png, c.pdf."),
    ]


def test_many_other_files_are_counted(tmp_path):
    report = brought(tmp_path / "in", {f"{n:02}.png": "" for n in range(25)})
    assert report.warnings[0].why.startswith("25 other files were not imported: 00.png, ")
    assert report.warnings[0].why.endswith("19.png and 5 more.")


def test_pipes_and_sockets_are_never_opened(tmp_path):
    folder = lay(tmp_path / "in", {})
    os.mkfifo(folder / "pipe.md")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(folder / "socket.md"))
        report = import_folder(folder)
    assert report.failed == [
        Trouble("pipe.md", folder_module.NO_FILE),
        Trouble("socket.md", folder_module.NO_FILE),
    ]


def test_a_pipe_that_takes_a_files_place_does_not_hold_us_up(tmp_path, monkeypatch):
    folder = lay(tmp_path / "in", {})
    os.mkfifo(folder / "pipe.md")
    monkeypatch.setattr(markdown, "markdown_files", lambda *_: [b"pipe.md"])
    assert import_folder(folder).failed == [Trouble("pipe.md", folder_module.NO_FILE)]


def test_what_may_not_be_read_is_reported(tmp_path, monkeypatch):
    folder = lay(tmp_path / "in", {"a.md": "x", "below/b.md": "x", "closed/c.md": "x"})
    monkeypatch.setattr(os, "open", refusing(os.open, b"a.md"))
    monkeypatch.setattr(os, "scandir", refusing(os.scandir, b"closed"))
    report = import_folder(folder)
    assert report.created == 1
    assert sorted(trouble.path for trouble in report.failed) == ["a.md", "closed"]
    assert {trouble.why for trouble in report.failed} == {folder_module.NO_PERMISSION}


def refusing(function, ending):
    """Root may read everything, so that permission has to be refused by hand."""

    def refused(path, *arguments):
        if isinstance(path, bytes) and path.endswith(ending):
            raise PermissionError(13, "Permission denied")
        return function(path, *arguments)

    return refused


def test_a_path_that_is_missing_is_a_fact(tmp_path):
    with pytest.raises(Missing, match="There is no file or folder"):
        import_folder(tmp_path / "nothing")


def test_a_file_of_another_kind_is_refused(tmp_path):
    folder = lay(tmp_path / "in", {"a.png": "x"})
    assert import_folder(folder / "a.png").failed == [Trouble("a.png", markdown.NOT_MARKDOWN)]


# --- links


def test_links_inside_the_folder_are_followed(tmp_path):
    folder = lay(tmp_path / "in", {"a.md": "x", ".store/deep/b.md": "y"})
    (folder / "again.md").symlink_to("a.md")
    (folder / "shown").symlink_to(".store/deep")
    assert import_folder(folder).created == 3
    assert {head.title for head in heads()} == {"a", "again", "b"}


def test_links_that_lead_out_are_reported_and_not_followed(tmp_path):
    lay(tmp_path / "secret", {"key.md": "x"})
    folder = lay(tmp_path / "in", {})
    (folder / "out").symlink_to(tmp_path / "secret")
    (folder / "up").symlink_to("..")
    (folder / "key.md").symlink_to("../secret/key.md")
    (folder / "nowhere.md").symlink_to("gone")
    report = import_folder(folder)
    assert report.created == 0
    assert {trouble.path: trouble.why for trouble in report.warnings} == {
        "key.md": folder_module.LINK_OUT,
        "nowhere.md": folder_module.LINK_NOWHERE,
        "out": folder_module.LINK_OUT,
        "up": folder_module.LINK_OUT,
    }


def test_links_in_circles_come_to_an_end(tmp_path):
    folder = lay(tmp_path / "in", {"a/b/note.md": "x"})
    (folder / "a/b/back").symlink_to("../..")
    (folder / "a/up").symlink_to(".")
    (folder / "one.md").symlink_to("two.md")
    (folder / "two.md").symlink_to("one.md")
    report = import_folder(folder)
    assert report.created == 1
    assert {trouble.path: trouble.why for trouble in report.warnings} == {
        "a/b/back": folder_module.LINK_SEEN,
        "a/up": folder_module.LINK_SEEN,
        "one.md": folder_module.LINK_CIRCLE,
        "two.md": folder_module.LINK_CIRCLE,
    }


def test_a_ladder_of_links_is_not_climbed_in_every_way(tmp_path):
    folder = lay(tmp_path / "in", {f".step/{n}/note.md": str(n) for n in range(30)})
    for n in range(29):
        for name in ("left", "right"):
            (folder / f".step/{n}/{name}").symlink_to(f"../{n + 1}")
    (folder / "in").symlink_to(".step/0")
    assert import_folder(folder).created == 30


# --- again


def test_an_unchanged_file_is_skipped(tmp_path):
    brought(tmp_path / "in", {"a.md": "x"})
    report = import_folder(tmp_path / "in")
    assert (report.created, report.updated, report.skipped) == (0, 0, 1)


def test_a_skipped_file_does_not_undo_what_was_written_in_octavo(tmp_path):
    brought(tmp_path / "in", {"a.md": "x"})
    editing.save(only_note().id, 1, body="edited")
    assert import_folder(tmp_path / "in").skipped == 1
    assert only_note().body == "edited"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
def test_a_file_that_changed_changes_its_note_and_history_keeps_the_old_text(tmp_path, encoding):
    brought(tmp_path / "in", {"a.md": "\ufeffold".encode(encoding)})
    report = brought(tmp_path / "in", {"a.md": "\ufeffnew".encode(encoding)})
    assert (report.created, report.updated, report.warnings) == (0, 1, [])
    assert only_note().body == "\ufeffnew"
    assert history.body_at(only_note().id, 1) == "\ufeffold"
    assert import_folder(tmp_path / "in").skipped == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
def test_changes_on_both_sides_are_both_kept(tmp_path, encoding):
    brought(tmp_path / "in", {"a.md": "\ufeffold".encode(encoding)})
    editing.save(only_note().id, 1, body="mine")
    report = brought(tmp_path / "in", {"a.md": "\ufefftheirs".encode(encoding)})
    assert report.warnings == [Trouble("a.md", markdown.NEW_BESIDE_NOTE)]
    assert {editing.read(head.id).body for head in heads()} == {"mine", "\ufefftheirs"}
    assert import_folder(tmp_path / "in").skipped == 1


def test_the_same_change_on_both_sides_is_no_conflict(tmp_path):
    brought(tmp_path / "in", {"a.md": "old"})
    editing.save(only_note().id, 1, body="new")
    assert brought(tmp_path / "in", {"a.md": "new"}).skipped == 1
    assert brought(tmp_path / "in", {"a.md": "newer"}).updated == 1


def test_a_note_in_the_trash_stays_there_and_the_report_says_so(tmp_path):
    brought(tmp_path / "in", {"a.md": "x"})
    trash.put([only_note().id])
    assert import_folder(tmp_path / "in").warnings == [Trouble("a.md", markdown.IN_TRASH)]
    report = brought(tmp_path / "in", {"a.md": "new"})
    assert report.warnings == [Trouble("a.md", markdown.NEW_BESIDE_TRASH)]
    assert only_note().body == "new"


def test_a_dry_run_says_the_same_and_writes_nothing(tmp_path):
    brought(tmp_path / "in", {"a.md": "x", "b.md": "y"})
    lay(tmp_path / "in", {"b.md": "changed", "c.md": "new", "bad.md": b"\xff"})
    planned = import_folder(tmp_path / "in", dry_run=True)
    assert len(heads()) == 2
    done = import_folder(tmp_path / "in")
    assert planned.as_json() | {"act": done.act} == done.as_json()
    assert (planned.created, planned.updated, planned.skipped) == (1, 1, 1)


# --- many


def test_batches_are_stored_as_they_fill(tmp_path, monkeypatch):
    monkeypatch.setattr(markdown, "BATCH_FILES", 2)
    stored = []
    create_many = editing.create_many
    monkeypatch.setattr(
        editing, "create_many", lambda drafts: stored.append(len(drafts)) or create_many(drafts)
    )
    report = brought(tmp_path / "in", {f"{n}.md": str(n) for n in range(5)})
    assert (report.created, stored) == (5, [2, 2, 1])


def test_a_note_that_cannot_be_stored_does_not_hold_up_the_others(tmp_path, monkeypatch):
    create_many = editing.create_many

    def choosy(drafts):
        if any(draft.body == "bad" for draft in drafts):
            raise Invalid("body", "It is bad.")
        return create_many(drafts)

    monkeypatch.setattr(editing, "create_many", choosy)
    report = brought(tmp_path / "in", {"a.md": "x", "b.md": "bad", "c.md": "y"})
    assert (report.created, report.failed) == (2, [Trouble("b.md", "body: It is bad.")])


def test_progress_is_told_from_the_beginning_to_the_end(tmp_path):
    told = []
    files = {f"{n}.md": "" for n in range(150)}
    brought(tmp_path / "in", files, progress=lambda done, total: told.append((done, total)))
    assert told == [(0, 150), (100, 150), (150, 150)]


def test_the_shared_notes_come_in_to_the_last_one():
    report = import_folder(corpus("notes"))
    assert (report.created, report.failed, report.warnings) == (485, [], [])
    assert listing.count() == 485


def test_two_imports_of_a_folder_at_once_make_each_note_once(tmp_path, monkeypatch):
    lay(tmp_path, {"a.md": b"# A", "b.md": b"# B"})
    read = sources.states
    inner = []

    def states_and_another_import(root):
        found = read(root)
        if not inner:  # the other one comes in after this one has looked at the library
            inner.append("running")
            inner.append(import_folder(tmp_path))
        return found

    monkeypatch.setattr(sources, "states", states_and_another_import)
    report = import_folder(tmp_path)
    assert (inner[1].created, report.created, report.skipped) == (2, 0, 2)
    assert len(heads()) == 2
