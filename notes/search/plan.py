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
from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from operator import and_, or_
from typing import Any, NamedTuple

from peewee import SQL, Expression

from notes.search.conditions import passing
from notes.search.segment import RUN, phrase
from notes.search.tree import And, Filter, Node, Not, Or, Term
from notes.storage.models import HeadIndex, NoteIndex
from notes.storage.models import Note as NoteRow

#: The id of a note, in the index and in its own table.  The plus keeps SQLite from going through
#: the ids of a condition one by one; it compares them as the hits come instead.
ROW_ID = SQL("+rowid")

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

    def where(self, note_id: Any) -> Expression:
        """The conditions on a column of ids.  What lies in the trash is a hit only if asked for."""
        trash = NoteRow.select(NoteRow.id).where(NoteRow.trashed.is_null(False))
        return reduce(and_, self._conditions(note_id, note_id.not_in(trash)))

    def of_notes(self) -> Expression:
        """The same on the table of notes, which knows itself what lies in the trash."""
        return reduce(and_, self._conditions(ROW_ID, NoteRow.trashed.is_null()))

    def headed(self, note_id: Any) -> Expression:
        """The same for hits of the words alone, without what is unwanted."""
        if not self.unwanted:
            return self.where(note_id)
        unwanted = NoteIndex.select(NoteIndex.rowid).where(NoteIndex.match(self.unwanted))
        return self.where(note_id) & note_id.not_in(unwanted)

    def _conditions(self, note_id: Any, kept: Expression) -> list[Expression]:
        parts = [_condition(part, note_id, self.known) for part in self.conditions]
        return parts if self.trashed else [*parts, kept]


def plan(tree: Node, known: Known | None = None) -> Plan:
    parts = tree.parts if isinstance(tree, And) else (tree,)
    known = known or {}
    words = [part for part in parts if is_text(part, known)]
    unwanted = [part.part for part in parts if isinstance(part, Not) and is_text(part.part, known)]
    rest = tuple(part for part in parts if not is_text(part, known))
    if words:
        rest = tuple(part for part in rest if not (isinstance(part, Not) and part.part in unwanted))
    terms = tuple(part for part in words if isinstance(part, Term) and part.column != "code")
    return Plan(
        words=" AND ".join(map(expression, words)),
        unwanted=" OR ".join(map(expression, unwanted)) if words else "",
        conditions=rest,
        terms=terms if len(terms) == len(words) else (),
        in_heads=bool(words) and not any(map(_is_coded, words)),
        known=known,
        trashed=asks_for_trash(tree),
    )


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


def _condition(node: Node, note_id: Any, known: Known) -> Expression:
    if node in known:
        return in_ids(note_id, known[node])
    if is_text(node, known):
        return note_id.in_(NoteIndex.select(NoteIndex.rowid).where(matches(expression(node))))
    match node:
        case Filter():
            return note_id.in_(passing(node))
        case Not(part):
            return ~_condition(part, note_id, known)
        case And(parts):
            return reduce(and_, (_condition(part, note_id, known) for part in parts))
        case Or(parts):
            return reduce(or_, (_condition(part, note_id, known) for part in parts))
    raise TypeError(node)


def matches(expression: str) -> Expression:
    return NoteIndex.match(expression)


def heads(expression: str) -> Expression:
    return HeadIndex.match(expression)
