"""A text cut again while it is written."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notes.rendering import blocks, cutter
from notes.rendering.blocks import cut
from notes.rendering.cutter import Cutter
from tests.conftest import corpus

#: What may come between or into the lines of a text.
PARTS = """
text|- item|  more|    code|```|~~~~|> quote|<div>|</div>|<p>|<!--|-->|%%|: meaning|[a]: b|[^a]: b
# head|a[^a]|[a]|*[T]: U|T|1|1. a|---|...|x: y
"""
LINES = st.sampled_from(["", "", "", " ", *PARTS.strip().replace("\n", "|").split("|")])
TEXTS = st.lists(LINES, max_size=25).map("\n".join)
INSERTED = st.one_of(LINES, st.sampled_from(["\n", "\n\n", "`", "[", "]", ":", " ", "\r\n", "-"]))
CHANGES = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 12), INSERTED), max_size=6)


@given(TEXTS, CHANGES)
@settings(max_examples=500, deadline=None)
def test_whatever_is_changed_the_pieces_are_those_of_the_whole(
    text: str, changes: list[tuple[float, int, str]]
) -> None:
    again = Cutter()
    assert again.cut(text) == cut(text)
    for where, removed, inserted in changes:
        at = int(where * len(text))
        text = text[:at] + inserted + text[at + removed :]
        assert again.cut(text) == cut(text)


def test_real_notes_that_are_written_letter_by_letter_are_cut_as_they_are() -> None:
    for path in sorted(corpus("notes").rglob("*.md"))[::40]:
        text, again = path.read_text("utf-8")[:3_000], Cutter()
        for end in range(0, len(text), 7):
            written = text[:end] + text[end + 7 :]
            assert again.cut(written) == cut(written)


def test_a_keystroke_looks_at_the_blocks_around_it_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    paragraphs = [f"Paragraph {number} of [a]" for number in range(100)]
    again = Cutter()
    again.cut("\n\n".join([*paragraphs, "[a]: b"]))
    looked_at: list[blocks.Piece] = []

    def seen(pieces: list[blocks.Piece]) -> object:
        looked_at.extend(pieces)
        return blocks.said_in(pieces)

    monkeypatch.setattr(cutter, "said_in", seen)
    paragraphs[50] += " typed"
    again.cut("\n\n".join([*paragraphs, "[a]: b"]))
    assert len(looked_at) <= 4


@pytest.mark.parametrize("text", ["a\n\n<div>\n\nb", "---\na: b", "a\r\n\r\nb"])
def test_what_cannot_be_cut_in_part_is_cut_whole(text: str) -> None:
    again = Cutter()
    again.cut(text)
    for end in ("\n\n</div>\n\nc", "\n---\n\nc", "\n\nc"):
        assert again.cut(text + end) == cut(text + end)
