import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import filelock
import peewee
import pytest
from sqlcipher3 import dbapi2 as sqlite

from notes.errors import EngineUnfit, LibraryBusy, LibraryFromFuture, LibraryUnusable
from notes.library import editing, listing, opening
from notes.library.opening import Library, open_library
from notes.search import index
from notes.storage import database, engine, schema
from notes.storage.checkpoints import Checkpoints
from tests.library_fixtures import lay_first_library


def test_a_missing_folder_is_made_and_private(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "library"
    with open_library(folder):
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert set(modes.values()) == {0o600}


def test_what_was_written_is_there_when_it_opens_again(tmp_path: Path) -> None:
    with open_library(tmp_path):
        note = editing.create("检查点 🦉 \u202eright to left\0")
    with open_library(tmp_path):
        assert editing.read(note.id) == note


def test_a_file_is_not_a_library(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("words")
    with pytest.raises(LibraryUnusable, match="not a folder"):
        open_library(file)
    assert file.read_text() == "words"


def test_something_else_under_the_name_of_the_database_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "octavo.db").write_bytes(b"not a database, but somebody's words " * 50)
    with pytest.raises(LibraryUnusable, match="not an Octavo library"):
        open_library(tmp_path)
    assert (tmp_path / "octavo.db").read_bytes().startswith(b"not a database")


def test_the_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    with sqlite.connect(tmp_path / "octavo.db") as connection:
        connection.execute("CREATE TABLE theirs (x)")
    connection.close()
    with pytest.raises(LibraryUnusable, match="not an Octavo library"):
        open_library(tmp_path)


def test_a_library_that_was_closed_does_not_open_itself_again(tmp_path: Path) -> None:
    open_library(tmp_path).close()
    with pytest.raises(peewee.InterfaceError):
        listing.count()


def test_a_checkpoint_that_fails_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = threading.Semaphore(0)

    def fail() -> None:
        tried.release()
        raise peewee.OperationalError("disk I/O error")

    with open_library(tmp_path):
        monkeypatch.setattr(database.database, "checkpoint", fail)
        checkpoints = Checkpoints(lambda: None, interval=0.001)
        checkpoints.start()
        assert all(tried.acquire(timeout=5) for _ in range(3))
        checkpoints.stop()


def test_a_library_from_the_future_is_refused_and_not_changed(tmp_path: Path) -> None:
    open_library(tmp_path).close()
    with sqlite.connect(tmp_path / "octavo.db") as connection:
        connection.execute(f"PRAGMA user_version = {schema.CURRENT + 1}")
        connection.execute("UPDATE schema_migration SET name = '0099_later' WHERE id = 1")
    connection.close()
    before = (tmp_path / "octavo.db").read_bytes()
    with pytest.raises(LibraryFromFuture, match="newer Octavo"):
        open_library(tmp_path)
    assert (tmp_path / "octavo.db").read_bytes() == before


def test_one_window_or_server_holds_a_library_and_other_commands_work_beside_it(
    tmp_path: Path,
) -> None:
    with open_library(tmp_path, hold=True):
        note = editing.create("# Mine")
        assert beside(tmp_path, "open_library(folder).close()") == "fine"
        assert beside(tmp_path, "open_library(folder, hold=True)") == LibraryBusy.__name__
        assert editing.read(note.id).title == "Mine"
    assert beside(tmp_path, "open_library(folder, hold=True).close()") == "fine"


def test_who_only_asks_whether_a_library_is_held_keeps_nobody_from_holding_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "MOMENT", 10)
    asked = filelock.FileLock(tmp_path / opening.LOCK_NAME, thread_local=False)
    asked.acquire()
    answered = threading.Timer(0.05, asked.release)
    answered.start()
    open_library(tmp_path, hold=True).close()
    answered.join()
    assert not opening.is_held(tmp_path)


def test_a_killed_holder_leaves_no_lock_behind(tmp_path: Path) -> None:
    assert beside(tmp_path, "open_library(folder, hold=True); os.kill(os.getpid(), 9)") == ""
    open_library(tmp_path, hold=True).close()


def test_an_unsound_sqlite_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(engine.sqlcipher, "sqlite_version_info", (3, 51, 2))
    with pytest.raises(EngineUnfit, match=r"needs 3\.51\.3"):
        open_library(tmp_path / "library")
    assert not (tmp_path / "library").exists()


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0,
    reason="only root can become somebody who may not write",
)
def test_a_folder_that_cannot_be_written_is_said_so(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    for parent in tmp_path.parents[:3]:
        parent.chmod(0o755)
    said = beside(tmp_path / "library", "os.setuid(65534); open_library(folder)")
    assert said == LibraryUnusable.__name__


@pytest.mark.parametrize(
    ("pragma", "wanted"),
    [
        ("synchronous", 2),
        ("journal_mode", "wal"),
        ("foreign_keys", 1),
        ("trusted_schema", 0),
        ("cell_size_check", 1),
        ("mmap_size", 0),
        ("fullfsync", 1),
        ("user_version", schema.CURRENT),
    ],
)
def test_every_connection_is_durable(library: Library, pragma: str, wanted: object) -> None:
    assert library.folder.is_dir()
    assert database.value(f"PRAGMA {pragma}") == wanted


def beside(folder: Path, code: str) -> str:
    """What another process meets that opens the same folder."""
    script = (
        "import os, sys; from pathlib import Path\n"
        "from notes.errors import OctavoError\n"
        "from notes.library.opening import open_library\n"
        "folder = Path(sys.argv[1])\n"
        f"try:\n    {code}\n    print('fine')\n"
        "except OctavoError as fact:\n    print(type(fact).__name__)\n"
    )
    root = Path(opening.__file__).parents[2]
    command = [sys.executable, "-c", script, str(folder)]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    return done.stdout.strip()


def test_a_library_of_the_first_octavo_opens_with_all_that_it_has(tmp_path: Path) -> None:
    lay_first_library(tmp_path / "old", ["# One\n\nwords", "# Two"])
    with open_library(tmp_path / "old"):
        assert database.value("PRAGMA user_version") == schema.CURRENT
        assert [head.title for head in listing.page().notes] == ["Two", "One"]
        note = editing.read(f"{1:016x}")
        assert editing.save(note.id, note.version, body="# One again").title == "One again"


def test_a_library_of_the_first_octavo_without_notes_has_nothing_to_renew(tmp_path: Path) -> None:
    lay_first_library(tmp_path / "old", [])
    with open_library(tmp_path / "old"):
        assert index.is_current()
