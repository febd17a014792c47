"""
Notebooks: a tree of names to file notes under.

A notebook is its path, ``A/B``.  Making one makes those above it; renaming or
moving one takes those below it along; the tree is read off the paths, so it
cannot have a circle.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from peewee import fn

from notes.errors import N_, Invalid, Missing, Taken
from notes.library import acts
from notes.library.acts import Place, Trace
from notes.moments import now_ms
from notes.storage.database import database
from notes.storage.models import Note as NoteRow
from notes.storage.models import Notebook as NotebookRow
from notes.storage.models import within
from notes.text import checked_path

_NUMBER = re.compile(r"(\d{1,18})")

_TAKE_OUT = """
    UPDATE note SET notebook_id = NULL, trashed = coalesce(trashed, ?) WHERE id = ?
"""

TAKEN = N_("There is a notebook of this name already.")
INSIDE_ITSELF = N_("A notebook cannot be moved into itself.")
NOT_EMPTY = N_("It still has notes or notebooks in it.")


@dataclass(frozen=True, slots=True)
class Notebook:
    """`count`: notes right in it; `total`: those below it too; neither counts the trash."""

    path: str
    name: str
    depth: int
    count: int
    total: int


class Filed(NamedTuple):
    """A notebook as it is called now, and the act that made it so; 0 when nothing was changed."""

    path: str
    act: int


def tree() -> list[Notebook]:
    """All notebooks, each followed by those inside it."""
    counts = dict(
        NoteRow.select(NoteRow.notebook, fn.COUNT(NoteRow.id))
        .where(NoteRow.trashed.is_null(), NoteRow.notebook.is_null(False))
        .group_by(NoteRow.notebook)
        .tuples()
    )
    rows = NotebookRow.select(NotebookRow.path, NotebookRow.id).tuples()
    own = {path: counts.get(row_id, 0) for path, row_id in rows if isinstance(path, str)}
    totals = dict(own)
    for path, count in own.items():
        for above in _above(path):
            totals[above] = totals.get(above, 0) + count
    return [
        Notebook(path, path.rpartition("/")[2], path.count("/"), own[path], totals[path])
        for path in sorted(own, key=_shelf_order)
    ]


def create(path: str) -> str:
    """Make a notebook and those above it; its path as it is kept."""
    path = checked_path(path, "notebook")
    if not path:
        raise Invalid("notebook", N_("It needs a name."))
    with database.writing():
        id_of(path)
    return path


def rename(path: str, new: str) -> Filed:
    """Rename or move a notebook with everything below it."""
    new = checked_path(new, "notebook")
    if new == path:
        return Filed(path, 0)
    if not new or new.startswith(f"{path}/"):
        raise Invalid("notebook", INSIDE_ITSELF)
    with database.writing():
        _require(path)
        if is_there(new):
            raise Taken("notebook", TAKEN)
        places = move(path, new)
        return Filed(new, acts.record("notebook-rename", acts.arrow(path, new), (), places))


def merge(path: str, into: str) -> Filed:
    """Put everything in a notebook into another, level by level, and remove it."""
    into = checked_path(into, "notebook")
    if into == path or into.startswith(f"{path}/"):
        raise Invalid("notebook", INSIDE_ITSELF)
    traces: list[Trace] = []
    places: list[Place] = []
    with database.writing():
        _require(path)
        _require(into)
        emptied = []
        for old in _paths_within(path):
            new = into + old[len(path) :]
            if not is_there(old):  # it went along with the one above it
                continue
            if is_there(new):
                traces += _refiled(old, new)
                emptied.append(old)
            else:
                places += move(old, new)
        for old in reversed(emptied):
            places += drop_empty(old)
        act = acts.record("notebook-merge", acts.arrow(path, into), traces, places)
    return Filed(into, act)


def remove(path: str, *, with_notes: bool = False) -> Filed:
    """
    Remove a notebook that nothing is in; what lies in the trash loses only its place.  With its
    notes: they go to the trash, and those below it go too.
    """
    with database.writing():
        _require(path)
        paths = dict(_rows_within(path))
        inside = NoteRow.select(NoteRow.id, NoteRow.notebook, NoteRow.trashed)
        notes = list(inside.where(NoteRow.notebook.in_(list(paths))).tuples())
        if not with_notes and (len(paths) > 1 or not all(trashed for *_, trashed in notes)):
            raise Invalid("notebook", NOT_EMPTY)
        now = now_ms()
        database.execute_many(_TAKE_OUT, ((now, note) for note, *_ in notes))
        NotebookRow.delete().where(NotebookRow.id.in_(list(paths))).execute()
        traces = [_taken_out(note, paths[row], bool(trashed), now) for note, row, trashed in notes]
        places = [Place(one, None) for one in sorted(paths.values(), reverse=True)]
        return Filed(path, acts.record("notebook-remove", path, traces, places))


def id_of(path: str) -> int | None:
    """The notebook's row, made when it is missing, inside the caller's transaction."""
    if not path:
        return None
    row = NotebookRow.get_or_none(NotebookRow.path == path)
    if row is None:
        for above in _above(path):
            NotebookRow.get_or_create(path=above)
        row = NotebookRow.create(path=path)
    return int(row.id)


def is_there(path: str) -> bool:
    return bool(NotebookRow.select().where(NotebookRow.path == path).exists())


def make(path: str) -> list[Place]:
    """Make what is missing of a notebook and those above it, inside the caller's transaction."""
    if not path or is_there(path):
        return []
    missing = [above for above in (*_above(path), path) if not is_there(above)]
    id_of(path)
    return [Place(None, one) for one in missing]


def move(path: str, new: str) -> list[Place]:
    """
    Give a notebook with everything below it a new path, which is free, inside the caller's
    transaction; what this makes and renames.
    """
    made = make(new.rpartition("/")[0])
    for row in NotebookRow.select().where(within(NotebookRow.path, path)):
        row.path = new + row.path[len(path) :]
        row.save()
    acts.follow(path, new)
    return [*made, Place(path, new)]


def drop_empty(path: str) -> list[Place]:
    """Remove a notebook if nothing at all is in it, not in the trash either."""
    rows = ids_within(path)
    if len(rows) != 1 or NoteRow.select().where(NoteRow.notebook == rows[0]).exists():
        return []
    NotebookRow.delete().where(NotebookRow.id == rows[0]).execute()
    return [Place(path, None)]


def ids_within(path: str) -> list[int]:
    """A notebook and those below it, as rows; empty when there is none of this name."""
    return [row_id for row_id, _ in _rows_within(path)]


def _rows_within(path: str) -> list[tuple[int, str]]:
    rows = NotebookRow.select(NotebookRow.id, NotebookRow.path)
    return list(rows.where(within(NotebookRow.path, path)).order_by(NotebookRow.path).tuples())


def _paths_within(path: str) -> list[str]:
    return [one for _, one in _rows_within(path)]


def _require(path: str) -> None:
    if not is_there(path):
        raise Missing("notebook", path)


def _refiled(old: str, new: str) -> list[Trace]:
    """Put the notes right in a notebook into another."""
    source, target = (NotebookRow.get(NotebookRow.path == path) for path in (old, new))
    notes = NoteRow.select(NoteRow.id).where(NoteRow.notebook == source)
    traces = [Trace(note, notebook_before=old, notebook_after=new) for (note,) in notes.tuples()]
    NoteRow.update(notebook=target).where(NoteRow.notebook == source).execute()
    return traces


def _taken_out(note: int, path: str, was_thrown: bool, now: int) -> Trace:
    trace = Trace(note, notebook_before=path, notebook_after="")
    return trace if was_thrown else trace._replace(trashed_before=0, trashed_after=now)


def _shelf_order(path: str) -> list[list[tuple[int, str]]]:
    """Level by level, numbers by their value: 2 before 10."""
    return [
        [(int(part), "") if part.isdecimal() else (-1, part) for part in _NUMBER.split(name)]
        for name in path.casefold().split("/")
    ]


def _above(path: str) -> Iterator[str]:
    names = path.split("/")
    for depth in range(1, len(names)):
        yield "/".join(names[:depth])
