"""
Looking into the texts for what no index can answer: exact characters, patterns,
and words in blocks of one language.

The index names the notes that can have them (`literals.sure_words`); those are read
newest first, until all are read, the time is up, or there are more hits than anybody
asks for.  A pattern that keeps one text busy for too long is stopped, for it would do
so with the next.  What was left unread is said, never passed over.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from notes.errors import N_
from notes.rendering.fences import Fenced, language_of, split_code
from notes.search.literals import sure_words
from notes.search.pattern import compiled
from notes.search.plan import Known, asks_for_trash, matches, plan
from notes.search.query import Remark
from notes.search.snippet import Marker
from notes.search.tree import And, Exact, Leaf, Node, Not, Or, Pattern, Term
from notes.storage.models import Note as NoteRow
from notes.storage.models import NoteIndex, NoteText

#: Seconds that a pattern may spend in one text.
PATTERN_TIME = 0.25
#: Texts read at a time.
BATCH = 100

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
    for read, (note_id, text) in enumerate(_texts(ids)):
        if enough is not None and looking.hits >= enough:
            return looking.ended()
        if deadline is not None and time.monotonic() > deadline:
            return looking.ended(Remark(UNREAD, str(read)))
        try:
            looking.at(note_id, text)
        except _TooSlow as slow:
            return looking.ended(Remark(TOO_SLOW, str(slow)[:40]))
    return Scan(looking.known())


class _Looking:
    """What was found so far; `hits` counts them where every leaf has to be there."""

    def __init__(self, tree: Node, leaves: Sequence[Leaf]) -> None:
        self.hits = 0
        self._tests = {leaf: _test(leaf) for leaf in leaves}
        self._found: dict[Leaf, set[int]] = {leaf: set() for leaf in leaves}
        self._all_needed = set(leaves) == set(_demanded(tree))

    def at(self, note_id: int, text: str) -> None:
        fitting = [leaf for leaf, fits in self._tests.items() if fits(text)]
        self.hits += self._all_needed and len(fitting) == len(self._tests)
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
        trashed = NoteRow.trashed.is_null(not asks_for_trash(tree))
        rows = NoteRow.select(NoteRow.id).where(trashed).order_by(NoteRow.id.desc())
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


def _texts(ids: Sequence[int]) -> Iterator[tuple[int, str]]:
    """Title and text of each, in the order of the ids."""
    for start in range(0, len(ids), BATCH):
        some = ids[start : start + BATCH]
        query = NoteRow.select(NoteRow.id, NoteRow.title, NoteText.body).join(NoteText)
        rows: Iterable[Any] = query.where(NoteRow.id.in_(some)).order_by(NoteRow.id.desc()).tuples()
        for note_id, title, body in rows:
            yield note_id, f"{title}\n{body}"


# --- what to look for


class _TooSlow(Exception):
    """Raised with the source of a pattern."""


def _test(leaf: Leaf) -> Test:
    match leaf:
        case Exact(wanted):
            return lambda text: wanted in text
        case Pattern(source, ignore_case):
            return _pattern(source, ignore_case=ignore_case)
        case Term(wanted, beginning, language=language):
            return _written(language, Marker([Term(wanted, beginning)]))


def _written(language: str, marker: Marker) -> Test:
    from notes.rendering.languages import spellings  # Pygments, which no other search needs

    names = spellings(language)

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
            return bool(pattern.search(text, timeout=PATTERN_TIME, concurrent=True))
        except TimeoutError:
            raise _TooSlow(source) from None

    return found
