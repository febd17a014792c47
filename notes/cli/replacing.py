"""
The command that changes many notes at once: it shows what it would do, as a diff, and writes only
when it is told to.
"""

from collections.abc import Iterator

import click

from notes.cli import streams
from notes.cli.start import Start
from notes.cli.streams import TEXT
from notes.cli.undoing import counted_notes, name_left_out, refuse_when
from notes.library import records, replacing
from notes.library.replacing import Choice, Difference, Preview, Wanted
from notes.search.changes import Hunk

NOT_FOUND = "Nothing was found; nothing was changed."
NOT_WRITTEN = "Nothing was written; --write does it."


@click.command()
@click.argument("find", type=TEXT)
@click.argument("replacement", type=TEXT)
@click.option(
    "--pattern", is_flag=True, help="FIND is a regular expression; \\1, \\g<name> in REPLACEMENT."
)
@click.option("--ignore-case", is_flag=True, help="Capitals make no difference.")
@click.option("--whole-words", is_flag=True, help="Not inside longer words.")
@click.option("--query", type=TEXT, default="", help="Only in the notes that a search finds.")
@click.option(
    "--notebook", type=TEXT, default="", metavar="A/B", help="Only in it and those below it."
)
@click.option("--write", is_flag=True, help="Do it, and print the number that undo takes.")
@click.option("--json", "as_json", is_flag=True, help="One JSON value.")
@click.pass_obj
def replace(
    start: Start,
    *,
    find: str,
    replacement: str,
    pattern: bool,
    ignore_case: bool,
    whole_words: bool,
    query: str,
    notebook: str,
    write: bool,
    as_json: bool,
) -> None:
    """Replace FIND with REPLACEMENT in the texts of all notes.

    Without --write the changes are shown and none is made. What begins with a
    dash stands behind --, as in: octavo replace -- "- [ ]" "- [x]"
    """
    wanted = Wanted(find, replacement, pattern, ignore_case, whole_words, query, notebook)
    with start.open_to_search() if query else start.open():
        preview = replacing.preview(wanted, streams.progress("notes"))
        if write:
            _written(preview, as_json)
        else:
            _shown(preview, as_json)


def _shown(preview: Preview, as_json: bool) -> None:
    differences = replacing.differences(preview.wanted, preview.notes)
    if as_json:
        notes = [records.of_difference(one) for one in differences]
        left_out = [records.of_left_out(one) for one in preview.left_out]
        streams.value({"changes": preview.changes, "notes": notes, "left_out": left_out})
    else:
        for difference in differences:
            for line in _diff(difference):
                streams.line(line)
    _remark(preview)
    counted = f"{_counted(preview.changes, len(preview.notes))}. {NOT_WRITTEN}"
    streams.say(counted if preview.notes else NOT_FOUND)


def _written(preview: Preview, as_json: bool) -> None:
    chosen = {note.id: Choice(note.version) for note in preview.notes}
    done = replacing.apply(preview.wanted, chosen, streams.progress("notes"))
    if as_json:
        streams.value(records.of_done(done))
    elif done.act:
        streams.line(str(done.act))
    _remark(preview)
    name_left_out(done.left_out)
    if done.act:
        streams.say(
            f"Replaced {_counted(done.changes, done.notes)}; undo with: octavo undo {done.act}"
        )
    elif not done.left_out:
        streams.say(NOT_FOUND)
    refuse_when(done.left_out and not done.notes)


def _diff(difference: Difference) -> Iterator[str]:
    note = difference.note
    place = f"  ({streams.visible(note.notebook)})" if note.notebook else ""
    yield streams.bold(f"{note.id}  {streams.visible(note.title)}{place}")
    for hunk in difference.hunks:
        yield f"@@ line {hunk.line} @@"
        yield from _lines(hunk)


def _lines(hunk: Hunk) -> Iterator[str]:
    yield from (f"-{streams.harmless(line)}" for line in hunk.before.split("\n"))
    yield from (f"+{streams.harmless(line)}" for line in hunk.after.split("\n"))


def _remark(preview: Preview) -> None:
    name_left_out(preview.left_out)
    for remark in preview.remarks:
        streams.say(remark.sentence % {"text": remark.text})


def _counted(changes: int, notes: int) -> str:
    places = "1 place" if changes == 1 else f"{changes} places"
    return f"{places} in {counted_notes(notes)}"


COMMANDS = (replace,)
