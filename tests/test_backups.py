"""Backups: made while others write, proved, marked when they are not good, and let go by a rule."""

import json
import shutil
import stat
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlcipher3 import dbapi2 as sqlite

from notes.errors import Busy, DiskFull, Invalid, LibraryFromFuture, NotABackup, ReadOnly
from notes.library import backup_folders, backups, editing, manifests, proofs
from notes.library.manifests import Backup
from notes.library.opening import Library
from notes.storage import copies
from notes.storage.database import database, value
from tests.backup_fixtures import held, write_all_kinds
from tests.library_fixtures import behind_its_back, garble_page_of


class Usage(NamedTuple):
    total: int
    used: int
    free: int


@pytest.fixture
def filled(library: Library) -> Library:
    write_all_kinds()
    return library


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> "Clock":
    return Clock(monkeypatch)


class Clock:
    """Says what time it is."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = datetime(2026, 11, 21, 6, 42, tzinfo=UTC)
        monkeypatch.setattr(backups, "_now", lambda: self.now)

    def go(self, **steps: float) -> None:
        self.now += timedelta(**steps)


def in_folder(library: Library) -> list[str]:
    folder = library.folder / "backups"
    return sorted(path.name for path in folder.glob("*"))


def damage(library: Library, number: int = 2) -> None:
    behind_its_back(
        library.folder, f"UPDATE note_text SET body = body || '!' WHERE note_id = {number}"
    )


# --- made


def test_a_backup_holds_all_that_the_library_has(filled: Library) -> None:
    made = backups.make(filled, "manual")
    assert (made.state, made.notes, made.wrong) == ("good", 12, 0)
    assert held(made.file) == held(filled.folder / "octavo.db")
    assert backups.listed(filled) == [made]


def test_its_name_says_when_and_why(filled: Library, at: Clock) -> None:
    names = [backups.make(filled, "automatic").name for _ in range(2)]
    assert names == [
        "octavo-2026-11-21T06-42-00Z-automatic.db",
        "octavo-2026-11-21T06-42-00Z-automatic-2.db",
    ]
    assert [backup.made for backup in backups.listed(filled)] == [at.now, at.now]


def test_it_is_for_its_owner_alone_and_one_file(filled: Library) -> None:
    made = backups.make(filled, "manual")
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (made.file.parent, made.file)]
    assert modes == [0o700, 0o600]
    assert in_folder(filled) == [made.name, made.file.with_suffix(".json").name]


def test_who_saves_meanwhile_is_neither_kept_waiting_nor_in_it(
    filled: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copies, "PAGES", 1)

    def save(done: int, total: int) -> None:
        if done:
            thread = threading.Thread(target=editing.create, args=("# Meanwhile",))
            thread.start()
            thread.join()

    before = value("SELECT count(*) FROM note")
    steps: list[int] = []

    def tell(done: int, total: int) -> None:
        steps.append(done)
        if len(steps) < 4:
            save(done, total)

    made = backups.make(filled, "manual", tell)
    assert made.notes == before
    assert made.state == "good"
    assert value("SELECT count(*) FROM note") > before
    assert steps[-1] == 100


def test_it_can_be_stopped_and_leaves_nothing(filled: Library) -> None:
    class Stopped(Exception):
        pass

    def stop(done: int, _: int) -> None:
        if done > 50:
            raise Stopped

    with pytest.raises(Stopped):
        backups.make(filled, "manual", stop)
    assert in_folder(filled) == []
    editing.create("# Goes on")


def test_one_is_made_at_a_time(filled: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backups, "PATIENCE", 0.4)
    with backups.alone(filled), pytest.raises(Busy):
        backups.make(filled, "manual")
    assert backups.make(filled, "manual").state == "good"


def test_a_full_disk_is_a_fact_and_leaves_nothing(
    filled: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(1, 1, 1000))
    with pytest.raises(DiskFull):
        backups.make(filled, "manual")
    assert in_folder(filled) == []


def test_what_a_killed_backup_left_is_swept(filled: Library) -> None:
    folder = filled.folder / "backups"
    folder.mkdir()
    left = manifests.partial(folder, filled.folder, "1")
    of_others = manifests.partial(folder, filled.folder / "other", "1")
    orphan = folder / "octavo-2026-11-21T06-42-00Z-manual.json"
    left.write_bytes(b"half")
    of_others.write_bytes(b"half")
    orphan.write_text(f'{{"library": "{filled.folder}"}}')
    backups.make(filled, "manual")
    assert not left.exists()
    assert not orphan.exists()
    assert of_others.exists()


# --- proved


def test_a_damaged_note_is_named_and_the_backup_is_marked(filled: Library) -> None:
    good = backups.make(filled, "automatic")
    damage(filled)
    made = backups.make(filled, "automatic")
    assert (made.state, made.wrong) == ("damaged", 1)
    assert [(one.title, one.why) for one in made.found] == [("Another title", proofs.DAMAGED)]
    assert backups.newest_good(filled) == good


def test_a_damaged_version_of_the_history_is_named(filled: Library) -> None:
    behind_its_back(filled.folder, "UPDATE revision_text SET body = x'00' WHERE note_id = 3")
    made = backups.make(filled, "manual")
    assert made.state == "damaged"
    assert {one.why for one in made.found} == {proofs.VERSION_DAMAGED}


def test_a_damaged_index_damages_no_backup(filled: Library) -> None:
    behind_its_back(filled.folder, "DELETE FROM note_index_config")
    assert backups.make(filled, "manual").state == "good"


def test_damage_of_the_file_is_told_in_sqlites_words(filled: Library) -> None:
    database.close()
    garble_page_of(filled.folder, "note_title")
    made = backups.make(filled, "manual")
    assert made.state == "damaged"
    assert made.found


def test_rows_that_did_not_come_along_are_no_good_backup(
    filled: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = copies.counts(database.connection())
    monkeypatch.setattr(copies, "snapshot", _with(counted | {"note": 13}, copies.snapshot))
    made = backups.make(filled, "manual")
    assert [one.why for one in made.found] == [proofs.FEWER_ROWS]


def _with(counts: dict[str, int], snapshot: object) -> object:
    def changed(*arguments: object) -> dict[str, int]:
        snapshot(*arguments)  # type: ignore[operator]
        return counts

    return changed


def test_looking_again_finds_a_byte_that_has_changed(filled: Library) -> None:
    made = backups.make(filled, "manual")
    behind_its_back_of(made.file, "UPDATE note SET title = 'Altered' WHERE id = 1")
    seen = backups.verify(filled, made)
    assert (seen.state, [one.why for one in seen.found]) == ("damaged", [proofs.OTHER_BYTES])
    assert backups.listed(filled) == [seen]


def test_that_it_is_another_file_is_no_matter_of_words_and_was_one_in_older_manifests(
    filled: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = proofs.OTHER_BYTES
    made = backups.make(filled, "manual")
    behind_its_back_of(made.file, "UPDATE note SET title = 'Altered' WHERE id = 1")
    monkeypatch.setattr(proofs, "OTHER_BYTES", "It was said otherwise.")
    assert not backups.is_as_written(filled, made)
    assert proofs.is_other_file(backups.named(filled, made.name))
    manifest = made.file.with_suffix(".json")
    kept = json.loads(manifest.read_text())
    del kept["altered"]
    manifest.write_text(json.dumps(kept))
    assert not proofs.is_other_file(backups.named(filled, made.name))
    kept["found"][0]["why"] = said
    manifest.write_text(json.dumps(kept))
    assert proofs.is_other_file(backups.named(filled, made.name))


def test_one_of_another_size_is_not_looked_at_yet_and_then_not_the_one_that_was_written(
    filled: Library,
) -> None:
    made = backups.make(filled, "manual")
    made.file.write_bytes(made.file.read_bytes() + bytes(4096))
    (unproven,) = backups.listed(filled)
    assert unproven.state == "unproven"
    seen = backups.verify(filled, unproven)
    assert (seen.state, proofs.OTHER_BYTES in [one.why for one in seen.found]) == ("damaged", True)
    assert backups.listed(filled) == [seen]


def test_looking_again_at_a_good_one_changes_nothing(filled: Library) -> None:
    made = backups.make(filled, "manual")
    assert backups.verify(filled, made) == made
    assert backups.listed(filled) == [made]


def test_one_without_its_manifest_is_shown_and_can_be_looked_at(filled: Library) -> None:
    made = backups.make(filled, "automatic")
    made.file.with_suffix(".json").unlink()
    (unproven,) = backups.listed(filled)
    assert (unproven.state, unproven.notes) == ("unproven", None)
    assert backups.verify(filled, unproven).state == "good"
    assert backups.listed(filled)[0].notes == 12


@pytest.mark.parametrize("bytes_", [b"", b"no database at all" * 100])
def test_what_is_no_backup_is_refused(filled: Library, tmp_path: Path, bytes_: bytes) -> None:
    file = tmp_path / "other.db"
    file.write_bytes(bytes_)
    with pytest.raises(NotABackup):
        backups.verify(filled, manifests.at(file))
    with pytest.raises(NotABackup):
        backups.verify(filled, manifests.at(tmp_path / "nowhere.db"))


def test_another_programs_database_is_no_backup(filled: Library, tmp_path: Path) -> None:
    behind_its_back_of(tmp_path / "a.db", "CREATE TABLE note (id)", "PRAGMA user_version = 2")
    with pytest.raises(NotABackup):
        proofs.prove(tmp_path / "a.db")


def test_one_of_a_newer_octavo_is_refused(filled: Library) -> None:
    made = backups.make(filled, "manual")
    behind_its_back_of(made.file, "PRAGMA user_version = 99")
    with pytest.raises(LibraryFromFuture):
        proofs.prove(made.file)


def behind_its_back_of(file: Path, *statements: str) -> None:
    connection = sqlite.connect(file, isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    connection.close()


# --- kept and let go


def test_far_fewer_notes_stand_beside_and_let_nothing_go(library: Library, at: Clock) -> None:
    write_all_kinds(60)
    whole = backups.make(library, "automatic")
    database.execute_sql("DELETE FROM note WHERE id > 5")
    fewer = []
    for _ in range(3):
        at.go(days=400)
        fewer.append(backups.make(library, "automatic"))
    assert [backup.state for backup in fewer] == ["fewer"] * 3
    assert whole in backups.listed(library)
    assert backups.newest_good(library) == whole


def test_who_asks_for_a_backup_says_that_this_is_all(library: Library, at: Clock) -> None:
    write_all_kinds(60)
    backups.make(library, "automatic")
    database.execute_sql("DELETE FROM note WHERE id > 5")
    at.go(days=1)
    assert backups.make(library, "manual").state == "good"
    at.go(days=1)
    assert backups.make(library, "automatic").state == "good"


def test_old_ones_go_by_the_rule_and_those_that_were_asked_for_stay(
    filled: Library, at: Clock
) -> None:
    filled.settings.write(
        {"backup_hours": 0, "backup_days": 2, "backup_weeks": 0, "backup_months": 0}
    )
    asked = backups.make(filled, "manual")
    made: list[Backup] = []
    for _ in range(4):
        at.go(days=1)
        made.append(backups.make(filled, "automatic"))
    assert backups.listed(filled) == [made[3], made[2], asked]


def test_the_last_good_one_never_goes(filled: Library, at: Clock) -> None:
    filled.settings.write({f"backup_{one}": 0 for one in ("hours", "days", "weeks", "months")})
    good = backups.make(filled, "automatic")
    damage(filled)
    for _ in range(5):
        at.go(days=30)
        backups.make(filled, "automatic")
    assert backups.newest_good(filled) == good
    assert len(backups.listed(filled)) == 2


def test_a_clock_that_goes_back_loses_nothing(filled: Library, at: Clock) -> None:
    ahead = backups.make(filled, "automatic")
    at.go(days=-3000)
    back = backups.make(filled, "automatic")
    assert backups.listed(filled) == [ahead, back]
    assert not backups.is_due(filled, backups.last_made(filled))
    at.go(days=2)
    assert backups.is_due(filled, backups.last_made(filled))


def test_one_is_due_after_so_many_hours(filled: Library, at: Clock) -> None:
    assert backups.is_due(filled, backups.last_made(filled))
    backups.make(filled, "automatic")
    at.go(hours=23)
    assert not backups.is_due(filled, backups.last_made(filled))
    at.go(hours=1)
    assert backups.is_due(filled, backups.last_made(filled))
    filled.settings.write({"backup_every": 0})
    assert not backups.is_due(filled, backups.last_made(filled))


def test_before_an_import_a_fresh_one_will_do_but_not_before_anything_else(
    filled: Library, at: Clock
) -> None:
    assert backups.make_before(filled, "import")
    at.go(minutes=9)
    assert backups.make_before(filled, "import") is None
    assert backups.make_before(filled, "upgrade")


def test_of_nothing_none_is_made(library: Library) -> None:
    assert backups.make_before(library, "import") is None


# --- where


def test_a_chosen_folder_takes_them(filled: Library, tmp_path: Path) -> None:
    backup_folders.choose(filled, str(tmp_path))
    assert backups.make(filled, "manual").file.parent == tmp_path


def test_a_chosen_folder_that_is_gone_is_said_and_not_fatal(
    filled: Library, tmp_path: Path
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    backup_folders.choose(filled, str(disk))
    there = backups.make(filled, "manual")
    disk.rename(tmp_path / "taken out")
    assert backup_folders.place(filled).missed == str(disk)
    here = backups.make(filled, "manual")
    assert here.file.parent == filled.folder / "backups"
    (tmp_path / "taken out").rename(disk)
    assert {one.file for one in backups.listed(filled)} == {there.file, here.file}


def test_one_that_is_full_is_said_and_not_fatal(
    filled: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    backup_folders.choose(filled, str(disk))
    free = shutil.disk_usage(disk)
    monkeypatch.setattr(
        shutil, "disk_usage", lambda path: free._replace(free=10**6 if path == disk else 10**9)
    )
    assert backup_folders.place(filled).missed == str(disk)
    assert backups.make(filled, "restore").file.parent == filled.folder / "backups"
    monkeypatch.undo()
    assert backups.make(filled, "manual").file.parent == disk


@pytest.mark.parametrize(
    ("folder", "why"),
    [
        ("relative", backup_folders.NOT_ABSOLUTE),
        ("/nowhere/at/all", backup_folders.NOT_A_FOLDER),
        ("/etc/passwd", backup_folders.NOT_A_FOLDER),
        ("/proc", backup_folders.NOT_WRITABLE),
        ("/" + "x" * 5000, backup_folders.NOT_A_FOLDER),
        ("/a\0b", backup_folders.NOT_A_FOLDER),
    ],
)
def test_a_folder_that_cannot_take_them_is_refused(filled: Library, folder: str, why: str) -> None:
    with pytest.raises(Invalid) as refused:
        backup_folders.choose(filled, folder)
    assert refused.value.why == why


def test_the_library_itself_is_no_folder_for_them(filled: Library) -> None:
    with pytest.raises(Invalid, match="own folder"):
        backup_folders.choose(filled, str(filled.folder))


def test_libraries_that_share_a_folder_let_only_their_own_go(
    filled: Library, tmp_path: Path, at: Clock
) -> None:
    backup_folders.choose(filled, str(tmp_path))
    mine = backups.make(filled, "automatic")
    manifests.write(replace(mine, library=str(tmp_path / "another")))
    filled.settings.write({f"backup_{one}": 0 for one in ("hours", "days", "weeks", "months")})
    for _ in range(3):
        at.go(days=100)
        last = backups.make(filled, "automatic")
    assert [one.file for one in backups.listed(filled)] == [last.file, mine.file]


def test_a_folder_that_may_not_be_made_is_a_fact(
    filled: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(ReadOnly):
        backups.make(filled, "manual")


@pytest.mark.parametrize("place", [backup_folders.FOLDER, backups.LOCK_NAME])
def test_what_is_in_the_way_of_backups_is_told(filled: Library, place: str) -> None:
    if place == backup_folders.FOLDER:
        (filled.folder / place).write_text("no folder")
    else:
        (filled.folder / place).mkdir()
    with pytest.raises(Invalid) as caught:
        backups.make(filled, "manual")
    assert caught.value.why == backup_folders.IN_THE_WAY


def test_one_of_a_library_that_has_lost_a_column_is_not_good(filled: Library) -> None:
    behind_its_back(filled.folder, "ALTER TABLE saved_search RENAME COLUMN query TO quary")
    made = backups.make(filled, "manual")
    assert [problem.why for problem in made.found] == [proofs.LACKS_TABLES]
    assert made.state == "damaged"
