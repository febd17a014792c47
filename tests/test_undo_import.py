"""An import is taken back as one step, and can be done again."""

from pathlib import Path

import pytest

from notes.errors import ChangedSince, NothingToUndo
from notes.importers import markdown
from notes.importers.markdown import import_folder
from notes.library import activity, editing, listing, notebooks, reversal, trash
from notes.library.opening import Library


@pytest.fixture
def folder(tmp_path: Path, library: Library) -> Path:
    folder = tmp_path / "Plans"
    for path, text in {"one.md": "# One\n", "Work/Ideas/two.md": "two\n"}.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    return folder


def titles(*, trashed: bool = False) -> list[str]:
    return sorted(note.title for note in listing.page(trashed=trashed).notes)


def paths() -> list[str]:
    return [book.path for book in notebooks.tree()]


def the_note(title: str) -> str:
    return next(note.id for note in listing.titled(title))


def test_new_notes_go_to_the_trash_and_notebooks_that_it_made_go(folder: Path) -> None:
    editing.create("# Before")
    report = import_folder(folder)
    assert activity.one(report.act).said() == "Imported Plans"
    undone = reversal.undo(report.act)
    assert (undone.notes, undone.left_out) == (2, [])
    assert (titles(), titles(trashed=True), paths()) == (["Before"], ["One", "two"], [])


def test_done_again_everything_is_in_its_place(folder: Path) -> None:
    undone = reversal.undo(import_folder(folder).act)
    again = reversal.undo(undone.by)
    assert (titles(), titles(trashed=True)) == (["One", "two"], [])
    assert paths() == ["Work", "Work/Ideas"]
    assert listing.head(the_note("two")).notebook == "Work/Ideas"
    assert reversal.undo(again.by).notes == 2
    assert (titles(), paths()) == ([], [])


def test_what_was_taken_back_can_be_imported_anew(folder: Path) -> None:
    reversal.undo(import_folder(folder).act)
    report = import_folder(folder, notebook="Inbox")
    assert (report.created, report.skipped, report.warnings) == (2, 0, [])
    assert import_folder(folder).skipped == 2


def test_a_note_that_is_wanted_back_stands_for_its_file_again(folder: Path) -> None:
    reversal.undo(import_folder(folder).act)
    trash.bring_back([note.id for note in listing.page(trashed=True).notes])
    report = import_folder(folder)
    assert (report.created, report.skipped) == (0, 2)


def test_updated_notes_get_their_former_text_and_the_file_counts_as_changed(folder: Path) -> None:
    import_folder(folder)
    (folder / "one.md").write_text("# Another\n")
    report = import_folder(folder)
    assert (report.updated, report.skipped) == (1, 1)
    reversal.undo(report.act)
    assert editing.read(the_note("One")).body == "# One\n"
    assert import_folder(folder).updated == 1


def test_what_was_written_since_is_kept_and_named(folder: Path) -> None:
    report = import_folder(folder)
    mine = the_note("two")
    editing.save(mine, 1, body="mine")
    undone = reversal.undo(report.act)
    assert undone.notes == 1
    assert [(left.id, type(left.fact)) for left in undone.left_out] == [(mine, ChangedSince)]
    assert (titles(), paths()) == (["two"], ["Work", "Work/Ideas"])


@pytest.mark.parametrize("change", [{"tags": ["mine"]}, {"notebook": "Mine"}, {"title": "Mine"}])
def test_a_note_that_was_filed_since_is_kept(folder: Path, change: dict[str, str]) -> None:
    report = import_folder(folder)
    mine = the_note("two")
    editing.save(mine, 1, **change)  # type: ignore[arg-type]
    assert [left.id for left in reversal.undo(report.act).left_out] == [mine]


def test_many_batches_are_one_act(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markdown, "BATCH_FILES", 1)
    report = import_folder(folder)
    assert activity.one(report.act).notes == 2
    assert reversal.undo(report.act).notes == 2
    assert titles() == []


def test_an_import_that_was_stopped_is_taken_back_as_far_as_it_came(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Stopped(Exception):
        pass

    def stop(done: int, _total: int) -> None:
        if done == 1:
            raise Stopped

    monkeypatch.setattr(markdown, "BATCH_FILES", 1)
    monkeypatch.setattr(markdown, "PROGRESS_EVERY", 1)
    with pytest.raises(Stopped):
        import_folder(folder, progress=stop)
    assert titles() == ["One"]
    assert reversal.undo(activity.newest()).notes == 1
    assert titles() == []


def test_one_that_is_taken_back_while_it_goes_on_leaves_the_rest_to_another_act(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def undo(done: int, _total: int) -> None:
        if done == 1:
            reversal.undo(activity.newest())

    monkeypatch.setattr(markdown, "BATCH_FILES", 1)
    monkeypatch.setattr(markdown, "PROGRESS_EVERY", 1)
    report = import_folder(folder, progress=undo)
    assert (titles(), report.created) == (["two"], 2)
    assert reversal.undo(report.act).notes == 1


def test_an_import_that_changed_nothing_is_no_act(folder: Path) -> None:
    import_folder(folder)
    assert import_folder(folder).act == 0
    assert import_folder(folder, dry_run=True).act == 0
    assert len(activity.recent()) == 1


def test_it_is_taken_back_once(folder: Path) -> None:
    act = import_folder(folder).act
    reversal.undo(act)
    with pytest.raises(NothingToUndo):
        reversal.undo(act)
