"""
What was done lately, each act in words, and whether it can still be taken back.

What a note is as an act left it is asked of the database, because one act may be over ten thousand
notes and a list shows many acts.
"""

from datetime import datetime
from typing import Any, NamedTuple

from notes.errors import N_, LibraryDamaged, Missing, NothingToUndo
from notes.library.acts import FINAL, NOWHERE, Kind, Way
from notes.moments import moment
from notes.storage.database import database, value
from notes.storage.kinds import of_kinds

#: What is said of an act over one note, which `what` names, and over any other number.
SENTENCES: dict[Kind, tuple[str, str]] = {
    "trash": (N_("Moved “%(what)s” to the trash"), N_("Moved %(count)s notes to the trash")),
    "restore": (
        N_("Took “%(what)s” out of the trash"),
        N_("Took %(count)s notes out of the trash"),
    ),
    "delete": (N_("Deleted “%(what)s” for good"), N_("Deleted %(count)s notes for good")),
    "empty": (N_("Emptied the trash of 1 note"), N_("Emptied the trash of %(count)s notes")),
    "move": 2 * (N_("Moved %(what)s"),),
    "unfile": 2 * (N_("Took “%(what)s” out of its notebook"),),
    "notebook-rename": 2 * (N_("Renamed the notebook %(what)s"),),
    "notebook-merge": 2 * (N_("Merged the notebooks %(what)s"),),
    "notebook-remove": (
        N_("Removed the notebook “%(what)s” with 1 note"),
        N_("Removed the notebook “%(what)s” with %(count)s notes"),
    ),
    "tag-rename": 2 * (N_("Renamed the tag %(what)s"),),
    "tag-merge": 2 * (N_("Merged the tags %(what)s"),),
    "tag-remove": 2 * (N_("Removed the tag %(what)s"),),
    "replace": 2 * (N_("Replaced %(what)s"),),
    "import": 2 * (N_("Imported %(what)s"),),
    "version": 2 * (N_("Brought back an earlier version of “%(what)s”"),),
    "backup": 2 * (N_("Restored a backup"),),
}
#: And of an act over none, where that is said otherwise.
OVER_NONE: dict[Kind, str] = {"notebook-remove": N_("Removed the notebook “%(what)s”")}
#: What is said of one that takes another back, and of one that does that one again.
WAYS: dict[Way, str] = {
    "": "%(what)s",
    "undo": N_("Undone: %(what)s"),
    "redo": N_("Done again: %(what)s"),
}

_BY_HAND = """
    SELECT tag.name FROM note_tag JOIN tag ON tag.id = note_tag.tag_id
    WHERE note_tag.note_id = note.id AND note_tag.in_text = 0
"""
_TEXT = """(trace.sha256_after IS NULL
    OR (trace.sha256_after, trace.title_after) = (note.sha256, note.title))"""
_TRASH = """(trace.trashed_after IS NULL
    OR abs(trace.trashed_after) = coalesce(note.trashed, 0))"""
_NOTEBOOK = """(trace.notebook_after IS NULL
    OR trace.notebook_after = coalesce(notebook.path, ''))"""
_TAGS = f"""(
    NOT EXISTS (SELECT 1 FROM json_each(trace.tags_come) WHERE value NOT IN ({_BY_HAND}))
    AND NOT EXISTS (SELECT 1 FROM json_each(trace.tags_gone) WHERE value IN ({_BY_HAND}))
    AND (trace.trashed_before IS NOT {NOWHERE} OR NOT EXISTS ({_BY_HAND}))
)"""  # noqa: S608  (no word of it comes from outside)
#: Whether text, place in the trash, notebook and tags are as the act left them.
AS_LEFT = (_TEXT, _TRASH, _NOTEBOOK, _TAGS)
TRACES = """
    act_note AS trace JOIN note ON note.id = trace.note_id
    LEFT JOIN notebook ON notebook.id = note.notebook_id WHERE trace.act_id
"""
#: Notebooks that were renamed or removed, and can get their names back.
_SHELVES = """
    (SELECT count(*) FROM act_place AS place WHERE place.act_id = act.id AND act.undone IS NULL
        AND place.before IS NOT NULL
        AND (place.after IS NULL OR place.after IN (SELECT path FROM notebook))
        AND place.before NOT IN (SELECT path FROM notebook))
"""
_LISTED = f"""
    SELECT act.id, act.kind, act.summary, act.happened, act.undone, act.way, act.notes,
        (SELECT count(*) FROM act_note WHERE act_id = act.id) AS there,
        (SELECT count(*) FROM {TRACES} = act.id AND act.undone IS NULL
            AND {" AND ".join(AS_LEFT)}) AS left,
        {_SHELVES} AS places
    FROM act
"""  # noqa: S608
#: Notes that were written, thrown away or otherwise acted upon after a library took the place of
#: the one in a backup: each note is looked at once, however many restores there were.
_SINCE_RESTORES = """
    WITH restore AS (
        SELECT max(id) AS id, summary, happened FROM act WHERE kind = 'backup' GROUP BY summary
    ), touched AS MATERIALIZED (
        SELECT max(changed, created, abs(coalesce(trashed, 0))) AS moment,
            (SELECT max(act_id) FROM act_note WHERE note_id = note.id) AS by
        FROM note
    )
    SELECT restore.summary, count(*) FROM restore
    JOIN touched ON touched.moment > restore.happened OR touched.by > restore.id
    GROUP BY restore.summary
"""


class Act(NamedTuple):
    """
    `notes`: how many it was done to; `left`: those of them that are as it left them; `gone`:
    those that were deleted for good since; `places`: notebooks that can be brought back.
    """

    id: int
    kind: Kind
    summary: str
    happened: datetime
    undone: datetime | None
    way: Way
    notes: int
    gone: int
    left: int
    places: int

    @property
    def is_final(self) -> bool:
        return self.kind in FINAL

    @property
    def sentence(self) -> str:
        """What is said of it, in English; `what` and `count` are to be put into it."""
        one, many = SENTENCES[self.kind]
        if not self.notes and self.kind in OVER_NONE:
            return OVER_NONE[self.kind]
        return one if self.notes == 1 else many

    def said(self) -> str:
        """The same as a whole; the page puts it into the language of its reader."""
        what = self.sentence % {"what": self.summary, "count": self.notes}
        return WAYS[self.way] % {"what": what}


def recent(
    limit: int = 20, *, before: int = 0, kind: Kind | None = None, way: Way | None = None
) -> list[Act]:
    """The newest acts, the last one first; those before the act of a number."""
    wanted = [("id <", before or None), ("kind =", kind), ("way =", way)]
    asked = [(f"act.{column} ?", given) for column, given in wanted if given is not None]
    where = f"WHERE {' AND '.join(column for column, _ in asked)}" if asked else ""
    sql = f"{_LISTED} {where} ORDER BY act.id DESC LIMIT ?"
    rows = database.execute_sql(sql, (*(given for _, given in asked), limit)).fetchall()
    return [_act(row) for row in rows]


def one(act_id: int) -> Act:
    """The act of this number."""
    known = act_id if 0 < act_id < 2**63 else 0
    row = database.execute_sql(f"{_LISTED} WHERE act.id = ?", (known,)).fetchone()
    if row is None:
        raise Missing("act", act_id)
    return _act(row)


def last_of(note_id: str) -> int:
    """The last act over a note, 0 when none is known."""
    touching = "SELECT max(act_id) FROM act_note JOIN note ON note.id = note_id WHERE uid = ?"
    return int(value(touching, note_id) or 0)


def changed_since_restores() -> dict[str, int]:
    """
    How many notes were changed or made since each restore, by the name of the backup that it made
    before; none where none were.
    """
    return dict(of_kinds(database.execute_sql(_SINCE_RESTORES), str, int))


def changed_since(before: str) -> int:
    """The same since the restore that made this backup before."""
    return changed_since_restores().get(before, 0)


def newest() -> int:
    """The last act that was not undone, and does not undo another."""
    act = value(
        "SELECT max(id) FROM act WHERE undone IS NULL AND way != 'undo' AND kind NOT IN (?, ?)",
        *FINAL,
    )
    if act is None:
        raise NothingToUndo
    return int(act)


def _act(row: Any) -> Act:
    ((act_id, kind, summary, happened, undone, way, notes, there, left, places),) = of_kinds(
        [row], int, str, str, int, int | None, str, int
    )
    if kind not in SENTENCES or way not in WAYS:
        raise LibraryDamaged
    return Act(
        id=act_id,
        kind=kind,
        summary=summary,
        happened=moment(happened),
        undone=moment(undone) if undone else None,
        way=way,
        notes=notes,
        gone=0 if kind in FINAL else notes - there,
        left=left,
        places=places,
    )
