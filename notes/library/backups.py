"""
Backups of a library: made while it is used, proved, and let go by a rule.

A backup is good when every text in it has its hash, SQLite finds nothing wrong with its file, and
it has as many rows as the library had (`notes.library.proofs`).  One that is not is kept, marked
and named, beside the good ones, and so is one with far fewer notes than the one before: neither
takes the place of a good one, because each kind is rotated among its own (`notes.library.rotation`)
and the newest of each stays.  What somebody asked for stays until somebody removes it, and so does
what was a library once (`of_ruin`).

One is made at a time for a library, whoever asks.  Where: `notes.library.backup_folders`.
"""

import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import filelock

from notes.errors import Busy, Invalid, Missing, NoRoomForBackup, NotABackup
from notes.library import dangers, manifests, proofs
from notes.library.access import is_in_the_way
from notes.library.backup_folders import (
    FOLDER,
    IN_THE_WAY,
    SPARE,
    Home,
    as_facts,
    folders,
    is_ours,
    own,
    place,
    require_read,
)
from notes.library.manifests import Backup, Reason, State
from notes.library.problems import Problem
from notes.library.proofs import Proof
from notes.library.rotation import Rule, staying
from notes.progress import Progress, part
from notes.storage import copies, headers
from notes.storage.database import value

LOCK_NAME = "octavo.backup.lock"
#: What a copy is called that is on its way back into the library's place.
STAGED = "octavo-restoring-"

#: A backup that has less than this share of the notes of the one before, and so many fewer.
SHARE, FEWER = 0.5, 20
#: How new a good backup is that makes another one before an import needless.
FRESH = timedelta(minutes=10)
#: Seconds between two tries to be the one who makes a backup, and how long others are waited for.
MOMENT, PATIENCE = 0.2, 120


def listed(library: Home) -> list[Backup]:
    """All in the library's own folder for them and in the chosen one, the newest first."""
    found = [backup for folder in folders(library) for backup in manifests.listed(folder)]
    return sorted(found, key=lambda backup: (backup.made, backup.name), reverse=True)


def named(library: Home, name: str) -> Backup:
    found = next((backup for backup in listed(library) if backup.name == name), None)
    if found is None:
        require_read(library)
        raise Missing("backup", name)
    return found


def newest_good(library: Home) -> Backup | None:
    return _newest(backup for backup in listed(library) if backup.state == "good")


def make(library: Home, reason: Reason, progress: Progress | None = None) -> Backup:
    """A backup of the open library as it is now."""
    with alone(library, progress):
        return made(library, reason, progress)


def make_before(library: Home, act: Reason, progress: Progress | None = None) -> Backup | None:
    """
    One before something is done to many notes; None where there are none.  Imports may come
    every minute: they can be undone, and need no backup more often than every few minutes.
    """
    last = newest_good(library) if act == "import" else None
    if not has_notes() or (last and abs(_now() - last.made) < FRESH):
        return None
    return make(library, act, progress)


def made(library: Home, reason: Reason, progress: Progress | None = None) -> Backup:
    """The same for who is `alone` already."""
    folder = place(library).folder
    with as_facts():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        require_read(library, folder)
        _look_for_room(folder)
        partial = manifests.partial(folder, library.folder, secrets.token_hex(4))
        try:
            now = _now()
            counts = copies.snapshot(partial, part(progress, 0, 40))
            proof = proofs.prove(partial, part(progress, 40, 95))
            if proof.misplaced:
                dangers.remember(library.folder)
                proof = proofs.laid_anew(proof, partial)
            proof.compare(counts)
            backup = Backup(
                partial, now, reason, partial.stat().st_size, library=str(library.folder)
            )
            state = _state(proof, reason, _before(library, folder))
            backup = manifests.publish(partial, _described(backup, proof, state))
        finally:
            copies.remove(partial)
    rotate(library, folder)
    if progress:
        progress(100, 100)
    return backup


def of_ruin(file: Path, library: Path) -> Backup:
    """What is known of a file that is no library any more."""
    said = (Problem(proofs.NO_LIBRARY),)
    backup = Backup(file, _now(), "ruin", file.stat().st_size, "damaged")
    return replace(
        backup, sha256=manifests.hash_of(file), library=str(library), wrong=1, found=said
    )


def verify(library: Home, backup: Backup, progress: Progress | None = None) -> Backup:
    """Look at one again, from its first byte to its last, and note what is found."""
    try:
        seen = noted(library, backup, prove(backup, backup.file, part(progress, 0, 95)))
    except NotABackup as fact:
        if not backup.sha256:
            raise
        found = (Problem(str(fact)), Problem(proofs.OTHER_BYTES))
        none = replace(backup, state="damaged", wrong=len(found), found=found, altered=True)
        seen = _kept(library, none)
    if progress:
        progress(100, 100)
    return seen


def is_as_written(library: Home, backup: Backup) -> bool:
    """
    Whether it is, to the byte, as far as is known; one that is not is noted as damaged, one that
    cannot be read just now is not.
    """
    try:
        now = manifests.hash_of(backup.file)
    except OSError:
        return False
    if backup.sha256 in ("", now):
        return True
    found = (Problem(proofs.OTHER_BYTES),)
    _kept(library, replace(backup, state="damaged", wrong=1, found=found, altered=True))
    return False


def prove(backup: Backup, copy: Path, progress: Progress | None = None) -> Proof:
    """
    The proof of a copy of a backup, and whether it is the file that was written.  A copy of it has
    its header put right first.
    """
    now = manifests.hash_of(copy) if backup.sha256 else ""
    if copy != backup.file:
        headers.put_right(copy)
    proof = proofs.prove(copy, progress, named=backup.file)
    proof.compare_hash(now, backup.sha256)
    return proof


def noted(library: Home, backup: Backup, proof: Proof) -> Backup:
    """A backup with what a look at it has found, which its manifest says from now on."""
    whole: State = "fewer" if backup.state == "fewer" else "good"
    return _kept(library, _described(backup, proof, whole if proof.found.ok else "damaged"))


def remove(backup: Backup) -> None:
    with as_facts():
        manifests.remove(backup)


def rotate(library: Home, folder: Path) -> list[Backup]:
    """Remove those that the rule lets go; which they were."""
    rule, gone = _rule(library), []
    made_unasked = [one for one in own(library, folder) if one.reason not in ("manual", "ruin")]
    for state in ("good", "fewer", "damaged"):
        pool = [backup for backup in made_unasked if backup.state == state]
        kept = staying((backup.made for backup in pool), _now(), rule)
        gone += [backup for backup in pool if backup.made not in kept]
    for backup in gone:
        with suppress(OSError):
            manifests.remove(backup)
    return gone


def is_due(library: Home, last: datetime | None) -> bool:
    """Whether it is time for an automatic one, when the last was made then; never if not wanted."""
    hours = library.settings.read()["backup_every"]
    if not hours:
        return False
    return last is None or not timedelta() <= _now() - last < timedelta(hours=hours)


def last_made(library: Home) -> datetime | None:
    """When the newest was made, whatever it is like; one from the future says nothing."""
    found = (one.made for one in listed(library) if one.made <= _now() and is_ours(library, one))
    return max(found, default=None)


def has_notes() -> bool:
    return value("SELECT 1 FROM note LIMIT 1") is not None


def is_kept_off(library: Home) -> bool:
    """Whether something is in the place of the lock, so that no backup can be made."""
    return is_in_the_way(library.folder / LOCK_NAME)


# --- how


@contextmanager
def alone(library: Home, progress: Progress | None = None) -> Iterator[None]:
    """Wait for other backups of the library to end, then keep them off; sweep what they left."""
    lock = filelock.FileLock(library.folder / LOCK_NAME, mode=0o600, thread_local=False)
    for turn in range(int(PATIENCE / MOMENT)):
        if _is_taken(library, lock):
            break
        if progress:
            progress(0, turn + 1)
    else:
        raise Busy
    try:
        sweep_staged(library.folder)
        for folder in folders(library):
            manifests.sweep(folder, library.folder)
        yield
    finally:
        lock.release()


def _is_taken(library: Home, lock: filelock.BaseFileLock) -> bool:
    """Whether this moment was enough to get it."""
    with as_facts():
        try:
            lock.acquire(timeout=MOMENT, poll_interval=MOMENT / 4)
        except filelock.Timeout:
            return False
        except OSError as error:
            if is_kept_off(library):
                raise Invalid(FOLDER, IN_THE_WAY) from error
            raise
    return True


@contextmanager
def staged(folder: Path) -> Iterator[Path]:
    """A name for what is to become a library there; what is called so is gone at the end."""
    stage = folder / f"{STAGED}{secrets.token_hex(4)}"
    try:
        yield stage
    finally:
        copies.remove(stage)


def sweep_staged(folder: Path) -> None:
    """What killed restores have left; who calls this knows that none goes on."""
    for left in folder.glob(f"{STAGED}*"):
        left.unlink(missing_ok=True)


def _look_for_room(folder: Path) -> None:
    """A disk that a backup would fill could not take what is written meanwhile."""
    pages, size = value("PRAGMA page_count"), value("PRAGMA page_size")
    needed, free = pages * size + SPARE, shutil.disk_usage(folder).free
    if free < needed:
        raise NoRoomForBackup(needed, free)


def _before(library: Home, folder: Path) -> Backup | None:
    return _newest(backup for backup in own(library, folder) if backup.state == "good")


def _newest(backups: Iterable[Backup]) -> Backup | None:
    return max(backups, key=lambda backup: backup.made, default=None)


def _state(proof: Proof, reason: Reason, before: Backup | None) -> State:
    """What somebody asks for is what there is meant to be, however little that is."""
    if not proof.found.ok:
        return "damaged"
    had = (before.notes or 0) if before else 0
    far_fewer = proof.notes < had * SHARE and had - proof.notes >= FEWER
    return "fewer" if far_fewer and reason != "manual" else "good"


def _described(backup: Backup, proof: Proof, state: State) -> Backup:
    """With what its proof has found; the hash of its file is the one that it had first."""
    return replace(
        backup,
        state=state,
        notes=proof.notes,
        sha256=backup.sha256 or manifests.hash_of(backup.file),
        wrong=proof.found.wrong,
        found=tuple(proof.found.problems),
        altered=proof.altered,
    )


def _kept(library: Home, seen: Backup) -> Backup:
    if is_ours(library, seen):
        with suppress(OSError):  # of a disk that is only to be read
            manifests.write(seen)
    return seen


def _rule(library: Home) -> Rule:
    kept = library.settings.read()
    return Rule(*(kept[f"backup_{stretch}"] for stretch in Rule._fields))


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)
