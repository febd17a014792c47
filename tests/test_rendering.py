"""What Octavo adds to Markdown, and the whole way from a note to a page."""

import hashlib
import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from notes.rendering.sanitize import CLASSES
from notes.rendering.worker import VERSION
from tests.conftest import corpus
from tests.rendering_fixtures import elements, html, outline

SAMPLE = """---
title: Sample
---
# Sample *note*

Words with `code`, **strong**, ==marked==, H~2~O, x^2^, ~~gone~~ and [a link](#sample-note).[^1]

- [x] done
- [ ] open

> [!tip]- Folded
> Text

```python title="a.py" hl_lines="2" linenums="9"
def f(x):
    return f"{x}"  # 1
```

| a | b |
|:--|--:|
| 1 | 2 |

Term
: Meaning of HTML

$x^2$, [[Note#Place|words]], ![w|300](a.png), %%not shown%%

[TOC]

*[HTML]: Hypertext Markup Language
[^1]: Foot.
"""


def test_the_version_changes_when_the_same_text_becomes_another_page() -> None:
    # When this fails: count VERSION in notes/rendering/worker.py up, and put the new hash here.
    page = hashlib.sha256(html(SAMPLE).encode()).hexdigest()
    assert (VERSION, page[:16]) == ("7", "3e7d2d3c74e1d84d")


def test_front_matter_is_not_text() -> None:
    assert outline(html("---\ntitle: x\n---\ntext")) == "<p>text</p>"


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_line_ends_of_all_kinds_are_line_ends(line_end: str) -> None:
    text = line_end.join(["# a", "", "- b", "", "```", "c", "d", "```"])
    assert outline(html(text)) == "<h1>a</h1><ul><li>b</li></ul><pre>'c\\nd\\n'</pre>"


def test_what_is_no_character_is_shown_as_one_that_is_missing() -> None:
    assert html("a\0b \ud800 c") == "<p>a\ufffdb \ufffd c</p>"


class TestCode:
    def test_the_language_is_named_and_coloured(self) -> None:
        page = html("```python\ndef f(): pass\n```")
        assert '<span class="code-language" title="Python"></span>' in page
        assert '<code class="highlight language-python"><span class="k">def</span>' in page

    def test_an_unknown_language_is_named_and_plain(self) -> None:
        page = html("```zork\nx = 1\n```")
        assert 'title="zork"' in page
        assert '<code class="highlight">x = 1\n</code>' in page

    def test_no_language_is_never_guessed(self) -> None:
        assert '<figcaption></figcaption><pre><code class="highlight">#!/bin/sh' in html(
            "```\n#!/bin/sh\necho\n```"
        )

    @pytest.mark.parametrize("info", ['title="a b.py"', "{.python title='a b.py'}"])
    def test_a_title_is_in_the_caption(self, info: str) -> None:
        assert '<span class="code-title" title="a b.py"></span>' in html(f"```{info}\nx\n```")

    @pytest.mark.parametrize("info", ['hl_lines="2-3"', "{2-3}", "{ 2, 3 }"])
    def test_lines_can_be_marked(self, info: str) -> None:
        page = html(f"```text {info}\na\nb\nc\nd\n```")
        assert 'a\n<span class="hll">b\n</span><span class="hll">c\n</span>d\n' in page

    def test_a_marked_line_inside_a_token_of_many_lines_is_marked_alone(self) -> None:
        page = html('```python hl_lines="2"\n"""a\nb\nc"""\n```')
        assert '<span class="hll"><span class="sd">b\n</span></span>' in page

    def test_what_follows_a_comma_is_no_part_of_the_language(self) -> None:
        assert 'title="Rust"' in html("```rust,ignore\nx\n```")

    @pytest.mark.parametrize("name", ["python", "html", "yaml", "console", "diff", "make", "sql"])
    @given(st.text(st.characters(exclude_characters="\0\r", exclude_categories=["Cs"])))
    @settings(max_examples=20, deadline=None)
    def test_no_character_of_a_code_is_lost(self, name: str, source: str) -> None:
        page = html(f"~~~~~~~~~~ {name}\n{source}\n~~~~~~~~~~")
        code = next(element for element in elements(page) if element.tag == "code")
        assert code.text_content() == source + "\n"


class TestTasks:
    def test_boxes_show_what_is_done_and_cannot_be_clicked(self) -> None:
        page = html("- [ ] open\n- [x] done\n- no task")
        assert page.startswith('<ul class="tasks">')
        assert '<li class="task"><input type="checkbox" disabled=""> open' in page
        assert '<li class="task"><input type="checkbox" disabled="" checked=""> done' in page
        assert "<li>no task" in page

    def test_tasks_between_blank_lines_are_tasks(self) -> None:
        assert '<li class="task"><p><input' in html("- [ ] a\n\n- [X] b").replace("\n", "")

    def test_a_box_elsewhere_is_text(self) -> None:
        assert "<input" not in html("[ ] a\n\n- a [ ] b\n- [ ]c")


class TestCallouts:
    def test_a_quote_that_names_its_kind_is_a_callout(self) -> None:
        page = html("> [!WARNING]\n> Text\n>\n> - more")
        assert page.startswith(
            '<aside class="callout warning"><p class="callout-title">Warning</p>'
        )
        assert "<li>more" in page

    def test_a_callout_has_the_title_that_it_is_given(self) -> None:
        assert '<p class="callout-title">Mind <em>this</em></p>' in html(
            "> [!tip] Mind *this*\n> x"
        )

    @pytest.mark.parametrize(("mark", "opened"), [("-", ""), ("+", ' open="open"')])
    def test_a_callout_can_fold(self, mark: str, opened: str) -> None:
        page = html(f"> [!note]{mark} Title\n> text")
        assert page.startswith(f'<details class="callout"{opened}><summary class="callout-title">')

    def test_what_others_call_it_is_shown_as_the_nearest_of_ours(self) -> None:
        assert 'class="callout danger"><p class="callout-title">Bug</p>' in html("> [!bug]\n> x")
        assert 'class="callout"><p class="callout-title">Zork</p>' in html("> [!zork]\n> x")

    def test_three_marks_make_one_of_what_is_indented(self) -> None:
        page = html('!!! note "A title"\n    text\n\n        code\n\nafter')
        assert outline(page) == (
            "<aside><p>A title</p><p>text</p><pre>'code\\n'</pre></aside><p>after</p>"
        )


class TestFootnotes:
    def test_they_are_numbered_as_they_are_named_and_stand_below(self) -> None:
        page = html("a[^x] b[^y]\n\n[^y]: Y\n\n[^x]: X\n    more")
        assert outline(page) == (
            "<p>a<a href='#fn-x'>1</a> b<a href='#fn-y'>2</a></p>"
            "<ol><li><p>X more <a href='#fnref-x'>↩</a></p></li>"
            "<li><p>Y <a href='#fnref-y'>↩</a></p></li></ol>"
        )

    def test_where_they_are_named_has_an_id_each_time(self) -> None:
        page = html("a[^x] b[^x]\n\n[^x]: X")
        assert 'id="in-note-fnref-x"' in page
        assert 'id="in-note-fnref-x-2"' in page

    def test_one_that_nobody_names_is_still_shown(self) -> None:
        assert "lost?" in html("text\n\n[^x]: lost?")

    def test_one_that_does_not_exist_is_text(self) -> None:
        assert outline(html("a[^x]")) == "<p>a[^x]</p>"


class TestMarks:
    @pytest.mark.parametrize(
        ("text", "shown"),
        [
            ("==marked==", "<mark>marked</mark>"),
            ("~~gone~~", "<del>gone</del>"),
            ("^^put in^^", "<ins>put in</ins>"),
            ("H~2~O", "H<sub>2</sub>O"),
            ("x^2^", "x<sup>2</sup>"),
            ("a == b == c", "a == b == c"),
            ("cp ~/a ~/b", "cp ~/a ~/b"),
            ("~5 or ~6", "~5 or ~6"),
            ("10~20元，30~40元", "10~20元，30~40元"),
            ("周一~周五、周六~周日", "周一~周五、周六~周日"),
            ("1~2,3~4", "1~2,3~4"),
            ("x^2，y^2", "x^2，y^2"),
            ("2^10^的", "2<sup>10</sup>的"),
            ("~~划掉~~ ^^加上^^", "<del>划掉</del> <ins>加上</ins>"),
            ("**==both==**", "<strong><mark>both</mark></strong>"),
        ],
    )
    def test_marks_around_words(self, text: str, shown: str) -> None:
        # `sup` is a wrapper to an outline.
        assert html(text) == f"<p>{shown}</p>"

    @pytest.mark.parametrize(
        ("text", "shown"),
        [
            (":tada:", "🎉"),
            ("a :+1: b", "a 👍 b"),
            (":no_such_thing:", ":no_such_thing:"),
            ("at 10:30:45", "at 10:30:45"),
            ("`:tada:`", "<code>:tada:</code>"),
        ],
    )
    def test_emoji_by_their_names(self, text: str, shown: str) -> None:
        assert html(text) == f"<p>{shown}</p>"

    def test_an_abbreviation_says_what_it_means_but_not_in_code(self) -> None:
        page = html("HTML and `HTML`, XHTML\n\n*[HTML]: Hypertext")
        assert page == '<p><abbr title="Hypertext">HTML</abbr> and <code>HTML</code>, XHTML</p>'

    def test_abbreviations_stand_at_the_edges_of_words_in_any_script(self) -> None:
        page = html("在中科院用HTML写C++，HTML5\n\n*[HTML]: H\n*[C++]: C\n*[中科院]: Z")
        assert page.count("<abbr") == 3

    def test_terms_have_meanings(self) -> None:
        page = html("Apple\nPear\n: A fruit\n: A tree\n\n: Loose\n\nafter")
        assert outline(page) == (
            "<dl><dt>Apple</dt><dt>Pear</dt><dd>A fruit</dd><dd>A tree</dd>"
            "<dd><p>Loose</p></dd></dl><p>after</p>"
        )


class TestHeadings:
    def test_they_can_be_linked_to(self) -> None:
        page = html("## What *is* `it`?\n\n## 检查点\n\n## What is it")
        assert 'id="in-note-what-is-it"' in page
        assert 'id="in-note-检查点"' in page
        assert 'id="in-note-what-is-it-1"' in page

    @pytest.mark.parametrize(
        ("heading", "name"),
        [
            ("Press <kbd>Ctrl</kbd> now", "press-ctrl-now"),
            ('<a name="x"></a>Title', "title"),
            ("a <!-- c --> b", "a--b"),
            ("$x^2$ math", "x2-math"),
            (":rocket: Go", "rocket-go"),
            ("[a](b) **c** `d<e`", "a-c-de"),
        ],
    )
    def test_their_ids_are_those_that_github_makes(self, heading: str, name: str) -> None:
        assert f'<h2 id="in-note-{name}">' in html(f"## {heading}")


class TestImages:
    def test_one_from_elsewhere_is_a_link_until_it_is_asked_for(self) -> None:
        page = html('![A cat](https://example.org/cat.png "x")')
        assert "<img" not in page
        assert '<a class="remote-image" href="https://example.org/cat.png"' in page
        assert ">A cat</a>" in page

    def test_one_that_was_asked_for_is_an_image(self) -> None:
        from tests.rendering_fixtures import pipeline

        page = pipeline().html("![A](https://example.org/a.png)", remote_images=True)
        assert '<img src="https://example.org/a.png" alt="A">' in page

    def test_one_of_ours_is_an_image(self) -> None:
        assert html("![A](files/a.png)") == '<p><img src="files/a.png" alt="A"></p>'


@given(st.text(alphabet="ab \t\n#>-+*_`~[]()<>!|:=\\&1.^\"'{}中　。\r\0", max_size=80))
@example("\t\u3000")
@settings(max_examples=400, deadline=None)
def test_any_text_becomes_a_page(text: str) -> None:
    assert isinstance(html(text), str)


def test_every_note_that_lies_beside_the_project_becomes_a_page() -> None:
    for path in sorted(corpus("notes").rglob("*.md"))[::4]:
        page = html(path.read_text("utf-8"))
        assert "<" in page
        assert "\x02" not in page


def test_no_class_of_a_rendered_note_is_one_of_the_page() -> None:
    sheets = Path(__file__).parent.parent / "ui" / "styles"
    for sheet in sheets.glob("*.css"):
        if sheet.name not in ("code.css", "reading.css", "editor.css", "print.css"):
            classes = re.findall(r"\.([a-zA-Z][\w-]*)", sheet.read_text("utf-8"))
            assert not CLASSES.intersection(classes), sheet.name
