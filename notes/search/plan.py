"""
From the tree of a query to what SQLite is asked.

Words at the top of the tree become one FTS5 expression, which can be ranked;
everything else becomes a condition on the note's id.  Every word is quoted, so
that nothing in it is syntax to FTS5.  What no index can answer (exact characters,
patterns, words in blocks of one language) has been looked for in the texts before,
and comes as sets of ids: see `notes.search.scan`.  So does everything while the index
is broken.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial, reduce
from operator import and_, or_
from typing import Any, NamedTuple

from peewee import SQL, Expression, fn

from notes.search.conditions import of_row, passing
from notes.search.segment import RUN, phrase
from notes.search.tree import And, Filter, Node, Not, Or, Term
from notes.storage.models import HeadIndex, NoteIndex
from notes.storage.models import Note as NoteRow

#: The id of a note in its own table.  The sum keeps SQLite from going through the ids of a
#: condition one by one; it compares them as the notes come instead.
NOTE_ID = NoteRow.id + 0

#: The notes in which a leaf was found by looking into the texts.
Known = Mapping[Node, frozenset[int]]


class Plan(NamedTuple):
    """
    `words` and `unwanted` are FTS5 expressions, "" for none; what is unwanted can
    only be subtracted from words.  `conditions` are the rest.  `terms` are the
    words again when they are nothing but words side by side, all of which have to
    be there, anywhere or in the title; `in_heads`: titles, headings and tags can have
    the words.
    """

    words: str
    unwanted: str
    conditions: tuple[Node, ...]
    terms: tuple[Term, ...]
    in_heads: bool
    known: Known
    trashed: bool

    @property
    def match(self) -> str:
        return f"({self.words}) NOT ({self.unwanted})" if self.unwanted else self.words

    def of_hits(self, table: Any) -> Expression:
        """
        The conditions on hits of a table, looked at one by one.  What lies in the trash is
        a hit only if it is asked for.
        """
        trash = NoteRow.select(NoteRow.id).where(NoteRow.trashed.is_null(False))
        kept = NoteRow.trashed.is_null() if table is NoteRow else _id_of(table).not_in(trash)
        return self._conditions(_Asked(_id_of(table), self.known, partial(_passes, table)), kept)

    def of_notes(self) -> Expression:
        """The same on the table of notes, of which many are looked at, the newest first."""
        return self._conditions(_Asked(NOTE_ID, self.known, _is_among), NoteRow.trashed.is_null())

    def headed(self, table: Any) -> Expression:
        """Those on hits of the words alone, without what is unwanted."""
        if not self.unwanted:
            return self.of_hits(table)
        unwanted = NoteIndex.select(NoteIndex.rowid).where(NoteIndex.match(self.unwanted))
        return self.of_hits(table) & _id_of(table).not_in(unwanted)

    def _conditions(self, asked: "_Asked", kept: Expression) -> Expression:
        parts = [asked.condition(part) for part in self.conditions]
        return reduce(and_, parts if self.trashed else [*parts, kept])


def plan(tree: Node, known: Known | None = None) -> Plan:
    known = known or {}
    parts = tree.parts if isinstance(tree, And) else (tree,)
    words = [part for part in parts if is_text(part, known)]
    unwanted = list(_unwanted(parts, known)) if words else []
    taken = {*words, *map(Not, unwanted)}
    terms = tuple(part for part in words if isinstance(part, Term) and part.column != "code")
    return Plan(
        words=" AND ".join(map(expression, words)),
        unwanted=" OR ".join(map(expression, unwanted)),
        conditions=tuple(part for part in parts if part not in taken),
        terms=terms if len(terms) == len(words) else (),
        in_heads=bool(words) and not any(map(_is_coded, words)),
        known=known,
        trashed=asks_for_trash(tree),
    )


def _unwanted(parts: Sequence[Node], known: Known) -> Iterator[Node]:
    """What FTS5 alone can subtract from words."""
    for part in parts:
        if isinstance(part, Not) and is_text(part.part, known):
            yield part.part


def is_text(node: Node, known: Known) -> bool:
    """Whether FTS5 alone is to answer it."""
    match node:
        case Term():
            return not node.language and node not in known
        case And(parts) | Or(parts):
            return all(is_text(part, known) for part in parts)
    return False


def asks_for_trash(node: Node) -> bool:
    match node:
        case Filter("is", "trashed"):
            return True
        case And(parts) | Or(parts):
            return any(map(asks_for_trash, parts))
    return False


def expression(node: Node) -> str:
    """What FTS5 is asked for words."""
    match node:
        case Term(column=column) if column:
            return f"{{{column}}} : {_quoted(node)}"
        case Term():
            return _quoted(node)
        case And(parts):
            return "(" + " AND ".join(map(expression, parts)) + ")"
        case Or(parts):
            return "(" + " OR ".join(map(expression, parts)) + ")"
    raise TypeError(node)


def _is_coded(node: Node) -> bool:
    match node:
        case Term(column=column):
            return column == "code"
        case And(parts) | Or(parts):
            return any(map(_is_coded, parts))
    return False


def spelled_out(terms: Iterable[Term]) -> str:
    """Words one behind the other, as they would stand in a text."""
    return reduce(_beside, (term.text for term in terms), "")


def _beside(left: str, right: str) -> str:
    """Scripts without spaces have none between words."""
    joint = "" if not left or (RUN.match(left[-1]) and RUN.match(right)) else " "
    return f"{left}{joint}{right}"


def side_by_side(terms: Sequence[Term]) -> str:
    """All of the words as one phrase, as typed and without blanks that a script does not need."""
    ways = dict.fromkeys((spelled_out(terms), " ".join(term.text for term in terms)))
    return one_of(Term(text, terms[-1].beginning) for text in ways)


def one_of(terms: Iterable[Term]) -> str:
    return " OR ".join(map(_quoted, terms))


def near(terms: Iterable[Term], distance: int) -> str:
    """All of the words with at most so many others between them."""
    return f"NEAR({' '.join(map(_quoted, terms))}, {distance})"


def in_ids(note_id: Any, ids: Iterable[int]) -> Expression:
    """An id among many: as one value, because SQLite takes only so many."""
    return note_id.in_(SQL("(SELECT value FROM json_each(?))", [json.dumps(list(ids))]))


def _quoted(term: Term) -> str:
    found, cut = phrase(term.text)
    quoted = found.replace('"', " ")
    goes_on = term.beginning and not RUN.match(term.text[-1])  # pairs of characters never do
    return f'"{quoted}"' + " *" * (goes_on or cut)


class _Asked(NamedTuple):
    """What is asked of notes with these ids; a filter, by an expression of its own."""

    note_id: Any
    known: Known
    filtered: Callable[[Filter], Expression]

    def condition(self, node: Node) -> Expression:
        if node in self.known:
            return in_ids(self.note_id, self.known[node])
        if is_text(node, self.known):
            found = NoteIndex.select(NoteIndex.rowid).where(matches(expression(node)))
            return self.note_id.in_(found)
        match node:
            case Filter():
                return self.filtered(node)
            case Not(part):
                return ~self.condition(part)
            case And(parts):
                return reduce(and_, map(self.condition, parts))
            case Or(parts):
                return reduce(or_, map(self.condition, parts))
        raise TypeError(node)


def _passes(table: Any, asked: Filter) -> Expression:
    """Whether a filter lets a note through, looked up for it alone where that is fast."""
    one = NoteRow.alias()
    row = of_row(asked, one)
    if row is None:
        return _id_of(table).in_(passing(asked))
    return fn.EXISTS(one.select(one.id).where(one.id == _id_of(table), row))


def _is_among(asked: Filter) -> Expression:
    """The same among all notes; the newest of them have an order by when they were changed."""
    row = of_row(asked) if asked.kind == "changed" else None
    return NOTE_ID.in_(passing(asked)) if row is None else row


def _id_of(table: Any) -> Expression:
    return NOTE_ID if table is NoteRow else table.rowid + 0


def matches(expression: str) -> Expression:
    return NoteIndex.match(expression)


def heads(expression: str) -> Expression:
    return HeadIndex.match(expression)
