"""
Answers: which notes a query means, the best first.

Ranking is what a search costs, so it is bounded.  Hits are counted up to a cap;
when there are no more, all are ranked, else only the newest `RANKED` are: of a
word that half the notes have, nobody looks for the thousandth.  Notes that have
the words in their title come first.  FTS5 sorts by rank itself only while rank
is the one key and nothing is joined, so everything else about a hit is read
afterwards, for one page of hits, and snippets are cut in Python.

A single letter is a prefix of too much to rank: it is looked up in titles.
"""

import time
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from peewee import JOIN, SQL, fn

from notes.moments import moment
from notes.search import query as language
from notes.search.plan import INDEXED_ID, Plan, matches, plan
from notes.search.query import Query, Remark
from notes.search.segment import RUN
from notes.search.snippet import Marker, Parts
from notes.search.tree import Node, Term, described
from notes.storage.database import database
from notes.storage.models import Note as NoteRow
from notes.storage.models import Notebook, NoteIndex, NoteText, tags_of

#: Of a query with more hits than this (or 1 in 50 notes), only so many are ranked: the newest.
RANKED = 2_000
#: The most hits of one answer.
PAGE_LIMIT = 200
#: How far down an answer can be read; nobody pages further, and RANKED ends there.
OFFSET_LIMIT = 2_000
#: Characters of a text that are looked through for a snippet.
SNIPPET_REACH = 100_000

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
    """How a query was understood: the query in its own words, and what has to be said of it."""

    query: str
    remarks: tuple[Remark, ...]


class Answer(NamedTuple):
    """`more`: there are more hits than `total`, which stops counting at the cap."""

    hits: list[Hit]
    total: int
    more: bool
    explanation: Explanation
    ms: float


def answer(text: str, *, limit: int = 50, offset: int = 0, typing: bool = False) -> Answer:
    """The hits of any text; `typing`: its last word may go on."""
    began = time.perf_counter()
    parsed = language.parse(text, typing=typing)
    limit = max(0, min(limit, PAGE_LIMIT))
    ranked, total, more = _found(parsed.tree, limit + offset, typing=typing)
    hits = _hits(ranked[offset : offset + limit], parsed)
    explanation = Explanation(described(parsed.tree), parsed.remarks)
    return Answer(hits, total, more, explanation, (time.perf_counter() - began) * 1000)


def every(text: str) -> tuple[set[str], tuple[Remark, ...]]:
    """The ids of all notes that a query means, in no order, and what has to be said of it."""
    parsed = language.parse(text)
    if parsed.tree is None:
        return set(), parsed.remarks
    asked = plan(parsed.tree)
    query = NoteRow.select(NoteRow.uid).where(asked.where(NoteRow.id))
    if asked.words:
        indexed = NoteIndex.select(NoteIndex.rowid).where(matches(asked.match()))
        query = query.where(NoteRow.id.in_(indexed))
    return {note_id for (note_id,) in query.tuples()}, parsed.remarks


# --- from a tree to ranked ids


def _found(tree: Node | None, wanted: int, *, typing: bool) -> Ranked:
    match tree:
        case None:
            return NOTHING
        case Term(text, beginning=True) if typing and len(text) == 1:
            return _titled(text, wanted)
    return _ranked(wanted, plan(tree))


def _titled(letter: str, wanted: int) -> Ranked:
    """Notes with a word in their title that begins with a letter, or that has the character."""
    title = NoteRow.title
    begun = title.contains(letter) if RUN.match(letter) else title.startswith(letter)
    if letter.isascii():
        begun = begun | title.contains(f" {letter}")
    query = NoteRow.select(NoteRow.id).where(NoteRow.trashed.is_null(), begun)
    newest = sorted((row_id for (row_id,) in query.tuples()), reverse=True)
    return [(row_id, 0.0) for row_id in newest[:wanted]], len(newest), False


def _ranked(wanted: int, asked: Plan) -> Ranked:
    """Internal ids with scores, best first, at least `wanted` when there are; total and more."""
    if not asked.words:
        return _newest(wanted, asked)
    oldest, total, more = _counted(asked)
    if not total:
        return NOTHING
    titled = _by_rank(asked.match("title"), asked, oldest, wanted)
    if len(titled) >= wanted:
        return titled, total, more
    seen = {row_id for row_id, _ in titled}
    rest = _by_rank(asked.match(), asked, oldest, wanted + len(titled))
    return titled + [row for row in rest if row[0] not in seen], total, more


def _counted(asked: Plan) -> tuple[int, int, bool]:
    """The oldest id that is still ranked, the number of hits, whether there are more."""
    cap = max(RANKED, NoteRow.select().count() // 50)
    query = NoteIndex.select(NoteIndex.rowid).where(matches(asked.match()), asked.where(INDEXED_ID))
    newest = database.execute(query.order_by(SQL("rowid DESC")).limit(cap + 1))
    ids = [row_id for (row_id,) in newest.fetchall()]  # plain rows: there are thousands
    if len(ids) <= cap:
        return 0, len(ids), False
    return ids[RANKED - 1], cap, True


def _by_rank(match: str, asked: Plan, oldest: int, limit: int) -> list[tuple[int, float]]:
    ranked = NoteIndex.select(NoteIndex.rowid, SQL("-rank")).where(
        matches(match), SQL("rowid") >= oldest, asked.where(INDEXED_ID)
    )
    return list(ranked.order_by(SQL("rank")).limit(limit).tuples())


def _newest(wanted: int, asked: Plan) -> Ranked:
    """Without words there is no rank: the newest first."""
    chosen = NoteRow.select(NoteRow.id).where(asked.where(NoteRow.id))
    newest = chosen.order_by(NoteRow.changed.desc(), NoteRow.id.desc()).limit(wanted)
    return [(row_id, 0.0) for (row_id,) in newest.tuples()], chosen.count(), False


# --- from ids to what a list shows


def _hits(ranked: Sequence[tuple[int, float]], parsed: Query) -> list[Hit]:
    rows = _rows([row_id for row_id, _ in ranked])
    named = tags_of(rows)
    marker = Marker(parsed.terms())
    return [
        _hit(rows[row_id], named.get(row_id, ()), score, marker)
        for row_id, score in ranked
        if row_id in rows
    ]


def _rows(ids: Sequence[int]) -> dict[int, Any]:
    """What a list shows of each, and as much of its text as is looked through for a snippet."""
    query = (
        NoteRow.select(
            NoteRow.id,
            NoteRow.uid,
            NoteRow.title,
            NoteRow.excerpt,
            NoteRow.changed,
            Notebook.path,
            fn.SUBSTR(NoteText.body, 1, SNIPPET_REACH).alias("body"),
        )
        .join(NoteText)
        .join_from(NoteRow, Notebook, JOIN.LEFT_OUTER)
        .where(NoteRow.id.in_(ids))
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
