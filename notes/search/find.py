"""
Answers: which notes a query means, the best first.

All that an answer asks of the library is asked of one state of it (`notes.search.asking`).
A page of hits is read after they were ranked (`notes.search.ranking`), and snippets are
cut in Python.  While the index is broken, and of what it does not have while it is made
anew, the texts are looked into (`notes.search.scan`), and the newest notes come first.

While somebody types, a word of one letter may mean several things (`notes.search.initial`);
the first that has hits counts.
"""

import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from peewee import JOIN, fn

from notes.errors import N_, TakesTooLong
from notes.moments import moment
from notes.search import index, spelling
from notes.search import query as language
from notes.search.asking import answered, limited
from notes.search.conditions import unknown
from notes.search.damage import lacks_notes
from notes.search.initial import is_initial, readings
from notes.search.plan import in_ids, matches, plan
from notes.search.query import Query
from notes.search.ranking import NOTHING, RANKED, Ranked, ranked, titled
from notes.search.remarks import Remark
from notes.search.scan import UNREADS, Limits, scan
from notes.search.snippet import Marker, Parts
from notes.search.tree import Leaf, Node, Term, described
from notes.storage.models import Note as NoteRow
from notes.storage.models import Notebook, NoteIndex, NoteText, tags_of
from notes.text import sha256

#: The most hits of one answer.
PAGE_LIMIT = 2_000
#: With fewer hits than this, another spelling may be meant.
FEW = 3
#: Seconds of the processor for all questions to the index.
ASKING = 0.6
#: Seconds for looking into texts, and for counting what is found there beyond what is shown.
LOOKING, LOOKING_HURRIED, COUNTING = 0.5, 0.06, 0.04
#: Seconds for another spelling.
SPELLING = 0.06

STOPPED = N_(
    "This takes too long to search and was stopped: fewer words, or longer ones, are faster."
)
UNINDEXED = N_("The index was damaged and is made anew; meanwhile the texts are searched.")
RENEWING = N_("The index is being made anew: %(text)s notes can be found so far.")


class Hit(NamedTuple):
    """
    `score` is higher for better; parts are plain text with whether it matched.  Of a text that is
    not what was saved, `damaged`, nothing is shown.
    """

    id: str
    title: str
    notebook: str
    tags: tuple[str, ...]
    changed: datetime
    score: float
    title_parts: Parts
    snippet_parts: Parts
    damaged: bool = False


class Explanation(NamedTuple):
    """How a query was understood: its tree, in its own words, and what has to be said of it."""

    tree: Node | None
    query: str
    remarks: tuple[Remark, ...]


class Suggestion(NamedTuple):
    """The query with words that the library has, and its hits."""

    query: str
    hits: list[Hit]
    total: int


class Answer(NamedTuple):
    """
    `more`: there are more hits than `total`, which stops counting at the cap; `unread`: there
    was no time to look into all texts.
    """

    hits: list[Hit]
    total: int
    more: bool
    explanation: Explanation
    ms: float
    suggestion: Suggestion | None = None
    unread: bool = False


class Manner(NamedTuple):
    """How a query is answered; `indexed`: there is an index to ask."""

    typing: bool
    hurried: bool
    indexed: bool


def answer(
    text: str, *, limit: int = 50, offset: int = 0, typing: bool = False, hurried: bool = False
) -> Answer:
    """
    The hits of any text; `typing`: its last word may go on; `hurried`: another question
    may follow at once, so that texts are looked into for a moment only.
    """
    began = time.perf_counter()
    parsed = language.parse(text, typing=typing)
    page = slice(offset, offset + max(0, min(limit, PAGE_LIMIT)))
    found = answered(lambda indexed: _answer(parsed, page, Manner(typing, hurried, indexed)))
    return found._replace(ms=(time.perf_counter() - began) * 1000)


def every(text: str, *, typing: bool = False) -> tuple[set[str], tuple[Remark, ...]]:
    """The ids of all notes that an answer counts, in no order, and what has to be said of it."""
    parsed = language.parse(text, typing=typing)
    return answered(lambda indexed: _every(parsed, Manner(typing, False, indexed)))


def _answer(parsed: Query, page: slice, manner: Manner) -> Answer:
    (ranks, total, more), remarks = _found(parsed.tree, page.stop, manner)
    if not total and manner.indexed and lacks_notes():
        return _answer(parsed, page, manner._replace(indexed=False))
    shown = hits(ranks[page], parsed.sought())
    suggestion = None
    stopped = Remark(STOPPED) in remarks
    if manner.indexed and parsed.tree and total < FEW and not (page.start or stopped):
        suggestion = _suggestion(parsed.tree, page.stop, manner)
    said = _said(parsed, remarks, manner)
    explanation = Explanation(parsed.tree, described(parsed.tree), said)
    unread = any(remark.sentence in UNREADS for remark in remarks)
    return Answer(shown, total, more, explanation, 0.0, suggestion, unread)


def _every(parsed: Query, manner: Manner) -> tuple[set[str], tuple[Remark, ...]]:
    found: set[str] = set()
    remarks: tuple[Remark, ...] = ()
    for meant in _readings(parsed.tree, manner):
        found, remarks = _all_of(meant, manner.indexed)
        if found:
            break
    if not found and manner.indexed and lacks_notes():
        return _every(parsed, manner._replace(indexed=False))
    return found, _said(parsed, remarks, manner)


def hits(ranks: Sequence[tuple[int, float]], sought: Iterable[Leaf]) -> list[Hit]:
    """What a list shows of ranked internal ids, with what was sought marked."""
    scores = dict(ranks)
    named = tags_of(scores)
    marker = Marker(sought)
    found = {
        row.id: _hit(row, named.get(row.id, ()), scores[row.id], marker) for row in _rows(scores)
    }
    return [found[row_id] for row_id in scores if row_id in found]


# --- from a tree to ranked ids


def _found(tree: Node | None, wanted: int, manner: Manner) -> tuple[Ranked, tuple[Remark, ...]]:
    """The first reading of a tree that has hits, as far as there is time."""
    until = time.monotonic() + (LOOKING_HURRIED if manner.hurried else LOOKING)
    found = NOTHING
    remarks: tuple[Remark, ...] = ()
    try:
        with limited(ASKING):
            for meant in _readings(tree, manner):
                found, remarks = _looked_up(meant, wanted, until, manner.indexed)
                if found[1]:
                    break
    except TakesTooLong:
        return NOTHING, (Remark(STOPPED),)
    return found, remarks


def _looked_up(
    tree: Node, wanted: int, until: float, indexed: bool
) -> tuple[Ranked, tuple[Remark, ...]]:
    cap = max(RANKED, (NoteRow.select(fn.MAX(NoteRow.id)).scalar() or 0) // 50)
    match tree:
        case Term(text, column="title") if indexed and len(text) == 1 and is_initial(tree):
            return titled(tree, wanted, cap), ()
    shown = cap if indexed and plan(tree).words else wanted  # words are ranked, among many
    limits = Limits(until, time.monotonic() + COUNTING, shown, cap)
    looked = scan(tree, indexed=indexed, limits=limits)
    ranks, total, more = ranked(plan(tree, looked.known), wanted, cap)
    return (ranks, total, more or not looked.complete), looked.remarks


def _all_of(tree: Node, indexed: bool) -> tuple[set[str], tuple[Remark, ...]]:
    looked = scan(tree, indexed=indexed)
    asked = plan(tree, looked.known)
    query = NoteRow.select(NoteRow.uid).where(asked.of_notes())
    if asked.words:
        indexed = NoteIndex.select(NoteIndex.rowid).where(matches(asked.match))
        query = query.where(NoteRow.id.in_(indexed))
    return {note_id for (note_id,) in query.tuples()}, looked.remarks


def _readings(tree: Node | None, manner: Manner) -> Iterable[Node]:
    if tree is None:
        return ()
    return readings(tree) if manner.typing else (tree,)


# --- from ids to what a list shows


def _suggestion(tree: Node, limit: int, manner: Manner) -> Suggestion | None:
    """The hits of the query as it may have been meant; the word being typed is whole in it."""
    meant = spelling.corrected(tree, SPELLING)
    if meant is None:
        return None
    (ranks, total, _), _ = _found(meant, limit, manner)
    if not total:
        return None
    said = described(meant)
    shown = hits(ranks[:limit], Query(meant).sought())
    return Suggestion(said.removesuffix("*") if manner.typing else said, shown, total)


def _said(parsed: Query, remarks: Iterable[Remark], manner: Manner) -> tuple[Remark, ...]:
    """What has to be said of a query, and of what was found for it."""
    if not manner.indexed:
        return (Remark(UNINDEXED), *parsed.remarks, *remarks)
    unknown_names = unknown(parsed.tree, typing=manner.typing)
    return (*parsed.remarks, *unknown_names, *remarks, *_renewing())


def _renewing() -> tuple[Remark, ...]:
    state = index.renewing()
    return (Remark(RENEWING, f"{state[0]}/{state[1]}"),) if state else ()


def _rows(ids: Iterable[int]) -> Iterator[Any]:
    """What a list shows of each, and its text; one at a time, for texts can be long."""
    query = (
        NoteRow.select(
            NoteRow.id,
            NoteRow.uid,
            NoteRow.title,
            NoteRow.excerpt,
            NoteRow.changed,
            NoteRow.sha256,
            Notebook.path,
            NoteText.body,
        )
        .join(NoteText)
        .join_from(NoteRow, Notebook, JOIN.LEFT_OUTER)
        .where(in_ids(NoteRow.id, ids))
    )
    return iter(query.namedtuples().iterator())


def _hit(row: Any, tags: Sequence[str], score: float, marker: Marker) -> Hit:
    damaged = sha256(row.body) != row.sha256
    return Hit(
        id=row.uid,
        title=row.title,
        notebook=row.path or "",
        tags=tuple(tags),
        changed=moment(row.changed),
        score=score,
        title_parts=marker.marked(row.title),
        snippet_parts=[] if damaged else marker.snippet(row.body, row.excerpt, row.title),
        damaged=damaged,
    )
