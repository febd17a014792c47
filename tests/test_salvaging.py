"""What is read of libraries that SQLite cannot read any more."""

import errno
import os
import random
import struct
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlcipher3 import dbapi2 as sqlite

from notes.cli.commands import octavo
from notes.cli.health import NOTHING_LOST, NOTHING_WRONG, TEXTS_DAMAGED
from notes.errors import Damaged, LibraryUnusable, ReadOnly
from notes.library import backups, editing, history, listing, salvaging, searches
from notes.library.access import BESIDE_NO_FILE, NO_FILE, PIPE
from notes.library.editing import Draft
from notes.library.finds import SALVAGED, Salvaged
from notes.library.opening import open_anyhow, open_library
from notes.search import find
from notes.storage import copies
from notes.storage.chains import GAP, Chains
from notes.storage.database import FILE_NAME
from tests.backup_fixtures import held, write_all_kinds
from tests.library_fixtures import behind_its_back, garble_page_of, zero_leaf_of

PAGE = 4096
LONG = "lorem ipsum 检查点 " * 20_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A library with notes of all kinds, one of them on hundreds of pages."""
    with open_library(tmp_path / "library"):
        write_all_kinds(20)
        note = editing.create(f"# Long\n\n{LONG}")
        editing.save(note.id, 1, body=f"# Long still\n\n{LONG}")
        searches.save("Plans", "tag:plan")
    return tmp_path / "library"


def zero(file: Path, page: int, count: int = 1) -> None:
    with file.open("r+b") as opened:
        opened.seek((page - 1) * PAGE)
        opened.write(bytes(PAGE * count))


def salvaged(folder: Path) -> Salvaged:
    with open_anyhow(folder) as library:
        done = salvaging.into_place(library)
        assert not library.ruin
        assert library.read_only == ""
        return done


Harm = Callable[[Path], Any]


@pytest.mark.parametrize(
    "harm",
    [
        lambda file: zero(file, 1),
        lambda file: garble_page_of(file.parent, "note"),
        lambda file: garble_page_of(file.parent, "note_text"),
        lambda file: garble_page_of(file.parent, "note_changed"),
        lambda file: os.truncate(file, file.stat().st_size - 20 * PAGE),
    ],
    ids=["first page", "root of notes", "root of texts", "a list", "cut off"],
)
def test_all_that_lies_in_other_pages_comes_back(folder: Path, harm: Harm) -> None:
    whole = held(folder / FILE_NAME)
    harm(folder / FILE_NAME)
    salvaged(folder)
    got = held(folder / FILE_NAME)
    damaged = [note for note in got["notes"] if note not in whole["notes"]]
    assert [note[1] for note in damaged] in ([], ["Long still"])
    for kind in whole:
        assert len(got[kind]) >= len(whole[kind]) - 2, kind


def test_what_was_committed_to_the_log_comes_back_and_what_was_not_does_not(
    folder: Path,
) -> None:
    with closing(sqlite.connect(folder / FILE_NAME, isolation_level=None)) as writer:
        writer.execute("PRAGMA wal_autocheckpoint = 0")
        writer.execute("UPDATE note SET title = 'Logged' WHERE id = 1")
        log = (folder / f"{FILE_NAME}-wal").read_bytes()
    (folder / f"{FILE_NAME}-wal").write_bytes(log + log[32:][: 24 + PAGE // 2])
    zero(folder / FILE_NAME, 1)
    salvaged(folder)
    with open_library(folder):
        assert "Logged" in {head.title for head in listing.page().notes}


def test_a_text_that_is_not_whole_is_shown_as_damaged_and_its_history_is_there(
    folder: Path,
) -> None:
    with open_library(folder):
        note = next(head for head in listing.page().notes if head.title == "Long still")
    file = folder / FILE_NAME
    at = file.read_bytes().rindex("ipsum 检查点 ".encode())
    zero(file, at // PAGE + 1)
    zero(file, 1)
    assert salvaged(folder).damaged <= 1
    with open_library(folder):
        broken = [one for one in history.texts(note.id, history.entries(note.id)) if not one[1]]
        if broken:
            with pytest.raises(Damaged):
                history.at(note.id, broken[0][0].version)


def test_a_text_whose_note_is_lost_becomes_a_note_where_it_is_looked_for(folder: Path) -> None:
    with closing(sqlite.connect(folder / FILE_NAME)) as connection:
        connection.execute("PRAGMA foreign_keys = off")
        connection.execute("DELETE FROM note WHERE id = 15")
        connection.execute("PRAGMA secure_delete = on")
        connection.execute("DELETE FROM revision WHERE note_id = 15")
        connection.commit()
        connection.execute("VACUUM")
    zero(folder / FILE_NAME, 1)
    assert salvaged(folder).lost == 1
    with open_library(folder):
        assert [head.title for head in listing.page(notebook=SALVAGED).notes] == ["笔记 14"]


def test_what_was_salvaged_is_found(folder: Path) -> None:
    zero(folder / FILE_NAME, 1)
    salvaged(folder)
    result = CliRunner().invoke(octavo, ["--library", str(folder), "search", "lorem"])
    assert "Long still" in result.stdout
    with open_library(folder):
        assert find.answer("lorem").total == 1


def test_the_damaged_file_and_its_log_are_kept(folder: Path) -> None:
    zero(folder / FILE_NAME, 1)
    was = (folder / FILE_NAME).read_bytes()
    (folder / f"{FILE_NAME}-wal").write_bytes(b"what was written last")
    salvaged(folder)
    with open_library(folder) as library:
        aside = backups.listed(library)[0]
    assert (aside.reason, aside.state) == ("ruin", "damaged")
    assert aside.file.read_bytes() == was
    assert Path(f"{aside.file}-wal").read_bytes() == b"what was written last"


@pytest.mark.parametrize("seed", range(25))
def test_no_garbage_is_too_much_and_nothing_false_is_called_good(folder: Path, seed: int) -> None:
    whole = held(folder / FILE_NAME)
    chance = random.Random(seed)
    raw = bytearray((folder / FILE_NAME).read_bytes())
    raw[:100] = bytes(100)
    for _ in range(30):
        at = chance.randrange(len(raw) // PAGE) * PAGE + chance.choice([0, chance.randrange(PAGE)])
        raw[at : at + 64] = chance.randbytes(64)
    (folder / FILE_NAME).write_bytes(raw)
    (folder / f"{FILE_NAME}-wal").write_bytes(chance.randbytes(chance.randrange(20_000)))
    done = salvaged(folder)
    bodies = {note[2] for note in whole["notes"]} | {kept[3] for kept in whole["history"]}
    with open_library(folder):
        good = [head.id for head in listing.page(limit=500).notes if head.notebook != SALVAGED]
        for note_id in good:
            try:
                assert editing.read(note_id).body in bodies
            except Damaged:
                done = done._replace(damaged=done.damaged - 1)
    assert done.damaged >= 0


class TestTextsAreNeverTakenForNotebooks:
    LINES = 60

    @pytest.fixture
    def lines(self, tmp_path: Path) -> Path:
        """Notes of a line each, as anybody would call a notebook."""
        with open_library(tmp_path / "lines"):
            editing.create_many(
                [
                    Draft(f"buy {number} pears", notebook=f"Box {number % 3}" if number % 2 else "")
                    for number in range(self.LINES)
                ]
            )
        return tmp_path / "lines"

    def look(self, folder: Path) -> tuple[set[str], set[str]]:
        """All texts as they lie there, and all notebooks."""
        with closing(sqlite.connect(folder / FILE_NAME)) as library:
            texts = {text for (text,) in library.execute("SELECT body FROM note_text")}
            return texts, {path for (path,) in library.execute("SELECT path FROM notebook")}

    @pytest.mark.parametrize("first_page", [False, True], ids=["", "and the first page is gone"])
    @pytest.mark.parametrize("leaves", [(0,), (1,), (0, 1), (0, 1, 2, 3, 4, 5)])
    def test_when_their_notes_are_lost(
        self, lines: Path, leaves: tuple[int, ...], first_page: bool
    ) -> None:
        for leaf in leaves:
            with suppress(struct.error, IndexError):
                zero_leaf_of(lines, "note", leaf)
        if first_page:
            zero(lines / FILE_NAME, 1)
        salvaged(lines)
        texts, notebooks = self.look(lines)
        assert {f"buy {number} pears" for number in range(self.LINES)} <= texts
        assert not any(path.startswith("buy") for path in notebooks)

    def test_when_they_have_the_numbers_of_notebooks(self, tmp_path: Path) -> None:
        with open_library(tmp_path):
            for number in range(self.LINES):
                editing.create(f"buy {number} pears", notebook=f"Box {-number % self.LINES}")
        zero_leaf_of(tmp_path, "note", 0)
        zero(tmp_path / FILE_NAME, 1)
        salvaged(tmp_path)
        texts, _ = self.look(tmp_path)
        assert {f"buy {number} pears" for number in range(self.LINES)} <= texts

    @pytest.mark.parametrize("first_page", [False, True], ids=["", "and the first page is gone"])
    def test_when_a_byte_of_each_is_another(self, lines: Path, first_page: bool) -> None:
        raw = (lines / FILE_NAME).read_bytes()
        (lines / FILE_NAME).write_bytes(raw.replace(b" pears", b" peXrs"))
        if first_page:
            zero(lines / FILE_NAME, 1)
        assert salvaged(lines).damaged == self.LINES
        texts, notebooks = self.look(lines)
        assert texts == {f"buy {number} peXrs" for number in range(self.LINES)}
        assert notebooks == {"Box 0", "Box 1", "Box 2"}


@pytest.mark.parametrize("lost", [0, 1, 10, 20])
def test_of_a_long_text_what_lies_around_a_lost_page_comes_back(tmp_path: Path, lost: int) -> None:
    long = "".join(f"line {number}\n" for number in range(9_000))
    with open_library(tmp_path):
        editing.create("# Before\n\n" + "before " * 5_000)
        note = editing.create(long)
        editing.create("# After\n\n" + "after " * 5_000)
    file = tmp_path / FILE_NAME
    page = file.read_bytes().index(f"line {lost * 370 + 380}\n".encode()) // PAGE + 1
    zero(file, page)
    zero(file, 1)
    assert salvaged(tmp_path) == (3, 1, 0)
    with closing(sqlite.connect(file)) as library:
        asked = "SELECT body FROM note_text JOIN note ON id = note_id WHERE uid = ?"
        (text,) = library.execute(asked, (note.id,)).fetchone()
    assert "before" not in text
    assert "after" not in text
    before, after = text.split("\n…\n")
    assert long.startswith(before.rstrip("�"))
    assert long.endswith(after.lstrip("�"))
    assert len(text) > len(long) - PAGE


class TestTailsOfTheSameLength:
    """Texts of four pages, the second of each lost, and their tails behind all of them."""

    TEXTS = 300

    @pytest.fixture
    def read(self) -> list[int]:
        """The pages that were read."""
        return []

    @pytest.fixture
    def chains(self, read: list[int]) -> Chains:
        pages = {}
        for head in range(1, 2 * self.TEXTS, 2):
            tail = 2 * self.TEXTS + head
            pages[head] = struct.pack(">I4s", head + 1, b"head")
            pages[head + 1] = bytes(8)
            pages[tail] = struct.pack(">I4s", tail + 1, b"%4d" % tail)
            pages[tail + 1] = struct.pack(">I4s", 0, b"last")

        def page(number: int) -> bytes:
            read.append(number)
            return pages[number]

        return Chains(sorted(pages), page, 4, lambda: range(1, 2 * self.TEXTS, 2))

    def texts(self, chains: Chains) -> list[bytes]:
        return [chains.text(head, 16) for head in range(1, 2 * self.TEXTS, 2)]

    def test_each_belong_to_one_text(self, chains: Chains) -> None:
        tails = range(2 * self.TEXTS + 1, 4 * self.TEXTS, 2)
        assert self.texts(chains) == [b"head" + GAP + b"%4dlast" % tail for tail in tails]

    def test_are_found_again_for_the_same_text(self, chains: Chains) -> None:
        assert self.texts(chains) == self.texts(chains)

    def test_are_not_read_again_for_each_text_that_none_is_long_enough_for(
        self, chains: Chains, read: list[int]
    ) -> None:
        assert {chains.text(head, 20) for head in range(1, 2 * self.TEXTS, 2)} == {b"head" + GAP}
        assert len(read) < 6 * 4 * self.TEXTS


def test_chains_that_run_in_a_circle_or_out_of_the_file_are_no_tails() -> None:
    following = {1: 2, 2: 0, 3: 4, 4: 5, 5: 4, 6: 99, 7: 8, 8: 0}
    pages = {number: struct.pack(">I4s", after, b"text") for number, after in following.items()}
    pages[2] = bytes(8)
    chains = Chains(sorted(pages), pages.__getitem__, 4, lambda: [1])
    assert chains.text(1, 16) == b"text" + GAP + b"texttext"
    assert Chains(sorted(pages), pages.__getitem__, 4, lambda: [1, 7]).text(1, 16) == b"text" + GAP


def test_a_cut_text_whose_note_is_lost_says_so_in_its_title(tmp_path: Path) -> None:
    with open_library(tmp_path):
        editing.create("# Long\n\n" + "words " * 9_000)
    file = tmp_path / FILE_NAME
    zero(file, file.read_bytes().rindex(b"words words") // PAGE)
    garble_page_of(tmp_path, "note")
    assert salvaged(tmp_path) == (1, 1, 1)
    with open_library(tmp_path):
        assert [(head.title, head.notebook) for head in listing.page().notes] == [
            ("Long (cut)", SALVAGED)
        ]


class TestTheCommand:
    def run(self, folder: Path, *arguments: str) -> Any:
        return CliRunner().invoke(octavo, ["--library", str(folder), "salvage", *arguments])

    def test_leaves_a_sound_library_alone(self, folder: Path) -> None:
        result = self.run(folder)
        assert (result.exit_code, result.stderr.strip()) == (1, NOTHING_WRONG)

    @pytest.mark.parametrize(
        ("harm", "why"),
        [
            ("UPDATE note_text SET body = 'altered' WHERE note_id = 2", TEXTS_DAMAGED),
            ("UPDATE revision_text SET body = x'00'", TEXTS_DAMAGED),
            ("DROP INDEX note_changed", NOTHING_LOST),
            ("UPDATE note SET changed = -1 << 60", NOTHING_LOST),
        ],
    )
    def test_leaves_one_alone_that_has_more_than_a_salvage_finds_and_says_what_helps(
        self, folder: Path, tmp_path: Path, harm: str, why: str
    ) -> None:
        behind_its_back(folder, harm)
        result = self.run(folder)
        assert (result.exit_code, result.stderr.splitlines()[-1]) == (1, why)
        assert [*folder.rglob("*-ruin.db")] == []
        assert self.run(folder, "--to", str(tmp_path / "new")).exit_code == 0

    def test_tells_what_it_saved(self, folder: Path) -> None:
        zero(folder / FILE_NAME, 1)
        assert self.run(folder).stdout == "21 notes\n"
        assert CliRunner().invoke(octavo, ["--library", str(folder), "check"]).exit_code == 0

    @pytest.mark.parametrize("left", [b"", None, b"words of somebody " * 500])
    def test_that_finds_no_note_says_so_and_changes_nothing(
        self, folder: Path, tmp_path: Path, left: bytes | None
    ) -> None:
        with open_library(folder) as library:
            backups.make(library, "manual")
        (folder / FILE_NAME).unlink()
        if left is not None:
            (folder / FILE_NAME).write_bytes(left)
        was = {*folder.rglob("*")}
        for arguments in ([], ["--to", str(tmp_path / "new")]):
            result = self.run(folder, *arguments)
            assert result.exit_code == 1
            assert "No note can be read" in result.stderr
        assert {*folder.rglob("*")} - was <= {folder / "octavo.lock"}
        assert not (tmp_path / "new").exists()

    @pytest.mark.parametrize("command", [["salvage"], ["backup", "restore"]])
    def test_on_a_disk_that_is_read_only_is_refused_in_words(
        self, folder: Path, command: list[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with open_library(folder) as library:
            given = [str(backups.make(library, "manual").file)] if "backup" in command else []
        zero(folder / FILE_NAME, 1)

        def refuse(*_: object, **__: object) -> None:
            raise OSError(errno.EROFS, "Read-only file system")

        monkeypatch.setattr("os.unlink", refuse)
        for name in ("touch", "_made"):
            monkeypatch.setattr(copies, name, refuse)
        result = CliRunner().invoke(octavo, ["--library", str(folder), *command, *given])
        assert (result.exit_code, result.stderr.strip()) == (1, ReadOnly.sentence)

    def test_makes_a_new_library_elsewhere_and_touches_nothing(
        self, folder: Path, tmp_path: Path
    ) -> None:
        zero(folder / FILE_NAME, 1)
        was = (folder / FILE_NAME).read_bytes()
        assert self.run(folder, "--to", str(tmp_path / "new"), "--json").exit_code == 0
        assert (folder / FILE_NAME).read_bytes() == was
        with open_library(tmp_path / "new"):
            assert listing.count() == 20
        with pytest.raises(LibraryUnusable):
            salvaging.into_new(tmp_path / "new", folder)


@pytest.mark.parametrize("to", [[], ["--to", "new"]])
def test_a_folder_in_the_place_of_the_file_is_named(
    tmp_path: Path, to: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "library" / FILE_NAME).mkdir(parents=True)
    done = CliRunner().invoke(octavo, ["--library", "library", "salvage", *to])
    assert (done.exit_code, NO_FILE in done.stderr) == (1, True)


@pytest.mark.parametrize(
    "words", ["list", "check", "check --repair", "salvage", "backup list", "salvage --to new"]
)
def test_a_pipe_in_the_place_of_the_file_is_not_waited_for(
    tmp_path: Path, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "library").mkdir(mode=0o700)
    os.mkfifo(tmp_path / "library" / FILE_NAME)
    done = CliRunner().invoke(octavo, ["--library", "library", *words.split()])
    assert (done.exit_code, PIPE in done.stderr) == (1, True)
    assert [file.name for file in tmp_path.glob("*/*.db*")] == [FILE_NAME]


@pytest.mark.parametrize(
    "words", ["list", "check", "check --repair", "salvage", "salvage --to new"]
)
@pytest.mark.parametrize("beside", ["octavo.db-wal", "octavo.db-shm", "octavo.db-journal"])
def test_a_pipe_beside_the_file_is_named_and_not_waited_for(
    folder: Path, beside: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder.parent)
    os.mkfifo(folder / beside)
    before = (folder / FILE_NAME).read_bytes()
    done = CliRunner().invoke(octavo, ["--library", str(folder), *words.split()])
    assert (done.exit_code, BESIDE_NO_FILE in done.stderr) == (1, True)
    assert (folder / FILE_NAME).read_bytes() == before


@pytest.mark.parametrize("length", [1, 99, 100, 101, 105, 111, 112, 4095])
def test_a_beginning_of_a_first_page_is_no_page(
    folder: Path, length: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder.parent)
    os.truncate(folder / FILE_NAME, length)
    done = CliRunner().invoke(octavo, ["--library", str(folder), "salvage", "--to", "new"])
    assert isinstance(done.exception, SystemExit)
    assert "No note can be read" in done.stderr
