"""
Drafts: texts that could not be saved, kept beside the library's file until they are.

A draft is one file for a note and the window that it was written in, so that no window takes
another one's words.  It is written whole (a new file, flushed to the disk, then renamed) and
0600 from its first moment, and no database is asked, because that is what could not be
written.  Drafts lie in `drafts/` of the library; where that cannot be written either, because
the disk is full or the folder read-only, in the platform's place for states.

A title that could not be saved either is kept with its text.  A draft whose text and title are
the note's, or are in its history, was saved after all and is forgotten.
"""

import json
import os
import re
from collections.abc import Collection, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from notes.errors import N_, DiskFull, Invalid, Missing, ReadOnly, TooLarge
from notes.library.lookup import checked_id
from notes.moments import moment, now_ms
from notes.paths import state_of
from notes.storage.database import value
from notes.text import TEXT_LIMIT, checked_text, one_line, sha256

FOLDER = "drafts"
#: Bytes that all drafts of a library may have together, and that one may have as a file.
ALL_LIMIT = 400_000_000
FILE_LIMIT = 7 * 2 * TEXT_LIMIT
#: Characters of a title that is made of a text.
TITLE_LENGTH = 100

NO_WINDOW = N_("It names no window.")

_WINDOW = re.compile(r"[0-9a-z]{1,20}")
_NAME = re.compile(r"([0-9a-f]{16})-([0-9a-z]{1,20})\.json")
_IS_SAVED = """
    SELECT 1 FROM note WHERE uid = ?1 AND (
        (sha256, title) = (?2, coalesce(?3, title)) OR EXISTS (
            SELECT 1 FROM revision AS old WHERE old.note_id = note.id
                AND (old.sha256, old.title) = (?2, coalesce(?3, old.title))
    ))
"""


class Draft(NamedTuple):
    """
    The text `body` of a note, written on top of version `base`; `before` is the text of that
    version, None if nobody knows it; `title` one that waits with it, if one does: "" is the
    text's own.
    """

    note: str
    window: str
    base: int
    body: str
    before: str | None
    written: datetime
    title: str | None = None

    @property
    def name(self) -> str:
        """Its title, or else the first words of it."""
        lines = (one_line(line.strip("# "), TITLE_LENGTH) for line in self.body.splitlines())
        return self.title or next(filter(None, lines), "")


class Drafts:
    """The drafts of the library in a folder."""

    def __init__(self, library: Path) -> None:
        self._library = library

    def keep(
        self,
        note: str,
        window: str,
        base: int,
        body: str,
        before: str | None,
        title: str | None = None,
    ) -> None:
        """Put a draft on the disk in the place of the one before it."""
        name = _name(note, window)
        checked_text(body)
        if before is not None:
            checked_text(before, "before")
        draft = {"base": base, "body": body, "before": before, "written": now_ms()}
        if title is not None:
            draft["title"] = one_line(title)  # no title is a reason to keep no text
        content = json.dumps(draft, ensure_ascii=False).encode("utf-8", "replace")
        self._require_room(name, len(content))
        try:
            _write(self._places[0] / name, content)
        except OSError:
            self._keep_elsewhere(name, content)
        else:
            (self._places[1] / name).unlink(missing_ok=True)

    def forget(self, note: str, window: str) -> None:
        """Remove a draft, if it is there."""
        for place in self._places:
            try:
                (place / _name(note, window)).unlink(missing_ok=True)
            except OSError as error:
                raise ReadOnly from error

    def drop(self, notes: Collection[str]) -> None:
        """Remove those of notes that are no longer there, as far as that can be done."""
        for file in list(self._files()):
            if file.name.partition("-")[0] in notes:
                with suppress(OSError):
                    file.unlink()

    def read(self, note: str, window: str) -> Draft:
        found = next(self._read(_name(note, window)), None)
        if found is None:
            raise Missing("draft", note)
        return found

    def of(self, note: str, *, besides: str = "") -> list[Draft]:
        """The drafts of a note, the newest first, but for that of one window."""
        found = self._unsaved(f"{checked_id(note)}-")
        return [draft for draft in found if draft.window != besides]

    def all(self) -> list[Draft]:
        """The drafts of all notes, the newest first."""
        return self._unsaved("")

    def unreadable(self) -> list[Path]:
        """Files of drafts that cannot be read: they are left as they are."""
        return [file for file in self._files() if _draft(file) is None]

    def _unsaved(self, beginning: str) -> list[Draft]:
        """Those that are saved are forgotten."""
        unsaved: list[Draft] = []
        for draft in self._read(beginning):
            if not _is_saved(draft):
                unsaved.append(draft)
                continue
            with suppress(ReadOnly):
                self.forget(draft.note, draft.window)
        return sorted(unsaved, key=lambda draft: draft.written, reverse=True)

    @property
    def _places(self) -> tuple[Path, Path]:
        return self._library / FOLDER, state_of(self._library) / FOLDER

    def _files(self, beginning: str = "") -> Iterator[Path]:
        for place in self._places:
            with suppress(OSError):
                found = [file for file in place.iterdir() if _NAME.fullmatch(file.name)]
                yield from (file for file in found if file.name.startswith(beginning))

    def _read(self, beginning: str) -> Iterator[Draft]:
        """Of one that lies in both places the newer."""
        newest: dict[str, Draft] = {}
        for file in self._files(beginning):
            draft = _draft(file)
            if draft and (file.name not in newest or draft.written > newest[file.name].written):
                newest[file.name] = draft
        yield from newest.values()

    def _require_room(self, name: str, size: int) -> None:
        taken = sum(file.stat().st_size for file in self._files() if file.name != name)
        if taken + size > ALL_LIMIT:
            raise TooLarge(ALL_LIMIT)

    def _keep_elsewhere(self, name: str, content: bytes) -> None:
        try:
            state_of(self._library).mkdir(mode=0o700, parents=True, exist_ok=True)
            _write(self._places[1] / name, content)
        except OSError as error:
            raise DiskFull from error


def _name(note: str, window: str) -> str:
    if not _WINDOW.fullmatch(window):
        raise Invalid("window", NO_WINDOW)
    return f"{checked_id(note)}-{window}.json"


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(mode=0o700, exist_ok=True)  # what it lies in may be gone: it is not made
    new = path.with_suffix(".new")
    try:
        with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    except OSError:
        with suppress(OSError):
            new.unlink(missing_ok=True)
        raise


def _draft(file: Path) -> Draft | None:
    """What a file says, None when that cannot be read."""
    named = _NAME.fullmatch(file.name)
    try:
        said: Any = json.loads(file.read_bytes()) if file.stat().st_size <= FILE_LIMIT else None
    except (OSError, ValueError, RecursionError):
        return None
    if not named or not _is_whole(said):
        return None
    note, window = named.groups()
    written, title = moment(said["written"]), said.get("title")
    return Draft(note, window, said["base"], said["body"], said["before"], written, title)


def _is_whole(said: Any) -> bool:
    kinds = {"base": int, "body": str, "before": str | None, "written": int, "title": str | None}
    return isinstance(said, dict) and all(isinstance(said.get(key), kinds[key]) for key in kinds)


def _is_saved(draft: Draft) -> bool:
    return bool(value(_IS_SAVED, draft.note, sha256(draft.body), draft.title or None))
