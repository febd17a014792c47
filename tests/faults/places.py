"""
One bit is another by which SQLite finds what it writes over: of the number of a page in the list of
free ones, of the next page of a long text, of the page below another one of a tree; of where on a
page rows begin, and where nothing is.

What could be read right after that is read again after long texts were written, others edited and
some deleted for good, by who opens the library anew: it is the same, be it that these were done or
that they were refused.  Half of the libraries have a log that a kill has left.
"""

import random
import shutil
import struct
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import closing, suppress
from functools import partial
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from sqlcipher3 import dbapi2 as sqlite

from notes.errors import OctavoError
from notes.library import editing, history, trash
from notes.library.editing import Note
from notes.library.opening import open_library
from notes.storage import misplaced, trees
from notes.storage.database import FILE_NAME, whole_check
from notes.storage.pages import HEADER, INDEX_LEAF, TABLE_LEAF, Pages, log_of
from tests.faults.outcome import Outcome
from tests.faults.writers import text

NOTES, ALIKE, GONE = 40, 3, 6
ADDED, EDITED, DELETED = 3, 3, 2
LENGTHS = (100, 300, 900, 3_000, 12_000, 40_000)
PAGE = 4096

_ROOTS = "SELECT rootpage FROM sqlite_schema WHERE rootpage > 0"
_TEXTS = "SELECT rootpage FROM sqlite_schema WHERE name IN ('note_text', 'revision_text', 'note')"

#: A text by the note and the version that it is of.
Texts = dict[tuple[str, int], str]


class Master(NamedTuple):
    """A library that is damaged in copies, and every text that is in it."""

    folder: Path
    written: Texts


class Number(NamedTuple):
    """Where in the file the number of a page stands, or a byte of another number, of no `page`."""

    kind: str
    at: int
    page: int = 0


def run(folder: Path, count: int, seed: int) -> Outcome:
    outcome, dice = Outcome(), random.Random(seed)
    masters = _made(folder, dice)
    numbers = [_by_kind(master.folder) for master in masters]
    for turn in range(count):
        master, kinds = masters[turn % 2], numbers[turn % 2]
        number = dice.choice(kinds[dice.choice([*kinds])])
        copy = folder / f"library-{turn}"
        shutil.copytree(master.folder, copy)
        done = _damage(copy, number, dice)
        outcome.count("bits")
        _look(copy, master.written, outcome, f"{turn} ({done})", dice)
        shutil.rmtree(copy)
    return outcome


def _made(folder: Path, dice: random.Random) -> tuple[Master, Master]:
    """A library that was closed, and the same with a log."""
    written: Texts = {}

    def keep(note: Note) -> str:
        written[note.id, note.version] = note.body
        return note.id

    closed, source, logged = folder / "closed", folder / "source", folder / "logged"
    with open_library(closed):
        made = [keep(editing.create(text(dice, dice.choice(LENGTHS)))) for _ in range(NOTES)]
        for note in dice.sample(made, NOTES // 3):
            keep(editing.save(note, 1, body=text(dice, dice.choice(LENGTHS))))
        alike = text(dice, LENGTHS[-1])
        for _ in range(ALIKE):
            keep(editing.create(alike))
        gone = [editing.create(text(dice, LENGTHS[-1])).id for _ in range(GONE)]
        trash.put(gone)
        trash.delete(gone)
    before = written.copy()
    shutil.copytree(closed, source)
    with open_library(source):
        keep(editing.create(text(dice, LENGTHS[0])))
        shutil.copytree(source, logged)
    return Master(closed, before), Master(logged, written)


# --- damage


def _by_kind(library: Path) -> dict[str, list[Number]]:
    """All that stand in pages which the log does not have."""
    file, kinds = library / FILE_NAME, dict[str, list[Number]]()
    with closing(sqlite.connect(f"{file.as_uri()}?immutable=1", uri=True)) as asked:
        roots = [root for (root,) in asked.execute(_ROOTS)]
        texts = [root for (root,) in asked.execute(_TEXTS)]
    log = log_of(file)
    with file.open("rb") as opened, (log if log.exists() else file).open("rb") as beside:
        pages = Pages(opened, beside if log.exists() else None)
        hidden = {*pages.logged()}
        rooms = (
            *_of_rooms("room", pages, texts),
            *_of_rooms("list", pages, [*{*roots} - {*texts}]),
        )
        for number in (*_of_free(pages), *_of_trees(pages, roots), *rooms):
            if number.at // PAGE + 1 not in hidden:
                kinds.setdefault(number.kind, []).append(number)
    return kinds


def _of_free(pages: Pages) -> Iterator[Number]:
    (first,) = struct.unpack_from(">I", pages[1], 32)
    while first:
        following, length = struct.unpack_from(">II", pages[first])
        start = (first - 1) * PAGE
        for at in range(8, 8 + 4 * length, 4):
            yield Number("free", start + at, *struct.unpack_from(">I", pages[first], at))
        first = following


def _of_trees(pages: Pages, roots: list[int]) -> Iterator[Number]:
    left = [*roots]
    while left:
        number = left.pop()
        page, start = pages[number], (number - 1) * PAGE
        below = trees.children(page, HEADER if number == 1 else 0)
        left += below
        for one in below:
            yield Number("tree", start + page.index(struct.pack(">I", one)), one)
        for head, length in pages.long_rows(page, 0):
            yield Number("text", start + page.index(struct.pack(">I", head)), head)
            yield from _of_chain(pages, head, length)


def _of_chain(pages: Pages, number: int, length: int) -> Iterator[Number]:
    for _ in range(length - 1):
        following = pages.next_of(number)
        yield Number("text", (number - 1) * PAGE, following)
        number = following


def _of_rooms(kind: str, pages: Pages, roots: list[int]) -> Iterator[Number]:
    for number in chain.from_iterable(trees.below(pages, root) for root in roots):
        page, start = pages[number], (number - 1) * PAGE
        free, cells = struct.unpack_from(">HH", page, 1)
        first = 8 if page[0] in (TABLE_LEAF, INDEX_LEAF) else 12
        fields = [*range(1, 8), *range(first, first + 2 * cells)]
        while free:
            fields += range(free, free + 4)
            (free,) = struct.unpack_from(">H", page, free)
        yield from (Number(kind, start + field) for field in fields)


def _damage(library: Path, number: Number, dice: random.Random) -> str:
    file = library / FILE_NAME
    if not number.page:
        return _flip(file, number, 1 << dice.randrange(8))
    pages = file.stat().st_size // PAGE
    others = [number.page ^ 1 << bit for bit in range(pages.bit_length())]
    other = dice.choice([one for one in others if 1 < one <= pages])
    with file.open("r+b") as opened:
        opened.seek(number.at)
        opened.write(struct.pack(">I", other))
    return f"{number.kind} at {number.at}: {number.page} is {other}"


def _flip(file: Path, number: Number, bit: int) -> str:
    with file.open("r+b") as opened:
        opened.seek(number.at)
        byte = opened.read(1)[0]
        opened.seek(number.at)
        opened.write(bytes([byte ^ bit]))
    return f"{number.kind} at {number.at}: {byte} is {byte ^ bit}"


# --- what becomes of it


def _look(folder: Path, written: Texts, outcome: Outcome, what: str, dice: random.Random) -> None:
    before = _readable_again(folder, written)
    outcome.count("texts that could be read", len(before))
    for of, body in before.items():
        outcome.hold(body == written[of], f"{what}: {of} is read as what it never was")
    changed = _write(folder, outcome, [*{note for note, _ in written}], dice)
    after = _readable(folder, before)
    for of, body in before.items():
        if of[0] not in changed:
            outcome.hold(after.get(of) == body, f"{what}: {of} is lost")
    outcome.hold(_is_sound_or_read(folder), f"{what}: it is written still")


def _readable_again(folder: Path, wanted: Iterable[tuple[str, int]]) -> Texts:
    """What SQLite finds on a damaged page follows from what it has read before."""
    found = _readable(folder, wanted)
    while (again := _readable(folder, found)) != found:
        found = again
    return found


def _readable(folder: Path, wanted: Iterable[tuple[str, int]]) -> Texts:
    found: Texts = {}
    with suppress(OctavoError), open_library(folder):
        for note, version in wanted:
            with suppress(OctavoError):
                found[note, version] = _text(note, version)
    return found


def _text(note: str, version: int) -> str:
    current = editing.read(note)
    return current.body if current.version == version else history.at(note, version).body


def _write(
    folder: Path, outcome: Outcome, notes: list[str], dice: random.Random
) -> Collection[str]:
    """Long texts, and others in the place of some; the notes that were changed or deleted."""
    edited, gone = dice.sample(notes, EDITED), dice.sample(notes, DELETED)
    ways: list[Callable[[], object]] = [partial(_add, dice) for _ in range(ADDED)]
    ways += [partial(_edit, note, dice) for note in edited]
    ways += [partial(_delete, note) for note in gone]
    for way in ways:
        try:
            with open_library(folder):
                way()
            outcome.count("writes")
        except OctavoError:
            outcome.count("writes that were refused")
    return {*edited, *gone}


def _add(dice: random.Random) -> None:
    editing.create(text(dice, LENGTHS[-1]))


def _edit(note: str, dice: random.Random) -> None:
    editing.save(note, editing.version(note), body=text(dice, dice.choice(LENGTHS)))


def _delete(note: str) -> None:
    trash.put([note])
    trash.delete([note])


def _is_sound_or_read(folder: Path) -> bool:
    """Whether no page is in two places, or nothing is written any more."""
    try:
        with open_library(folder) as library:
            return bool(library.read_only) or not misplaced.in_library(whole_check())
    except OctavoError:
        return True
