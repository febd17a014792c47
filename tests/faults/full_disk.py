"""
The disk is full, and is not any more.

The real server has less and less room while programs write to it: on a small disk of its own where
one can be mounted, and under a limit for its files.  Who writes is refused with 507; nothing that
was acknowledged is lost; as soon as there is room, writes are taken again, by the same server and
unasked.  Now and then the server is killed while there is none, and started again.

Imports, backups and upgrades run into the same: they end in words, and leave what was there.
"""

import json
import random
import shutil
import time
from pathlib import Path

from notes.library import editing, health
from notes.library.opening import open_library
from notes.storage import schema
from tests.faults.killed import everything, schema_of
from tests.faults.ledger import Ledger
from tests.faults.outcome import Outcome
from tests.faults.rooms import Limit, Room, SmallDisk, small_disk
from tests.faults.schemas.laying import lay
from tests.faults.serving import Life, ServerFailed, command, need, token
from tests.faults.waiting import within
from tests.faults.writers import Writer

#: Points at which one library meets a full disk; the share of them at which its server is killed.
POINTS, KILLED = 10, 0.2
WRITERS = 2
#: Refusals that are waited for, and seconds; seconds within which writes must be taken again.
REFUSALS, LONGEST, AGAIN = 4, 2.0, 10.0
#: Statuses that may be answered: the disk is full, or others write for too long.
SAID = {507, 423}
#: Every so manieth point is one of a command.
COMMANDS = 5


def run(folder: Path, count: int, seed: int) -> Outcome:
    outcome, dice = Outcome(), random.Random(seed)
    need(shutil.which("prlimit"), "prlimit")
    commands = count // COMMANDS
    with small_disk(folder / "disk") as disk:
        for turn, first in enumerate(range(0, count - commands, POINTS)):
            points = min(POINTS, count - commands - first)
            on_disk = disk is not None and turn % 2 == 0
            library = (disk if disk and on_disk else folder) / f"library-{turn}"
            room: Room = SmallDisk(disk) if disk and on_disk else Limit(library / "octavo.db-wal")
            _Live(library, room, outcome, dice).meet(points)
            outcome.count("points on a small disk" if on_disk else "points under a limit", points)
            shutil.rmtree(library)
    for number in range(commands):
        _run_command(folder / f"command-{number}", number, outcome, dice)
    return outcome


class _Live:
    def __init__(self, folder: Path, room: Room, outcome: Outcome, dice: random.Random) -> None:
        self._folder = folder
        self._room = room
        self._outcome = outcome
        self._dice = dice
        self._token = token(folder)
        self._ledgers = [Ledger() for _ in range(WRITERS)]

    def meet(self, points: int) -> None:
        life = Life(self._folder).wait()
        try:
            for _ in range(points):
                writers = self._writers(life)
                self._fill_and_clear(life, writers)
                self._stop(writers)
                if self._dice.random() < KILLED:
                    life = self._killed_while_full(life)
                self._compare(life)
        finally:
            self._room.clear(life.pid)
            life.kill()
        self._examine()
        self._outcome.count("acknowledged writes", sum(map(_acknowledged, self._ledgers)))

    def _writers(self, life: Life) -> list[Writer]:
        writers = [
            Writer(life.door(self._token), ledger, self._dice.getrandbits(64), notes=6)
            for ledger in self._ledgers
        ]
        for writer in writers:
            writer.start()
        return writers

    def _fill_and_clear(self, life: Life, writers: list[Writer]) -> None:
        self._room.fill(life.pid, self._dice)
        within(LONGEST, lambda: all(writer.refusals.total() >= REFUSALS for writer in writers))
        self._room.clear(life.pid)
        before = list(map(_acknowledged, self._ledgers))
        goes_on = within(
            AGAIN,
            lambda: all(
                _acknowledged(ledger) > had
                for ledger, had in zip(self._ledgers, before, strict=True)
            ),
        )
        self._outcome.hold(goes_on, "there is room, and writes are not taken")

    def _stop(self, writers: list[Writer]) -> None:
        for writer in writers:
            writer.stop()
            self._outcome.count("writes refused", writer.refusals.total())
            self._outcome.hold({*writer.refusals} <= SAID, f"answered: {writer.refusals}")

    def _killed_while_full(self, life: Life) -> Life:
        """A start without any room serves or says why not; with room it serves."""
        writers = self._writers(life)
        self._room.fill(life.pid, self._dice)
        time.sleep(self._dice.uniform(0, 0.2))
        life.kill()
        self._stop(writers)
        self._outcome.count("kills without room")
        try:
            cramped = Life(self._folder)
            cramped.wait().kill()
            self._outcome.count("starts without room")
        except ServerFailed as failed:
            cramped.kill()
            self._outcome.hold("Traceback" not in str(failed), f"a start failed: {failed}")
        if isinstance(self._room, SmallDisk):
            self._room.clear(life.pid)
        return Life(self._folder).wait()

    def _compare(self, life: Life) -> None:
        with life.door(self._token) as door:
            for ledger in self._ledgers:
                ledger.compare(door, self._outcome)

    def _examine(self) -> None:
        with open_library(self._folder):
            parts = health.examine(lambda _: None)
        for name, part in parts.items():
            self._outcome.hold(part.ok, f"{name}: {part.problems}")


def _acknowledged(ledger: Ledger) -> int:
    return ledger.acknowledged


# --- commands


def _run_command(folder: Path, number: int, outcome: Outcome, dice: random.Random) -> None:
    """An import, a backup, or the upgrade of an old library, with little room for each file."""
    library = folder / "library"
    words = (_import, _back_up, _upgrade)[number % 3](folder, library)
    before = everything(library)
    limit = dice.randrange(4_096, library.joinpath("octavo.db").stat().st_size * 2)
    done = command(library, *words, before=("prlimit", f"--fsize={limit}"))
    where = f"{words[0]} under a limit of {limit}"
    outcome.count("points of imports, backups and upgrades")
    outcome.hold(done.returncode in (0, 1), f"{where} ended with {done.returncode}: {done.stderr}")
    outcome.hold("Traceback" not in done.stderr, f"{where}: {done.stderr}")
    outcome.count("of them refused", int(done.returncode == 1))
    found = everything(library)
    if done.returncode == 1:
        outcome.hold(found == before, f"{where}: {found}, was {before}")
    again = command(library, *words)
    outcome.hold(again.returncode == 0, f"{where}, and again with room: {again.stderr}")
    outcome.hold(schema_of(library) == schema.CURRENT, f"{where}: {schema_of(library)}")
    checked = command(library, "check", "--repair", "--json")
    outcome.hold(checked.returncode == 0, f"{where}: {_wrong(checked.stdout)}")


def _wrong(said: str) -> object:
    return {name: part["problems"] for name, part in json.loads(said or "{}").items()}


def _filled(library: Path) -> None:
    with open_library(library):
        for number in range(10):
            editing.create(f"# Note {number}\n\n" + "检查点 and words\n" * 100)


def _import(folder: Path, library: Path) -> list[str]:
    _filled(library)
    (folder / "files").mkdir()
    for number in range(30):
        text = f"# File {number}\n\n" + "日志 and lines\n" * 200
        (folder / "files" / f"{number}.md").write_text(text, "utf-8")
    return ["import", str(folder / "files")]


def _back_up(folder: Path, library: Path) -> list[str]:
    _filled(library)
    return ["backup", "create"]


def _upgrade(folder: Path, library: Path) -> list[str]:
    lay("3-undo", library)
    return ["list"]
