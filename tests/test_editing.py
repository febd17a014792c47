import threading
import zlib

import pytest

from notes.errors import Conflict, Damaged, DiskFull, Invalid, Missing, TooLarge
from notes.library import editing, history, listing, tags
from notes.library.editing import Draft, Note, Source
from notes.library.opening import Library
from notes.search import find, index
from notes.storage.database import database
from notes.text import TEXT_LIMIT, sha256

pytestmark = pytest.mark.usefixtures("library")


def test_a_note_is_read_as_it_was_written() -> None:
    note = editing.create("# 标题\r\n\r\n\ttext\0 🦉\ufeff", notebook="A/B", tags=["x"])
    assert editing.read(note.id) == note
    assert (note.body, note.title) == ("# 标题\r\n\r\n\ttext\0 🦉\ufeff", "标题")
    assert (note.notebook, note.tags, note.version) == ("A/B", ("x",), 1)


def test_the_mark_of_an_encoding_is_kept_before_a_heading(note: Note) -> None:
    made = editing.create("\ufeff# Made\n")
    saved = editing.save(note.id, 1, body="\ufeff# Saved\n")
    assert (made.title, made.body) == ("Made", "\ufeff# Made\n")
    assert (saved.title, saved.body) == ("Saved", "\ufeff# Saved\n")


def test_an_old_base_is_a_conflict_and_writes_nothing(note: Note) -> None:
    newer = editing.save(note.id, 1, body="newer")
    with pytest.raises(Conflict) as refused:
        editing.save(note.id, 1, body="older", notebook="Elsewhere", tags=["lost"])
    assert refused.value.current == 2
    assert editing.read(note.id) == newer
    assert [entry.version for entry in history.entries(note.id)] == [2, 1]
    assert "lost" not in [tag.name for tag in tags.counts()]


def test_a_save_writes_note_history_index_and_hash_together(note: Note) -> None:
    saved = editing.save(note.id, 1, body="# Other\n\nsaffron\n")
    assert (saved.version, saved.title) == (2, "Other")
    assert saved.sha256 == sha256("# Other\n\nsaffron\n")
    assert history.body_at(note.id, 1) == note.body
    assert [hit.id for hit in find.answer("saffron").hits] == [note.id]
    assert find.answer("words").hits == []


def test_a_save_that_fails_in_its_last_step_leaves_everything_as_it_was(
    note: Note, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("the index is gone")

    monkeypatch.setattr(index, "replace", fail)
    with pytest.raises(RuntimeError):
        editing.save(note.id, 1, body="half", notebook="New", tags=["new"])
    assert editing.read(note.id) == note
    assert len(history.entries(note.id)) == 1


def test_saving_the_same_again_makes_no_version(note: Note) -> None:
    assert editing.save(note.id, 1, body=note.body, tags=["idea"]) == note


def test_of_many_writers_with_one_base_one_wins(note: Note) -> None:
    outcomes: list[str] = []

    def write(name: str) -> None:
        try:
            outcomes.append(editing.save(note.id, 1, body=name).body)
        except Conflict:
            outcomes.append("conflict")

    threads = [threading.Thread(target=write, args=(f"by {n}",)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count("conflict") == 7
    assert editing.read(note.id).body in outcomes


class TestTitle:
    def test_comes_from_front_matter_then_heading_then_file(self) -> None:
        source = Source("/r", "a/The file.md", "utf-8", 0, "")
        bodies = ["---\ntitle: Front\n---\n# Head", "text\n\n# Head\n", "text only"]
        made = editing.create_many(Draft(body, source=source) for body in bodies)
        assert [editing.read(one).title for one in made] == ["Front", "Head", "The file"]

    def test_follows_the_text_until_it_is_given_by_hand(self, note: Note) -> None:
        second = editing.save(note.id, 1, body="# Second")
        assert second.title == "Second"
        named = editing.save(note.id, 2, title="By hand")
        assert editing.save(note.id, named.version, body="# Third").title == "By hand"

    def test_follows_the_text_again_when_it_is_taken_away(self, note: Note) -> None:
        named = editing.save(note.id, 1, title="By hand")
        assert editing.save(note.id, named.version, title="").title == "A note"

    def test_of_a_note_without_any_is_empty(self) -> None:
        assert editing.create("just words").title == ""


class TestTags:
    def test_in_the_text_go_with_the_text_and_those_by_hand_stay(self, note: Note) -> None:
        second = editing.save(note.id, 1, body="#inline and #标签/子 `#code`")
        assert set(second.tags) == {"idea", "inline", "标签/子"}
        assert editing.save(note.id, 2, body="none").tags == ("idea",)

    def test_that_differ_in_case_are_one(self) -> None:
        editing.create("#Idea")
        editing.create("#idea #ＩＤＥＡ")
        assert [(tag.name, tag.count) for tag in tags.counts()] == [("Idea", 2)]


class TestHistory:
    def test_keeps_the_text_before_the_first_edit_and_not_every_keystroke(self, note: Note) -> None:
        for version in range(1, 6):
            editing.save(note.id, version, body=f"typing {version}", autosave=True)
        assert [entry.version for entry in history.entries(note.id)] == [6, 1]
        assert history.body_at(note.id, 1) == note.body

    def test_keeps_every_save_that_is_not_typing(self, note: Note) -> None:
        for version in range(1, 4):
            editing.save(note.id, version, body=f"saved {version}")
        assert [history.body_at(note.id, n) for n in (2, 3, 4)] == ["saved 1", "saved 2", "saved 3"]

    def test_keeps_what_was_saved_on_purpose_between_two_stretches_of_typing(
        self, note: Note
    ) -> None:
        editing.save(note.id, 1, body="typed", autosave=True)
        editing.save(note.id, 2, body="on purpose")
        editing.save(note.id, 3, body="typed again", autosave=True)
        assert history.body_at(note.id, 3) == "on purpose"

    @pytest.mark.parametrize("version", [7, 0, -1, 2**64])
    def test_of_a_version_that_was_not_kept_is_missing(self, note: Note, version: int) -> None:
        with pytest.raises(Missing):
            history.body_at(note.id, version)

    def test_that_is_damaged_is_never_served_as_good(self, note: Note) -> None:
        editing.save(note.id, 1, body="new")
        forged = zlib.compress(b"forged")
        database.execute_sql("UPDATE revision_text SET body = ?", (forged,))
        database.execute_sql("UPDATE note_text SET body = 'forged'")
        for version in (1, 2):
            with pytest.raises(Damaged):
                history.body_at(note.id, version)


class TestRefused:
    @pytest.mark.parametrize(
        "note_id", ["", "x", "0" * 16, "９" * 16, "../etc", "\udcff", "1" * 5000]
    )
    def test_ids_that_are_not_ids(self, note_id: str) -> None:
        for act in (editing.read, editing.version, history.entries):
            with pytest.raises(Missing):
                act(note_id)
        with pytest.raises(Missing):
            editing.save(note_id, 1, body="lost?")

    @pytest.mark.parametrize(
        ("field", "changes"),
        [
            ("body", {"body": "half \ud800"}),
            ("title", {"title": "half \udfff"}),
            ("title", {"title": "two\nlines"}),
            ("title", {"title": "nul\0"}),
            ("title", {"title": "long" * 300}),
            ("notebook", {"notebook": "a//b"}),
            ("notebook", {"notebook": "n" * 300}),
            ("tags", {"tags": ["good", "\ud800"]}),
        ],
    )
    def test_what_cannot_be_stored(
        self, note: Note, field: str, changes: dict[str, object]
    ) -> None:
        with pytest.raises(Invalid) as refused:
            editing.save(note.id, 1, **changes)
        assert refused.value.field == field
        assert editing.read(note.id) == note

    def test_a_text_over_the_limit_and_not_one_at_it(self, note: Note) -> None:
        with pytest.raises(TooLarge):
            editing.save(note.id, 1, body="é" * (TEXT_LIMIT // 2) + "x")
        assert editing.read(note.id) == note

    def test_one_bad_draft_among_many_and_none_is_made(self) -> None:
        with pytest.raises(Invalid):
            editing.create_many([Draft("good"), Draft("bad \ud800")])
        assert listing.count() == 0


def test_ten_megabytes_are_kept_and_found() -> None:
    note = editing.create("# Large\n\n" + "words and 汉字 " * 600_000 + "needle")
    assert editing.read(note.id) == note
    assert [hit.id for hit in find.answer("needle").hits] == [note.id]


def test_a_damaged_text_is_never_served_as_good(note: Note) -> None:
    database.execute_sql("UPDATE note_text SET body = 'A note, with wards'")
    with pytest.raises(Damaged):
        editing.read(note.id)


def test_a_damaged_text_is_not_made_good_by_a_save_beside_it(note: Note) -> None:
    database.execute_sql("UPDATE note_text SET body = 'A note, with wards'")
    with pytest.raises(Damaged):
        editing.save(note.id, 1, tags=["x"])
    assert editing.save(note.id, 1, body="written anew").body == "written anew"
    with pytest.raises(Damaged):
        history.body_at(note.id, 1)


def test_a_full_disk_is_said_and_nothing_is_half_written(note: Note) -> None:
    pages = database.execute_sql("PRAGMA page_count").fetchone()[0]
    database.execute_sql(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(DiskFull):
        editing.save(note.id, 1, body="more than fits " * 10_000)
    assert editing.read(note.id) == note
    database.execute_sql("PRAGMA max_page_count = 1000000")
    assert editing.save(note.id, 1, body="fits").version == 2


@pytest.fixture
def newest(library: Library) -> list[str]:
    return [editing.create(f"# Note {n}").id for n in range(7)][::-1]


class TestLists:
    def test_show_the_newest_first_page_by_page_and_nothing_twice(self, newest: list[str]) -> None:
        seen: list[str] = []
        cursor: str | None = ""
        while cursor is not None:
            page = listing.page(cursor=cursor, limit=3)
            seen += [head.id for head in page.notes]
            cursor = page.next
        assert seen == newest

    def test_never_read_a_text(self, newest: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
        asked: list[str] = []
        run = type(database).execute_sql
        monkeypatch.setattr(
            type(database), "execute_sql", lambda *args: (asked.append(args[1]), run(*args))[1]
        )
        assert len(listing.page(limit=7).notes) == len(newest)
        assert len(asked) <= 3
        assert not any("note_text" in sql for sql in asked)

    def test_of_a_notebook_or_tag_hold_what_lies_below(self, note: Note) -> None:
        deeper = editing.create("#idea/deep", notebook="Work/Plans/More")
        other = editing.create("#ideas", notebook="Workshop")
        assert {head.id for head in listing.page(notebook="Work").notes} == {note.id, deeper.id}
        assert {head.id for head in listing.page(tag="idea").notes} == {note.id, deeper.id}
        assert listing.page(notebook="No such", tag="x").notes == []
        assert other.id in [head.id for head in listing.page().notes]

    @pytest.mark.parametrize("cursor", ["x", "1", "1-", "9" * 40 + "-1", "-1--1"])
    def test_refuse_a_cursor_that_is_none(self, cursor: str) -> None:
        with pytest.raises(Invalid):
            listing.page(cursor=cursor)


class TestSwitcher:
    def test_finds_titles_by_their_letters_nearest_first(self) -> None:
        for title in ("Letters in a wall", "A wal", "WAL mode", "x-w-a-l", "Wall", "Other"):
            editing.create(title=title)
        found = [head.title for head in listing.titled("wal")]
        assert found == ["Wall", "WAL mode", "A wal", "Letters in a wall", "x-w-a-l"]

    def test_shows_the_most_recent_when_nothing_is_typed(self, newest: list[str]) -> None:
        assert [head.id for head in listing.titled(" ", limit=3)] == newest[:3]

    @pytest.mark.parametrize("text", ["%", "_", "\\", "'", '"', "数", "[a", "("])
    def test_takes_any_text(self, text: str) -> None:
        editing.create(title="without")
        editing.create(title=f"with {text} inside")
        assert len(listing.titled(text)) == 1
