"""
The proof of a copy: that it opens, that SQLite finds nothing wrong with it, that titles and
notebooks are spelled alike in their rows and lists, and that every text in it, of today or from
the history, has the hash that was written with it.

A copy of any schema can be proved, so that nothing is changed before it is known to be good.
What is wrong with the index is no damage: that follows from the notes.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from sqlcipher3 import dbapi2 as sqlcipher

from notes.errors import N_, LibraryFromFuture, NotABackup
from notes.library import counters, ids, numbering, spellings, tables
from notes.library.lookup import unpacked
from notes.library.manifests import Backup
from notes.library.problems import Part
from notes.progress import Progress, part
from notes.storage import copies, misplaced, schema, shape
from notes.text import sha256

DAMAGED = N_("Its text is not what was saved.")
VERSION_DAMAGED = N_("An earlier version of it is not what was saved.")
LACKS_TABLES = N_("A table of it is missing or cannot be read.")
FEWER_ROWS = N_("It does not hold all that the library has.")
OTHER_BYTES = N_("Its file is not the one that was written.")

NO_LIBRARY = N_("it is not an Octavo library.")
NOT_THERE = N_("there is no such file.")
HAS_LOG = N_("beside it lies a log with what was written last; open it with Octavo first.")

_NOTES = "SELECT id, uid, title, sha256 FROM note ORDER BY id"
_TEXT = "SELECT CAST(body AS TEXT) FROM note_text WHERE note_id = ?"
_VERSIONS = """
    SELECT revision.note_id, revision.version, revision.sha256, note.uid, note.title
    FROM revision LEFT JOIN note ON note.id = revision.note_id ORDER BY 1, 2
"""
#: Where the text of a version lies: since the fourth schema once for all versions that have it.
_KEPT_TEXT = "SELECT CAST(body AS BLOB) FROM revision_text WHERE note_id = ? AND sha256 = ?"
_FIRST_KEPT_TEXT = "SELECT CAST(body AS BLOB) FROM revision WHERE note_id = ? AND version = ?"
_APART_SINCE = 4

_EVERY = 100


@dataclass(slots=True)
class Proof:
    """
    `found`: what is wrong, nothing if the copy is good; `altered`: it is not the file that was
    written, whatever is in it.
    """

    schema: int
    counts: dict[str, int]
    found: Part = field(default_factory=Part)
    altered: bool = False

    @property
    def notes(self) -> int:
        return self.counts.get("note", 0)

    @property
    def misplaced(self) -> list[str]:
        """What is wrong with it that is of pages alone, and of nothing that lies on them."""
        return [one.why for one in self.found.problems if misplaced.is_said(one.why)]

    def compare(self, counts: dict[str, int]) -> None:
        """Blame it for every row that it lacks."""
        if counts != self.counts:
            self.found.blame(FEWER_ROWS)

    def compare_hash(self, now: str, written: str) -> None:
        """Blame it for a byte that has changed anywhere; `written` is "" where nobody knows."""
        if written and now != written:
            self.altered = True
            self.found.blame(OTHER_BYTES)


def prove(file: Path, progress: Progress | None = None, *, named: Path | None = None) -> Proof:
    """
    Look at all of a copy; NotABackup if it is none, LibraryFromFuture if it is too new.  Those
    name the file that it is a copy of, if somebody has `named` that.
    """
    named = named or file
    require_file(file)
    try:
        with copies.reading(file) as copy:
            return _proved(copy, _schema_of(named, copy), progress)
    except (OSError, ValueError, sqlcipher.DatabaseError) as error:
        raise NotABackup(named, NO_LIBRARY) from error


def is_other_file(backup: Backup) -> bool:
    """Whether it is known that it is not the file that was written: by its size, or by a look."""
    has_other_size = backup.state == "unproven" and bool(backup.sha256)
    return has_other_size or backup.altered


def laid_anew(proof: Proof, copy: Path, named: Path | None = None) -> Proof:
    """The proof of a copy of ours after its pages were put right, if they are what is wrong."""
    said = proof.misplaced
    if said and len(said) == proof.found.wrong and copies.lay_anew(copy):
        return prove(copy, named=named)
    return proof


def require_file(file: Path) -> None:
    """A file that stands for itself: what a log beside it holds would be missing."""
    try:
        log = file.with_name(f"{file.name}-wal")
        if not file.is_file():
            raise NotABackup(file, NOT_THERE)
        if log.exists() and log.stat().st_size:
            raise NotABackup(file, HAS_LOG)
    except (OSError, ValueError):
        raise NotABackup(file, NOT_THERE) from None


def _schema_of(file: Path, copy: sqlcipher.Connection) -> int:
    found = copies.schema_of(copy)
    if found > schema.CURRENT:
        raise LibraryFromFuture(file, found, schema.CURRENT)
    there = {name for (name,) in copy.execute("SELECT name FROM sqlite_schema")}
    if not found or not {"note", "note_text", "revision"} <= there:
        raise NotABackup(file, NO_LIBRARY)
    return found


def _proved(copy: sqlcipher.Connection, found: int, progress: Progress | None) -> Proof:
    proof = Proof(found, copies.counts(copy))
    spellings.blame(proof.found, copies.damage(copy), copy.execute)
    if found == schema.CURRENT and not (
        proof.counts.keys() >= schema.KEPT and shape.keeps_all(copy.execute)
    ):
        proof.found.blame(LACKS_TABLES)
    told = part(progress, 30, 100)
    rows = proof.notes + proof.counts.get("revision", 0)
    for look in (_look_at_texts, _look_at_history):
        try:
            for _ in look(copy, proof):
                proof.found.checked += 1
                if told and (proof.found.checked % _EVERY == 0 or proof.found.checked == rows):
                    told(proof.found.checked, rows)
        except sqlcipher.DatabaseError as error:
            proof.found.blame(f"{error}.")
    return proof


def _look_at_texts(copy: sqlcipher.Connection, proof: Proof) -> Iterator[None]:
    for number, uid, title, wanted in copy.execute(_NOTES):
        text = _first(copy, _TEXT, number)
        if not isinstance(text, str) or sha256(text) != wanted:
            proof.found.blame(DAMAGED, _words(uid), _words(title))
        yield


def _look_at_history(copy: sqlcipher.Connection, proof: Proof) -> Iterator[None]:
    numbering.blame(proof.found, copy.execute)
    ids.blame(proof.found, copy.execute)
    if proof.schema == schema.CURRENT:
        tables.blame_times(proof.found, copy.execute)
    kept = _kept_text(copy, proof.schema)
    for number, version, wanted, uid, title in copy.execute(_VERSIONS):
        text = unpacked(kept(number, version, wanted) or b"")
        if text is None or sha256(text) != wanted:
            proof.found.blame(VERSION_DAMAGED, _words(uid), _words(title))
        yield
    if proof.schema == schema.CURRENT:
        counters.blame(proof.found, copy.execute)


def _kept_text(copy: sqlcipher.Connection, found: int) -> Callable[[int, int, str], bytes | None]:
    def kept(number: int, version: int, wanted: str) -> bytes | None:
        if found < _APART_SINCE:
            text = _first(copy, _FIRST_KEPT_TEXT, number, version)
        else:
            text = _first(copy, _KEPT_TEXT, number, wanted)
        return text if isinstance(text, bytes) else None

    return kept


def _words(value: object) -> str:
    """A name, as far as a damaged row has one."""
    return value if isinstance(value, str) else ""


def _first(copy: sqlcipher.Connection, sql: str, *parameters: object) -> object:
    """The first column of the first row; None where there is none that can be read."""
    row = None
    with suppress(sqlcipher.DatabaseError):
        row = copy.execute(sql, parameters).fetchone()
    return row[0] if row else None
