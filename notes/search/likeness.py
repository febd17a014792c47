"""
Notes that are about the same as a note: those that share its telling words.

Telling is what the note says often, or in its title, and few other notes say.  The notes
that have such words are ranked by FTS5 (BM25), which is fast because no telling word is
common.  Of a long text the beginning is read, and of its words those that promise most
are counted in the index, so the time does not grow with the note.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from math import log
from typing import Any, NamedTuple

from peewee import fn

from notes.errors import Missing
from notes.rendering.digest import below_title
from notes.search import find
from notes.search.asking import one_state, scores
from notes.search.find import Hit
from notes.search.segment import RUN, narrowed, phrase
from notes.search.tree import Term
from notes.storage.database import database, value
from notes.storage.models import Note as NoteRow
from notes.storage.models import NoteText, tags_of
from notes.text import UNSPACED

#: Characters of a text that are read.
REACH = 100_000
#: The words that are counted in the index, the telling ones of them, and of these, those that
#: are marked in a list and those that are named.
COUNTED = 150
TELLING = 20
MARKED = 10
NAMED = 6
#: A word of more notes than this, or of half of them, tells nothing.
COMMON = 500
#: How much more a word tells that stands in the title or is a tag.
TITLE = 2
#: A note is like another that shares so much of all that its most telling words tell.
ENOUGH = 0.12

_ADDRESS = re.compile(r"<[^<>\n]{1,500}>|\]\([^()\s]{1,1000}\)|\bhttps?://\S+")
#: Vowels and accents that stand above and below letters; Python does not count them as such.
_MARKS = "\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0900-\u0dff"
_WORD = re.compile(rf"[{UNSPACED}]+|(?:[^\W\d_{UNSPACED}]|[{_MARKS}]){{3,40}}")
#: Characters that join words, in Chinese and Japanese; a pair with one of them names nothing.
_JOINING = re.compile("[的了是在和与或及不也就都而\u3041-\u3096]")

_COUNT = "SELECT count(*) FROM (SELECT 1 FROM note_index WHERE note_index MATCH ? LIMIT ?)"
_RANKED = """
    SELECT rowid, -rank FROM note_index WHERE note_index MATCH ? AND +rowid <> ?
    AND +rowid NOT IN (SELECT id FROM note WHERE trashed IS NOT NULL) ORDER BY rank LIMIT ?
"""
_HAVING = """
    SELECT note.uid FROM note_index JOIN note ON note.id = note_index.rowid
    WHERE note_index MATCH ? AND note_index.rowid IN ({})
"""


class Alike(NamedTuple):
    """A note like another, and the words that both have, the most telling first."""

    hit: Hit
    shares: tuple[str, ...]


class _Word(NamedTuple):
    """How much it tells, and how many notes have it."""

    text: str
    weight: float
    notes: int


def similar(note_id: str, limit: int = 10) -> list[Alike]:
    """The notes most like one, the most like first; none in the trash."""
    with one_state():
        note = _read(note_id)
        telling, told = _telling(note)
        ranked = _ranked(telling, note.id, limit)
        shared = _shared(telling, [row_id for row_id, _ in ranked])
        hits = find.hits(ranked, map(Term, islice(telling, MARKED)))
    wholes = _wholes(telling, note.body)
    return [
        Alike(hit, _named(shared[hit.id], wholes))
        for hit in hits
        if sum(telling[word] for word in shared[hit.id]) >= ENOUGH * told
    ]


def _read(note_id: str) -> Any:
    query = (
        NoteRow.select(NoteRow.id, NoteRow.title, fn.SUBSTR(NoteText.body, 1, REACH).alias("body"))
        .join(NoteText)
        .where(NoteRow.uid == note_id)
    )
    note = query.namedtuples().first()
    if note is None:
        raise Missing("note", note_id)
    return note


def _telling(note: Any) -> tuple[dict[str, float], float]:
    """Its words that tell most, of those that others have, and how much all that tell most do."""
    weighed = sorted(_weighed(note), key=lambda word: (-word.weight, word.text))
    shared = [(word.text, word.weight) for word in weighed if word.notes > 1]
    return dict(shared[:TELLING]), sum(word.weight for word in weighed[:TELLING])


def _weighed(note: Any) -> Iterator[_Word]:
    """Its words that are not common, of those that promise to tell most."""
    titled = set(_words(" ".join((note.title, *tags_of([note.id]).get(note.id, ())))))
    said = Counter((*_words(note.body[below_title(note.body, note.title) :]), *titled))
    promising = sorted(said, key=lambda word: (word in titled, said[word], len(word)), reverse=True)
    total = NoteRow.select().count()
    common = max(3, min(total // 2, COMMON))
    for word in promising[:COUNTED]:
        notes = value(_COUNT, _quoted(word), common + 1)
        if 0 < notes <= common:
            weight = (1 + log(said[word])) * log((total + 1) / notes)
            yield _Word(word, weight * TITLE if word in titled else weight, notes)


def _words(text: str) -> Iterator[str]:
    """The words of a text that may name something, as the index has them."""
    for word in _WORD.findall(_plain(text)):
        if RUN.match(word):
            yield from (pair for pair in _pairs(word) if not _JOINING.search(pair))
        else:
            yield word


def _plain(text: str) -> str:
    return narrowed(_ADDRESS.sub(" ", text)).lower()


def _pairs(run: str) -> Iterable[str]:
    return map(str.__add__, run, run[1:])


def _wholes(words: Iterable[str], text: str) -> dict[str, str]:
    """What each pair of characters among words is most often a part of, with others of them."""
    pairs = "|".join(word for word in words if RUN.match(word))
    if not pairs:
        return {}
    wholes = Counter(re.findall(f"(?:(?={pairs}).)+.", _plain(text))).most_common()
    return {pair: whole for whole, _ in reversed(wholes) for pair in _pairs(whole)}


def _named(words: Sequence[str], wholes: dict[str, str]) -> tuple[str, ...]:
    """
    The first words as people know them: pairs of characters joined, where all that
    the whole consists of is shared; nothing that says the same as one before.
    """
    names: list[str] = []
    for word in words:
        whole = wholes.get(word, word)
        name = whole if set(words).issuperset(_pairs(whole)) else word
        if not any(name in known or known in name for known in names):
            names.append(name)
    return tuple(names[:NAMED])


def _ranked(words: Iterable[str], note_id: int, limit: int) -> list[tuple[int, float]]:
    asked = " OR ".join(map(_quoted, words))
    return scores(list(database.execute_sql(_RANKED, (asked, note_id, limit)))) if asked else []


def _quoted(word: str) -> str:
    return f'"{phrase(word)[0]}"'


def _shared(words: Iterable[str], ids: Sequence[int]) -> dict[str, list[str]]:
    """Which of the words each of the notes has, by the id that people see."""
    shared = defaultdict(list)
    having = _HAVING.format(", ".join("?" * len(ids)))
    for word in words:
        for (note_id,) in database.execute_sql(having, (_quoted(word), *ids)):
            shared[note_id].append(word)
    return shared
