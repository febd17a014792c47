"""
Whatever page of a library is damaged, everybody gets what can be read, or words.

Each is looked at by some commands and pages; `DAMAGES=500` makes more, and looks by all of them.
"""

import os
import random
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlcipher3 import dbapi2 as sqlite

from notes.cli.commands import octavo
from notes.errors import OctavoError
from notes.jobs import Jobs
from notes.library import editing, listing, opening, searches, trash
from notes.library.editing import Draft, Source
from notes.rendering.worker import Renderer
from notes.storage import fulltext
from notes.storage.database import FILE_NAME
from notes.web.app import create_app
from notes.web.session import Session
from tests.conftest import Client, Headless

DAMAGES = int(os.environ.get("DAMAGES", "24"))
ALL = "DAMAGES" in os.environ
PAGE, NOTES = 4096, 150

#: What HTTP says of a library that is ruined, or of a disk that is full.
SAID = {503, 507}


def _draft(number: int) -> Draft:
    words = f"word{number} alpha 检查点 [[Note {number // 2}]] " * (8 + 400 * (number % 50 == 0))
    source = Source("/somewhere", f"a/{number}.md", "utf-8", 1, f"{number:064x}")
    return Draft(
        f"# Note {number}\n\n{words}\n\n#tag{number % 9}/{number % 3}\n",
        notebook=f"Box {number % 7}/Shelf {number % 3}" if number % 4 else "",
        tags=[f"t{number % 5}"],
        source=source if number % 10 == 0 else None,
    )


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed library of 150 notes with all that notes can have."""
    folder = tmp_path_factory.mktemp("whole") / "library"
    with opening.open_library(folder):
        editing.create_many([_draft(number) for number in range(NOTES)])
        for head in listing.page(limit=80).notes:
            editing.save(head.id, 1, title=f"{head.title} again", body=f"{head.title}\n\nbeta\n")
        trash.put([head.id for head in listing.page(limit=100).notes[-5:]])
        searches.save("Plans", "tag:t1")
    return folder


Harm = Callable[[bytearray, random.Random], None]


def _zero(page: bytearray, dice: random.Random) -> None:
    page[:] = bytes(len(page))


def _garble(page: bytearray, dice: random.Random) -> None:
    page[:] = dice.randbytes(len(page))


def _flip_bits(page: bytearray, dice: random.Random) -> None:
    for _ in range(8):
        page[dice.randrange(len(page))] ^= 1 << dice.randrange(8)


def _alter_head(page: bytearray, dice: random.Random) -> None:
    page[dice.randrange(8)] = dice.randrange(256)


def _alter_cells(page: bytearray, dice: random.Random) -> None:
    for _ in range(dice.randrange(1, 4)):
        page[8 + dice.randrange(40)] = dice.randrange(256)


def _alter_row(page: bytearray, dice: random.Random) -> None:
    """The head of a row, which says of what kind its values are."""
    cell = int.from_bytes(page[8 + 2 * dice.randrange(8) :][:2], "big") % PAGE
    for at in range(cell + 2, min(cell + 18, PAGE)):
        if dice.random() < 0.2:
            page[at] = dice.choice([0, 1, 8, 12, 13, dice.randrange(128)])


HARMS: tuple[Harm, ...] = (_zero, _garble, _flip_bits, _alter_head, _alter_cells, _alter_row)


def _damaged(file: Path, seed: int) -> None:
    dice = random.Random(seed)
    raw = bytearray(file.read_bytes())
    at = dice.randrange(len(raw) // PAGE) * PAGE
    start = at + 100 if at == 0 else at
    page = raw[start : at + PAGE]
    dice.choice(HARMS)(page, dice)
    raw[start : at + PAGE] = page
    file.write_bytes(raw)


COMMANDS = (
    ["check"],
    ["list", "--limit", "1000"],
    ["list", "--trash", "--json"],
    ["list", "--notebook", "Box 1"],
    ["list", "--tag", "t1"],
    ["tags"],
    ["notebooks"],
    ["search", "alpha"],
    ["search", "--explain", "again"],
    ["search", "tag:t1", "word1*"],
    ["search", "/word1[0-9]/"],
    ["undo", "--list"],
    ["backup", "create"],
)
PAGES = (
    "/",
    "/list",
    "/list?q=alpha",
    "/list?q=%22again%22",
    "/list?trash=1",
    "/sidebar",
    "/switcher?q=no",
    "/acts",
    "/trash",
    "/notebooks",
    "/searches/recent",
    "/drafts",
    "/api/v1/notes?limit=500",
    "/api/v1/search?q=alpha",
    "/api/v1/notebooks",
    "/api/v1/tags",
)


def _look_by_commands(folder: Path, commands: Sequence[list[str]]) -> None:
    for command in commands:
        done = CliRunner().invoke(octavo, ["--library", str(folder), *command])
        failed = None if isinstance(done.exception, SystemExit) else done.exception
        if failed:
            raise AssertionError(command) from failed
        assert done.exit_code in (0, 1), command
        assert done.output or command[0] != "check", command


def _look_by_pages(folder: Path, renderer: Renderer) -> None:
    session, jobs = Session(port=45678), Jobs()
    try:
        with opening.open_anyhow(folder) as library:
            app = create_app(library, session, Headless(), renderer, jobs)
            app.config["PROPAGATE_EXCEPTIONS"] = False
            client = Client(app, app.response_class)
            client.environ_base["HTTP_X_OCTAVO_KEY"] = session.key
            client.set_cookie(session.cookie_name, session.cookie, domain="127.0.0.1")
            for address in _addresses(client):
                status = client.get(address).status_code
                assert status < 500 or status in SAID, (address, status)
    except OctavoError:
        return
    finally:
        jobs.stop()


def _addresses(client: Client) -> Iterator[str]:
    """All lists to their ends, and some notes."""
    yield from PAGES
    answer = client.get("/api/v1/notes?limit=150")
    notes = answer.get_json()["notes"] if answer.status_code == 200 else []
    for note in notes[::20]:
        yield f"/notes/{note['id']}"
        yield f"/notes/{note['id']}/history"
        yield f"/api/v1/notes/{note['id']}/similar"
    cursor = answer.get_json().get("next") if answer.status_code == 200 else None
    if cursor:
        yield f"/list?cursor={cursor}"


def _look(folder: Path, beside: Path, renderer: Renderer, seed: int) -> None:
    commands = (*COMMANDS, ["export", str(beside / "out")])
    some = commands if ALL else random.Random(seed).sample(commands, 5)
    _look_by_commands(folder, [["check", "--json"], *some])
    _look_by_pages(folder, renderer)


@pytest.mark.parametrize("seed", range(DAMAGES))
def test_one_bad_page_is_told_in_words(
    whole: Path, tmp_path: Path, renderer: Renderer, seed: int
) -> None:
    folder = tmp_path / "library"
    shutil.copytree(whole, folder)
    _damaged(folder / FILE_NAME, seed)
    _look(folder, tmp_path, renderer, seed)


#: A value of none of the kinds that a column has, by what it has.
WRONG = {
    "TEXT": ("NULL", "x'ff00'"),
    "INTEGER": ("NULL", "'none'", "x'ff'", f"{2**62}"),
    "BLOB": ("'none'",),
}


def _columns(file: Path) -> list[tuple[str, str, str]]:
    """Tables of the notes with each column that is no key of its row, and a wrong value."""
    with closing(sqlite.connect(file)) as library:
        asked = "SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0"
        tables = {name for (name,) in library.execute(asked)} - {*fulltext.names()}
        return [
            (table, column, wrong)
            for table in sorted(tables - {"sqlite_sequence"})
            for _, column, kind, _, _, key in library.execute(f"PRAGMA table_info({table})")
            if not key
            for wrong in WRONG.get(kind, ())
        ]


def _put_wrong(file: Path, table: str, column: str, wrong: str) -> None:
    with closing(sqlite.connect(file, isolation_level=None)) as library:
        asked = "SELECT sql FROM sqlite_schema WHERE name = ?"
        (made,) = library.execute(asked, (table,)).fetchone()
    lax = made.replace("NOT NULL", "").replace("STRICT,", "").replace("STRICT", "")
    for sql, then in ((lax, f"UPDATE {table} SET {column} = {wrong}"), (made, "SELECT 1")):
        with closing(sqlite.connect(file, isolation_level=None)) as library:
            library.execute("PRAGMA writable_schema = on")
            library.execute("UPDATE sqlite_schema SET sql = ? WHERE name = ?", (sql, table))
        with (
            closing(sqlite.connect(file, isolation_level=None)) as library,
            suppress(sqlite.IntegrityError),
        ):
            library.execute(then)


@pytest.mark.parametrize("seed", range(DAMAGES // 3))
def test_values_of_another_kind_than_their_column_has_are_told_in_words(
    whole: Path, tmp_path: Path, renderer: Renderer, seed: int
) -> None:
    folder = tmp_path / "library"
    shutil.copytree(whole, folder)
    columns = _columns(folder / FILE_NAME)
    random.Random(0).shuffle(columns)
    _put_wrong(folder / FILE_NAME, *columns[seed % len(columns)])
    _look(folder, tmp_path, renderer, seed)
