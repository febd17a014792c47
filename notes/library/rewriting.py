"""
Rewriting many notes in one transaction, which keeps others from writing as shortly as it can.

What takes time follows from a note at one version: its new text, what that says of
itself, its words for the index, the replaced text packed for the history.  It is made
ready before the transaction begins.  Inside, a note that is still at its version is
written as it was made ready; one that is not is left out, and named with the fact.

What is ready waits in memory, packed as what differs from the replaced text: `AHEAD`
bytes of it at most, which are some ten thousand notes.  The notes beyond are made ready
inside the transaction, as many at a time: others wait longer then, but it stays one
transaction whatever the size of the library.
"""

import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from peewee import chunked

from notes.errors import Conflict, Damaged, InTrash, Missing, OctavoError, TagStays, TooLarge
from notes.library import history, numbering, tags
from notes.library.acts import Trace
from notes.library.history import Reason, Replaced
from notes.library.lookup import stored
from notes.library.preparing import Change
from notes.moments import now_ms
from notes.progress import Progress
from notes.search import index
from notes.search.index import Made, Words
from notes.storage.database import database
from notes.storage.models import Note as NoteRow
from notes.text import sha256

#: Bytes that are kept ready.
AHEAD = 64_000_000
#: Bytes that zlib looks back to.
WINDOW = 32_768

#: Facts about one note that are no reason to leave the others.
LEAVING_OUT = (Conflict, Damaged, InTrash, Missing, TagStays, TooLarge)

_NOTE = """
    UPDATE note SET title = ?, excerpt = ?, version = ?, sha256 = ?, changed = ?, written = ?,
        writer = '', autosaved = 0
    WHERE id = ?
"""
_TEXT = "UPDATE note_text SET body = ? WHERE note_id = ?"


class New(NamedTuple):
    """What takes the place of a note's text; a title and tags are given by hand; None stays."""

    body: str | None
    title: str | None = None
    tags: Sequence[str] | None = None


class Rewrite(NamedTuple):
    """What is to be made of the text that a note has at version `base`."""

    base: int
    make: Callable[[str], New]


class Rewritten(NamedTuple):
    """
    A note, by SQLite's own id, its versions before and after, and what it became; `changed`: its
    text or title, else only its tags.
    """

    note: int
    before: int
    after: int
    sha256: str
    title: str
    changed: bool

    @property
    def trace(self) -> Trace:
        """As an act records it."""
        if not self.changed:
            return Trace(self.note)
        return Trace(self.note, self.before, self.sha256, self.title)


class LeftOut(NamedTuple):
    """A note that is left as it is, and the fact that is the reason."""

    id: str
    title: str
    fact: OctavoError


class _Ready(NamedTuple):
    """A note as it will be; its text and its words are packed beside the text they replace."""

    note: int
    uid: str
    base: int
    replaced: Replaced
    title: str
    excerpt: str
    sha256: str
    by_hand: Sequence[str]
    in_text: Sequence[str]
    facts: tuple[str, ...]
    body: bytes
    words: bytes

    @property
    def is_another_text(self) -> bool:
        return (self.sha256, self.title) != (self.replaced.sha256, self.replaced.title)

    @property
    def size(self) -> int:
        return len(self.replaced.body) + len(self.body) + len(self.words)

    @property
    def rewritten(self) -> Rewritten:
        before, changed = self.replaced.version, self.is_another_text
        return Rewritten(self.note, before, before + 1, self.sha256, self.title, changed)

    def row(self, changed: int) -> tuple[object, ...]:
        written = changed if self.is_another_text else self.replaced.written
        version = self.replaced.version + 1
        return self.title, self.excerpt, version, self.sha256, changed, written, self.note

    def text(self) -> tuple[str, int]:
        return _unpacked(self.body, self._replaced()), self.note

    def made(self, named: Sequence[str]) -> Made:
        words = _unpacked(self.words, self._replaced()).split("\0")
        return Made(self.note, Words(*words), self.facts, named)

    def _replaced(self) -> bytes:
        return zlib.decompress(self.replaced.body)


class Rewriting:
    """Notes on their way: `prepare` them, then `write` them inside a transaction."""

    def __init__(
        self,
        rewrites: Mapping[str, Rewrite],
        reason: Reason,
        progress: Progress | None = None,
        *,
        in_trash: bool = False,
    ) -> None:
        self.left_out: list[LeftOut] = []
        self._waiting = iter(rewrites.items())
        self._reason = reason
        self._ready: list[_Ready] = []
        self._in_trash = in_trash
        self._progress = progress
        self._total = len(rewrites)
        self._halves = 0

    def prepare(self) -> None:
        """Make ready as many as may wait; nothing is written."""
        self._ready = self._made_ready()

    def write(self) -> list[Rewritten]:
        """All that can be written, in the order that was given: the last one is the newest."""
        written = []
        while ready := self._ready or self._made_ready():
            self._ready = []
            written += self._written(ready)
        self._tell(self._total)
        return written

    def _made_ready(self) -> list[_Ready]:
        ready = []
        size = 0
        for note_id, rewrite in self._waiting:
            self._step()
            try:
                one = _made_ready(note_id, rewrite, self._reason)
            except LEAVING_OUT as fact:
                self._leave_out(note_id, fact)
                continue
            if one:
                ready.append(one)
                size += one.size
            if size > AHEAD:
                break
        return ready

    def _written(self, ready: Sequence[_Ready]) -> list[Rewritten]:
        notes = list(self._unchanged(ready))
        now = now_ms() - len(notes)  # none at the moment of another: lists keep their order
        database.execute_many(_NOTE, (one.row(at) for at, one in enumerate(notes, now)))
        database.execute_many(_TEXT, (one.text() for one in notes))
        history.keep_many(one.replaced for one in notes if one.is_another_text)
        named = tags.assign_many((one.note, one.by_hand, one.in_text) for one in notes)
        index.replace_many(self._made(notes, named))
        return [one.rewritten for one in notes]

    def _unchanged(self, ready: Sequence[_Ready]) -> Iterator[_Ready]:
        """Those that are as they were read; the others are left out."""
        stored = _versions(one.note for one in ready)
        for one in ready:
            version, trashed = stored.get(one.note, (None, None))
            if version is None:
                self._leave_out(one.uid, Missing("note", one.uid))
            elif trashed and not self._in_trash:
                self._leave_out(one.uid, InTrash())
            elif version != one.base:
                self._leave_out(one.uid, Conflict(one.uid, one.base, version))
            else:
                yield one

    def _made(self, notes: Iterable[_Ready], named: Iterable[Sequence[str]]) -> Iterator[Made]:
        for one, names in zip(notes, named, strict=True):
            self._step()
            yield one.made(names)

    def _leave_out(self, note_id: str, fact: OctavoError) -> None:
        title = NoteRow.select(NoteRow.title).where(NoteRow.uid == note_id).scalar()
        self.left_out.append(LeftOut(note_id, title or "", fact))

    def _step(self) -> None:
        """A note that is made ready is half done."""
        self._tell(self._halves // 2)
        self._halves += 1

    def _tell(self, done: int) -> None:
        if self._progress:
            self._progress(done, self._total)


def _made_ready(note_id: str, rewrite: Rewrite, reason: Reason) -> _Ready | None:
    """None when the note is what it shall become."""
    row, before = stored(note_id)
    if row.version != rewrite.base:
        raise Conflict(note_id, rewrite.base, row.version)
    if sha256(before) != row.sha256:
        raise Damaged(note_id)
    new = rewrite.make(before)
    after = Change(new.body, new.title, names=new.tags).applied(row, before)
    if not after.differs(row, before):
        return None
    row.version = numbering.standing(row)
    return _Ready(
        note=row.id,
        uid=row.uid,
        base=rewrite.base,
        replaced=history.replaced(row, before, reason),
        title=after.digest.title,
        excerpt=after.digest.excerpt,
        sha256=sha256(after.body),
        by_hand=after.tags,
        in_text=after.digest.tags,
        facts=after.digest.facts,
        body=_packed(after.body, before.encode()),
        words=_packed("\0".join(index.words_of(after.digest)), before.encode()),
    )


def _versions(notes: Iterable[int]) -> dict[int, tuple[int, int | None]]:
    """Of each note that there is: its version, and when it was put in the trash."""
    found = {}
    for some in chunked(notes, 1_000):
        rows = NoteRow.select(NoteRow.id, NoteRow.version, NoteRow.trashed)
        for note, version, trashed in rows.where(NoteRow.id.in_(some)).tuples():
            found[note] = version, trashed
    return found


def _packed(text: str, beside: bytes) -> bytes:
    packing = zlib.compressobj(level=1, zdict=beside[-WINDOW:])
    return packing.compress(text.encode()) + packing.flush()


def _unpacked(packed: bytes, beside: bytes) -> str:
    return zlib.decompressobj(zdict=beside[-WINDOW:]).decompress(packed).decode()
