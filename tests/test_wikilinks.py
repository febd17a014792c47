"""Links, embedded notes and images by name; what is only for the writer."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes.rendering.blocks import cut
from tests.rendering_fixtures import elements, html, outline


def shown(text: str) -> str:
    return outline(html(text)).removeprefix("<p>").removesuffix("</p>")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[[Plan]]", "<a href='Plan'>Plan</a>"),
        ("[[Plan|the *plan*]]", "<a href='Plan'>the *plan*</a>"),
        ("[[a/b c.md]]", "<a href='a/b%20c.md'>a/b c.md</a>"),
        ("[[Plan#How far?]]", "<a href='Plan#how-far'>Plan › How far?</a>"),
        ("[[Plan#A#B|x]]", "<a href='Plan#b'>x</a>"),
        ("[[Plan#^block]]", "<a href='Plan'>Plan › ^block</a>"),
        ("[[#Here]]", "<a href='#here'>Here</a>"),
        ("看[[计划]]。", "看<a href='%E8%AE%A1%E5%88%92'>计划</a>。"),
        ("![[Plan]]", "<a href='Plan'>Plan</a>"),
        ("*a [[b_c_d]]*", "<em>a <a href='b_c_d'>b_c_d</a></em>"),
    ],
)
def test_a_name_in_brackets_is_a_link_to_a_note(text, expected):
    assert shown(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "[[ -f x ]]",
        "[[]]",
        "[[a\nb]]",
        "\\[[a]]",
        "`[[a]]`",
        "[[[a]]]",
        "[[a [b] c]]",
    ],
)
def test_other_brackets_are_brackets(text):
    assert not [element for element in elements(html(text)) if element.tag == "a"]


def test_what_is_defined_is_the_link_that_the_definition_says():
    assert shown("[[foo]]\n\n[foo]: /url") == "[<a href='/url'>foo</a>]"


def test_links_and_embedded_notes_can_be_told_from_others():
    classes = [element.get("class") for element in elements(html("[[a]] ![[b]] [c](d)"))]
    assert [name for name in classes if name] == ["wiki-link", "wiki-embed"]


def test_a_pipe_in_a_table_is_escaped():
    (link,) = (one for one in elements(html("|a|\n|-|\n|[[b\\|c]]|")) if one.tag == "a")
    assert (link.get("href"), link.text) == ("b", "c")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("![a|300](b.png)", {"src": "b.png", "alt": "a", "width": "300"}),
        ("![a|300x200](b.png)", {"src": "b.png", "alt": "a", "width": "300", "height": "200"}),
        ("![300](b.png)", {"src": "b.png", "alt": "", "width": "300"}),
        ("![a|b](b.png)", {"src": "b.png", "alt": "a|b"}),
        ("![in 300](b.png)", {"src": "b.png", "alt": "in 300"}),
        ("![[a b.png]]", {"src": "a%20b.png", "alt": "a b.png"}),
        ("![[b.JPG|300]]", {"src": "b.JPG", "alt": "b.JPG", "width": "300"}),
        ("![[b.png|words]]", {"src": "b.png", "alt": "words"}),
        ("![a|300][x]\n\n[x]: b.png", {"src": "b.png", "alt": "a", "width": "300"}),
    ],
)
def test_an_image_has_the_size_that_its_words_end_in(text, expected):
    (image,) = (element for element in elements(html(text)) if element.tag == "img")
    assert dict(image.attrib) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a %%b%% c", "a c"),
        ("a %%*b*\nc%% d", "a d"),
        ("中文 %%不看%%，看", "中文 ，看"),
        ("中文%%不看%%中文", "中文中文"),
        ("100%% sure, 50%% off", "100%% sure, 50%% off"),
        ("a %%b", "a %%b"),
        ("`%%a%%`", "<code>%%a%%</code>"),
        ("%%a%% b", "b"),
        ("%%\na\n\n- b\n%%\nc", "c"),
        ("- a\n  %%\n  b\n  %%", "<ul><li>a</li></ul>"),
        ("> %%\n> b\n\nc", "<blockquote><pre>'%%\\nb'</pre></blockquote><p>c"),
        ("a\n\n%%\nb", "a</p><pre>'%%\\nb'</pre>"),
    ],
)
def test_comments_are_not_shown_unless_they_never_end(text, expected):
    assert shown(text) == expected


def test_a_comment_is_one_block_of_the_preview():
    assert [piece.text for piece in cut("a\n\n%%\nb\n\nc\n%%\n\nd")] == [
        "a\n\n",
        "%%\nb\n\nc\n%%\n\n",
        "d",
    ]


PARTS = [
    "[[",
    "]]",
    "![[",
    "|",
    "#",
    "%%",
    "\n",
    "\n\n",
    "a",
    " ",
    "[",
    "]",
    "(b)",
    "300",
    "^",
    "`",
]


@given(st.lists(st.sampled_from(PARTS), max_size=30))
def test_no_text_is_too_odd(parts):
    html("".join(parts))


@pytest.mark.parametrize("text", ["[[" * 20_000, "%%" * 20_000, "%% " * 20_000, "![[a|" * 10_000])
def test_long_rows_of_marks_are_read_in_time(text):
    began = time.process_time()
    html(text)
    assert time.process_time() - began < 2
