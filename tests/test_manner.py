"""What of a page is left to whoever reads it: breaks, quotes, properties."""

import pytest

from notes.rendering.manner import Manner
from tests.markup import Markup
from tests.rendering_fixtures import outline, pipeline

BREAKS, QUOTES, PROPERTIES = Manner(breaks=True), Manner(quotes=True), Manner(properties=True)


def html(text: str, manner: Manner) -> str:
    return pipeline().html(text, manner=manner)


class TestBreaks:
    @pytest.mark.parametrize(
        ("text", "page"),
        [
            ("a\nb", "<p>a<br></br>b</p>"),
            ("a \nb  \nc\\\nd", "<p>a<br></br>b<br></br>c<br></br>d</p>"),
            ("*a\nb* c", "<p><em>a<br></br>b</em> c</p>"),
            ("- a\n  b\n- c", "<ul><li>a<br></br>b</li><li>c</li></ul>"),
            ("`a\nb`", "<p><code>a b</code></p>"),
            ("```\na\nb\n```", "<pre>'a\\nb\\n'</pre>"),
        ],
    )
    def test_a_line_that_ends_is_a_line_that_ends(self, text: str, page: str) -> None:
        assert outline(html(text, BREAKS)) == page

    def test_are_off_where_nobody_asked(self) -> None:
        assert outline(html("a\nb", Manner())) == "<p>a b</p>"


class TestQuotes:
    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("\"a\" and 'b'", "“a” and ‘b’"),
            ("it's the '90s", "it’s the ’90s"),
            ('("a," he said)', "(“a,” he said)"),
            ('"*a*"', "“a”"),
            ('*"a"* "b"', "“a” “b”"),
            ("a -- b---c", "a – b—c"),
            ("wait...", "wait…"),
            ("---- ....", "---- ...."),
            ("use --all here", "use --all here"),
            ('他说"你好"', '他说"你好"'),
            ('`"a" -- b`\'s', '"a" -- b’s'),
            ('<code>"a"</code> "b"', '"a" “b”'),
            ("$x''$", "x″"),
            ('<https://e.org/--"x>', 'https://e.org/--"x'),
            ("[it's](/x)", "it’s"),
        ],
    )
    def test_are_set_as_in_print(self, text: str, words: str) -> None:
        assert Markup(html(text, QUOTES)).text.strip() == words

    def test_leave_code_and_the_names_of_headings_as_they_are(self) -> None:
        page = Markup(html('# a -- "b"\n\n[TOC]\n\n## c -- d\n\n```\n"x"\n```', QUOTES))
        assert [one.get("id") for one in page.all("h1,h2")] == ["in-note-a----b", "in-note-c----d"]
        assert page.texts("ul a") == ["c – d"]
        assert page.texts("pre") == ['"x"']

    def test_what_nests_deep_is_read_all_the_same(self) -> None:
        assert "“x”" in html("**" * 900 + 'a "x" b' + "**" * 900, QUOTES)


FRONT = """---
title: A *plan*
tags: [idea, a/b]
url: https://example.org/?a=b
see: "[[Other|words]]"
none:
list: [1, {deep: [2, 3]}]
hostile: <img src=x onerror=alert(1)>
---
"""


class TestProperties:
    def test_are_a_list_above_the_text(self) -> None:
        page = Markup(html(FRONT + "text", PROPERTIES))
        assert page.texts("dl.properties dt") == ["title", "tags", "url", "see", "list", "hostile"]
        assert page.texts("dd")[0] == "A *plan*"
        assert page.texts("dd .property-tag") == ["idea", "a/b"]
        assert [link.get("href") for link in page.all("dd a")] == [
            "https://example.org/?a=b",
            "Other",
        ]
        assert page.texts("dd")[4:] == ["1, deep: 2, 3", "<img src=x onerror=alert(1)>"]
        assert not page.all("img")

    def test_are_nothing_where_nothing_is_said(self) -> None:
        for front in ("", "---\n---\n", "---\na:\nb: []\n---\n", "---\nno: [yaml\n---\n"):
            assert "properties" not in html(front + "text", PROPERTIES)

    def test_are_the_first_block_of_a_preview(self) -> None:
        ((line, block), *_) = pipeline().blocks(FRONT + "text", manner=PROPERTIES)
        assert line == 0
        assert block.startswith('<dl class="properties">')

    @pytest.mark.parametrize(
        "front", ["a: &a [*a, *a]", "a: &a [x,x,x]\nb: &b [*a,*a,*a]\nc: [*b,*b,*b]\nd: &d {e: *d}"]
    )
    def test_what_holds_itself_ends(self, front: str) -> None:
        assert len(html(f"---\n{front}\n---\n", PROPERTIES)) < 5_000


def test_what_looks_like_front_matter_further_down_is_text() -> None:
    assert outline(pipeline().html("---\na: b\n---\n", begins=False)) == "<hr></hr><h2>a: b</h2>"


class TestHosts:
    @pytest.mark.parametrize("text", ["README.md", "main.rs", "fn.name", "typeis.is"])
    def test_are_links_by_any_ending_where_that_is_asked_for(self, text: str) -> None:
        link = f'<a href="http://{text}" rel="noopener noreferrer">{text}</a>'
        assert html(f"({text}):", Manner(hosts=True)) == f"<p>({link}):</p>"
        assert html(f"({text}):", Manner()) == f"<p>({text}):</p>"

    @pytest.mark.parametrize("text", ["a.js", "见README.md", "a/b.md", "v1.md-x", "end.It-is"])
    def test_what_is_no_host_to_anybody_is_text(self, text: str) -> None:
        assert html(text, Manner(hosts=True)) == f"<p>{text}</p>"
