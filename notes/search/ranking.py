"""
Ranking: the hits of a plan, the best first.

Hits are counted up to a cap.  When there are no more, all are ranked, else only the
newest `RANKED` are: of a word that half the notes have, nobody looks for the thousandth.
Titles, headings and tags have a small index of their own, in which titles are found
however old their notes are; when they fill what is asked for, nothing else is ranked.
FTS5 scores all hits at once, because the score of a common word costs a walk through
every note that has it.  A phrase costs one through every note that has its words: when
all of them are common, the newest come first without a score.  Then narrower and narrower
expressions, which need no score, say where each hit stands: near each other, next to each
other, in tags, in headings (`notes.search.order`).
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from peewee import SQL

from notes.search import asking
from notes.search.conditions import LAST
from notes.search.order import BLOCK, Level, Standing, in_order
from notes.search.plan import (
    Plan,
    heads,
    in_ids,
    matches,
    near,
    one_of,
    plan,
    side_by_side,
    spelled_out,
)
from notes.search.segment import phrase
from notes.search.tree import Term
from notes.storage.database import database, value
from notes.storage.models import HeadIndex, NoteIndex
from notes.storage.models import Note as NoteRow

#: Of a query with more hits than this (or 1 in 50 notes), only so many are ranked: the newest.
RANKED = 2_000
#: Titles that begin with the words, looked up beside those that rank best.
BEGUN = 400
#: A word that more notes have is common.
COMMON = 35_000
#: Words that are near each other have at most so many others between them.
NEAR = 8

_FOUND = "SELECT rowid FROM {table} WHERE {table} MATCH ? AND rowid >= ?"
_SCORED = "SELECT rowid, -rank FROM {table} WHERE {table} MATCH ? AND rowid >= ?"
_COUNT = "SELECT count(*) FROM (SELECT 1 FROM note_index WHERE note_index MATCH ? LIMIT ?)"
#: Words as FTS5 parts them, of a text that was made for it.
_WORD = re.compile(r"[^\W_]+")

#: Internal ids with scores, best first; how many hits there are; whether there are more.
Ranked = tuple[list[tuple[int, float]], int, bool]
NOTHING: Ranked = ([], 0, False)


def ranked(asked: Plan, wanted: int, cap: int) -> Ranked:
    """At least `wanted` hits when there are so many; they are counted up to `cap`."""
    if not asked.words:
        return _newest(asked, wanted)
    ids = _newest_hits(NoteIndex, matches(asked.match) & asked.of_hits(NoteIndex), cap + 1)
    if not ids:
        return NOTHING
    more = len(ids) > cap
    wanted = _whole_blocks(wanted)
    scores = {} if more else _scores(asked, ids)
    found = _titles(asked, scores) if asked.in_heads else {}
    if len(found) < wanted:
        newest = ids[:RANKED]
        found = _standings(asked, newest, scores or _scores_of_newest(asked, newest)) | found
    return in_order(found, asked.terms, wanted), min(len(ids), cap), more


def titled(initial: Term, wanted: int, cap: int) -> Ranked:
    """Notes with a word in their title that begins with a letter; they are too many to score."""
    asked = plan(initial)
    ids = _newest_hits(HeadIndex, heads(asked.match) & asked.of_hits(HeadIndex), cap + 1)
    found = {row_id: Standing(Level.IN_TITLE, 0.0) for row_id in ids}
    found |= {row_id: Standing(Level.BEGINS_TITLE, 0.0) for row_id in _begun(asked, {})}
    return in_order(found, asked.terms, _whole_blocks(wanted)), min(len(ids), cap), len(ids) > cap


def _whole_blocks(wanted: int) -> int:
    """How many hits are refined for a page that ends there."""
    return -(-wanted // BLOCK) * BLOCK


def _newest_hits(table: Any, condition: Any, limit: int) -> list[int]:
    newest = table.select(table.rowid).where(condition).order_by(SQL("rowid DESC")).limit(limit)
    return [row_id for (row_id,) in database.execute(newest).fetchall()]  # plain: there are many


def _newest(asked: Plan, wanted: int) -> Ranked:
    """Without words there is no rank: the newest first."""
    chosen = NoteRow.select(NoteRow.id).where(asked.of_notes())
    newest = chosen.order_by(NoteRow.changed.desc(), NoteRow.id.desc()).limit(wanted)
    found = [(row_id, 0.0) for (row_id,) in newest.tuples()]
    return found, chosen.count() if len(found) == wanted else len(found), False


def _scores(asked: Plan, ids: Sequence[int]) -> dict[int, float]:
    """What FTS5 gives each of the ids, newest first, for all that it has of the words."""
    known = frozenset(ids)
    scored = _scored_since("note_index", asked.words, ids[-1])
    return {row_id: score for row_id, score in scored if row_id in known}


def _scores_of_newest(asked: Plan, ids: Sequence[int]) -> dict[int, float]:
    if any(map(_is_common, asked.terms)):
        return dict.fromkeys(ids, 0.0)
    return _scores(asked, ids)


def _is_common(term: Term) -> bool:
    """Whether it is a phrase of common words alone; the longest are the least common."""
    *words, last = _WORD.findall(phrase(term.text)[0]) or [""]
    asked = [f'"{word}"' for word in sorted({*words}, key=len, reverse=True)]
    return bool(words) and all(map(_is_held_by_many, (*asked, f'"{last}"' + " *" * term.beginning)))


def _is_held_by_many(match: str) -> bool:
    return int(value(_COUNT, match, COMMON + 1)) > COMMON


def _titles(asked: Plan, known: Mapping[int, float]) -> dict[int, Standing]:
    """Hits by their title: among those that have a score, which are all, or else among all."""
    scores = _titled_best(asked, known)
    begun = _begun(asked, known) if asked.terms else ()
    found = {row_id: Standing(Level.IN_TITLE, score) for row_id, score in scores.items()}
    return found | {
        row_id: Standing(Level.BEGINS_TITLE, scores.get(row_id, 0.0)) for row_id in begun
    }


def _titled_best(asked: Plan, known: Mapping[int, float]) -> dict[int, float]:
    match = f"title : ({asked.words})"
    if known:
        titled = _found_since("head_index", match, min(known))
        return {row_id: known[row_id] for (row_id,) in titled if row_id in known}
    newest = _newest_hits(HeadIndex, heads(match) & asked.headed(HeadIndex), RANKED)
    scores = dict(_scored_since("head_index", match, newest[-1])) if newest else {}
    return {row_id: scores[row_id] for row_id in newest}


def _begun(asked: Plan, known: Mapping[int, float]) -> Iterator[int]:
    """Titles that begin with the words as they were typed, the very title before all others."""
    words = spelled_out(asked.terms)
    title = NoteRow.title.collate("NOCASE")
    begun = NoteRow.select(NoteRow.id).where(title >= words, title < words + LAST)
    if not asked.trashed:
        begun = begun.where(NoteRow.trashed.is_null())  # as the index of titles has it
    if not known:
        begun = begun.where(asked.headed(NoteRow))
    newest = begun.order_by((title == words).desc(), NoteRow.id.desc()).limit(BEGUN)
    ids = [row_id for (row_id,) in newest.tuples() if not known or row_id in known]
    whole = heads(f"title : ({asked.words})") & in_ids(
        HeadIndex.rowid + 0, ids
    )  # no more than begun
    return (row_id for (row_id,) in HeadIndex.select(HeadIndex.rowid).where(whole).tuples())


def _standings(asked: Plan, ids: Sequence[int], scores: Mapping[int, float]) -> dict[int, Standing]:
    """Of each of the ids, newest first, its score and where it has the words, titles apart."""
    found = {row_id: Standing(Level.ANYWHERE, scores[row_id]) for row_id in ids}
    for level, table, match in _passes(asked):
        for (row_id,) in _found_since(table, match, ids[-1]):
            if row_id in found:
                found[row_id] = Standing(level, scores[row_id])
    return found


def _passes(asked: Plan) -> Iterable[tuple[Level, str, str]]:
    """Narrower and narrower expressions."""
    if len(asked.terms) > 1 and not any(term.column for term in asked.terms):
        yield Level.NEAR, "head_index", f"title : ({one_of(asked.terms)})"
        yield Level.NEAR, "note_index", near(asked.terms, NEAR)
        yield Level.TOGETHER, "note_index", side_by_side(asked.terms)
    if asked.in_heads:
        yield Level.IN_TAGS, "head_index", f"{{title headings tags}} : ({asked.words})"
        yield Level.IN_HEADINGS, "head_index", f"{{title headings}} : ({asked.words})"


def _found_since(table: str, match: str, oldest: int) -> list[Any]:
    return asking.alone(_FOUND.format(table=table), match, oldest)


def _scored_since(table: str, match: str, oldest: int) -> list[tuple[int, float]]:
    return asking.scores(asking.alone(_SCORED.format(table=table), match, oldest))
