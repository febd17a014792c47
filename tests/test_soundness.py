"""Libraries that are not as they were left: read alone, or not opened at all."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from notes.cli.commands import octavo
from notes.errors import DiskFull, LibraryReadOnly, LibraryRuined
from notes.library import (
    access,
    backups,
    editing,
    listing,
    opening,
    restoring,
    salvaging,
    soundness,
)
from notes.library.editing import Note
from notes.library.opening import Library, open_anyhow, open_library
from notes.settings import BROKEN
from notes.storage import schema
from notes.storage.database import FILE_NAME, database
from tests.faults.schemas.laying import lay
from tests.library_fixtures import behind_its_back, garble_page_of

#: What empties all texts at the next note that is written.
EVIL = "CREATE TRIGGER evil AFTER INSERT ON note BEGIN DELETE FROM note_text; END"

pytestmark = pytest.mark.skipif(os.name != "posix", reason="modes of files are those of POSIX")


@pytest.fixture
def folder(library: Library, note: Note) -> Path:
    """A closed library with one note."""
    assert note.version == 1
    library.close()
    return library.folder


def write(folder: Path, at: int, raw: bytes) -> None:
    with (folder / FILE_NAME).open("r+b") as file:
        file.seek(at)
        file.write(raw)


@pytest.mark.parametrize("name", ["note_text", "revision", "revision_text", "source", "note_title"])
def test_a_library_of_which_a_part_is_gone_is_read_and_not_written(folder: Path, name: str) -> None:
    garble_page_of(folder, name)
    before = (folder / FILE_NAME).read_bytes()
    with open_library(folder) as library:
        assert library.read_only == (soundness.LISTS if name == "note_title" else soundness.DAMAGED)
        assert listing.page().notes[0].title == "A note"
        with pytest.raises(LibraryReadOnly, match="does not write it"):
            editing.create("# New")
    assert (folder / FILE_NAME).read_bytes() == before


@pytest.mark.parametrize("name", ["note_index_data", "head_index_idx", "note_fact"])
def test_a_broken_index_of_words_keeps_nobody_from_writing(folder: Path, name: str) -> None:
    garble_page_of(folder, name)
    with open_library(folder) as library:
        assert library.read_only == ""
        editing.create("# New")


@pytest.mark.parametrize("name", ["note", "note_changed", "notebook", "tag"])
def test_a_library_of_which_a_window_could_show_nothing_is_ruined_for_it(
    folder: Path, name: str
) -> None:
    garble_page_of(folder, name)
    with open_anyhow(folder) as library:
        assert isinstance(library.ruin, LibraryRuined)
        with pytest.raises(LibraryRuined, match="octavo backup restore"):
            listing.count()


@pytest.mark.parametrize(
    ("at", "raw"),
    [(0, b"\xff" * 100), (0, bytes(4096)), (100, b"\xff" * 3996), (60, bytes(4))],
    ids=["header", "first page zeroed", "schema", "number of the schema"],
)
def test_a_library_whose_first_page_is_damaged_is_ruined(folder: Path, at: int, raw: bytes) -> None:
    write(folder, at, raw)
    before = (folder / FILE_NAME).read_bytes()
    with pytest.raises(LibraryRuined):
        open_library(folder)
    with open_anyhow(folder) as library:
        assert library.ruin
    assert (folder / FILE_NAME).read_bytes() == before


@pytest.mark.parametrize("name", ["note", "note_fact", "note_changed"])
def test_a_library_whose_schema_cannot_be_read_is_damaged_and_no_other_file(
    folder: Path, name: str
) -> None:
    half = "UPDATE sqlite_schema SET sql = substr(sql, 1, length(sql) / 2) WHERE name = "
    behind_its_back(folder, "PRAGMA writable_schema = on", f"{half} '{name}'")
    with pytest.raises(LibraryRuined, match="its file is damaged"):
        open_library(folder)


@pytest.mark.parametrize("number", [0, schema.CURRENT | 64])
def test_a_number_of_the_schema_that_no_octavo_wrote_is_damage(folder: Path, number: int) -> None:
    write(folder, 60, number.to_bytes(4, "big"))
    with pytest.raises(LibraryRuined, match=r"is damaged.*octavo salvage"):
        open_library(folder)


def test_a_number_of_an_older_schema_that_the_library_has_left_is_put_right(folder: Path) -> None:
    write(folder, 60, (4).to_bytes(4, "big"))
    with open_library(folder):
        assert schema.found() == schema.CURRENT
        assert listing.count()


@pytest.mark.parametrize("name", ["5-acts", "3-undo"])
@pytest.mark.parametrize("table", ["note", "revision", "note_changed", "tag"])
def test_an_older_library_that_is_damaged_is_told_so_with_the_way_back(
    tmp_path: Path, name: str, table: str
) -> None:
    folder = lay(name, tmp_path / "library")
    garble_page_of(folder, table)
    for command in (["check"], ["list"], ["check", "--repair"]):
        told = CliRunner().invoke(octavo, ["--library", str(folder), *command])
        assert told.exit_code == 1
        assert "is damaged" in told.stderr
        assert "octavo salvage" in told.stderr
        assert "older Octavo" not in told.stderr
    salvaged = CliRunner().invoke(octavo, ["--library", str(folder), "salvage"])
    assert salvaged.exit_code == 0
    assert CliRunner().invoke(octavo, ["--library", str(folder), "list"]).exit_code == 0


@pytest.mark.parametrize("size", [50, 4096, 20_000])
def test_a_library_that_was_cut_off_is_ruined(folder: Path, size: int) -> None:
    os.truncate(folder / FILE_NAME, size)
    with pytest.raises(LibraryRuined):
        open_library(folder)


@pytest.mark.parametrize("left", ["", None], ids=["empty", "gone"])
@pytest.mark.parametrize(
    "beside", ["octavo.db-wal", "backups/octavo-2026-11-21T06-42-00Z-manual.db"]
)
def test_no_new_library_is_made_in_the_place_of_one_that_was_there(
    tmp_path: Path, left: str | None, beside: str
) -> None:
    (tmp_path / "backups").mkdir()
    (tmp_path / beside).write_text("what was written last")
    if left is not None:
        (tmp_path / FILE_NAME).write_text(left)
    with pytest.raises(LibraryRuined, match="empty or gone"):
        open_library(tmp_path)
    assert (tmp_path / beside).read_text() == "what was written last"


def test_a_first_start_that_was_killed_is_no_loss(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).touch()
    with open_library(tmp_path) as library:
        assert library.read_only == ""


@pytest.fixture
def logged(folder: Path) -> Path:
    """The library, killed after three saves that lie in its log."""
    code = (
        "import os, sys; from pathlib import Path\n"
        "from notes.library import editing, opening\n"
        "library = opening.open_library(Path(sys.argv[1]), hold=True)\n"
        "for number in range(3): editing.create(f'# Logged {number}')\n"
        "os._exit(0)\n"
    )
    root = Path(opening.__file__).parents[2]
    subprocess.run([sys.executable, "-c", code, str(folder)], cwd=root, check=True)
    return folder


def test_a_log_is_gone_on_from_after_a_kill(logged: Path) -> None:
    with open_library(logged):
        assert listing.count() == 4


@pytest.mark.parametrize("at", [0, 40, 9_000], ids=["its header", "its start", "its middle"])
def test_a_log_of_which_sqlite_would_throw_commits_away_is_kept(logged: Path, at: int) -> None:
    log = logged / f"{FILE_NAME}-wal"
    with log.open("r+b") as file:
        file.seek(at)
        file.write(b"\xff" * 8 if at else b"\xff" * 32)
    torn = log.read_bytes()
    with pytest.raises(LibraryRuined, match="the log beside its file"):
        open_library(logged)
    assert log.read_bytes() == torn
    with open_anyhow(logged) as library:
        assert library.ruin
        salvaging.into_place(library)
        assert listing.count() == 4


def test_a_write_that_a_power_cut_stopped_is_no_damage(logged: Path) -> None:
    log = logged / f"{FILE_NAME}-wal"
    with log.open("r+b") as file:
        file.seek(-100, 2)
        file.write(bytes(100))
    with open_library(logged):
        assert listing.count() == 3


@pytest.mark.parametrize("log", [b"", bytes(20), bytes(50_000), b"\x37\x7f"])
def test_a_log_in_which_nothing_was_written_yet_is_no_damage(folder: Path, log: bytes) -> None:
    (folder / f"{FILE_NAME}-wal").write_bytes(log)
    with open_library(folder):
        assert listing.count() == 1


@pytest.mark.parametrize("words", [b"x", b"hello" * 500, b"SQLite format 3\0" + bytes(4080)])
def test_what_is_called_a_log_and_is_none_is_not_thrown_away(folder: Path, words: bytes) -> None:
    log = folder / f"{FILE_NAME}-wal"
    log.write_bytes(words)
    with pytest.raises(LibraryRuined, match="the log beside its file"):
        open_library(folder)
    with open_anyhow(folder) as library:
        assert library.ruin
    assert log.read_bytes() == words


@pytest.mark.parametrize(
    ("at", "count"),
    [(0, 32), (4, 4), (16, 4), (0, 512), (0, 4096)],
    ids=["zeroed header", "version", "salt", "zeroed sector", "zeroed page"],
)
def test_commits_behind_a_header_that_is_not_whole_are_not_thrown_away(
    logged: Path, at: int, count: int
) -> None:
    log = logged / f"{FILE_NAME}-wal"
    with log.open("r+b") as file:
        file.seek(at)
        file.write(bytes(count))
    torn = log.read_bytes()
    with pytest.raises(LibraryRuined, match="the log beside its file"):
        open_library(logged)
    assert log.read_bytes() == torn


def test_who_asks_a_ruin_from_another_thread_is_told_as_well_and_it_can_be_opened_again(
    folder: Path,
) -> None:
    whole = (folder / FILE_NAME).read_bytes()
    write(folder, 0, bytes(4096))
    with open_anyhow(folder) as library:
        assert library.ruin
        (folder / FILE_NAME).write_bytes(whole)
        library.open_anyhow()
        assert library.ruin is None
        assert listing.count() == 1


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0,
    reason="only root can become somebody who may not write",
)
@pytest.mark.parametrize(("of_folder", "of_file"), [(0o555, 0o444), (0o555, 0o666), (0o777, 0o444)])
def test_what_is_read_only_is_opened_and_read(
    folder: Path, tmp_path: Path, of_folder: int, of_file: int
) -> None:
    for parent in [tmp_path, *tmp_path.parents[:3]]:
        parent.chmod(0o755)
    (folder / FILE_NAME).chmod(of_file)
    folder.chmod(of_folder)
    script = (
        "import os, sys; from pathlib import Path\n"
        "from notes.errors import ReadOnly\n"
        "from notes.library import editing, listing, opening\n"
        "from notes.rendering import digest\n"
        "os.setuid(65534)\n"
        "with opening.open_anyhow(Path(sys.argv[1])) as library:\n"
        "    print(library.read_only, editing.read(listing.page().notes[0].id).title)\n"
        "    try: editing.create('# New')\n"
        "    except ReadOnly as fact: print(fact)\n"
    )
    root = Path(opening.__file__).parents[2]
    command = [sys.executable, "-c", script, str(folder)]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.stdout.splitlines() == [
        f"{access.READ_ONLY} A note",
        f"{access.READ_ONLY} Nothing was changed.",
    ], done.stderr


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0,
    reason="only root can become somebody who may not write",
)
def test_what_lies_in_the_log_of_a_read_only_folder_is_read_too(
    logged: Path, tmp_path: Path
) -> None:
    for parent in [tmp_path, *tmp_path.parents[:3]]:
        parent.chmod(0o755)
    for file in logged.iterdir():
        file.chmod(0o444)
    (logged / f"{FILE_NAME}-shm").unlink(missing_ok=True)
    logged.chmod(0o555)
    script = (
        "import os, sys; from pathlib import Path\n"
        "from notes.library import editing, listing, opening\n"
        "os.setuid(65534)\n"
        "with opening.open_anyhow(Path(sys.argv[1])) as library:\n"
        "    print(listing.count(), bool(library.read_only))\n"
    )
    root = Path(opening.__file__).parents[2]
    command = [sys.executable, "-c", script, str(logged)]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "4 True", done.stderr


@pytest.fixture
def without_room(logged: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same on a disk on which SQLite can make no file beside it."""

    def refused(_folder: Path) -> None:
        raise DiskFull

    monkeypatch.setattr(opening, "connect", refused)
    return logged


def test_without_any_room_a_command_reads_and_says_why_it_does_not_write(
    without_room: Path,
) -> None:
    with open_library(without_room) as library:
        assert library.read_only == opening.NO_ROOM
        assert listing.count() == 4
        with pytest.raises(LibraryReadOnly, match="The disk is full"):
            editing.create("# New")
    os.truncate(without_room / f"{FILE_NAME}-wal", 0)
    with open_library(without_room):
        assert listing.count() == 1
    with pytest.raises(DiskFull):
        open_library(without_room, hold=True)


def test_what_is_looked_at_is_little(library: Library) -> None:
    editing.create_many([editing.Draft(f"# Note {number}") for number in range(2_000)])
    asked: list[str] = []
    database.connection().set_trace_callback(asked.append)
    assert soundness.damage() == ""
    database.connection().set_trace_callback(None)
    assert len(asked) < 120


@pytest.mark.parametrize("broken", [b'{"theme": "dark",', b"[1]", b"\xff\xfe", b"null"])
def test_settings_that_cannot_be_read_are_kept_beside_the_next(
    library: Library, broken: bytes
) -> None:
    library.settings.path.write_bytes(broken)
    assert library.settings.read()["theme"] == "system"
    library.settings.write({"theme": "light"})
    assert library.settings.read()["theme"] == "light"
    assert (library.folder / BROKEN).read_bytes() == broken


@pytest.mark.parametrize("size", [1, 100, 4095])
def test_bytes_after_the_end_are_told_cut_off_and_lose_nothing(folder: Path, size: int) -> None:
    whole = (folder / FILE_NAME).read_bytes()
    with (folder / FILE_NAME).open("ab") as file:
        file.write(b"x" * size)
    told = CliRunner().invoke(octavo, ["--library", str(folder), "check"])
    assert (told.exit_code, f"{size} bytes" in told.stderr) == (0, True)
    assert (folder / FILE_NAME).read_bytes() == whole
    assert "bytes" not in CliRunner().invoke(octavo, ["--library", str(folder), "check"]).stderr


@pytest.mark.parametrize("size", [1, 100, 4095])
def test_a_library_with_bytes_after_its_end_is_written_and_stays_so(
    folder: Path, size: int
) -> None:
    with (folder / FILE_NAME).open("ab") as file:
        file.write(bytes(size))
    for count in (2, 3):
        with open_library(folder) as library:
            assert library.read_only == ""
            editing.create("# New")
            assert listing.count() == count
    assert (folder / FILE_NAME).stat().st_size % 4096 == 0


def test_bytes_after_the_end_stay_beside_a_log(logged: Path) -> None:
    with (logged / FILE_NAME).open("ab") as file:
        file.write(bytes(100))
    with open_library(logged) as library:
        assert (library.read_only, listing.count()) == ("", 4)
        assert library.put_right == []
    with open_library(logged) as library:
        assert (library.read_only, listing.count()) == ("", 4)
    assert (logged / FILE_NAME).stat().st_size % 4096 == 0


def test_a_library_with_a_trigger_of_somebody_else_is_read_and_not_written(folder: Path) -> None:
    behind_its_back(folder, EVIL)
    with open_library(folder) as library:
        assert library.read_only == soundness.STRANGER
        with pytest.raises(LibraryReadOnly, match="trigger"):
            editing.create("# New")
    told = CliRunner().invoke(octavo, ["--library", str(folder), "check"])
    assert (told.exit_code, "evil" in told.stdout) == (1, True)


@pytest.mark.parametrize("way", ["restore", "salvage"])
def test_a_library_comes_back_without_a_trigger_of_somebody_else(folder: Path, way: str) -> None:
    behind_its_back(folder, EVIL)
    with open_library(folder) as library:
        made = backups.make(library, "manual")
        body = database.execute_sql("SELECT body FROM note_text").fetchall()
    if way == "restore":
        restoring.into_folder(folder, made.file)
    else:
        with open_anyhow(folder) as library:
            salvaging.into_place(library)
    with open_library(folder) as library:
        assert library.read_only == ""
        assert database.execute_sql("SELECT body FROM note_text").fetchall() == body
        editing.create("# New")
        assert database.execute_sql("SELECT count(*) FROM note_text").fetchall() == [(2,)]
