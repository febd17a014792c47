"""
What was acknowledged, kept outside of the library, and the comparison with what is there.

A write counts from the moment when its answer has been read.  Of one that was sent and not
answered nobody knows; it may have been done, as a whole, or not.
"""

from dataclasses import dataclass, field, replace
from typing import Any

from notes.text import sha256
from tests.faults.outcome import Outcome
from tests.faults.serving import Door


@dataclass(frozen=True, slots=True)
class State:
    """A note as it must be found; `sha256` of its text."""

    version: int
    sha256: str
    notebook: str = ""
    tags: tuple[str, ...] = ()
    trashed: bool = False

    def after(self, **changes: Any) -> "State":
        """The state that a save leaves behind."""
        return replace(self, version=self.version + 1, **changes)


def state_of(record: dict[str, Any]) -> State:
    """The state that an answer tells, its text looked at itself."""
    return State(
        record["version"],
        sha256(record["body"]),
        record["notebook"],
        tuple(sorted(record["tags"])),
        bool(record["trashed"]),
    )


@dataclass(slots=True)
class Memory:
    """One note: what was acknowledged last, and the texts that were replaced before."""

    state: State
    replaced: dict[int, str] = field(default_factory=dict)


@dataclass(slots=True)
class Ledger:
    """The notes of one writer, and the one write that waits for its answer ("": of a new note)."""

    notes: dict[str, Memory] = field(default_factory=dict)
    touched: set[str] = field(default_factory=set)
    pending: tuple[str, State] | None = None
    acknowledged: int = 0

    def sending(self, note_id: str, state: State) -> None:
        self.pending = note_id, state
        if note_id:
            self.touched.add(note_id)

    def refused(self) -> None:
        """The answer said no: nothing may have changed."""
        self.pending = None

    def confirm(self, note_id: str, state: State) -> None:
        self.pending = None
        self.acknowledged += 1
        self._become(note_id, state)

    def find(self, door: Door, note_id: str, state: State) -> bool:
        """Whether a write that nobody answered has been done."""
        answer = door.ask("GET", f"/notes/{note_id}")
        done = answer.good and state_of(answer.sent) == state
        if done:
            self._become(note_id, state)
        return bool(done)

    def compare(self, door: Door, outcome: Outcome, *, every: bool = False) -> None:
        """Ask the server for the notes that were written to since the last time, or for all."""
        unsure = {self.pending[0]: self.pending[1]} if self.pending else {}
        for note_id in sorted(self.notes if every else self.touched):
            self._look(note_id, door, outcome, unsure.get(note_id))
        self.touched.clear()
        self.pending = None

    def _look(self, note_id: str, door: Door, outcome: Outcome, unsure: State | None) -> None:
        memory = self.notes[note_id]
        answer = door.ask("GET", f"/notes/{note_id}")
        outcome.count("notes compared")
        if not outcome.hold(answer.good, f"note {note_id} answers {answer.status}"):
            return
        found = state_of(answer.sent)
        if found == unsure:
            self._become(note_id, found)
        wanted = self.notes[note_id].state
        outcome.hold(found == wanted, f"note {note_id} is {found}, acknowledged was {wanted}")
        kept = door.ask("GET", f"/notes/{note_id}/revisions").sent["revisions"]
        there = {one["version"]: one["sha256"] for one in kept}
        lost = memory.replaced.items() - there.items()
        outcome.hold(not lost, f"the history of {note_id} lacks {lost}")

    def _become(self, note_id: str, state: State) -> None:
        memory = self.notes.setdefault(note_id, Memory(state))
        if memory.state.sha256 != state.sha256:
            memory.replaced[memory.state.version] = memory.state.sha256
        memory.state = state
        self.touched.add(note_id)
