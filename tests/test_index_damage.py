"""
The index follows from the notes: whatever becomes of it, they are saved, found and read, and it
is made anew beside a window or server, or by a repair.
"""

import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask.testing import FlaskClient
from sqlcipher3 import dbapi2 as sqlite

from notes.cli.commands import octavo
from notes.errors import IndexDamaged, LibraryDamaged
from notes.importers.markdown import import_folder
from notes.library import (
    backups,
    comparing,
    editing,
    indexing,
    replacing,
    restoring,
    reversal,
    trash,
)
from notes.library.editing import Draft
from notes.library.opening import Library, open_library
from notes.library.renewal import Renewal
from notes.library.replacing import Choice, Wanted
from notes.library.welcome import greet
from notes.search import find, index, likeness
from notes.search.damage import glance
from notes.search.remarks import Remark
from notes.storage.database import database, value
from tests.library_fixtures import behind_its_back, change_bit_of, garble_page_of
from tests.transfer_fixtures import lay

NOTES = "/api/v1/notes"
SEARCH = "/api/v1/search"

HUGE = "380b01925c24d12a9d05daa1c127b43b252a27d1fa433cd79388fc4691969d7a644be0a6"
OF_EACH_TABLE = [
    "DROP TABLE {0}_data",
    "DROP TABLE {0}_idx",
    "DROP TABLE {0}_docsize",
    "DROP TABLE {0}_config",
    "DROP TABLE {0}",
    "DELETE FROM {0}_docsize WHERE id = 2",
    "DELETE FROM {0}_data WHERE id = 1",
    "DELETE FROM {0}_data WHERE id = 10",
    "DELETE FROM {0}_data WHERE id > 10",
    "DELETE FROM {0}_config",
    "UPDATE {0}_data SET block = randomblob(length(block)) WHERE id >= 10",
    "UPDATE {0}_data SET block = substr(block, 1, length(block) / 2) WHERE id > 10",
    "UPDATE {0}_data SET block = x''",
    f"UPDATE {{0}}_data SET block = x'{HUGE}' WHERE id = 10",
]
DAMAGES = [
    *(said.format(table) for table in ("note_index", "head_index") for said in OF_EACH_TABLE),
    "UPDATE note_index_docsize SET sz = x''",
    "DROP TABLE vocabulary",
    "DROP TABLE note_fact",
    "DROP TABLE index_state",
]
#: What no question shows: FTS5 takes it for an index without words.
SILENT = "SET block = x''"

QUERIES = {
    "word3": ["Note 3"],
    "检查": ["Note 1", "Note 2", "Note 3"],
    "title:note -word1": ["Note 2", "Note 3"],
    "todo:open word2": ["Note 2"],
    "lang:python": ["Note 1", "Note 2", "Note 3"],
    "ckecpoint": [],
}


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sound") / "library"
    with open_library(folder):
        editing.create_many(
            Draft(f"# Note {n}\n\nword{n} 检查点\n\n- [ ] task\n\n```python\nyield\n```")
            for n in range(1, 4)
        )
    return folder


@pytest.fixture
def folder(sound: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sound, tmp_path / "library"))


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Texts are looked into to the end, however busy the machine is."""
    monkeypatch.setattr(find, "LOOKING", 60)


@pytest.fixture
def damage() -> str:
    return "DROP TABLE note_index_idx"


def found(query: str) -> list[str]:
    return sorted(hit.title for hit in find.answer(query).hits)


def asked(program: FlaskClient, query: str) -> Any:
    answer = program.get(SEARCH, query_string={"q": query})
    assert answer.status_code == 200
    return answer.get_json()


def first_id() -> str:
    return str(value("SELECT uid FROM note WHERE id = 1"))


def mended() -> bool:
    """Let what runs beside a server find the damage and make the index anew."""
    ended = threading.Event()
    completed = index.completed
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(index, "completed", lambda: (completed(), ended.set()))
        renewal = Renewal(interval=0.001)
        renewal.start()
        try:
            return ended.wait(30)
        finally:
            renewal.stop()


def check(folder: Path, *options: str) -> Result:
    return CliRunner().invoke(octavo, ["--library", str(folder), "check", *options])


class TestEveryDamage:
    @pytest.fixture(params=["before it is opened", "while it is open"])
    def library(
        self, request: pytest.FixtureRequest, folder: Path, damage: str
    ) -> Iterator[Library]:
        early = request.param == "before it is opened"
        if early:
            behind_its_back(folder, damage)
        with open_library(folder, hold=True) as opened:
            if not early:
                assert found("word3") == ["Note 3"]
                behind_its_back(folder, damage)
            yield opened

    @pytest.mark.parametrize("damage", DAMAGES)
    def test_is_in_nobodys_way_and_mends_itself(
        self, library: Library, program: FlaskClient, damage: str
    ) -> None:
        for query, titles in QUERIES.items():
            hits = asked(program, query)["hits"]
            assert sorted(hit["title"] for hit in hits) == titles or SILENT in damage
        saved = program.put(
            f"{NOTES}/{first_id()}", json={"body": "# Kiwi"}, headers={"If-Match": '"1"'}
        )
        made = program.post(NOTES, json={"body": "# Zebra"})
        assert (saved.status_code, made.status_code) == (200, 201)
        assert found("kiwi OR zebra") == ["Kiwi", "Zebra"]
        assert mended()
        assert comparing.compare().problems == []
        assert found("word3 OR kiwi OR zebra") == ["Kiwi", "Note 3", "Zebra"]
        assert asked(program, "word3")["explain"]["notes"] == []

    @pytest.mark.parametrize("damage", DAMAGES)
    def test_is_told_in_a_sentence_and_repaired(self, folder: Path, damage: str) -> None:
        behind_its_back(folder, damage)
        told = check(folder)
        assert (told.exit_code, told.exception.__class__) == (1, SystemExit)
        assert re.search("^database +sound$", told.stdout, re.MULTILINE)
        sentences = re.findall("(?:.*: )?(It is not|The index) (.*)\\.\n", told.stdout)
        assert len({*sentences}) == 1
        assert check(folder, "--repair").exit_code == 0
        assert re.search(r"^index +sound \(\d+ checked\)$", check(folder).stdout, re.MULTILINE)


def test_notes_go_for_good_though_what_the_index_has_of_them_cannot_be_read(folder: Path) -> None:
    garble_page_of(folder, "note_fact")
    with open_library(folder):
        gone = first_id()
        trash.put([gone])
        assert trash.delete([gone]).ids == (gone,)
    assert check(folder, "--repair").exit_code == 0


def test_a_score_of_another_name_keeps_no_note_from_being_found(folder: Path) -> None:
    behind_its_back(folder, "UPDATE note_index_config SET v = replace(v, '25', '05')")
    with open_library(folder):
        assert found("word3") == ["Note 3"]
        assert index.state().rules == index.DISTRUSTED
        indexing.renew()
        assert find.answer("word3").explanation.remarks == ()


@pytest.mark.parametrize("at", range(1, 12))
@pytest.mark.parametrize("name", ["index_state", "note_fact", "note_fact_note"])
def test_a_bit_in_the_head_of_a_page_of_it_is_in_nobodys_way(
    folder: Path, name: str, at: int
) -> None:
    change_bit_of(folder, name, at)
    with open_library(folder):
        gone = first_id()
        trash.put([gone])
        trash.delete([gone])
        editing.create("# Zebra")
        assert found("zebra OR word1 OR word3") == ["Note 3", "Zebra"]
    assert check(folder, "--repair").exit_code == 0


def test_a_fact_that_the_list_of_them_lacks_is_the_indexs_trouble(folder: Path) -> None:
    with open_library(folder):
        facts = "SELECT fact FROM note_fact WHERE note_id = 1"
        assert ("task:open",) in database.execute_sql(facts).fetchall()
    with closing(sqlite.connect(folder / "octavo.db", isolation_level=None)) as connection:
        connection.execute("PRAGMA writable_schema = on")
        made = "UPDATE sqlite_schema SET sql = sql || ' WHERE note_id > 1' WHERE name = ?"
        connection.execute(made, ("note_fact_note",))
    behind_its_back(folder, "INSERT INTO note_fact VALUES ('task:done', 1)")
    with closing(sqlite.connect(folder / "octavo.db", isolation_level=None)) as connection:
        connection.execute("PRAGMA writable_schema = on")
        made = "UPDATE sqlite_schema SET sql = replace(sql, ' WHERE note_id > 1', '')"
        connection.execute(made)
    told = check(folder)
    assert re.search("^database +sound$", told.stdout, re.MULTILINE)
    assert re.search("^index +1 wrong", told.stdout, re.MULTILINE)
    assert check(folder, "--repair").exit_code == 0


@pytest.mark.parametrize("byte", [b"\0", b"\xff"], ids=["zeroed", "garbled"])
class TestAPageOfWhatIsRememberedOfIt:
    """That it is damaged is remembered there as well, which is made anew for that."""

    @pytest.fixture(autouse=True)
    def _damaged(self, folder: Path, byte: bytes) -> None:
        garble_page_of(folder, "index_state", byte)

    def test_keeps_no_note_from_being_saved_or_made_or_found(self, folder: Path) -> None:
        with open_library(folder):
            editing.save(first_id(), 1, body="# Kiwi")
            editing.create("# Zebra")
            assert found("kiwi OR zebra OR word3") == ["Kiwi", "Note 3", "Zebra"]

    def test_keeps_no_note_from_being_found_where_nothing_can_be_written(
        self, folder: Path
    ) -> None:
        garble_page_of(folder, "token")
        with open_library(folder) as library:
            assert library.read_only
            assert found("word3") == ["Note 3"]

    def test_keeps_nothing_from_being_replaced_or_deleted(self, folder: Path) -> None:
        with open_library(folder):
            preview = replacing.preview(Wanted("检查点", "checkpoint"))
            chosen = {note.id: Choice(note.version) for note in preview.notes}
            assert replacing.apply(Wanted("检查点", "checkpoint"), chosen).notes == 3
            trash.put([first_id()])
            assert trash.empty().ids

    def test_is_told_and_repaired(self, folder: Path) -> None:
        assert re.search("^index +1 wrong", check(folder).stdout, re.MULTILINE)
        assert check(folder, "--repair").exit_code == 0
        assert check(folder).exit_code == 0

    def test_is_made_anew_beside_a_window(self, folder: Path) -> None:
        with open_library(folder, hold=True):
            assert mended()
            assert comparing.compare().problems == []

    def test_a_backup_of_it_becomes_a_library_that_works(self, folder: Path) -> None:
        with open_library(folder) as library:
            made = backups.make(library, "manual")
            restoring.into(library, made.file)
            editing.create("# Zebra")
            assert found("zebra OR word3") == ["Note 3", "Zebra"]
        assert check(folder, "--repair").exit_code == 0


class TestWhileItIsBroken:
    @pytest.fixture
    def library(self, folder: Path, damage: str) -> Iterator[Library]:
        behind_its_back(folder, damage)
        with open_library(folder) as opened:
            yield opened

    def test_an_answer_says_so(self, library: Library, program: FlaskClient) -> None:
        answer = asked(program, "word3")
        assert answer["explain"]["notes"] == [find.UNINDEXED]
        assert program.get(f"{SEARCH}?q=word3&why=1").status_code == 200

    def test_the_newest_notes_come_first(self, library: Library) -> None:
        editing.save(first_id(), 1, body="# Note 1\n\n检查")
        assert [hit.title for hit in find.answer("检查").hits] == ["Note 1", "Note 3", "Note 2"]

    @pytest.mark.parametrize("query", ["task", "wor", "t", "lang:pyt", "is:pinned", ""])
    def test_what_is_typed_is_answered_too(self, library: Library, query: str) -> None:
        index.distrust()
        assert find.answer(query, typing=True).explanation.remarks[0].sentence == find.UNINDEXED

    def test_notes_that_are_alike_cannot_be_told(self, library: Library) -> None:
        with pytest.raises(IndexDamaged):
            likeness.similar(first_id())

    def test_many_notes_are_changed_and_changed_back(self, library: Library) -> None:
        preview = replacing.preview(Wanted("检查点", "checkpoint"))
        chosen = {note.id: Choice(note.version) for note in preview.notes}
        done = replacing.apply(Wanted("检查点", "checkpoint"), chosen)
        assert (done.notes, len(found("checkpoint"))) == (3, 3)
        assert reversal.undo(done.act).notes == 3
        assert len(found("检查点")) == 3

    def test_files_are_brought_in(self, library: Library, tmp_path: Path) -> None:
        files = lay(tmp_path / "files", {"one.md": "# One", "two.md": "# Two"})
        assert import_folder(files).created == 2
        assert found("one OR two") == ["One", "Two"]

    def test_the_first_note_is_made(self, tmp_path: Path) -> None:
        with open_library(tmp_path / "new") as library:
            behind_its_back(library.folder, "DROP TABLE head_index_data")
            assert greet(library, "en")
            assert greet(library, "en") is None


@pytest.mark.parametrize(
    "query",
    [
        *("wal", "WAL", "cafe", "check*", '"wal check"*', "wal OR otters", "wal -otters", "-wal"),
        *("(wal OR log) -otters", "title:otters", "title:check*", "tag:animals", "animals"),
        *("检查", "查", "=检查点=", "/che.k/", "/CHE.K/i", "=C++=", "C++", "getUserName", "user"),
        *("in:code yield", "lang:python in:code yield", "lang:py", "lang:js", "in:code wal"),
        *("has:task", "todo:open", "todo:done", "has:code", "has:link", "link:example.org"),
        *("is:pinned", "is:trashed", "is:untitled", "created:today", "-has:task wal", "CO2"),
    ],
)
def test_the_texts_have_what_the_index_has(library: Library, query: str) -> None:
    ids = editing.create_many(
        [
            Draft("# Otters\n\nthe wal of café", tags=["animals/wet"]),
            Draft("# 检查点\n\nthe log, a wal checkpoint\n\n- [ ] do it\n\n- [x] done"),
            Draft("# Code\n\nC++\n\n```py\nyield getUserName\n```\n\n```js\nwal\n```"),
            Draft("[there](https://example.org) CO₂"),
            Draft("# Thrown away\n\nwal checkpoint"),
        ]
    )
    trash.put(ids[4:])
    indexed, total = found(query), find.answer(query).total
    index.distrust()
    assert (found(query), find.answer(query).total) == (indexed, total)
    assert find.every(query)[0] == {hit.id for hit in find.answer(query).hits}


def test_what_an_index_that_is_made_anew_does_not_have_yet_is_found_in_the_texts(
    library: Library,
) -> None:
    editing.create_many(Draft(f"# Note {n}\n\nword{n}") for n in range(1, 40))
    stopping = threading.Event()
    stopping.set()
    index.distrust()
    indexing.renew(stopping=stopping)
    assert index.renewing() == (25, 39)
    assert find.answer("word1").explanation.remarks == (Remark(find.RENEWING, "25/39"),)
    assert find.answer("word39").explanation.remarks == (Remark(find.UNINDEXED),)
    assert found("word39") == ["Note 39"]
    assert len(find.every("word39")[0]) == 1


class TestAGlance:
    """What runs beside a window looks for what nobody may have met yet."""

    @pytest.fixture
    def library(self, folder: Path) -> Iterator[Library]:
        with open_library(folder) as opened:
            yield opened

    def test_at_a_sound_index_finds_nothing(self, library: Library) -> None:
        glance()
        assert index.is_current()

    def test_at_one_without_notes_neither(self, tmp_path: Path) -> None:
        with open_library(tmp_path / "new"):
            glance()
            assert index.is_current()

    @pytest.mark.parametrize(
        "damage",
        [
            "DELETE FROM head_index_docsize WHERE id = 2",
            "DELETE FROM head_index_data",
            "DELETE FROM note_index_data WHERE id = 1",
            "UPDATE note_index_data SET block = x''",
            "DROP TABLE head_index_idx",
            "DROP TABLE vocabulary",
        ],
    )
    def test_finds_damage(self, library: Library, damage: str) -> None:
        behind_its_back(library.folder, damage)
        with pytest.raises(IndexDamaged):
            glance()
        assert index.state().rules == index.DISTRUSTED


class TestDamageOfTheNotes:
    """It has the same words in SQLite, and is not blamed on the index."""

    def test_is_told_as_what_it_is(self, folder: Path) -> None:
        garble_page_of(folder, "note_fact")
        with open_library(folder):
            assert found("todo:open") == ["Note 1", "Note 2", "Note 3"]
            assert index.state().rules == index.DISTRUSTED

    def test_and_the_index_stays(self, folder: Path) -> None:
        garble_page_of(folder, "note")
        with open_library(folder):
            with pytest.raises(LibraryDamaged):
                find.answer("word3")
            assert index.is_current()
