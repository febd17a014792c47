"""
Looking into the texts for what no index can answer: exact characters, patterns,
and words in blocks of one language; for everything while the index is broken.

The index names the notes that can have them (`literals.sure_words`); those are read in
the order of a list, what was changed last first, until all are read, the time is up, or
there are more hits than anybody asks for.  When there are as many as are shown, the
others are counted for a moment only.  A pattern that keeps one text busy for too long is
stopped, for it would do so with the next.  What was left unread is said, never passed over.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import compress
from typing import Any, NamedTuple, cast

from peewee import Value, fn

from notes.errors import N_
from notes.search.anatomy import Anatomy
from notes.search.fitting import OutOfTime, Sight, TooSlow, fitting, is_seen
from notes.search.literals import sure_words
from notes.search.plan import NOTE_ID, Known, asks_for_trash, matches, plan
from notes.search.remarks import Remark
from notes.search.tree import And, Exact, Node, Not, Or, Pattern, Term
from notes.storage.database import database
from notes.storage.kinds import of_kinds
from notes.storage.models import Note as NoteRow
from notes.storage.models import NoteIndex, NoteTag, NoteText, Tag

#: The tags of a note, a line each.
_TAGS = NoteTag.select(fn.GROUP_CONCAT(Tag.name, "\n")).join(Tag).where(NoteTag.note == NoteRow.id)

UNREAD = N_("Only the %(text)s newest notes that may fit could be looked into in time.")
UNREAD_BUT_ONE = N_("Only the newest note that may fit could be looked into in time.")
UNREADS = (UNREAD, UNREAD_BUT_ONE)
TOO_SLOW = N_("The pattern /%(text)s/ takes too long in one of the notes and was stopped there.")


class Scan(NamedTuple):
    """Where the leaves of a tree were found; `complete`: all that could have them were read."""

    known: Known
    remarks: tuple[Remark, ...] = ()
    complete: bool = True


class Limits(NamedTuple):
    """
    When looking ends: at a time of `time.monotonic()`, after `enough` hits, or when there
    are more than are `shown` and those were `counted` until another time.
    """

    deadline: float
    counted: float
    shown: int
    enough: int


def scan(tree: Node, *, indexed: bool = True, limits: Limits | None = None) -> Scan:
    """
    Find the leaves of a tree that need looking; without limits everything is read.
    Not `indexed`: without the index, so that nothing is left to it.
    """
    leaves = list(dict.fromkeys(_leaves(tree, indexed=indexed)))
    if not leaves:
        return Scan({})
    looking = _Looking(tree, leaves)
    look = _look(leaves, limits.deadline if limits else None)
    read = 0
    try:
        for read, row in enumerate(_rows(tree, leaves, indexed=indexed)):
            if read and limits and (end := looking.end(limits, read)):
                return end
            looking.at(row[0], look(row))
    except OutOfTime:
        return looking.so_far(_unread(read))
    except TooSlow as slow:
        return looking.so_far(Remark(TOO_SLOW, str(slow)[:40]))
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

    def end(self, limits: Limits, read: int) -> Scan | None:
        """What was found, if there is no need or no time to read on."""
        now = time.monotonic()
        if self.hits >= limits.enough or (self.hits > limits.shown and now > limits.counted):
            return self.so_far()
        return self.so_far(_unread(read)) if now > limits.deadline else None

    def so_far(self, *remarks: Remark) -> Scan:
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


def _rows(tree: Node, leaves: Sequence[Sight], *, indexed: bool) -> Iterable[Any]:
    """The notes that can be hits; they come one by one, because it may be all that there are."""
    rows = NoteRow.select(*_columns(leaves, indexed=indexed)).join(NoteText)
    wider = _widened(tree) if indexed else None
    in_trash = asks_for_trash(wider or tree)
    if wider:
        asked = plan(wider)
        rows = rows.where(asked.of_notes())
        if asked.words:
            found = NoteIndex.select(NoteIndex.rowid).where(matches(asked.match))
            rows = rows.where(NOTE_ID.in_(found))
    elif not in_trash:
        rows = rows.where(NoteRow.trashed.is_null())
    lately = () if in_trash else (NoteRow.changed.desc(),)  # no index has all in this order
    read: Iterable[Any] = database.execute(rows.order_by(*lately, NoteRow.id.desc()))
    return of_kinds(read, int, str, str, str | None)


def _columns(leaves: Sequence[Sight], *, indexed: bool) -> Iterator[Any]:
    """What has to be known of a note: the least that tells of these leaves, and its id."""
    exact = [leaf.text for leaf in leaves if isinstance(leaf, Exact)]
    yield NoteRow.id
    yield NoteRow.title
    yield NoteText.body if len(exact) < len(leaves) else Value("")
    yield Value("") if indexed else _TAGS
    for text in exact:
        yield (fn.INSTR(NoteText.body, text) > 0) | (fn.INSTR(NoteRow.title, text) > 0)


def _look(leaves: Sequence[Sight], until: float | None) -> Callable[[Any], list[Sight]]:
    """What tells which of the leaves are in a row."""
    exact = [leaf for leaf in leaves if isinstance(leaf, Exact)]
    others = {leaf: fitting(leaf, until) for leaf in leaves if not isinstance(leaf, Exact)}

    def found(row: Any) -> list[Sight]:
        _, title, body, tags, *has = row
        note = Anatomy(title, body, tags.split("\n") if tags else ())
        return [*compress(exact, has), *(leaf for leaf, fits in others.items() if fits(note))]

    return found
