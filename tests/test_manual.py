"""What docs/search.md says, tried on a shelf of notes: its examples, and its sentences."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from notes.library import editing, opening, trash
from notes.library.editing import Draft
from notes.search import find
from notes.storage.models import Note as NoteRow
from tests.test_query import documented

pytestmark = pytest.mark.usefixtures("shelf")


def aged(text: str, days: float) -> Draft:
    then = datetime.now().astimezone() - timedelta(days=days)
    return Draft(text, created=then, changed=then)


def dated(text: str, day: str) -> Draft:
    noon = datetime.fromisoformat(f"{day}T12:00").astimezone()
    return Draft(text, created=noon, changed=noon)


SHELF = {
    "WAL mode": Draft("# WAL mode\n\nThe log never blocks a writer. [[Checkpoints]]", tags=["old"]),
    "Checkpoint": Draft("# Checkpoint\n\nA wal checks it, in C++ and c#.", tags=["sqlite/fts"]),
    "Rollback": Draft("# Rollback\n\nlog\n\n- [ ] $$x$$", notebook="Work/Databases", tags=["a"]),
    "Draft": Draft("# Draft\n\nTODO https://example.org/a\n\n- [x] done", tags=["work"]),
    "Later": Draft("# Later\n\nTODO a = b, and wal in a log\n\n![](a.png)", tags=["work"]),
    "Yield": Draft("never a writer blocks", title="Yield", notebook="My work", tags=["project"]),
    "Generator": Draft("# Generator\n\n```python\nyield x\n```"),
    "Await": Draft("# Await\n\n```cpp\nawait foo_bar; async\n```"),
    "Names": Draft("# Names\n\ngetUserName of .NET, CO₂, CAFÉ, ΛΌΓΟΣ [](The%20WAL.md)"),
    "": Draft("- [ ] nothing", notebook="b"),
    "Gone": Draft("# Gone\n\nwal checkpoint"),
    "2020": dated("# 2020", "2020-05-05"),
    "2026": dated("# 2026", "2026-11-05"),
    "Now": aged("# Now", 0),
    "Yesterday": aged("# Yesterday", 1),
    "Three weeks": aged("# Three weeks", 21),
}

#: Every example, a note that it finds and one that it does not.
EXAMPLES = {
    "wal checkpoint": ("Checkpoint", "WAL mode"),
    "wal OR checkpoint": ("WAL mode", "Rollback"),
    "wal -checkpoint": ("WAL mode", "Checkpoint"),
    '"never blocks a writer"': ("WAL mode", "Yield"),
    "check*": ("Checkpoint", "Rollback"),
    '"wal check"*': ("Checkpoint", "WAL mode"),
    "(wal OR log) -rollback": ("Later", "Rollback"),
    "-(wal log)": ("Rollback", "Later"),
    "title:checkpoint": ("Checkpoint", "WAL mode"),
    'title:"wal mode"': ("WAL mode", "Later"),
    "title:check*": ("Checkpoint", "WAL mode"),
    "C++": ("Checkpoint", "Names"),
    "c#": ("Checkpoint", "Names"),
    ".NET": ("Names", "WAL mode"),
    "foo_bar": ("Await", "Names"),
    "getUserName": ("Names", "Await"),
    "tag:sqlite": ("Checkpoint", "WAL mode"),
    "notebook:Databases": ("Rollback", "Yield"),
    'notebook:"My work"': ("Yield", "Rollback"),
    "tag:proj*": ("Yield", "Rollback"),
    'notebook:"My w"*': ("Yield", "Rollback"),
    "is:pinned": ("WAL mode", "Later"),
    "is:untitled": ("", "Later"),
    "is:trashed": ("Gone", "Later"),
    "has:attachment": ("Later", "Draft"),
    "has:task": ("Rollback", "Later"),
    "has:code": ("Await", "Later"),
    "has:link": ("Draft", "Later"),
    "todo:open": ("Rollback", "Draft"),
    "todo:done": ("Draft", "Rollback"),
    "link:checkpoints": ("WAL mode", "Draft"),
    'link:"The WAL"': ("Names", "WAL mode"),
    "link:example.org": ("Draft", "WAL mode"),
    "-tag:old": ("Later", "WAL mode"),
    "tag:a OR notebook:b": ("", "Later"),
    "(is:pinned OR todo:open) wal": ("WAL mode", "Checkpoint"),
    "created:2026": ("2026", "2020"),
    "created:2026-11": ("2026", "2020"),
    "created:2026-11-05": ("2026", "2020"),
    "changed:2026-11-01..2026-11-20": ("2026", "2020"),
    "changed:2026-11..": ("2026", "2020"),
    "created:..2025": ("2020", "2026"),
    "changed:today": ("Now", "Yesterday"),
    "changed:yesterday": ("Yesterday", "Now"),
    "changed:7d": ("Yesterday", "Three weeks"),
    "changed:2w": ("Yesterday", "Three weeks"),
    "changed:3m": ("Three weeks", "2020"),
    "created:1y": ("Three weeks", "2020"),
    "changed:..1y": ("2020", "Three weeks"),
    "changed:30d..7d": ("Three weeks", "Yesterday"),
    "lang:python": ("Generator", "Await"),
    "lang:c++": ("Await", "Generator"),
    "in:code yield": ("Generator", "Yield"),
    "lang:python in:code yield": ("Generator", "Yield"),
    "in:code (yield OR await) -async": ("Generator", "Await"),
    "(in:code yield) generator": ("Generator", "Yield"),
    "=C++=": ("Checkpoint", "Names"),
    "=$$=": ("Rollback", "Draft"),
    "=- [ ]=": ("Rollback", "Draft"),
    '="a = b"=': ("Later", "Draft"),
    '=" x"=': ("Generator", "Rollback"),
    "/wal.*log/": ("Later", "WAL mode"),
    "/wal.*log/i": ("Later", "Checkpoint"),
    r"/https?:\/\/example/": ("Draft", "Later"),
    "=TODO= -/^# Draft/ tag:work": ("Later", "Draft"),
}


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Made once: nothing here changes it."""
    with opening.open_library(tmp_path_factory.mktemp("manual") / "library"):
        ids = dict(zip(SHELF, editing.create_many(SHELF.values()), strict=True))
        trash.put([ids["Gone"]])
        NoteRow.update(pinned=1).where(NoteRow.uid == ids["WAL mode"]).execute()
        yield


def titles(query: str, *, typing: bool = False) -> set[str]:
    return {hit.title for hit in find.answer(query, typing=typing).hits}


@pytest.mark.parametrize("query", documented())
def test_every_example_finds_what_it_says(query: str) -> None:
    found, left_out = EXAMPLES[query]
    assert found in titles(query)
    assert left_out not in titles(query)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("co2", {"Names"}),
        ("λογος cafe", {"Names"}),
        ("gone", set()),
        ("wal AND mode", {"WAL mode"}),
        ("wal && mode", {"WAL mode"}),
        ("NOT wal log", {"Rollback"}),
        ("python", {"Generator"}),
        ("in:code python", set()),
        ("in:code -yield", {"Await"}),
        ("(lang:py OR lang:js) in:code yield", {"Generator"}),
        ("TAG：sqlite", {"Checkpoint"}),
        ("IS:PINNED", {"WAL mode"}),
        ("“blocks a”", {"WAL mode"}),
        ("（wal OR nothing） todo", {"Later"}),
        ("is:starred", set()),
        ("cehckpoint", set()),
        ("created:2020-06-01..2020-05-01", {"2020"}),
    ],
)
def test_a_sentence_of_the_manual_is_true(query: str, found: set[str]) -> None:
    assert titles(query) == found


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("check", {"Checkpoint", "WAL mode"}),
        ("tag:sql", {"Checkpoint"}),
        ("rollback is:pin", {"Rollback"}),
        ("r", {"Rollback"}),
        ("r* log", {"Rollback"}),
        ("wal OR z", {"WAL mode", "Checkpoint", "Later", "Names"}),
        ("log -mo", {"WAL mode", "Rollback", "Later"}),
    ],
)
def test_what_is_typed_is_taken_as_unfinished(typed: str, found: set[str]) -> None:
    assert titles(typed, typing=True) == found
