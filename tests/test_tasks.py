"""The box that is clicked in a page is the one that changes in the text."""

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rendering_fixtures import html, pipeline, tree

LINES = [
    "- [ ] open",
    "- [x] done",
    "  - [X] inside",
    "    1. [ ] deep",
    "> - [ ] quoted",
    "> [!note] callout",
    "> 2. [x] in it",
    "[^1]: - [ ] footnote",
    "    - [x] more of it",
    "word[^1] and [^2]",
    "[^2]: other",
    "    - [ ] second",
    "```",
    "    - [ ] code",
    "`- [x] code`",
    "-",
    "  [ ] below its mark",
    "- [ ]",
    "- [x](link)",
    "- [a]: /b",
    "[x]: /c",
    "- [\U000f0003] private 𝄞",
    "- 𝄞 [ ] not first",
    "| [ ] | [x] |",
    "|-----|-----|",
    '- <input type="checkbox"> raw',
    "%%",
    "!!! note",
    "\t- [ ]\ttab",
    "---",
    "",
]


def checked(text: str) -> list[bool]:
    boxes = tree(html(text)).xpath("//li[@class='task']/input | //li[@class='task']/p[1]/input")
    return ["checked" in box.attrib for box in boxes]


def turned(text: str, at: int) -> str:
    return text[:at] + ("x" if text[at] == " " else " ") + text[at + 1 :]


@settings(deadline=None)
@given(st.lists(st.sampled_from(LINES), max_size=14), st.sampled_from(["\n", "\r\n"]))
def test_turning_a_place_turns_the_box_of_its_number_and_no_other(
    lines: list[str], line_end: str
) -> None:
    text = line_end.join(lines)
    before, places = checked(text), pipeline().boxes(text)
    assert len(places) == len(before)
    for number, at in enumerate(places):
        after = [is_checked != (other == number) for other, is_checked in enumerate(before)]
        assert checked(turned(text, at)) == after


def test_front_matter_has_no_boxes() -> None:
    text = "---\nlist:\n  - [x] \n---\n- [ ] real"
    assert pipeline().boxes(text) == [text.index("[ ]") + 1]


@pytest.mark.parametrize(
    ("body", "places"), [("𝄞\r\n- [ ] a", [7]), ("```\n- [ ] a\n```", []), ("", [])]
)
def test_places_are_counted_as_scripts_count(
    page: FlaskClient, body: str, places: list[int]
) -> None:
    assert page.post("/preview/boxes", json={"body": body}).json == {"places": places}
