"""
Answers: which notes a query means, the best first.

Hits are gone through in passes, each narrower than the next, until there are
enough: all the words in titles (the very title first, then those that begin with
the words), in titles and headings, in titles, headings and tags, next to each
other, near each other, anywhere.  Within a pass FTS5's rank decides, and of two
that are nearly alike the one that changed last.

Ranking is what a search costs, so it is bounded.  Hits are counted up to a cap;
when there are no more, all are ranked, else only the newest `RANKED` are: of a
word that half the notes have, nobody looks for the thousandth.  Titles, headings
and tags have a small index of their own, so that a title is found however old its
note is.  FTS5 sorts by rank itself only while rank is the one key and nothing is
joined, so everything else about a hit is read afterwards, for one page of hits,
and snippets are cut in Python.

A single letter is the beginning of too much: alone it is looked up in titles, and
behind other words it waits for the next letter.
"""

import json
import re
import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from peewee import JOIN, SQL, fn

from notes.errors import N_
from notes.moments import moment
from notes.search import index, spelling
from notes.search import query as language
from notes.search.conditions import LAST
from notes.search.order import Standing, in_order
from notes.search.plan import INDEXED_ID, Plan, heads, in_ids, matches, near, plan, side_by_side
from notes.search.query import Query, Remark
from notes.search.scan import scan
from notes.search.segment import RUN
from notes.search.snippet import Marker, Parts
from notes.search.tree import And, Leaf, Node, Term, described
from notes.storage.database import database
from notes.storage.models import HeadIndex, Notebook, NoteIndex, NoteText, tags_of
from notes.storage.models import Note as NoteRow

#: Of a query with more hits than this (or 1 in 50 notes), only so many are ranked: the newest.
RANKED = 2_000
#: The most hits of one answer.
PAGE_LIMIT = 2_000
#: How far down an answer can be read; nobody pages further, and RANKED ends there.
OFFSET_LIMIT = 2_000
#: Hits that are put in order together, so that a second page goes on where the first ends.
WINDOW = 200
#: Titles that begin with the words, looked up beside those that rank best.
BEGUN = 400
#: Words that are near each other have at most so many others between them.
NEAR = 8
#: With fewer hits than this, another spelling may be meant.
FEW = 3
#: Seconds for looking into texts, and for another spelling; less while somebody types.
LOOKING, LOOKING_TYPED, SPELLING = 0.7, 0.25, 0.06

RENEWING = N_("The index is being made anew: %(text)s notes can be found so far.")

#: Plain SQL: FTS5 sorts by rank itself, which it does for this form of a query alone.
_RANKED = """
    SELECT rowid, -rank FROM {table}
    WHERE {table} MATCH ? AND rowid >= ? AND +rowid IN (SELECT value FROM json_each(?))
    ORDER BY rank LIMIT ?
"""

Ranked = tuple[list[tuple[int, float]], int, bool]
NOTHING: Ranked = ([], 0, False)


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
    limit = max(0, min(limit, PAGE_LIMIT))
    tree = _without_letter(parsed.tree) if typing else parsed.tree
    with index.reading():
        (ranked, total, more), remarks = _found(tree, limit + offset, typing=typing)
        shown = hits(ranked[offset : offset + limit], parsed.sought())
        suggestion = None
        if tree and total < FEW and not offset:
            suggestion = _suggestion(tree, limit, typing=typing)
    said = (*parsed.remarks, *remarks, *_renewing())
    explanation = Explanation(parsed.tree, described(parsed.tree), said)
    ms = (time.perf_counter() - began) * 1000
    return Answer(shown, total, more, explanation, ms, suggestion)


def every(text: str) -> tuple[set[str], tuple[Remark, ...]]:
    """The ids of all notes that a query means, in no order, and what has to be said of it."""
    parsed = language.parse(text)
    if parsed.tree is None:
        return set(), parsed.remarks
    looked = scan(parsed.tree)
    asked = plan(parsed.tree, looked.known)
    query = NoteRow.select(NoteRow.uid).where(asked.where(NoteRow.id))
    if asked.words:
        indexed = NoteIndex.select(NoteIndex.rowid).where(matches(asked.match))
        query = query.where(NoteRow.id.in_(indexed))
    remarks = (*parsed.remarks, *looked.remarks)
    return {note_id for (note_id,) in query.tuples()}, remarks


def hits(ranked: Sequence[tuple[int, float]], sought: Iterable[Leaf]) -> list[Hit]:
    """What a list shows of ranked internal ids, with what was sought marked."""
    rows = _rows([row_id for row_id, _ in ranked])
    named = tags_of(rows)
    marker = Marker(leaf for leaf in sought if isinstance(leaf, Term))
    return [
        _hit(rows[row_id], named.get(row_id, ()), score, marker)
        for row_id, score in ranked
        if row_id in rows
    ]


# --- from a tree to ranked ids


def _without_letter(tree: Node | None) -> Node | None:
    match tree:
        case And((*parts, Term(text, beginning=True))) if len(text) == 1 and not RUN.match(text):
            return And(tuple(parts)) if len(parts) > 1 else parts[0]
    return tree


def _found(tree: Node | None, wanted: int, *, typing: bool) -> tuple[Ranked, tuple[Remark, ...]]:
    match tree:
        case None:
            return NOTHING, ()
        case Term(text, beginning=True) if typing and len(text) == 1 and not RUN.match(text):
            return _titled(tree, wanted), ()
    cap = max(RANKED, (NoteRow.select(fn.MAX(NoteRow.id)).scalar() or 0) // 50)
    deadline = time.monotonic() + (LOOKING_TYPED if typing else LOOKING)
    looked = scan(tree, enough=cap, deadline=deadline)
    ranked, total, more = _ranked(plan(tree, looked.known), wanted, cap)
    return (ranked, total, more or not looked.complete), looked.remarks


def _titled(letter: Term, wanted: int) -> Ranked:
    """Notes with a word in their title that begins with a letter, the newest first."""
    asked = plan(Term(letter.text, beginning=True, column="title"))
    ids = _newest_hits(HeadIndex, heads(asked.match) & asked.where(INDEXED_ID), RANKED)
    return [(row_id, 0.0) for row_id in ids[:wanted]], len(ids), len(ids) == RANKED


def _ranked(asked: Plan, wanted: int, cap: int) -> Ranked:
    """Internal ids with scores, best first, at least `wanted` when there are; total and more."""
    if not asked.words:
        return _newest(asked, wanted)
    ids = _newest_hits(NoteIndex, matches(asked.match) & asked.where(INDEXED_ID), cap + 1)
    if not ids:
        return NOTHING
    more = len(ids) > cap
    window = WINDOW if wanted <= WINDOW else RANKED
    passes = _passes(asked, ids[:RANKED] if more else ids, window)
    return in_order(_gathered(passes, window), asked.terms), min(len(ids), cap), more


def _newest_hits(table: Any, condition: Any, limit: int) -> list[int]:
    newest = table.select(table.rowid).where(condition).order_by(SQL("rowid DESC")).limit(limit)
    return [row_id for (row_id,) in database.execute(newest).fetchall()]  # plain: there are many


def _newest(asked: Plan, wanted: int) -> Ranked:
    """Without words there is no rank: the newest first."""
    chosen = NoteRow.select(NoteRow.id).where(asked.where(NoteRow.id))
    newest = chosen.order_by(NoteRow.changed.desc(), NoteRow.id.desc()).limit(wanted)
    return [(row_id, 0.0) for (row_id,) in newest.tuples()], chosen.count(), False


# --- passes


def _passes(asked: Plan, ids: Sequence[int], window: int) -> Iterator[list[tuple[int, float]]]:
    """Hits with FTS5's score; `ids` are the newest hits, to which all but titles keep."""
    if asked.terms:
        yield _begun(asked)
        yield _titled_best(asked, window)
        for columns in ("title headings", "title headings tags"):
            yield _by_rank("head_index", f"{{{columns}}} : ({asked.words})", ids, window)
    else:
        yield from ([], [], [], [])
    if len(asked.terms) > 1 and not any(term.column for term in asked.terms):
        yield _by_rank("note_index", side_by_side(asked.terms), ids, window)
        yield _by_rank("note_index", near(asked.terms, NEAR), ids, window)
    else:
        yield from ([], [])
    yield _by_rank("note_index", asked.words, ids, window)


def _begun(asked: Plan) -> list[tuple[int, float]]:
    """Titles that begin with the words as they were typed, the very title among them."""
    words = " ".join(term.text for term in asked.terms)
    title = NoteRow.title.collate("NOCASE")
    trashed = NoteRow.trashed.is_null(not asked.trashed)  # as the index of titles has it
    inside = not asked.terms[-1].beginning and not RUN.match(words[-1])
    ending = re.compile(r"(?![^\W_])" if inside else "")
    begun = NoteRow.select(NoteRow.id, NoteRow.title).where(
        title >= words, title < words + LAST, trashed, asked.headed(NoteRow.id)
    )
    rows = begun.order_by(title).limit(BEGUN).tuples()
    return [(row_id, 0.0) for row_id, found in rows if ending.match(found, len(words))]


def _titled_best(asked: Plan, window: int) -> list[tuple[int, float]]:
    match = f"title : ({asked.words})"
    ids = _newest_hits(HeadIndex, heads(match) & asked.headed(INDEXED_ID), RANKED)
    return _by_rank("head_index", match, ids, window) if ids else []


def _by_rank(table: str, match: str, ids: Sequence[int], limit: int) -> list[tuple[int, float]]:
    """Those of the ids, newest first, that an expression finds, best first."""
    asked = (match, ids[-1], json.dumps(ids), limit)
    return list(database.execute_sql(_RANKED.format(table=table), asked).fetchall())


def _gathered(passes: Iterable[list[tuple[int, float]]], window: int) -> dict[int, Standing]:
    """The hits of so many passes as fill a window, each with the first that found it."""
    found: dict[int, Standing] = {}
    for level, rows in enumerate(passes):
        for row_id, score in rows:
            known = found.get(row_id, Standing(level, score))
            found[row_id] = Standing(known.level, max(known.score, score))
        if len(found) >= window and level:
            break
    return found


# --- from ids to what a list shows


def _suggestion(tree: Node, limit: int, *, typing: bool) -> Suggestion | None:
    """The hits of the query as it may have been meant; the word being typed is whole in it."""
    meant = spelling.corrected(tree, time.perf_counter() + SPELLING)
    if meant is None:
        return None
    (ranked, total, _), _ = _found(meant, limit, typing=False)
    said = described(meant)
    shown = hits(ranked[:limit], Query(meant).sought())
    return Suggestion(said.removesuffix("*") if typing else said, shown, total)


def _renewing() -> tuple[Remark, ...]:
    state = index.renewing()
    return (Remark(RENEWING, f"{state[0]}/{state[1]}"),) if state else ()


def _rows(ids: Sequence[int]) -> dict[int, Any]:
    """What a list shows of each, and the text in which a snippet is looked for."""
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
    return {row.id: row for row in query.namedtuples()}


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
