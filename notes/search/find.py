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

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from notes.moments import moment
from notes.search import query as language
from notes.search.query import All, Filter, Not, Query, Remark, Term
from notes.search.segment import phrase
from notes.search.snippet import Marker, Parts
from notes.storage.database import database, value
from notes.text import name_key

#: Of a query with more hits than this (or 1 in 50 notes), only so many are ranked: the newest.
RANKED = 2_000
#: The most hits of one answer.
PAGE_LIMIT = 200
#: How far down an answer can be read; nobody pages further, and RANKED ends there.
OFFSET_LIMIT = 2_000
#: Characters of a text that are looked through for a snippet.
SNIPPET_REACH = 100_000


@dataclass(frozen=True, slots=True)
class Hit:
    """`score` is higher for better; parts are plain text with whether it matched."""

    id: str
    title: str
    notebook: str
    tags: tuple[str, ...]
    changed: datetime
    score: float
    title_parts: Parts
    snippet_parts: Parts


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a query was understood: the query in its own words, and what has to be said of it."""

    query: str
    remarks: tuple[Remark, ...]


@dataclass(frozen=True, slots=True)
class Answer:
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
    plan = _plan(parsed)
    ranked, total, more = plan.ranked(limit + offset) if plan else ([], 0, False)
    hits = _hits(ranked[offset : offset + limit], parsed)
    explanation = Explanation(language.described(parsed.tree), parsed.remarks)
    return Answer(hits, total, more, explanation, (time.perf_counter() - began) * 1000)


# --- from the tree to SQL


@dataclass(frozen=True, slots=True)
class _Plan:
    """An FTS5 expression ("" for none), and a condition on the ids of notes."""

    match: str
    condition: str
    parameters: tuple[Any, ...]

    def ranked(self, wanted: int) -> tuple[list[tuple[int, float]], int, bool]:
        """Internal ids with scores, best first, at least `wanted` when there are; the total."""
        if not self.match:
            return self._newest(wanted)
        newest, total, more = self._counted()
        if not total:
            return [], 0, False
        titled = self._by_rank(f"{{title}} : ({self.match})", newest, wanted)
        seen = {row_id for row_id, _ in titled}
        rest = (
            self._by_rank(self.match, newest, wanted + len(titled)) if len(titled) < wanted else []
        )
        return titled + [row for row in rest if row[0] not in seen], total, more

    def _counted(self) -> tuple[int, int, bool]:
        """The oldest id that is still ranked, the number of hits, whether there are more."""
        cap = max(RANKED, int(value("SELECT count(*) FROM note") or 0) // 50)
        rows = database.execute_sql(
            f"SELECT rowid FROM note_index WHERE note_index MATCH ? AND {self.condition}"
            " ORDER BY rowid DESC LIMIT ?",
            (self.match, *self.parameters, cap + 1),
        ).fetchall()
        if len(rows) <= cap:
            return 0, len(rows), False
        return rows[RANKED][0], cap, True

    def _by_rank(self, match: str, newest: int, limit: int) -> list[tuple[int, float]]:
        rows = database.execute_sql(
            f"SELECT rowid, -rank FROM note_index WHERE note_index MATCH ? AND rowid >= ?"
            f" AND {self.condition} ORDER BY rank LIMIT ?",
            (match, newest, *self.parameters, limit),
        )
        return list(rows.fetchall())

    def _newest(self, wanted: int) -> tuple[list[tuple[int, float]], int, bool]:
        """Without words there is no rank: the newest first."""
        where = f"FROM note WHERE {self.condition.replace('+rowid', 'id')}"
        rows = database.execute_sql(
            f"SELECT id, 0.0 {where} ORDER BY changed DESC, id DESC LIMIT ?",
            (*self.parameters, wanted),
        ).fetchall()
        total = int(value(f"SELECT count(*) {where}", *self.parameters) or 0)
        return list(rows), total, False


_NOT_IN_TRASH = "+rowid NOT IN (SELECT id FROM note WHERE trashed IS NOT NULL)"


def _plan(parsed: Query) -> _Plan | None:
    """Words at the top of the tree become the match, which is ranked; the rest conditions."""
    if parsed.tree is None:
        return None
    parts = parsed.tree.parts if isinstance(parsed.tree, All) else (parsed.tree,)
    words = [part for part in parts if not isinstance(part, Not) and _is_text(part)]
    unwanted = [part.part for part in parts if isinstance(part, Not) and _is_text(part.part)]
    match = " AND ".join(map(_expression, words))
    if match and unwanted:
        match = f"({match}) NOT ({' OR '.join(map(_expression, unwanted))})"
        conditions = [part for part in parts if not _is_text(part)]
    else:
        conditions = [part for part in parts if part not in words]
    compiled = [_condition(part) for part in conditions]
    return _Plan(
        match,
        " AND ".join([_NOT_IN_TRASH, *(sql for sql, _ in compiled)]),
        tuple(parameter for _, parameters in compiled for parameter in parameters),
    )


def _is_text(node: language.Node) -> bool:
    """Whether FTS5 alone can answer it."""
    match node:
        case Term():
            return True
        case Filter():
            return False
        case Not():
            return False
        case All(parts) | language.Any(parts):
            return all(map(_is_text, parts))


def _expression(node: language.Node) -> str:
    match node:
        case Term(text, beginning):
            found, cut = phrase(text)
            return '"' + found.replace('"', " ") + '"' + " *" * (beginning or cut)
        case All(parts):
            return "(" + " AND ".join(map(_expression, parts)) + ")"
        case language.Any(parts):
            return "(" + " OR ".join(map(_expression, parts)) + ")"
    raise AssertionError(node)


def _condition(node: language.Node) -> tuple[str, tuple[Any, ...]]:
    """A part of the tree as SQL on `rowid`.  The ``+`` keeps SQLite from looking rows up one by one."""
    match node:
        case Filter("tag", name):
            key = name_key(name)
            return (
                "+rowid IN (SELECT note_id FROM note_tag JOIN tag ON tag.id = tag_id"
                " WHERE key = ? OR key BETWEEN ? AND ?)",
                (key, f"{key}/", f"{key}0"),
            )
        case Filter(_, name):
            return (
                "+rowid IN (SELECT note.id FROM note JOIN notebook ON notebook.id = notebook_id"
                " WHERE '/' || path || '/' LIKE ? ESCAPE '\\')",
                (f"%/{_literally(name)}/%",),
            )
        case Not(part):
            sql, parameters = _condition(part)
            return f"NOT ({sql})", parameters
        case All(parts) | language.Any(parts) if not _is_text(node):
            compiled = [_condition(part) for part in parts]
            joint = " AND " if isinstance(node, All) else " OR "
            return (
                f"({joint.join(sql for sql, _ in compiled)})",
                tuple(parameter for _, parameters in compiled for parameter in parameters),
            )
    sql = "+rowid IN (SELECT rowid FROM note_index WHERE note_index MATCH ?)"
    return sql, (_expression(node),)


def _literally(name: str) -> str:
    """A name inside a LIKE pattern."""
    return re.sub(r"([%_\\])", r"\\\1", name)


# --- from ids to what a list shows


def _hits(ranked: Sequence[tuple[int, float]], parsed: Query) -> list[Hit]:
    ids = [row_id for row_id, _ in ranked]
    marks = ",".join("?" * len(ids))
    rows = database.execute_sql(
        "SELECT note.id, uid, title, coalesce(path, ''), changed, excerpt,"
        f" substr(body, 1, {SNIPPET_REACH}) FROM note JOIN note_text ON note_id = note.id"
        f" LEFT JOIN notebook ON notebook.id = notebook_id WHERE note.id IN ({marks})",
        ids,
    ).fetchall()
    found = {row[0]: row[1:] for row in rows}
    named = _tags(ids)
    marker = Marker(parsed.terms())
    return [
        _hit(found[row_id], named.get(row_id, ()), score, marker)
        for row_id, score in ranked
        if row_id in found
    ]


def _hit(row: Sequence[Any], tags: Sequence[str], score: float, marker: Marker) -> Hit:
    uid, title, notebook, changed, excerpt, body = row
    return Hit(
        id=uid,
        title=title,
        notebook=notebook,
        tags=tuple(tags),
        changed=moment(changed),
        score=score,
        title_parts=marker.marked(title),
        snippet_parts=marker.snippet(body, excerpt),
    )


def _tags(ids: Sequence[int]) -> dict[int, list[str]]:
    marks = ",".join("?" * len(ids))
    found: dict[int, list[str]] = {}
    for note, name in database.execute_sql(
        f"SELECT note_id, name FROM note_tag JOIN tag ON tag.id = tag_id"
        f" WHERE note_id IN ({marks}) ORDER BY key",
        list(ids),
    ):
        found.setdefault(note, []).append(name)
    return found
