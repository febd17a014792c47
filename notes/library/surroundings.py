"""
What a check of a library looks at besides its file: where its links lead, who else can read it,
and whether there is room.

    links         [[names]] that no note has: a remark, because a note may be meant to be written
    permissions   the folder is 0700 and its files 0600; made so again by a repair
    log           whether saves in it were lost; told until a repair has taken note
    disk          room for a backup and what is written meanwhile, `SPARE` besides
    drafts        texts that could not be saved yet
    backups       when the newest good one was made, which is what was written, to the byte
    versions      what all this was looked at with
"""

import os
import platform
import re
import shutil
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from sqlcipher3 import dbapi2 as sqlcipher

from notes.errors import BackupsUnread, Missing
from notes.library import backups, losses, proofs, references
from notes.library.access import why_unread_inside
from notes.library.backup_folders import FOLDER, IN_THE_WAY, is_ours, require_read
from notes.library.drafts import FOLDER as DRAFTS
from notes.library.drafts import Drafts
from notes.library.lookup import stored_text
from notes.library.manifests import Backup
from notes.library.problems import Part, as_far_as_it_goes
from notes.progress import Progress
from notes.storage import schema
from notes.storage.database import FILE_NAME, database
from notes.storage.kinds import of_kinds
from notes.version import VERSION

if TYPE_CHECKING:
    from notes.library.opening import Library

#: Bytes that are to be free besides a copy of the library.
SPARE = 200_000_000
#: Links that lead nowhere and are named.
NAMED = 5

OPEN_TO_OTHERS = "Others can look into %s (its mode is %04o)."
LITTLE_ROOM = "Only %d MB are free; a backup and what is written meanwhile may need %d MB."
LEADS_NOWHERE = "%d lead to no note, as %s"
WAITING = "%d not saved yet; the window offers them"
DRAFTS_UNREAD = "The folder of texts that are not saved yet cannot be read: %s"
UNREADABLE_DRAFT = "The draft %s cannot be read."
CHANGED_BACKUP = "The backup %s is not the file that was written, or cannot be read."
DAMAGED_BESIDES = "%s; damaged, until removed in the window or from its folder: %s"
NEWEST = "the newest good one is %s"
NONE = "there is no good one; octavo backup create makes one"

_WITH_LINKS = "SELECT id, uid FROM note WHERE trashed IS NULL ORDER BY id"
_LINK = re.compile(r"(?<!\[)\[\[(?!\s)([^\[\]|#\n]{1,500})(?:#[^\[\]|\n]*)?(?:\|[^\[\]\n]*)?\]\]")


def examine(library: "Library", progress: Progress | None = None) -> dict[str, Part]:
    return {
        "links": of_links(progress),
        "permissions": of_permissions(library.folder),
        "log": of_log(library.folder),
        "disk": of_disk(library.folder),
        "drafts": of_drafts(library),
        "backups": of_backups(library),
        "versions": of_versions(),
    }


def of_links(progress: Progress | None = None) -> Part:
    part = Part()
    broken: list[str] = []
    with as_far_as_it_goes(part):
        rows = [*of_kinds(database.execute_sql(_WITH_LINKS), int, str)]
        for done, (number, note_id) in enumerate(rows, 1):
            broken += _broken_links(part, number, note_id)
            if progress and (done % 100 == 0 or done == len(rows)):
                progress(done, len(rows))
    if broken:
        named = ", ".join(f"[[{name}]]" for name in broken[:NAMED])
        part.remark = LEADS_NOWHERE % (len(broken), named)
        part.facts = {"broken": len(broken), "named": named}
    return part


def _broken_links(part: Part, number: int, note_id: str) -> list[str]:
    wanted = dict.fromkeys(_LINK.findall(stored_text(number) or ""))
    if not wanted:
        return []
    try:
        found = references.resolved(note_id, wanted)
    except Missing:  # its id is damaged, which is told with the tables
        return []
    part.checked += len(wanted)
    return [name for name in wanted if name not in found]


def of_permissions(folder: Path) -> Part:
    part = Part()
    for path, mode in _open_to_others(folder):
        part.blame(OPEN_TO_OTHERS % (path.name, mode))
    return part


def close_to_others(folder: Path) -> bool:
    """Make the folder and its files its user's alone; whether anything was to be done."""
    mended = False
    for path, mode in [*_open_to_others(folder)]:
        with suppress(OSError):
            path.chmod(mode & 0o700)
            mended = True
    return mended


def of_log(folder: Path) -> Part:
    part = Part()
    if lost := losses.known(folder):
        part.blame(lost)
    return part


def of_disk(folder: Path) -> Part:
    part = Part()
    free = shutil.disk_usage(folder).free
    with suppress(OSError):
        wanted = (folder / FILE_NAME).stat().st_size + SPARE
        if free < wanted:
            part.blame(LITTLE_ROOM % (free // 1_000_000, wanted // 1_000_000), beyond=True)
    part.facts = {"free": free // 1_000_000}
    part.remark = f"{part.facts['free']} MB are free"
    return part


def of_drafts(library: "Library") -> Part:
    part, drafts, waiting = Part(), Drafts(library.folder), 0
    if why := why_unread_inside(library.folder / DRAFTS):
        part.blame(DRAFTS_UNREAD % why, beyond=True)
    for file in drafts.unreadable():
        part.blame(UNREADABLE_DRAFT % file, beyond=True)
    with as_far_as_it_goes(part):
        waiting = len(drafts.all())
    part.remark = WAITING % waiting if waiting else ""
    part.facts = {"waiting": waiting}
    return part


def of_backups(library: "Library") -> Part:
    """
    Backups are looked at from the newest on, until one is whole.  Those that are listed as damaged
    are told each time.  One that was changed since it was written is wrong as long as no whole one
    is newer; one of a damaged library was made so, and what was set aside is known.
    """
    part = Part(remark=NONE, facts={"made": None, "changed": False})
    try:
        require_read(library)
    except BackupsUnread as fact:
        part.blame(str(fact), beyond=True)
        part.facts |= fact.facts
    if backups.is_kept_off(library):
        part.blame(IN_THE_WAY, beyond=True)
        part.facts["why_none"] = IN_THE_WAY
    damaged = []
    for one in backups.listed(library):
        was_good = one.state == "good" or proofs.is_other_file(one)
        if was_good and not part.facts["made"]:
            _look_at_backup(part, library, one)
        elif one.state == "damaged" and one.reason != "ruin" and is_ours(library, one):
            damaged.append(one.name)
    if damaged:
        part.remark = DAMAGED_BESIDES % (part.remark, ", ".join(damaged[:NAMED]))
    part.facts["damaged"] = len(damaged)
    return part


def _look_at_backup(part: Part, library: "Library", backup: Backup) -> None:
    if backup.state == "good" and backups.is_as_written(library, backup):
        part.remark = NEWEST % backup.name
        part.facts["made"] = backup.made
    elif is_ours(library, backup) or backup.state == "good":
        part.blame(CHANGED_BACKUP % backup.name, beyond=True)
        part.facts["changed"] = True


def of_versions() -> Part:
    versions = {
        "Octavo": VERSION,
        "Python": platform.python_version(),
        "SQLite": sqlcipher.sqlite_version,
        "schema": str(schema.found()),
    }
    said = ", ".join(f"{name} {version}" for name, version in versions.items())
    return Part(remark=said, facts=versions)


def _open_to_others(folder: Path) -> Iterator[tuple[Path, int]]:
    """What of the library others can look into, with its mode; only POSIX knows."""
    if os.name != "posix":
        return
    for path in _ours(folder):
        with suppress(OSError):
            mode = stat.S_IMODE(path.lstat().st_mode)
            if mode & 0o077 and not path.is_symlink():
                yield path, mode


def _ours(folder: Path) -> Iterator[Path]:
    yield folder
    for inside in (folder, folder / FOLDER, folder / DRAFTS):
        with suppress(OSError):
            yield from inside.iterdir()
