"""
The one SQLite file of a library, and who may write it.

Driver: sqlcipher3, which brings a current SQLite, for plain libraries too.
Each thread has a connection of its own, kept until `close`.  Within a process
one thread writes at a time (`writing`); between processes SQLite's own lock
decides, which is why a write begins IMMEDIATE: it waits at its start, where
waiting is harmless, and never has to be repeated in the middle.

Nobody waits for ever: long work of others is Busy, a fact that can be tried again.
Everybody waits a moment, and only a few wait on, so that the threads of a server
are there for those who read.

On POSIX SQLite loses its locks on a file, and with them what keeps others from taking its log away,
when the same process opens and closes that once more.  So nobody does while somebody is connected:
`file` is there to be read, open from before the first connection until after the last.

A library that may not be written (`read_only` says why) is read like any other, and refuses
whoever writes with that sentence.  One that cannot be opened as it is has a `ruin` instead: every
question meets that fact, until somebody has brought the library back.

`synchronous=FULL` is what "Saved" stands on.  A server turns automatic
checkpoints off and runs them from a timer (`checkpoint`), so that no save has
to copy pages.
"""

import gc
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

import peewee
from playhouse.sqlcipher_ext import SqlCipherDatabase
from sqlcipher3 import dbapi2 as sqlcipher

from notes.errors import (
    N_,
    Busy,
    IndexDamaged,
    LibraryDamaged,
    LibraryReadOnly,
    LibraryRuined,
    LibraryUnusable,
    OctavoError,
)
from notes.storage import marks
from notes.storage.complaints import as_facts, lengths_read, of_check
from notes.storage.gate import Gate
from notes.storage.rows import Rows, read_to_its_end

FILE_NAME = "octavo.db"

#: Seconds that a writer waits for another thread, and then for another program.
PATIENCE = 5
#: Seconds that all others wait while so many wait on.
MOMENT, WAITING = 0.25, 2

PRAGMAS = (
    ("busy_timeout", PATIENCE * 1_000),
    ("journal_mode", "wal"),
    ("synchronous", "full"),
    ("fullfsync", 1),
    ("foreign_keys", 1),
    ("trusted_schema", 0),
    ("cell_size_check", 1),
    ("mmap_size", 0),
    ("cache_size", -2_000),
    ("temp_store", "memory"),
    ("journal_size_limit", 64_000_000),
)

#: Where nothing may be written.
READING = (*(pragma for pragma in PRAGMAS if pragma[0] != "journal_mode"), ("query_only", 1))

#: Ways to a file that is not written: beside who writes it, with a log that nobody has open, and
#: without any.  Only the first writes something, which is the shared file beside it.
BESIDE_OTHERS, WITH_LOG, ALONE = "mode=ro", "mode=ro&readonly_shm=1", "mode=ro&immutable=1"

#: What FTS5 leaves unsaid of lengths for which there is no memory.
GARBLED = "garbled lengths"

NO_DATABASE = N_("its file is not an Octavo library.")
TORN = N_("its file is damaged.")
#: What SQLite says of a file that is none of its own.
NO_FILE_OF_SQLITE = "file is not a database"
LOCKED = N_("another program is writing it and does not let go.")


class LibraryFile(SqlCipherDatabase):
    """Peewee's database, plus the single writer and a close for all threads."""

    def __init__(self) -> None:
        super().__init__(None, pragmas=PRAGMAS, check_same_thread=False)
        self._writer = threading.RLock()
        self._queue = threading.Semaphore(WAITING)
        self._writes_in: int | None = None
        self._opened: list[sqlcipher.Connection] = []
        self.gate = Gate()
        self.folder = Path()
        self.read_only = ""
        self.leaves_marks = False
        self.ruin: OctavoError | None = None
        self.before_writing: Callable[[bool], None] | None = None
        self.reserves_bytes = False
        self.file: BinaryIO | None = None

    @property
    def is_writable(self) -> bool:
        return not (self.deferred or self.read_only)

    def connect(self, reuse_if_open: bool = False) -> bool:
        if self.ruin:
            raise self.ruin
        return bool(super().connect(reuse_if_open))

    def _connect(self) -> sqlcipher.Connection:
        connection = super()._connect()
        connection.text_factory = _readable
        self._opened.append(connection)
        return connection

    def _close(self, conn: sqlcipher.Connection) -> None:
        super()._close(conn)
        if conn in self._opened:
            self._opened.remove(conn)

    def cursor(self) -> Rows:
        return Rows(self.connection())

    def execute_sql(self, sql: str, *args: Any, **options: Any) -> Any:
        self._require_transaction()
        with as_facts(), lengths_read(sql), read_to_its_end(self.connection()):
            return super().execute_sql(sql, *args, **options)

    def execute_many(self, sql: str, rows: Iterable[Sequence[Any] | Mapping[str, Any]]) -> None:
        """One statement for each of many rows, inside the caller's transaction."""
        self._require_transaction()
        with as_facts(), lengths_read(sql):
            self.connection().executemany(sql, rows)

    def _require_transaction(self) -> None:
        """SQLite may have rolled a write back for what it could not read: no part goes on alone."""
        inside = self._writes_in == threading.get_ident() and self.in_transaction()
        if inside and not self.connection().in_transaction:
            raise LibraryDamaged

    def _set_pragmas(self, conn: sqlcipher.Connection) -> None:
        for name, value in READING if self.read_only else self._pragmas:
            conn.execute(f"PRAGMA {name} = {value}").fetchall()

    @contextmanager
    def writing(self, *, waits: bool = True) -> Iterator[None]:
        """
        One transaction of the one writer; all of it is on the disk when it ends, or none.
        Busy when others write for too long, or at all for who does not want to wait.
        """
        look = self.before_writing
        if look and not self.in_transaction():
            look(waits)
        self._require_writable()
        if not self._taken(waits):
            raise Busy
        try:
            self._require_writable()  # the file may have been found damaged meanwhile
            at_once = nullcontext() if waits else self._at_once()
            with as_facts(), at_once, self.atomic("IMMEDIATE"), self._noted():
                yield
        finally:
            self._writer.release()

    @contextmanager
    def _noted(self) -> Iterator[None]:
        """Know which thread it is that writes, as long as its transaction goes on."""
        before, self._writes_in = self._writes_in, threading.get_ident()
        changes = self.connection().total_changes
        try:
            yield
            if before is None and self.leaves_marks:
                self._leave_mark(changes)
        finally:
            self._writes_in = before

    def _leave_mark(self, changes: int) -> None:
        """By which the log is known (`notes.storage.marks`), unless nothing has changed since."""
        if self.connection().total_changes > changes:
            self.execute_sql(marks.LEAVE)

    @contextmanager
    def reading(self) -> Iterator[None]:
        """
        One state of the library, for reads alone.  Their transaction is never committed: SQLite
        refuses that after a page that could not be read, although who met it went on without.
        """
        if self.in_transaction():
            yield
            return
        with self.atomic("DEFERRED"):
            try:
                yield
            finally:
                self._begin_again()

    def _begin_again(self) -> None:
        """SQLite may have ended the transaction by itself, when a disk could not be read."""
        if self.connection().in_transaction:
            self.rollback()
        self.begin("DEFERRED")

    @contextmanager
    def no_other_writer(self) -> Iterator[None]:
        """Keep other threads from writing, whatever this one does meanwhile."""
        self._require_writable()
        if not self._taken(waits=True):
            raise Busy
        try:
            yield
        finally:
            self._writer.release()

    def _require_writable(self) -> None:
        if self.read_only:
            raise LibraryReadOnly(self.read_only)

    def _taken(self, waits: bool) -> bool:
        """Whether this thread is the writer now."""
        if not waits:
            return self._writer.acquire(blocking=False)
        return self._writer.acquire(timeout=MOMENT) or self._waited_for()

    def _waited_for(self) -> bool:
        if not self._queue.acquire(blocking=False):
            return False
        try:
            return self._writer.acquire(timeout=PATIENCE)
        finally:
            self._queue.release()

    @contextmanager
    def _at_once(self) -> Iterator[None]:
        """Let this connection wait for no other program."""
        self.execute_sql("PRAGMA busy_timeout = 0")
        try:
            yield
        finally:
            self.execute_sql(f"PRAGMA busy_timeout = {PATIENCE * 1_000}")

    def checkpoint(self) -> None:
        """Copy what the log holds into the file, as far as no reader needs it."""
        self.execute_sql("PRAGMA wal_checkpoint(PASSIVE)").fetchall()

    def without_checkpoints(self) -> None:
        """Leave checkpoints to a timer from now on, in every connection."""
        self.pragma("wal_autocheckpoint", 0, permanent=True)

    def leave(self) -> None:
        """Close the connection of this thread, if it has one, before the thread ends."""
        if not self.is_closed():
            self.close()

    def shut(self) -> None:
        """
        Close the connections of every thread, so that SQLite can tidy its log away.
        Whoever comes late finds no library, rather than opening it again by himself.
        """
        with self.gate.alone(), self._writer:
            self.leave()
            if self._opened:
                gc.collect()  # later, in any thread, it would tidy away what is left of a question
            for connection in self._opened:
                connection.close()
            self._opened.clear()
            self.close_file()
            self._state = peewee._ConnectionLocal()  # other threads still hold what was closed here
            self.init(None)

    def close_file(self) -> None:
        """Once nobody is connected."""
        if self.file:
            self.file.close()
        self.file = None


#: A text that is no UTF-8 any more can be read, so that its hash can tell that it is damaged.
_readable = partial(str, encoding="utf-8", errors="replace")

database = LibraryFile()


def connect(folder: Path, read_only: str = "", way: str = BESIDE_OTHERS) -> None:
    """
    Point `database` at the folder's file, creating it when there is none.  `read_only`: why it
    may not be written, if it may not; `way`: how it is read then.
    """
    mode = way if read_only else "mode=rwc"
    database.init(f"{(folder / FILE_NAME).as_uri()}?{mode}", uri=True)
    database.folder, database.read_only, database.ruin = folder, read_only, None
    database.leaves_marks = database.reserves_bytes = False
    database.close_file()
    with suppress(OSError):  # then SQLite says why
        database.file = open(folder / FILE_NAME, "rb", buffering=0, opener=_made_if_missing)  # noqa: SIM115
    database.before_writing = None
    try:
        with as_facts():
            database.connect(reuse_if_open=True)
            database.execute_sql("SELECT count(*) FROM sqlite_master").fetchall()
    except (peewee.DatabaseError, LibraryDamaged) as error:
        database.shut()
        is_none = NO_FILE_OF_SQLITE in str(error.__cause__ or error)
        raise LibraryRuined(folder, NO_DATABASE if is_none else TORN) from error
    except Busy as fact:
        database.shut()
        raise LibraryUnusable(folder, LOCKED) from fact


def _made_if_missing(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_CREAT, 0o600)


def quick_check(table: str = "") -> list[str]:
    """What SQLite finds wrong with its file, or with one table of it; it stops at the worst."""
    return of_check(_hear, "quick_check", table)


def whole_check(table: str = "", *, most: int = 100) -> list[str]:
    """
    The same, with every row looked up in every list that has it; of all rows as dear.  It ends
    after so many lines.
    """
    return of_check(_hear, "integrity_check", table, most)


def _hear(asked: str) -> tuple[list[Any], list[str]]:
    try:
        with as_facts():
            return [said for (said,) in database.execute_sql(asked).fetchall()], []
    except (LibraryDamaged, IndexDamaged) as fact:
        return [], [str(fact.__cause__) or GARBLED]
    except MemoryError:  # of the lengths in one of FTS5's tables; no other is read all at once
        return [], [GARBLED]


def value(sql: str, *parameters: Any) -> Any:
    """The first column of the first row, or None."""
    row = database.execute_sql(sql, parameters).fetchone()
    return row[0] if row else None
