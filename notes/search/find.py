"""
Answers: which notes a query means, the best first.

Hits are counted up to a cap.  When there are no more, all are ranked, else only the
newest `RANKED` are: of a word that half the notes have, nobody looks for the thousandth.
Titles, headings and tags have a small index of their own, in which titles are found
however old their notes are; when they are enough, nothing else is ranked.  FTS5 scores
all hits at once, because the score of a common word costs a walk through every note that
has it.  Then narrower and narrower expressions, which need no score, say where each hit
stands: near each other, next to each other, in tags, in headings (`notes.search.order`).
Everything else about a hit is read afterwards, for one page of hits, and snippets are cut
in Python.

A single letter is the beginning of too much: alone it is looked up in titles, and
behind other words it waits for the next letter.
"""

import re
import time
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

from peewee import JOIN, SQL, fn

from notes.errors import N_
from notes.moments import moment
from notes.search import index, spelling
from notes.search import query as language
from notes.search.conditions import LAST
from notes.search.order import Level, Standing, in_order
from notes.search.plan import INDEXED_ID, Plan, heads, in_ids, matches, near, plan, side_by_side
from notes.search.query import Query, Remark
from notes.search.scan import scan
from notes.search.segment import RUN, UNSPACED, has_words
from notes.search.snippet import Marker, Parts
from notes.search.tree import And, Leaf, Node, Term, described, joined
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

#: A text that ends in the first letter of a word, and what stands before it.
_ONE_LETTER = re.compile(rf"(|.*[\W_{UNSPACED}])[^\W_{UNSPACED}]", re.DOTALL)

_FOUND = "SELECT rowid FROM {table} WHERE {table} MATCH ? AND rowid >= ?"
_SCORED = "SELECT rowid, -rank FROM {table} WHERE {table} MATCH ? AND rowid >= ?"

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
    """A tree without the one letter that is typed so far of its last word."""
    match tree:
        case Term(beginning=True):
            return _settled(tree) or tree
        case And((*parts, Term(beginning=True) as last)):
            settled = _settled(last)
            return joined(And, [*parts, settled] if settled else parts)
    return tree


def _settled(term: Term) -> Term | None:
    letter = _ONE_LETTER.fullmatch(term.text)
    if not letter:
        return term
    return replace(term, text=letter[1], beginning=False) if has_words(letter[1]) else None


def _found(tree: Node | None, wanted: int, *, typing: bool) -> tuple[Ranked, tuple[Remark, ...]]:
    match tree:
        case None:
            return NOTHING, ()
        case Term(text, beginning=True) if typing and not _settled(tree):
            return _titled(text[-1], wanted), ()
    cap = max(RANKED, (NoteRow.select(fn.MAX(NoteRow.id)).scalar() or 0) // 50)
    deadline = time.monotonic() + (LOOKING_TYPED if typing else LOOKING)
    looked = scan(tree, enough=cap, deadline=deadline)
    ranked, total, more = _ranked(plan(tree, looked.known), wanted, cap)
    return (ranked, total, more or not looked.complete), looked.remarks


def _titled(letter: str, wanted: int) -> Ranked:
    """Notes with a word in their title that begins with a letter, the newest first."""
    asked = plan(Term(letter, beginning=True, column="title"))
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
    found = _titles(asked, ids, more=more) if asked.terms else {}
    if len(found) < window:
        found = _standings(asked, ids[:RANKED]) | found
    return in_order(found, asked.terms, window), min(len(ids), cap), more


def _newest_hits(table: Any, condition: Any, limit: int) -> list[int]:
    newest = table.select(table.rowid).where(condition).order_by(SQL("rowid DESC")).limit(limit)
    return [row_id for (row_id,) in database.execute(newest).fetchall()]  # plain: there are many


def _newest(asked: Plan, wanted: int) -> Ranked:
    """Without words there is no rank: the newest first."""
    chosen = NoteRow.select(NoteRow.id).where(asked.where(NoteRow.id))
    newest = chosen.order_by(NoteRow.changed.desc(), NoteRow.id.desc()).limit(wanted)
    return [(row_id, 0.0) for (row_id,) in newest.tuples()], chosen.count(), False


# --- passes


def _titles(asked: Plan, ids: Sequence[int], *, more: bool) -> dict[int, Standing]:
    """Hits by their title: among the ids, which are all, or when there are more among all."""
    known = None if more else frozenset(ids)
    scores = _titled_best(asked, known)
    begun = {
        row_id: Standing(Level.BEGINS_TITLE, scores.get(row_id, 0.0))
        for row_id in _begun(asked, known)
    }
    return {row_id: Standing(Level.IN_TITLE, score) for row_id, score in scores.items()} | begun


def _standings(asked: Plan, ids: Sequence[int]) -> dict[int, Standing]:
    """Of each of the ids, newest first, its score and where it has the words, titles apart."""
    scores = dict(_found_since(_SCORED, "note_index", asked.words, ids[-1]))
    found = {row_id: Standing(Level.ANYWHERE, scores[row_id]) for row_id in ids}
    for level, table, match in _passes(asked):
        for (row_id,) in _found_since(_FOUND, table, match, ids[-1]):
            if row_id in found:
                found[row_id] = Standing(level, scores[row_id])
    return found


def _found_since(query: str, table: str, match: str, oldest: int) -> list[Any]:
    return list(database.execute_sql(query.format(table=table), (match, oldest)).fetchall())


def _passes(asked: Plan) -> Iterator[tuple[Level, str, str]]:
    """Narrower and narrower expressions."""
    if len(asked.terms) > 1 and not any(term.column for term in asked.terms):
        yield Level.NEAR, "note_index", near(asked.terms, NEAR)
        yield Level.TOGETHER, "note_index", side_by_side(asked.terms)
    if asked.terms:
        yield Level.IN_TAGS, "head_index", f"{{title headings tags}} : ({asked.words})"
        yield Level.IN_HEADINGS, "head_index", f"{{title headings}} : ({asked.words})"


def _titled_best(asked: Plan, known: Set[int] | None) -> dict[int, float]:
    match = f"title : ({asked.words})"
    if known is None:
        newest = _newest_hits(HeadIndex, heads(match) & asked.headed(INDEXED_ID), RANKED)
        known = frozenset(newest)
    scores = _found_since(_SCORED, "head_index", match, min(known)) if known else []
    return {row_id: score for row_id, score in scores if row_id in known}


def _begun(asked: Plan, known: Set[int] | None) -> Iterator[int]:
    """Titles that begin with the words as they were typed, the very title among them."""
    words = " ".join(term.text for term in asked.terms)
    title = NoteRow.title.collate("NOCASE")
    trashed = NoteRow.trashed.is_null(not asked.trashed)  # as the index of titles has it
    chosen = asked.headed(NoteRow.id) if known is None else trashed
    begun = NoteRow.select(NoteRow.id, NoteRow.title).where(
        title >= words, title < words + LAST, trashed, chosen
    )
    inside = not asked.terms[-1].beginning and not RUN.match(words[-1])
    ending = re.compile(r"(?![^\W_])" if inside else "")
    for row_id, found in begun.order_by(title).limit(BEGUN).tuples():
        if ending.match(found, len(words)) and (known is None or row_id in known):
            yield row_id


# --- from ids to what a list shows


def _suggestion(tree: Node, limit: int, *, typing: bool) -> Suggestion | None:
    """The hits of the query as it may have been meant; the word being typed is whole in it."""
    meant = spelling.corrected(tree, time.perf_counter() + SPELLING)
    if meant is None:
        return None
    (ranked, total, _), _ = _found(meant, limit, typing=False)
    if not total:
        return None
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
