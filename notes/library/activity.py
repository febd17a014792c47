"""
What was done lately, each act in words, and whether it can still be taken back.

What a note is as an act left it is asked of the database, because one act may be over ten thousand
notes and a list shows many acts.

No hash covers what is recorded of an act.  One of which a value is none that is ever written (its
kind, its way, what it did to a note) is listed as damaged and cannot be taken back; the others are
as good as ever.  A check tells it, and a repair forgets it, for nobody can do anything with it.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from notes.errors import N_, Missing, NothingToUndo
from notes.library.acts import FINAL, NOWHERE, Kind, Way
from notes.moments import FIRST, LAST, moment
from notes.storage.asking import Ask
from notes.storage.database import database, value

if TYPE_CHECKING:  # what a start does not need
    from notes.library.problems import Part

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
#: And of one of which nobody knows what it was.
UNREADABLE = N_("Something was done that cannot be read any more")
#: What is said of one that takes another back, and of one that does that one again.
WAYS: dict[Way, str] = {
    "": "%(what)s",
    "undo": N_("Undone: %(what)s"),
    "redo": N_("Done again: %(what)s"),
}

DAMAGED = "What is recorded of the act %s of the activity list is damaged: it cannot be undone."
NO_TIME = "The act %s of the activity list was done at a time that is in no calendar."

_BY_HAND = """
    SELECT tag.name FROM note_tag JOIN tag ON tag.id = note_tag.tag_id
    WHERE note_tag.note_id = note.id AND note_tag.in_text = 0
"""
_TEXT = """(trace.sha256_after IS NULL
    OR (trace.sha256_after, trace.title_after) = (note.sha256, note.title))"""
_TRASH = """(trace.trashed_after IS NULL
    OR coalesce(note.trashed, 0) IN (trace.trashed_after, -trace.trashed_after))"""
_NOTEBOOK = """(trace.notebook_after IS NULL
    OR trace.notebook_after = coalesce(notebook.path, ''))"""
_COME, _GONE = (
    f"json_each(iif(typeof({tags}) = 'text' AND json_valid({tags}), {tags}, '[]'))"
    for tags in ("trace.tags_come", "trace.tags_gone")
)
_TAGS = f"""(
    NOT EXISTS (SELECT 1 FROM {_COME} WHERE value NOT IN ({_BY_HAND}))
    AND NOT EXISTS (SELECT 1 FROM {_GONE} WHERE value IN ({_BY_HAND}))
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
_KINDS, _WAYS = (", ".join(f"'{one}'" for one in known) for known in (SENTENCES, WAYS))


def _is_no_list(column: str, *kinds: str) -> str:
    """Whether a column has something else than JSON of such values, as many or any number."""
    inside = f"json_each(iif(json_valid({column}), {column}, '[]'))"
    wanted = f"atom IS NULL OR type != '{kinds[0]}'"
    if len(kinds) > 1:
        said = ", ".join(f"({at}, '{kind}')" for at, kind in enumerate(kinds))
        wanted = f"(key, type) NOT IN (VALUES {said})"
    return f"""CASE WHEN {column} IS NULL THEN 0
        WHEN typeof({column}) != 'text' OR NOT json_valid({column}) THEN 1
        WHEN json_type({column}) != 'array' THEN 1
        WHEN {len(kinds)} NOT IN (1, json_array_length({column})) THEN 1
        ELSE EXISTS (SELECT 1 FROM {inside} WHERE {wanted}) END"""  # noqa: S608


def _is_none_of(kind: str, *columns: str) -> str:
    return " OR ".join(f"typeof({column}) NOT IN ('{kind}', 'null')" for column in columns)


_TEXTS = ("sha256_after", "title_after", "notebook_before", "notebook_after")
_NUMBERS = ("version_before", "trashed_before", "trashed_after")
#: Whether what is recorded of a note, or of a notebook, was never written so.
_WRONG_TRACE = f"""
    {_is_none_of("text", *_TEXTS)} OR {_is_none_of("integer", *_NUMBERS)} OR version_before < 1
    OR {_is_no_list("tags_gone", "text")} OR {_is_no_list("tags_come", "text")}
    OR {_is_no_list("source_before", "text", "integer", "text")}
"""
_WRONG_PLACE = f"""
    {_is_none_of("text", '"before"', '"after"')} OR typeof("number") != 'integer'
"""
#: Columns of tables, of which an act is forgotten, or its time made another, for a wrong value.
MENDED = {
    "act": {"kind", "summary", "happened", "undone", "way", "notes"},
    "act_note": {*_TEXTS, *_NUMBERS, "tags_gone", "tags_come", "source_before"},
    "act_place": {"number", "before", "after"},
}
#: Whether an act cannot be taken back, because of what stands there.
_DAMAGED = f"""(
    typeof(act.kind) != 'text' OR act.kind NOT IN ({_KINDS})
    OR typeof(act.way) != 'text' OR act.way NOT IN ({_WAYS})
    OR typeof(act.summary) != 'text' OR typeof(act.notes) != 'integer' OR act.notes < 0
    OR EXISTS (SELECT 1 FROM act_note WHERE act_id = act.id AND ({_WRONG_TRACE}))
    OR EXISTS (SELECT 1 FROM act_place WHERE act_id = act.id AND ({_WRONG_PLACE}))
)"""  # noqa: S608
_NONE_HAPPENED = f"(typeof(happened) != 'integer' OR happened NOT BETWEEN {FIRST} AND {LAST})"
_NONE_UNDONE = f"""(undone IS NOT NULL
    AND (typeof(undone) != 'integer' OR undone NOT BETWEEN {FIRST} AND {LAST}))"""
_NO_MOMENT = f"({_NONE_HAPPENED} OR {_NONE_UNDONE})"
#: The moment of the act before, for one of which nobody knows its own.
_MOMENT = f"""
    UPDATE act SET undone = iif({_NONE_UNDONE}, coalesce((
        SELECT max(other.happened) FROM act AS other WHERE typeof(other.happened) = 'integer'
            AND other.happened BETWEEN {FIRST} AND {LAST}), 0), undone),
        happened = iif({_NONE_HAPPENED}, coalesce((
        SELECT max(other.happened) FROM act AS other WHERE typeof(other.happened) = 'integer'
            AND other.happened BETWEEN {FIRST} AND {LAST} AND other.id <= act.id), 0), happened)
    WHERE {_NO_MOMENT}
"""  # noqa: S608
_LISTED = f"""
    SELECT act.id, act.kind, act.summary, act.happened, act.undone, act.way, act.notes,
        {_DAMAGED} AS damaged,
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
        SELECT max(changed, created, coalesce(trashed, 0)) AS moment,
            (SELECT max(act_id) FROM act_note WHERE note_id = note.id) AS by
        FROM note
    )
    SELECT restore.summary, count(*) FROM restore
    JOIN touched ON touched.moment > restore.happened OR touched.by > restore.id
    GROUP BY restore.summary
"""


_NEWEST = f"""
    SELECT id FROM act WHERE undone IS NULL AND way != 'undo' AND kind NOT IN (?, ?)
    AND NOT {_DAMAGED} ORDER BY id DESC LIMIT 1
"""  # noqa: S608
_WRONG = f"SELECT id, {_DAMAGED} FROM act WHERE {_DAMAGED} OR {_NO_MOMENT} ORDER BY id"  # noqa: S608
_FORGET = f"DELETE FROM act WHERE {_DAMAGED}"  # noqa: S608


class Act(NamedTuple):
    """
    `notes`: how many it was done to; `left`: those of them that are as it left them; `gone`:
    those that were deleted for good since; `places`: notebooks that can be brought back.  Of one
    that is `damaged` the rest says nothing.
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
    damaged: bool = False

    @property
    def is_final(self) -> bool:
        return self.kind in FINAL

    @property
    def sentence(self) -> str:
        """What is said of it, in English; `what` and `count` are to be put into it."""
        if self.kind not in SENTENCES:
            return UNREADABLE
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
    return dict(database.execute_sql(_SINCE_RESTORES).fetchall())


def changed_since(before: str) -> int:
    """The same since the restore that made this backup before."""
    return changed_since_restores().get(before, 0)


def newest() -> int:
    """The last act that was not undone, does not undo another, and can be read."""
    act = value(_NEWEST, *FINAL)
    if act is None:
        raise NothingToUndo
    return int(act)


def blame(part: "Part", ask: Ask) -> None:
    for number, damaged in ask(_WRONG):
        part.blame((DAMAGED if damaged else NO_TIME) % number)


def mend() -> bool:
    """Forget acts that cannot be read; whether there were any, or any of no known time."""
    if not database.execute_sql(_WRONG).fetchall():
        return False
    with database.writing():
        database.execute_sql(_FORGET)
        database.execute_sql(_MOMENT)
    return True


def _act(row: Any) -> Act:
    act_id, kind, summary, happened, undone, way, notes, damaged, there, left, places = row
    if damaged:
        kind, way = (one if one in known else "" for one, known in ((kind, SENTENCES), (way, WAYS)))
        summary = summary if isinstance(summary, str) else ""
        notes = there = max(0, notes) if isinstance(notes, int) else 0
        left = places = 0
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
        damaged=bool(damaged),
    )
