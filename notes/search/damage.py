"""
A broken index: what shows that it is, and how everybody goes on without it.

It is distrusted then, and made anew at the next chance (`notes.library.renewal`).  SQLite
has the same words for damage of the index as for damage of its file: the tables of the
notes are looked at by themselves to tell them apart.  Nor may it go on with a transaction
in which it has met damage, so whoever writes notes begins again.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import wraps
from typing import ParamSpec, TypeVar

import peewee
from sqlcipher3 import dbapi2 as sqlcipher

from notes.errors import IndexDamaged, LibraryDamaged, OctavoError
from notes.search import index
from notes.storage import fulltext
from notes.storage.complaints import as_facts
from notes.storage.database import database, value, whole_check

P = ParamSpec("P")
T = TypeVar("T")

#: What SQLite says of facts that stay though their note goes.
_REFUSED = (peewee.IntegrityError, sqlcipher.IntegrityError)

_NOTES = "SELECT count(*) FROM note"
_INDEXED = "SELECT count(*) FROM {}_docsize"
_ANY = "SELECT EXISTS (SELECT 1 FROM {0} WHERE {0} MATCH 'a')"
#: What scores are made of; nothing yet in an index that never had a note.
_SUMS = "SELECT coalesce(length(block), 0) FROM {}_data WHERE id = 1"
#: An index without a single word, of notes that have some.
_EMPTY = """
    SELECT EXISTS (SELECT 1 FROM note_index_docsize WHERE sz > zeroblob(5))
    AND NOT EXISTS (SELECT 1 FROM vocabulary)
"""


@contextmanager
def reading() -> Iterator[None]:
    """Questions to the index; whoever finds it broken gets IndexDamaged."""
    try:
        with as_facts():
            yield
    except LibraryDamaged as fact:
        if fulltext.damage_elsewhere():
            raise
        _distrust()
        raise IndexDamaged from fact
    except IndexDamaged:
        _distrust()
        raise


def despite(write: Callable[P, T]) -> Callable[P, T]:
    """A transaction that writes notes; once more, without their words, if those cannot be."""

    @wraps(write)
    def written(*args: P.args, **options: P.kwargs) -> T:
        for go_on in (index.distrust, index.clear):
            try:
                return write(*args, **options)
            except (IndexDamaged, LibraryDamaged, *_REFUSED) as error:
                # in a transaction: that of somebody who begins again himself
                if database.in_transaction() or not _is_of_index(error):
                    raise
                go_on()
        return write(*args, **options)

    return written


def glance() -> None:
    """Look for damage that shows without a look at every word, which takes milliseconds."""
    with reading(), database.reading():
        if fulltext.missing() or (index.is_current() and not _is_whole()):
            raise IndexDamaged


def lacks_notes() -> bool:
    """Whether an index that is made anew of nothing does not have all notes yet."""
    return not index.is_current() and value(_INDEXED.format("note_index")) < value(_NOTES)


def has_sums() -> bool:
    """Whether both tables know what they make scores of."""
    return all(value(_SUMS.format(words.name)) for words in fulltext.TABLES)


def _is_of_index(error: Exception) -> bool:
    """With a note that goes for good its facts go by themselves, whatever is wrong with these."""
    return isinstance(error, IndexDamaged) or bool(whole_check(fulltext.FACTS))


def _is_whole() -> bool:
    """Whether an index that has all notes can be asked, and counts as many as there are."""
    for words in fulltext.TABLES:
        value(_ANY.format(words.name))
    total = value(_NOTES)
    counts = {value(_INDEXED.format(words.name)) for words in fulltext.TABLES}
    return counts == {total} and not value(_EMPTY) and (has_sums() or not total)


def _distrust() -> None:
    with suppress(OctavoError):  # who may not write now cannot note it; the answer is the same
        index.distrust(waits=False)
