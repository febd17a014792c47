import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes.search import snippet
from notes.search.query import parse
from notes.search.snippet import Marker, folded, html_of


class TestSnippets:
    @given(st.text())
    def test_fold_without_moving_anything(self, text: str) -> None:
        assert len(folded(text)) == len(text)

    def test_show_the_place_where_most_words_stand(self) -> None:
        text = "wal " + "x " * 400 + "the wal and the checkpoint " + "y " * 400
        parts = Marker(parse("wal checkpoint").terms()).snippet(text)
        assert "<mark>wal</mark> and the <mark>checkpoint</mark>" in html_of(parts)
        assert len("".join(part for part, _ in parts)) < 2 * snippet.LENGTH

    @pytest.mark.parametrize(
        "head", ["# WAL mode\n", "WAL mode\n===\n", "---\nx: wal\n---\n# WAL mode\n"]
    )
    def test_do_not_repeat_the_title(self, head: str) -> None:
        parts = Marker(parse("wal").terms()).snippet(f"{head}\nthe wal grows", title="WAL mode")
        assert html_of(parts) == "the <mark>wal</mark> grows"

    def test_of_a_match_in_the_title_alone_are_the_first_words(self) -> None:
        parts = Marker(parse("wal").terms()).snippet("# WAL\n\ntext", "text", "WAL")
        assert html_of(parts) == "text"

    def test_that_overlap_are_marked_without_repeating_a_character(self) -> None:
        parts = Marker(parse("异步 步组 组件").terms()).marked("一异步组件")
        assert parts == [("一", False), ("异步", True), ("组", True), ("件", True)]

    @given(st.text("wal检查 é\n", max_size=3000))
    def test_give_the_text_back_when_marking_it_whole(self, text: str) -> None:
        assert "".join(part for part, _ in Marker(parse("wal 检").terms()).marked(text)) == text
