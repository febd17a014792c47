"""
Backups as they lie in a folder: each a library's file, with a manifest beside it.

    octavo-2026-11-21T06-42-00Z-automatic.db      the copy; its name says when (UTC) and why
    octavo-2026-11-21T06-42-00Z-automatic.json    what its proof found, and the hash of the file

The manifest is there before the copy has its name, so that a name means a backup that was
looked at from its first byte to its last.  A file without a manifest (it was moved, or lost)
counts as unproven: it is shown, can be looked at and restored, and is never removed.  So does one
of another size than its manifest says, but that it is not the file that was written is known.
"""

import hashlib
import json
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any, Literal, get_args

from notes.library.problems import Problem
from notes.moments import moment
from notes.storage import copies

#: Why it was made: because its time had come, because somebody asked for it, or before something;
#: a ruin is what was set aside because it was no library any more.
Reason = Literal["automatic", "manual", "upgrade", "import", "restore", "ruin"]
#: `fewer`: whole, but with far fewer notes than the one before it.
State = Literal["good", "damaged", "fewer", "unproven"]

#: What a copy is called that is not finished.
PARTIAL = "octavo-unfinished-"

_NAME = re.compile(
    r"octavo-(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d)Z-(automatic|manual|upgrade|import|restore|ruin)(-\d+)?\.db"
)
#: What manifests of before have said of a file that is not the one that was written.
_ALTERED = "Its file is not the one that was written."
_TIME = "%Y-%m-%dT%H-%M-%S"
#: Characters of a manifest that is read: more is none of ours.
_LONGEST = 1_000_000


@dataclass(frozen=True, slots=True)
class Backup:
    """
    `library`: the folder that it was made of; `found`: some of what is wrong with it; `altered`: a
    look at it has shown that it is not the file that was written.
    """

    file: Path
    made: datetime
    reason: Reason
    bytes: int
    state: State = "unproven"
    notes: int | None = None
    sha256: str = ""
    library: str = ""
    wrong: int = 0
    found: tuple[Problem, ...] = ()
    altered: bool = False

    @property
    def name(self) -> str:
        return self.file.name


def is_name(name: str) -> bool:
    """Whether a file of this name is one of our backups."""
    return bool(_NAME.fullmatch(name))


def listed(folder: Path) -> list[Backup]:
    """The backups in a folder, the newest first; none where there is no folder."""
    try:
        files = [file for file in folder.iterdir() if is_name(file.name)]
    except (OSError, ValueError):
        return []
    found = [backup for file in files if (backup := read(file))]
    return sorted(found, key=lambda backup: (backup.made, backup.name), reverse=True)


def read(file: Path) -> Backup | None:
    """One backup by its name and its manifest; None when it is gone, or no backup."""
    named = _NAME.fullmatch(file.name)
    if not named:
        return None
    try:
        made = datetime.strptime(named[1], _TIME).replace(tzinfo=UTC)
        size = file.stat().st_size
    except (OSError, ValueError):
        return None
    reason: Reason = named[2]  # type: ignore[assignment]  # one of those in its pattern
    return _with_manifest(Backup(file, made, reason, size))


def at(file: Path) -> Backup:
    """A backup wherever it lies, or any other file that may turn out to be one."""
    try:
        facts = file.stat()
        size, changed = facts.st_size, moment(facts.st_mtime_ns // 1_000_000)
    except (OSError, ValueError):
        size, changed = 0, moment(0)
    return read(file) or Backup(file, changed, "manual", size)


def publish(partial: Path, backup: Backup) -> Backup:
    """Give a finished copy its name, which nothing else has; its manifest goes first."""
    for number in count(1):
        placed = replace(backup, file=_named(backup, number))
        if _reserved(placed):
            break
    partial.replace(placed.file)
    copies.keep_folder(placed.file.parent)
    return placed


def write(backup: Backup) -> None:
    """Put a new manifest in the place of the old one."""
    new = backup.file.with_suffix(".new")
    with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(_written(backup))
        file.flush()
        os.fsync(file.fileno())
    new.replace(_manifest_of(backup.file))


def remove(backup: Backup) -> None:
    """The copy first: without one, a manifest says nothing."""
    copies.remove(backup.file)
    _manifest_of(backup.file).unlink(missing_ok=True)


def partial(folder: Path, library: Path, number: str) -> Path:
    """Where a copy of this library is made; who knows the library knows whose it is."""
    return folder / f"{PARTIAL}{_mark(library)}-{number}"


def sweep(folder: Path, library: Path) -> None:
    """Remove what killed backups of this library have left; none may be going on."""
    with suppress(OSError):
        for left in folder.glob(f"{PARTIAL}{_mark(library)}-*"):
            left.unlink(missing_ok=True)
        for manifest in _orphans(folder):
            if _read(manifest).get("library") == str(library):
                manifest.unlink(missing_ok=True)


def hash_of(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _orphans(folder: Path) -> Iterator[Path]:
    for manifest in folder.glob("octavo-*.json"):
        copy = manifest.with_suffix(".db")
        if is_name(copy.name) and not copy.exists():
            yield manifest


def _mark(library: Path) -> str:
    return hashlib.sha256(os.fsencode(library)).hexdigest()[:12]


def _named(backup: Backup, number: int) -> Path:
    again = f"-{number}" if number > 1 else ""
    return backup.file.with_name(f"octavo-{backup.made:{_TIME}}Z-{backup.reason}{again}.db")


def _manifest_of(file: Path) -> Path:
    return file.with_suffix(".json")


def _reserved(backup: Backup) -> bool:
    """Write the manifest, unless one or its copy is there: then somebody has the name."""
    manifest = _manifest_of(backup.file)
    if backup.file.exists():
        return False
    try:
        opened = os.open(manifest, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    with open(opened, "w") as file:
        file.write(_written(backup))
        file.flush()
        os.fsync(file.fileno())
    return True


def _written(backup: Backup) -> str:
    kept = asdict(backup) | {
        "file": backup.name,
        "made": backup.made.isoformat(),
        "found": [problem._asdict() for problem in backup.found],
    }
    return json.dumps(kept, indent=1)


def _with_manifest(backup: Backup) -> Backup:
    """What the manifest adds: nothing if it is none, its hash alone to a file of another size."""
    kept = _read(_manifest_of(backup.file))
    try:
        if kept["state"] not in get_args(State):
            return backup
        known = replace(backup, sha256=str(kept["sha256"]), library=str(kept["library"]))
        if kept["bytes"] != backup.bytes:
            return known
        return replace(
            known,
            state=kept["state"],
            notes=None if kept["notes"] is None else int(kept["notes"]),
            wrong=int(kept["wrong"]),
            found=tuple(Problem(*map(str, _values(one))) for one in kept["found"]),
            altered=_was_altered(kept),
        )
    except (KeyError, TypeError, ValueError):
        return backup


def _was_altered(kept: dict[str, Any]) -> bool:
    """Manifests of before said it in words alone."""
    said = (one["why"] for one in kept["found"])
    return bool(kept["altered"]) if "altered" in kept else _ALTERED in said


def _values(problem: dict[str, Any]) -> tuple[Any, Any, Any]:
    return problem["why"], problem["note_id"], problem["title"]


def _read(manifest: Path) -> dict[str, Any]:
    try:
        with manifest.open(encoding="utf-8") as file:
            kept = json.loads(file.read(_LONGEST))
    except (OSError, ValueError, RecursionError):
        return {}
    return kept if isinstance(kept, dict) else {}
