"""
Taking an act back, in one transaction, which is an act itself: undone in its turn, it does the
first one again.

Only what is as the act left it is touched.  A note of which anything that the act did was changed
since stays whole as it is, and is named with the reason; so is a notebook whose name is taken by
another now.  Texts go back through `notes.library.rewriting`, as saves like any other, so that
history keeps what is undone.

Notes that an act made go to the trash: whoever meant to keep one finds it there, and to do the act
again brings them back.  A file that such a note came from counts as never imported.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from notes.errors import N_, CannotBeUndone, ChangedSince, NothingToUndo
from notes.library import activity, acts, history, notebooks, tags
from notes.library.activity import AS_LEFT, TRACES, Act
from notes.library.acts import Place, Trace, Way
from notes.library.rewriting import LeftOut, New, Rewrite, Rewriting, Rewritten
from notes.moments import now_ms
from notes.progress import Progress
from notes.search import damage
from notes.storage.database import database
from notes.storage.models import Act as ActRow

GONE_FOR_GOOD = N_("Its notes were deleted for good.")
BY_ITS_BACKUP = N_("The backup that was made before it brings the library back.")
UNREADABLE = N_("What is recorded of it is damaged.")
WRITTEN_SINCE = N_("Its text was changed since.")
THROWN_SINCE = N_("It was put in the trash or taken out of it since.")
MOVED_SINCE = N_("It was moved to another notebook since.")
TAGGED_SINCE = N_("Its tags were changed since.")
RENAMED_SINCE = N_("The notebook was renamed or removed since, or its name is taken.")

_ROWS = f"""
    SELECT note.id, note.uid, note.title, note.version, {", ".join(AS_LEFT)},
        trace.version_before, trace.sha256_after, trace.title_after, trace.trashed_before,
        trace.trashed_after, trace.notebook_before, trace.notebook_after, trace.tags_gone,
        trace.tags_come, trace.source_before
    FROM {TRACES} = ? ORDER BY note.changed, note.id
"""  # noqa: S608  (no word of it comes from outside)
_SOURCE = "SELECT encoding, mtime_ns, sha256 FROM source WHERE note_id = ?"
_SOURCE_BACK = "UPDATE source SET encoding = ?, mtime_ns = ?, sha256 = ? WHERE note_id = ?"


class Undone(NamedTuple):
    """
    `notes`: how many were put back; `by`: the act that did it, 0 when there was nothing
    to put back; `gone`: how many were deleted for good since.
    """

    act: int
    notes: int
    left_out: list[LeftOut]
    by: int = 0
    gone: int = 0


class Touched(NamedTuple):
    """A note of an act as it is now; what about it is as the act left it; what the act did."""

    uid: str
    title: str
    version: int
    as_left: tuple[int, ...]
    trace: Trace

    @property
    def is_rewritten(self) -> bool:
        return self.trace.version_before is not None or self.trace.tags_come is not None

    def change_since(self) -> ChangedSince | None:
        """What was changed since, when anything was that the act did."""
        said = (WRITTEN_SINCE, THROWN_SINCE, MOVED_SINCE, TAGGED_SINCE)
        why = next((why for why, same in zip(said, self.as_left, strict=True) if not same), None)
        return ChangedSince(why) if why else None


@damage.despite
def undo(act_id: int, progress: Progress | None = None) -> Undone:
    """Take an act back where its notes and notebooks are as it left them."""
    return _Reversal(_undoable(act_id), progress).done()


def _undoable(act_id: int) -> Act:
    act = activity.one(act_id)
    if act.damaged:
        raise CannotBeUndone(UNREADABLE)
    if act.is_final:
        raise CannotBeUndone(GONE_FOR_GOOD)
    if act.kind == "backup":
        raise CannotBeUndone(BY_ITS_BACKUP)
    if act.undone:
        raise NothingToUndo
    return act


def notes_of(act_id: int) -> list[Touched]:
    """The notes of an act that there are still, the one that was changed last at the end."""
    return [
        Touched(uid, title, version, tuple(rest[:4]), Trace(note, *rest[4:]))
        for note, uid, title, version, *rest in database.execute_sql(_ROWS, (act_id,)).fetchall()
    ]


class _Reversal:
    """One act on its way back."""

    def __init__(self, act: Act, progress: Progress | None) -> None:
        self._act = act
        self._places: list[Place] = []
        self._left_out: dict[str, LeftOut] = {}
        notes = [note for note in notes_of(act.id) if not note.change_since()]
        back = {note.uid: _back(note) for note in notes if note.is_rewritten}
        self._rewriting = Rewriting(back, "undo", progress, in_trash=True)

    def done(self) -> Undone:
        self._rewriting.prepare()
        with database.writing():
            _undoable(self._act.id)  # or somebody was faster
            notes = list(self._as_left())
            made = self._put_places_back()
            rewritten = {one.note: one for one in self._rewriting.write()}
            self._leave_out(self._rewriting.left_out)
            put_back = [note for note in notes if note.uid not in self._left_out]
            traces = [_swapped(note.trace, rewritten.get(note.trace.note)) for note in put_back]
            self._put_back(traces)
            self._remove(made)
            by = self._recorded(traces)
        left_out = [*self._left_out.values()]
        return Undone(self._act.id, len(traces), left_out, by, self._act.gone)

    def _as_left(self) -> Iterator[Touched]:
        for note in notes_of(self._act.id):
            if fact := note.change_since():
                self._leave_out([LeftOut(note.uid, note.title, fact)])
            else:
                yield note

    def _leave_out(self, notes: Iterable[LeftOut]) -> None:
        for left in notes:
            self._left_out.setdefault(left.id, left)

    # --- notebooks

    def _put_places_back(self) -> list[str]:
        """Undo what was done to notebooks, the last first; which were made, and go if empty."""
        made = []
        for before, after in reversed(acts.places(self._act.id)):
            if before is None and after is not None:
                made.append(after)
            elif before is not None and after is None:
                self._places += notebooks.make(before)
            elif before is not None and after is not None:
                self._rename(after, before)
        return made

    def _rename(self, old: str, new: str) -> None:
        if notebooks.is_there(old) and not notebooks.is_there(new):
            self._places += notebooks.move(old, new)
        else:
            fact = ChangedSince(RENAMED_SINCE)
            self._left_out[f"notebook {new}"] = LeftOut("", new, fact)

    def _remove(self, made: Iterable[str]) -> None:
        for path in made:
            self._places += notebooks.drop_empty(path)

    # --- notes

    def _put_back(self, traces: Sequence[Trace]) -> None:
        """What is no text, as it was."""
        trashed = [(one.trashed_after, one.note) for one in traces if one.trashed_after is not None]
        lying = ((abs(since) or None, note) for since, note in trashed)
        database.execute_many("UPDATE note SET trashed = ? WHERE id = ?", lying)
        away = ((since < 0, note) for since, note in trashed)
        database.execute_many("UPDATE source SET taken_back = ? WHERE note_id = ?", away)
        database.execute_many(
            "UPDATE note SET notebook_id = ? WHERE id = ?", list(self._filed(traces))
        )

    def _filed(self, traces: Iterable[Trace]) -> Iterator[tuple[int | None, int]]:
        rows: dict[str, int | None] = {}
        for one in traces:
            path = one.notebook_after
            if path is not None and path not in rows:
                self._places += notebooks.make(path)
                rows[path] = notebooks.id_of(path)
            if path is not None:
                yield rows[path], one.note

    def _recorded(self, traces: Sequence[Trace]) -> int:
        """The number of the act that this is; 0 when nothing could be put back."""
        if not (traces or self._places):
            return 0
        ActRow.update(undone=now_ms()).where(ActRow.id == self._act.id).execute()
        way: Way = "redo" if self._act.way == "undo" else "undo"
        return acts.record(self._act.kind, self._act.summary, traces, self._places, way=way)


def _back(note: Touched) -> Rewrite:
    """The way back to the text and the tags that a note had."""
    trace = note.trace

    def make(_: str) -> New:
        names = None
        if trace.tags_come is not None:
            come, gone = (json.loads(kept or "[]") for kept in (trace.tags_come, trace.tags_gone))
            names = [*({*tags.by_hand(trace.note)} - {*come}), *gone]
        if trace.version_before is None:
            return New(None, None, names)
        earlier = history.at(note.uid, trace.version_before)
        return New(earlier.body, earlier.title, names)

    return Rewrite(note.version, make)


def _swapped(trace: Trace, rewritten: Rewritten | None) -> Trace:
    """What taking a note back does to it: what the act did, the other way round."""
    text = trace._replace(version_before=None)
    if trace.version_before is not None:
        text = rewritten.trace if rewritten else Trace(trace.note)
    now = -now_ms() if trace.trashed_before == acts.NOWHERE else trace.trashed_before
    return Trace(
        note=trace.note,
        version_before=text.version_before,
        sha256_after=text.sha256_after,
        title_after=text.title_after,
        trashed_before=trace.trashed_after,
        trashed_after=now,
        notebook_before=trace.notebook_after,
        notebook_after=trace.notebook_before,
        tags_gone=trace.tags_come,
        tags_come=trace.tags_gone,
        source_before=_exchanged(trace) if trace.source_before else None,
    )


def _exchanged(trace: Trace) -> str | None:
    """Put back what was known of a note's file; what was known of it instead."""
    row = database.execute_sql(_SOURCE, (trace.note,)).fetchone()
    if row:
        database.execute_sql(_SOURCE_BACK, (*json.loads(trace.source_before or ""), trace.note))
    return json.dumps(row) if row else None
