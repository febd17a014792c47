import errno
import json
import os
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import peewee
import pytest
from click.testing import CliRunner, Result
from sqlcipher3 import dbapi2 as sqlite

from notes.cli import start
from notes.cli.commands import octavo
from notes.cli.health import NOT_REPAIRED, REPAIRED, SHOWN
from notes.errors import Busy, Damaged, DiskFull, OctavoError
from notes.library import (
    comparing,
    editing,
    health,
    indexing,
    opening,
    problems,
    references,
    spellings,
    tagging,
    tags,
)
from notes.library.editing import Draft
from notes.library.opening import Library, open_library
from notes.search import find, index
from notes.storage.database import FILE_NAME, database, whole_check
from tests.library_fixtures import (
    behind_its_back,
    change_byte_of,
    garble_page_of,
    lay_first_library,
    zero_leaf_of,
)

Run = Callable[..., Result]

#: The parts that lie in the file, in the order in which they are told.
PARTS_OF_IT = ["database", "tables", "texts", "history", "index"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A library with three notes, one of which has a history."""
    with open_library(tmp_path / "library"):
        for number in range(1, 4):
            note = editing.create(f"# Note {number}\n\nword{number}")
        editing.save(note.id, 1, body="# Note 3\n\nword3 again")
    return tmp_path / "library"


@pytest.fixture
def run(folder: Path) -> Run:
    def invoke(*arguments: str) -> Result:
        return CliRunner().invoke(octavo, ["--library", str(folder), *arguments])

    return invoke


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """A disk that has room for so many pages beside the library."""

    def no_file(**_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    def fill(pages: int) -> None:
        if not pages:
            monkeypatch.setattr(comparing.tempfile, "mkstemp", no_file)
        attach = comparing._attach

        def limited(file: Path) -> None:
            attach(file)
            database.execute_sql(f"PRAGMA ought.max_page_count = {pages}").fetchall()

        monkeypatch.setattr(comparing, "_attach", limited)

    return fill


def parts(result: Result) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(result.stdout)
    return told


def wrong(result: Result) -> dict[str, list[tuple[str, str]]]:
    """What is wrong in each part that is not sound: titles and reasons."""
    return {
        name: [(problem["title"], problem["why"]) for problem in part["problems"]]
        for name, part in parts(result).items()
        if not part["ok"]
    }


class TestCheck:
    def test_of_a_sound_library_says_so(self, run: Run) -> None:
        result = run("check")
        assert result.exit_code == 0
        assert result.stdout.splitlines()[:6] == [
            "database    sound",
            "tables      sound",
            "texts       sound (3 checked)",
            "history     sound (1 checked)",
            "index       sound (3 checked)",
            "links       sound",
        ]

    @pytest.mark.parametrize("command", [["check"], ["check", "--repair"], ["salvage"]])
    def test_of_a_folder_that_has_none_makes_none(self, command: list[str], tmp_path: Path) -> None:
        for folder in (tmp_path / "typo", tmp_path / "empty"):
            (tmp_path / "empty").mkdir(exist_ok=True)
            result = CliRunner().invoke(octavo, ["--library", str(folder), *command])
            assert result.exit_code == 1
            assert "there is none in this folder" in result.stderr
        assert [file.name for file in tmp_path.rglob("*")] == ["empty"]

    def test_gives_each_part_as_json(self, run: Run) -> None:
        told = parts(run("check", "--json"))
        assert list(told)[:5] == ["database", "tables", "texts", "history", "index"]
        assert list(told)[5:] == [
            *("links", "permissions", "log", "disk", "drafts", "backups", "versions"),
        ]
        assert told["texts"] == {
            "ok": True,
            "checked": 3,
            "wrong": 0,
            "problems": [],
            "remark": "",
            "advice": "",
        }

    @pytest.mark.parametrize(
        ("damage", "part", "way"),
        [
            ("UPDATE note_text SET body = 'altered'", "texts", "octavo history ID --restore"),
            ("UPDATE revision_text SET body = x'00'", "history", "octavo backup restore"),
            ("DELETE FROM head_index", "index", "octavo check --repair"),
            ("DROP INDEX note_changed", "tables", "octavo check --repair"),
            ("DROP TABLE saved_search", "tables", "octavo salvage"),
            ("UPDATE note SET changed = -1 << 60", "tables", "octavo check --repair"),
            ("UPDATE revision SET version = -1", "tables", "octavo backup restore"),
            ("CREATE TRIGGER evil AFTER UPDATE ON note BEGIN SELECT 1; END", "tables", "salvage"),
        ],
    )
    def test_names_the_way_back_of_whatever_is_wrong(
        self, run: Run, folder: Path, damage: str, part: str, way: str
    ) -> None:
        behind_its_back(folder, damage)
        told = parts(run("check", "--json"))
        assert all(bool(one["advice"]) != one["ok"] for one in told.values())
        assert way in told[part]["advice"]
        assert told[part]["advice"] in run("check").stdout

    @pytest.mark.parametrize("text", ["'# Note 2 altered'", "CAST(x'ff41' AS TEXT)"])
    def test_names_a_text_that_is_not_what_was_saved(
        self, run: Run, folder: Path, text: str
    ) -> None:
        behind_its_back(folder, f"UPDATE note_text SET body = {text} WHERE note_id = 2")
        result = run("check", "--json")
        assert result.exit_code == 1
        assert wrong(result)["texts"] == [("Note 2", health.DAMAGED)]

    def test_names_a_note_without_a_text(self, run: Run, folder: Path) -> None:
        behind_its_back(folder, "DELETE FROM note_text WHERE note_id = 2")
        assert wrong(run("check", "--json"))["texts"] == [("Note 2", health.UNREADABLE)]

    def test_names_the_notes_of_a_lost_page_of_rows_and_looks_at_the_others(
        self, run: Run, folder: Path
    ) -> None:
        with open_library(folder):
            editing.create_many([Draft(f"# More {n}\n\n{'word ' * 99}") for n in range(100)])
        behind_its_back(folder, "UPDATE note_text SET body = 'x' WHERE note_id = 100")
        zero_leaf_of(folder, "note", 1)
        told = wrong(run("check", "--json"))
        whys = [why for _, why in told["texts"]]
        assert 5 < whys.count(health.LOST) < 50
        assert ("More 96", health.DAMAGED) in told["texts"]
        assert told["links"] == [("", problems.UNREADABLE)]
        assert told["database"] == [("", "Not everything can be read that is in the table note.")]
        assert "versions" in run("check").stdout

    def test_a_fact_that_one_part_meets_is_told_with_that_and_ends_no_other(
        self, run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(note_id: str, _targets: object) -> None:
            raise Damaged(note_id)

        with open_library(folder):
            note_id = editing.create("# Linked\n\n[[Note 1]]").id
        monkeypatch.setattr(references, "resolved", fail)
        assert wrong(run("check", "--json")) == {
            "links": [("", problems.MET % Damaged(note_id))],
        }
        assert run("check", "--repair").exit_code == 1

    @pytest.mark.parametrize("place", [0, 1], ids=["its row", "the list"])
    def test_tells_both_spellings_of_a_title_of_which_one_was_changed(
        self, run: Run, folder: Path, place: int
    ) -> None:
        with open_library(folder):
            note = editing.create("no title in it", title="Zebra crossing")
        change_byte_of(folder, b"Zebra crossing", place)
        spelled = ("Xebra crossing", "Zebra crossing")
        title, listed = spelled if place == 0 else spelled[::-1]
        told = {"database": [(title, spellings.TITLE % (title, listed))]}
        assert wrong(run("check", "--json")) == told
        assert wrong(run("check", "--json", "--repair")) == told
        assert run("backup", "create").exit_code == 1
        assert note.id in run("check").stdout

    @pytest.mark.parametrize("place", [0, 1])
    def test_tells_both_spellings_of_a_notebook_of_which_one_was_changed(
        self, run: Run, folder: Path, place: int
    ) -> None:
        with open_library(folder):
            editing.create("# In it", notebook="Zebras")
        change_byte_of(folder, b"Zebras", place)
        spelled = ("Xebras", "Zebras")
        said = spellings.NOTEBOOK % (spelled if place == 0 else spelled[::-1])
        assert ("", said) in wrong(run("check", "--json"))["database"]
        assert run("backup", "create").exit_code == 1

    @pytest.mark.parametrize("place", [0, 1, 2], ids=["its name", "its key", "the list"])
    def test_tells_both_spellings_of_a_tag_of_which_one_was_changed_and_makes_neither_final(
        self, run: Run, folder: Path, place: int
    ) -> None:
        with open_library(folder):
            note = editing.create("# Tagged", tags=["zebras"])
        change_byte_of(folder, b"zebras", place)
        said = (
            spellings.TAG_LISTED % ("zebras", "Xebras")
            if place
            else spellings.TAG % ("Xebras", "zebras")
        )
        told = {"database": [("", said)]}
        assert wrong(run("check", "--json")) == told
        assert wrong(run("check", "--json", "--repair")) == told
        assert run("backup", "create").exit_code == 1
        with open_library(folder):
            indexing.rebuild()
            saved = editing.save(note.id, note.version, body="# Tagged otherwise")
            assert saved.tags == ("zebras",)
            assert [tag.name for tag in tags.counts()] == ["zebras"]
        assert wrong(run("check", "--json")) == told

    def test_takes_a_tag_that_is_named_anew_for_good(self, run: Run, folder: Path) -> None:
        with open_library(folder):
            editing.create("# Tagged", tags=["zebras"])
        change_byte_of(folder, b"zebras", 0)
        with open_library(folder):
            tagging.rename("zebras", "Zebras")
        assert run("check").exit_code == 0

    def test_finds_a_tag_by_what_it_is_shown_as_though_it_was_changed_where_it_is_found(
        self, run: Run, folder: Path
    ) -> None:
        with open_library(folder):
            editing.create("# Tagged", tags=["zebras"])
        behind_its_back(folder, "UPDATE tag SET key = 'zebrax'")
        told = {"database": [("", spellings.TAG % ("zebras", "zebrax"))]}
        assert wrong(run("check", "--json", "--repair")) == told
        assert "zebrax" in run("tags").stdout
        assert "Tagged" in run("list", "--tag", "zebrax").stdout

    def test_says_nothing_of_a_tag_that_nobody_uses(self, run: Run, folder: Path) -> None:
        behind_its_back(folder, "INSERT INTO tag (name, key) VALUES ('a', 'b')")
        assert run("check").exit_code == 0

    @pytest.mark.parametrize("packed", ["x'00'", "x''"])
    def test_names_a_replaced_text_that_is_not_what_was_kept(
        self, run: Run, folder: Path, packed: str
    ) -> None:
        behind_its_back(folder, f"UPDATE revision_text SET body = {packed}")
        result = run("check", "--json")
        assert result.exit_code == 1
        assert wrong(result) == {"history": [("Note 3", health.VERSION_DAMAGED % 1)]}

    def test_tells_what_sqlite_finds_wrong_with_its_file(self, run: Run, folder: Path) -> None:
        garble_page_of(folder, "note_title")
        result = run("check", "--json")
        assert result.exit_code == 1
        assert parts(result)["database"]["problems"]
        assert parts(result)["texts"]["ok"]

    def test_looks_on_where_the_index_keeps_sqlite_from_looking(
        self, run: Run, folder: Path
    ) -> None:
        behind_its_back(folder, "DELETE FROM note_index_config")
        assert list(wrong(run("check", "--json"))) == ["index"]
        garble_page_of(folder, "note_title")
        assert list(wrong(run("check", "--json"))) == ["database", "index"]

    def test_repairs_the_index_and_nothing_else(self, run: Run, folder: Path) -> None:
        behind_its_back(
            folder,
            "DELETE FROM note_index WHERE rowid = 1",
            "UPDATE note_text SET body = 'altered' WHERE note_id = 2",
        )
        result = run("check", "--repair", "--json")
        assert list(wrong(result)) == ["texts"]
        assert result.exit_code == 1
        assert wrong(run("check", "--json")) == {"texts": [("Note 2", health.DAMAGED)]}
        assert "Note 1" in run("search", "word1").stdout

    def test_that_has_repaired_all_is_content(self, run: Run, folder: Path) -> None:
        behind_its_back(folder, "DELETE FROM head_index")
        assert run("check").exit_code == 1
        result = run("check", "--repair")
        assert result.exit_code == 0
        assert REPAIRED in result.stderr
        assert run("check").exit_code == 0

    @pytest.mark.parametrize("fact", [Busy, DiskFull])
    def test_tells_what_it_has_found_though_it_cannot_be_repaired_just_now(
        self,
        run: Run,
        folder: Path,
        monkeypatch: pytest.MonkeyPatch,
        fact: type[OctavoError],
    ) -> None:
        def refuse(_: object) -> None:
            raise fact

        behind_its_back(folder, "DELETE FROM head_index")
        found = parts(run("check", "--json"))
        monkeypatch.setattr(indexing, "rebuild", refuse)
        result = run("check", "--repair", "--json")
        told = parts(result)
        assert [told[name] for name in PARTS_OF_IT] == [found[name] for name in PARTS_OF_IT]
        assert result.exit_code == 1
        assert result.stderr.splitlines()[-1] == NOT_REPAIRED % fact()

    def test_tells_all_of_a_sound_library_beside_another_program_that_writes_it(
        self, run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(index, "RULES", index.RULES + 1)
        monkeypatch.setattr(database, "_pragmas", (("busy_timeout", 1),))
        with closing(sqlite.connect(folder / FILE_NAME, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            result = run("check", "--repair", "--json")
        assert wrong(result) == {}
        assert [*parts(result)][:5] == PARTS_OF_IT
        assert NOT_REPAIRED % Busy() in result.stderr

    def test_looks_at_the_whole_file_once_for_the_repair_of_an_index_that_is_no_damage(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        behind_its_back(folder, "DELETE FROM head_index")
        with open_library(folder):
            found = health.examine(lambda _: None)
            monkeypatch.setattr(health, "whole_check", pytest.fail)
            assert health.repair(found, health.make_index_at_once())

    def test_of_an_index_whose_pages_are_damaged_repairs_these_too(
        self, run: Run, folder: Path
    ) -> None:
        garble_page_of(folder, "note_index_idx")
        assert "index" in wrong(run("check", "--json"))
        assert run("check", "--repair").exit_code == 0

    def test_of_an_index_that_was_made_anew_is_content_and_says_what_it_has_left(
        self, run: Run, folder: Path
    ) -> None:
        garble_page_of(folder, "note_index_data")
        with open_library(folder):
            indexing.rebuild()
        result = run("check")
        assert result.exit_code == 0
        assert f"database    {health.UNUSED}" in result.stdout
        assert "database    sound" in run("check", "--repair").stdout
        assert "database    sound" in run("check").stdout

    def test_frees_nothing_while_a_text_is_damaged_that_salvage_may_find(
        self, run: Run, folder: Path
    ) -> None:
        garble_page_of(folder, "note_index_data")
        with open_library(folder):
            indexing.rebuild()
        behind_its_back(folder, "UPDATE note_text SET body = 'altered' WHERE note_id = 2")
        assert health.UNUSED in run("check", "--repair").stdout
        behind_its_back(
            folder,
            "UPDATE note_text SET body = '# Note 2' || char(10, 10) || 'word2' WHERE note_id = 2",
        )
        assert "database    sound" in run("check", "--repair").stdout

    def test_lets_no_page_that_nothing_uses_hide_what_is_wrong(
        self, run: Run, folder: Path
    ) -> None:
        with open_library(folder):
            editing.create(" ".join(map(str, range(50_000))), title="Zebra crossing")
        garble_page_of(folder, "note_index_data")
        with open_library(folder):
            indexing.rebuild()
            assert len(whole_check()) == 100
        change_byte_of(folder, b"Zebra crossing", 0)
        assert "Xebra crossing" in run("check").stdout
        assert run("check", "--repair").exit_code == 1

    def test_makes_an_index_anew_once_though_two_repairs_have_found_it_wrong(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        garble_page_of(folder, "note_index_idx")
        with open_library(folder):
            found = [health.examine(lambda _: None) for _ in range(2)]
            assert health.repair(found[0], health.make_index_at_once())
            monkeypatch.setattr(indexing, "rebuild", pytest.fail)
            health.repair(found[1], health.make_index_at_once())
            assert all(part.ok for part in health.examine(lambda _: None).values())

    @pytest.mark.parametrize("pages", [0, 1], ids=["no file", "no page"])
    def test_on_a_full_disk_leaves_out_what_needs_room_and_tells_the_rest(
        self, run: Run, folder: Path, full: Callable[[int], None], pages: int
    ) -> None:
        behind_its_back(folder, "UPDATE note_text SET body = 'altered' WHERE note_id = 2")
        with open_library(folder):
            editing.create(" ".join(map(str, range(5_000))))
        full(pages)
        result = run("check", "--json")
        assert wrong(result)["texts"] == [("Note 2", health.DAMAGED)]
        assert parts(result)["history"]["checked"] == 1
        assert parts(result)["index"]["ok"]
        assert parts(result)["index"]["remark"] == comparing.NO_ROOM

    def test_names_a_few_of_many_that_have_the_same_trouble_and_counts_the_others(
        self, run: Run, folder: Path
    ) -> None:
        with open_library(folder):
            editing.create_many(Draft(f"# More {number}") for number in range(20))
        behind_its_back(
            folder,
            "DELETE FROM note_index WHERE rowid < 13",
            "DELETE FROM note_fact",
            "INSERT INTO note_fact VALUES ('link', 14)",
        )
        told = run("check").stdout
        assert told.count(comparing.MISSING) == SHOWN
        assert "    and 7 more like these\n" in told
        assert told.count(comparing.OTHER_FACTS) == 1
        assert len(parts(run("check", "--json"))["index"]["problems"]) == 13

    def test_shows_titles_as_a_terminal_can(self, run: Run, folder: Path) -> None:
        behind_its_back(
            folder,
            "UPDATE note SET title = 'a' || char(27) || '[2J' WHERE id = 2",
            "UPDATE note_text SET body = '' WHERE note_id = 2",
        )
        assert "\x1b" not in run("check").stdout


class TestBesideAWriter:
    """A check looks at a library that somebody goes on writing in."""

    def test_a_sound_library_stays_sound(self, folder: Path) -> None:
        over, saved = threading.Event(), threading.Semaphore(0)

        def write() -> None:
            note = editing.create("# Typed #begun")
            while not over.is_set():
                text = f"# Typed {note.version}\n\n- [ ] word{note.version} #tag{note.version}"
                note = editing.save(note.id, note.version, body=text)
                saved.release()
            database.leave()

        with open_library(folder):
            writing = threading.Thread(target=write)
            writing.start()
            try:
                for _ in range(10):
                    assert saved.acquire(timeout=10)
                    found = health.examine(lambda _: lambda *_: None)
                    assert {
                        name: part.problems for name, part in found.items() if not part.ok
                    } == {}
            finally:
                over.set()
                writing.join()


class TestWhatACheckWritesBesideTheLibrary:
    def test_is_gone_at_its_end(self, run: Run, folder: Path) -> None:
        assert run("check").exit_code == 0
        assert not [*folder.glob("octavo.check-*")]

    @pytest.mark.skipif(os.name != "posix", reason="an open file keeps its name there")
    def test_has_no_name_that_could_be_left_behind(self, folder: Path) -> None:
        seen: list[Path] = []

        def look(_done: int, _total: int) -> None:
            seen.extend(folder.glob("octavo.check-*"))

        with open_library(folder):
            assert comparing.compare(look).checked == 3
        assert seen == []

    def test_of_a_check_that_was_killed_is_swept_when_it_is_old(
        self, run: Run, folder: Path
    ) -> None:
        old, fresh = folder / "octavo.check-old", folder / "octavo.check-fresh"
        for file in (old, fresh):
            file.touch(mode=0o600)
        os.utime(old, (0, 0))
        assert run("check").exit_code == 0
        assert not old.exists()
        assert fresh.exists()


class TestALibraryWithABrokenIndex:
    @pytest.fixture(autouse=True)
    def _broken(self, folder: Path) -> None:
        behind_its_back(folder, "UPDATE note_index_data SET block = randomblob(40)")

    def test_opens_and_shows_and_lists(self, run: Run) -> None:
        listed = run("list", "--json")
        assert [note["title"] for note in json.loads(listed.stdout)][:1] == ["Note 3"]
        assert "word3" in run("show", json.loads(listed.stdout)[0]["id"]).stdout

    def test_is_made_anew_by_the_search_after_the_one_that_met_it(self, run: Run) -> None:
        met = run("search", "word1")
        assert find.UNINDEXED in met.stderr
        assert "Note 1" in met.stdout
        result = run("search", "word1")
        assert start.RENEWING in result.stderr
        assert "Note 1" in result.stdout

    def test_takes_notes_and_finds_them_at_the_next_search(self, run: Run, folder: Path) -> None:
        with open_library(folder):
            editing.create("# New")
        assert "New" in run("search", "new").stdout

    def test_says_so_and_how_to_help_where_nothing_else_can(self, run: Run) -> None:
        note = json.loads(run("list", "--json").stdout)[0]["id"]
        result = run("similar", note)
        assert result.exit_code == 1
        assert "octavo check --repair" in result.stderr

    def test_is_told_as_waiting_once_something_has_met_it(self, run: Run, folder: Path) -> None:
        with open_library(folder):
            editing.create("# New")
            assert health.of_index().problems[0].why == health.DISTRUSTED
        assert wrong(run("check", "--json"))["index"] == [("", health.DISTRUSTED)]
        assert run("check", "--repair").exit_code == 0


def test_a_text_that_is_no_text_any_more_is_damaged_and_its_note_is_listed(folder: Path) -> None:
    behind_its_back(folder, "UPDATE note_text SET body = CAST(x'ff41' AS TEXT)")
    with open_library(folder):
        note_id = find.answer("word1").hits[0].id
        with pytest.raises(Damaged):
            editing.read(note_id)


class TestAnOldIndex:
    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        lay_first_library(tmp_path / "old", ["# One\n\n- [ ] getUserName", "# Two"])
        return tmp_path / "old"

    def test_is_renewed_before_the_first_answer(self, run: Run) -> None:
        result = run("search", "user")
        assert start.RENEWING in result.stderr
        assert "One" in result.stdout
        assert start.RENEWING not in run("search", "user").stderr

    def test_is_left_to_a_window_that_is_open(
        self, run: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(opening, "is_held", lambda _: True)
        result = run("search", "getusername")
        assert start.RENEWING not in result.stderr
        assert "One" in result.stdout

    def test_knows_when_a_window_is_open(self, folder: Path) -> None:
        with open_library(folder, hold=True):
            assert opening.is_held(folder)
        assert not opening.is_held(folder)

    def test_is_not_wrong_but_not_compared_either(self, run: Run) -> None:
        result = run("check", "--json")
        assert result.exit_code == 0
        assert parts(result)["index"]["remark"] == health.RENEWING % (0, 2)

    def test_is_renewed_by_a_repair(self, run: Run) -> None:
        assert parts(run("check", "--repair", "--json"))["index"]["checked"] == 2


class TestALibraryThatCannotBeOpened:
    @pytest.mark.parametrize("options", [[], ["--repair"]])
    @pytest.mark.parametrize(
        "damage",
        [
            lambda file: file.write_bytes(b"words" * 5_000),
            lambda file: file.write_bytes(b"SQLite format 3" + bytes(5_000)),
            lambda file: (file.unlink(), file.mkdir()),
            lambda file: behind_its_back(
                file.parent,
                "PRAGMA user_version = 99",
                "UPDATE schema_migration SET name = '0099_later' WHERE id = 1",
            ),
        ],
        ids=["words", "header", "folder", "newer"],
    )
    def test_is_told_as_json_too(
        self, run: Run, folder: Path, damage: Callable[[Path], object], options: list[str]
    ) -> None:
        damage(folder / FILE_NAME)
        told = run("check", "--json", *options)
        assert told.exit_code == run("check", *options).exit_code == 1
        ((name, found),) = parts(told).items()
        assert (name, found["ok"], found["wrong"]) == ("library", False, 1)
        assert found["problems"][0]["why"] in told.stderr
        assert found["advice"] in told.stderr

    def test_is_told_as_json_where_there_is_no_folder(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        command = ["--library", str(tmp_path / "file"), "check", "--json"]
        told = CliRunner().invoke(octavo, command)
        assert told.exit_code == 1
        assert opening.NOT_A_FOLDER in parts(told)["library"]["problems"][0]["why"]


def test_a_part_is_told_of_whatever_sqlite_meets(library: Library) -> None:
    part = problems.Part()
    for said in ('foreign key mismatch - "revision_text" referencing "note"', "a new complaint"):
        with problems.as_far_as_it_goes(part):
            raise peewee.OperationalError(said)
    assert [one.why for one in part.problems] == [
        'foreign key mismatch - "revision_text" referencing "note".',
        "Not all of this could be looked at: SQLite says “a new complaint”.",
    ]
    assert part.beyond == 2


def test_a_link_to_a_note_whose_row_leads_elsewhere_leads_to_none(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    editing.create("# Here")
    editing.create("# There\n\n[[Here]]")
    assert health.examine_all(library, lambda _: None)["links"].remark == ""
    ask = references._asked
    monkeypatch.setattr(
        references,
        "_asked",
        lambda asked, of: [] if asked == references._PLACES else ask(asked, of),
    )
    assert "[[Here]]" in health.examine_all(library, lambda _: None)["links"].remark
