"""Notes that are about the same, and the words that say so."""

import pytest

from notes.errors import Missing
from notes.library import editing, trash
from notes.library.editing import Draft
from notes.library.opening import Library
from notes.search.likeness import similar
from notes.search.snippet import html_of
from tests.conftest import corpus

pytestmark = pytest.mark.usefixtures("library")

SHELF = {
    "WAL": "# Write-ahead log\n\nThe checkpoint copies pages; the journal is what SQLite reads.",
    "Journal": "# Journals\n\nSQLite keeps a journal. A checkpoint copies pages of it.",
    "Bread": "# Sourdough\n\nThe starter is what makes flour and water rise.",
    "Rye": "# Rye bread\n\nIts flour wants an old starter and much water, says the baker.",
    "日志": "# 预写日志\n\n检查点之后截断日志，数据库恢复",
    "恢复": "# 崩溃恢复\n\n数据库从日志恢复，到最后的检查点",
    "Garden": "# Garden\n\nTomatoes, and the fence.",
}


@pytest.fixture
def shelf(library: Library) -> dict[str, str]:
    """Ids of notes by the name that the tests give them."""
    del library
    return dict(zip(SHELF, editing.create_many(map(Draft, SHELF.values())), strict=True))


def nearest(note_id: str) -> str:
    return similar(note_id)[0].hit.id


@pytest.mark.parametrize(
    ("name", "other"), [("WAL", "Journal"), ("Bread", "Rye"), ("Rye", "Bread"), ("日志", "恢复")]
)
def test_notes_of_one_topic_find_each_other(shelf: dict[str, str], name: str, other: str) -> None:
    assert nearest(shelf[name]) == shelf[other]


def test_a_note_of_its_own_topic_finds_none(shelf: dict[str, str]) -> None:
    assert similar(shelf["Garden"]) == []


def test_what_both_have_is_said_and_marked(shelf: dict[str, str]) -> None:
    alike = similar(shelf["WAL"])[0]
    assert {"checkpoint", "journal", "sqlite", "copies"} <= set(alike.shares)
    assert "<mark>checkpoint</mark>" in html_of(alike.hit.snippet_parts).lower()


def test_words_of_scripts_without_spaces_are_said_whole(shelf: dict[str, str]) -> None:
    assert {"检查点", "数据库"} <= set(similar(shelf["日志"])[0].shares)


def test_words_in_the_title_and_tags_tell_more() -> None:
    texts = [f"filler{n} {'other ' * n} topic" for n in range(40)]
    asked, *_ = editing.create_many(
        [
            Draft("Quantum notes, falling", title="Gardening", tags=["tools"]),
            Draft("gardening at night"),
            Draft("tools at night"),
            Draft("falling at night"),
            *map(Draft, texts),
        ]
    )
    found = [alike.shares for alike in similar(asked)]
    assert found == [("gardening",), ("tools",), ("falling",)]


def test_neither_the_note_itself_nor_the_trash_is_listed(shelf: dict[str, str]) -> None:
    trash.put([shelf["Journal"]])
    assert not {shelf["WAL"], shelf["Journal"]} & {a.hit.id for a in similar(shelf["WAL"])}


def test_no_more_are_listed_than_wanted() -> None:
    first, *_ = editing.create_many(Draft("octopus" if n < 5 else "other") for n in range(12))
    assert [len(similar(first, limit)) for limit in (0, 3)] == [0, 3]


@pytest.mark.parametrize("text", ["", "12 + 34", "a b c", "<b>\n", "点", "\0", '"*^ ({'])
def test_a_note_without_telling_words_is_like_none(text: str) -> None:
    first, _ = editing.create_many([Draft(text), Draft(text)])
    assert similar(first) == []


def test_addresses_and_tags_of_html_tell_nothing() -> None:
    text = "<div class='wrapper'> [x](https://wrapper.example/wrapper) https://wrapper.example"
    first, _ = editing.create_many([Draft(text), Draft("wrapper example")])
    assert similar(first) == []


def test_scripts_with_vowel_marks_have_words() -> None:
    first, other = editing.create_many([Draft("हिन्दी भाषा"), Draft("सरल हिन्दी")])
    assert nearest(first) == other


@pytest.mark.parametrize("note_id", ["0" * 16, "", "x' OR 1"])
def test_what_is_no_note_is_missing(note_id: str) -> None:
    with pytest.raises(Missing):
        similar(note_id)


class TestRealNotes:
    @pytest.fixture
    def ids(self, library: Library) -> dict[str, str]:
        del library
        root = corpus("notes")
        files = [file for file in sorted(root.rglob("*.md")) if "tldr" not in file.parts[-2]]
        made = editing.create_many(Draft(file.read_text("utf-8")) for file in files)
        return {str(file.relative_to(root)): note for file, note in zip(files, made, strict=True)}

    @pytest.mark.parametrize(
        ("path", "others"),
        [
            (
                "rust-book/ch04-01-what-is-ownership.md",
                ["rust-book/ch04-02-references-and-borrowing.md"],
            ),
            (
                "rust-book/ch16-01-threads.md",
                ["rust-book/ch16-02-message-passing.md", "rust-book/ch16-03-shared-state.md"],
            ),
            ("rust-book/ch17-04-streams.md", ["rust-book/ch17-05-traits-for-async.md"]),
            ("react-zh/updating-arrays-in-state.md", ["react-zh/updating-objects-in-state.md"]),
            ("vue-zh/typescript/overview.md", ["vue-zh/typescript/options-api.md"]),
            ("cpp-docs/exception.md", ["cpp-docs/exception-functions.md"]),
        ],
    )
    def test_of_neighbouring_chapters_are_near(
        self, ids: dict[str, str], path: str, others: list[str]
    ) -> None:
        found = [alike.hit.id for alike in similar(ids[path], 5)]
        assert {ids[other] for other in others} <= set(found)
