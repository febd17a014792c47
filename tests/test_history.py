"""History: which texts are kept, why, and since when they were there."""

import zlib

import pytest
from click.testing import CliRunner

from notes.cli.commands import octavo
from notes.errors import Damaged
from notes.importers.markdown import import_folder
from notes.library import earlier, editing, history, replacing, reversal
from notes.library.editing import Note
from notes.library.opening import Library
from notes.library.replacing import Choice, Wanted
from notes.storage.database import database, value
from tests.clock import Clock

pytestmark = pytest.mark.usefixtures("library")

MINUTE = 60_000
LONG = "a sentence that is pasted, " * 10


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


class Typist:
    """Somebody who types in a window: each text is one save."""

    def __init__(self, note: Note, clock: Clock) -> None:
        self.note, self.clock = note, clock

    def types(self, body: str, window: str = "first", after: int = 1_000) -> None:
        self.clock.pass_by(after)
        base = editing.version(self.note.id)
        editing.save(self.note.id, base, body=body, autosave=True, window=window)

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What was kept, oldest first: why, and the text."""
        entries = history.entries(self.note.id)[:0:-1]
        return [(str(one.reason), history.body_at(self.note.id, one.version)) for one in entries]


@pytest.fixture
def typist(clock: Clock, note: Note) -> Typist:
    return Typist(note, clock)


class TestWhileSomebodyTypes:
    def test_the_text_before_the_first_edit_is_kept_and_not_every_keystroke(
        self, typist: Typist
    ) -> None:
        for text in ("t", "ty", "typ"):
            typist.types(text)
        assert typist.kept == [("session", typist.note.body)]

    def test_a_minute_of_typing_is_the_most_that_is_not_kept(self, typist: Typist) -> None:
        for number in range(130):
            typist.types(f"text {number}")
        assert typist.kept == [
            ("session", typist.note.body),
            ("time", "text 59"),
            ("time", "text 119"),
        ]

    def test_a_pause_ends_a_session(self, typist: Typist) -> None:
        typist.types("before lunch")
        typist.types("after lunch", after=10 * MINUTE)
        assert typist.kept[1:] == [("session", "before lunch")]

    def test_another_window_is_another_session(self, typist: Typist) -> None:
        typist.types("here", window="first")
        typist.types("there", window="second")
        typist.types("there still", window="second")
        assert typist.kept[1:] == [("session", "here")]

    @pytest.mark.parametrize("text", ["", LONG, "字" * 100])
    def test_what_stood_before_much_was_changed_is_kept(self, typist: Typist, text: str) -> None:
        typist.types(LONG + "!")
        typist.types(text + "?")
        typist.types(text + "??")
        assert typist.kept[1:] == [("size", LONG + "!")] * (text != LONG)

    def test_a_clock_that_goes_back_keeps_more_and_not_less(self, typist: Typist) -> None:
        typist.types("today")
        typist.types("yesterday", after=-86_400_000)
        assert typist.kept[1:] == [("session", "today")]

    def test_a_title_given_by_hand_is_kept_and_the_typing_goes_on(self, typist: Typist) -> None:
        typist.types("words")
        editing.save(typist.note.id, 2, title="Named", window="first")
        typist.types("words and words")
        assert typist.kept[1:] == [("edit", "words"), ("time", "words")]
        assert history.at(typist.note.id, 3).title == "Named"


class TestWhy:
    def test_says_what_took_the_place_of_each_text(self, note: Note) -> None:
        editing.save(note.id, 1, body="# A cat")
        act = replacing.apply(Wanted("cat", "owl"), {note.id: Choice(2)}).act
        reversal.undo(act)
        editing.save(note.id, 4, body="older", reason="restore")
        reasons = [entry.reason for entry in history.entries(note.id)]
        assert reasons == [None, "restore", "undo", "replace", "edit"]

    def test_a_file_that_comes_again_with_another_text_is_an_import(self, library: Library) -> None:
        folder = library.folder.parent / "files"
        folder.mkdir()
        for text in ("# One", "# Two"):
            (folder / "note.md").write_text(text)
            import_folder(folder)
        note = str(value("SELECT uid FROM note"))
        assert [entry.reason for entry in history.entries(note)] == [None, "import"]

    def test_tags_and_notebooks_are_no_text(self, note: Note) -> None:
        editing.save(note.id, 1, tags=["other"], notebook="Elsewhere")
        assert len(history.entries(note.id)) == 1
        editing.save(note.id, 2, body="other words")
        assert history.body_at(note.id, 2) == note.body


class TestWhen:
    def test_each_text_says_when_it_was_written_and_when_replaced(
        self, clock: Clock, note: Note
    ) -> None:
        first = clock.pass_by(5 * MINUTE)
        editing.save(note.id, 1, body="second")
        clock.pass_by(MINUTE)
        editing.save(note.id, 2, tags=["moved"])
        third = clock.pass_by(MINUTE)
        editing.save(note.id, 3, body="third")
        newest, second, _ = history.entries(note.id)
        assert (newest.written, newest.kept) == (third, None)
        assert (second.written, second.kept) == (first, third)


class TestTheSameText:
    def test_is_stored_once_per_note(self, note: Note) -> None:
        for version, text in enumerate(["b", note.body, "b", note.body, "b"], 1):
            editing.save(note.id, version, body=text)
        assert len(history.entries(note.id)) == 6
        assert value("SELECT count(*) FROM revision_text") == 2
        assert [history.body_at(note.id, n) for n in (1, 2, 5)] == [note.body, "b", note.body]

    def test_that_comes_again_mends_a_damaged_copy(self, note: Note) -> None:
        editing.save(note.id, 1, body="b")
        database.execute_sql("UPDATE revision_text SET body = x'00'")
        editing.save(note.id, 2, body=note.body)
        editing.save(note.id, 3, body="c")
        assert history.body_at(note.id, 1) == note.body

    def test_that_is_damaged_spoils_no_good_copy(self, note: Note) -> None:
        editing.save(note.id, 1, body="b")
        editing.save(note.id, 2, body=note.body)
        database.execute_sql("UPDATE note_text SET body = 'dust'")
        editing.save(note.id, 3, body="c")
        assert history.body_at(note.id, 1) == note.body
        assert history.entries(note.id)[1].reason == "damaged"


@pytest.mark.parametrize("packed", [b"", b"dust", zlib.compress(b"forged"), zlib.compress(b"\xff")])
def test_an_entry_that_is_damaged_is_never_served_as_good(note: Note, packed: bytes) -> None:
    editing.save(note.id, 1, body="b")
    database.execute_sql("UPDATE revision_text SET body = ?", (packed,))
    with pytest.raises(Damaged):
        history.at(note.id, 1)


def test_an_entry_whose_text_is_gone_is_damaged(note: Note) -> None:
    editing.save(note.id, 1, body="b")
    database.execute_sql("DELETE FROM revision_text")
    with pytest.raises(Damaged):
        history.at(note.id, 1)


class TestANoteWhoseTextIsGone:
    @pytest.fixture
    def bare(self, note: Note) -> Note:
        saved = editing.save(note.id, 1, body="# A note\n\nwith other words")
        database.execute_sql("DELETE FROM note_text")
        return saved

    def test_has_a_damaged_text(self, bare: Note) -> None:
        with pytest.raises(Damaged):
            history.at(bare.id, 2)

    def test_is_given_any_earlier_one(self, bare: Note) -> None:
        assert earlier.bring_back(bare.id, 1, 2).body == "# A note\n\nwith words\n"
        assert history.body_at(bare.id, 3) == "# A note\n\nwith words\n"

    def test_is_said_in_words_by_the_command(self, bare: Note, library: Library) -> None:
        library.close()
        command = ["--library", str(library.folder), "history", bare.id, "--restore"]
        refused = CliRunner().invoke(octavo, [*command, "2"])
        assert (refused.exit_code, "is damaged" in refused.stderr) == (1, True)
        assert CliRunner().invoke(octavo, [*command, "1"]).stdout == "3\n"


def test_an_entry_that_swells_beyond_any_note_is_damaged(note: Note) -> None:
    editing.save(note.id, 1, body="b")
    bomb = zlib.compress(b"\0" * 200_000_000)
    database.execute_sql("UPDATE revision_text SET body = ?", (bomb,))
    with pytest.raises(Damaged):
        history.at(note.id, 1)
