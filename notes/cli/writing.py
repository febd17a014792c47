"""
Commands that write notes: add, edit, trash, restore, history.
"""

import difflib
from pathlib import PurePath

import click

from notes.cli import streams
from notes.cli.start import Start
from notes.cli.streams import FILE, TEXT
from notes.library import earlier, editing, history, records, trash
from notes.library.trash import Deleted
from notes.rendering.digest import digest
from notes.text import one_line

VERSION = click.IntRange(1, 2**31)
#: What a note says of itself, which a disk may have changed.
BASE = click.IntRange(-(2**63), 2**63 - 1)
BESIDE = "Nothing can be written over the damaged text: it came back as the new note of this id."


@click.command()
@click.option("--title", type=TEXT, default="", help="Instead of the one that the text gives.")
@click.option("--notebook", type=TEXT, default="", metavar="A/B")
@click.option("--tag", "tags", type=TEXT, multiple=True, help="May be given more than once.")
@click.argument("file", type=FILE, default="-")
@click.pass_obj
def add(start: Start, title: str, notebook: str, tags: tuple[str, ...], file: str) -> None:
    """Make a note of FILE or of standard input, and print its id."""
    body = streams.read(file)
    if not title and file != "-" and not digest(body).title:
        title = one_line(TEXT.convert(PurePath(file).stem, None, None))
    with start.open():
        streams.line(editing.create(body, title=title, notebook=notebook, tags=tags).id)


@click.command()
@click.argument("note_id", metavar="ID", type=TEXT)
@click.option("--base", type=BASE, required=True, help="The version that you have read.")
@click.argument("file", type=FILE, default="-")
@click.pass_obj
def edit(start: Start, note_id: str, base: int, file: str) -> None:
    """Replace the text that was read at version BASE, and print the new version.

    When somebody else has changed the note since, nothing is written.
    """
    body = streams.read(file)
    with start.open():
        streams.line(str(editing.save(note_id, base, body=body).version))


@click.command("trash")
@click.argument("note_ids", metavar="ID...", type=TEXT, nargs=-1)
@click.option("--empty", is_flag=True, help="Delete for good what lies in the trash.")
@click.option("--delete", is_flag=True, help="Delete these notes for good; they lie in the trash.")
@click.option("--yes", is_flag=True, help="Do not ask before deleting.")
@click.pass_obj
def put_in_trash(
    start: Start, note_ids: tuple[str, ...], *, empty: bool, delete: bool, yes: bool
) -> None:
    """Put notes in the trash, all or none; or delete for good what lies there."""
    if empty == bool(note_ids) or (empty and delete):
        raise click.UsageError("Name notes, or give --empty.")
    with start.open() as library:
        if not (empty or delete):
            streams.say(_counted(trash.put(note_ids).notes, "put in the trash"))
            return
        deleted = _emptied(yes=yes) if empty else _deleted(note_ids, yes=yes)
        trash.sweep(library.folder, deleted)
        streams.say(_counted(len(deleted.ids), "deleted for good"))


@click.command()
@click.argument("note_ids", metavar="ID...", type=TEXT, nargs=-1, required=True)
@click.pass_obj
def restore(start: Start, note_ids: tuple[str, ...]) -> None:
    """Take notes out of the trash, all or none."""
    with start.open():
        streams.say(_counted(trash.bring_back(note_ids).notes, "taken out of the trash"))


@click.command("history")
@click.argument("note_id", metavar="ID", type=TEXT)
@click.option("--diff", type=VERSION, nargs=2, metavar="A B", help="What changed from A to B.")
@click.option("--restore", "back", type=VERSION, metavar="VERSION", help="Make it current again.")
@click.option("--json", "as_json", is_flag=True, help="One JSON value.")
@click.pass_obj
def show_history(
    start: Start, note_id: str, diff: tuple[int, int] | None, back: int | None, as_json: bool
) -> None:
    """List the versions of a note, compare two, or bring one back."""
    if back and diff:
        raise click.UsageError("Give --diff or --restore, not both.")
    with start.open():
        if back:
            _bring_back(note_id, back)
        elif diff:
            streams.write(_difference(note_id, *diff))
        elif as_json:
            streams.value([records.of_entry(entry) for entry in history.entries(note_id)])
        else:
            for entry in history.entries(note_id):
                written, reason = records.time(entry.written), entry.reason or "current"
                written = written or "unknown"
                title = streams.visible(entry.title)
                streams.line(f"{entry.version}  {written}  {reason:8}  {title}")


def _deleted(note_ids: tuple[str, ...], *, yes: bool) -> Deleted:
    _ask(len(note_ids), "", yes=yes)
    return trash.delete(note_ids)


def _emptied(*, yes: bool) -> Deleted:
    lying = trash.contents()
    if lying.notes:
        since = f", the oldest there since {lying.oldest:%Y-%m-%d}" if lying.oldest else ""
        _ask(lying.notes, since, yes=yes)
    return trash.empty(lying.until)


def _ask(number: int, since: str, *, yes: bool) -> None:
    what = "1 note" if number == 1 else f"{number} notes"
    if not yes:
        click.confirm(f"Delete {what} for good{since}?", abort=True, err=True)


def _bring_back(note_id: str, version: int) -> None:
    note = earlier.bring_back(note_id, version, editing.version(note_id))
    if note.id == note_id:
        streams.line(str(note.version))
    else:
        streams.line(note.id)
        streams.say(BESIDE)


def _difference(note_id: str, old: int, new: int) -> str:
    before, after = (history.body_at(note_id, version) for version in (old, new))
    compared = difflib.unified_diff(
        before.splitlines(), after.splitlines(), f"version {old}", f"version {new}", lineterm=""
    )
    return "".join(f"{line}\n" for line in compared)


def _counted(number: int, done: str) -> str:
    return f"1 note was {done}." if number == 1 else f"{number} notes were {done}."


COMMANDS = (add, edit, put_in_trash, restore, show_history)
