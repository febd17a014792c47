"""
The power goes, and with it whatever was not synced.

The real server, with its real SQLite, writes on a disk that is watched (`disk`): programs write to
it, it is stopped or killed, started again, and copies its log into the database on the way.  Then
the power is cut after any of its changes: a file has what was synced, and of what was written since
nothing, all, some, or pieces of a sector each, in any order; a name that was not synced with its
folder may be missing.  What is left is opened, and has every write that had been acknowledged.

The proof that this sees anything is a disk that lies: with the syncs left out, writes are lost
(`tests/test_faults.py`).
"""

import random
import shutil
from bisect import bisect
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from notes.errors import OctavoError
from notes.library import editing, health, history, records
from notes.library.opening import open_library
from notes.storage.database import FILE_NAME
from tests.faults.disk import Change, Disk, Kind, changes
from tests.faults.ledger import Ledger, State, state_of
from tests.faults.outcome import Outcome
from tests.faults.serving import Door, Life, token
from tests.faults.waiting import within
from tests.faults.writers import Writer

#: Lives of the server that are watched (fewer for a short look), acknowledged writes of each, and
#: how long it may take.
LIVES, WRITES, LONGEST = 6, 60, 6.0
WRITERS = 2
#: A disk writes so many bytes at once, or does not.
SECTOR = 512


class Told(NamedTuple):
    """A state that was sent; `at`: how long the log was when it was acknowledged, 0 for never."""

    state: State
    at: int


class Watched(Ledger):
    """A ledger that knows when what was acknowledged, by the log of the disk."""

    def __init__(self, log: Path) -> None:
        super().__init__()
        self._log = log
        self.told: dict[str, list[Told]] = {}

    def confirm(self, note_id: str, state: State) -> None:
        super().confirm(note_id, state)
        self.told.setdefault(note_id, []).append(Told(state, self._log.stat().st_size))

    def catch_up(self, door: Door) -> None:
        """What nobody answered is known now; where the server is killed it may have been done."""
        pending, self.pending = self.pending, None
        if pending and pending[0] and self.find(door, *pending):
            self.told[pending[0]].append(Told(pending[1], 0))


def run(folder: Path, count: int, seed: int, *, lying: bool = False) -> Outcome:
    outcome, dice = Outcome(), random.Random(seed)
    library, log = folder / "library", folder / "log"
    lives = min(LIVES, 2 + count // 50)
    ledgers = _watch(Disk(folder), library, log, dice, lives)
    seen = [one for one in changes(log) if not (lying and one.kind == Kind.SYNCED)]
    outcome.count("changes to files", len(seen))
    outcome.count("acknowledged writes", sum(ledger.acknowledged for ledger in ledgers))
    cut = _Cuts(seen, ledgers, dice, outcome)
    points = sorted(cut.points(count))
    for number, (point, surface) in enumerate(surfaces(seen, points, library)):
        cut.play(folder / f"cut-{number}", surface, seen[point - 1].end)
    return outcome


def _watch(disk: Disk, library: Path, log: Path, dice: random.Random, lives: int) -> list[Watched]:
    """Let the server live some times; what it acknowledged."""
    environment = disk.watching(library, log)
    key = token(library, environment)
    ledgers = [Watched(log) for _ in range(WRITERS)]
    for turn in range(lives):
        life = Life(library, environment).wait()
        writers = [
            Writer(life.door(key), ledger, dice.getrandbits(64), notes=8) for ledger in ledgers
        ]
        _catch_up(life, key, ledgers)
        wanted = sum(ledger.acknowledged for ledger in ledgers) + WRITES
        for writer in writers:
            writer.start()
        within(LONGEST, lambda: sum(led.acknowledged for led in ledgers) >= wanted)  # noqa: B023
        if turn % 2:
            life.kill()
        for writer in writers:
            writer.stop()
        if not turn % 2:
            life.stop()
    life = Life(library, environment).wait()
    _catch_up(life, key, ledgers)
    life.kill()
    return ledgers


def _catch_up(life: Life, key: str, ledgers: Sequence[Watched]) -> None:
    with life.door(key) as door:
        for ledger in ledgers:
            ledger.catch_up(door)


# --- what is left of files


class Content:
    """The bytes of a file: those that are on the disk, and what was done to them since."""

    def __init__(self) -> None:
        self.synced = bytearray()
        self.since: list[Change] = []

    def settle(self) -> None:
        for change in self.since:
            _apply(self.synced, change.kind, change.at, change.data)
        self.since = []

    def left(self, dice: random.Random) -> bytearray:
        left = bytearray(self.synced)
        for kind, at, data in _survivors(self.since, dice):
            _apply(left, kind, at, data)
        return left


def _apply(content: bytearray, kind: Kind, at: int, data: bytes) -> None:
    if kind == Kind.CUT:
        del content[at:]
    content.extend(bytes(max(0, at - len(content))))
    content[at : at + len(data)] = data


def _survivors(since: Sequence[Change], dice: random.Random) -> Iterator[tuple[Kind, int, bytes]]:
    """What of unsynced changes is on the disk all the same."""
    manner = dice.choice(("nothing", "all", "some", "torn", "the last"))
    if manner == "nothing":
        return
    first = dice.randrange(len(since) + 1) if manner == "the last" else 0
    for change in since[first:]:
        if manner in ("some", "torn") and dice.random() < 0.5:
            continue
        if manner != "torn" or change.kind == Kind.CUT:
            yield change.kind, change.at, change.data
            continue
        for start in range(0, len(change.data), SECTOR):
            if dice.random() < 0.5:
                yield change.kind, change.at + start, change.data[start : start + SECTOR]


class Surface:
    """The files of one folder as its programs see them, and as the disk has them."""

    def __init__(self, folder: Path) -> None:
        self._folder = str(folder)
        self._seen: dict[str, Content] = {}
        self._names: dict[str, Content] = {}
        self._since: list[tuple[str, str, Content]] = []

    def change(self, one: Change) -> None:
        match one.kind:
            case Kind.MADE:
                self._name("", one.path, Content())
            case Kind.REMOVED if one.path in self._seen:
                self._name(one.path, "", self._seen[one.path])
            case Kind.RENAMED if one.path in self._seen:
                self._name(one.path, one.data.decode(), self._seen[one.path])
            case Kind.WRITTEN | Kind.CUT:
                self._seen[one.path].since.append(one)
            case Kind.SYNCED if one.path in self._seen:
                self._seen[one.path].settle()
            case Kind.SYNCED:
                _rename(self._names, self._since)
                self._since = []

    def _name(self, old: str, new: str, content: Content) -> None:
        _rename(self._seen, [(old, new, content)])
        self._since.append((old, new, content))

    def lay(self, folder: Path, dice: random.Random) -> None:
        """What is left of the folder when the power goes now; names go in their order."""
        names = dict(self._names)
        _rename(names, self._since[: dice.randrange(len(self._since) + 1)])
        folder.mkdir(mode=0o700)
        for path, content in names.items():
            place = folder / Path(path).relative_to(self._folder)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content.left(dice))


def _rename(names: dict[str, Content], steps: Iterable[tuple[str, str, Content]]) -> None:
    for old, new, content in steps:
        names.pop(old, None)
        if new:
            names[new] = content


def surfaces(
    seen: Sequence[Change], points: Sequence[int], folder: Path
) -> Iterator[tuple[int, Surface]]:
    """The surface after so many changes, for each point; it goes on from there."""
    surface, done = Surface(folder), 0
    for point in points:
        for one in seen[done:point]:
            surface.change(one)
        done = point
        yield point, surface


# --- what must be there


class _Cuts:
    def __init__(
        self,
        seen: Sequence[Change],
        ledgers: Sequence[Watched],
        dice: random.Random,
        outcome: Outcome,
    ) -> None:
        self._ends = [one.end for one in seen]
        self._told = {note: told for ledger in ledgers for note, told in ledger.told.items()}
        self._dice = dice
        self._outcome = outcome

    def points(self, count: int) -> Iterator[int]:
        """Half of them anywhere, half just after something was acknowledged."""
        acknowledged = [one.at for told in self._told.values() for one in told if one.at]
        for number in range(count):
            if number % 2:
                yield self._dice.randrange(1, len(self._ends))
            else:
                yield bisect(self._ends, self._dice.choice(acknowledged))

    def play(self, folder: Path, surface: Surface, at: int) -> None:
        surface.lay(folder, self._dice)
        self._outcome.count("power cuts")
        where = f"cut at byte {at} of the log"
        if not (folder / FILE_NAME).exists() and not self._anything(at):
            return
        try:
            with open_library(folder):
                for note_id in self._told:
                    self._look(note_id, at, where)
                for name, part in health.examine(lambda _: None).items():
                    self._outcome.hold(part.ok, f"{where}: {name}: {part.problems}")
        except OctavoError as fact:
            self._outcome.hold(False, f"{where}: {fact!r}")
        shutil.rmtree(folder)

    def _anything(self, at: int) -> bool:
        """Whether anything had been acknowledged."""
        return any(0 < one.at <= at for told in self._told.values() for one in told)

    def _look(self, note_id: str, at: int, where: str) -> None:
        told = self._told[note_id]
        sure = max((n for n, one in enumerate(told) if 0 < one.at <= at), default=None)
        if sure is None:
            return
        self._outcome.count("acknowledged notes compared")
        found = state_of(records.of_note(editing.read(note_id)))
        allowed = [one.state for one in told[sure:]]
        if not self._outcome.hold(found in allowed, f"{where}: {note_id} is {found}"):
            return
        kept = {one.version: one.sha256 for one in history.entries(note_id)}
        for one, after in pairwise(one.state for one in told[: sure + 1]):
            there = one.sha256 in (after.sha256, kept.get(one.version))
            self._outcome.hold(there, f"{where}: version {one.version} of {note_id} is gone")
