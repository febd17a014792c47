"""Differences between texts: true, readable, and found in bounded time."""

import random
import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes.diffs import lines
from notes.diffs.extent import extent
from notes.diffs.lines import Fold, Row, compare
from notes.diffs.matching import matches
from notes.diffs.since import standing
from notes.diffs.words import Parts, compared, words

few = st.text("ab \n字\r", max_size=60)
START = datetime(2026, 1, 1, tzinfo=UTC)


def rows(left: str, right: str) -> list[Row]:
    """All of them, unfolded."""
    found: list[Row] = []
    for one in compare(left, right).shown:
        found += one.rows if isinstance(one, Fold) else [one]
    return found


def text(parts: Parts) -> str:
    return "".join(part for part, _ in parts).replace("␍", "\r")


def marked(line: str, other: str) -> tuple[str, str]:
    """Both lines, what differs in brackets."""
    pair = compared(line, other, time.monotonic() + 1)
    told = ("".join(f"[{part}]" if differs else part for part, differs in one) for one in pair)
    return next(told), next(told)


class TestMatches:
    @given(st.lists(st.integers(0, 5)), st.lists(st.integers(0, 5)))
    def test_are_the_same_in_both_and_in_order(self, left: list[int], right: list[int]) -> None:
        at = other = 0
        for match in matches(left, right):
            assert match.size
            assert match.left >= at
            assert match.right >= other
            at, other = match.left + match.size, match.right + match.size
            assert left[match.left : at] == right[match.right : other]
        assert at <= len(left)
        assert other <= len(right)

    @given(st.lists(st.integers()))
    def test_of_the_same_are_all_of_it(self, items: list[int]) -> None:
        assert sum(match.size for match in matches(items, items.copy())) == len(items)

    def test_find_what_moved_around_something_new(self) -> None:
        assert [tuple(match) for match in matches("abcxdef", "abcyydef")] == [(0, 0, 3), (4, 5, 3)]


class TestWords:
    @pytest.mark.parametrize(
        ("line", "other", "was", "becomes"),
        [
            ("a quick fox", "a slow fox", "a [quick] fox", "a [slow] fox"),
            ("one two three", "one 2 3 three", "one [two] three", "one [2 3] three"),
            ("我喜欢猫和狗。", "我喜欢大猫和小狗。", "我喜欢猫和狗。", "我喜欢[大]猫和[小]狗。"),
            ("今天天气很好", "今天天气不好", "今天天气[很]好", "今天天气[不]好"),
            ("使用Python编程", "使用Rust编程", "使用[Python]编程", "使用[Rust]编程"),
            ("おはよう、世界", "おはよう、地球", "おはよう、[世界]", "おはよう、[地球]"),
            ("naïve cafe\u0301", "naive cafe", "[naïve cafe\u0301]", "[naive cafe]"),
            ("ok 👩\u200d🔬!", "ok 👩\u200d🚀!", "ok [👩\u200d🔬]!", "ok [👩\u200d🚀]!"),
            ("f(x, y)", "f(x, z)", "f(x, [y])", "f(x, [z])"),
            ("", "new", "", "[new]"),
        ],
    )
    def test_only_what_differs_is_marked(
        self, line: str, other: str, was: str, becomes: str
    ) -> None:
        assert marked(line, other) == (was, becomes)

    @given(st.text())
    def test_are_all_of_a_line(self, line: str) -> None:
        assert "".join(words(line)) == line


class TestLines:
    @given(few, few)
    def test_both_texts_can_be_read_from_the_rows(self, left: str, right: str) -> None:
        shown = rows(left, right)
        assert "\n".join(text(row.left.parts) for row in shown if row.left) == left
        assert "\n".join(text(row.right.parts) for row in shown if row.right) == right
        for row in shown:
            assert row.same == (
                row.left is not None
                and row.right is not None
                and text(row.left.parts) == text(row.right.parts)
            )

    def test_a_changed_line_stands_beside_what_it_was(self) -> None:
        before = "# Plan\nbuy milk\ncall Ann\nend"
        after = "# Plan\nnew line here\nbuy oat milk\nwrite to Ann\nend"
        pairs = [
            (row.left and text(row.left.parts), row.right and text(row.right.parts))
            for row in rows(before, after)
        ]
        assert pairs == [
            ("# Plan", "# Plan"),
            (None, "new line here"),
            ("buy milk", "buy oat milk"),
            ("call Ann", "write to Ann"),
            ("end", "end"),
        ]

    def test_long_stretches_that_are_the_same_are_folded(self) -> None:
        same = [f"line {number}" for number in range(100)]
        shown = compare("\n".join(same), "\n".join([*same[:50], "new", *same[50:]])).shown
        assert [one.lines for one in shown if isinstance(one, Fold)] == [47, 47]
        assert len(shown) == 2 + 3 + 1 + 3

    def test_another_kind_of_line_end_can_be_seen(self) -> None:
        [row, _] = rows("a\r\n", "a\n")
        assert row.left
        assert row.left.parts == [("a", False), ("␍", True)]

    def test_the_same_is_said_to_be_the_same(self) -> None:
        assert compare("a\nb", "a\nb").changed == 0

    def test_where_there_is_no_time_for_words_whole_lines_differ_and_it_is_said(self) -> None:
        compared = compare("a b\nsame", "a c\nsame", seconds=-1)
        assert not compared.by_words
        assert compared.shown[0].left.parts == [("a b", False)]

    def test_more_lines_than_anybody_reads_are_counted(self) -> None:
        compared = compare("a\n" * 10_000, "b\n" * 10_000)
        assert len(compared.shown) == lines.SHOWN
        assert (compared.changed, compared.beyond) == (10_000, 10_000 - lines.SHOWN)


def hard_texts() -> list[tuple[str, str]]:
    rng = random.Random(1)
    letters = ["的", "是", "我", "们", "在", "alpha", "beta", "gamma"]
    long = [" ".join(rng.choices(letters, k=8)) if n % 2 else "" for n in range(8_000)]
    shuffled = rng.sample(long, len(long))
    one_line = rng.choices(letters, k=40_000)
    return [
        ("\n".join(long), "\n".join(shuffled)),
        ("\n".join(long), "\n".join(long[::-1])),
        (" ".join(one_line), " ".join(rng.sample(one_line, len(one_line)))),
        ("a\n" * 200_000, "b\n" + "a\n" * 100_000 + "b\n" * 100_000),
        ("字" * 200_000, "字" * 100_000 + "好" + "字" * 100_000),
        ("ab" * 14_000, "ba" * 14_000),
        ("a b " * 7_000, "b a a " * 5_000),
    ]


@pytest.mark.parametrize(("left", "right"), hard_texts())
def test_hard_texts_are_compared_in_bounded_time(left: str, right: str) -> None:
    began = time.process_time()
    compare(left, right)
    extent(left, right)
    assert time.process_time() - began < 3 * lines.SECONDS


class TestExtent:
    @pytest.mark.parametrize(
        ("before", "after", "wanted"),
        [
            ("", "", (0, 0)),
            ("same", "same", (0, 0)),
            ("", "new", (0, 3)),
            ("a word here", "a here", (5, 0)),
            ("one\ntwo\nthree", "one\n2\nthree", (3, 1)),
            ("a\nb\nc", "c\na\nb", (0, 0)),
            ("字字", "字大字", (0, 1)),
        ],
    )
    def test_is_what_went_and_what_came(
        self, before: str, after: str, wanted: tuple[int, int]
    ) -> None:
        assert extent(before, after) == wanted

    @given(few, few)
    def test_accounts_for_the_length(self, before: str, after: str) -> None:
        gone, come = extent(before, after)
        assert gone >= 0
        assert come >= 0
        assert abs((come - gone) - (len(after) - len(before))) <= 60


class TestSince:
    def test_each_line_says_since_when_it_stands(self) -> None:
        texts = ["one\ntwo", "one\nnew\ntwo", "zero\none\nnew\n2"]
        dated = [(START + timedelta(days=n), text) for n, text in enumerate(texts)]
        (written, newest), earlier = dated[-1], dated[-2::-1]
        told = standing(newest, written, earlier, time.monotonic() + 1)
        assert [(one.line, (one.since - START).days, one.at_least) for one in told] == [
            ("zero", 2, False),
            ("one", 0, True),
            ("new", 1, False),
            ("2", 2, False),
        ]

    def test_a_line_that_went_and_came_back_is_new(self) -> None:
        dated = [(START + timedelta(days=n), text) for n, text in enumerate(["a\nb", "a", "a\nb"])]
        told = standing("a\nb", dated[2][0], dated[1::-1], time.monotonic() + 1)
        assert [(one.since - START).days for one in told] == [0, 2]

    def test_without_time_it_says_at_least(self) -> None:
        earlier = [(START - timedelta(days=n), "a") for n in range(1, 4)]
        [told] = standing("a", START, earlier, deadline=0)
        assert (told.since, told.at_least) == (START - timedelta(days=1), True)
