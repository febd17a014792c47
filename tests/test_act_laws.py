"""Laws of acts: undone, all is as it was before; undone once more, as it was after."""

import shutil
from collections.abc import Callable
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notes.errors import Invalid, Missing
from notes.importers.markdown import import_folder
from notes.library import (
    activity,
    earlier,
    editing,
    history,
    notebooks,
    replacing,
    reversal,
    tagging,
    trash,
)
from notes.library.opening import open_library
from notes.library.replacing import Choice, Wanted
from notes.storage.database import database

PATHS = ("", "A", "A/B", "A/B/B", "C", "C/B")
NAMES = ("x", "x/y", "z", "X/z")
TEXTS = ("", "# Cat\n\n#x and #z/a\n", "---\ntags: [x, q]\n---\ncat\r\n", "plain `#x` #x/y")

paths = st.sampled_from(PATHS)
names = st.sampled_from(NAMES)
which = st.integers(0, 5)
Step = tuple[Any, ...]
steps: st.SearchStrategy[Step] = st.one_of(
    st.tuples(st.just("make"), st.sampled_from(TEXTS), paths, st.lists(names, max_size=2)),
    st.tuples(st.just("write"), which, st.sampled_from(TEXTS)),
    st.tuples(st.just("trash"), st.sets(which, min_size=1, max_size=3)),
    st.tuples(st.just("restore"), st.sets(which, min_size=1, max_size=3)),
    st.tuples(st.just("delete"), which),
    st.tuples(st.just("move"), which, paths),
    st.tuples(st.just("version"), which),
    st.tuples(st.just("rename notebook"), paths, paths),
    st.tuples(st.just("merge notebooks"), paths, paths),
    st.tuples(st.just("remove notebook"), paths),
    st.tuples(st.just("rename tag"), names, names),
    st.tuples(st.just("remove tag"), names),
    st.tuples(st.just("replace"), st.sampled_from(["cat", "#x", "plain"])),
    st.tuples(st.just("import"), st.sampled_from(TEXTS), paths),
    st.tuples(st.just("undo"), which),
)

_NOTES = """
    SELECT note.uid, note.title, note_text.body, coalesce(notebook.path, ''), note.trashed, pinned,
        (SELECT group_concat(tag.name || in_text, ' ' ORDER BY key)
            FROM note_tag JOIN tag ON tag.id = tag_id WHERE note_id = note.id)
    FROM note JOIN note_text ON note_text.note_id = note.id
    LEFT JOIN notebook ON notebook.id = note.notebook_id
"""

State = tuple[dict[str, Any], set[str]]


def state() -> State:
    notes = {uid: rest for uid, *rest in database.execute_sql(_NOTES).fetchall()}
    return notes, {path for (path,) in database.execute_sql("SELECT path FROM notebook").fetchall()}


class Somebody:
    """Who does things, in a library of his own."""

    def __init__(self, folder: Path) -> None:
        self.files = folder / "files"
        self.files.mkdir()

    def note(self, number: int) -> str:
        rows = database.execute_sql("SELECT uid FROM note ORDER BY id").fetchall()
        return rows[number % len(rows)][0] if rows else "0" * 16

    def make(self, body: str, path: str, given: list[str]) -> None:
        editing.create(body, notebook=path, tags=given)

    def write(self, number: int, body: str) -> None:
        note = self.note(number)
        editing.save(note, editing.version(note), body=body)

    def trash(self, numbers: set[int]) -> None:
        trash.put([self.note(number) for number in numbers])

    def restore(self, numbers: set[int]) -> None:
        trash.bring_back([self.note(number) for number in numbers])

    def delete(self, number: int) -> None:
        if editing.read(self.note(number)).trashed:
            trash.delete([self.note(number)])

    def move(self, number: int, path: str) -> None:
        note = self.note(number)
        editing.save(note, editing.version(note), notebook=path)

    def version(self, number: int) -> None:
        note = self.note(number)
        oldest = history.entries(note)[-1]
        earlier.bring_back(note, oldest.version, editing.version(note))

    def rename_notebook(self, path: str, new: str) -> None:
        notebooks.rename(path, new)

    def merge_notebooks(self, path: str, into: str) -> None:
        notebooks.merge(path, into)

    def remove_notebook(self, path: str) -> None:
        notebooks.remove(path, with_notes=True)

    def rename_tag(self, name: str, new: str) -> None:
        tagging.rename(name, new, merge=True)

    def remove_tag(self, name: str) -> None:
        tagging.remove(name)

    def replace(self, find: str) -> None:
        wanted = Wanted(find, "owl")
        found = replacing.preview(wanted).notes
        replacing.apply(wanted, {note.id: Choice(note.version) for note in found})

    def import_(self, text: str, path: str) -> None:
        place = self.files / path / "file.md"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(text.encode())
        import_folder(self.files)

    def undo(self, number: int) -> None:
        acts = [act for act in activity.recent(6) if not (act.undone or act.is_final)]
        if acts:
            reversal.undo(acts[number % len(acts)].id)

    def do(self, step: Step) -> int:
        """The number of the act that this was, 0 for none."""
        name, *given = step
        before = activity.recent(1)
        act: Callable[..., None] = getattr(
            self, {"import": "import_"}.get(name, name.replace(" ", "_"))
        )
        try:
            act(*given)
        except (Invalid, Missing):
            return 0
        after = activity.recent(1)
        return (
            after[0].id
            if after and after != before and after[0].id not in {a.id for a in before}
            else 0
        )


def without_made(now: State, before: State) -> State:
    """What an act has made lies in the trash when that is undone."""
    notes, shelves = now
    made = {uid for uid in notes if uid not in before[0]}
    assert all(notes[uid][3] for uid in made)
    return {uid: note for uid, note in notes.items() if uid not in made}, shelves


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(steps, min_size=4, max_size=14))
def test_the_last_act_undone_leaves_what_was_and_undone_twice_what_became(done: list[Step]) -> None:
    folder = Path(mkdtemp())
    try:
        with open_library(folder / "library"):
            somebody = Somebody(folder)
            somebody.make(TEXTS[1], "A/B", ["x"])
            for step in done:
                before = state()
                act = somebody.do(step)
                after = state()
                if not act or activity.one(act).is_final:
                    continue
                undone = reversal.undo(act)
                assert undone.left_out == []
                assert without_made(state(), before) == before
                again = reversal.undo(undone.by)
                assert again.left_out == []
                assert state() == after
    finally:
        shutil.rmtree(folder)
