"""
A library of every schema, written by the Octavo of its time (`schemas/`), is opened by today's.

First whole: every text, its history, tags, notebooks, trash, saved searches and what can be undone
are what that Octavo said; every note is found by its words; the library is sound, and a good backup
was made before.  Then killed at any change to its files, and so is an import into one: what is left
is the old or the new, never between, and the next start goes on from there.
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

from notes.library import backups, editing, health, history, indexing, searches, undoing
from notes.library.opening import open_library
from notes.search import find
from notes.storage import schema
from notes.storage.database import FILE_NAME
from tests.faults.disk import Disk, changes
from tests.faults.outcome import Outcome
from tests.faults.schemas.laying import NAMES, lay, said
from tests.faults.serving import command

#: What is imported, and how many files of it: a few transactions.
FILES = 60


def run(folder: Path, count: int, seed: int) -> Outcome:
    """`count`: the kills of each migration and of the import."""
    outcome, dice = Outcome(), random.Random(seed)
    disk = Disk(folder)
    for name in NAMES:
        _open_whole(name, lay(name, folder / name), outcome)
        if schema_of(folder / name) != schema_of(lay(name, folder / f"{name}-left")):
            killed = _Killed(disk, folder / f"{name}-killed", outcome, dice)
            killed.often(count, folder / f"{name}-left", ["list"], name)
    _kill_imports(disk, folder, count, outcome, dice)
    return outcome


def schema_of(library: Path) -> int:
    with closing(sqlite.connect(library / FILE_NAME)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _open_whole(name: str, folder: Path, outcome: Outcome) -> None:
    wanted = said(name)
    with open_library(folder) as library:
        outcome.count("libraries of older schemas")
        outcome.hold(schema.found() == schema.CURRENT, f"{name} has schema {schema.found()}")
        made = backups.listed(library)
        outcome.hold(all(one.state == "good" for one in made), f"{name}: {made}")
        indexing.renew()
        for note_id, note in wanted.notes.items():
            found = told(note_id)
            outcome.count("notes compared")
            outcome.hold(found == note, f"{name}: {note_id} is {found}, was {note}")
            words = " ".join(note["body"].split()[-2:])
            hits = {hit.id for hit in find.answer(f'"{words}" OR is:trashed').hits}
            outcome.hold(note_id in hits, f"{name}: {note_id} is not found by {words!r}")
        kept = [(one.name, one.query) for one in searches.saved()]
        outcome.hold(kept == wanted.searches, f"{name}: {kept}")
        for note_id, steps in wanted.undo.items():
            there = list(undoing.kept(note_id) or ())
            outcome.hold(there == steps, f"{name}: {there}")
        for part, of in health.examine(lambda _: None).items():
            outcome.hold(of.ok, f"{name}: {part}: {of.problems}")


def told(note_id: str) -> dict[str, Any]:
    """A note as the stored libraries tell it."""
    note = editing.read(note_id)
    texts = {
        str(one.version): history.body_at(note_id, one.version) for one in history.entries(note_id)
    }
    return {
        "title": note.title,
        "body": note.body,
        "notebook": note.notebook,
        "tags": sorted(note.tags),
        "version": note.version,
        "trashed": note.trashed is not None,
        "created": note.created.isoformat(),
        "history": texts,
    }


class _Killed:
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


def _kill_imports(
    disk: Disk, folder: Path, count: int, outcome: Outcome, dice: random.Random
) -> None:
    """An import is of one transaction for its notes."""
    files = folder / "files"
    for number in range(FILES):
        file = files / f"日记 {number % 5}" / f"note {number}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"# Note {number}\n\n检查点 word{number}\n" * 20, "utf-8")
    old = folder / "imported-left"
    with open_library(old):
        editing.create("# Here before\n\nwith words\n")
    killed = _Killed(disk, folder / "imported", outcome, dice)
    killed.often(count, old, ["import", str(files), "--json"], "an import")


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
