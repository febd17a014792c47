"""Where is replaced: in the notes that the list shows, and in no other."""

from collections.abc import Iterator

import pytest

from notes.library import editing, listing, opening, replacing, trash
from notes.library.editing import Draft
from notes.library.opening import Library
from notes.library.replacing import Wanted
from notes.search import find, index
from notes.search.find import RENEWING
from notes.search.remarks import Remark
from tests.test_query import documented

#: Beside those of the docs: last words of one letter, and what is no search yet.
TYPED = ["vitamin c", "title:v", "检查点 wal", "in:code y", "-wal tag:", "wal -c", "wal OR c", "("]

TEXTS = [
    "# WAL checkpoint\n\nThe wal mode never blocks a writer: the log is cut. #sqlite/fts",
    "# Vitamin C\n\nAll of chapter 3 in C++ and c#, .NET too\n\n- [ ] buy, - [x] 检查点",
    "# Code\n\n```python\ndef foo_bar(): yield getUserName\n```\n\nA generator. a = b, $$",
    "# Draft\n\n- [x] TODO: see [[checkpoints]] and https://example.org/x #work",
    "plain words of yesterday, a rollback of the log, 检查点之后",
    "# Old\n\nwal checkpoint #old #a",
]


@pytest.fixture(scope="module")
def _notes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A small library, which nobody changes."""
    with opening.open_library(tmp_path_factory.mktemp("scope") / "library"):
        editing.create_many(Draft(text) for text in TEXTS)
        editing.create("# The WAL\n\nwal", notebook="My work/Databases", tags=["project"])
        editing.create("```js\nasync yield\n```", notebook="b")
        trash.put([editing.create("# Thrown away\n\nwal checkpoint c").id])
        yield


def prefixes() -> list[str]:
    """What stands in the box, letter by letter, until a search is typed."""
    typed = (text[:end] for text in documented() + TYPED for end in range(1, len(text) + 1))
    return list(dict.fromkeys(typed))


@pytest.mark.usefixtures("_notes")
@pytest.mark.parametrize("typing", [True, False])
def test_every_note_of_a_search_is_what_its_list_counts(
    monkeypatch: pytest.MonkeyPatch, typing: bool
) -> None:
    monkeypatch.setattr(find, "FEW", 0)  # no other spellings, which take their time
    different = []
    for text in prefixes():
        answer = find.answer(text, typing=typing, limit=100)
        found, _ = find.every(text, typing=typing)
        assert not answer.more
        if found != {hit.id for hit in answer.hits}:
            different.append(text)
    assert different == []


def test_an_index_that_is_renewed_just_now_is_said(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    editing.create("wal")
    monkeypatch.setattr(index, "RULES", index.RULES + 1)
    assert find.every("wal")[1] == (Remark(RENEWING, "0/1"),)


def titles(wanted: Wanted) -> set[str]:
    """Of the notes that would change."""
    return {note.title for note in replacing.preview(wanted).notes}


@pytest.mark.parametrize("tag", ['say "so"', "say", "a)b", "SAY", "none", "a*"])
def test_the_notes_of_a_tag_are_those_of_its_list(library: Library, tag: str) -> None:
    for name in ('say "so"', "say/more", "say", "saying", "a)b", "ab"):
        editing.create("x", title=name, tags=[name])
    assert titles(Wanted("x", "y", tag=tag)) == {head.title for head in listing.page(tag=tag).notes}


def test_places_are_taken_together(library: Library) -> None:
    editing.create("x wal", title="Here", notebook="Work", tags=["a"])
    editing.create("x wal", title="Elsewhere", tags=["a"])
    assert titles(Wanted("x", "y", tag="a", notebook="Work", query="wal")) == {"Here"}


def test_a_search_that_is_typed_goes_on_with_its_last_word(library: Library) -> None:
    editing.create("x walrus", title="Walrus")
    assert titles(Wanted("x", "y", query="wal", typing=True)) == {"Walrus"}
    assert titles(Wanted("x", "y", query="wal")) == set()


@pytest.mark.parametrize("query", ["is:pin", "-", "(", "/a(", "tag:"])
def test_a_search_that_means_nothing_yet_is_no_note(library: Library, query: str) -> None:
    editing.create("x")
    assert titles(Wanted("x", "y", query=query, typing=True)) == set()
