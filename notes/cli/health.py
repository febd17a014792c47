"""
The commands check, whether the library is what was written, and salvage, what is left of it.

What a check finds is on standard output and stays there for a person to judge; what can be put
right without a backup follows from the rest, as the index does, and `--repair` makes it anew.
"""

import os
import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from notes.cli import streams
from notes.cli.finding import AS_JSON
from notes.cli.start import Start, renew_index
from notes.cli.streams import PLACE
from notes.errors import Busy, DiskFull, LibraryRuined, OctavoError, ReadOnly
from notes.library.problems import Part, Problem
from notes.progress import Progress

if TYPE_CHECKING:
    from notes.library.finds import Salvaged
    from notes.library.opening import Library

#: Problems of one kind that are told one by one; `--json` names more of them.
SHOWN = 5

#: Facts for which nobody writes, and everybody reads.
_KEEPING_OFF = (Busy, DiskFull, ReadOnly)

_NUMBER = re.compile(r"\d+")

NOTHING_WRONG = "The library's file is not damaged. Nothing was changed."
NOTHING_LOST = "“octavo check --repair” puts right what is wrong. Nothing was changed."
TEXTS_DAMAGED = (
    "The library's file is not damaged, but texts in it are: “octavo check” names them and the "
    "ways back. “octavo salvage --to DIR” makes a new library, in which more of them may be found. "
    "Nothing was changed."
)
MADE_ANEW = "Lists that follow from their tables were damaged, and were made anew: %s."
NOT_REPAIRED = "What was found could not be repaired. %s"
REPAIRED = "The index was made anew from the notes; the notes are left as they are."


@click.command()
@click.option(
    "--repair",
    is_flag=True,
    help="Make anew what follows from the notes, put right what can be, and close the files.",
)
@AS_JSON
@click.pass_obj
def check(start: Start, repair: bool, as_json: bool) -> None:
    """Check the file, its tables, every text, their history, the index, and what lies around."""
    try:
        library = start.open_made(mends=repair)
    except OctavoError as fact:
        if as_json:
            streams.value({"library": _record(_unopened(fact))})
        raise
    with library:
        for said in library.put_right:
            streams.say(said)
        if library.made_anew:
            streams.say(MADE_ANEW % ", ".join(library.made_anew))
        parts, refusal = _repaired(library) if repair else (_looked_at(library), None)
    if as_json:
        streams.value({name: _record(part) for name, part in parts.items()})
    else:
        for name, part in parts.items():
            _tell(name, part)
    if refusal:
        streams.say(NOT_REPAIRED % refusal)
    if refusal or not all(part.ok for part in parts.values()):
        raise click.exceptions.Exit(1)


def _looked_at(library: "Library") -> dict[str, Part]:
    from notes.library import health

    return health.examine_all(library, streams.progress)


def _repaired(library: "Library") -> tuple[dict[str, Part], OctavoError | None]:
    """What is there after a repair; what was found before, and why, where that was kept off."""
    from notes.library import health

    try:
        renew_index(library)
    except _KEEPING_OFF as fact:
        return _looked_at(library), fact
    parts = _looked_at(library)
    found = dict(parts)
    try:
        mended = health.is_mendable(parts) and health.repair(
            parts, health.make_index_at_once(streams.progress("notes"))
        )
    except _KEEPING_OFF as fact:
        return parts, fact
    if mended:
        parts = _looked_at(library)
        _say_what_was_done(found, parts)
    return parts, None


def _unopened(fact: OctavoError) -> Part:
    """What is told of a library of which no part could be looked at."""
    from notes.library import ways

    part = Part(advice=ways.BRING_BACK if isinstance(fact, LibraryRuined) else "")
    part.blame(str(fact), beyond=True)
    return part


def _say_what_was_done(before: dict[str, Part], after: dict[str, Part]) -> None:
    if after["index"].ok and not before["index"].ok:
        streams.say(REPAIRED)
    wrong = after["database"].facts["lists"].split(", ")
    lists = [name for name in before["database"].facts["lists"].split(", ") if name not in wrong]
    if lists:
        streams.say(MADE_ANEW % ", ".join(lists))


def _record(part: Part) -> dict[str, Any]:
    return {
        "ok": part.ok,
        "checked": part.checked,
        "wrong": part.wrong,
        "problems": [problem._asdict() for problem in part.problems],
        "remark": part.remark,
        "advice": part.advice,
    }


def _tell(name: str, part: Part) -> None:
    found = f"{part.wrong} wrong" if part.wrong else "sound"
    said = found if part.wrong or not part.remark else part.remark
    streams.line(" ".join(filter(None, [f"{name:11}", said, _counted(part)])))
    for problems in _kinds(part.problems):
        for problem in problems[:SHOWN]:
            note = f"{problem.note_id}  {streams.visible(problem.title)}: " * bool(problem.note_id)
            streams.line(f"    {note}{problem.why}")
        if len(problems) > SHOWN:
            streams.line(f"    and {len(problems) - SHOWN} more like these")
    if part.wrong > len(part.problems):
        streams.line(f"    and {part.wrong - len(part.problems)} more")
    for said in (part.remark, part.advice):
        if part.wrong and said:
            streams.line(f"    {said}")


def _kinds(problems: Sequence[Problem]) -> Collection[Sequence[Problem]]:
    """Those together of which is said the same, but for a number."""
    kinds = defaultdict(list)
    for problem in problems:
        kinds[_NUMBER.sub("", problem.why)].append(problem)
    return kinds.values()


def _counted(part: Part) -> str:
    return f"({part.checked} checked)" if part.checked else ""


@click.command()
@click.option("--to", "folder", type=PLACE, metavar="DIR", help="Make a new library there.")
@AS_JSON
@click.pass_obj
def salvage(start: Start, folder: Path | None, as_json: bool) -> None:
    """Save what can still be read of a library that is damaged, or cannot be opened.

    The damaged file is set aside among the backups; with --to it stays where it is.
    """
    from notes.library import finds, opening, salvaging

    told = streams.progress("pages")
    if folder:
        salvaged = salvaging.into_new(folder, Path(os.path.abspath(start.folder)), told)
    else:
        opening.require_made(start.folder)
        salvaged = _in_its_place(start.folder, told)
    if as_json:
        streams.value(salvaged._asdict())
        return
    streams.line(f"{salvaged.notes} notes")
    if salvaged.damaged:
        streams.line(f"{salvaged.damaged} of them are not what was saved; octavo check names them")
    if salvaged.lost:
        streams.line(f"{salvaged.lost} texts had lost their note: look in {finds.SALVAGED}")


def _in_its_place(folder: Path, told: Progress | None) -> "Salvaged":
    from notes.library import opening, salvaging

    with opening.open_anyhow(folder) as library:
        if why := "" if library.ruin or library.read_only else _why_it_stays():
            streams.say(why)
            raise click.exceptions.Exit(1)
        return salvaging.into_place(library, told)


def _why_it_stays() -> str:
    """Why nothing takes the place of the open library, which has more than a salvage finds."""
    from notes.library import health

    parts = health.examine_notes(streams.progress)
    if health.is_worth_salvaging(parts):
        return ""
    if not health.spares(parts):
        return TEXTS_DAMAGED
    return NOTHING_WRONG if parts["database"].ok and parts["tables"].ok else NOTHING_LOST


COMMANDS = (check, salvage)
