"""
A query with its slips of the finger mended, by the words that notes have.

Only words that hardly any note has are doubted.  A slip is a letter that is missing,
too many, wrong, or exchanged with the next; each makes a word as unlikely as being
`SLIP` times rarer, so the likeliest word is the most common one that is near enough.

Reading the vocabulary costs time for every note that has a word, not for every word, so
it is never read through.  Slips are looked for in words that begin with the same two
letters, as they are or as they were before they were exchanged or doubled; only when that
gives nothing likely, in words whose first letters miss one or have a wrong one.  In
100,000 notes with 540,000 words that takes 10 ms, and 35 at most.  What was read is kept
for the letters that follow, as long as the index stays as it is.
"""

import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from operator import itemgetter

from notes.search.needles import folded
from notes.search.segment import narrowed
from notes.search.tree import And, Node, Or, Term
from notes.storage.database import database, value
from notes.text import UNSPACED

#: A word that so many notes have is meant.
FEW = 3
#: How many times rarer a word is for one slip.
SLIP = 20
#: Shorter words are too near to everything to be mended; from here on two slips are.
LONG = 6
#: The likeliest words that are tried before giving up: the vocabulary remembers deleted notes.
TRIED = 5
#: Beginnings of which the words are kept: those of two words that no note has.
STARTS_KEPT = 220

_DOUBTED = re.compile(rf"[^\W\d_{UNSPACED}]{{4,40}}")
_FINAL_SIGMA = re.compile("σ$")
_ALPHABETS = (
    "abcdefghijklmnopqrstuvwxyz",
    "αβγδεζηθικλμνξοπρστυφχψω",
    "абвгдежзийклмнопрстуфхцчшщъыьэюяіїєґ",
)

_WORDS = "SELECT term, doc FROM vocabulary WHERE term >= ? AND term < ?"
#: FTS5's own account of its words and of the segments in which they lie: each write changes it.
_STATE = "SELECT block FROM note_index_data WHERE id IN (1, 10)"
_HELD = """
    SELECT count(*) FROM (
        SELECT 1 FROM note_index JOIN note ON note.id = note_index.rowid
        WHERE note_index MATCH ? AND note.trashed IS NULL LIMIT ?
    )
"""


def corrected(tree: Node, seconds: float) -> Node | None:
    """
    The tree with its words mended, None when all are right.  It is looked for no longer than
    that, once what measures distances is loaded.
    """
    _distance()
    mended = _mended(tree, time.perf_counter() + seconds)
    return None if mended == tree else mended


def _mended(node: Node, deadline: float) -> Node:
    match node:
        case Term():
            return _likeliest(node, deadline) or node
        case And(parts):
            return And(tuple(_mended(part, deadline) for part in parts))
        case Or(parts):
            return Or(tuple(_mended(part, deadline) for part in parts))
    return node


def _likeliest(term: Term, deadline: float) -> Term | None:
    word = folded(narrowed(term.text))
    if not _DOUBTED.fullmatch(word):
        return None
    held = _held(term)
    if held >= FEW:
        return None
    near = _near(word, term.beginning, deadline)
    likely = [found for found, likelihood in near.items() if likelihood > held]
    likely.sort(key=lambda found: (-near[found], found))
    terms = (replace(term, text=_FINAL_SIGMA.sub("ς", found)) for found in likely[:TRIED])
    return next(filter(_held, terms), None)


def _held(term: Term) -> int:
    """How many notes have it, counted to `FEW`."""
    scope = f"{term.column} : " if term.column else ""
    asked = f'{scope}"{narrowed(term.text)}"' + " *" * term.beginning
    return int(value(_HELD, asked, FEW))


def _near(word: str, beginning: bool, deadline: float) -> dict[str, float]:
    """Words that this one may have been meant to be, or to begin, with their likelihood."""
    found: dict[str, float] = {}
    state = (database.database, *database.execute_sql(_STATE))
    for starts in (_usual_starts(word), _other_starts(word)):
        for start in starts:
            if time.perf_counter() > deadline:
                return found
            found |= _near_among(_words(state, start), word, beginning)
        if max(found.values(), default=0) > 1:
            break
    return found


def _usual_starts(word: str) -> Iterable[str]:
    """Its first letters, and as they were before they were exchanged or one was too many."""
    one, two, three = tuple(word[:3])
    return dict.fromkeys((one + two, two + one, one + three, two + three))


def _other_starts(word: str) -> Iterator[str]:
    """As they were before one was wrong or missing: any letter may have been there."""
    one, two, three = tuple(word[:3])
    for letter in next((letters for letters in _ALPHABETS if one in letters), ""):
        yield from (one + letter + three, one + letter + two)
        yield from (letter + two + three, letter + one + two)


@lru_cache(maxsize=STARTS_KEPT)
def _words(_state: Hashable, start: str) -> list[tuple[str, int]]:
    """The words with a beginning, and how many notes have each, in a state of the index."""
    rows = database.execute_sql(_WORDS, (start, f"{start}\U0010ffff"))
    return [(known, notes) for known, notes in rows if known.isalpha()]


def _near_among(words: Iterable[tuple[str, int]], word: str, beginning: bool) -> dict[str, float]:
    """
    Those of the words that are near, with their likelihood.  Of words that begin like what
    was meant, all together are as likely as what they have in common; it is named if it is
    a word itself, else the most common of them is.
    """
    distance_of = _distance()
    slips = 1 if len(word) < LONG else 2
    end = len(word) if beginning else None
    found: defaultdict[tuple[str, int], Counter[str]] = defaultdict(Counter)
    for known, notes in words:
        if distance_of(word, known[:end], score_cutoff=slips + 1) > slips + 1:
            continue  # nor is it nearer with a letter more or less
        meant, distance = _meant(known, word, slips, beginning)
        if 0 < distance <= slips:
            found[meant, distance][known] += notes
    return {
        meant if meant in words else words.most_common(1)[0][0]: words.total() / SLIP**distance
        for (meant, distance), words in found.items()
    }


def _meant(known: str, word: str, slips: int, beginning: bool) -> tuple[str, int]:
    """A word that notes have, or what of it may have been typed, and how far off that is."""
    distance_of = _distance()
    length = len(word)
    ends = (length, length - 1, length + 1) if beginning else (len(known),)
    near = ((distance_of(word, known[:end], score_cutoff=slips), known[:end]) for end in ends)
    distance, meant = min(near, key=itemgetter(0))
    return meant, distance


def _distance() -> Callable[..., int]:
    """How many slips lie between two words; loaded with the first search that finds nothing."""
    from rapidfuzz.distance import OSA

    return OSA.distance
