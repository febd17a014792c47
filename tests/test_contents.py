"""The table of contents of a note."""

import pytest

from tests.rendering_fixtures import html, tree

NOTE = "# T\n\n[TOC]\n\n## A *b*\n\n### C\n\n##### E\n\n### D\n\n## A *b*\n"


def entries(text: str) -> list[tuple[int, str, str]]:
    """Depth, words and target of each line of the table."""
    (table,) = (one for one in tree(html(text)).iter("ul") if one.get("class") == "contents")
    return [
        (sum(one.tag == "ul" for one in link.iterancestors()), link.text, link.get("href"))
        for link in table.iter("a")
    ]


def test_it_leads_to_every_heading_below_the_title():
    assert entries(NOTE) == [
        (1, "A b", "#a-b"),
        (2, "C", "#c"),
        (3, "E", "#e"),
        (2, "D", "#d"),
        (1, "A b", "#a-b-1"),
    ]


def test_it_says_what_the_headings_say_without_their_marks():
    page = html("[TOC]\n\n## <a name=x></a>A :tada: `b` [c](d) $x$")
    assert '<a href="#a-tada-b-c-x" rel="noopener noreferrer">A 🎉 b c <math>' in page


def test_headings_may_begin_anywhere_and_go_up_again():
    assert [depth for depth, *_ in entries("[TOC]\n\n### A\n\n# B\n\n## C\n\n# D")] == [1, 1, 2, 1]


@pytest.mark.parametrize("mark", ["[TOC]", "[toc]", "[[toc]]", "[[_TOC_]]"])
def test_it_is_asked_for_in_the_ways_that_others_know(mark):
    assert entries(f"{mark}\n\n## A\n\n## B")


@pytest.mark.parametrize("text", ["a [TOC]\n\n## A", "`[TOC]`\n\n## A", "\\[TOC]\n\n## A"])
def test_a_mark_that_does_not_stand_alone_is_text(text):
    assert 'class="contents"' not in html(text)
