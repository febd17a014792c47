"""
A disk garbles what it holds: bits, bytes, sectors and pages of the database and of its log.

The library has a good backup and, after that, more writes, some of them in the log alone.  After
each corruption the real server starts and is asked for every note: what it serves is what was
written under that version, or it says that it does not have it; a window opens all the same, if
only with the way back.  A note that is not served as it was is told by `octavo check`.  A backup
made of what is left is good only when all is in it, and the last good one is listed, proves good,
and brings everything back that it had.

A log that is cut short is a library of some moments before, which no program can tell from one:
that is counted, and every text must still be one that was written.  So are titles, tags and places
that differ, which no hash covers.
"""

import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from notes.errors import OctavoError
from notes.library import backups, editing, health, restoring, tokens, trash
from notes.library.opening import open_library
from notes.storage.database import FILE_NAME
from notes.text import sha256
from tests.backup_fixtures import held
from tests.faults.outcome import Outcome
from tests.faults.serving import GONE, Answer, Door, Life, ServerFailed
from tests.faults.writers import text

LOG = f"{FILE_NAME}-wal"
NOTES, LENGTH = 30, 12_000
PAGE, SECTOR = 4096, 512
#: Parts of a library that stand for its notes.
OF_NOTES = ("database", "texts", "history")


class Master(NamedTuple):
    """The library that is damaged in copies; `written`: every text ever, by note and version."""

    folder: Path
    token: str
    written: dict[str, dict[int, str]]
    backup: str
    backed_up: dict[str, list[Any]]


def run(folder: Path, count: int, seed: int) -> Outcome:
    outcome, dice = Outcome(), random.Random(seed)
    master = _made(folder / "master", dice)
    for number in range(count):
        copy = folder / f"library-{number}"
        shutil.copytree(master.folder, copy)
        done = _damage(copy, dice)
        outcome.count("corruptions")
        _Damaged(copy, master, outcome, f"corruption {number} ({done})").look()
        shutil.rmtree(copy)
    return outcome


def _made(folder: Path, dice: random.Random) -> Master:
    """Some of it in the database, some in its log."""
    written: dict[str, dict[int, str]] = {}

    def keep(note: editing.Note) -> None:
        written.setdefault(note.id, {})[note.version] = sha256(note.body)

    source = folder.with_name("source")
    with open_library(source) as library:
        token = tokens.create("faults", "write").secret
        for number in range(NOTES):
            keep(editing.create(text(dice, LENGTH), notebook=f"Box {number % 3}", tags=["kept"]))
        for note_id in list(written)[: NOTES // 2]:
            keep(editing.save(note_id, 1, body=text(dice, LENGTH)))
        trash.put(list(written)[-2:])
        backup = backups.make(library, "manual")
        backed_up = held(backup.file)
    with open_library(source):
        for note_id in list(written)[::2]:
            keep(editing.save(note_id, editing.version(note_id), body=text(dice, 3_000)))
        shutil.copytree(source, folder)
    return Master(folder, token, written, backup.name, backed_up)


# --- damage


def _damage(library: Path, dice: random.Random) -> str:
    """Do one, to the database or to its log; what was done."""
    file = library / dice.choices((FILE_NAME, LOG), (3, 1))[0]
    content = bytearray(file.read_bytes())
    kind, do = dice.choice(tuple(_KINDS.items()))
    do(content, dice)
    file.write_bytes(content)
    return f"{kind} of {file.name}"


def _flip(content: bytearray, dice: random.Random) -> None:
    content[dice.randrange(len(content))] ^= 1 << dice.randrange(8)


def _garble_bytes(content: bytearray, dice: random.Random) -> None:
    for _ in range(dice.randrange(1, 40)):
        content[dice.randrange(len(content))] = dice.randrange(256)


def _zero_sector(content: bytearray, dice: random.Random) -> None:
    start = dice.randrange(len(content) // SECTOR) * SECTOR
    content[start : start + SECTOR] = bytes(SECTOR)


def _garble_page(content: bytearray, dice: random.Random) -> None:
    start = dice.randrange(len(content) // PAGE) * PAGE
    content[start : start + PAGE] = dice.randbytes(PAGE)


def _zero_page(content: bytearray, dice: random.Random) -> None:
    start = dice.randrange(len(content) // PAGE) * PAGE
    content[start : start + PAGE] = bytes(PAGE)


def _swap_pages(content: bytearray, dice: random.Random) -> None:
    one, other = (dice.randrange(len(content) // PAGE) * PAGE for _ in range(2))
    kept = content[one : one + PAGE]
    content[one : one + PAGE] = content[other : other + PAGE]
    content[other : other + PAGE] = kept


def _cut(content: bytearray, dice: random.Random) -> None:
    del content[dice.randrange(len(content)) :]


_KINDS: dict[str, Callable[[bytearray, random.Random], None]] = {
    "a bit": _flip,
    "bytes": _garble_bytes,
    "a sector": _zero_sector,
    "a page": _garble_page,
    "a zeroed page": _zero_page,
    "two pages": _swap_pages,
    "the end": _cut,
}


# --- what becomes of it


class _Damaged:
    def __init__(self, folder: Path, master: Master, outcome: Outcome, what: str) -> None:
        self._folder = folder
        self._master = master
        self._outcome = outcome
        self._what = what
        self._other: set[str] = set()

    def look(self) -> None:
        self._serve()
        told = self._is_told()
        if self._other:
            self._outcome.count("libraries with notes that are not as they were")
            self._hold(told or self._is_of_before(), f"says nothing of {self._other}")
        self._back_up()
        self._restore()

    def _hold(self, kept: bool, otherwise: str) -> None:
        self._outcome.hold(kept, f"{self._what}: {otherwise}")

    def _serve(self) -> None:
        life = Life(self._folder)
        try:
            life.wait()
            self._outcome.count("servers that started")
            with life.door(self._master.token) as door:
                for note_id in self._master.written:
                    self._ask(door, note_id)
            self._look_at_pages(*life.pages("/recovery"))
        except ServerFailed as failed:
            self._hold(False, f"the server did not start: {failed}")
        except GONE as error:
            self._hold(False, f"the server went: {error!r}")
        finally:
            life.kill()

    def _look_at_pages(self, first: Answer, recovery: Answer) -> None:
        """A window opens; where the library is not to be used as it is, it offers the backup."""
        for page in (first, recovery):
            self._hold(page.status < 500, f"a page answers {page.status}")
        if "<library-recovery" in recovery.sent:
            self._outcome.count("windows that offer the way back")
            offers = self._master.backup in recovery.sent
            self._hold(offers, "the way back has no good backup")

    def _ask(self, door: Door, note_id: str) -> None:
        answer = door.ask("GET", f"/notes/{note_id}")
        self._outcome.count("notes asked for")
        self._hold(answer.status < 500, f"{note_id} answers {answer.status}")
        if not answer.good:
            self._outcome.count("notes that were refused as damaged or gone")
            self._other.add(note_id)
            return
        written = self._master.written[note_id]
        found = sha256(answer.sent["body"])
        self._hold(found in written.values(), f"{note_id} is served with a text of nobody")
        if found != written[max(written)]:
            self._outcome.count("notes served as they were some moments before")
            self._other.add(note_id)

    def _is_told(self) -> bool:
        """Whether a check says that something is wrong with the notes, or cannot look at all."""
        try:
            with open_library(self._folder):
                parts = health.examine(lambda _: None)
        except OctavoError:
            return True
        return not all(parts[name].ok for name in OF_NOTES)

    def _is_of_before(self) -> bool:
        """Whether every note that is there is whole, and none is missing that was backed up."""
        with open_library(self._folder):
            for note_id, written in self._master.written.items():
                note = editing.read(note_id)
                if written.get(note.version) != sha256(note.body):
                    return False
        return True

    def _back_up(self) -> None:
        try:
            with open_library(self._folder) as library:
                made = backups.make(library, "manual")
        except OctavoError:
            self._outcome.count("backups refused")
            return
        self._outcome.count(f"backups made, {made.state}")
        if made.state == "good":
            there = {row[0]: row[3] for row in held(made.file)["notes"]}
            wanted = self._master.written
            whole = there.keys() == wanted.keys() and all(
                there[note_id] in wanted[note_id].values() for note_id in wanted
            )
            self._hold(whole, "a backup without all notes was taken for good")

    def _restore(self) -> None:
        file = self._folder / "backups" / self._master.backup
        try:
            restoring.into_folder(self._folder, file)
            with open_library(self._folder) as library:
                good = [one.name for one in backups.listed(library) if one.state == "good"]
                parts = health.examine(lambda _: None)
            self._hold(self._master.backup in good, "the last good backup is not listed")
            self._hold(all(part.ok for part in parts.values()), f"restored, it is {parts}")
            found = held(self._folder / FILE_NAME)
            same = {name: _texts(rows) for name, rows in found.items()} == {
                name: _texts(rows) for name, rows in self._master.backed_up.items()
            }
            self._hold(same, "what was restored is not what was backed up")
            self._outcome.count("restored from the last good backup")
        except OctavoError as fact:
            self._hold(False, f"it cannot be restored: {fact!r}")


def _texts(rows: list[Any]) -> list[Any]:
    return sorted(rows, key=repr)
