"""
Every fact that Octavo can refuse with, as one family.

    OctavoError
    ├── Missing              nothing has this id
    │   └── IdDamaged            a note has it that cannot be found by it
    ├── Conflict             written on top of a version that is no longer the newest
    ├── Damaged              what the disk holds is not what was written
    ├── Invalid              a field holds what it cannot hold
    │   └── Taken                a name that another has already
    ├── TooLarge             more than one note can be
    ├── NotFetched           an image from elsewhere did not come, or is none
    ├── NoAnswer             nobody told whether a newer Octavo is out
    ├── NotPublished         there is nobody to be asked for that
    ├── TakesTooLong         what was looked for could not be found in time
    ├── InTrash              a note is not to be changed where it lies
    ├── TagStays             a tag stands in a text as only its writer can change it
    ├── NotInTrash           a note is not to be deleted where it is
    ├── NothingToUndo        it was undone before, or there is nothing
    ├── CannotBeUndone       it was final
    ├── ChangedSince         what an act did is not there any more to be undone
    ├── DiskFull             the disk took no more; nothing was half written
    │   ├── NoRoomForBackup      one would take the room of who writes
    │   └── NoRoomToUnpack       the temporary folder takes no more of the program
    ├── UnpackedGone         that folder was removed while the program ran
    ├── ReadOnly             the folder or its file cannot be written
    │   └── LibraryReadOnly      it was opened to be read alone
    ├── Busy                 other work is writing and does not let go
    ├── JobRunning           long work goes on already
    └── LibraryError         the library as a whole cannot be opened
        ├── LibraryUnusable      not a folder, no permission, not a database
        │   └── LibraryRuined        damaged so that it cannot be opened as it is
        │       └── LibraryCut           its file is shorter than it was
        ├── LibraryDamaged       its file is not what SQLite wrote
        ├── IndexDamaged         what finds its notes is not; they are as they were
        ├── LibraryBusy          another window or server holds it
        ├── LibraryFromFuture    written by a newer Octavo
        ├── NothingSalvaged      no note can be read of it any more
        ├── NotABackup           a file from which nothing can be restored
        ├── BackupsUnread        the folder that they lie in cannot be read
        ├── BackupDamaged        one from which not everything can
        ├── BackupAltered        one that is not the file that was written
        └── EngineUnfit          a SQLite that is known to corrupt

The library raises facts and knows nothing of statuses or exit codes.  A class
carries its sentence as a template, so that the command line can print it and
``notes.web.errors`` can translate it: the same words, written once.  Whatever
is not in this family is a bug and is shown as one; a log has its class and its place
alone, because its message may hold the text of a note.
"""

import traceback
from pathlib import Path
from typing import Any, ClassVar

from notes.sentences import Filled, Translate, said


def N_(sentence: str) -> str:
    """Mark a sentence for translation where it cannot be translated yet."""
    return sentence


class OctavoError(Exception):
    """A fact, with the values that its sentence needs."""

    code: ClassVar[str] = "error"
    sentence: ClassVar[str] = ""

    def __init__(self, **facts: Any) -> None:
        super().__init__(facts)
        self.facts = facts

    def __str__(self) -> str:
        return Filled(self.sentence, **self.facts)

    def said(self, translate: Translate) -> str:
        """Its sentence in another language."""
        return said(str(self), translate)


class Missing(OctavoError):
    code = "missing"
    sentence = N_("There is no %(kind)s “%(key)s”.")

    def __init__(self, kind: str, key: object) -> None:
        super().__init__(kind=kind, key=shortened(key))


class IdDamaged(Missing):
    sentence = N_(
        "The id “%(key)s” of this note is damaged, so that it cannot be opened. Its text is as it "
        "was: an export writes it, and a check of the library can give it an id again."
    )

    def __init__(self, note_id: str) -> None:
        super().__init__("note", note_id)


class Conflict(OctavoError):
    """`current` is the version that is stored now; nothing was written."""

    code = "conflict"
    sentence = N_(
        "This note was changed elsewhere: you read version %(base)s, the newest is "
        "%(current)s. Nothing was overwritten."
    )

    def __init__(self, note_id: str, base: int, current: int) -> None:
        super().__init__(note_id=note_id, base=base, current=current)
        self.note_id = note_id
        self.current = current


class NotFetched(OctavoError):
    code = "not_fetched"
    sentence = N_("This image could not be fetched.")


class NoAnswer(OctavoError):
    code = "no_answer"
    sentence = N_("Nobody told whether there is a new version: is this computer connected?")


class NotPublished(OctavoError):
    code = "not_published"
    sentence = N_("This Octavo does not know where new versions of it are told of.")


class Damaged(OctavoError):
    code = "damaged"
    sentence = N_(
        "The stored text of note “%(note_id)s” is damaged: it is not what was saved. "
        "It is left as it is; the window shows the last good one of its history and of the backups "
        "when the note is opened, and “octavo history %(note_id)s” lists its earlier texts."
    )

    def __init__(self, note_id: str) -> None:
        super().__init__(note_id=note_id)
        self.note_id = note_id


class Invalid(OctavoError):
    """`why` is a whole sentence; `field` names what was sent, as it was called there."""

    code = "invalid"
    sentence = N_("%(field)s: %(why)s")

    def __init__(self, field: str, why: str) -> None:
        super().__init__(field=field, why=why)
        self.field = field
        self.why = why


class Taken(Invalid):
    code = "taken"


class TooLarge(OctavoError):
    code = "too_large"
    sentence = N_("This is larger than a note can be (%(limit)s MB). Nothing was changed.")

    def __init__(self, limit: int) -> None:
        super().__init__(limit=limit // 1_000_000)


class TakesTooLong(OctavoError):
    code = "takes_too_long"
    sentence = N_("Looking for this takes too long. Nothing was changed; try a simpler pattern.")


class InTrash(OctavoError):
    code = "in_trash"
    sentence = N_("This note lies in the trash and is left as it is.")


class TagStays(OctavoError):
    code = "tag_stays"
    sentence = N_("The tag stands in its text in a way that only you can change.")


class NotInTrash(OctavoError):
    code = "not_in_trash"
    sentence = N_("Only notes in the trash can be deleted for good. Nothing was deleted.")


class NothingToUndo(OctavoError):
    code = "nothing_to_undo"
    sentence = N_("There is nothing to undo. Nothing was changed.")


class CannotBeUndone(OctavoError):
    """`why` is a whole sentence."""

    code = "cannot_be_undone"
    sentence = N_("This cannot be undone. %(why)s")

    def __init__(self, why: str) -> None:
        super().__init__(why=why)


class ChangedSince(OctavoError):
    """`why` is a whole sentence."""

    code = "changed_since"
    sentence = N_("%(why)s It is left as it is.")

    def __init__(self, why: str) -> None:
        super().__init__(why=why)


class DiskFull(OctavoError):
    code = "disk_full"
    sentence = N_(
        "The disk is full or cannot be written. Nothing was changed; free some space and try again."
    )


class NoRoomForBackup(DiskFull):
    """Both are numbers of bytes."""

    sentence = N_(
        "A backup of this library needs %(needed)s MB of disk, and %(free)s MB are free. Nothing "
        "was changed; free some space, or choose a folder on another disk for backups."
    )

    def __init__(self, needed: int, free: int) -> None:
        super().__init__(needed=-(-needed // 1_000_000), free=free // 1_000_000)


class NoRoomToUnpack(DiskFull):
    sentence = N_(
        "There is no room in the temporary folder %(folder)s, into which Octavo unpacks what it "
        "needs. Free some space there and try again."
    )

    def __init__(self, unpacked: Path) -> None:
        """`unpacked`: our own in it."""
        super().__init__(folder=str(unpacked.parent))


class UnpackedGone(OctavoError):
    code = "unpacked_gone"
    sentence = N_(
        "The temporary folder %(folder)s, into which Octavo unpacks itself, was removed while it "
        "ran. Nothing was changed; please start Octavo anew."
    )

    def __init__(self, folder: Path) -> None:
        super().__init__(folder=str(folder))


class ReadOnly(OctavoError):
    code = "read_only"
    sentence = N_("The library cannot be written: its folder or file is read-only.")


class LibraryReadOnly(ReadOnly):
    """`why` is a whole sentence."""

    sentence = N_("%(why)s Nothing was changed.")

    def __init__(self, why: str) -> None:
        super().__init__(why=why)


class Busy(OctavoError):
    code = "busy"
    sentence = N_(
        "Other work is writing the library just now. Nothing was changed; try again in a moment."
    )


class JobRunning(OctavoError):
    code = "job_running"
    sentence = N_("Other long work goes on already. Wait for its end, or stop it.")


class LibraryError(OctavoError):
    """The library cannot be opened, and nothing in it was changed."""


class LibraryUnusable(LibraryError):
    code = "library_unusable"
    sentence = N_("The library %(folder)s cannot be opened: %(why)s")

    def __init__(self, folder: Path, why: str) -> None:
        super().__init__(folder=str(folder), why=why)


class LibraryRuined(LibraryUnusable):
    code = "library_ruined"
    sentence = N_(
        "The library %(folder)s cannot be opened: %(why)s Nothing was changed. “octavo backup "
        "restore” brings a backup back; “octavo salvage” saves what can still be read."
    )


class LibraryCut(LibraryRuined):
    """Both are numbers of bytes."""

    sentence = N_(
        "The library %(folder)s cannot be opened: its file is cut short: %(there)s of %(whole)s "
        "bytes are there. Nothing was changed. “octavo backup restore” brings a backup back; "
        "“octavo salvage” saves what can still be read."
    )
    short = N_("its file is cut short: %(there)s of %(whole)s bytes are there.")

    def __init__(self, folder: Path, there: int, whole: int) -> None:
        OctavoError.__init__(self, folder=str(folder), there=f"{there:,}", whole=f"{whole:,}")


class LibraryDamaged(LibraryError):
    code = "library_damaged"
    sentence = N_(
        "The library's file is damaged. Nothing was changed; a check of the library, in the "
        "settings or with “octavo check”, says what puts it right."
    )


class IndexDamaged(LibraryError):
    code = "index_damaged"
    sentence = N_(
        "The search index is damaged; the notes are not. An open window makes it anew by itself, "
        "and so does `octavo check --repair`."
    )


class LibraryBusy(LibraryError):
    code = "library_busy"
    sentence = N_("The library %(folder)s is open in another Octavo already.")

    def __init__(self, folder: Path) -> None:
        super().__init__(folder=str(folder))


class LibraryFromFuture(LibraryError):
    code = "library_from_future"
    sentence = N_(
        "The library %(folder)s was written by a newer Octavo (its schema is %(found)s, this "
        "program knows %(known)s). Nothing was changed; please update Octavo."
    )

    def __init__(self, folder: Path, found: int, known: int) -> None:
        super().__init__(folder=str(folder), found=found, known=known)


class NothingSalvaged(LibraryError):
    code = "nothing_salvaged"
    sentence = N_(
        "No note can be read in %(file)s. Nothing was changed; “octavo backup restore” brings a "
        "backup back."
    )

    def __init__(self, file: Path) -> None:
        super().__init__(file=shortened(file))


class NotABackup(LibraryError):
    code = "not_a_backup"
    sentence = N_("%(file)s cannot be restored: %(why)s Nothing was changed.")

    def __init__(self, file: Path, why: str) -> None:
        super().__init__(file=shortened(file), why=why)


class BackupsUnread(LibraryError):
    code = "backups_unread"
    sentence = N_("The folder for backups %(folder)s cannot be read: %(why)s")

    def __init__(self, folder: Path, why: str) -> None:
        super().__init__(folder=str(folder), why=why)


class BackupDamaged(LibraryError):
    """`named`: what is damaged in it, note by note."""

    code = "backup_damaged"
    sentence = N_(
        "%(file)s is damaged and was not put in the place of the library (%(named)s). Nothing was "
        "changed; it can be restored into a new folder."
    )

    def __init__(self, file: Path, named: str) -> None:
        super().__init__(file=shortened(file), named=shortened(named))


class BackupAltered(LibraryError):
    code = "backup_altered"
    sentence = N_(
        "%(file)s is not the file that was written: something has changed it since. It was not put "
        "in the place of the library, and nothing was changed. Restore another backup, or this one "
        "into a new folder with “octavo backup restore --to FOLDER”."
    )

    def __init__(self, file: Path) -> None:
        super().__init__(file=shortened(file))


class EngineUnfit(LibraryError):
    code = "engine_unfit"
    sentence = N_(
        "SQLite %(found)s can corrupt a library that two programs write at once; Octavo needs "
        "%(wanted)s or newer."
    )

    def __init__(self, found: str, wanted: str) -> None:
        super().__init__(found=found, wanted=wanted)


def shortened(key: object, limit: int = 200) -> str:
    """A key as a sentence can show it: printable and not longer than a few lines."""
    text = str(key)
    text = "".join(char if char.isprintable() else "�" for char in text[: limit + 1])
    return text if len(text) <= limit else text[:limit] + "…"


def place_of(bug: BaseException) -> str:
    """Where it was raised: lines of our own code, and nothing of what that had at hand."""
    return "".join(traceback.format_tb(bug.__traceback__))
