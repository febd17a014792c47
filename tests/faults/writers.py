"""
Programs that write without a pause: notes made, edited, moved, tagged, thrown away and brought
back, most of them short and some of 200 kB.

Each has notes of its own, so that what it was told last is what must be there.
"""

import random
import threading
from collections import Counter
from collections.abc import Callable

from notes.text import sha256
from tests.faults.ledger import Ledger, State, state_of
from tests.faults.serving import GONE, Answer, Door

#: Notes that a writer makes before it goes on with these, and how many of its texts are long.
NOTES, LONG = 12, 0.04
LENGTH = 200_000
_WORDS = "检查点 日志 the log and its checkpoint, a café, 東京 and a 🙂 in the last line"


def text(dice: random.Random, length: int = 0) -> str:
    """A text that no other one is like."""
    length = length or (LENGTH if dice.random() < LONG else dice.randrange(20, 2_000))
    line = " ".join(dice.choices(_WORDS.split(), k=12)) + "\r\n"
    return f"# Note {dice.getrandbits(64):x}\n\n{line * (length // len(line) + 1)}"


class Writer(threading.Thread):
    """Writes until it is stopped or nobody answers; `refusals` counts the statuses that said no."""

    def __init__(self, door: Door, ledger: Ledger, seed: int, notes: int = NOTES) -> None:
        super().__init__(daemon=True)
        self.refusals: Counter[int] = Counter()
        self._door = door
        self._ledger = ledger
        self._notes = notes
        self._dice = random.Random(seed)
        self._stopping = threading.Event()

    def stop(self) -> None:
        self._stopping.set()
        self.join()

    def run(self) -> None:
        try:
            while not self._stopping.is_set():
                self.write()
        except GONE:
            return
        finally:
            self._door.close()

    def write(self) -> None:
        notes = self._ledger.notes
        if len(notes) < self._notes or self._dice.random() < 0.02:
            self._make()
        else:
            note_id = self._dice.choice(list(notes))
            act = self._dice.choices((self._edit, self._move, self._tag, self._throw), (8, 1, 1, 1))
            act[0](note_id, notes[note_id].state)

    def _make(self) -> None:
        body = text(self._dice)
        self._ledger.sending("", State(1, sha256(body)))
        answer = self._door.ask("POST", "/notes", {"body": body})
        self._heard(answer, lambda: (answer.sent["id"], State(1, sha256(body))))

    def _edit(self, note_id: str, state: State) -> None:
        body = text(self._dice)
        self._put(note_id, state, {"body": body}, state.after(sha256=sha256(body)))

    def _move(self, note_id: str, state: State) -> None:
        place = f"Box/箱 {self._dice.getrandbits(16)}"
        if place != state.notebook:
            self._put(note_id, state, {"notebook": place}, state.after(notebook=place))

    def _tag(self, note_id: str, state: State) -> None:
        tags = (f"标签{self._dice.getrandbits(16)}", "kept")
        if tags != state.tags:
            self._put(note_id, state, {"tags": tags}, state.after(tags=tuple(sorted(tags))))

    def _throw(self, note_id: str, state: State) -> None:
        after = State(state.version, state.sha256, state.notebook, state.tags, not state.trashed)
        self._ledger.sending(note_id, after)
        if state.trashed:
            answer = self._door.ask("POST", f"/notes/{note_id}/restore")
            self._heard(answer, lambda: (note_id, state_of(answer.sent)))
        else:
            answer = self._door.ask("DELETE", f"/notes/{note_id}")
            self._heard(answer, lambda: (note_id, after))

    def _put(self, note_id: str, state: State, sent: object, after: State) -> None:
        self._ledger.sending(note_id, after)
        answer = self._door.ask("PUT", f"/notes/{note_id}", sent, state.version)
        self._heard(answer, lambda: (note_id, after))

    def _heard(self, answer: Answer, said: Callable[[], tuple[str, State]]) -> None:
        if answer.good:
            self._ledger.confirm(*said())
        else:
            self._ledger.refused()
            self.refusals[answer.status] += 1
