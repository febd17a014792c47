"""
Filters as queries for the ids of notes.

What a filter asks of a text was written down when the text was saved (`NoteFact`);
the rest is asked of the note's row, also of one row alone, for a time may let nearly
all notes through.  Days are those of the computer's clock.
"""

import re
from collections.abc import Callable, Collection, Iterator
from datetime import UTC, date, datetime, time
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from peewee import Expression

from notes.errors import N_
from notes.moments import milliseconds
from notes.rendering.facts import link_key
from notes.search.period import period
from notes.search.remarks import QUOTED, Remark
from notes.search.tree import Filter, Node, filters
from notes.storage.models import Note as NoteRow
from notes.storage.models import Notebook, NoteFact, NoteTag, Source, Tag, within
from notes.text import name_key

#: Behind every other character.
LAST = "\U0010ffff"

#: What is said of a name that there is not.
UNKNOWN = {
    "tag": N_("No note has the tag “%(text)s”."),
    "notebook": N_("There is no notebook “%(text)s”."),
    "lang": N_("No note has code in “%(text)s”."),
    "link": N_("No note has a link to “%(text)s”."),
}

#: An address without its scheme: a host, and perhaps what follows it.
_HOST = re.compile(r"(?:[^\s/@]+@)?[\w-]+(?:\.[\w-]+)+(?:[/:]|$)")

_TASKS = ("task:open", "task:done")
_STATES: dict[str, Callable[[Any], Expression]] = {
    "pinned": lambda row: row.pinned == 1,
    "trashed": lambda row: row.trashed.is_null(False),
    "untitled": lambda row: row.title == "",
}


class Facts(NamedTuple):
    """A note has to have one of them: one of these, or one that begins so, unless that is ""."""

    named: Collection[str]
    beginning: str = ""

    def are_among(self, facts: Collection[str]) -> bool:
        begin = self.beginning
        return any(fact in self.named or (begin and fact.startswith(begin)) for fact in facts)


def facts_asked(asked: Filter) -> Facts | None:
    """What a filter asks of a text; None when it asks something else."""
    match asked:
        case Filter("has", fact):
            return Facts(_TASKS if fact == "task" else (fact,))
        case Filter("todo", state):
            return Facts((f"task:{state}",))
        case Filter("lang", name, begins):
            return _written_in(name, begins)
        case Filter("link", name, True):
            return Facts((), f"link:{link_key(name)}")
        case Filter("link", name):
            return Facts({f"link:{key}" for key in _addresses(name)})
    return None


def passing(asked: Filter) -> Any:
    """The ids of the notes that a filter lets through, as a query."""
    if facts := facts_asked(asked):
        return _having(facts)
    row = of_row(asked)
    if row is not None:
        return NoteRow.select(NoteRow.id).where(row)
    return _NAMED[asked.kind](asked.value, asked.beginning)


def of_row(asked: Filter, row: Any = NoteRow) -> Expression | None:
    """What a filter asks of the note's row, under any name; None when it asks something else."""
    match asked:
        case Filter("is", state):
            return _STATES[state](row)
        case Filter("created", value):
            return _in_period(row.created, value)
        case Filter("changed", value):
            return _in_period(row.changed, value)
    return None


def unknown(tree: Node | None, *, typing: bool) -> Iterator[Remark]:
    """What the filters of a tree name that there is not; a name that is being typed goes on."""
    for asked in filters(tree):
        if asked.kind in UNKNOWN and not (typing and asked.beginning) and not _is_known(asked):
            yield Remark(UNKNOWN[asked.kind], asked.value[:QUOTED] + "*" * asked.beginning)


def _is_known(asked: Filter) -> bool:
    if asked.kind == "notebook":
        return bool(_notebooks(asked.value, asked.beginning))
    return bool(passing(asked).exists())


def _tagged(name: str, beginning: bool) -> Any:
    key = name_key(name)
    wanted = _begins(Tag.key, key) if beginning else within(Tag.key, key)
    return NoteTag.select(NoteTag.note).join(Tag).where(wanted)


def _filed(name: str, beginning: bool) -> Any:
    ids = _notebooks(name, beginning)
    return NoteRow.select(NoteRow.id).where(NoteRow.notebook.in_(ids))


def _notebooks(name: str, beginning: bool) -> list[int]:
    """Those of this name, at whatever depth, and those below; notebooks are few."""
    wanted = f"/{name_key(name)}" + "/" * (not beginning)
    rows = Notebook.select(Notebook.id, Notebook.path).tuples()
    return [row_id for row_id, path in rows if wanted in f"/{name_key(path)}/"]


def _written_in(language: str, beginning: bool) -> Facts:
    from notes.rendering.languages import spellings  # Pygments, which no other search needs

    names = spellings(language, beginning=beginning)
    return Facts({f"code:{name}" for name in names}, f"code:{language}" if beginning else "")


def _begins(field: Any, text: str) -> Expression:
    return (field >= text) & (field < text + LAST)


def _having(facts: Facts) -> Any:
    having = NoteFact.select(NoteFact.note)
    if facts.named:
        having = having.where(NoteFact.fact.in_(list(facts.named)))
    return having.orwhere(_begins(NoteFact.fact, facts.beginning)) if facts.beginning else having


def _addresses(name: str) -> set[str]:
    """What a link to a note of this name may say: its name, or that of its file."""
    titled = NoteRow.select(NoteRow.id).where(
        NoteRow.trashed.is_null(), NoteRow.title.collate("NOCASE") == name
    )
    paths = Source.select(Source.path).where(Source.note.in_(titled)).tuples()
    hosts = {link_key(f"http://{name}")} if _HOST.match(name) else set()
    return {link_key(name), *hosts, *(link_key(PurePosixPath(path).name) for (path,) in paths)}


def _in_period(at: Any, value: str) -> Expression:
    first, end = period(value, datetime.now().astimezone().date()) or (None, None)
    since: Expression = at >= _midnight(first or date.min)
    return since & (at < _midnight(end)) if end else since


def _midnight(day: date) -> int:
    try:
        return milliseconds(datetime.combine(day, time()).astimezone())
    except (ValueError, OverflowError, OSError):  # beyond what the system's clock knows
        return milliseconds(datetime.combine(day, time(), UTC))


#: By name, of which there may be no more than the beginning yet.
_NAMED: dict[str, Callable[[str, bool], Any]] = {
    "tag": _tagged,
    "notebook": _filed,
}
