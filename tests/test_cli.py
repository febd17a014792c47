import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest
from click.testing import CliRunner

from notes.cli.commands import octavo
from notes.cli.start import Desk
from notes.library import editing, listing, tokens
from notes.library.opening import open_library
from notes.version import VERSION
from notes.web import instance
from tests.library_fixtures import behind_its_back
from tests.transfer_fixtures import lay

MAIN = Path(__file__).parent.parent / "main.py"


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "library"


@pytest.fixture
def run(folder):
    """A command of the same process, with its exit code, its data and its words."""

    def invoke(*arguments, text="", **options):
        command = ["--library", str(folder), *map(str, arguments)]
        return CliRunner().invoke(octavo, command, input=text, **options)

    return invoke


@pytest.fixture
def program(folder):
    """A command of a process of its own."""

    def invoke(*arguments, text=b"", **environment):
        return subprocess.run(
            [sys.executable, MAIN, "--library", folder, *arguments],
            input=text,
            capture_output=True,
            env=os.environ | environment,
            timeout=60,
            check=False,
        )

    return invoke


def added(run, text="# A title\n\nsome words\n", *options):
    return run("add", *options, text=text).stdout.strip()


def refused_here(refused, _gui):
    pytest.fail(f"refused: {refused}")


def refusal(result):
    """The one line of words of a command that was refused."""
    assert (result.exit_code, result.stdout) == (1, "")
    [line] = result.stderr.splitlines()
    return line


# --- notes


def test_a_note_comes_back_as_it_was_added(run):
    text = "\ufeff# 标题\r\n\ttext\0\rwithout an end"
    assert run("show", added(run, text)).stdout_bytes == text.encode()


def test_add_takes_title_notebook_and_tags(run):
    note_id = added(run, "x", "--title", "T", "--notebook", "A/B", "--tag", "one", "--tag", "two")
    note = json.loads(run("show", note_id, "--json").stdout)
    assert (note["title"], note["notebook"], note["tags"]) == ("T", "A/B", ["one", "two"])
    assert (note["body"], note["version"], note["trashed"]) == ("x", 1, None)


def test_add_of_a_file_without_a_title_takes_its_name(run, tmp_path):
    lay(tmp_path, {"My file.md": "words"})
    note_id = run("add", tmp_path / "My file.md").stdout.strip()
    assert json.loads(run("show", note_id, "--json").stdout)["title"] == "My file"


def test_edit_over_the_version_that_was_read_prints_the_new_one(run):
    note_id = added(run)
    assert run("edit", note_id, "--base", 1, text="new").stdout == "2\n"
    assert run("show", note_id).stdout == "new"


def test_a_stale_edit_is_refused_and_changes_nothing(run):
    note_id = added(run, "first")
    run("edit", note_id, "--base", 1, text="second")
    assert "you read version 1" in refusal(run("edit", note_id, "--base", 1, text="third"))
    assert run("show", note_id).stdout == "second"


def test_trash_and_restore_take_several_notes_or_none(run):
    first, second = added(run), added(run)
    assert run("trash", first, second).stderr == "2 notes were put in the trash.\n"
    assert json.loads(run("list", "--json").stdout) == []
    assert {note["id"] for note in json.loads(run("list", "--trash", "--json").stdout)} == {
        first,
        second,
    }
    assert "There is no note" in refusal(run("restore", first, "nothing"))
    assert run("restore", first).stderr == "1 note was taken out of the trash.\n"
    assert [note["id"] for note in json.loads(run("list", "--json").stdout)] == [first]


@pytest.mark.parametrize("command", ["show", "history", "trash", "restore"])
@pytest.mark.parametrize("note_id", ["nothing", "", "../..", "文", "9" * 5000, "a\nb"])
def test_an_id_that_is_none_is_refused_in_one_line(run, command, note_id):
    assert "There is no note" in refusal(run(command, note_id))


def test_list_shows_notebook_and_title_on_one_line(run):
    note_id = added(run, "# A\x1b[31m title", "--notebook", "Work")
    line = run("list").stdout
    assert line.startswith(note_id)
    assert line.endswith("  A [31m title  (Work)\n")


def test_list_goes_on_over_as_many_pages_as_are_wanted(run, folder):
    with open_library(folder):
        editing.create_many(editing.Draft(body=str(n)) for n in range(450))
    assert len(run("list", "--limit", 420).stdout.splitlines()) == 420
    assert len(json.loads(run("list", "--limit", 1000, "--json").stdout)) == 450


def test_list_narrows_by_notebook_and_tag(run):
    inside = added(run, "#tag", "--notebook", "A/B")
    added(run, "x", "--notebook", "A")
    assert [n["id"] for n in json.loads(run("list", "--tag", "tag", "--json").stdout)] == [inside]
    assert len(run("list", "--notebook", "A").stdout.splitlines()) == 2


def test_tags_and_notebooks_are_counted(run):
    added(run, "#one #two", "--notebook", "A/B")
    assert json.loads(run("tags", "--json").stdout)[0] == {"name": "one", "count": 1}
    assert json.loads(run("notebooks", "--json").stdout)[0] == {
        "path": "A",
        "name": "A",
        "count": 0,
        "total": 1,
    }
    assert run("notebooks").stdout.split() == ["1", "A", "1", "A/B"]


def test_history_lists_compares_and_brings_back(run):
    note_id = added(run, "old\nsame\n")
    run("edit", note_id, "--base", 1, text="new\nsame\n")
    assert [e["version"] for e in json.loads(run("history", note_id, "--json").stdout)] == [2, 1]
    assert run("history", note_id, "--diff", 1, 2).stdout.splitlines()[-3:] == [
        "-old",
        "+new",
        " same",
    ]
    assert run("history", note_id, "--restore", 1).stdout == "3\n"
    assert run("show", note_id).stdout == "old\nsame\n"
    assert "There is no version" in refusal(run("history", note_id, "--restore", 9))
    listed = [line.split()[::2] for line in run("history", note_id).stdout.splitlines()]
    assert listed == [["3", "current"], ["2", "restore"], ["1", "edit"]]


# --- search


def test_search_prints_json_lines_with_marks_in_escaped_text(run):
    note_id = added(run, "<i>a <needle> & thread</i>", "--title", "T")
    [line] = run("search", "needle", "--json").stdout.splitlines()
    hit = json.loads(line)
    assert set(hit) == {"id", "title", "notebook", "score", "snippet", "damaged"}
    assert (hit["id"], hit["title"]) == (note_id, "T")
    assert hit["snippet"] == "a &lt;<mark>needle</mark>&gt; &amp; thread"


def test_search_for_people_shows_title_and_snippet(run):
    note_id = added(run, "# Title\n\na needle here", "--notebook", "N")
    assert run("search", "needle").stdout == f"{note_id}  Title  (N)\n    a needle here\n"


@pytest.mark.parametrize(
    "query", ["-", "-not", '"', "((", "OR", "*", "tag:", "中文", "\t", "a" * 5000]
)
def test_any_query_is_answered(run, query):
    added(run)
    assert run("search", query, "--json").exit_code == 0


def test_what_a_query_means_is_explained_in_words(run):
    result = run("search", "word", "(", "--explain")
    assert result.stdout == ""
    assert "Understood as: word" in result.stderr
    assert "Notes with the word “word”" in result.stderr


def test_why_a_note_was_found_is_explained_below_it(run):
    added(run, "# Otters\n\nthey dive and dive")
    shown = run("search", "dive", "--explain").stdout.splitlines()
    assert shown[1:] == ["    they dive and dive", "    - “dive” 2 times in the text"]
    [line] = run("search", "dive", "--explain", "--json").stdout.splitlines()
    assert json.loads(line)["why"] == ["“dive” 2 times in the text"]
    assert "why" not in json.loads(run("search", "dive", "--json").stdout)


def test_similar_prints_notes_and_what_they_share(run):
    note_id = added(run, "# Otters\n\ndive")
    other = added(run, "# All otters\n\ncan dive")
    lines = run("similar", note_id).stdout.splitlines()
    assert lines == [f"{other}  All otters", "    can dive", "    shares: otters, dive"]
    [line] = run("similar", note_id, "--json", "--limit", 1).stdout.splitlines()
    assert json.loads(line)["shares"] == ["otters", "dive"]
    assert "note" in refusal(run("similar", "0" * 16))


def test_search_marks_hits_of_what_may_have_been_meant(run, folder):
    with open_library(folder):
        editing.create_many(editing.Draft(body=f"checkpoint {n}") for n in range(25))
    typed = added(run, "# Typed\n\nchekpoint")
    result = run("search", "chekpoint", "--json", "--explain", "--limit", 3)
    first, *others = [json.loads(line) for line in result.stdout.splitlines()]
    assert (first["id"], first.get("meant")) == (typed, None)
    assert [line["meant"] for line in others] == ["checkpoint"] * 3
    assert [line["why"] for line in others] == [["“checkpoint” once in the text"]] * 3
    assert "Did you mean checkpoint?" in result.stderr
    assert run("search", "chekpoint").stdout.count("\n") == 2


def test_search_gives_as_many_hits_as_are_wanted(run, folder):
    with open_library(folder):
        editing.create_many(editing.Draft(body=f"needle {n}") for n in range(450))
    found = [
        json.loads(line)["id"]
        for line in run("search", "needle", "--limit", 430, "--json").stdout.splitlines()
    ]
    assert len(set(found)) == len(found) == 430


# --- rendering


def test_render_gives_safe_html(run):
    html = run("render", text="# 标题\n\n*a*\n\n<script>alert(1)</script>\n").stdout
    assert "<em>a</em>" in html
    assert "<script" not in html


def test_show_can_render_too(run):
    assert "<em>a</em>" in run("show", added(run, "*a*"), "--html").stdout


def test_rendering_lines_answers_each_in_order_and_survives_malformed_ones(run):
    lines = [
        b'{"id": "a", "markdown": "*x*"}',
        b"nonsense",
        b'{"id": "no text"}',
        b"[1]",
        b"\xff",
        b"",
        b'{"id": NaN, "markdown": ""}',
        b'{"id": 1e999, "markdown": ""}',
        b'{"id": "\\ud800", "markdown": ""}',
        b'{"id": 7, "markdown": "\\ud800"}',
        b"[" * 100_000,
        b"1" * 5_000,
        '{"id": 8, "markdown": "文"}'.encode(),
    ]
    answers = [
        json.loads(line)
        for line in run("render", "--lines", text=b"\n".join(lines)).stdout.splitlines()
    ]
    assert len(answers) == len(lines)
    first, *malformed, last = answers
    assert (first["id"], first["html"], first["plain"]) == ("a", "<p><em>x</em></p>", 0)
    assert first["ms"] > 0
    assert (last["id"], last["html"]) == (8, "<p>文</p>")
    assert all(answer["error"] and "html" not in answer for answer in malformed)
    assert [answer["id"] for answer in malformed] == [None, "no text", *[None] * 6, 7, None, None]


def test_what_is_printed_for_others_has_the_links_that_they_would_make(run):
    assert 'href="http://README.md"' in run("render", text=b"README.md").stdout
    assert "href" not in run("show", added(run, "README.md"), "--html").stdout


def test_a_line_of_json_is_one_line_to_every_reader(run):
    request = json.dumps({"id": "\x85", "markdown": "a\u2028b\u2029c"}).encode()
    [line] = run("render", "--lines", text=request).stdout.splitlines()
    assert json.loads(line)["id"] == "\x85"
    assert json.loads(line)["html"] == "<p>a\u2028b\u2029c</p>"


def test_rendering_lines_streams(folder):
    command = [sys.executable, MAIN, "--library", folder, "render", "--lines"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        for number in range(3):
            process.stdin.write(json.dumps({"id": number, "markdown": "x"}).encode() + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == number
        process.stdin.close()
        assert process.wait(10) == 0


def test_render_needs_no_library(run, folder):
    run("render", text="x")
    assert not folder.exists()


# --- files in and out


def test_import_reports_in_json(run, tmp_path):
    lay(tmp_path / "in", {"a.md": "x", "bad.md": b"\xff", "c.png": ""})
    result = run("import", tmp_path / "in", "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout) == {
        "created": 1,
        "updated": 0,
        "skipped": 0,
        "failed": [{"path": "bad.md", "why": "This is not UTF-8 text: byte 0xff in line 1."}],
        "warnings": [{"path": ".", "why": "1 other file was not imported: c.png."}],
        "act": 1,
    }


def test_import_reports_in_words(run, tmp_path):
    lay(tmp_path / "in", {"a.md": "x", "bad.md": b"\xff"})
    result = run("import", tmp_path / "in", "--dry-run")
    assert "Nothing was written" in result.stderr
    assert result.stdout.splitlines() == [
        "1 created, 0 updated, 0 skipped, 1 failed",
        "Failed: bad.md: This is not UTF-8 text: byte 0xff in line 1.",
    ]


def test_an_import_that_brings_nothing_but_failures_is_refused(run, tmp_path):
    lay(tmp_path / "in", {"bad.md": b"\xff"})
    assert run("import", tmp_path / "in").exit_code == 1


def test_importing_what_is_missing_is_refused(run, tmp_path):
    assert "There is no file or folder" in refusal(run("import", tmp_path / "nothing"))


def test_export_gives_the_files_back(run, tmp_path):
    lay(tmp_path / "in", {"a/b.md": "x\r\n"})
    run("import", tmp_path / "in")
    result = run("export", tmp_path / "out", "--format", "markdown")
    assert result.stdout == "1 created, 0 updated, 0 skipped, 0 failed\n"
    assert (tmp_path / "out/a/b.md").read_bytes() == b"x\r\n"


def test_an_export_that_would_replace_a_file_is_refused(run, tmp_path):
    added(run, "mine", "--title", "a")
    lay(tmp_path / "out", {"a.md": "theirs"})
    result = run("export", tmp_path / "out", "--json")
    assert (result.exit_code, len(json.loads(result.stdout)["failed"])) == (1, 1)
    assert run("export", tmp_path / "out", "--overwrite").exit_code == 0


# --- replacing


def test_replace_shows_a_diff_and_changes_nothing_until_it_is_told_to(run):
    note_id = added(run, "# Pets\n\na cat, a cat\n", "--notebook", "Work")
    result = run("replace", "cat", "owl")
    assert result.stdout == (
        f"{note_id}  Pets  (Work)\n@@ line 3 @@\n-a cat, a cat\n+a owl, a owl\n"
    )
    assert "2 places in 1 note. Nothing was written" in result.stderr
    assert "cat" in run("show", note_id).stdout


def test_what_was_replaced_is_undone_by_its_number_or_as_the_last(run):
    note_id = added(run, "# Pets\n\na cat\n")
    act = run("replace", "cat", "owl", "--write").stdout.strip()
    assert run("show", note_id).stdout == "# Pets\n\na owl\n"
    assert "cat → owl  (1 of 1 note)" in run("undo", "--list").stdout
    assert "1 note put back" in run("undo", act).stderr
    assert run("show", note_id).stdout == "# Pets\n\na cat\n"
    run("replace", "cat", "owl", "--write")
    assert json.loads(run("undo", "--json").stdout)["notes"] == 1
    assert "nothing to undo" in refusal(run("undo"))


def test_replace_tells_programs_what_would_change_and_what_was(run):
    note_id = added(run, "1 cat, 2 cats")
    options = ["--pattern", "--ignore-case", "--whole-words", "--query", "cat", "--json"]
    [note] = json.loads(run("replace", r"(\d) CAT", r"cat \1", *options).stdout)["notes"]
    assert note["lines"] == [{"line": 1, "before": "1 cat, 2 cats", "after": "cat 1, 2 cats"}]
    done = json.loads(run("replace", r"(\d) CAT", r"cat \1", *options, "--write").stdout)
    assert done == {"act": 1, "notes": 1, "changes": 1, "left_out": []}
    assert run("show", note_id).stdout == "cat 1, 2 cats"


def test_replace_shows_control_characters_and_obeys_none(run):
    added(run, "# Pets\n\n\ta \x1b]0;cat\x07\x9b2J\n")
    diff = run("replace", "cat", "owl\x1b[31m").stdout.splitlines()
    assert diff[2:] == ["-\ta \\x1b]0;cat\\x07\\x9b2J", "+\ta \\x1b]0;owl\\x1b[31m\\x07\\x9b2J"]


def test_replace_in_what_a_search_finds_renews_an_old_index_first(run, folder):
    added(run, "a cat")
    behind_its_back(folder, "UPDATE index_state SET rules = 0")
    result = run("replace", "cat", "owl", "--query", "cat")
    assert "The index is renewed first" in result.stderr
    assert "1 place in 1 note" in result.stderr
    assert "renewed" not in run("replace", "cat", "owl", "--query", "cat").stderr


def test_replace_everywhere_asks_no_index(run, folder):
    added(run, "a cat")
    behind_its_back(folder, "UPDATE index_state SET rules = 0")
    assert "renewed" not in run("replace", "cat", "owl").stderr


def test_what_cannot_be_replaced_is_refused_in_one_line(run):
    added(run, "a" * 5_000 + "b")
    assert "A parenthesis is not closed" in refusal(run("replace", "--pattern", "(", "x"))
    assert "a group that" in refusal(run("replace", "--pattern", "a", r"\1"))
    assert "takes too long" in refusal(run("replace", "--pattern", "(a+)+$", "x"))


def test_an_import_tells_the_number_that_takes_it_back(run, tmp_path):
    lay(tmp_path / "in", {"a.md": "x"})
    assert "octavo undo-import 1" in run("import", tmp_path / "in").stderr
    assert "1 note put back" in run("undo-import", 1).stderr
    assert run("list").stdout == ""
    assert "Undone: Imported in" in run("undo", "--list").stdout
    run("undo", 2)
    assert len(run("list").stdout.splitlines()) == 1
    note_id = run("list").stdout.split()[0]
    run("trash", note_id)
    assert "There is no import" in refusal(run("undo-import", 4))


def test_undo_names_what_was_changed_since_and_is_refused_when_nothing_is_left(run):
    note_id = added(run, "a cat")
    run("replace", "cat", "owl", "--write")
    run("edit", note_id, "--base", "2", text="mine")
    result = run("undo")
    assert (result.exit_code, result.stdout) == (1, "")
    assert f"{note_id}: Its text was changed since." in result.stderr


# --- tokens, selfcheck


def test_a_token_is_printed_once_and_can_be_revoked(run, folder):
    secret = run("token", "create", "script", "--scope", "write").stdout.strip()
    with open_library(folder):
        assert tokens.check(secret).may_write
    assert [kept["name"] for kept in json.loads(run("token", "list", "--json").stdout)] == [
        "script"
    ]
    assert secret not in run("token", "list").stdout
    assert run("token", "revoke", "script").exit_code == 0
    assert "There is no token" in refusal(run("token", "revoke", "script"))


def test_selfcheck_says_what_octavo_runs_on_and_makes_no_library(run, folder):
    result = run("selfcheck", "--json")
    facts = json.loads(result.stdout)
    assert (result.exit_code, facts["octavo"], facts["needed"]) == (0, VERSION, [])
    assert (facts["fts5"], facts["library_exists"]) == (True, False)
    assert not folder.exists()


def test_selfcheck_is_an_option_too(run):
    assert run("--selfcheck").stdout == run("selfcheck").stdout


def test_an_option_that_checks_fails_as_the_command_does(run, folder):
    folder.write_text("a file")
    assert run("--selfcheck").exit_code == 1


def test_the_licences_of_octavo_and_of_its_page_are_told(run):
    said = run("licences").stdout
    assert said.startswith("MIT License")
    assert "codemirror" in said.lower()


def test_selfcheck_fails_when_the_library_cannot_be_opened(run, folder):
    folder.write_text("a file")
    result = run("selfcheck")
    assert result.exit_code == 1
    assert "it is not a folder" in result.stdout


# --- usage


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["add", "--nonsense"],
        ["edit", "id"],
        ["edit", "id", "--base", "x"],
        ["edit", "id", "--base", "9" * 5000],
        ["list", "--limit", "0"],
        ["show", "id", "--html", "--json"],
        ["history", "id", "--diff", "1"],
        ["trash"],
        ["search"],
        ["render", "--lines", "file.md"],
        ["token", "create", "x", "--scope", "all"],
        ["serve", "--port", "70000"],
        ["import", "x", "--format", "pdf"],
        ["replace", "x"],
        ["replace", "- [ ]", "- [x]"],
        ["undo", "x"],
        ["undo", "1", "--list"],
    ],
)
def test_wrong_usage_exits_2_and_says_so(run, arguments):
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Error" in result.stderr


def test_version(run):
    assert run("--version").stdout == f"Octavo {VERSION}\n"


def test_without_a_command_the_window_opens_and_its_code_is_ours(run, folder):
    opened = []
    result = run(obj=Desk(lambda *asked: opened.append(asked) or 3, refused_here))
    assert (opened, result.exit_code) == ([(folder, "", "", None)], 3)


def test_the_toolkit_of_the_window_can_be_chosen(run, folder):
    opened = []
    run("--gui", "qt", obj=Desk(lambda *asked: opened.append(asked) or 0, refused_here))
    assert opened == [(folder, "", "qt", None)]
    assert run("--gui", "motif").exit_code == 2


def test_the_environment_names_the_library(tmp_path, monkeypatch):
    monkeypatch.setenv("OCTAVO_LIBRARY", str(tmp_path / "elsewhere"))
    CliRunner().invoke(octavo, ["add", "-"], input="x")
    assert (tmp_path / "elsewhere/octavo.db").exists()


def test_a_library_that_cannot_be_opened_is_refused_in_one_line(run, folder):
    folder.write_text("a file")
    assert "it is not a folder" in refusal(run("list"))


# --- characters


@pytest.mark.parametrize("arguments", [["add", "-"], ["edit", "x", "--base", "1"], ["render"]])
def test_broken_input_is_refused_and_nothing_is_stored(run, arguments):
    assert "standard input: This is not UTF-8 text: byte 0xff in line 2." in refusal(
        run(*arguments, text=b"a\n\xff")
    )
    assert json.loads(run("list", "--json").stdout) == []


@pytest.mark.parametrize("arguments", [["add", "--title"], ["search"], ["show"], ["list", "--tag"]])
@pytest.mark.parametrize("half", [chr(0xDCFF), chr(0xD800)])
def test_half_a_character_in_an_argument_is_refused(run, arguments, half):
    assert "This is not UTF-8 text." in refusal(run(*arguments, half))


@pytest.mark.parametrize("file", ["missing.md", "."])
def test_a_file_that_cannot_be_read_is_refused(run, file):
    refusal(run("add", file))


def test_whether_a_file_may_be_read_is_found_out_by_reading_it(run, tmp_path, monkeypatch):
    monkeypatch.setattr(os, "access", lambda *_, **__: False)
    lay(tmp_path, {"a.md": "x"})
    assert run("add", tmp_path / "a.md").exit_code == 0
    assert run("import", tmp_path / "a.md").exit_code == 0
    assert run("export", tmp_path).exit_code == 0


def test_a_text_that_is_too_large_is_refused(run):
    assert "larger than a note can be" in refusal(run("add", text=b"x" * 20_000_001))


@pytest.mark.parametrize(
    "environment",
    [{"LC_ALL": "C"}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}],
)
def test_no_locale_changes_a_character(program, tmp_path, environment):
    lay(tmp_path / "in", {"目录/文件.md": "# 标题"})
    made = program(
        "add", "--title", "题目", "--notebook", "笔记", text="中文".encode(), **environment
    )
    assert program("show", made.stdout.strip(), **environment).stdout == "中文".encode()
    assert "题目  (笔记)".encode() in program("list", **environment).stdout
    assert program("search", "中文", "--json", **environment).stdout
    program("import", tmp_path / "in", **environment)
    program("export", tmp_path / "出口", **environment)
    assert (tmp_path / "出口/目录/文件.md").read_bytes() == "# 标题".encode()
    assert (tmp_path / "出口/笔记/题目.md").read_bytes() == "中文".encode()


def test_bytes_that_are_no_text_in_an_argument_are_refused(program):
    result = program("add", b"--title", b"\xff")
    assert (result.returncode, result.stdout) == (1, b"")
    assert b"This is not UTF-8 text." in result.stderr


def test_a_program_without_a_console_says_nothing_and_does_its_work(folder):
    code = f"""
import sys
sys.stdout = sys.stderr = None
sys.argv = ["octavo", "--library", {str(folder)!r}, *sys.argv[1:]]
from main import main
main()
"""
    for arguments in (["add", "--title", "Kept"], ["list"]):
        command = [sys.executable, "-c", code, *arguments]
        subprocess.run(command, cwd=MAIN.parent, input="x", text=True, check=True)
    with open_library(folder):
        assert [note.title for note in listing.titled("Kept")] == ["Kept"]


def test_a_reader_that_goes_away_is_no_error(program, folder):
    with open_library(folder):
        editing.create_many(editing.Draft(body="x", title="t" * 500) for _ in range(400))
    command = f'"{sys.executable}" "{MAIN}" --library "{folder}" list --limit 400 | head -1'
    result = subprocess.run(["bash", "-c", command], capture_output=True, check=False)
    assert (len(result.stdout.splitlines()), result.stderr) == (1, b"")


@pytest.mark.skipif(
    not Path("/dev/full").exists(), reason="only Linux has a disk that is always full"
)
@pytest.mark.parametrize("asked", ["selfcheck", "--version", "--help"])
def test_output_that_cannot_be_written_is_refused(folder, asked):
    with Path("/dev/full").open("w") as full:
        result = subprocess.run(
            [sys.executable, MAIN, "--library", folder, asked],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert result.returncode == 1
    assert result.stderr == b"standard output: No space left on device.\n"


# --- what a start costs


def imported(code):
    """Modules that a fresh interpreter has after running some code."""
    listing = f"import sys\n{code}\nprint(*sys.modules)"
    return set(
        subprocess.check_output([sys.executable, "-c", listing], cwd=MAIN.parent, text=True).split()
    )


def test_only_serving_pays_for_flask(tmp_path):
    commands = ["add", "list", "search x", "tags", "render", f"export {tmp_path}/out", "--help"]
    loaded = imported(
        "from main import open_window\n"
        "from click.testing import CliRunner\n"
        "from notes.cli.commands import octavo\n"
        f"for command in {commands}:\n"
        f"    arguments = ['--library', {str(tmp_path / 'library')!r}, *command.split()]\n"
        "    CliRunner().invoke(octavo, arguments)\n"
    )
    assert "notes.library.editing" in loaded
    assert not loaded & {"flask", "webview", "markdown", "pygments", "nh3", "yaml"}


def test_rendering_pays_for_no_database():
    loaded = imported("from notes.cli import rendering")
    assert not loaded & {"peewee", "sqlcipher3", "flask", "markdown"}


def test_a_start_that_hands_over_pays_for_nothing_else():
    loaded = imported("import ui.handover")
    heavy = {"flask", "peewee", "sqlcipher3", "filelock", "gi", "webview", "babel", "waitress"}
    assert not loaded & heavy


def test_the_driver_is_loaded_before_a_toolkit_can_bring_another_sqlite():
    loaded = imported("import ui.window")
    assert "sqlcipher3" in loaded
    assert not loaded & {"gi", "qtpy", "webview"}


# --- serving


def test_serve_says_where_and_stops_cleanly(folder):
    command = [sys.executable, MAIN, "--library", folder, "serve", "--port", "0"]
    for number in (signal.SIGTERM, signal.SIGINT):
        with subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL) as process:
            words, address = process.stdout.readline().decode().rsplit(" ", 1)
            assert words == "Octavo is at"
            assert address.startswith("http://127.0.0.1:")
            assert "/?ticket=" in address
            health = urlopen(address.partition("?")[0] + "health")  # noqa: S310 (our own address)
            assert json.load(health)["status"] == "ok"
            process.send_signal(number)
            assert process.wait(10) == 0
            assert process.stdout.read() == b""


def test_a_second_server_for_the_same_library_hands_over_to_the_first(folder):
    command = [sys.executable, MAIN, "--library", folder, "serve"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL) as first:
        address = first.stdout.readline().decode()
        second = subprocess.run(command, capture_output=True, text=True, check=True, timeout=20)
        assert second.stdout.partition("?")[0] == address.partition("?")[0]
        assert second.stdout != address
        assert "open with this library already" in second.stderr
        first.terminate()
        assert first.wait(10) == 0
    assert not (folder / instance.NOTE_NAME).exists()


def test_a_library_whose_holder_does_not_answer_is_refused(run, folder, monkeypatch):
    monkeypatch.setattr(instance, "STARTING", 0.1)
    with open_library(folder, hold=True):
        assert "is open in another Octavo already" in refusal(run("serve"))


def test_a_port_that_is_taken_is_refused(run):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert "port" in refusal(run("serve", "--port", taken.getsockname()[1]))


def test_a_library_without_a_name_is_refused_and_not_the_usual_one(run):
    assert run("--library", "", "list").exit_code == 2


# --- deleting for good


def test_the_trash_is_emptied_after_one_question(run):
    ids = [added(run, text) for text in ("one", "two", "three")]
    run("trash", *ids[:2])
    asked = run("trash", "--empty", text="n\n")
    assert (asked.exit_code, asked.stdout) == (1, "")
    assert "Delete 2 notes for good, the oldest there since 20" in asked.stderr
    assert "2 notes were deleted for good" in run("trash", "--empty", text="y\n").stderr
    assert [line.split()[0] for line in run("list").stdout.splitlines()] == ids[2:]
    assert "There is no note" in refusal(run("restore", ids[0]))
    assert "0 notes were deleted" in run("trash", "--empty").stderr


def test_only_what_lies_in_the_trash_is_deleted(run):
    kept, gone = added(run, "kept"), added(run, "gone")
    run("trash", gone)
    assert "Only notes in the trash" in refusal(run("trash", "--delete", "--yes", kept, gone))
    assert "1 note was deleted for good" in run("trash", "--delete", "--yes", gone).stderr
    assert run("trash").exit_code == run("trash", "--empty", kept).exit_code == 2
