"""
From the tree of a query to what SQLite is asked.

Words at the top of the tree become one FTS5 expression, which can be ranked;
everything else becomes a condition on the note's id.  Every word is quoted, so
that nothing in it is syntax to FTS5.
"""

from functools import reduce
from operator import and_, or_
from typing import Any, NamedTuple

from peewee import SQL, Expression, Value

from notes.search.segment import phrase
from notes.search.tree import And, Filter, Node, Not, Or, Term
from notes.storage.models import Note as NoteRow
from notes.storage.models import Notebook, NoteIndex, NoteTag, Tag, within
from notes.text import name_key

#: The id of a note in the index.  The plus keeps SQLite from asking FTS5 once for each id of a
#: condition; it compares them as the hits come instead.
INDEXED_ID = SQL("+rowid")


class Plan(NamedTuple):
    """
    `words` and `unwanted` are FTS5 expressions, "" for none; what is unwanted can
    only be subtracted from words.  `conditions` are the rest.
    """

    words: str
    unwanted: str
    conditions: tuple[Node, ...]

    def match(self, columns: str = "") -> str:
        """The expression for FTS5, its words looked for in these columns only."""
        words = f"{{{columns}}} : ({self.words})" if columns else self.words
        return f"({words}) NOT ({self.unwanted})" if self.unwanted else words

    def where(self, note_id: Any) -> Expression:
        """The conditions on a column of ids.  What lies in the trash is never a hit."""
        trash = NoteRow.select(NoteRow.id).where(NoteRow.trashed.is_null(False))
        parts = [_condition(part, note_id) for part in self.conditions]
        return reduce(and_, parts, note_id.not_in(trash))


def plan(tree: Node) -> Plan:
    parts = tree.parts if isinstance(tree, And) else (tree,)
    words = [part for part in parts if _is_text(part)]
    unwanted = [part.part for part in parts if isinstance(part, Not) and _is_text(part.part)]
    rest = tuple(part for part in parts if not _is_text(part))
    if words:
        rest = tuple(part for part in rest if not (isinstance(part, Not) and _is_text(part.part)))
    return Plan(
        words=" AND ".join(map(_expression, words)),
        unwanted=" OR ".join(map(_expression, unwanted)) if words else "",
        conditions=rest,
    )


def _is_text(node: Node) -> bool:
    """Whether FTS5 alone can answer it."""
    match node:
        case Term():
            return True
        case And(parts) | Or(parts):
            return all(map(_is_text, parts))
    return False


def _expression(node: Node) -> str:
    match node:
        case Term(text, beginning):
            found, cut = phrase(text)
            quoted = found.replace('"', " ")
            return f'"{quoted}"' + " *" * (beginning or cut)
        case And(parts):
            return "(" + " AND ".join(map(_expression, parts)) + ")"
        case Or(parts):
            return "(" + " OR ".join(map(_expression, parts)) + ")"
    raise TypeError(node)


def _condition(node: Node, note_id: Any) -> Expression:
    match node:
        case Filter("tag", name):
            return note_id.in_(_tagged(name))
        case Filter(_, name):
            return note_id.in_(_filed(name))
        case Not(part):
            return ~_condition(part, note_id)
        case And(parts) if not _is_text(node):
            return reduce(and_, (_condition(part, note_id) for part in parts))
        case Or(parts) if not _is_text(node):
            return reduce(or_, (_condition(part, note_id) for part in parts))
    return note_id.in_(NoteIndex.select(NoteIndex.rowid).where(matches(_expression(node))))


def matches(expression: str) -> Expression:
    return NoteIndex.match(expression)


def _tagged(name: str) -> Any:
    """Notes with the tag or one below it."""
    return NoteTag.select(NoteTag.note).join(Tag).where(within(Tag.key, name_key(name)))


def _filed(name: str) -> Any:
    """Notes in a notebook of this name, at whatever depth, or below it."""
    path = Value("/").concat(Notebook.path).concat("/")
    return NoteRow.select(NoteRow.id).join(Notebook).where(path.contains(f"/{name}/"))
