"""
Looking into the texts for what no index can answer: exact characters, patterns,
and words in blocks of one language.

The index names the notes that can have them (`literals.sure_words`); those are read
newest first, until all are read, the time is up, or there are more hits than anybody
asks for.  A pattern that keeps one text busy for too long is stopped, for it would do
so with the next.  What was left unread is said, never passed over.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from itertools import compress
from typing import Any, NamedTuple

from peewee import Value, fn

from notes.errors import N_
from notes.rendering.fences import Fenced, language_of, split_code
from notes.search.literals import sure_words
from notes.search.pattern import compiled, with_plain_ends
from notes.search.plan import Known, asks_for_trash, in_ids, matches, plan
from notes.search.remarks import Remark
from notes.search.snippet import Marker
from notes.search.tree import And, Exact, Leaf, Node, Not, Or, Pattern, Term
from notes.storage.models import Note as NoteRow
from notes.storage.models import NoteIndex, NoteText

#: Seconds that a pattern may spend in one text.
PATTERN_TIME = 0.25
#: Texts read at a time.
BATCH = 1_000

UNREAD = N_("Only the %(text)s newest notes that may fit could be looked into in time.")
TOO_SLOW = N_("The pattern /%(text)s/ takes too long in one of the notes and was stopped there.")

Test = Callable[[str], bool]


class Scan(NamedTuple):
    """Where the leaves of a tree were found; `complete`: all that could have them were read."""

    known: Known
    remarks: tuple[Remark, ...] = ()
    complete: bool = True


def scan(tree: Node, *, enough: int | None = None, deadline: float | None = None) -> Scan:
    """
    Find the leaves of a tree that need looking.  It may stop after `enough` hits,
    and when `time.monotonic()` passes `deadline`; without them it reads everything.
    """
    leaves = list(dict.fromkeys(_leaves(tree)))
    if not leaves:
        return Scan({})
    looking = _Looking(tree, leaves)
    ids = _candidates(tree)
    try:
        for read, (note_id, fitting) in enumerate(_fitting(ids, leaves), 1):
            looking.at(note_id, fitting)
            if read < len(ids) and enough is not None and looking.hits >= enough:
                return looking.ended()
            if read < len(ids) and deadline is not None and time.monotonic() > deadline:
                return looking.ended(Remark(UNREAD, str(read)))
    except _TooSlow as slow:
        return looking.ended(Remark(TOO_SLOW, str(slow)[:40]))
    return Scan(looking.known())


class _Looking:
    """What was found so far; `hits` counts them where every leaf has to be there."""

    def __init__(self, tree: Node, leaves: Sequence[Leaf]) -> None:
        self.hits = 0
        self._found: dict[Leaf, set[int]] = {leaf: set() for leaf in leaves}
        self._all_needed = set(leaves) == set(_demanded(tree))

    def at(self, note_id: int, fitting: Sequence[Leaf]) -> None:
        self.hits += self._all_needed and len(fitting) == len(self._found)
        for leaf in fitting:
            self._found[leaf].add(note_id)

    def known(self) -> Known:
        return {leaf: frozenset(ids) for leaf, ids in self._found.items()}

    def ended(self, *remarks: Remark) -> Scan:
        """The end before all was read."""
        return Scan(self.known(), remarks, complete=False)


def _leaves(node: Node) -> Iterator[Leaf]:
    match node:
        case Exact() | Pattern():
            yield node
        case Term(language=language) if language:
            yield node
        case Not(part):
            yield from _leaves(part)
        case And(parts) | Or(parts):
            for part in parts:
                yield from _leaves(part)


def _demanded(tree: Node) -> Iterator[Leaf]:
    """Leaves without which there is no hit."""
    for part in tree.parts if isinstance(tree, And) else (tree,):
        if not isinstance(part, Not | And | Or):
            yield from _leaves(part)


# --- which notes to read


def _candidates(tree: Node) -> list[int]:
    """The notes that can be hits, newest first."""
    wider = _widened(tree)
    if wider is None:
        rows = NoteRow.select(NoteRow.id).order_by(NoteRow.id.desc())
        if not asks_for_trash(tree):
            rows = rows.where(NoteRow.trashed.is_null())
        return [note_id for (note_id,) in rows.tuples()]
    asked = plan(wider)
    rows = NoteRow.select(NoteRow.id).where(asked.where(NoteRow.id))
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


class _TooSlow(Exception):
    """Raised with the source of a pattern."""


def _fitting(ids: Sequence[int], leaves: Sequence[Leaf]) -> Iterator[tuple[int, list[Leaf]]]:
    """Each of the notes, in the order of the ids, with the leaves that are in it."""
    exact = [leaf for leaf in leaves if isinstance(leaf, Exact)]
    others = {leaf: _test(leaf) for leaf in leaves if not isinstance(leaf, Exact)}
    for note_id, title, body, *has in _rows(ids, exact, bodies=bool(others)):
        fitting = [leaf for leaf, fits in others.items() if fits(body) or fits(title)]
        yield note_id, [*compress(exact, has), *fitting]


def _rows(ids: Sequence[int], exact: Sequence[Exact], *, bodies: bool) -> Iterator[Any]:
    """Id, title and text, if it is needed, and whether it has each of the exact texts."""
    found = [
        (fn.INSTR(NoteText.body, leaf.text) > 0) | (fn.INSTR(NoteRow.title, leaf.text) > 0)
        for leaf in exact
    ]
    columns = (NoteRow.id, NoteRow.title, NoteText.body if bodies else Value(""), *found)
    for start in range(0, len(ids), BATCH):
        query = NoteRow.select(*columns).join(NoteText)
        some = query.where(in_ids(NoteRow.id, ids[start : start + BATCH]))
        yield from some.order_by(NoteRow.id.desc()).tuples().iterator()


def _test(leaf: Pattern | Term) -> Test:
    match leaf:
        case Pattern(source, ignore_case):
            return _pattern(source, ignore_case=ignore_case)
        case Term(wanted, beginning):
            return _written(leaf, Marker([Term(wanted, beginning)]))


def _written(term: Term, marker: Marker) -> Test:
    from notes.rendering.languages import spellings  # Pygments, which no other search needs

    names = spellings(term.language, beginning=term.language_begins)

    def found(text: str) -> bool:
        blocks = (block for block in split_code(text)[1] if _language(block) in names)
        return any(hit for block in blocks for _, hit in marker.marked("\n".join(block.lines)))

    return found


def _language(block: Fenced) -> str:
    return language_of(block.info).lower()


def _pattern(source: str, *, ignore_case: bool) -> Test:
    pattern = compiled(source, ignore_case=ignore_case)

    def found(text: str) -> bool:
        try:
            plain = with_plain_ends(text, source)
            return bool(pattern.search(plain, timeout=PATTERN_TIME, concurrent=True))
        except (TimeoutError, MemoryError):
            raise _TooSlow(source) from None

    return found
