"""What a check looks at besides the library's file, and the check in the window."""

import os
import shutil
import stat
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import filelock
import pytest
from click.testing import CliRunner, Result
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect

from notes.cli.commands import octavo
from notes.errors import Invalid, LibraryUnusable
from notes.jobs import Jobs
from notes.library import (
    backup_folders,
    backups,
    editing,
    health,
    indexing,
    manifests,
    opening,
    surroundings,
    ways,
)
from notes.library.drafts import Drafts
from notes.library.editing import Note
from notes.library.opening import Library, open_library
from notes.search import index
from notes.storage import schema
from notes.storage.database import database
from notes.version import VERSION
from notes.web.damage import Damage
from notes.web.views import checks
from tests.accessibility import violations
from tests.library_fixtures import (
    behind_its_back,
    change_time_in_row,
    garble_page_of,
    lay_first_library,
)
from tests.markup import Markup

pytest_plugins = "tests.browser_fixtures"

Enter = Callable[..., Page]
Check = Callable[..., Markup]
Run = Callable[..., Result]


@pytest.fixture
def checked(page: FlaskClient, jobs: Jobs) -> Check:
    """Checks the library and gives what the page tells of it."""

    def check(**wish: bool) -> Markup:
        started = page.post("/checks", json=wish)
        assert started.status_code == 202, started.text
        jobs.job(started.json["id"], "check").join()
        assert page.get(f"/checks/{started.json['id']}").json["state"] == "done"
        return Markup(page.get("/checks").text)

    return check


def test_links_that_no_note_has_are_a_remark_and_no_damage(library: Library, note: Note) -> None:
    assert library.folder
    editing.create("# Links\n\n[[A note]] [[a NOTE#words|here]] [[Nobody]] [[Never]] `[[x]`")
    part = surroundings.of_links()
    assert part.ok
    assert part.facts == {"broken": 2, "named": "[[Nobody]], [[Never]]"}
    assert note.title == "A note"


def test_a_list_that_is_not_what_its_table_has_is_put_right_from_the_page(
    checked: Check, library: Library, note: Note
) -> None:
    assert note.version == 1
    change_time_in_row(library.folder, 1)
    told = checked()
    assert "Something in it that follows from the notes is damaged" in told.text
    assert not health.of_database().ok
    assert "SQLite finds nothing wrong with it." in checked(repair=True).text
    assert health.of_database().ok


@pytest.mark.skipif(os.name != "posix", reason="modes of files are those of POSIX")
def test_what_others_can_look_into_is_named_and_closed(library: Library, note: Note) -> None:
    assert note
    backup = backups.make(library, "manual").file
    backup.chmod(0o644)
    (library.folder / "octavo.db").chmod(0o640)
    library.folder.chmod(0o755)
    assert surroundings.of_permissions(library.folder).wrong == 3
    assert surroundings.close_to_others(library.folder)
    assert surroundings.of_permissions(library.folder).ok
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert stat.S_IMODE(library.folder.stat().st_mode) == 0o700
    assert not surroundings.close_to_others(library.folder)


def test_little_room_is_told(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    assert surroundings.of_disk(library.folder).facts["free"] >= 0
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=5_000_000))
    assert "Only 5 MB" in surroundings.of_disk(library.folder).problems[0].why


def test_texts_that_wait_to_be_saved_are_counted(library: Library, note: Note) -> None:
    Drafts(library.folder).keep(note.id, "w", 1, "unsaved words", None)
    assert surroundings.of_drafts(library).facts == {"waiting": 1}


def test_the_newest_good_backup_and_the_versions_are_told(library: Library, note: Note) -> None:
    assert note
    assert surroundings.of_backups(library).remark == surroundings.NONE
    made = backups.make(library, "manual").made
    assert surroundings.of_backups(library).facts["made"] == made


def test_a_backup_that_cannot_be_read_just_now_is_no_damaged_one(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    editing.create("# One")
    made = backups.make(library, "manual")

    def unread(_: Path) -> str:
        raise OSError

    monkeypatch.setattr(manifests, "hash_of", unread)
    assert surroundings.of_backups(library).facts["changed"]
    monkeypatch.undo()
    assert [one.state for one in backups.listed(library)] == [made.state]


def test_a_backup_that_has_changed_since_is_told_and_never_the_newest_good_one(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    editing.create("# One")
    for _ in range(2):
        backups.make(library, "manual")
    second, first = backups.listed(library)
    raw = bytearray(second.file.read_bytes())
    raw[-100] ^= 1
    second.file.write_bytes(raw)
    found = surroundings.of_backups(library)
    assert [one.why for one in found.problems] == [surroundings.CHANGED_BACKUP % second.name]
    assert found.remark == surroundings.NEWEST % first.name
    assert [one.state for one in backups.listed(library)] == ["damaged", "good"]
    assert surroundings.of_backups(library).problems == found.problems  # and so at each check
    monkeypatch.setattr(backups, "_now", lambda: second.made + timedelta(seconds=1))
    third = backups.make(library, "manual")
    after = surroundings.of_backups(library)
    assert after.ok
    assert after.remark == surroundings.DAMAGED_BESIDES % (
        surroundings.NEWEST % third.name,
        second.name,
    )
    backups.remove(backups.named(library, second.name))
    assert surroundings.of_backups(library).remark == surroundings.NEWEST % third.name


@pytest.mark.skipif(os.name != "posix", reason="links are those of POSIX")
@pytest.mark.parametrize(
    ("place", "lead"),
    [
        ("backups", "/nowhere/at/all"),
        ("octavo.backup.lock", "/nowhere/at/all"),
        ("octavo.backup.lock", ""),
    ],
)
def test_what_is_in_the_place_of_backups_or_their_lock_is_told_in_words(
    library: Library, place: str, lead: str
) -> None:
    editing.create("# One")
    library.close()
    (library.folder / place).unlink(missing_ok=True)
    (library.folder / place).symlink_to(lead) if lead else (library.folder / place).mkdir()
    run = ["--library", str(library.folder)]
    told = CliRunner().invoke(octavo, [*run, "check"])
    assert told.exit_code == 1
    assert ("leads nowhere" if place == "backups" else backup_folders.IN_THE_WAY) in told.stdout
    way = ways.BACKUPS_UNREAD if place == "backups" else ways.BACKUPS_KEPT_OFF
    assert told.stdout.count(way) == 1
    assert ways.BACKUPS_CHANGED not in told.stdout
    told = CliRunner().invoke(octavo, [*run, "backup", "create"])
    assert (told.exit_code, type(told.exception)) == (1, SystemExit)
    assert backup_folders.IN_THE_WAY in told.stderr


@pytest.mark.skipif(os.name != "posix", reason="links are those of POSIX")
class TestAFolderForBackupsThatIsALink:
    @pytest.fixture
    def elsewhere(self, library: Library, tmp_path: Path) -> Path:
        editing.create("# One")
        (tmp_path / "elsewhere").mkdir()
        return tmp_path / "elsewhere"

    @pytest.fixture
    def run(self, library: Library, elsewhere: Path) -> Run:
        def invoke(*arguments: str) -> Result:
            library.close()
            return CliRunner().invoke(octavo, ["--library", str(library.folder), *arguments])

        return invoke

    def test_takes_backups(self, library: Library, elsewhere: Path, run: Run) -> None:
        (library.folder / "backups").symlink_to(elsewhere)
        made = run("backup", "create")
        assert (made.exit_code, made.stderr) == (0, "")
        assert len([*elsewhere.glob("*.db")]) == 1
        assert run("check").exit_code == 0

    def test_takes_them_as_the_chosen_one(
        self, library: Library, elsewhere: Path, tmp_path: Path, run: Run
    ) -> None:
        (tmp_path / "chosen").symlink_to(elsewhere)
        backup_folders.choose(library, str(tmp_path / "chosen"))
        assert run("backup", "create").exit_code == 0
        assert len([*elsewhere.glob("*.db")]) == 1

    def test_keeps_no_older_library_from_being_opened(self, tmp_path: Path) -> None:
        lay_first_library(tmp_path / "first", ["# Old"])
        (tmp_path / "elsewhere").mkdir()
        (tmp_path / "first" / "backups").symlink_to(tmp_path / "elsewhere")
        with open_library(tmp_path / "first"):
            assert len([*(tmp_path / "elsewhere").glob("*-upgrade.db")]) == 1

    def test_is_no_damage_where_it_leads_to_a_disk_that_was_taken_out(
        self, library: Library, elsewhere: Path, tmp_path: Path, run: Run
    ) -> None:
        (tmp_path / "chosen").symlink_to(elsewhere)
        backup_folders.choose(library, str(tmp_path / "chosen"))
        elsewhere.rmdir()
        assert run("check").exit_code == 0
        made = run("backup", "create")
        assert made.exit_code == 0
        assert backup_folders.GONE % {"folder": tmp_path / "chosen"} in made.stderr


@pytest.mark.skipif(os.name != "posix", reason="links are those of POSIX")
def test_what_is_in_the_place_of_the_lock_of_a_library_is_named(library: Library) -> None:
    library.close()
    (library.folder / opening.LOCK_NAME).unlink(missing_ok=True)
    (library.folder / opening.LOCK_NAME).mkdir()
    with pytest.raises(LibraryUnusable, match=r"octavo\.lock in it is no file"):
        open_library(library.folder, hold=True)


@pytest.mark.parametrize("lock", [opening.LOCK_NAME, backups.LOCK_NAME])
def test_it_is_named_where_the_system_says_only_that_opening_it_is_forbidden(
    library: Library, monkeypatch: pytest.MonkeyPatch, lock: str
) -> None:
    """As Windows says of a folder."""

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError

    library.close()
    (library.folder / lock).unlink(missing_ok=True)
    (library.folder / lock).mkdir()
    monkeypatch.setattr(filelock.FileLock, "acquire", refuse)
    if lock == opening.LOCK_NAME:
        with pytest.raises(LibraryUnusable, match=r"octavo\.lock in it is no file"):
            open_library(library.folder, hold=True)
    else:
        with pytest.raises(Invalid) as caught, backups.alone(library):
            pass
        assert caught.value.why == backup_folders.IN_THE_WAY


def test_the_versions_are_told(library: Library) -> None:
    del library
    versions = surroundings.of_versions().facts
    assert (versions["Octavo"], versions["schema"]) == (VERSION, str(schema.CURRENT))


def test_a_backup_that_is_no_library_any_more_is_told_at_each_check(library: Library) -> None:
    editing.create("# One")
    made = backups.make(library, "manual")
    made.file.write_bytes(b"words" * 1_000)
    for _ in range(2):
        found = surroundings.of_backups(library)
        assert [one.why for one in found.problems] == [surroundings.CHANGED_BACKUP % made.name]
    assert backups.verify(library, backups.named(library, made.name)).state == "damaged"
    found = surroundings.of_backups(library)
    assert [one.why for one in found.problems] == [surroundings.CHANGED_BACKUP % made.name]


def test_a_backup_of_a_damaged_library_is_told_and_makes_no_other_wrong(library: Library) -> None:
    note = editing.create("# One")
    behind_its_back(library.folder, "UPDATE note_text SET body = 'altered'")
    made = backups.make(library, "manual")
    assert made.state == "damaged"
    behind_its_back(library.folder, "UPDATE note_text SET body = '# One'")
    found = surroundings.of_backups(library)
    assert found.ok
    assert made.name in found.remark
    assert editing.read(note.id) == note


@pytest.mark.skipif(os.name != "posix", reason="modes of files are those of POSIX")
def test_the_command_closes_files_to_others(tmp_path: Path) -> None:
    open_library(tmp_path / "library").close()
    run = ["--library", str(tmp_path / "library"), "check"]
    assert CliRunner().invoke(octavo, run).exit_code == 0
    (tmp_path / "library").chmod(0o755)
    assert CliRunner().invoke(octavo, run).exit_code == 1
    assert CliRunner().invoke(octavo, [*run, "--repair"]).exit_code == 0


class TestInThePage:
    def test_nothing_is_told_before_anybody_has_asked(self, page: FlaskClient) -> None:
        assert page.get("/checks").text == ""

    def test_a_sound_library_is_told_so(self, checked: Check, note: Note) -> None:
        assert note
        told = checked()
        assert "Everything is as it was written." in told.text
        assert "1 text was checked." in told.text

    def test_a_damaged_text_is_named_and_marked_in_the_list(
        self, checked: Check, page: FlaskClient, library: Library, note: Note
    ) -> None:
        behind_its_back(library.folder, "UPDATE note_text SET body = 'altered'")
        told = checked()
        assert "1 text is damaged." in told.text
        assert told.all("[data-id]")[0].get("data-id") == note.id
        assert "Damaged" in page.get("/list").text

    @pytest.mark.parametrize(
        "damage",
        [
            "CREATE TRIGGER evil AFTER UPDATE ON note BEGIN SELECT 1; END",
            "ALTER TABLE note DROP COLUMN writer",
        ],
    )
    def test_tables_that_no_repair_puts_right_lead_to_the_ways_back(
        self, checked: Check, page: FlaskClient, library: Library, note: Note, damage: str
    ) -> None:
        assert note
        behind_its_back(library.folder, damage)
        told = checked()
        assert "data-mendable" not in told.text
        (way,) = told.all(".checked a[href='/recovery']")
        assert page.get(str(way.get("href"))).status_code == 200

    @pytest.mark.parametrize("repairs_file", [False, True])
    def test_damage_that_a_reader_has_met_is_forgotten_when_the_file_was_repaired(
        self, library: Library, note: Note, repairs_file: bool
    ) -> None:
        assert note
        damage = Damage()
        damage.of_file = True
        library.folder.chmod(0o755)
        if repairs_file:
            behind_its_back(library.folder, "DROP INDEX note_changed")
        found = checks._found(library, damage, lambda *_: None, repair=True)
        assert all(part.ok for part in found.values())
        assert damage.of_file is not repairs_file

    def test_a_damaged_history_leads_to_the_backups(
        self, checked: Check, library: Library, note: Note
    ) -> None:
        editing.save(note.id, note.version, body="# Other words")
        behind_its_back(library.folder, "UPDATE revision_text SET body = x'00'")
        assert len(checked().all(".checked [data-act=backups]")) == 2

    def test_a_damaged_backup_is_told_beside_the_newest_good_one(
        self, checked: Check, library: Library, note: Note, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert note
        first = backups.make(library, "manual")
        first.file.write_bytes(b"words")
        monkeypatch.setattr(backups, "_now", lambda: first.made + timedelta(seconds=1))
        backups.make(library, "manual")
        assert backups.verify(library, backups.named(library, first.name)).state == "damaged"
        told = checked().text
        assert "The newest good one was made" in told
        assert "1 damaged one is listed." in told

    def test_a_wrong_index_is_left_to_be_made_anew_beside_the_window(
        self, checked: Check, library: Library, note: Note
    ) -> None:
        behind_its_back(library.folder, "DELETE FROM head_index")
        assert "It is not what the notes say." in checked().text
        assert "It is being made anew" in checked(repair=True).text
        assert index.state().rules == index.DISTRUSTED
        assert editing.read(note.id) == note

    def test_an_index_of_which_nothing_is_remembered_is_not_told_as_good_before_it_is(
        self, checked: Check, library: Library, note: Note
    ) -> None:
        garble_page_of(library.folder, "index_state")
        assert "It is not what the notes say." in checked().text
        told = checked(repair=True).text
        assert "the index is being made anew" in told
        assert "Everything is as it was written." not in told
        indexing.renew()
        assert "Everything is as it was written." in checked().text
        assert index.is_current()
        assert editing.save(note.id, note.version, body="# Kiwi").title == "Kiwi"

    def test_pages_that_an_index_has_left_unused_are_no_damage_and_can_be_freed(
        self, checked: Check, library: Library, note: Note
    ) -> None:
        garble_page_of(library.folder, "note_index_data")
        assert checked(repair=True).all("[data-mendable]") == []
        indexing.renew()
        told = checked()
        assert "Everything is as it was written." in told.text
        assert "Some of its pages are used by nothing" in told.text
        assert len(told.all("[data-mendable]")) == 1
        told = checked(repair=True)
        assert "SQLite finds nothing wrong with it." in told.text
        assert told.all("[data-mendable]") == []
        assert editing.read(note.id) == note

    def test_a_check_can_be_stopped(
        self, page: FlaskClient, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        going, stopped = threading.Event(), threading.Event()

        def slow(_library: Library, telling: Any) -> dict[str, Any]:
            tell = telling("texts")
            going.set()
            assert stopped.wait(10)
            tell(1, 2)
            return {}

        monkeypatch.setattr(health, "examine_all", slow)
        job = page.post("/checks", json={}).json["id"]
        assert going.wait(10)
        page.post(f"/checks/{job}/stop", json={})
        stopped.set()
        jobs.job(job, "check").join()
        assert page.get(f"/checks/{job}").json["state"] == "stopped"

    def test_who_saves_does_not_wait_for_it(
        self, page: FlaskClient, jobs: Jobs, note: Note, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        looking, go_on = threading.Event(), threading.Event()
        look = health.of_database

        def waits() -> Any:
            with database.atomic("DEFERRED"):
                database.execute_sql("SELECT count(*) FROM note").fetchall()
                looking.set()
                assert go_on.wait(10)
            return look()

        monkeypatch.setattr(health, "of_database", waits)
        job = page.post("/checks", json={}).json["id"]
        assert looking.wait(10)
        saved = page.put(f"/notes/{note.id}", json={"base": 1, "body": "# Saved meanwhile"})
        go_on.set()
        jobs.job(job, "check").join()
        assert saved.status_code == 200


def test_the_dialog_checks_and_leads_to_what_is_damaged(
    enter: Enter, library: Library, note: Note
) -> None:
    behind_its_back(library.folder, "UPDATE note_text SET body = 'altered'")
    window = enter("/")
    window.locator("[data-act=settings]:visible").click()
    window.get_by_role("button", name="Check the library…").click()
    window.get_by_role("button", name="Check now").click()
    expect(window.locator("#checks")).to_contain_text("1 text is damaged.")
    assert violations(window) == []
    window.locator("#checks").get_by_role("link", name=note.title).click()
    expect(window.locator("#note")).to_contain_text("The text of this note is damaged.")
    assert violations(window) == []
