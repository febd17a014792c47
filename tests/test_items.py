"""Long lists, rendered in parts that are put together again."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notes.rendering import items
from notes.rendering.alarm import limited
from tests.rendering_fixtures import html

MARKERS = st.sampled_from([["- ", "- [ ] ", "-   "], ["* "], ["1. ", "2. ", "12. "], ["3) "]])
WORDS = """
a|*b*|# c|> d|- e|1. f|```|[g|](h)|`i|$$|---|: j|[[k]]|!!! note|[x] l|| m
"""
INSIDE = ["", " ", "  ", "   ", "    ", "      ", "  - ", "    - [ ] ", "   1. "]


def lists(markers: list[str]) -> st.SearchStrategy[str]:
    words = st.sampled_from(WORDS.strip().split("|"))
    lines = st.tuples(st.sampled_from([*markers * 4, *INSIDE[1:]]), words).map("".join)
    return st.lists(lines, min_size=2, max_size=12).map("\n".join)


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patched:
        patched.setattr(items, "LONG", 0)
        patched.setattr(items, "SIZE", 2)
        yield


@given(MARKERS.flatmap(lists))
@settings(max_examples=500, deadline=None)
def test_the_parts_put_together_are_the_list(text: str) -> None:
    parts = items.parts(text)
    assert "".join(parts) in (text, "")
    whole = items.joined([html(part) for part in parts]) if parts else None
    assert whole in (None, html(text))


def test_a_plain_list_has_parts_and_one_with_something_between_its_items_has_none() -> None:
    text = "".join(f"- [{' x'[n % 2]}] item {n}\n  - more\n" for n in range(20))
    assert len(items.parts(text)) > 5
    assert items.joined([html(part) for part in items.parts(text)]) == html(text)
    for other in ("* another", "1. another", "words", "---", "", "- <b>", "- a[^1]", "# h"):
        assert not items.parts(f"{text}{other}\n{text}"), other


def test_blank_lines_are_looked_at_once_each() -> None:
    with limited(5, busy=True):  # each by each they would take minutes
        assert not items.parts("a" + "\n" * 300_000 + "b")
