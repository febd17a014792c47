"""
A library of every schema, written by the Octavo of its time (`schemas/`), is opened by today's.

First whole: every text, its history, tags, notebooks, trash, saved searches and what can be undone
are what that Octavo said; every note is found by its words; the library is sound, and a good backup
was made before.  Then killed at any change to its files, and so is an import into one: what is left
is the old or the new, never between, and the next start goes on from there.
"""

import random
from pathlib import Path
from typing import Any

from notes.library import backups, editing, health, history, indexing, searches, undoing
from notes.library.opening import open_library
from notes.search import find
from notes.storage import schema
from tests.faults.disk import Disk
from tests.faults.killed import Killed, schema_of
from tests.faults.outcome import Outcome
from tests.faults.schemas.laying import NAMES, lay, said

#: What is imported, and how many files of it: a few transactions.
FILES = 60


def run(folder: Path, count: int, seed: int) -> Outcome:
    """`count`: the kills of each migration and of the import."""
    outcome, dice = Outcome(), random.Random(seed)
    disk = Disk(folder)
    for name in NAMES:
        _open_whole(name, lay(name, folder / name), outcome)
        if schema_of(folder / name) != schema_of(lay(name, folder / f"{name}-left")):
            killed = Killed(disk, folder / f"{name}-killed", outcome, dice)
            killed.often(count, folder / f"{name}-left", ["list"], name)
    _kill_imports(disk, folder, count, outcome, dice)
    return outcome


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
    killed = Killed(disk, folder / "imported", outcome, dice)
    killed.often(count, old, ["import", str(files), "--json"], "an import")
