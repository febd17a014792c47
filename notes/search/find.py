"""
Answers: which notes a query means, the best first.

All that an answer asks of the library is asked of one state of it (`notes.search.asking`).
A page of hits is read after they were ranked (`notes.search.ranking`), and snippets are
cut in Python.  While the index is broken, the texts are looked into (`notes.search.scan`),
and the newest notes come first.

While somebody types, a word of one letter may mean several things (`notes.search.initial`);
the first that has hits counts.
"""

import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

from peewee import JOIN, fn

from notes.errors import N_
from notes.moments import moment
from notes.search import index, spelling
from notes.search import query as language
from notes.search.asking import answered
from notes.search.conditions import unknown
from notes.search.initial import is_initial, readings
from notes.search.plan import in_ids, matches, plan
from notes.search.query import Query
from notes.search.ranking import NOTHING, RANKED, Ranked, ranked, titled
from notes.search.remarks import Remark
from notes.search.scan import scan
from notes.search.snippet import Marker, Parts
from notes.search.tree import Leaf, Node, Term, described
from notes.storage.models import Note as NoteRow
from notes.storage.models import Notebook, NoteIndex, NoteText, tags_of

#: The most hits of one answer.
PAGE_LIMIT = 2_000
#: With fewer hits than this, another spelling may be meant.
FEW = 3
#: Seconds for looking into texts, and for another spelling; less while somebody types.
LOOKING, LOOKING_TYPED, SPELLING = 0.7, 0.4, 0.06

UNINDEXED = N_("The index was damaged and is made anew; meanwhile the texts are searched.")
RENEWING = N_("The index is being made anew: %(text)s notes can be found so far.")


class Hit(NamedTuple):
    """`score` is higher for better; parts are plain text with whether it matched."""

    id: str
    title: str
    notebook: str
    tags: tuple[str, ...]
    changed: datetime
    score: float
    title_parts: Parts
    snippet_parts: Parts


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
    """`more`: there are more hits than `total`, which stops counting at the cap."""

    hits: list[Hit]
    total: int
    more: bool
    explanation: Explanation
    ms: float
    suggestion: Suggestion | None = None


def answer(text: str, *, limit: int = 50, offset: int = 0, typing: bool = False) -> Answer:
    """The hits of any text; `typing`: its last word may go on."""
    began = time.perf_counter()
    parsed = language.parse(text, typing=typing)
    page = slice(offset, offset + max(0, min(limit, PAGE_LIMIT)))
    found = answered(partial(_answer, parsed, page, typing))
    return found._replace(ms=(time.perf_counter() - began) * 1000)


def every(text: str, *, typing: bool = False) -> tuple[set[str], tuple[Remark, ...]]:
    """The ids of all notes that an answer counts, in no order, and what has to be said of it."""
    return answered(partial(_every, language.parse(text, typing=typing), typing))


def _answer(parsed: Query, page: slice, typing: bool, indexed: bool) -> Answer:
    (ranks, total, more), remarks = _found(parsed.tree, page.stop, typing=typing, indexed=indexed)
    shown = hits(ranks[page], parsed.sought())
    suggestion = None
    if indexed and parsed.tree and total < FEW and not page.start:
        suggestion = _suggestion(parsed.tree, page.stop, typing=typing)
    said = _said(parsed, remarks, typing=typing, indexed=indexed)
    explanation = Explanation(parsed.tree, described(parsed.tree), said)
    return Answer(shown, total, more, explanation, 0.0, suggestion)


def _every(parsed: Query, typing: bool, indexed: bool) -> tuple[set[str], tuple[Remark, ...]]:
    found: set[str] = set()
    remarks: tuple[Remark, ...] = ()
    for meant in _readings(parsed.tree, typing=typing):
        found, remarks = _all_of(meant, indexed)
        if found:
            break
    return found, _said(parsed, remarks, typing=typing, indexed=indexed)


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


def _found(
    tree: Node | None, wanted: int, *, typing: bool, indexed: bool = True
) -> tuple[Ranked, tuple[Remark, ...]]:
    seconds = LOOKING_TYPED if typing else LOOKING
    found = NOTHING
    remarks: tuple[Remark, ...] = ()
    for meant in _readings(tree, typing=typing):
        found, remarks = _looked_up(meant, wanted, seconds, indexed)
        if found[1]:
            break
    return found, remarks


def _looked_up(
    tree: Node, wanted: int, seconds: float, indexed: bool
) -> tuple[Ranked, tuple[Remark, ...]]:
    cap = max(RANKED, (NoteRow.select(fn.MAX(NoteRow.id)).scalar() or 0) // 50)
    match tree:
        case Term(text, column="title") if indexed and len(text) == 1 and is_initial(tree):
            return titled(tree, wanted, cap), ()
    looked = scan(tree, indexed=indexed, enough=cap, deadline=time.monotonic() + seconds)
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


def _readings(tree: Node | None, *, typing: bool) -> Iterable[Node]:
    if tree is None:
        return ()
    return readings(tree) if typing else (tree,)


# --- from ids to what a list shows


def _suggestion(tree: Node, limit: int, *, typing: bool) -> Suggestion | None:
    """The hits of the query as it may have been meant; the word being typed is whole in it."""
    meant = spelling.corrected(tree, time.perf_counter() + SPELLING)
    if meant is None:
        return None
    (ranks, total, _), _ = _found(meant, limit, typing=typing)
    if not total:
        return None
    said = described(meant)
    shown = hits(ranks[:limit], Query(meant).sought())
    return Suggestion(said.removesuffix("*") if typing else said, shown, total)


def _said(
    parsed: Query, remarks: Iterable[Remark], *, typing: bool, indexed: bool
) -> tuple[Remark, ...]:
    """What has to be said of a query, and of what was found for it."""
    if not indexed:
        return (Remark(UNINDEXED), *parsed.remarks, *remarks)
    return (*parsed.remarks, *unknown(parsed.tree, typing=typing), *remarks, *_renewing())


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
            Notebook.path,
            NoteText.body,
        )
        .join(NoteText)
        .join_from(NoteRow, Notebook, JOIN.LEFT_OUTER)
        .where(in_ids(NoteRow.id, ids))
    )
    return iter(query.namedtuples().iterator())


def _hit(row: Any, tags: Sequence[str], score: float, marker: Marker) -> Hit:
    return Hit(
        id=row.uid,
        title=row.title,
        notebook=row.path or "",
        tags=tuple(tags),
        changed=moment(row.changed),
        score=score,
        title_parts=marker.marked(row.title),
        snippet_parts=marker.snippet(row.body, row.excerpt, row.title),
    )
