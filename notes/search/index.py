"""
Writing the index: what of a note is found, and under which weight.

The index is contentless (it keeps words, not texts) and every write of it
belongs to the transaction that writes the note.  A note in the trash stays in
it; answers leave it out.  What is indexed follows from what is stored: a note's
own title, whoever gave it, its tags as they are kept, and the digest of its text.

`RULES` counts the ways in which texts were made words; the library remembers by
which its index was written.  An index of other rules is renewed beside the
running program, note by note (`notes.library.indexing`), and goes on being
searched.  One that is broken keeps no note from being saved: it is distrusted,
which is remembered too, and made anew.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from typing import NamedTuple

from peewee import IntegrityError
from sqlcipher3 import dbapi2 as sqlcipher

from notes.errors import IndexDamaged, LibraryDamaged, OctavoError
from notes.rendering.digest import Digest
from notes.search.segment import segmented
from notes.storage import fulltext
from notes.storage.database import as_facts, database
from notes.storage.models import HeadIndex, NoteFact, NoteIndex

RULES = 2
#: The rules of an index that nothing can be expected of.
DISTRUSTED = 0

#: A note's internal id, its digest under its own title, and its tags as they are kept.
Entry = tuple[int, Digest, Sequence[str]]

_EVERYTHING = (
    "{} INTO {}.note_index (rowid, title, headings, tags, body, code) VALUES (?, ?, ?, ?, ?, ?)"
)
_HEAD = "{} INTO {}.head_index (rowid, title, headings, tags) VALUES (?, ?, ?, ?)"
_FLUSH = (
    "INSERT INTO {}.note_index (note_index) VALUES ('flush')",
    "INSERT INTO {}.head_index (head_index) VALUES ('flush')",
)
_FACTS = "SELECT fact FROM {}.note_fact WHERE note_id = ?"
_FACT_GONE = "DELETE FROM {}.note_fact WHERE fact = ? AND note_id = ?"
_FACT_NEW = "INSERT INTO {}.note_fact (fact, note_id) VALUES (?, ?)"


class State(NamedTuple):
    """`renewed`: the last note that was written by `rules` while that goes on, else None."""

    rules: int
    renewed: int | None


# --- with each note


def add(entries: Iterable[Entry]) -> None:
    """Index new notes, of which the index can have nothing yet."""
    _with_the_notes(partial(_insert, list(entries)))


def replace(note_id: int, digest: Digest, tags: Sequence[str]) -> None:
    _with_the_notes(partial(write, [(note_id, digest, tags)]))


def remove(note_id: int) -> None:
    _with_the_notes(partial(_remove, note_id))


def write(entries: Iterable[Entry], schema: str = "main") -> None:
    """Make this all that the index has of these notes, or raise IndexDamaged."""
    entries = list(entries)
    with _apart():
        _write_words("REPLACE", entries, schema)
        for note_id, digest, _ in entries:
            _write_facts(note_id, {*digest.facts}, schema)
        _flush(schema)


def _insert(entries: Sequence[Entry]) -> None:
    """The same for notes that the index has nothing of."""
    facts = [(fact, note_id) for note_id, digest, _ in entries for fact in digest.facts]
    with _apart():
        _write_words("INSERT", entries, "main")
        database.execute_many(_FACT_NEW.format("main"), facts)
        _flush("main")


def _write_words(verb: str, entries: Iterable[Entry], schema: str) -> None:
    everything, heads = [], []
    for note_id, digest, tags in entries:
        head = _words(digest.title, digest.headings, " ".join(sorted(tags)))
        everything.append((note_id, *head, *_words(digest.prose, digest.code)))
        heads.append((note_id, *head))
    database.execute_many(_EVERYTHING.format(verb, schema), everything)
    database.execute_many(_HEAD.format(verb, schema), heads)


def _words(*columns: str) -> list[str]:
    return [segmented(column.replace("\0", " ")) for column in columns]


def _write_facts(note_id: int, facts: set[str], schema: str) -> None:
    """Only what changes, which is nothing most of the times that a note is saved."""
    stored = database.execute_sql(_FACTS.format(schema), (note_id,))
    before = {fact for (fact,) in stored.fetchall()}
    for statement, changed in ((_FACT_GONE, before - facts), (_FACT_NEW, facts - before)):
        if changed:
            rows = ((fact, note_id) for fact in sorted(changed))
            database.execute_many(statement.format(schema), rows)


def _flush(schema: str) -> None:
    """What a commit would find broken is found here."""
    for statement in _FLUSH:
        database.execute_sql(statement.format(schema))


def _remove(note_id: int) -> None:
    with _apart():
        for words in (NoteIndex, HeadIndex):
            words.delete().where(words.rowid == note_id).execute()
        NoteFact.delete().where(NoteFact.note == note_id).execute()


@contextmanager
def _apart() -> Iterator[None]:
    """Writes of the index alone: whatever they find broken is the index."""
    try:
        with as_facts(), database.savepoint():
            yield
    except (LibraryDamaged, IntegrityError, sqlcipher.IntegrityError) as error:
        raise IndexDamaged from error


def _with_the_notes(change: Callable[[], None]) -> None:
    """Notes are written even where their words cannot be, unless SQLite has given up both."""
    if state().rules == DISTRUSTED:
        return  # it is made anew of all notes
    try:
        change()
    except IndexDamaged:
        given_up = not database.connection().in_transaction
        distrust()
        if given_up:
            raise


# --- as a whole


def state() -> State:
    row = database.execute_sql("SELECT rules, renewed FROM index_state").fetchone()
    return State(*row) if row else State(DISTRUSTED, None)


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


@contextmanager
def reading() -> Iterator[None]:
    """Questions to the index; one that shows itself broken is made anew at the next chance."""
    try:
        with as_facts():
            yield
    except IndexDamaged:
        with suppress(OctavoError):  # who may not write cannot note it; the answer is the same
            distrust()
        raise


def distrust() -> None:
    """Expect nothing of the index any more; its next renewal makes it anew."""
    with database.writing():
        _remember(State(DISTRUSTED, None))


def make_anew() -> None:
    """Begin an index that is distrusted from nothing."""
    unreadable = fulltext.unreadable()
    with database.writing():
        if state().rules == DISTRUSTED:
            fulltext.make_anew(unreadable)
            reached(0)


def begin() -> int:
    """The note that a renewal has reached, inside its transaction; 0 when it only begins."""
    rules, renewed = state()
    if rules == DISTRUSTED:
        raise IndexDamaged
    if rules != RULES:
        reached(0)
        return 0
    return renewed or 0


def reached(note_id: int) -> None:
    """All notes up to this one are indexed by today's rules."""
    _remember(State(RULES, note_id))


def completed() -> None:
    """All notes are."""
    _remember(State(RULES, None))


def _remember(state: State) -> None:
    database.execute_sql("REPLACE INTO index_state (id, rules, renewed) VALUES (1, ?, ?)", state)
