"""
Writing the index: what of a note is found, and under which weight.

The index is contentless (it keeps words, not texts) and every write of it
belongs to the transaction that writes the note.  A note in the trash stays in
it; answers leave it out.  What is indexed follows from what is stored: a note's
own title, whoever gave it, its tags as they are kept, and the digest of its text.

`RULES` counts the ways in which texts were made words, or excerpts and tags; the library
remembers by which its index was written.  An index of other rules is renewed beside the
running program, note by note (`notes.library.indexing`), and goes on being
searched.  One that is broken keeps no note from being saved: it is distrusted,
which is remembered too, and made anew (`notes.search.damage`).
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import peewee
from sqlcipher3 import dbapi2 as sqlcipher

from notes.errors import IndexDamaged, LibraryDamaged
from notes.storage import fulltext
from notes.storage.complaints import as_facts
from notes.storage.database import database

if TYPE_CHECKING:  # what a start does not need
    from notes.rendering.digest import Digest

RULES = 5
#: The rules of an index that nothing can be expected of.
DISTRUSTED = 0

#: A note's internal id, its digest under its own title, and its tags as they are kept.
Entry: TypeAlias = "tuple[int, Digest, Sequence[str]]"

#: Of many notes, bytes of words before FTS5 writes them, and how many pages are merged at their end
#: for each of them.
HASH_OF_MANY, PAGES_MERGED = 2**24, 20
#: Pages that a renewal merges at once.
PAGES_AT_ONCE = 128

_EVERYTHING = (
    "{} INTO {}.note_index (rowid, title, headings, tags, body, code) VALUES (?, ?, ?, ?, ?, ?)"
)
_HEAD = "{} INTO {}.head_index (rowid, title, headings, tags) VALUES (?, ?, ?, ?)"
#: What SQLite says of damage that it has no word for, and of what stands where it must not.
_COMPLAINTS = (
    *(peewee.OperationalError, peewee.IntegrityError),
    *(sqlcipher.OperationalError, sqlcipher.IntegrityError),
)
_STATE = "REPLACE INTO index_state (id, rules, renewed) VALUES (1, ?, ?)"
_SOME_NOTE = "SELECT 1 FROM note LIMIT 1"
#: One statement for all: between two FTS5 writes what it has, which takes a hundred times as long.
_GONE = (
    "DELETE FROM note_index WHERE rowid IN (SELECT value FROM json_each(?))",
    "DELETE FROM head_index WHERE rowid IN (SELECT value FROM json_each(?))",
    "DELETE FROM note_fact WHERE note_id IN (SELECT value FROM json_each(?))",
)
_FACTS = "SELECT fact FROM {}.note_fact WHERE note_id = ?"
_FACT_GONE = "DELETE FROM {}.note_fact WHERE fact = ? AND note_id = ?"
_FACT_NEW = "INSERT INTO {}.note_fact (fact, note_id) VALUES (?, ?)"


class Words(NamedTuple):
    """What the index keeps of a note, as its words, but for its tags."""

    title: str
    headings: str
    prose: str
    code: str


class Made(NamedTuple):
    """The same as an entry, its words made before."""

    note_id: int
    words: Words
    facts: tuple[str, ...]
    tags: Sequence[str]


class State(NamedTuple):
    """`renewed`: the last note that was written by `rules` while that goes on, else None."""

    rules: int
    renewed: int | None


# --- with each note


def add(entries: Iterable[Entry]) -> None:
    """Index new notes, of which the index can have nothing yet."""
    _with_the_notes(partial(_insert, list(entries)))


def replace(note_id: int, digest: "Digest", tags: Sequence[str]) -> None:
    _with_the_notes(partial(write, [made((note_id, digest, tags))]))


def replace_many(notes: Iterable[Made]) -> None:
    """The same for many notes, of which the words were made before; they come one by one."""
    _with_the_notes(partial(_replace_many, notes))


def remove_many(notes: Iterable[int]) -> None:
    """Notes that go for good."""
    _with_the_notes(partial(_remove, list(notes)))


def write(notes: Iterable[Made], schema: str = "main") -> None:
    """Make this all that the index has of these notes, or raise IndexDamaged."""
    with _apart():
        _replace(notes, schema)
        fulltext.flush(schema)


def words_of(digest: "Digest") -> Words:
    """What takes time of indexing a text, and nothing of the library."""
    return Words(*map(_words, (digest.title, digest.headings, digest.prose, digest.code)))


def made(entry: Entry) -> Made:
    note_id, digest, tags = entry
    return Made(note_id, words_of(digest), digest.facts, tags)


def _insert(entries: Sequence[Entry]) -> None:
    with _apart():
        facts = _write_words("INSERT", map(made, entries), "main")
        rows = ((fact, note_id) for note_id, found in facts.items() for fact in found)
        database.execute_many(_FACT_NEW.format("main"), rows)
        fulltext.flush()


def _replace_many(notes: Iterable[Made]) -> None:
    """FTS5 merges what it has written ever again, which takes longer than once at the end."""
    with _apart():
        fulltext.configure(automerge=0, hashsize=HASH_OF_MANY)
        count = _replace(notes, "main")
        fulltext.flush()
        fulltext.merge(PAGES_MERGED * count)
        fulltext.configure(**fulltext.DEFAULTS)


def _replace(notes: Iterable[Made], schema: str) -> int:
    """How many notes they were."""
    facts = _write_words("REPLACE", notes, schema)
    for note_id, found in facts.items():
        _write_facts(note_id, {*found}, schema)
    return len(facts)


def _write_words(verb: str, notes: Iterable[Made], schema: str) -> dict[int, tuple[str, ...]]:
    """Words as they come, which are not all in memory at once; the facts of each note."""
    heads = []
    facts = {}

    def everything() -> Iterator[tuple[object, ...]]:
        for note_id, words, found, tags in notes:
            head = (note_id, words.title, words.headings, _words(" ".join(sorted(tags))))
            heads.append(head)
            facts[note_id] = found
            yield (*head, words.prose, words.code)

    database.execute_many(_EVERYTHING.format(verb, schema), everything())
    database.execute_many(_HEAD.format(verb, schema), heads)
    return facts


def _words(column: str) -> str:
    from notes.search.segment import segmented  # which a start does not need

    return segmented(column.replace("\0", " "))


def _write_facts(note_id: int, facts: set[str], schema: str) -> None:
    """Only what changes, which is nothing most of the times that a note is saved."""
    stored = database.execute_sql(_FACTS.format(schema), (note_id,))
    before = {fact for (fact,) in stored.fetchall()}
    for statement, changed in ((_FACT_GONE, before - facts), (_FACT_NEW, facts - before)):
        if changed:
            rows = ((fact, note_id) for fact in sorted(changed))
            database.execute_many(statement.format(schema), rows)


def _remove(notes: Sequence[int]) -> None:
    with _apart():
        for gone in _GONE:
            database.execute_sql(gone, (json.dumps(notes),))
        fulltext.flush()


@contextmanager
def _apart() -> Iterator[None]:
    """Writes of the index alone: whatever they find broken is the index."""
    try:
        with as_facts():
            yield
    except (LibraryDamaged, *_COMPLAINTS) as error:
        raise IndexDamaged from error


def _with_the_notes(change: Callable[[], None]) -> None:
    found = _stored()
    if found is None:  # SQLite goes on with no transaction that has met a page like that
        raise IndexDamaged
    if found.rules != DISTRUSTED:  # else it is made anew of all notes
        change()


# --- as a whole


def state() -> State:
    """What is remembered of it; an index of which nothing is known is not to be trusted."""
    return _stored() or State(DISTRUSTED, None)


def is_current() -> bool:
    """Whether every note was indexed by today's rules."""
    return state() == State(RULES, None)


def renewing() -> tuple[int, int] | None:
    """How many notes can be found by today's rules, and of how many; None when all can."""
    rules, renewed = state()
    if (rules, renewed) == (RULES, None):
        return None
    reached = renewed or 0 if rules == RULES else 0
    counted = "SELECT count(*) FILTER (WHERE +id <= ?), count(*) FROM note"
    done, total = database.execute_sql(counted, (reached,)).fetchone()
    return done, total


def distrust(*, waits: bool = True) -> None:
    """Expect nothing of the index any more; its next renewal makes it anew."""
    found = _stored()
    if found and found.rules == DISTRUSTED:
        return
    if found:
        with suppress(IndexDamaged, LibraryDamaged):  # a page that can be read and not written
            with database.writing(waits=waits):
                _remember(State(DISTRUSTED, None))
                _require(State(DISTRUSTED, None))
            return
    with database.writing(waits=waits):
        fulltext.make_state_anew()
        _remember(State(DISTRUSTED, None))


def clear() -> None:
    """Let go of all that an index has that is distrusted; it is so on, and in nobody's way."""
    distrust()  # which makes anew what cannot even remember that
    unreadable = fulltext.unreadable()
    with database.writing():
        if state().rules == DISTRUSTED:
            fulltext.make_anew(unreadable)


def make_anew() -> None:
    """Begin an index that is distrusted from nothing."""
    clear()
    with database.writing():
        if state().rules == DISTRUSTED:
            _start()


def begin() -> int:
    """The note that a renewal has reached, inside its transaction; 0 when it only begins."""
    rules, _ = state()
    if rules == DISTRUSTED:
        raise IndexDamaged
    if rules != RULES:
        _start()
    return goes_on_after()


def goes_on_after() -> int:
    """The same for who only wants to know."""
    rules, renewed = state()
    return renewed or 0 if rules == RULES else 0


def merge() -> bool:
    """A part of the merging that was put off when a renewal began; whether there was any to do."""
    with _apart():
        return fulltext.merge(PAGES_AT_ONCE)


def reached(note_id: int) -> None:
    """All notes up to this one are indexed by today's rules."""
    _remember(State(RULES, note_id))


def completed() -> None:
    """All notes are."""
    with _apart():
        fulltext.configure(**fulltext.DEFAULTS)
    _remember(State(RULES, None))


def settle() -> None:
    """An index that no note was written to is by any rules."""
    if state().rules != DISTRUSTED and not database.execute_sql(_SOME_NOTE).fetchone():
        _remember(State(RULES, None))


def _stored() -> State | None:
    """What is remembered of it, as far as that can be; None where it cannot be read."""
    try:
        row = database.execute_sql("SELECT rules, renewed FROM index_state").fetchone()
    except (IndexDamaged, LibraryDamaged):
        return None
    known = row and isinstance(row[0], int) and isinstance(row[1], int | None)
    return State(*row) if known else State(DISTRUSTED, None)


def _require(state: State) -> None:
    """A page of which a few bits are others takes what is written, and gives what it had."""
    if _stored() != state:
        raise IndexDamaged


def _start() -> None:
    """Of a renewal: FTS5 merges at once what it has put off, and everybody would wait for it."""
    with _apart():
        fulltext.configure(automerge=0, usermerge=8)
    reached(0)


def _remember(state: State) -> None:
    with _apart():
        database.execute_sql(_STATE, state)
