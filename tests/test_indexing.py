import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from notes.errors import IndexDamaged
from notes.importers.markdown import import_folder
from notes.library import comparing, editing, indexing, notebooks, tags, trash
from notes.library.comparing import MISSING, OTHER_FACTS, OTHER_WORDS, STRANGER, compare
from notes.library.editing import Draft, Note
from notes.library.indexing import STEP_NOTES
from notes.library.opening import Library, open_library
from notes.library.problems import NAMED
from notes.library.renewal import Renewal
from notes.rendering.worker import Renderer
from notes.search import find, index
from notes.search.index import Entry, Made, State
from notes.storage import fulltext
from notes.storage.database import database, value
from notes.storage.models import NoteFact
from notes.web import server
from tests.conftest import Headless
from tests.library_fixtures import behind_its_back, lay_first_library


def found(query: str) -> list[str]:
    return [hit.title for hit in find.answer(query).hits]


def facts(note: Note) -> set[str]:
    number = value("SELECT id FROM note WHERE uid = ?", note.id)
    rows = NoteFact.select(NoteFact.fact).where(NoteFact.note == number).tuples()
    return {fact for (fact,) in rows}


@pytest.fixture
def one_step() -> threading.Event:
    """Ends a renewal after its first step."""
    stopping = threading.Event()
    stopping.set()
    return stopping


@pytest.mark.usefixtures("library")
class TestWithEachNote:
    def test_a_title_given_by_hand_is_found(self) -> None:
        note = editing.create("words", title="Otters")
        assert found("title:otters") == ["Otters"]
        editing.save(note.id, 1, title="Badgers")
        assert (found("otters"), found("badgers")) == ([], ["Badgers"])

    def test_tags_are_found_as_they_are_kept(self) -> None:
        editing.create("one #Birds")
        editing.create("# Two", tags=["birds"])
        assert value("SELECT count(*) FROM note_index WHERE note_index MATCH 'tags:birds'") == 2

    def test_facts_follow_the_text(self) -> None:
        note = editing.create("- [ ] write\n\n[there](https://example.org)")
        assert {"task:open", "link", "link:example.org"} <= facts(note)
        editing.save(note.id, 1, body="- [x] write")
        assert facts(note) == {"task:done"}

    def test_a_note_that_is_removed_leaves_nothing(self) -> None:
        editing.create("- [ ] words")
        with database.writing():
            index.remove_many([1])
        assert value("SELECT count(*) FROM note_fact") == 0
        assert value("SELECT count(*) FROM head_index_docsize") == 0
        assert value("SELECT count(*) FROM note_index_docsize") == 0

    def test_whatever_changes_a_note_leaves_the_index_as_it_ought_to_be(
        self, tmp_path: Path
    ) -> None:
        files = tmp_path / "files"
        (files / "Work").mkdir(parents=True)
        (files / "Work/plan.md").write_text("no heading #Idea\n\n- [ ] one", "utf-8")
        import_folder(files)
        (files / "Work/plan.md").write_text("# Now one #idea/new\n\n```Python\nx\n```", "utf-8")
        import_folder(files)
        note = editing.create("# 检查点\n\ntext\0 Ｗide", tags=["IDEA", "Straße"], notebook="Work")
        editing.save(note.id, 1, title="By hand", tags=["strasse", "other"])
        editing.save(note.id, 2, title="", notebook="Work/New", autosave=True)
        notebooks.rename("Work", "Play")
        trash.put([note.id])
        assert compare().problems == []
        assert tags.given(note.id) == ["Straße", "other"]


@pytest.fixture
def old(tmp_path: Path) -> Path:
    texts = [f"# Note {number}\n\n- [ ] task {number} of getUserName" for number in range(1, 351)]
    lay_first_library(tmp_path / "old", texts)
    return tmp_path / "old"


@pytest.fixture
def _steps_of_100(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "STEP_NOTES", 100)


@pytest.mark.usefixtures("_steps_of_100")
class TestRenewal:
    def test_a_new_library_needs_none(self, library: Library) -> None:
        assert index.is_current()
        assert index.renewing() is None
        assert index.state() == State(index.RULES, None)

    def test_an_old_library_is_searched_as_it_is_and_found_whole_afterwards(
        self, old: Path
    ) -> None:
        with open_library(old):
            assert index.renewing() == (0, 350)
            assert found("task getusername 350") == ["Note 350"]
            assert found("user 350") == []
            indexing.renew()
            assert index.renewing() is None
            assert found("user 350") == ["Note 350"]
            assert value("SELECT count(*) FROM note_fact WHERE fact = 'task:open'") == 350
            assert compare().ok

    def test_tells_how_far_it_is(self, old: Path) -> None:
        told: list[tuple[int, int]] = []
        with open_library(old):
            indexing.renew(lambda done, total: told.append((done, total)))
        assert told == [(100, 350), (200, 350), (300, 350), (350, 350)]

    def test_stops_between_two_steps_and_goes_on(
        self, old: Path, one_step: threading.Event
    ) -> None:
        with open_library(old):
            indexing.renew(stopping=one_step)
        with open_library(old):
            assert index.renewing() == (100, 350)
            assert found("user 100") == ["Note 100"]
            indexing.renew(stopping=one_step)
            assert index.renewing() == (200, 350)
            indexing.renew()
            assert compare().ok

    def test_that_is_killed_goes_on_where_it_was(self, old: Path) -> None:
        going = killed_while_renewing(old)
        assert 0 < going < 350
        with open_library(old):
            assert index.state() == State(index.RULES, going)
            assert value("PRAGMA integrity_check") == "ok"
            indexing.renew()
            assert index.is_current()
            assert compare().ok

    def test_lets_others_write_in_between(self, old: Path) -> None:
        def meanwhile(done: int, total: int) -> None:
            if done == total:
                return
            editing.create(f"# Meanwhile {done}")
            editing.save(f"{done:016x}", 1, body=f"# Changed {done}")
            editing.save(f"{351 - done:016x}", 1, body=f"# Changed {done}")

        with open_library(old):
            indexing.renew(meanwhile)
            assert len(found("meanwhile")) == 3
            assert len(found("changed")) == 6
            assert compare().ok

    def test_words_that_a_save_has_overtaken_are_left(
        self, old: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made = index.made
        overtaken: list[Note] = []

        def overtaking(entry: Entry) -> Made:
            ready = made(entry)
            if not overtaken:
                overtaken.append(editing.read(f"{3:016x}"))
                editing.save(overtaken[0].id, 1, body="# Saved meanwhile")
            return ready

        monkeypatch.setattr(index, "made", overtaking)
        with open_library(old):
            indexing.renew()
            assert found("meanwhile") == ["Saved meanwhile"]
            assert compare().ok

    def test_leaves_merging_to_fts5_again(self, old: Path) -> None:
        with open_library(old):
            indexing.renew()
            put_off = "SELECT count(*) FROM note_index_config WHERE k = 'automerge' AND v = 0"
            assert value(put_off) == 0

    def test_two_at_once_share_the_work(self, old: Path) -> None:
        with open_library(old):
            steps: list[int] = []
            threads = [threading.Thread(target=renew_here, args=(steps,)) for _ in range(2)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            assert len(steps) == 4
            assert compare().ok

    def test_of_other_rules_begins_anew(
        self, library: Library, one_step: threading.Event, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        editing.create_many(Draft(f"# {number}") for number in range(150))
        monkeypatch.setattr(index, "RULES", index.RULES + 1)
        assert index.renewing() == (0, 150)
        indexing.renew(stopping=one_step)
        monkeypatch.setattr(index, "RULES", index.RULES + 1)
        assert index.renewing() == (0, 150)
        indexing.renew()
        assert index.state() == State(index.RULES, None)

    def test_of_an_index_that_turns_out_to_be_broken_makes_it_anew(self, old: Path) -> None:
        with open_library(old):
            behind_its_back(old, "UPDATE note_index_data SET block = x'ff' WHERE id = 10")
            indexing.renew()
            assert found("user 350") == ["Note 350"]
            assert compare().ok

    def test_passes_by_a_text_that_cannot_be_read(self, old: Path) -> None:
        with open_library(old):
            behind_its_back(
                old,
                "UPDATE note_text SET body = CAST(x'ff2041' AS TEXT) WHERE note_id = 1",
                "DELETE FROM note_text WHERE note_id = 2",
            )
            indexing.renew()
            assert index.is_current()


def renew_here(steps: list[int]) -> None:
    indexing.renew(lambda done, _: steps.append(done))
    database.leave()


def killed_while_renewing(folder: Path) -> int:
    """Kill another process in the middle of its second step; the note that it had reached."""
    script = (
        "import sys; from pathlib import Path\n"
        "from notes.library import indexing\n"
        "from notes.library.opening import open_library\n"
        "with open_library(Path(sys.argv[1])):\n"
        "    indexing.renew(lambda done, total: print(done, flush=True))\n"
    )
    root = Path(indexing.__file__).parents[2]
    command = [sys.executable, "-c", script, str(folder)]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) as renewing:
        assert renewing.stdout
        assert renewing.stdout.readline() == f"{STEP_NOTES}\n"
        os.kill(renewing.pid, signal.SIGKILL)
    with open_library(folder):
        return index.state().renewed or 0


class TestBesideAServer:
    @pytest.fixture
    def renewed(self, monkeypatch: pytest.MonkeyPatch) -> threading.Event:
        """Set when a renewal has come to its end."""
        ended = threading.Event()
        completed = index.completed
        monkeypatch.setattr(index, "completed", lambda: (completed(), ended.set()))
        monkeypatch.setattr(server, "Renewal", lambda: Renewal(interval=0.001))
        return ended

    def test_an_old_index_is_renewed(
        self, old: Path, renewed: threading.Event, shell: Headless, renderer: Renderer
    ) -> None:
        with open_library(old, hold=True) as library:
            with server.Server(library, shell, renderer):
                assert renewed.wait(30)
            assert index.is_current()

    def test_a_broken_one_that_a_save_has_met_is_made_anew(
        self, library: Library, renewed: threading.Event, shell: Headless, renderer: Renderer
    ) -> None:
        note = editing.create("# Before")
        with server.Server(library, shell, renderer):
            behind_its_back(library.folder, "DELETE FROM note_index_data")
            assert editing.save(note.id, 1, body="# After").title == "After"
            assert renewed.wait(30)
        assert found("after") == ["After"]

    def test_a_server_that_stops_does_not_wait_for_the_end(
        self, old: Path, shell: Headless, renderer: Renderer
    ) -> None:
        with open_library(old, hold=True) as library, server.Server(library, shell, renderer):
            pass
        with open_library(old):
            assert index.renewing()


@pytest.fixture
def shelf(library: Library) -> Library:
    editing.create_many(
        Draft(f"# Note {number}\n\nword{number} and 检查点 #tag{number}\n\n- [ ] task")
        for number in range(1, 6)
    )
    return library


OF_NOTE_3 = "(rowid, title, headings, tags, body, code) VALUES (3, 'Note 3', 'x', 'y', 'a b', '')"
WRONG = {
    "a note is missing": (["DELETE FROM note_index WHERE rowid = 3"], MISSING),
    "a head is missing": (["DELETE FROM head_index WHERE rowid = 3"], MISSING),
    "it has other words": ([f"REPLACE INTO note_index {OF_NOTE_3}"], OTHER_WORDS),
    "a fact is missing": (["DELETE FROM note_fact WHERE note_id = 3"], OTHER_FACTS),
    "it has a false fact": (["INSERT INTO note_fact VALUES ('link', 3)"], OTHER_FACTS),
    "sizes are garbled": (
        ["UPDATE note_index_docsize SET sz = x'01' WHERE id = 3"],
        OTHER_WORDS,
    ),
}

HUGE = "380b01925c24d12a9d05daa1c127b43b252a27d1fa433cd79388fc4691969d7a644be0a6"
#: What a disk can do to the tables of the index; some of it keeps SQLite even from dropping them.
BROKEN = [
    "UPDATE note_index_data SET block = randomblob(length(block))",
    "UPDATE note_index_data SET block = randomblob(length(block)) WHERE id > 100",
    "UPDATE note_index_data SET block = x'ff00ff00ff' WHERE id = 10",
    "UPDATE head_index_data SET block = x'ff' WHERE id = 10",
    "DELETE FROM note_index_data",
    "UPDATE note_index_config SET v = 77",
    "DELETE FROM head_index_config",
    # lengths that SQLite takes for more memory than there is
    f"UPDATE note_index_data SET block = x'{HUGE}' WHERE id = 10",
]
GONE = [
    "DROP TABLE note_index_data",
    "DROP TABLE note_index_idx",
    "DROP TABLE head_index_docsize",
    "DROP TABLE note_index_config",
    "DROP TABLE note_index",
]


class TestComparing:
    def test_a_sound_index_has_no_problems(self, shelf: Library) -> None:
        part = compare()
        assert (part.ok, part.checked, part.problems) == (True, 5, [])

    @pytest.mark.parametrize("kind", WRONG)
    def test_says_of_which_note_something_is_wrong(self, shelf: Library, kind: str) -> None:
        statements, why = WRONG[kind]
        behind_its_back(shelf.folder, *statements)
        part = compare()
        assert [(problem.title, problem.why) for problem in part.problems] == [("Note 3", why)]

    def test_finds_words_that_were_exchanged_for_as_many_others(self, shelf: Library) -> None:
        with database.writing():
            _, digest, named = indexing.entries_after(2)[0]
            other = digest._replace(prose=digest.prose.replace("word3", "ward3"))
            index.write([index.made((3, other, named))])
        assert [(wrong.title, wrong.why) for wrong in compare().problems] == [
            ("Note 3", OTHER_WORDS)
        ]

    def test_finds_a_note_that_there_is_not(self, shelf: Library) -> None:
        row = "(rowid, title, headings, tags, body, code) VALUES (99, 'x', '', '', '', '')"
        behind_its_back(shelf.folder, f"INSERT INTO note_index {row}")
        assert [wrong.why for wrong in compare().problems] == [STRANGER % 99]

    @pytest.mark.parametrize("statement", BROKEN + GONE)
    def test_finds_that_it_cannot_be_read(self, shelf: Library, statement: str) -> None:
        behind_its_back(shelf.folder, statement)
        assert not compare().ok

    def test_names_so_many_notes_and_counts_the_others(self, library: Library) -> None:
        editing.create_many(Draft("words") for _ in range(NAMED + 20))
        behind_its_back(library.folder, "DELETE FROM note_index")
        part = compare()
        assert (part.wrong, len(part.problems)) == (NAMED + 20, NAMED)

    def test_keeps_nobody_from_writing_and_sees_one_moment(self, shelf: Library) -> None:
        def meanwhile(_: int, __: int) -> None:
            command = [sys.executable, "main.py", "--library", str(shelf.folder), "add", "-"]
            root = Path(indexing.__file__).parents[2]
            subprocess.run(command, cwd=root, input=b"# New", check=True, capture_output=True)

        part = compare(meanwhile)
        assert (part.ok, part.checked) == (True, 5)
        assert value("SELECT count(*) FROM note") == 6

    def test_leaves_nothing_behind_when_it_fails(
        self, shelf: Library, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*_: object) -> Iterator[int]:
            raise ZeroDivisionError

        monkeypatch.setattr(comparing, "_differing", fail)
        with pytest.raises(ZeroDivisionError):
            compare()
        assert not list(shelf.folder.glob(f"{comparing.PREFIX}*"))


class TestMakingItAnew:
    @pytest.mark.parametrize("statement", BROKEN + GONE)
    def test_helps_whatever_is_wrong_with_it(self, shelf: Library, statement: str) -> None:
        behind_its_back(shelf.folder, statement)
        indexing.rebuild()
        assert found("word3") == ["Note 3"]
        assert compare().ok

    def test_leaves_tables_as_the_migrations_make_them(self, shelf: Library) -> None:
        def tables() -> list[tuple[str, str]]:
            made = database.execute_sql("SELECT name, sql FROM sqlite_schema ORDER BY name")
            said = [(name, re.sub(r"\s", "", sql)) for name, sql in made if sql]
            for words in fulltext.TABLES:
                config = database.execute_sql(f"SELECT k, v FROM {words.name}_config ORDER BY k")
                said += [row for row in config if row not in fulltext.DEFAULTS.items()]
            return said

        before = tables()
        indexing.rebuild()
        assert tables() == before


@pytest.mark.parametrize("statement", BROKEN)
def test_a_broken_index_keeps_no_note_from_being_written(shelf: Library, statement: str) -> None:
    behind_its_back(shelf.folder, statement)
    with suppress(IndexDamaged):  # of what took the whole transaction along
        editing.create("# New")
    note = editing.create("# New")
    editing.save(note.id, 1, body="# Newer")
    assert editing.read(note.id).title == "Newer"
    indexing.rebuild()
    assert found("newer") == ["Newer"]


def test_words_that_stand_where_a_new_note_comes_keep_it_from_nothing(shelf: Library) -> None:
    row = "(rowid, title, headings, tags, body, code) VALUES (6, 'stranger', '', '', '', '')"
    behind_its_back(shelf.folder, f"INSERT INTO note_index {row}")
    editing.create("# New")
    assert found("new") == ["New"]
    assert [wrong.why for wrong in compare().problems] == [STRANGER % 6]  # it has the next number
    indexing.rebuild()
    assert found("stranger") == []
