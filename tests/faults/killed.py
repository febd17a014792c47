"""
A command of the program that is killed before any of its changes to the files of a library.
"""

import json
import random
import shutil
import signal
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2 as sqlite

from notes.library import backups, health, indexing
from notes.library.opening import open_library
from notes.storage.database import FILE_NAME
from tests.faults.disk import Disk, changes
from tests.faults.outcome import Outcome
from tests.faults.serving import command


class Killed:
    """A command that is killed at some of its changes, over a fresh copy of a library each time."""

    def __init__(self, disk: Disk, folder: Path, outcome: Outcome, dice: random.Random) -> None:
        self._disk = disk
        self._folder = folder
        self._outcome = outcome
        self._dice = dice

    def often(self, count: int, old: Path, words: Sequence[str], name: str) -> None:
        points = self._changes(old, words)
        new = everything(self._folder)
        before = everything(old)
        for point in sorted(self._dice.sample(range(points), min(count, points))):
            self._once(old, words, point)
            found = everything(self._folder)
            self._outcome.count("kills")
            self._outcome.count("left new" if found == new else "left old")
            where = f"{name}, killed at change {point} of {points}"
            self._outcome.hold(found in (before, new), f"{where}, is between: {found}")
            self._open_again(where)

    def _changes(self, old: Path, words: Sequence[str]) -> int:
        """How many there are when nothing happens; the library is the new one then."""
        log = self._folder.with_suffix(".log")
        shutil.copytree(old, self._folder)
        done = command(self._folder, *words, environment=self._disk.watching(self._folder, log))
        self._outcome.hold(done.returncode == 0, f"{words}: {done.stderr}")
        return sum(1 for _ in changes(log))

    def _once(self, old: Path, words: Sequence[str], point: int) -> None:
        shutil.rmtree(self._folder)
        shutil.copytree(old, self._folder)
        deadly = self._disk.deadly(self._folder, point)
        done = command(self._folder, *words, environment=deadly)
        self._outcome.hold(done.returncode == -signal.SIGKILL, f"it lived: {done.stderr}")

    def _open_again(self, where: str) -> None:
        with open_library(self._folder) as library:
            listed = backups.listed(library)
            good = [one for one in listed if backups.verify(library, one).state == "good"]
            self._outcome.hold(good == listed, f"{where}, left a backup that is none: {listed}")
            indexing.renew()
            for part, of in health.examine(lambda _: None).items():
                self._outcome.hold(of.ok, f"{where}: {part}: {of.problems}")


def schema_of(library: Path) -> int:
    with closing(sqlite.connect(library / FILE_NAME)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def everything(library: Path) -> dict[str, Any]:
    """
    All that a library says of its notes, by whatever schema it has.  Ids that an import made
    differ from time to time; what it made is known by its title.
    """
    with closing(sqlite.connect(library / FILE_NAME)) as connection:
        (number,) = connection.execute("PRAGMA user_version").fetchone()
        asked = "SELECT title, body, version, trashed FROM note JOIN note_text ON note_id = note.id"
        tables = "SELECT count(*) FROM sqlite_schema"
        return {
            "schema": number,
            "tables": connection.execute(tables).fetchone()[0],
            "notes": json.dumps(sorted(connection.execute(asked).fetchall(), key=str)),
            "history": connection.execute("SELECT count(*) FROM revision").fetchone()[0],
        }
