"""
The command backup: copies of the whole library, proved when they are made and before they are used.

A backup that is not good is a fact, and the command fails; what is wrong with it is told
either way.
"""

import os
from collections.abc import Sequence
from pathlib import Path

import click

from notes.cli import streams
from notes.cli.finding import AS_JSON
from notes.cli.start import Start
from notes.cli.streams import PLACE
from notes.errors import LibraryBusy
from notes.importers.report import printable
from notes.library import access, backup_folders, backups, manifests, records, restoring
from notes.library.manifests import Backup
from notes.library.opening import Library
from notes.library.problems import Problem
from notes.library.restoring import Restored

PERCENT = "percent"

NONE_YET = "There is no backup yet; octavo backup create makes one."
IS_DAMAGED = "This backup is damaged. It is kept, and takes the place of no good one."
HAS_FEWER = "This has far fewer notes than the backup before; it takes the place of none."
CLOSE_FIRST = "Close its window first, or restore the backup there, under Settings."


@click.group()
def backup() -> None:
    """Make, look at and restore copies of the whole library."""


@backup.command()
@AS_JSON
@click.pass_obj
def create(start: Start, as_json: bool) -> None:
    """Make a backup now, and print where it lies."""
    with start.open() as library:
        say_missed(library)
        made = backups.make(library, "manual", streams.progress(PERCENT))
    _tell_one(made, as_json)


@backup.command("list")
@AS_JSON
@click.pass_obj
def list_backups(start: Start, as_json: bool) -> None:
    """List backups, the newest first."""
    library = _unopened(start)
    say_missed(library)
    listed = backups.listed(library)
    if as_json:
        streams.value([records.of_backup(one) for one in listed])
    else:
        for one in listed:
            streams.line(_row(one))
    backup_folders.require_read(library)
    if not (listed or as_json):
        streams.say(NONE_YET)


@backup.command()
@click.argument("file", type=PLACE)
@AS_JSON
@click.pass_obj
def verify(start: Start, file: Path, as_json: bool) -> None:
    """Look at a backup from its first byte to its last; FILE is its name or where it lies."""
    library = _unopened(start)
    _tell_one(backups.verify(library, _at(library, file), streams.progress(PERCENT)), as_json)


@backup.command()
@click.argument("file", type=PLACE)
@click.option("--to", "folder", type=PLACE, metavar="DIR", help="Make a new library there.")
@AS_JSON
@click.pass_obj
def restore(start: Start, file: Path, folder: Path | None, as_json: bool) -> None:
    """Make the library what it was, or a new one with --to; FILE is a name or where it lies.

    What is there now becomes a backup first. Nothing is replaced by a damaged backup.
    """
    file = _at(_unopened(start), file).file
    if folder:
        _tell_restored(restoring.into_new(folder, file, streams.progress(PERCENT)), as_json)
    else:
        bring_back(start.folder, file, as_json)


def bring_back(folder: Path, file: Path, as_json: bool) -> None:
    """Make the library in a folder what the backup is, and tell of it."""
    say_missed(Library(folder, None))
    try:
        restored = restoring.into_folder(folder, file, streams.progress(PERCENT))
    except LibraryBusy:
        streams.say(CLOSE_FIRST)
        raise
    _tell_restored(restored, as_json)


def say_missed(library: Library) -> None:
    """That backups are not made where they should be, if it is so."""
    missed = backup_folders.place(library).missed
    if missed:
        streams.say(backup_folders.GONE % {"folder": printable(missed)})


def _unopened(start: Start) -> Library:
    """Backups can be looked at where their library cannot be opened any more."""
    folder = Path(os.path.abspath(start.folder))
    access.require_file(folder)
    return Library(folder, None)


def _at(library: Library, file: Path) -> Backup:
    """The backup that lies there, else one of the library's of this name."""
    if not file.exists() and manifests.is_name(str(file)):
        return backups.named(library, file.name)
    return manifests.at(Path(os.path.abspath(file)))


def _tell_one(made: Backup, as_json: bool) -> None:
    if as_json:
        streams.value(records.of_backup(made))
    else:
        streams.line(_row(made))
        _name_damage(made.found, made.wrong)
    if made.state == "fewer":
        streams.say(HAS_FEWER)
    if made.state == "damaged":
        streams.say(IS_DAMAGED)
        raise click.exceptions.Exit(1)


def _name_damage(found: Sequence[Problem], wrong: int) -> None:
    for problem in found:
        note = f"{problem.note_id}  {streams.visible(problem.title)}: " * bool(problem.note_id)
        streams.line(f"    {note}{problem.why}")
    if wrong > len(found):
        streams.line(f"    and {wrong - len(found)} more")


def _tell_restored(restored: Restored, as_json: bool) -> None:
    before = restored.before
    if as_json:
        streams.value(restored.as_record())
    else:
        streams.line(f"{_notes(restored.notes)} restored")
    _name_damage(restored.proof.found.problems, restored.proof.found.wrong)
    if before:
        streams.say(f"What was there before is in {before.name}")


def _row(one: Backup) -> str:
    state = {"good": "good", "fewer": "good, far fewer notes", "unproven": "not looked at yet"}
    notes = "? notes" if one.notes is None else _notes(one.notes)
    words = state.get(one.state, f"damaged, {one.wrong} wrong")
    size = f"{one.bytes / 1_000_000:.1f} MB"
    told = f"{one.made:%Y-%m-%d %H:%M} UTC  {one.reason:9}  {notes:>12}  {size:>10}  {words}"
    return f"{told}  {printable(str(one.file))}"


def _notes(number: int) -> str:
    return "1 note" if number == 1 else f"{number} notes"


COMMANDS = (backup,)
