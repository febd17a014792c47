"""
Looking into the texts for what no index can answer: exact characters, patterns,
and words in blocks of one language; for everything while the index is broken.

The index names the notes that can have them (`literals.sure_words`); those are read
newest first, until all are read, the time is up, or there are more hits than anybody
asks for.  A pattern that keeps one text busy for too long is stopped, for it would do
so with the next.  What was left unread is said, never passed over.
"""

import time
from collections.abc import Iterator, Sequence
from itertools import compress
from typing import Any, NamedTuple, cast

from peewee import Value, fn

from notes.errors import N_
from notes.search.anatomy import Anatomy
from notes.search.fitting import Sight, TooSlow, fitting, is_seen
from notes.search.literals import sure_words
from notes.search.plan import Known, asks_for_trash, in_ids, matches, plan
from notes.search.remarks import Remark
from notes.search.tree import And, Exact, Node, Not, Or, Pattern, Term
from notes.storage.models import Note as NoteRow
from notes.storage.models import NoteIndex, NoteText, tags_of

#: Texts read at a time.
BATCH = 1_000

UNREAD = N_("Only the %(text)s newest notes that may fit could be looked into in time.")
UNREAD_BUT_ONE = N_("Only the newest note that may fit could be looked into in time.")
TOO_SLOW = N_("The pattern /%(text)s/ takes too long in one of the notes and was stopped there.")


class Scan(NamedTuple):
    """Where the leaves of a tree were found; `complete`: all that could have them were read."""

    known: Known
    remarks: tuple[Remark, ...] = ()
    complete: bool = True


def scan(
    tree: Node, *, indexed: bool = True, enough: int | None = None, deadline: float | None = None
) -> Scan:
    """
    Find the leaves of a tree that need looking.  It may stop after `enough` hits,
    and when `time.monotonic()` passes `deadline`; without them it reads everything.
    Not `indexed`: without the index, so that nothing is left to it.
    """
    leaves = list(dict.fromkeys(_leaves(tree, indexed=indexed)))
    if not leaves:
        return Scan({})
    looking = _Looking(tree, leaves)
    ids = _candidates(tree if indexed else None, in_trash=asks_for_trash(tree))
    try:
        for read, (note_id, found) in enumerate(_looked_into(ids, leaves), 1):
            looking.at(note_id, found)
            if read < len(ids) and enough is not None and looking.hits >= enough:
                return looking.ended()
            if read < len(ids) and deadline is not None and time.monotonic() > deadline:
                return looking.ended(_unread(read))
    except TooSlow as slow:
        return looking.ended(Remark(TOO_SLOW, str(slow)[:40]))
    return Scan(looking.known())


class _Looking:
    """What was found so far; `hits` counts them where every leaf has to be there."""

    def __init__(self, tree: Node, leaves: Sequence[Sight]) -> None:
        self.hits = 0
        self._found: dict[Sight, set[int]] = {leaf: set() for leaf in leaves}
        demanded = tree.parts if isinstance(tree, And) else (tree,)
        self._all_needed = set(leaves).issubset(demanded)

    def at(self, note_id: int, found: Sequence[Sight]) -> None:
        self.hits += self._all_needed and len(found) == len(self._found)
        for leaf in found:
            self._found[leaf].add(note_id)

    def known(self) -> Known:
        return {leaf: frozenset(ids) for leaf, ids in self._found.items()}

    def ended(self, *remarks: Remark) -> Scan:
        """The end before all was read."""
        return Scan(self.known(), remarks, complete=False)


def _leaves(node: Node, *, indexed: bool = True) -> Iterator[Sight]:
    match node:
        case Not(part):
            yield from _leaves(part, indexed=indexed)
        case And(parts) | Or(parts):
            for part in parts:
                yield from _leaves(part, indexed=indexed)
        case Exact() | Pattern():
            yield node
        case Term() if node.language or not indexed:
            yield node
        case _ if is_seen(node) and not indexed:
            yield cast(Sight, node)


def _unread(read: int) -> Remark:
    return Remark(UNREAD, str(read)) if read > 1 else Remark(UNREAD_BUT_ONE)


# --- which notes to read


def _candidates(tree: Node | None, *, in_trash: bool) -> list[int]:
    """The notes that can be hits of a tree, or of any, newest first."""
    wider = _widened(tree) if tree else None
    if wider is None:
        rows = NoteRow.select(NoteRow.id).order_by(NoteRow.id.desc())
        if not in_trash:
            rows = rows.where(NoteRow.trashed.is_null())
        return [note_id for (note_id,) in rows.tuples()]
    asked = plan(wider)
    rows = NoteRow.select(NoteRow.id).where(asked.of_notes())
    if asked.words:
        indexed = NoteIndex.select(NoteIndex.rowid).where(matches(asked.match))
        rows = rows.where(NoteRow.id.in_(indexed))
    return [note_id for (note_id,) in rows.order_by(NoteRow.id.desc()).tuples()]


def _widened(node: Node) -> Node | None:
    """A tree that the index can answer, with all the hits of this one; None: every note."""
    match node:
        case Exact() | Pattern():
            return sure_words(node)
        case Term(language=language) if language:
            return sure_words(node)
        case Not() if any(True for _ in _leaves(node)):
            return None
        case And(parts):
            kept = tuple(part for part in map(_widened, parts) if part)
            return And(kept) if kept else None
        case Or(parts):
            kept = tuple(part for part in map(_widened, parts) if part)
            return Or(kept) if len(kept) == len(parts) else None
    return node


# --- what is in them


def _looked_into(ids: Sequence[int], leaves: Sequence[Sight]) -> Iterator[tuple[int, list[Sight]]]:
    """Each of the notes, in the order of the ids, with the leaves that are in it."""
    exact = [leaf for leaf in leaves if isinstance(leaf, Exact)]
    others = {leaf: fitting(leaf) for leaf in leaves if not isinstance(leaf, Exact)}
    for start in range(0, len(ids), BATCH):
        some = ids[start : start + BATCH]
        named = tags_of(some) if others else {}
        for note_id, title, body, *has in _rows(some, exact, bodies=bool(others)):
            note = Anatomy(title, body, named.get(note_id, ()))
            yield note_id, [*compress(exact, has), *(leaf for leaf in others if others[leaf](note))]


def _rows(ids: Sequence[int], exact: Sequence[Exact], *, bodies: bool) -> Iterator[Any]:
    """Id, title and text, if it is needed, and whether it has each of the exact texts."""
    found = [
        (fn.INSTR(NoteText.body, leaf.text) > 0) | (fn.INSTR(NoteRow.title, leaf.text) > 0)
        for leaf in exact
    ]
    columns = (NoteRow.id, NoteRow.title, NoteText.body if bodies else Value(""), *found)
    rows = NoteRow.select(*columns).join(NoteText).where(in_ids(NoteRow.id, ids))
    return iter(rows.order_by(NoteRow.id.desc()).tuples().iterator())
