"""
Every backup restores to the last byte: all texts, histories, tags, notebooks, the trash.

Libraries are written to at random and backed up now and then; each backup is restored, later and in
any order, into a new folder and into the library itself, whose own state comes back by the backup
that a restore makes first.  Then the real commands are killed at any change that they make to the
library: backups that are listed are good, and a restore leaves the old or the new.
"""

import random
from pathlib import Path
from typing import Any

from notes.library import backups, earlier, editing, health, history, restoring, trash
from notes.library.opening import Library, open_library
from notes.storage.database import FILE_NAME
from tests.backup_fixtures import held
from tests.faults.disk import Disk
from tests.faults.killed import Killed
from tests.faults.outcome import Outcome
from tests.faults.writers import text

#: Backups of one library; for so many of them a backup is killed once, and a restore.
BACKUPS, KILLS = 5, 4
WRITES = 25

Held = dict[str, list[Any]]


def run(folder: Path, count: int, seed: int) -> Outcome:
    outcome, dice = Outcome(), random.Random(seed)
    for turn, first in enumerate(range(0, count, BACKUPS)):
        with open_library(folder / f"library-{turn}") as library:
            made = _make_some(library, min(BACKUPS, count - first), dice)
            outcome.count("backups made", len(made))
            _restore_all(library, made, folder / f"new-{turn}", outcome, dice)
    _kill(folder, max(1, count // KILLS), outcome, dice)
    return outcome


def _make_some(library: Library, often: int, dice: random.Random) -> list[tuple[Path, Held]]:
    made = []
    for _ in range(often):
        _write(dice)
        backup = backups.make(library, "manual")
        made.append((backup.file, held(library.folder / FILE_NAME)))
    return made


def _write(dice: random.Random) -> None:
    """Some of all that can be done to notes."""
    ids = [editing.create(text(dice, 300), notebook=f"箱/{dice.randrange(4)}").id]
    for _ in range(WRITES):
        note = editing.read(dice.choice(ids))
        match dice.randrange(6):
            case 0:
                ids.append(editing.create(text(dice), tags=[f"标签{dice.randrange(9)}"]).id)
            case 1 | 2:
                editing.save(note.id, note.version, body=text(dice), autosave=dice.random() < 0.3)
            case 3:
                editing.save(note.id, note.version, tags=[f"tag{dice.randrange(9)}"])
            case 4:
                trash.put([note.id]) if not note.trashed else trash.bring_back([note.id])
            case 5:
                version = dice.choice(history.entries(note.id)).version
                earlier.bring_back(note.id, version, note.version)


def _restore_all(
    library: Library,
    made: list[tuple[Path, Held]],
    new: Path,
    outcome: Outcome,
    dice: random.Random,
) -> None:
    dice.shuffle(made)
    for number, (file, wanted) in enumerate(made):
        place = new.with_name(f"{new.name}-{number}")
        restoring.into_new(place, file)
        _compare(held(place / FILE_NAME), wanted, "a new library", outcome)
        now = held(library.folder / FILE_NAME)
        before = restoring.into(library, file).before
        _compare(held(library.folder / FILE_NAME), wanted, "the library", outcome)
        assert before, "a library with notes is backed up before a restore"
        _compare(held(before.file), now, "the backup before", outcome)
        for name, part in health.examine(lambda _: None).items():
            outcome.hold(part.ok, f"{name}: {part.problems}")


def _compare(found: Held, wanted: Held, where: str, outcome: Outcome) -> None:
    outcome.count("restored and compared")
    for name, rows in wanted.items():
        same = sorted(found[name], key=repr) == sorted(rows, key=repr)
        outcome.hold(same, f"{where} has other {name}")


def _kill(folder: Path, often: int, outcome: Outcome, dice: random.Random) -> None:
    old, disk = folder / "left", Disk(folder)
    with open_library(old) as library:
        _write(dice)
        file = backups.make(library, "manual").file
        _write(dice)
    for words in (["backup", "create"], ["backup", "restore", str(file)]):
        killed = Killed(disk, folder / f"killed-{words[1]}", outcome, dice)
        killed.often(often, old, words, " ".join(words[:2]))
