"""Restoring: what comes back is what was backed up, as a whole or not at all."""

import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from notes.errors import (
    BackupAltered,
    BackupDamaged,
    Busy,
    Conflict,
    LibraryBusy,
    LibraryFromFuture,
    LibraryUnusable,
    NotABackup,
)
from notes.library import backups, editing, history, opening, proofs, restoring, tokens
from notes.library.manifests import Backup
from notes.library.opening import Library, open_library
from notes.search import find
from notes.storage import schema
from notes.storage.database import FILE_NAME, database, value
from tests.backup_fixtures import alter, held, write_all_kinds
from tests.library_fixtures import behind_its_back, first_page_of, lay_first_library

#: Among so many tests the points at which a process is killed are dealt out.
KILLS = 6

ROOT = Path(__file__).parent.parent
PAGE = 4096


@pytest.fixture
def made(library: Library) -> Backup:
    write_all_kinds()
    return backups.make(library, "manual")


def file_of(library: Library) -> Path:
    return library.folder / FILE_NAME


# --- into the library that is open


def test_all_is_as_it_was(library: Library, made: Backup) -> None:
    was = held(file_of(library))
    editing.create("# New")
    database.execute_sql("DELETE FROM note WHERE id < 5")
    database.execute_sql("UPDATE note SET title = 'Other', created = 1, trashed = 5")
    restored = restoring.into(library, made.file)
    assert restored.notes == 12
    assert held(file_of(library)) == was
    assert value("PRAGMA journal_mode") == "wal"
    assert value("PRAGMA integrity_check") == "ok"


def test_what_was_there_is_a_backup_and_can_be_brought_back(library: Library, made: Backup) -> None:
    note = editing.create("# Written since")
    was = held(file_of(library))
    before = restoring.into(library, made.file).before
    assert before
    assert (before.reason, before.state, before.notes) == ("restore", "good", 13)
    restoring.into(library, before.file)
    assert held(file_of(library)) == was
    assert editing.read(note.id).body == "# Written since"


def test_other_threads_go_on_with_what_was_restored(library: Library, made: Backup) -> None:
    editing.create("# New")
    counted: list[int] = []
    asked, restored = threading.Event(), threading.Event()

    def read() -> None:
        counted.append(value("SELECT count(*) FROM note"))
        asked.set()
        restored.wait(10)
        counted.append(value("SELECT count(*) FROM note"))
        database.leave()

    thread = threading.Thread(target=read)
    thread.start()
    asked.wait(10)
    restoring.into(library, made.file)
    restored.set()
    thread.join()
    assert counted == [13, 12]


def test_it_is_found_by_its_words(library: Library, made: Backup) -> None:
    editing.create("# Zebra")
    restoring.into(library, made.file)
    assert not find.answer("zebra").hits
    assert len(find.answer("word7").hits) == 1


def test_who_had_another_text_open_meets_a_conflict(library: Library) -> None:
    note = editing.create("# One")
    editing.save(note.id, 1, body="# One, as it was backed up")
    made = backups.make(library, "manual")
    for sql in ("DELETE FROM revision", "UPDATE note SET version = 1"):  # as another past would
        database.execute_sql(sql)
    mine = editing.save(note.id, 1, body="# One, written since")
    restoring.into(library, made.file)
    with pytest.raises(Conflict):
        editing.save(note.id, mine.version, body="# One, typed on")
    kept = editing.read(note.id)
    assert kept.body == "# One, as it was backed up"
    assert editing.save(note.id, kept.version, body="# On").version == kept.version + 1


def test_who_had_the_same_text_open_goes_on(library: Library) -> None:
    note = editing.create("# One")
    made = backups.make(library, "manual")
    restoring.into(library, made.file)
    assert editing.save(note.id, note.version, body="# Two").version == 2


def test_history_reads_on_after_it(library: Library, made: Backup) -> None:
    (note_id,) = database.execute_sql("SELECT uid FROM note WHERE id = 1").fetchone()
    editing.save(note_id, 3, body="newer")
    restoring.into(library, made.file)
    bodies = [history.body_at(note_id, entry.version) for entry in history.entries(note_id)]
    assert bodies[0] == "短\n" * 50
    assert "newer" not in bodies


def test_a_key_that_was_taken_back_stays_so(library: Library) -> None:
    editing.create("# One")
    tokens.create("old", "read")
    made = backups.make(library, "manual")
    tokens.revoke("old")
    tokens.create("new", "write")
    restoring.into(library, made.file)
    assert [token.name for token in tokens.listed()] == ["new"]


def test_a_damaged_list_of_keys_is_not_taken_over(library: Library, made: Backup) -> None:
    tokens.create("of a program", "read")
    folder = library.folder
    library.close()
    with (folder / FILE_NAME).open("r+b") as file:
        end = first_page_of(folder, "sqlite_autoindex_token_1") * PAGE
        file.seek(end - 1)
        file.write(b"\x7f")
    with open_library(folder) as opened:
        restoring.into(opened, made.file)
        assert value("PRAGMA integrity_check") == "ok"
        assert [token.name for token in tokens.listed()] == ["of a program"]


def test_a_damaged_one_takes_no_place_and_names_its_notes(library: Library) -> None:
    editing.create("# Fragile")
    behind_its_back(library.folder, "UPDATE note_text SET body = 'other'")
    made = backups.make(library, "manual")
    was = held(file_of(library))
    with pytest.raises(BackupDamaged, match="Fragile"):
        restoring.into(library, made.file)
    assert held(file_of(library)) == was


@pytest.mark.parametrize("more", [b"", bytes(4096)], ids=["as long", "longer"])
def test_one_that_is_not_the_file_that_was_written_takes_no_place_and_is_marked(
    library: Library, made: Backup, more: bytes
) -> None:
    was = held(file_of(library))
    alter(made.file, b"Another title", b"Anxxxxx title")
    made.file.write_bytes(made.file.read_bytes() + more)
    with pytest.raises(BackupAltered, match="Restore another backup"):
        restoring.into(library, made.file)
    assert held(file_of(library)) == was
    (seen,) = backups.listed(library)
    assert (seen.state, seen.found[-1].why) == ("damaged", proofs.OTHER_BYTES)


def test_one_without_its_manifest_is_taken_by_what_is_in_it(
    library: Library, made: Backup, tmp_path: Path
) -> None:
    copied = tmp_path / "copied.db"
    copied.write_bytes(made.file.read_bytes())
    alter(copied, b"Another title", b"Anxxxxx title")
    assert restoring.into(library, copied).notes == 12


@pytest.mark.parametrize("restore", [restoring.into, restoring.into_new])
def test_what_is_refused_is_named_as_it_was_given(
    library: Library, made: Backup, tmp_path: Path, restore: Callable[..., object]
) -> None:
    text, newer = tmp_path / "text.db", tmp_path / "newer.db"
    text.write_text("no database")
    newer.write_bytes(made.file.read_bytes())
    behind_its_back_of(newer, "PRAGMA user_version = 99")
    place = library if restore is restoring.into else tmp_path / "new"
    for file in (text, newer):
        with pytest.raises((NotABackup, LibraryFromFuture), match=file.name) as refused:
            restore(place, file)
        assert backups.STAGED not in str(refused.value)


def test_what_is_none_or_newer_or_the_library_itself_is_refused(
    library: Library, made: Backup, tmp_path: Path
) -> None:
    was = held(file_of(library))
    (tmp_path / "text.db").write_text("no database")
    newer = tmp_path / "newer.db"
    newer.write_bytes(made.file.read_bytes())
    behind_its_back_of(newer, "PRAGMA user_version = 99")
    for file, fact in [
        (tmp_path / "text.db", NotABackup),
        (tmp_path / "nowhere.db", NotABackup),
        (file_of(library), NotABackup),
        (newer, LibraryFromFuture),
    ]:
        with pytest.raises(fact):
            restoring.into(library, file)
    assert held(file_of(library)) == was
    assert not list(library.folder.glob(f"{backups.STAGED}*"))


def behind_its_back_of(file: Path, statement: str) -> None:
    (file.parent / "aside").mkdir()
    file.rename(file.parent / "aside" / FILE_NAME)
    behind_its_back(file.parent / "aside", statement)
    (file.parent / "aside" / FILE_NAME).rename(file)


def test_a_copy_with_a_log_beside_it_is_refused(library: Library, made: Backup) -> None:
    made.file.with_name(f"{made.name}-wal").write_bytes(b"what was written last")
    with pytest.raises(NotABackup, match="log"):
        restoring.into(library, made.file)


def test_it_can_be_stopped_up_to_the_last_moment(library: Library, made: Backup) -> None:
    class Stopped(Exception):
        pass

    def stop(done: int, _: int) -> None:
        if done > 90:
            raise Stopped

    editing.create("# New")
    was = held(file_of(library))
    with pytest.raises(Stopped):
        restoring.into(library, made.file, stop)
    assert held(file_of(library)) == was


def test_what_another_program_writes_at_the_last_moment_is_in_the_backup_before(
    library: Library, made: Backup, monkeypatch: pytest.MonkeyPatch
) -> None:
    writes = iter([True, False])
    make = backups.made

    def make_then_be_late(*arguments: object) -> Backup:
        backup = make(*arguments)  # type: ignore[arg-type]
        if next(writes):
            behind_its_back(library.folder, "UPDATE note SET title = 'Late' WHERE id = 1")
        return backup

    monkeypatch.setattr(backups, "made", make_then_be_late)
    before = restoring.into(library, made.file).before
    assert before
    assert "Late" in [note[1] for note in held(before.file)["notes"]]


def test_who_writes_without_end_is_not_overwritten(
    library: Library, made: Backup, monkeypatch: pytest.MonkeyPatch
) -> None:
    make = backups.made

    def make_then_be_late(*arguments: object) -> Backup:
        backup = make(*arguments)  # type: ignore[arg-type]
        behind_its_back(library.folder, "UPDATE note SET pinned = pinned + 1")
        return backup

    monkeypatch.setattr(backups, "made", make_then_be_late)
    with pytest.raises(Busy):
        restoring.into(library, made.file)
    assert value("SELECT pinned FROM note") == restoring.TRIES


# --- into a new one


def test_a_new_library_is_the_same_to_the_last_byte_of_a_text(
    library: Library, made: Backup, tmp_path: Path
) -> None:
    restored = restoring.into_new(tmp_path / "new", made.file)
    assert restored.before is None
    assert held(tmp_path / "new" / FILE_NAME) == held(file_of(library))
    modes = [path.stat().st_mode & 0o777 for path in (tmp_path / "new", tmp_path / "new/octavo.db")]
    assert modes == [0o700, 0o600]
    assert [path.name for path in (tmp_path / "new").iterdir()] == [FILE_NAME]


def test_a_folder_with_a_library_is_no_place_for_a_new_one(
    library: Library, made: Backup, tmp_path: Path
) -> None:
    with pytest.raises(LibraryUnusable, match="already"):
        restoring.into_new(library.folder, made.file)
    (tmp_path / "file").write_text("")
    with pytest.raises(LibraryUnusable):
        restoring.into_new(tmp_path / "file", made.file)


def test_a_damaged_one_may_become_a_new_library(library: Library, tmp_path: Path) -> None:
    editing.create("# Fragile")
    behind_its_back(library.folder, "UPDATE note_text SET body = 'other'")
    made = backups.make(library, "manual")
    restored = restoring.into_new(tmp_path / "new", made.file)
    assert [one.title for one in restored.proof.found.problems] == ["Fragile"]


def test_one_that_was_altered_may_become_a_new_library_and_says_so(
    library: Library, made: Backup, tmp_path: Path
) -> None:
    alter(made.file, b"Another title", b"Anxxxxx title")
    restored = restoring.into_new(tmp_path / "new", made.file)
    assert [one.why for one in restored.proof.found.problems] == [proofs.OTHER_BYTES]
    assert backups.listed(library) == [made]


# --- of older times


def test_the_backup_of_an_older_octavo_is_brought_to_today(tmp_path: Path) -> None:
    lay_first_library(tmp_path / "old", ["# One\n\nfirst", "# 二\n\n检查点"])
    with open_library(tmp_path / "old") as upgraded:
        (before,) = backups.listed(upgraded)
        was = held(file_of(upgraded))
    assert (before.reason, before.state, before.notes) == ("upgrade", "good", 2)
    restoring.into_new(tmp_path / "new", before.file)
    assert held(tmp_path / "new" / FILE_NAME) == was
    with open_library(tmp_path / "new") as library:
        assert schema.found() == schema.CURRENT
        editing.create("# Three")
        restoring.into(library, before.file)
        assert held(file_of(library)) == was


def test_an_empty_library_is_upgraded_without_a_backup(tmp_path: Path) -> None:
    lay_first_library(tmp_path / "old", [])
    with open_library(tmp_path / "old") as upgraded:
        assert backups.listed(upgraded) == []


# --- where the library cannot be opened


@pytest.fixture
def ruin(library: Library, made: Backup) -> Path:
    library.close()
    file_of(library).write_bytes(b"what a disk has left of it" * 1000)
    with pytest.raises(LibraryUnusable):
        open_library(library.folder)
    return library.folder


def test_a_ruin_is_set_aside_and_replaced(ruin: Path, made: Backup) -> None:
    was = held(made.file)
    restored = restoring.into_folder(ruin, made.file)
    assert restored.notes == 12
    with open_library(ruin) as library:
        assert held(file_of(library)) == was
        aside = backups.listed(library)[0]
    assert (aside.state, aside.reason) == ("damaged", "ruin")
    assert aside.file.read_bytes() == b"what a disk has left of it" * 1000


def test_a_ruin_stays_where_it_is_for_a_backup_that_was_altered(ruin: Path, made: Backup) -> None:
    alter(made.file, b"Another title", b"Anxxxxx title")
    with pytest.raises(BackupAltered):
        restoring.into_folder(ruin, made.file)
    assert (ruin / FILE_NAME).read_bytes() == b"what a disk has left of it" * 1000


def test_who_holds_the_library_is_not_passed_over(ruin: Path, made: Backup) -> None:
    with opening.held(ruin), pytest.raises(LibraryBusy):
        restoring.into_folder(ruin, made.file)


# --- killed


#: Kills the process at the call of this number of all that goes to the disk or tells progress.
_DEADLY = """
import os, signal, sys
from pathlib import Path
from notes.library import opening, restoring

left = int(sys.argv[1])

def deadly(call):
    def wrapped(*arguments, **options):
        global left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return call(*arguments, **options)
    return wrapped

for name in ("fsync", "open", "write"):
    setattr(os, name, deadly(getattr(os, name)))
for name in ("replace", "unlink", "rename"):
    setattr(Path, name, deadly(getattr(Path, name)))
tell = deadly(lambda done, total: None)
"""
_BACK_UP = """
from notes.library import backups
with opening.open_library(Path(sys.argv[2])) as library:
    backups.make(library, "manual", tell)
"""
_RESTORE = "restoring.into_folder(Path(sys.argv[2]), Path(sys.argv[3]), tell)"
_RESTORE_NEW = "restoring.into_new(Path(sys.argv[2]), Path(sys.argv[3]), tell)"
_OPEN = "opening.open_library(Path(sys.argv[2])).close()"


def killed(code: str, at: int, *arguments: Path) -> bool:
    """Run it until its call of this number; whether it was killed there."""
    words = [sys.executable, "-c", _DEADLY + code, str(at), *map(str, arguments)]
    ended = subprocess.run(words, cwd=ROOT, capture_output=True, check=False)
    assert ended.returncode in (0, -signal.SIGKILL), ended.stderr.decode()
    return ended.returncode != 0


@pytest.fixture
def two(tmp_path: Path) -> tuple[Path, Path]:
    """A library, and the backup of another one."""
    with open_library(tmp_path / "other") as other:
        write_all_kinds(5)
        made = backups.make(other, "manual").file
    with open_library(tmp_path / "library"):
        write_all_kinds(9)
    return tmp_path / "library", made


@pytest.mark.parametrize("first", range(KILLS))
def test_killed_at_any_point_a_restore_leaves_the_old_or_the_new(
    two: tuple[Path, Path], first: int
) -> None:
    folder, file = two
    old, new = held(folder / FILE_NAME), held(file)
    at = first
    while killed(_RESTORE, at, folder, file):
        with open_library(folder) as library:
            found = held(folder / FILE_NAME)
            assert found in (old, new)
            assert all(backup.state == "good" for backup in backups.listed(library))
            assert backups.make(library, "manual").state == "good"
        assert not list(folder.rglob("octavo-unfinished-*"))
        assert not list(folder.rglob(f"{backups.STAGED}*"))
        at += KILLS
    assert at > first
    assert held(folder / FILE_NAME) == new


@pytest.mark.parametrize("first", range(0, KILLS, 3))
def test_killed_at_any_point_a_backup_is_good_or_none(two: tuple[Path, Path], first: int) -> None:
    folder, at = two[0], first
    while killed(_BACK_UP, at, folder):
        left = backups.listed(Library(folder, None))
        assert all(backups.verify(Library(folder, None), one).state == "good" for one in left)
        shutil.rmtree(folder / "backups", ignore_errors=True)
        at += KILLS
    assert len(backups.listed(Library(folder, None))) == 1


@pytest.mark.parametrize("first", range(0, KILLS, 3))
def test_killed_at_any_point_a_restore_into_a_new_folder_leaves_none_or_all(
    two: tuple[Path, Path], tmp_path: Path, first: int
) -> None:
    file, at = two[1], first
    while killed(_RESTORE_NEW, at, tmp_path / "new", file):
        assert not (tmp_path / "new" / FILE_NAME).exists() or held(
            tmp_path / "new" / FILE_NAME
        ) == held(file)
        shutil.rmtree(tmp_path / "new", ignore_errors=True)
        at += KILLS
    assert held(tmp_path / "new" / FILE_NAME) == held(file)


@pytest.mark.parametrize("first", range(0, KILLS, 3))
def test_killed_at_any_point_an_upgrade_leaves_the_old_or_the_new(
    tmp_path: Path, first: int
) -> None:
    at, went_on = first, True
    while went_on:
        folder = tmp_path / f"library {at}"
        lay_first_library(folder, ["# One\n\nfirst", "# 二\n\n检查点"])
        went_on = killed(_OPEN, at, folder)
        with open_library(folder) as library:
            assert [editing.read(f"{number:016x}").version for number in (1, 2)] == [1, 1]
            assert backups.newest_good(library)
        at += KILLS


# --- over a library that is damaged


@pytest.mark.parametrize("root", [0, 2, 4, 14, 22, 38, 99_999])
@pytest.mark.parametrize("table", ["note", "last_write", "token", "note_text"])
def test_a_good_backup_is_restored_over_a_table_that_lies_elsewhere(
    library: Library, made: Backup, table: str, root: int
) -> None:
    was = held(file_of(library))
    library.close()
    behind_its_back(
        library.folder,
        "PRAGMA writable_schema = on",
        f"UPDATE sqlite_schema SET rootpage = {root} WHERE name = '{table}'",
    )
    assert restoring.into_folder(library.folder, made.file).notes == 12
    assert not [*library.folder.glob(f"{backups.STAGED}*")]
    with open_library(library.folder) as restored:
        assert restored.read_only == ""
        assert held(file_of(restored)) == was
        assert value("PRAGMA integrity_check") == "ok"
