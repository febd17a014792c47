"""
Commands that take back what was done: undo, undo-import.

Undoing is done like anything else, and can be undone.  What was changed since is left as it is, and
named.
"""

from collections.abc import Iterable

import click

from notes.cli import backups, streams
from notes.cli.start import Start
from notes.errors import Missing
from notes.library import activity, records, reversal
from notes.library.activity import Act
from notes.library.backups import named
from notes.library.rewriting import LeftOut

NUMBER = click.IntRange(1, 2**63 - 1)
AS_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON value.")


@click.command()
@click.argument("act", type=NUMBER, required=False)
@click.option("--list", "listed", is_flag=True, help="What was done, the last on top.")
@click.option("--yes", is_flag=True, help="Do not ask when notes were changed since a restore.")
@AS_JSON
@click.pass_obj
def undo(start: Start, act: int | None, listed: bool, yes: bool, as_json: bool) -> None:
    """Take back what was done last, or the act of this number.

    That is an act itself, which --list names, and is undone by its own number. A restored backup
    is asked about when notes were changed since.
    """
    if listed and act:
        raise click.UsageError("Give --list or a number, not both.")
    before = None
    with start.open() as library:
        if listed:
            _list(as_json)
        elif (last := activity.one(act or activity.newest())).kind == "backup":
            before = named(library, last.summary)
            _ask(activity.changed_since(last.summary), yes=yes)
        else:
            _undone(last.id, as_json)
    if before:  # which needs the library closed
        backups.bring_back(start.folder, before.file, as_json)


@click.command("undo-import")
@click.argument("act", metavar="ID", type=NUMBER)
@AS_JSON
@click.pass_obj
def undo_import(start: Start, act: int, as_json: bool) -> None:
    """Take one import back as one step; the import has told its ID.

    Its new notes go to the trash, those that it changed get their former text back. Notes that
    somebody has written in since stay as they are.
    """
    with start.open():
        if activity.one(act).kind != "import":
            raise Missing("import", act)
        _undone(act, as_json)


def name_left_out(left_out: Iterable[LeftOut]) -> None:
    for note in left_out:
        name = " ".join(filter(None, (note.id, streams.visible(note.title))))
        streams.say(f"{name}: {note.fact}")


def refuse_when(nothing_came_of_it: object) -> None:
    if nothing_came_of_it:
        raise click.exceptions.Exit(1)


def counted_notes(number: int) -> str:
    return "1 note" if number == 1 else f"{number} notes"


def _undone(act: int, as_json: bool) -> None:
    undone = reversal.undo(act, streams.progress("notes"))
    if as_json:
        streams.value(records.of_undone(undone))
    name_left_out(undone.left_out)
    if undone.gone:
        streams.say(f"{counted_notes(undone.gone)} deleted for good since.")
    if undone.by:
        streams.say(streams.visible(activity.one(undone.by).said()))
    again = f"; do it again with: octavo undo {undone.by}" * bool(undone.by)
    streams.say(f"{counted_notes(undone.notes)} put back as before{again}.")
    refuse_when((undone.left_out or undone.gone) and not undone.by)


def _ask(changed: int, *, yes: bool) -> None:
    if changed and not yes:
        since = f"{counted_notes(changed)} changed since, which will be in the backup made first."
        click.confirm(f"{since} Undo the restore?", abort=True, err=True)


def _list(as_json: bool) -> None:
    recent = activity.recent()
    if as_json:
        streams.value([records.of_act(act) for act in recent])
        return
    for act in recent:
        said = streams.visible(act.said())
        when = records.time(act.happened) or "unknown"
        streams.line(f"{act.id}  {when}  {said}  ({_state(act)})")


def _state(act: Act) -> str:
    if act.damaged:
        return "damaged: it cannot be undone"
    if act.undone:
        return "undone"
    if act.kind == "backup":
        return f"before it: {act.summary}"
    return "final" if act.is_final else f"{act.left} of {counted_notes(act.notes)}"


COMMANDS = (undo, undo_import)
