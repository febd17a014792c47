"""Two texts that came of one: what both changed apart is in the result, what touches is a clash."""

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes.diffs.merging import LIMIT, SECONDS, Part, both, merged, settled

few = st.text("ab. \n\r字。", max_size=40)
lines = st.lists(st.sampled_from(["one\n", "two\n", "three\n", "四。五。\n"]), max_size=8).map(
    "".join
)
texts = few | lines | st.text(max_size=20)


def kinds(parts: list[Part]) -> list[str]:
    return [part.kind for part in parts]


def clashes(before: str, mine: str, theirs: str) -> list[tuple[str, str]]:
    return [
        (part.mine, part.theirs) for part in merged(before, mine, theirs) if part.kind == "clash"
    ]


class TestLaws:
    @given(texts, texts, texts)
    def test_the_parts_are_all_of_each_text(self, before: str, mine: str, theirs: str) -> None:
        parts = merged(before, mine, theirs)
        whole = tuple("".join(part[at] for part in parts) for at in range(3))
        assert whole == (before, mine, theirs)

    @given(texts, texts)
    def test_a_side_that_changed_nothing_has_no_say(self, before: str, changed: str) -> None:
        assert settled(merged(before, before, changed)) == changed
        assert settled(merged(before, changed, before)) == changed

    @given(texts, texts)
    def test_the_same_change_twice_is_one(self, before: str, changed: str) -> None:
        assert settled(merged(before, changed, changed)) == changed

    @given(texts, texts, texts)
    def test_mine_and_theirs_have_the_same_rights(
        self, before: str, mine: str, theirs: str
    ) -> None:
        there, back = merged(before, mine, theirs), merged(before, theirs, mine)
        assert [Part(one.before, one.theirs, one.mine) for one in back] == there


@pytest.mark.parametrize(
    ("before", "mine", "theirs", "result"),
    [
        ("a\nb\nc\n", "A\nb\nc\n", "a\nb\nC\n", "A\nb\nC\n"),
        (
            "- [ ] milk\n- [ ] bread\n",
            "- [x] milk\n- [ ] bread\n",
            "- [ ] milk\n- [x] bread\n",
            "- [x] milk\n- [x] bread\n",
        ),
        (
            "The cat is white and happy.",
            "The dog is white and happy.",
            "The cat is white and sad.",
            "The dog is white and sad.",
        ),
        (
            "今天天气很好。我们去公园。晚上吃面条。",
            "今天天气不好。我们去公园。晚上吃面条。",
            "今天天气很好。我们去公园。晚上吃米饭。",
            "今天天气不好。我们去公园。晚上吃米饭。",
        ),
        (
            "今天天气很好，我们去公园玩，晚上吃面",
            "今天天气不好，我们去公园玩，晚上吃面",
            "今天天气很好，我们去公园玩，晚上吃饭",
            "今天天气不好，我们去公园玩，晚上吃饭",
        ),
        ("x\na", "x\na\nb", "X\na", "X\na\nb"),
        ("a\r\nb\r\nc\r\n", "A\r\nb\r\nc\r\n", "a\r\nb\r\nC\r\n", "A\r\nb\r\nC\r\n"),
        (
            "# T\n\nfirst\n\nkept\n\nlast\n",
            "# T\n\nkept\n\nlast\n",
            "# T\n\nfirst\n\nkept\n\nlast, too\n",
            "# T\n\nkept\n\nlast, too\n",
        ),
    ],
)
def test_changes_that_are_apart_are_both_in_the_result(
    before: str, mine: str, theirs: str, result: str
) -> None:
    assert settled(merged(before, mine, theirs)) == result


@pytest.mark.parametrize(
    ("before", "mine", "theirs"),
    [
        ("The cat sat", "The dog sat", "The cat stood"),
        ("words", "Mine. words", "Yours. words"),
        ("今天天气很好", "今天天气不好", "今天天气真好"),
        ("keep\ngone\n", "keep\n", "keep\ngone and more\n"),
        ("", "one", "two"),
    ],
)
def test_changes_that_touch_clash(before: str, mine: str, theirs: str) -> None:
    assert settled(merged(before, mine, theirs)) is None


class TestAClash:
    def test_is_as_small_as_the_line(self) -> None:
        assert clashes("a\nb\nc\n", "a\nmine\nc\n", "a\ntheirs\nc\n") == [("mine\n", "theirs\n")]

    def test_of_a_paragraph_is_a_sentence(self) -> None:
        before = "第一句不变。第二句原来这样。第三句不变。\n"
        mine, theirs = before.replace("原来", "我写"), before.replace("原来", "他写")
        assert clashes(before, mine, theirs) == [("第二句我写这样。", "第二句他写这样。")]

    def test_leaves_out_the_lines_that_both_wrote(self) -> None:
        assert clashes("", "both\nmine\n", "both\ntheirs\n") == [("mine\n", "theirs\n")]

    @pytest.mark.parametrize(
        ("before", "mine", "theirs", "result"),
        [
            ("a", "a\nb", "a\nc", "b\nc"),
            ("a\n", "a\nb\n", "a\nc\n", "b\nc\n"),
            ("", "one", "two", "one\ntwo"),
            ("x\r\n", "x\r\none", "x\r\ntwo", "one\ntwo"),
            ("old\r\n", "one", "two\r\n", "one\r\ntwo\r\n"),
            ("gone\n", "", "kept\n", "kept\n"),
        ],
    )
    def test_with_both_has_one_below_the_other(
        self, before: str, mine: str, theirs: str, result: str
    ) -> None:
        parts = merged(before, mine, theirs)
        assert both(parts, kinds(parts).index("clash")) == result


class TestLargeTexts:
    def test_end_in_time(self) -> None:
        chance = random.Random(4)
        before, mine, theirs = (
            "".join(chance.choice("ab \n字") for _ in range(200_000)) for _ in range(3)
        )
        start = time.monotonic()
        parts = merged(before, mine, theirs)
        assert time.monotonic() - start < 4 * SECONDS
        assert "".join(part.mine for part in parts) == mine

    def test_that_are_too_large_are_one_clash(self) -> None:
        before = "x\n" * (LIMIT // 6)
        assert kinds(merged(before, f"mine\n{before}", f"{before}theirs\n")) == ["clash"]
