"""Why a note is an answer, in words."""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notes.errors import Missing
from notes.library import editing
from notes.library.opening import Library
from notes.moments import LAST
from notes.search.meaning import said
from notes.search.why import SAYINGS, why
from notes.storage.database import database

pytestmark = pytest.mark.usefixtures("library")

TEXT = """# WAL mode

A reader never blocks a writer. 检查点之后，检查点 #sqlite/wal

## The WAL file

It grows; a checkpoint ends that. See [[Checkpoints]].

- [ ] try it

```python
def checkpoint():
    yield wal
```

~~~
wal = C++
~~~
"""


@pytest.fixture
def note(library: Library) -> str:
    del library
    return editing.create(TEXT, notebook="Work/Databases", tags=["Café"]).id


def reasons(note_id: str, query: str, *, typing: bool = False) -> list[str]:
    return [said(saying) for saying in why(note_id, query, typing=typing)]


@pytest.mark.parametrize(
    ("query", "sentences"),
    [
        ("mode", ["“mode” in the title"]),
        ("title:mode", ["“mode” in the title"]),
        ("title:wal title:mode", ["its title is “WAL mode”"]),
        ("reader", ["“reader” once in the text"]),
        ("检查点", ["“检查点” 2 times in the text"]),
        ("cafe", ["“cafe” in the tag “Café”"]),
        ("check*", ["“check…” 2 times in the text", "“check…” once in python code"]),
        ('"a writer"', ["“a writer” once in the text"]),
        ("in:code wal", ["“wal” once in python code", "“wal” once in code"]),
        ("lang:py in:code wal", ["with code in py", "“wal” once in python code"]),
        ("lang:pyth* in:code wal", ["with code in pyth…", "“wal” once in python code"]),
        ("in:code reader", []),
        ("in:code python", []),
        ("python", ["“python” once in the text"]),
        ("=C++=", ["“C++” once in the text"]),
        ("/ch\\w+t/", ["the pattern /ch\\w+t/ (“checkpoint”) 2 times in the text"]),
        ("tag:sqlite", ["tag “sqlite/wal”"]),
        ("notebook:Databases", ["in the notebook “Work/Databases”"]),
        ("todo:open", ["with an open task"]),
        ("has:link -is:pinned", ["with a link", "not pinned"]),
        ("link:checkpoints", ["with a link to “checkpoints”"]),
        ("reader OR nothing", ["“reader” once in the text"]),
        ("(reader nothing) OR (tag:café OR tag:no)", ["tag “Café”"]),
        ("-nothing", ["without the word “nothing”"]),
        ("nothing", []),
        ("", []),
    ],
)
def test_a_match_is_said(note: str, query: str, sentences: list[str]) -> None:
    assert reasons(note, query) == sentences


def test_a_word_is_said_with_every_place_it_has(note: str) -> None:
    assert reasons(note, "wal") == [
        "its title begins with “WAL”",
        "“wal” in a heading: “The WAL file”",
        "“wal” in the tag “sqlite/wal”",
        "“wal” 2 times in the text",
        "“wal” once in python code",
        "“wal” once in code",
    ]


def test_properties_at_the_top_belong_to_the_text(library: Library) -> None:
    del library
    note = editing.create("---\nsource: shelf\n---\n# Wal\n\nnothing")
    assert reasons(note.id, "shelf -wal") == ["“shelf” once in the text"]


def test_a_tag_is_said_that_the_filter_lets_through(library: Library) -> None:
    del library
    note = editing.create("words", tags=["sqlite-old", "sqlite/wal"])
    assert reasons(note.id, "tag:sqlite") == ["tag “sqlite/wal”"]
    assert reasons(note.id, "tag:sqlite-*") == ["tag “sqlite-old”"]


@pytest.mark.parametrize(
    ("heading", "shown"),
    [
        ('<a name="wal"></a>The WAL', "The WAL"),
        ('<a id="wal"/> The <b>WAL</b><br>', "The WAL"),
        ("The WAL of Vec&lt;Page&gt;", "The WAL of Vec<Page>"),
        ("WAL <2 and >1", "WAL <2 and >1"),
    ],
)
def test_headings_are_said_without_their_html(library: Library, heading: str, shown: str) -> None:
    del library
    note = editing.create(f"# Title\n\n## {heading}\n")
    assert reasons(note.id, "wal")[0] == f"“wal” in a heading: “{shown}”"


def test_words_next_to_each_other_are_said_so(note: str) -> None:
    assert "the words stand next to each other" in reasons(note, "never blocks")
    assert "the words stand close together" in reasons(note, "blocks reader")
    assert not [line for line in reasons(note, "reader yield") if "words stand" in line]


def test_days_are_those_of_the_note(note: str) -> None:
    today = time.strftime("%Y-%m-%d")
    assert reasons(note, "changed:7d created:today") == [f"changed {today}", f"created {today}"]


def test_the_last_word_may_still_be_typed(note: str) -> None:
    assert reasons(note, "read", typing=True) == ["“read…” once in the text"]
    assert reasons(note, "wal mo", typing=True)[0] == "its title begins with “WAL mo”"


def test_a_letter_is_said_as_what_it_was_taken_for(note: str) -> None:
    assert reasons(note, "reader a", typing=True)[1:] == [
        "“reader” once in the text",
        "“a” 3 times in the text",
    ]
    assert reasons(note, "reader w", typing=True) == ["“reader” once in the text"]
    assert reasons(note, "m", typing=True) == ["“m…” in the title"]


def test_what_is_no_note_is_missing() -> None:
    with pytest.raises(Missing):
        why("0" * 16, "wal")


class TestHowMuchIsSaid:
    def test_of_a_long_text_the_first_part_is_read_in_a_moment(self) -> None:
        note_id = editing.create("wal checkpoint\n" * 700_000).id
        began = time.process_time()
        found = reasons(note_id, "wal /(w+)+$/ =checkpoint=")
        assert time.process_time() - began < 2
        assert "“wal” more than 1000 times in the first part of the text" in found

    @pytest.mark.parametrize("typing", [False, True])
    def test_nor_do_many_words_take_long(self, typing: bool) -> None:
        words = " ".join(f"wörd{n}" for n in range(60))
        note_id = editing.create(f"{words}\n{'äny thing élse ' * 65_000}\n{words}").id
        began = time.process_time()
        assert len(reasons(note_id, f"{words} more", typing=typing)) == SAYINGS
        assert time.process_time() - began < 1

    def test_no_more_is_said_than_is_read(self) -> None:
        words = [f"word{n}" for n in range(60)]
        note_id = editing.create(" ".join(words)).id
        assert len(reasons(note_id, " ".join(words))) == SAYINGS

    def test_long_headings_are_cut(self) -> None:
        note_id = editing.create(f"# T\n\n## wal {'x' * 500}").id
        assert all(len(line) < 150 for line in reasons(note_id, "wal"))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(max_size=60) | st.text('wal 检-()"=/*:OR#', max_size=40), st.booleans())
def test_any_query_has_an_answer(note: str, query: str, typing: bool) -> None:
    assert all(reasons(note, query, typing=typing))


@pytest.mark.parametrize("kind", ["created", "changed"])
def test_a_time_that_a_disk_has_changed_is_unknown_here_too(note: str, kind: str) -> None:
    database.execute_sql(f"UPDATE note SET {kind} = {LAST + 1}")
    assert reasons(note, f"{kind}:2020..") == [f"{kind} at an unknown time"]
