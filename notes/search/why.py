"""
Why a note is an answer: what of a query it matched, where and how often.

The note is read again and looked through (`notes.search.places`); a filter by what no text
tells is asked of the tables that answered it.  Of alternatives only those are said that the
note matched.  Of a very long text the first part is read.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice

from peewee import JOIN, fn

from notes.errors import N_, Missing
from notes.moments import UNKNOWN, moment
from notes.search import meaning
from notes.search.anatomy import Anatomy
from notes.search.conditions import facts_asked
from notes.search.initial import readings
from notes.search.meaning import Saying
from notes.search.places import REACH, found, titled, together
from notes.search.plan import plan
from notes.search.query import parse
from notes.search.tree import And, Filter, Node, Not, Or, Term
from notes.storage.models import Note as NoteRow
from notes.storage.models import Notebook, NoteText, tags_of
from notes.text import name_key

#: More would not be read.
SAYINGS = 20

TAGGED = N_("tag “%(name)s”")
FILED = N_("in the notebook “%(name)s”")
NOBODY_KNOWS = N_("at an unknown time")


@dataclass
class _Note(Anatomy):
    """A note with what else filters ask for."""

    id: int
    notebook: str
    created: int
    changed: int


def why(note_id: str, text: str, *, typing: bool = False) -> list[Saying]:
    """What a note matched of a query; `typing`: its last word may go on."""
    note = _read(note_id)
    tree = parse(text, typing=typing).tree
    if tree and typing:
        tree = _meant(tree, note)
    parts = tree.parts if isinstance(tree, And) else (tree,) if tree else ()
    words = [part for part in parts if isinstance(part, Term) and part.column != "code"]
    entitled = list(titled(words, note.title))
    beside = () if entitled else together(words, note)
    reasons = chain.from_iterable(_reasons(part, note) or () for part in parts)
    told = (saying for saying in reasons if not (entitled and saying.template == meaning.IN_TITLE))
    return list(islice((*entitled, *beside, *told), SAYINGS))


def _read(note_id: str) -> _Note:
    query = (
        NoteRow.select(
            NoteRow.id,
            NoteRow.title,
            fn.SUBSTR(NoteText.body, 1, REACH).alias("body"),
            fn.COALESCE(Notebook.path, "").alias("notebook"),
            NoteRow.created,
            NoteRow.changed,
        )
        .join(NoteText)
        .join_from(NoteRow, Notebook, JOIN.LEFT_OUTER)
        .where(NoteRow.uid == note_id)
    )
    row = query.namedtuples().first()
    if row is None:
        raise Missing("note", note_id)
    return _Note(**row._asdict(), tags=tags_of([row.id]).get(row.id, ()))


def _meant(tree: Node, note: _Note) -> Node:
    """The reading of what is being typed by which the note is a hit."""
    meanings = list(readings(tree))
    if len(meanings) == 1:
        return meanings[0]
    return next((meant for meant in meanings if _reasons(meant, note) is not None), tree)


def _reasons(node: Node, note: _Note) -> list[Saying] | None:
    """What says that the note matches a part of the query; None when nothing does."""
    match node:
        case And(parts):
            each = _of_each(parts, note)
            return list(chain.from_iterable(each)) if len(each) == len(parts) else None
        case Or(parts):
            return list(chain.from_iterable(_of_each(parts, note))) or None
        case Not(part):
            return meaning.lines(node) if _reasons(part, note) is None else None
        case Filter():
            return [_filtered(node, note)] if _holds(node, note) else None
    return list(found(node, note)) or None


def _of_each(parts: Iterable[Node], note: _Note) -> list[list[Saying]]:
    """The reasons of those parts that the note matches."""
    reasons = (_reasons(part, note) for part in parts)
    return [some for some in reasons if some is not None]


def _holds(node: Filter, note: _Note) -> bool:
    if facts := facts_asked(node):
        return facts.are_among(note.facts)
    asked = plan(node)
    return bool(NoteRow.select().where(NoteRow.id == note.id, asked.of_hits(NoteRow)).exists())


def _filtered(node: Filter, note: _Note) -> Saying:
    match node:
        case Filter("tag", name, begins):
            return Saying(TAGGED, {"name": next(_tags_below(name, begins, note), name)})
        case Filter("notebook"):
            return Saying(FILED, {"name": note.notebook})
        case Filter("created"):
            return Saying(meaning.TIMES[node.kind], {"time": _day(note.created)})
        case Filter("changed"):
            return Saying(meaning.TIMES[node.kind], {"time": _day(note.changed)})
    return meaning.lines(node)[0]


def _tags_below(name: str, begins: bool, note: _Note) -> Iterator[str]:
    end = "/" * (not begins)
    return (tag for tag in note.tags if f"{name_key(tag)}/".startswith(f"{name_key(name)}{end}"))


def _day(milliseconds: int) -> str | Saying:
    when = moment(milliseconds)
    return Saying(NOBODY_KNOWS) if when == UNKNOWN else f"{when.astimezone():%Y-%m-%d}"
