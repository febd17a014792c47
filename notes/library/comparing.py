"""
Comparing the index with the notes.

What the index ought to have is made beside it, by the code that writes it, in a
database of its own that is gone at the end.  Then both say what they have: the number
of words of each note, the words with how often they stand in how many notes, and the
facts.  Where these differ, the notes that it comes from are looked up.  What rows keep of a text
(`notes.library.derived`) is compared on the way.  All of it sees the library as it was at one
moment, and keeps nobody from writing.
"""

import heapq
import os
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import groupby, islice
from pathlib import Path
from typing import Any

from peewee import chunked

from notes.errors import N_, DiskFull, IndexDamaged, LibraryDamaged
from notes.library import derived, spellings
from notes.library.indexing import entries_after
from notes.library.lookup import stored_text
from notes.library.problems import Part, words_of
from notes.progress import Progress
from notes.search import damage, index
from notes.storage import fulltext
from notes.storage.complaints import as_facts
from notes.storage.database import database, whole_check
from notes.storage.models import Note as NoteRow
from notes.text import sha256

MISSING = "It is not in the index."
OTHER_WORDS = "The index does not have its words as they are now."
OTHER_FACTS = "The index does not have its tasks, code and links as they are now."
UNCOMPARED = N_("It was not compared word by word, which takes a library that can be written.")
NO_ROOM = N_("It was not compared word by word, for which there is no room on the disk.")
UNREAD = N_("It was not compared word by word, because not all notes can be read.")
RESERVED = N_(
    "It was not compared word by word: its file keeps bytes of each page for another program."
)
NO_SUMS = "The index does not know how many notes and words it has."
STRANGER = "The index has a note that the library does not have, number %d."
UNREADABLE = "The index cannot be read: %s."

#: How the files are called in which a comparison is made.  Where an open file can lose its name,
#: it does; elsewhere one that was killed leaves its own behind, and one that is so old is swept.
PREFIX = "octavo.check-"
STALE = 86_400
#: Steps of a renewal whose notes are written at once: nobody waits for it.
STEPS = 20
#: Words that both do not have alike, of which the notes are looked up.
WORDS_LOOKED_UP = 100

_VOCABULARY = "CREATE VIRTUAL TABLE temp.{0}_{1}_{2} USING fts5vocab ({0}, {1}, {2})"

_OTHER_SIZES = """
    SELECT coalesce(has.id, wants.id), has.id IS NULL
    FROM main.{0}_docsize AS has FULL JOIN ought.{0}_docsize AS wants ON has.id = wants.id
    WHERE has.sz IS NOT wants.sz
"""
_WORDS = "SELECT coalesce(CAST(term AS BLOB), x''), doc, cnt FROM temp.{}_{}_row"
_NOTES_OF_WORD = """
    SELECT doc, count(*) FROM temp.{}_{}_instance WHERE term = CAST(? AS TEXT)
    GROUP BY doc ORDER BY doc
"""
_OTHER_FACTS = """
    SELECT note_id FROM {0}.note_fact AS one WHERE NOT EXISTS (
        SELECT 1 FROM {1}.note_fact AS other
        WHERE other.fact = one.fact AND other.note_id = one.note_id
    )
"""


class NotesUnread(Exception):
    """A note of which something cannot be read keeps an index from being made."""


def compare(progress: Progress | None = None) -> Part:
    """What is wrong with an index that is by today's rules."""
    part = Part()
    database.leave()  # a connection of its own sees what lies on the disk, not what it remembers
    try:
        _look_for_damage(part)
        if part.ok and database.read_only:
            part = _uncompared(UNCOMPARED)
        elif part.ok and database.reserves_bytes:
            part = _uncompared(RESERVED)
        elif part.ok:
            _compare_words(part, progress)
    except DiskFull:
        part = _uncompared(NO_ROOM)
    except NotesUnread:
        part = _uncompared(UNREAD)
    except (IndexDamaged, LibraryDamaged) as fact:
        part.blame(UNREADABLE % words_of(fact))
    return part


def _uncompared(why: str) -> Part:
    return Part(remark=why, facts={"uncompared": why})


def _compare_words(part: Part, progress: Progress | None) -> None:
    with as_facts(), _beside(), database.atomic("DEFERRED"):
        try:
            part.checked, otherwise = _write_what_ought_to_be(progress)
        except (IndexDamaged, LibraryDamaged) as fact:  # of a new index: it is not of that
            raise NotesUnread from fact
        _blame(part, _differing() | otherwise)
        if part.ok and part.checked and not damage.has_sums():
            part.blame(NO_SUMS)


def _look_for_damage(part: Part) -> None:
    """One word of it is enough: all of it would be made anew."""
    damage = (said for table in fulltext.names() for said in whole_check(table))
    for said in islice(damage, 1):
        part.blame(UNREADABLE % said.rstrip("."))


# --- what ought to be


@contextmanager
def _beside() -> Iterator[None]:
    """An empty index, `ought`, in a private file that ends with this thread's connection."""
    folder = database.folder
    _sweep(folder)
    file = _made(folder)
    try:
        _attach(file)
        yield
    finally:
        database.leave()
        file.unlink(missing_ok=True)


def _made(folder: Path) -> Path:
    try:
        number, name = tempfile.mkstemp(prefix=PREFIX, dir=folder)
    except OSError as error:
        raise DiskFull from error
    os.close(number)
    return Path(name)


def _sweep(folder: Path) -> None:
    for left in folder.glob(f"{PREFIX}*"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > STALE:
                left.unlink()


def _attach(file: Path) -> None:
    database.execute_sql("ATTACH ? AS ought", (str(file),))
    if os.name == "posix":
        file.unlink()
    for pragma in ("journal_mode", "synchronous"):
        database.execute_sql(f"PRAGMA ought.{pragma} = off").fetchall()
    fulltext.make("ought")
    for words in fulltext.TABLES:
        for schema in ("main", "ought"):
            for kind in ("row", "instance"):
                database.execute_sql(_VOCABULARY.format(schema, words.name, kind))


def _write_what_ought_to_be(progress: Progress | None) -> tuple[int, dict[int, str]]:
    """How many notes there are; those of which the rows keep something else."""
    total = NoteRow.select().count()
    done = last = 0
    otherwise: dict[int, str] = {}
    while entries := entries_after(last, STEPS):
        index.write(map(index.made, entries), "ought")
        otherwise |= derived.differing(entries)
        done, last = done + len(entries), entries[-1][0]
        if progress:
            progress(done, total)
    return done, otherwise


# --- what differs


def _differing() -> dict[int, str]:
    """Notes by their number, each with what is wrong first."""
    found: dict[int, str] = {}
    for words in fulltext.TABLES:
        for note, missing in database.execute_sql(_OTHER_SIZES.format(words.name)):
            found.setdefault(note, MISSING if missing else OTHER_WORDS)
    for words in fulltext.TABLES:
        for note in _notes_of_other_words(words.name):
            found.setdefault(note, OTHER_WORDS)
    for pair in (("main", "ought"), ("ought", "main")):
        for (note,) in database.execute_sql(_OTHER_FACTS.format(*pair)):
            found.setdefault(note, OTHER_FACTS)
    return found


def _notes_of_other_words(table: str) -> Iterator[int]:
    words = dict.fromkeys(word for word, *_ in _unlike(_WORDS, table))
    for word in islice(words, WORDS_LOOKED_UP):
        for note, _ in _unlike(_NOTES_OF_WORD, table, word):
            yield note


def _unlike(query: str, table: str, *parameters: bytes) -> Iterator[tuple[Any, ...]]:
    """Rows that only one of both gives; each gives them in order."""
    both = [
        database.execute_sql(query.format(schema, table), parameters)
        for schema in ("main", "ought")
    ]
    for row, same in groupby(heapq.merge(*both)):
        if len(list(same)) == 1:
            yield row


def _blame(part: Part, found: dict[int, str]) -> None:
    """The index is not to blame where a text is not what was saved, or a title, or a tag's name."""
    for number in spellings.of_two_titles():
        found.pop(number, None)
    for number in spellings.with_damaged_tags():
        if found.get(number) == OTHER_WORDS:
            found.pop(number)
    named = dict(_named(found))
    for note, why in sorted(found.items()):
        if note not in named:
            part.blame(STRANGER % note)
        elif sha256(stored_text(note) or "") == named[note].sha256:
            part.blame(why, named[note].uid, named[note].title)


def _named(notes: Iterable[int]) -> Iterator[tuple[int, NoteRow]]:
    for some in chunked(notes, 1_000):
        for row in NoteRow.select().where(NoteRow.id.in_(some)):
            yield row.id, row
