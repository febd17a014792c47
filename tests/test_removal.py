"""A chain of pages that leads into another text's: nothing is written that would free these."""

import random
import struct
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from playwright.sync_api import BrowserContext, expect

from notes.cli.commands import octavo
from notes.errors import Damaged, LibraryReadOnly
from notes.library import (
    comparing,
    earlier,
    editing,
    health,
    listing,
    thinning,
    trash,
    undoing,
    ways,
)
from notes.library.editing import Note
from notes.library.opening import Library, open_library
from notes.library.surveys import Survey
from notes.rendering.worker import Renderer
from notes.storage.database import FILE_NAME, database, whole_check
from notes.text import sha256
from notes.web.server import Server
from tests.conftest import Headless

pytest_plugins = "tests.browser_fixtures"

PAGE = 4096
#: Long enough for a chain of some pages; each page of it can be told by its content.
LONG = 5 * PAGE

Harm = Callable[[Path, str, str], None]


def long_text(letter: str) -> str:
    return f"# Note {letter}\n\n" + letter * LONG


def chain(content: bytes, letter: str) -> list[int]:
    """Offsets of the pages on which nothing but a letter lies behind their link."""
    wanted = letter.encode() * (PAGE - 100)
    starts = range(0, len(content), PAGE)
    return [at for at in starts if content[at + 4 : at + PAGE - 96] == wanted]


def lead_into(folder: Path, one: str, other: str) -> None:
    """The first page of a text's chain names one of the other's as its next."""
    file = folder / FILE_NAME
    content = bytearray(file.read_bytes())
    mine, theirs = chain(content, one), chain(content, other)
    struct.pack_into(">I", content, mine[0], theirs[1] // PAGE + 1)
    file.write_bytes(content)


def lead_end_into(folder: Path, end: bytes, other: str) -> None:
    """The page before the one with the `end` of a row names one of the other's as its next."""
    file = folder / FILE_NAME
    content = bytearray(file.read_bytes())
    link = struct.pack(">I", content.index(end) // PAGE + 1)
    before = next(at for at in range(0, len(content), PAGE) if content.startswith(link, at))
    struct.pack_into(">I", content, before, chain(content, other)[1] // PAGE + 1)
    file.write_bytes(content)


def lose(folder: Path, one: str, _other: str) -> None:
    """A page of a text's chain is all zeroes."""
    file = folder / FILE_NAME
    content = bytearray(file.read_bytes())
    at = chain(content, one)[1]
    content[at : at + PAGE] = bytes(PAGE)
    file.write_bytes(content)


@pytest.fixture(autouse=True)
def bent_later(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is done to a file here comes after its pages were counted."""
    for counting in ("put_before_writing", "finish"):
        monkeypatch.setattr(Survey, counting, lambda _: None)


@pytest.fixture
def notes(library: Library) -> tuple[Note, Note]:
    """Note A was changed once and B never; both lie on chains."""
    first = editing.create("# Note A\n\nas it was\n", notebook="Work", tags=["kept"])
    other = editing.create(long_text("B"))
    note = editing.save(first.id, first.version, body=long_text("A"))
    library.close()
    return note, other


Way = Callable[[Note], object]


def save(note: Note) -> object:
    return editing.save(note.id, note.version, body="words\n")


def bring_back(note: Note) -> object:
    return earlier.bring_back(note.id, 1, note.version)


def delete(note: Note) -> object:
    trash.put([note.id])
    return trash.delete([note.id])


def empty(note: Note) -> object:
    trash.put([note.id])
    return trash.empty()


@pytest.mark.parametrize("way", [save, bring_back, delete, empty])
def test_what_leads_into_another_text_is_not_removed(
    notes: tuple[Note, Note], library: Library, way: Way
) -> None:
    note, other = notes
    lead_into(library.folder, "A", "B")
    with open_library(library.folder):
        with pytest.raises(LibraryReadOnly):
            way(note)
        assert database.read_only
    with open_library(library.folder) as again:
        assert again.read_only
        assert editing.read(other.id).body == other.body


def test_what_is_damaged_and_has_pages_of_its_own_is_replaced(
    notes: tuple[Note, Note], library: Library
) -> None:
    note, other = notes
    file = library.folder / FILE_NAME
    content = bytearray(file.read_bytes())
    content[chain(content, "A")[1] + 50] ^= 1
    file.write_bytes(content)
    with open_library(library.folder) as opened:
        assert earlier.bring_back(note.id, 1, note.version).body == "# Note A\n\nas it was\n"
        assert not opened.read_only
        assert editing.read(other.id).body == other.body


def test_no_version_that_leads_into_another_text_is_thinned(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    noise = random.Random(1).randbytes(LONG).hex()  # which compresses to half of it
    note = editing.create(f"# A\n\n{noise}")
    note = editing.save(note.id, note.version, body="# A\n\nsecond\n")
    editing.save(note.id, note.version, body="# A\n\nthird\n")
    other = editing.create(long_text("B"))
    (end,) = database.execute_sql(
        "SELECT substr(body, -2000, 1900) FROM revision_text ORDER BY length(body) DESC LIMIT 1"
    ).fetchone()
    library.close()
    lead_end_into(library.folder, end, "B")
    with open_library(library.folder):
        monkeypatch.setattr(thinning, "_going", lambda *_: {1})
        monkeypatch.setattr(thinning, "clock_is_believed", lambda: True)
        with pytest.raises(LibraryReadOnly):
            list(thinning.thin())
        assert editing.read(other.id).body == other.body


def test_no_steps_of_an_undo_that_lead_into_another_text_are_replaced(library: Library) -> None:
    note = editing.create("# A\n")
    other = editing.create(long_text("B"))
    undoing.keep(note.id, note.version, random.Random(2).randbytes(LONG).hex())
    (end,) = database.execute_sql("SELECT substr(steps, -2000, 1900) FROM undo").fetchone()
    library.close()
    lead_end_into(library.folder, end, "B")
    with open_library(library.folder):
        with pytest.raises(LibraryReadOnly):
            undoing.keep(note.id, note.version, "[]")
        assert editing.read(other.id).body == other.body


def test_a_version_that_is_kept_again_is_looked_at(library: Library) -> None:
    noise = random.Random(1).randbytes(LONG).hex()
    texts = [f"# A\n\n{noise}", "# A\n\nsecond\n"]
    note = editing.create(texts[0])
    note = editing.save(note.id, note.version, body=texts[1])
    other = editing.create(long_text("B"))
    (end,) = database.execute_sql("SELECT substr(body, -2000, 1900) FROM revision_text").fetchone()
    library.close()
    lead_end_into(library.folder, end, "B")
    with open_library(library.folder):
        note = editing.save(note.id, note.version, body=texts[0])
        with pytest.raises(LibraryReadOnly):
            editing.save(note.id, note.version, body="# A\n\nthird\n")
        assert editing.read(other.id).body == other.body


def test_nobody_is_sent_to_a_copy_of_what_is_damaged(
    notes: tuple[Note, Note], library: Library
) -> None:
    lead_into(library.folder, "A", "B")
    with open_library(library.folder) as opened:
        parts = health.examine_all(opened, lambda _: None)
    assert parts["texts"].wrong == 1
    assert parts["database"].advice == ways.MISPLACED


def test_the_index_is_not_to_blame_for_a_text_of_which_a_page_is_lost(
    notes: tuple[Note, Note], library: Library
) -> None:
    lose(library.folder, "A", "")
    with open_library(library.folder) as opened:
        parts = health.examine_all(opened, lambda _: None)
    assert (parts["texts"].wrong, parts["index"].ok) == (1, True)
    assert parts["index"].remark == comparing.UNREAD


def test_pages_that_nothing_uses_keep_nothing_from_being_replaced(
    notes: tuple[Note, Note], library: Library
) -> None:
    """However many SQLite names: it ends after a hundred lines, unless it is asked for more."""
    note, _ = notes
    with open_library(library.folder):
        database.execute_sql("CREATE TABLE gone (body BLOB)")
        database.execute_sql("INSERT INTO gone VALUES (zeroblob(?))", (150 * PAGE,))
        root = database.execute_sql(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'gone'"
        ).fetchone()[0]
    file = library.folder / FILE_NAME
    content = bytearray(file.read_bytes())
    start = (root - 1) * PAGE
    content[start : start + 8] = bytes([13, 0, 0, 0, 0, PAGE >> 8, 0, 0])  # it has no row any more
    content[chain(content, "A")[1] + 50] ^= 1
    file.write_bytes(content)
    with open_library(library.folder) as opened:
        assert len(whole_check()) >= 100
        assert earlier.bring_back(note.id, 1, note.version).id == note.id
        assert not opened.read_only


class TestATextWhosePagesAreLost:
    """SQLite writes nothing over it."""

    @pytest.fixture(autouse=True)
    def _lost(self, notes: tuple[Note, Note], library: Library) -> None:
        lose(library.folder, "A", "B")

    def test_comes_back_as_a_note_of_its_own(
        self, notes: tuple[Note, Note], library: Library
    ) -> None:
        note, _ = notes
        with open_library(library.folder):
            back = earlier.bring_back(note.id, 1, note.version)
            assert (back.title, back.body) == ("Note A", "# Note A\n\nas it was\n")
            assert (back.notebook, back.tags) == ("Work", ("kept",))
            assert back.id != note.id
            assert sha256(editing.read(back.id).body) == back.sha256
            with pytest.raises(Damaged):
                editing.read(note.id)
            assert listing.count() == 3

    def test_the_command_says_so(self, notes: tuple[Note, Note], library: Library) -> None:
        note, _ = notes
        result: Result = CliRunner().invoke(
            octavo, ["--library", str(library.folder), "history", note.id, "--restore", "1"]
        )
        assert result.exit_code == 0
        assert "it came back as the new note of this id" in result.stderr
        with open_library(library.folder):
            assert editing.read(result.stdout.strip()).body == "# Note A\n\nas it was\n"

    def test_the_page_shows_the_new_note_and_says_so(
        self,
        notes: tuple[Note, Note],
        library: Library,
        shell: Headless,
        renderer: Renderer,
        context: BrowserContext,
    ) -> None:
        note, _ = notes
        with open_library(library.folder) as opened, Server(opened, shell, renderer) as server:
            window = context.new_page()
            window.goto(server.address_of(note.id))
            window.get_by_role("button", name="Bring this text back").click()
            expect(window.locator(".cm-content")).to_contain_text("as it was")
            expect(window.locator(".toast")).to_contain_text("The text is back as a new note")
            assert note.id not in window.url
