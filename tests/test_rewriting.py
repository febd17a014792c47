"""Rewriting many notes at once: made ready beside whoever writes, written in one go."""

import threading
from collections.abc import Callable

import pytest

from notes.errors import Busy, Conflict, InTrash
from notes.library import (
    activity,
    comparing,
    editing,
    history,
    replacing,
    reversal,
    rewriting,
    tags,
    trash,
)
from notes.library.editing import Draft
from notes.library.opening import Library
from notes.library.replacing import Choice, Done, Wanted
from notes.progress import Progress
from notes.storage.database import database

TEXTS = [
    "# One\n\na cat #cat\n",
    "# cat\n\ncat\r\n",
    "---\ntags: [cat]\n---\n\n检查点 cat\0",
    "cat",
]
CAT = Wanted("cat", "owl")


@pytest.fixture
def cats(library: Library) -> list[str]:
    return editing.create_many(Draft(text, tags=["given"]) for text in TEXTS)


def owls(ids: list[str], progress: Progress | None = None) -> Done:
    return replacing.apply(CAT, {note_id: Choice(1) for note_id in ids}, progress)


def bodies(ids: list[str]) -> list[str]:
    return [editing.read(note_id).body for note_id in ids]


def once(happens: Callable[[], object]) -> Progress:
    """Something that happens while the second note is made ready."""

    def tell(done: int, _: int) -> None:
        if done == 1 and not over:
            over.append(happens())

    over: list[object] = []
    return tell


def can_write() -> bool:
    """Whether another thread could write now."""
    able = []

    def write() -> None:
        try:
            with database.writing(waits=False):
                able.append(True)
        except Busy:
            able.append(False)
        database.leave()

    thread = threading.Thread(target=write)
    thread.start()
    thread.join()
    return able[0]


def test_others_write_while_notes_are_made_ready(cats: list[str]) -> None:
    able: list[bool] = []
    owls(cats, lambda *_: able.append(can_write()))
    assert able[: len(cats)] == [True] * len(cats)
    assert able[-1] is False
    undone: list[bool] = []
    reversal.undo(activity.newest(), lambda *_: undone.append(can_write()))
    assert undone == able


def test_a_note_that_is_saved_after_it_was_made_ready_is_left_and_named(cats: list[str]) -> None:
    done = owls(cats, once(lambda: editing.save(cats[3], 1, body="# Typed")))
    assert [(left.id, left.title, type(left.fact)) for left in done.left_out] == [
        (cats[3], "Typed", Conflict)
    ]
    assert editing.read(cats[3]).body == "# Typed"
    assert (done.notes, done.changes) == (3, 6)


def test_so_is_one_that_is_thrown_away_then(cats: list[str]) -> None:
    done = owls(cats, once(lambda: trash.put(cats[3:])))
    assert [(left.id, type(left.fact)) for left in done.left_out] == [(cats[3], InTrash)]
    assert editing.version(cats[3]) == 1


def test_and_one_that_is_saved_while_its_act_is_undone(cats: list[str]) -> None:
    act = owls(cats).act
    undone = reversal.undo(act, once(lambda: editing.save(cats[0], 2, body="mine")))
    assert [left.id for left in undone.left_out] == [cats[0]]
    assert bodies(cats) == ["mine", *TEXTS[1:]]


@pytest.mark.parametrize("ahead", [0, 150, rewriting.AHEAD])
def test_what_does_not_fit_into_memory_is_done_in_the_same_act(
    cats: list[str], monkeypatch: pytest.MonkeyPatch, ahead: int
) -> None:
    monkeypatch.setattr(rewriting, "AHEAD", ahead)
    done = owls(cats)
    assert (done.notes, done.changes, done.left_out) == (4, 7, [])
    assert bodies(cats) == [text.replace("cat", "owl") for text in TEXTS]
    assert [act.notes for act in activity.recent()] == [4]
    assert reversal.undo(done.act).notes == 4
    assert bodies(cats) == TEXTS


def test_all_of_a_note_is_written_as_a_save_writes_it(cats: list[str]) -> None:
    owls(cats)
    for note_id, text in zip(cats, TEXTS, strict=True):
        saved = editing.create(text, tags=["given"])
        saved = editing.save(saved.id, 1, body=text.replace("cat", "owl"))
        note = editing.read(note_id)
        assert note._replace(id=saved.id, created=saved.created, changed=saved.changed) == saved
        assert history.entries(note_id)[1][:3] == history.entries(saved.id)[1][:3]
        assert history.body_at(note_id, 1) == text
    assert comparing.compare().problems == []
    assert {tag.name for tag in tags.counts()} == {"given", "owl"}


def test_the_last_one_is_the_newest_afterwards(cats: list[str]) -> None:
    owls(cats)
    changed = [editing.read(note_id).changed for note_id in cats]
    assert changed == sorted(changed, reverse=True)
    assert len({*changed}) == len(cats)


def test_a_text_that_becomes_empty_comes_back(library: Library) -> None:
    note = editing.create("cat")
    done = replacing.apply(Wanted("cat", ""), {note.id: Choice(1)})
    assert editing.read(note.id).body == ""
    assert reversal.undo(done.act).notes == 1
    assert editing.read(note.id).body == "cat"


def test_progress_goes_on_to_its_end_and_never_back(cats: list[str]) -> None:
    told: list[tuple[int, int]] = []
    owls(cats, lambda *far: told.append(far))
    assert told == sorted(told)
    assert (told[0], told[-1]) == ((0, 4), (4, 4))


def test_what_is_stopped_while_it_is_written_leaves_nothing(cats: list[str]) -> None:
    def stop(done: int, total: int) -> None:
        if not can_write() and done == total - 1:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        owls(cats, stop)
    assert bodies(cats) == TEXTS
    assert comparing.compare().problems == []


def test_an_index_that_breaks_keeps_no_note_from_being_rewritten(cats: list[str]) -> None:
    database.execute_sql("UPDATE note_index_data SET block = randomblob(40)")
    assert owls(cats).notes == 4
    assert bodies(cats) == [text.replace("cat", "owl") for text in TEXTS]


def test_the_index_is_merged_by_itself_again_afterwards(cats: list[str]) -> None:
    owls(cats)
    kept = dict(database.execute_sql("SELECT k, v FROM note_index_config").fetchall())
    assert (kept["automerge"], kept["hashsize"]) == (4, 2**20)
