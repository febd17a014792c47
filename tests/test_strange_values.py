"""
Values of rows that cannot be: each hurts its own row alone, is told by a check, and leaves every
list, page and command to the others.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner, Result
from flask.testing import FlaskClient

from notes.cli.commands import octavo
from notes.jobs import Jobs
from notes.library import activity, editing, ids, listing, spellings, tables, trash
from notes.library.opening import Library, open_library
from notes.library.problems import Part
from tests.library_fixtures import behind_its_back, behind_its_kinds, change_byte_of
from tests.markup import Markup

Run = Callable[..., Result]

TIMES = {
    "one bit": "{0} - (1 << 47)",
    "the last number": "9223372036854775807",
    "the first number": "-9223372036854775808",
    "a word": "'soon'",
    "bytes": "x'ff00'",
}


WRITTEN = "2 created, 0 updated, 0 skipped, 0 failed"


class Laid(NamedTuple):
    folder: Path
    precious: str
    thrown: str


@pytest.fixture
def laid(tmp_path: Path) -> Laid:
    """Three notes, one of which has a history, a tag and a notebook, and one lies in the trash."""
    with open_library(tmp_path / "library"):
        precious = editing.create("# Precious\n\n#idea first", notebook="Work").id
        editing.save(precious, 1, body="# Precious\n\n#idea second")
        editing.create("# Other", notebook="Work")
        thrown = editing.create("# Thrown").id
        trash.put([thrown])
    return Laid(tmp_path / "library", precious, thrown)


@pytest.fixture
def run(laid: Laid) -> Run:
    def invoke(*arguments: str) -> Result:
        result = CliRunner().invoke(octavo, ["--library", str(laid.folder), *arguments])
        assert result.exception is None or isinstance(result.exception, SystemExit)
        return result

    return invoke


def whys(result: Result) -> set[str]:
    return {problem["why"] for problem in json.loads(result.stdout)["tables"]["problems"]}


def put_right(page: FlaskClient, jobs: Jobs) -> str:
    job = page.post("/checks", json={"repair": True}).get_json()["id"]
    jobs.job(job, "check").join()
    return page.get("/checks").text


@pytest.mark.parametrize("value", TIMES.values(), ids=TIMES)
class TestTimes:
    @pytest.mark.parametrize("column", ["created", "changed", "written"])
    def test_a_note_of_such_a_time_is_read_listed_found_and_exported(
        self, laid: Laid, run: Run, tmp_path: Path, value: str, column: str
    ) -> None:
        at = value.format(column)
        behind_its_kinds(laid.folder, f"UPDATE note SET {column} = {at} WHERE title = 'Precious'")
        assert run("show", laid.precious).stdout == "# Precious\n\n#idea second"
        for command in (
            ["list"],
            ["list", "--json"],
            ["search", "precious"],
            ["history", laid.precious],
            ["history", laid.precious, "--json"],
            ["show", laid.precious, "--json"],
            ["tags"],
            ["notebooks"],
            ["backup", "create"],
            ["undo", "--list"],
        ):
            assert run(*command).exit_code == 0 or command[0] == "backup", command
        assert {line[18:].split()[1] for line in run("list").stdout.splitlines()} == {
            "Precious",
            "Other",
        }
        assert (
            "2 created, 0 updated, 0 skipped, 0 failed"
            in run("export", str(tmp_path / "md")).stdout
        )
        assert tables.TIME in whys(run("check", "--json"))
        assert run("check", "--repair").exit_code == 0
        assert whys(run("check", "--json")) == set()

    def test_one_in_the_trash_is_listed_and_brought_back(
        self, laid: Laid, run: Run, value: str
    ) -> None:
        at = value.format("trashed")
        behind_its_kinds(laid.folder, f"UPDATE note SET trashed = {at} WHERE trashed IS NOT NULL")
        assert "Thrown" in run("list", "--trash").stdout
        assert tables.TIME in whys(run("check", "--json"))
        with open_library(laid.folder):
            assert trash.contents().notes == 1
            trash.bring_back([laid.thrown])
            assert listing.count() == 3

    def test_the_trash_is_emptied_of_it(self, laid: Laid, run: Run, value: str) -> None:
        at = value.format("trashed")
        behind_its_kinds(laid.folder, f"UPDATE note SET trashed = {at} WHERE trashed IS NOT NULL")
        with open_library(laid.folder):
            lying = trash.contents()
            assert len(trash.empty(lying.until).ids) == 1

    @pytest.mark.parametrize("column", ["written", "kept"])
    def test_an_earlier_version_is_listed_and_brought_back(
        self, laid: Laid, run: Run, value: str, column: str
    ) -> None:
        behind_its_kinds(laid.folder, f"UPDATE revision SET {column} = {value.format(column)}")
        assert run("history", laid.precious).exit_code == 0
        assert tables.EARLIER_TIME in whys(run("check", "--json"))
        assert run("history", laid.precious, "--restore", "1").exit_code == 0
        assert run("show", laid.precious).stdout == "# Precious\n\n#idea first"
        assert run("check", "--repair").exit_code == 0

    def test_a_backup_that_holds_one_is_not_good(self, laid: Laid, run: Run, value: str) -> None:
        behind_its_kinds(laid.folder, f"UPDATE note SET created = {value.format('created')}")
        made = run("backup", "create", "--json")
        assert tables.TIME in made.stdout

    def test_a_page_of_a_list_goes_on_behind_it(self, laid: Laid, value: str) -> None:
        with open_library(laid.folder):
            for number in range(9):
                editing.create(f"# Note {number}")
            wanted = listing.count()
        at = value.format("changed")
        harmed = (
            "IN (4, 7)" if "'" in value else "> 1"
        )  # what is no number stands above all that are
        behind_its_kinds(laid.folder, f"UPDATE note SET changed = {at} WHERE id {harmed}")
        with open_library(laid.folder):
            found: list[str] = []
            cursor: str | None = ""
            while cursor is not None:
                page = listing.page(cursor=cursor, limit=3)
                found += [head.id for head in page.notes]
                cursor = page.next
                assert len(found) <= wanted
            assert len({*found}) == wanted

    def test_the_window_lists_and_opens_and_puts_right(
        self, library: Library, page: FlaskClient, jobs: Jobs, value: str
    ) -> None:
        note = editing.create("# Precious\n\n#idea first", notebook="Work").id
        editing.save(note, 1, body="# Precious\n\n#idea second")
        thrown = editing.create("# Thrown").id
        trash.put([thrown])
        behind_its_kinds(
            library.folder,
            *(f"UPDATE note SET {at} = {value.format(at)}" for at in ("created", "changed")),
            f"UPDATE note SET trashed = {value.format('trashed')} WHERE trashed IS NOT NULL",
            *(f"UPDATE revision SET {at} = {value.format(at)}" for at in ("written", "kept")),
            f"UPDATE note SET written = {value.format('written')}",
        )
        for address in (
            "/",
            f"/notes/{note}",
            "/?trash=1",
            "/?tag=idea",
            "/?notebook=Work",
            "/list?q=precious",
            "/switcher?q=p",
            f"/notes/{note}/history",
            f"/notes/{note}/history/lines?of=1",
            f"/notes/{note}/history/changes?of=1",
            f"/notes/{note}/row",
            f"/notes/{note}/text",
            "/trash",
            "/acts",
        ):
            found = page.get(address)
            assert found.status_code == 200, address
            assert "cannot be listed" not in found.text
        assert Markup(page.get("/list").text).texts(".row time") == ["at an unknown time"]
        copied = page.post(f"/notes/{note}/history/copy", json={"version": 1}).get_json()
        assert editing.read(copied["id"]).title == "Precious (Unknown time)"
        assert "Everything in them fits together." in put_right(page, jobs)
        assert "unknown" not in page.get("/list").text

    def test_a_damaged_text_is_still_shown_as_one(
        self, library: Library, page: FlaskClient, value: str
    ) -> None:
        note = editing.create("# Precious\n\nfirst").id
        editing.save(note, 1, body="# Precious\n\nsecond")
        behind_its_kinds(
            library.folder,
            "UPDATE note_text SET body = 'altered'",
            *(f"UPDATE revision SET {at} = {value.format(at)}" for at in ("written", "kept")),
        )
        shown = page.get(f"/notes/{note}").text
        assert "The text of this note is damaged" in shown
        assert "first" in shown

    def test_programs_get_null(self, library: Library, program: FlaskClient, value: str) -> None:
        note = editing.create("# Precious").id
        behind_its_kinds(library.folder, f"UPDATE note SET created = {value.format('created')}")
        (listed,) = program.get("/api/v1/notes").get_json()["notes"]
        assert listed["created"] is None
        assert program.get(f"/api/v1/notes/{note}").get_json()["created"] is None

    def test_an_act_of_such_a_time_is_listed_and_told(
        self, laid: Laid, run: Run, value: str
    ) -> None:
        behind_its_kinds(laid.folder, f"UPDATE act SET happened = {value.format('happened')}")
        assert "unknown" in run("undo", "--list").stdout
        assert whys(run("check", "--json")) == {activity.NO_TIME % 1}
        assert run("check", "--repair").exit_code == 0
        assert run("undo").exit_code == 0


def test_a_time_that_only_its_row_has_is_put_right_with_its_list(laid: Laid, run: Run) -> None:
    with open_library(laid.folder):
        found = editing.read(laid.precious).changed
    written = int(found.timestamp() * 1000).to_bytes(6, "big")
    raw = bytearray((laid.folder / "octavo.db").read_bytes())
    at = raw.index(laid.precious.encode() + b"Precious")
    at = raw.index(written, at)
    raw[at] ^= 0x80
    raw[raw.index(written, at)] ^= 0x80  # created, then changed
    (laid.folder / "octavo.db").write_bytes(raw)
    assert run("check").exit_code == 1
    assert run("check", "--repair").exit_code == 0
    assert "unknown" not in run("list").stdout


class TestIds:
    @pytest.fixture(params=["in its row", "in its list", "in both"])
    def harmed(self, laid: Laid, request: pytest.FixtureRequest) -> Laid:
        """The first digit of an id is none any more, or another, in one place or in both."""
        if request.param == "in both":
            other = "x" + laid.precious[1:]
            behind_its_kinds(laid.folder, f"UPDATE note SET uid = '{other}' WHERE id = 1")
            return laid
        (laid.folder / "octavo.db-wal").unlink(missing_ok=True)
        file = laid.folder / "octavo.db"
        raw, uid = bytearray(file.read_bytes()), laid.precious.encode()
        row = raw.index(uid + b"Precious")
        places = [row] if request.param == "in its row" else _others(raw, uid, row)
        for at in places:
            raw[at] = ord("x")
        file.write_bytes(raw)
        return laid

    def test_who_opens_it_is_told(
        self, library: Library, page: FlaskClient, program: FlaskClient
    ) -> None:
        editing.create("# Precious")
        behind_its_kinds(library.folder, "UPDATE note SET uid = 'zzzz'")
        shown = page.get("/notes/zzzz", headers={"HX-Request": "true"})
        assert "The id “zzzz” of this note is damaged" in shown.text
        assert program.get("/api/v1/notes/zzzz").status_code == 404
        assert page.get("/notes/yyyy").status_code == 404

    def test_an_export_writes_its_text(self, harmed: Laid, run: Run, tmp_path: Path) -> None:
        assert WRITTEN in run("export", str(tmp_path / "md")).stdout
        assert (tmp_path / "md/Work/Precious.md").read_text() == "# Precious\n\n#idea second"

    def test_a_check_names_it_by_its_title_with_what_to_do(self, harmed: Laid, run: Run) -> None:
        told = run("check")
        assert told.exit_code == 1
        (line,) = [line for line in told.stdout.splitlines() if "Precious: " in line]
        assert "Its id is" in line
        assert "--repair" in line

    def test_its_backup_is_not_good(self, harmed: Laid, run: Run) -> None:
        made = json.loads(run("backup", "create", "--json").stdout)
        assert made["state"] == "damaged"
        assert "Precious" in [one["title"] for one in made["damage"]]

    def test_a_repair_gives_it_an_id(self, harmed: Laid, run: Run) -> None:
        assert run("check", "--repair").exit_code == 0
        with open_library(harmed.folder):
            (head,) = [head for head in listing.page().notes if head.title == "Precious"]
            assert ids.is_id(head.id)
            assert editing.read(head.id).body.endswith("second")
            assert editing.save(head.id, 2, body="# Precious\n\nthird").version == 3

    def test_the_window_gives_it_one(self, library: Library, page: FlaskClient, jobs: Jobs) -> None:
        editing.create("# Precious")
        behind_its_kinds(library.folder, "UPDATE note SET uid = 'zzzz'")
        assert "Everything in them fits together." in put_right(page, jobs)
        (head,) = listing.page().notes
        assert page.get(f"/notes/{head.id}").status_code == 200

    def test_the_id_of_the_list_is_kept_where_that_of_the_row_is_none(
        self, laid: Laid, run: Run
    ) -> None:
        change_byte_of(laid.folder, laid.precious.encode() + b"Precious", 0)
        assert run("check", "--repair").exit_code == 0
        assert run("show", laid.precious).stdout.endswith("second")


@pytest.mark.parametrize("place", [0, 1], ids=["in its row", "in its list"])
class TestIdsOfNotesWithLinks:
    """One bit of an id is another, and it is still sixteen digits; beside it a text is damaged."""

    @pytest.fixture
    def linked(self, laid: Laid, place: int) -> str:
        with open_library(laid.folder):
            linked = editing.create("# Linked\n\n[[Other]] [[Nobody]]").id
            editing.create("# Altered")
        behind_its_back(
            laid.folder,
            "UPDATE note_text SET body = 'x' WHERE note_id = 5",
            "PRAGMA wal_checkpoint(TRUNCATE)",
        )
        raw, uid = bytearray((laid.folder / "octavo.db").read_bytes()), linked.encode()
        row = raw.index(uid + b"Linked")
        for at in [row] if place == 0 else _others(raw, uid, row):
            raw[at + 3] ^= 1
        (laid.folder / "octavo.db").write_bytes(raw)
        return linked

    def test_end_no_check(self, linked: str, run: Run) -> None:
        told = json.loads(run("check", "--json").stdout)
        assert [name for name, one in told.items() if not one["ok"]] == [
            *("database", "tables", "texts"),
        ]
        assert [one["title"] for one in told["texts"]["problems"]] == ["Altered"]
        assert linked in told["tables"]["problems"][0]["why"]
        assert all(told[name]["advice"] for name in ("database", "tables", "texts"))

    def test_are_given_one_by_a_repair(self, linked: str, run: Run) -> None:
        run("check", "--repair")
        told = json.loads(run("check", "--json").stdout)
        assert told["tables"]["ok"]
        assert told["links"]["remark"].startswith("1 lead to no note, as [[Nobody]]")
        (line,) = [line for line in run("list").stdout.splitlines() if "Linked" in line]
        assert "[[Other]]" in run("show", line.split()[0]).stdout
        assert linked[:3] == line[:3]


def _others(raw: bytes, words: bytes, but: int) -> list[int]:
    found, at = [], raw.find(words)
    while at >= 0:
        if at != but:
            found.append(at)
        at = raw.find(words, at + 1)
    return found


ACTS = {
    "kind": "UPDATE act SET kind = 'mote' WHERE id = 2",
    "kind of bytes": "UPDATE act SET kind = x'00ff' WHERE id = 2",
    "way": "UPDATE act SET way = 'x' WHERE id = 2",
    "summary": "UPDATE act SET summary = x'ff' WHERE id = 2",
    "count": "UPDATE act SET notes = -4 WHERE id = 2",
    "count of words": "UPDATE act SET notes = 'many' WHERE id = 2",
    "tags": "UPDATE act_note SET tags_gone = 'zz{' WHERE act_id = 2",
    "tags of numbers": "UPDATE act_note SET tags_come = '[1, [2]]' WHERE act_id = 2",
    "tags of bytes": "UPDATE act_note SET tags_come = x'ff00' WHERE act_id = 2",
    "no list of tags": "UPDATE act_note SET tags_come = '{\"a\": 1}' WHERE act_id = 2",
    "version": "UPDATE act_note SET version_before = 'one' WHERE act_id = 2",
    "trash": "UPDATE act_note SET trashed_after = 'then' WHERE act_id = 2",
    "file": "UPDATE act_note SET source_before = '[1]' WHERE act_id = 2",
    "place": "INSERT INTO act_place VALUES (2, 1, x'ff', 'B')",
}


@pytest.mark.parametrize("harm", ACTS.values(), ids=ACTS)
class TestActs:
    def test_it_is_listed_as_damaged_and_the_others_are_undone(
        self, laid: Laid, run: Run, harm: str
    ) -> None:
        with open_library(laid.folder):
            editing.save(laid.precious, 2, notebook="Elsewhere")
        behind_its_kinds(laid.folder, harm)
        first, second = run("undo", "--list").stdout.splitlines()
        assert first.endswith("(damaged: it cannot be undone)")
        assert second.endswith("(1 of 1 note)")
        refused = run("undo", "2")
        assert refused.exit_code == 1
        assert "What is recorded of it is damaged." in refused.stderr
        assert run("undo").exit_code == 0  # the last that can be
        assert run("list").stdout.count("Thrown") == 1

    def test_a_check_tells_it_and_a_repair_forgets_it(
        self, laid: Laid, run: Run, harm: str
    ) -> None:
        with open_library(laid.folder):
            editing.save(laid.precious, 2, notebook="Elsewhere")
        behind_its_kinds(laid.folder, harm)
        assert whys(run("check", "--json")) == {activity.DAMAGED % 2}
        assert run("check", "--repair").exit_code == 0
        (left,) = json.loads(run("undo", "--list", "--json").stdout)
        assert left["act"] == 1

    def test_the_page_shows_it_without_an_undo(
        self, library: Library, page: FlaskClient, harm: str
    ) -> None:
        note = editing.create("# Precious").id
        trash.put([note])
        trash.bring_back([note])
        trash.put([note])
        behind_its_kinds(library.folder, harm)
        shown = Markup(page.get("/acts").text)
        states = [deed.get("data-state") for deed in shown.all(".deed")]
        assert [state == "damaged" for state in states] == [False, True, False]
        assert "Damaged: it cannot be undone" in shown.texts(".state")
        assert shown.all(".deed")[1].findall(".//button") == []
        assert page.get("/acts/2/notes").status_code == 200
        assert page.get("/acts?kind=replace").status_code == 200


def test_a_reason_that_nobody_gave_hides_no_history(library: Library, page: FlaskClient) -> None:
    note = editing.create("# Precious").id
    editing.save(note, 1, body="# Precious again")
    behind_its_kinds(library.folder, "UPDATE revision SET reason = 'edjt'")
    assert "From an older Octavo" in page.get(f"/notes/{note}/history").text


def test_why_there_is_no_fragment_is_told_to_a_script_in_words(page: FlaskClient) -> None:
    refused = page.get("/acts/99/notes", headers={"X-Octavo-Script": "1", "Accept": "text/html"})
    assert refused.status_code == 404
    assert refused.get_json()["error"]["message"]


KINDS = {
    "the title": "UPDATE note SET title = CAST(title AS BLOB) WHERE id = 1",
    "no title": "UPDATE note SET title = 7 WHERE id = 1",
    "the words below it": "UPDATE note SET excerpt = x'fffe' WHERE id = 1",
    "the version": "UPDATE note SET version = 'two' WHERE id = 1",
    "the hash": "UPDATE note SET sha256 = x'00' WHERE id = 1",
    "a flag": "UPDATE note SET pinned = 'yes' WHERE id = 1",
    "its id": "UPDATE note SET uid = CAST(uid AS BLOB) WHERE id = 1",
    "its text": "UPDATE note_text SET body = CAST(body AS BLOB) WHERE note_id = 1",
    "its notebook": "UPDATE notebook SET path = CAST(path AS BLOB)",
    "a tag": "UPDATE tag SET name = CAST(name AS BLOB)",
    "a flag of a tag": "UPDATE note_tag SET in_text = 'no'",
    "a version in its history": "UPDATE revision SET version = 'one'",
    "a title in its history": "UPDATE revision SET title = CAST(title AS BLOB)",
    "a reason": "UPDATE revision SET reason = x'00'",
    "a search": "INSERT INTO saved_search VALUES (1, x'00', 'a', x'00')",
}


@pytest.mark.parametrize("harm", KINDS.values(), ids=KINDS)
class TestKinds:
    def test_a_value_of_another_kind_hides_no_other_note(
        self, library: Library, page: FlaskClient, program: FlaskClient, harm: str
    ) -> None:
        note = editing.create("# Precious\n\n#idea first", notebook="Work").id
        editing.save(note, 1, body="# Precious\n\n#idea second")
        other = editing.create("# Other\n\n#idea", notebook="Work").id
        behind_its_kinds(library.folder, harm)
        for address in ("/", "/?notebook=Work", "/sidebar", "/list", "/acts", "/switcher?q=o"):
            shown = page.get(address)
            assert shown.status_code == 200, address
            assert "cannot be listed" not in shown.text
        assert "Other" in page.get("/list").text
        assert page.get(f"/notes/{other}").status_code == 200
        assert page.get(f"/notes/{other}/history").status_code == 200
        assert page.get(f"/notes/{note}/history").status_code in (200, 404)
        assert program.get(f"/api/v1/notes/{other}").status_code == 200
        assert len(program.get("/api/v1/notes").get_json()["notes"]) == 2
        assert editing.save(other, 1, body="# Other again").version == 2

    def test_an_export_writes_the_others_and_names_what_it_cannot(
        self, laid: Laid, run: Run, tmp_path: Path, harm: str
    ) -> None:
        behind_its_kinds(laid.folder, harm)
        exported = json.loads(run("export", str(tmp_path / "md"), "--json").stdout)
        assert exported["created"] + len(exported["failed"]) == 2
        assert "# Other" in [file.read_text() for file in (tmp_path / "md").rglob("*.md")]
        assert run("check").exit_code == 1


def test_what_a_damaged_tree_gives_and_does_not_find_again_ends_no_look() -> None:
    titles = {True: "One", False: "Other"}

    def ask(sql: str, *_: object) -> list[tuple[object, ...]]:
        if "WHERE id = ?" in sql:
            return []
        if "uid" in sql:
            return [(1, "no id")]
        return [(1, titles["NOT INDEXED" in sql])] if "title" in sql else []

    part = Part()
    ids.blame(part, ask)
    spellings.blame(part, ["row 1 missing from index note_title"], ask)
    assert [problem.why for problem in part.problems] == [
        ids.NONE % "no id",
        spellings.TITLE % ("One", "Other"),
    ]
