"""
The way back from what a check has found, part by part, as somebody at a terminal can take it.

What follows from the rest is repaired, unless the library cannot be written.  What is beyond that
only a copy has: a backup, the history of a note, or what can still be read of the file.  The page
has buttons for these ways, and says the same of them in its own words.
"""

from contextlib import suppress

from notes.errors import LibraryDamaged
from notes.library.problems import Part
from notes.library.soundness import DAMAGED, HEADER_DAMAGED, LISTS, STRANGER
from notes.storage import misplaced
from notes.storage.database import database, value

REPAIR = "No note is lost with that: “octavo check --repair” puts it right."
REPAIR_LATER = (
    "No note is lost with that, and “octavo check --repair” puts it right once the library can be "
    "written."
)
REPAIR_SOME = "“octavo check --repair” puts a part of that right, and touches no text."
REPAIR_SOME_LATER = (
    "“octavo check --repair” puts a part of that right once the library can be written, and "
    "touches no text."
)
BRING_BACK = (
    "“octavo backup restore” brings a backup back; “octavo salvage” saves what can still be read."
)
COPY = (
    "Places in the file are of two things, or of none, so that Octavo reads it and does not write "
    "it. “octavo backup create” makes a copy in which that is put right, if all of them can be "
    "read, and “octavo backup restore” brings it back, or an older one; “octavo salvage” saves "
    "what can still be read."
)
MISPLACED = (
    "Places in the file are of two things, or of none, and texts are damaged, so that Octavo reads "
    f"it and does not write it. {BRING_BACK}"
)
TEXTS = (
    "“octavo history ID --restore VERSION” brings back an earlier text of such a note; or open the "
    "note in the window: it offers the last good text of its history and of the backups. “octavo "
    "backup restore” brings a whole backup back."
)
TEXTS_ONCE_REPAIRED = (
    "“octavo check --repair” lets the library be written again, and touches no text. After that, "
)
TEXTS_LATER = (
    "Once the library can be written, “octavo history ID --restore VERSION” brings back an earlier "
    "text of such a note, and so does the window, of the backups too. “octavo backup restore FILE "
    "--to DIR” makes a library of a backup, which has no need of that."
)
TEXTS_OF_ONE_VERSION = (
    "Such a note has no earlier text. Open it in the window, which offers the one of the backups; "
    "“octavo backup restore” brings a whole backup back."
)
TEXTS_OF_ONE_VERSION_LATER = (
    "Such a note has no earlier text. Once the library can be written, the window offers the one "
    "of the backups. “octavo backup restore FILE --to DIR” makes a library of a backup, which has "
    "no need of that."
)
HISTORY = (
    "The other texts are not touched by that; “octavo backup restore FILE --to DIR” makes a "
    "library of a backup, which may have what such a version was."
)
INDEX = "“octavo check --repair” makes it anew from the notes, and so does an open window."
PERMISSIONS = "“octavo check --repair” closes them to others."
LOG = (
    "“octavo backup restore” brings a backup back, which may have it; “octavo check --repair” "
    "takes note of it, and it is not told again."
)
DISK = "Free some space, or let backups be made on another disk, in the settings of the window."
DRAFTS = (
    "The window shows what can be read of such a text. Nothing removes it: let its folder be read "
    "again, or move away what cannot be."
)
BACKUPS_CHANGED = (
    "“octavo backup create” makes a whole one; what is damaged is told until it is removed, in the "
    "window or with its .json from the folder."
)
BACKUPS_UNREAD = "Let the folder be read again, or move away what is in its place."
BACKUPS_KEPT_OFF = "Move it away: until then no backup can be made."

_EARLIER = "SELECT 1 FROM revision JOIN note ON note.id = revision.note_id WHERE uid = ? LIMIT 1"


def advise(parts: dict[str, Part]) -> None:
    """Let each part of a whole library that is wrong say what is to be done about that."""
    of_file = _of_file(parts["database"], parts["texts"].ok and parts["history"].ok)
    advice = {
        "database": of_file,
        "tables": _of_tables(parts["tables"], of_file),
        "texts": _of_texts(parts["texts"], parts["database"], of_file),
        "history": HISTORY,
        "index": of_file if database.read_only == DAMAGED else _repaired(INDEX),
        "links": of_file or BRING_BACK,
        "permissions": PERMISSIONS,
        "log": LOG,
        "disk": DISK,
        "drafts": DRAFTS,
        "backups": _of_backups(parts["backups"]) if "backups" in parts else "",
    }
    for name, part in parts.items():
        part.advice = "" if part.ok else advice[name]


def _of_file(part: Part, has_all_texts: bool) -> str:
    """About the file itself, "" where it is sound; a copy of it has only what can be read of it."""
    if any(misplaced.is_said(problem.why) for problem in part.problems):
        return COPY if has_all_texts else MISPLACED
    if part.is_all_mendable:
        return _repaired(REPAIR)
    return "" if part.ok else BRING_BACK


def _of_texts(part: Part, in_file: Part, of_file: str) -> str:
    """A note is given an earlier text only where the library is written."""
    if database.read_only == DAMAGED:
        return of_file if in_file.beyond else BRING_BACK
    if database.read_only == LISTS:
        return TEXTS_ONCE_REPAIRED + (TEXTS if _have_earlier_ones(part) else TEXTS_OF_ONE_VERSION)
    if _have_earlier_ones(part):
        said = TEXTS_LATER if database.read_only else TEXTS
    else:
        said = TEXTS_OF_ONE_VERSION_LATER if database.read_only else TEXTS_OF_ONE_VERSION
    return " ".join(filter(None, [said, of_file if in_file.beyond else ""]))


def _have_earlier_ones(part: Part) -> bool:
    """Whether one of the notes that are named has a history, as far as that can be read."""
    with suppress(LibraryDamaged):
        return any(value(_EARLIER, problem.note_id) for problem in part.problems)
    return True


def _of_tables(part: Part, of_file: str) -> str:
    """Rows are put right where the file is sound, or made so."""
    if of_file in (COPY, MISPLACED, BRING_BACK):
        return of_file
    if part.is_all_mendable:
        return _repaired(REPAIR)
    some = _repaired(REPAIR_SOME, REPAIR_SOME_LATER) if part.is_mendable else BRING_BACK
    return BRING_BACK if some == BRING_BACK else f"{some} {BRING_BACK}"


def _repaired(said: str, later: str = REPAIR_LATER) -> str:
    """What a repair puts right, if the library can be written."""
    if database.read_only in (DAMAGED, STRANGER):
        return BRING_BACK
    return later if database.read_only not in ("", LISTS, HEADER_DAMAGED) else said


def _of_backups(part: Part) -> str:
    """By what was found, first what keeps a new one from being made."""
    said = {
        BACKUPS_KEPT_OFF: part.facts.get("why_none"),
        BACKUPS_UNREAD: part.facts.get("why"),
        BACKUPS_CHANGED: part.facts.get("changed"),
    }
    return " ".join(way for way, is_so in said.items() if is_so)
