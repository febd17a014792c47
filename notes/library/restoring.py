"""
From a backup back to a library: into the one that is open, or into a new folder.

The file is copied first, and the copy is proved and brought to today's schema: what takes the
library's place is what was looked at, wherever the file lay; and it is the file that was written,
where its manifest says which that was.  Then the present state becomes a backup, and nobody may
write between that and the moment when the copy is in its place (`notes.storage.copies`), so that
nothing that was saved is in neither.

A window may have a note open that is another one now, under a version that it has read.  So each
note that differs goes on above every version that the library had: whoever saves over what was
there before meets a conflict and keeps his text.

That a backup was restored is an act of the library that it becomes, and the backup of what was
there undoes it.

Keys of programs are no notes: the library keeps its own, lest one that was taken back opens it
again, and a new library has none.
"""

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from sqlcipher3 import dbapi2 as sqlcipher

from notes.errors import (
    N_,
    BackupAltered,
    BackupDamaged,
    Busy,
    IndexDamaged,
    LibraryDamaged,
    LibraryRuined,
    LibraryUnusable,
    NotABackup,
)
from notes.library import backups, losses, manifests, proofs, records
from notes.library.backup_folders import FOLDER, as_facts
from notes.library.manifests import Backup
from notes.library.opening import Library, open_anyhow
from notes.library.proofs import Proof
from notes.library.records import Record
from notes.moments import now_ms
from notes.progress import Progress, part
from notes.storage import complaints, copies, headers, marks, schema, shared
from notes.storage.database import FILE_NAME, database

#: How often the present state is backed up again because another program wrote meanwhile.
TRIES = 3

IS_THE_LIBRARY = N_("it is the library itself.")
TAKEN = N_("there is a library already.")
LOG_LEFT = N_(
    "in it lies the log of a library whose file is gone; “octavo salvage” can read it. Choose "
    "another folder."
)
TAKES_PLACE = N_("another takes its place just now.")

_NOT_AS_IT_IS = """
    EXISTS (SELECT 1 FROM live.note AS now WHERE now.uid = note.uid AND
        (now.version, now.sha256, now.title) != (note.version, note.sha256, note.title))
"""
_GO_ON_ABOVE = f"""
    UPDATE note SET version = 1 +
        max(version, (SELECT now.version FROM live.note AS now WHERE now.uid = note.uid))
    WHERE {_NOT_AS_IT_IS}
"""  # noqa: S608  (no word of it comes from outside)
#: Above any version that a library can have whose notes cannot be read any more.
_GO_ON_FAR_ABOVE = "UPDATE note SET version = version + 1000000"
_NO_KEYS = "DELETE FROM token"
#: Row by row: without a condition SQLite takes pages over as they are, those of damaged lists too.
_PRESENT_KEYS = "INSERT INTO token SELECT * FROM live.token WHERE true"
_GO_ON_FROM = """
    UPDATE last_write SET before = (SELECT mark FROM live.last_write), mark = randomblob(16)
"""
_ACT = "INSERT INTO act (kind, summary, happened) VALUES ('backup', ?, ?)"
_NO_ACT = "DELETE FROM act WHERE kind = 'backup' AND happened = ?"


class Restored(NamedTuple):
    """`before`: the backup of what was there, None where nothing was."""

    notes: int
    before: Backup | None
    proof: Proof

    def as_record(self) -> Record:
        return {
            "notes": self.notes,
            "before": records.of_backup(self.before) if self.before else None,
        }


class _Changed(Exception):
    """Another program wrote after the backup of the present state."""


def into(library: Library, file: Path, progress: Progress | None = None) -> Restored:
    """Make the open library what the backup is."""
    _refuse_itself(file, library.folder)
    staged = _staged(file, library.folder, part(progress, 0, 40))
    began = now_ms()
    with backups.alone(library, progress), staged as (stage, proof):
        _refuse_damaged(library, file, proof)
        for _ in range(TRIES):
            with suppress(_Changed):
                before = _replace(library, stage, began, progress)
                losses.forget(library.folder)
                return Restored(proof.notes, before, proof)
    raise Busy


def into_folder(folder: Path, file: Path, progress: Progress | None = None) -> Restored:
    """The same for a library that nobody has open, be it such that nobody can open it any more."""
    with open_anyhow(folder) as library:
        if library.ruin or library.read_only:
            return in_place_of_ruin(library, file, progress)
        try:
            return into(library, file, progress)
        except (LibraryDamaged, IndexDamaged):  # which no look at its opening has met
            return in_place_of_ruin(library, file, progress)


@contextmanager
def room(folder: Path) -> Iterator[None]:
    """
    A private folder for a new library.  When none comes of it, a folder that was made for it goes.
    """
    _refuse_taken(folder)
    made = not folder.exists()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise LibraryUnusable(folder, f"{error.strerror}.") from error
    backups.sweep_staged(folder)
    try:
        yield
    except BaseException:
        if made:
            with suppress(OSError):
                folder.rmdir()
        raise


def settle_new(stage: Path, folder: Path) -> None:
    """Let the stage be the library there; what came meanwhile is not replaced."""
    _refuse_taken(folder)
    _settle(stage, folder)


def _refuse_taken(folder: Path) -> None:
    """SQLite would lay the log of a library that was there over the new one."""
    if (folder / FILE_NAME).exists():
        raise LibraryUnusable(folder, TAKEN)
    if shared.is_left(folder / FILE_NAME):
        raise LibraryUnusable(folder, LOG_LEFT)


def in_place_of_ruin(library: Library, file: Path, progress: Progress | None = None) -> Restored:
    """The same for a library that is ruined, or must not be written; its file is set aside."""
    _refuse_itself(file, library.folder)
    backups.sweep_staged(library.folder)
    with _staged(file, library.folder, progress) as (stage, proof):
        _refuse_damaged(library, file, proof)
        _take_keys(stage)
        take_the_place(library, stage)
        losses.forget(library.folder)
    return Restored(proof.notes, None, proof)


def take_the_place(library: Library, stage: Path) -> None:
    """
    Set the library's file aside, let the stage be it, and open that.  No other program can have
    open what is no library any more.
    """
    library.leave(library.ruin or LibraryRuined(library.folder, TAKES_PLACE))
    try:
        _set_aside(library.folder)
        _settle(stage, library.folder)
    finally:
        library.open_anyhow()


def into_new(folder: Path, file: Path, progress: Progress | None = None) -> Restored:
    """Make a new library of the backup, be it damaged: nothing is lost by that."""
    folder = Path(os.path.abspath(folder))
    with room(folder), _staged(file, folder, progress) as (stage, proof):
        _take_keys(stage)
        settle_new(stage, folder)
    return Restored(proof.notes, None, proof)


@contextmanager
def _staged(file: Path, folder: Path, progress: Progress | None) -> Iterator[tuple[Path, Proof]]:
    """A proved copy of the file by today's schema; it is gone when the block ends."""
    proofs.require_file(file)
    with backups.staged(folder) as stage:
        with as_facts():
            copies.duplicate(file, stage, part(progress, 0, 30))
        proof = backups.prove(manifests.at(file), stage, part(progress, 30, 90))
        proof = proofs.laid_anew(proof, stage, file)
        copies.drop_strangers(stage)
        if proof.schema < schema.CURRENT:
            copies.upgrade(stage)
        yield stage, proof


def _replace(library: Library, stage: Path, began: int, progress: Progress | None) -> Backup:
    """Back up what is there and put the stage in its place, or raise _Changed."""
    with database.no_other_writer(), complaints.as_facts(), _watching(library.folder) as version:
        was = version()

        def check() -> None:
            if version() != was:
                raise _Changed

        before = backups.made(library, "restore", part(progress, 40, 70))
        _go_on_from(library.folder, stage)
        _record(stage, before, began)
        copies.put_in_place(stage, check, part(progress, 70, 100))
    return before


@contextmanager
def _watching(folder: Path) -> Iterator[Callable[[], int]]:
    """A number that is another one when any program has written since."""
    with closing(sqlcipher.connect(str(folder / FILE_NAME), isolation_level=None)) as watcher:
        yield lambda: int(watcher.execute("PRAGMA data_version").fetchone()[0])


def _go_on_from(folder: Path, stage: Path) -> None:
    """
    Versions above those of the library, and its keys; these have to be made anew where nothing of
    the library can be read by who writes the copy.
    """
    stands_alone = headers.reserves_bytes(stage)
    with copies.changing(stage) as copy:
        copy.execute(_NO_KEYS)
        if stands_alone:
            copy.execute(_GO_ON_FAR_ABOVE)
            return
        if not _taken_from(folder, copy, _GO_ON_ABOVE):
            copy.execute(_GO_ON_FAR_ABOVE)
        for statement in (_PRESENT_KEYS, _GO_ON_FROM):
            _taken_from(folder, copy, statement)


def _taken_from(folder: Path, copy: sqlcipher.Connection, statement: str) -> bool:
    """
    Whether what a statement takes from the library could be read; if not, nothing is changed.  Each
    has a transaction of its own: SQLite commits none in which it has met a page of the library that
    it cannot read, whoever went on without that.
    """
    copy.execute("ATTACH ? AS live", (f"{(folder / FILE_NAME).as_uri()}?mode=ro",))
    try:
        copy.execute("BEGIN")
        copy.execute(statement)
        copy.execute("COMMIT")
    except sqlcipher.DatabaseError:
        if copy.in_transaction:
            copy.execute("ROLLBACK")
        return False
    finally:
        copy.execute("DETACH live")
    return True


def _take_keys(stage: Path) -> None:
    """What is not what the mark says has another."""
    with copies.changing(stage) as copy:
        copy.execute(_NO_KEYS)
        with suppress(sqlcipher.DatabaseError):  # of a damaged one
            copy.execute(marks.LEAVE)


def _record(stage: Path, before: Backup, began: int) -> None:
    """As an act, which names what undoes it; a try before this one has no part in it."""
    with copies.changing(stage) as copy:
        copy.execute("BEGIN")
        copy.execute(_NO_ACT, (began,))
        copy.execute(_ACT, (before.name, began))
        copy.execute("COMMIT")


def _set_aside(folder: Path) -> None:
    """
    Keep the bytes of what is no library any more among the backups.  Its log is never to lie
    beside a file that it was not written for.
    """
    aside = folder / FOLDER
    with as_facts():
        aside.mkdir(mode=0o700, exist_ok=True)
        os.close(os.open(folder / FILE_NAME, os.O_RDONLY | os.O_CREAT, 0o600))
        partial = manifests.partial(aside, folder, secrets.token_hex(4))
        try:
            copies.duplicate(folder / FILE_NAME, partial)
            kept = manifests.publish(partial, backups.of_ruin(partial, folder))
        finally:
            copies.remove(partial)
        for ending in shared.BESIDE:
            with suppress(FileNotFoundError):
                (folder / f"{FILE_NAME}{ending}").rename(f"{kept.file}{ending}")


def _settle(stage: Path, folder: Path) -> None:
    with as_facts():
        copies.to_disk(stage)
        stage.replace(folder / FILE_NAME)
        copies.keep_folder(folder)


def _refuse_itself(file: Path, folder: Path) -> None:
    """Whoever reads the file that SQLite has open takes its locks away by closing it."""
    with suppress(OSError, ValueError):
        if file.samefile(folder / FILE_NAME):
            raise NotABackup(file, IS_THE_LIBRARY)


def _refuse_damaged(library: Library, file: Path, proof: Proof) -> None:
    """A backup that is not good is known as that from then on."""
    if proof.found.ok:
        return
    backups.noted(library, manifests.at(file), proof)
    if proof.altered:
        raise BackupAltered(file)
    titles = [problem.title or problem.why for problem in proof.found.problems]
    raise BackupDamaged(file, ", ".join(titles))
