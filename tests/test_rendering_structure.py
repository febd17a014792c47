"""Blocks as CommonMark and GitHub see them: where notes from elsewhere used to look broken."""

import json
import re

import pytest

from notes.rendering.sanitize import clean
from tests.conftest import corpus
from tests.rendering_fixtures import html, outline

#: What Octavo shows otherwise, and why.
DIFFERENT = {
    "---\n---\n": "front matter without properties",
    "<textarea>\n\n*foo*\n\n_bar_\n\n</textarea>\n": "a tag that would swallow text is text",
    '<style\n  type="text/css">\n\nfoo\n': "what never closes is text, so that nothing vanishes",
    "<https://foo.bar/baz bim>\n": "an address is a link, as on GitHub",
    "< https://foo.bar >\n": "an address is a link, as on GitHub",
    "https://example.com\n": "an address is a link, as on GitHub",
    '![[foo]]\n\n[[foo]]: /url "title"\n': "a note or an image by its name is shown",
    "foo@bar.example.com\n": "an address is a link, as on GitHub",
}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("text\n- a\n- b", "<p>text</p><ul><li>a</li><li>b</li></ul>"),
        ("text\n1. a", "<p>text</p><ol><li>a</li></ol>"),
        ("in\n1984. a", "<p>in 1984. a</p>"),
        ("- a\n  - b\n    - c", "<ul><li>a<ul><li>b<ul><li>c</li></ul></li></ul></li></ul>"),
        ("1. a\n   - b", "<ol><li>a<ul><li>b</li></ul></li></ol>"),
        ("3) a", "<ol start='3'><li>a</li></ol>"),
        ("- a\n+ b", "<ul><li>a</li></ul><ul><li>b</li></ul>"),
        ("- a\n\n- b", "<ul><li><p>a</p></li><li><p>b</p></li></ul>"),
        (
            "- a\n  - b\n\n    c\n- d",
            "<ul><li>a<ul><li><p>b</p><p>c</p></li></ul></li><li>d</li></ul>",
        ),
        ("- a\nlazy", "<ul><li>a lazy</li></ul>"),
        ("-\n  a", "<ul><li>a</li></ul>"),
        ("- a\n\n\n  b", "<ul><li><p>a</p><p>b</p></li></ul>"),
    ],
)
def test_lists(text: str, shown: str) -> None:
    assert outline(html(text)) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            "- a\n  ```\n  b\n   c\n  ```\n- d",
            "<ul><li>a<pre>'b\\n c\\n'</pre></li><li>d</li></ul>",
        ),
        (
            "1. a\n\n   ```\n   b\n\n\n   c\n   ```",
            "<ol><li><p>a</p><pre>'b\\n\\n\\nc\\n'</pre></li></ol>",
        ),
        ("> ```\n> a\n> ```", "<blockquote><pre>'a\\n'</pre></blockquote>"),
        ("> ```\n> a\nb", "<blockquote><pre>'a\\n'</pre></blockquote><p>b</p>"),
        ("text\n```\na\n```\ntext", "<p>text</p><pre>'a\\n'</pre><p>text</p>"),
        ("````\n```\n````", "<pre>'```\\n'</pre>"),
        ("```\nnever closed", "<pre>'never closed\\n'</pre>"),
        ("- a\n\n  \t```\n\tb", "<ul><li><p>a</p><pre>'b\\n'</pre></li></ul>"),
        ("```\n\ttab\n```", "<pre>'\\ttab\\n'</pre>"),
        ("    a\n\n\n    b", "<pre>'a\\n\\n\\nb\\n'</pre>"),
        ("text\n    not code", "<p>text not code</p>"),
    ],
)
def test_code(text: str, shown: str) -> None:
    assert outline(html(text)) == shown


def table(*rows: str, head: str = "<th>a</th><th>b</th>") -> str:
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    body = f"<tbody>{body}</tbody>" if rows else ""
    return f"<table><thead><tr>{head}</tr></thead>{body}</table>"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            "text\n| a | b |\n|---|---|\n| 1 | 2 |",
            "<p>text</p>" + table("<td>1</td><td>2</td>"),
        ),
        ("a|b\n-|-\n1\n\n2", table("<td>1</td><td></td>") + "<p>2</p>"),
        ("|a|b|\n|-|-|\n> q", table() + "<blockquote><p>q</p></blockquote>"),
        ("|a|\n|-|\n|`x\\|y`|", table("<td><code>x|y</code></td>", head="<th>a</th>")),
        (
            "|a|b|\n|:-|-:|",
            table(head="<th align='left'>a</th><th align='right'>b</th>"),
        ),
        ("- x\n  |a|b|\n  |-|-|", f"<ul><li>x{table()}</li></ul>"),
        ("|a|b|\n|-|", "<p>|a|b| |-|</p>"),
    ],
)
def test_tables(text: str, shown: str) -> None:
    assert outline(html(text)) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("# a #\n####### b\n#c", "<h1>a</h1><p>####### b #c</p>"),
        ("a\nb\n===", "<h1>a b</h1>"),
        ("[a]: b\n---\nc", "<hr></hr><p>c</p>"),
        ("a\n---\nb", "<h2>a</h2><p>b</p>"),
        ("> a\n---", "<blockquote><p>a</p></blockquote><hr></hr>"),
        ("> a\nb\n> c", "<blockquote><p>a b c</p></blockquote>"),
        ("> a\n\n> b", "<blockquote><p>a</p></blockquote><blockquote><p>b</p></blockquote>"),
        ("* * *\n- - -\n_____", "<hr></hr><hr></hr><hr></hr>"),
        ("<details>\n\n**a**\n\n</details>", "<details><p><strong>a</strong></p></details>"),
        ("<!-- not\n\nshown -->\nb", "<p>b</p>"),
        ("<script>\n\nalert(1)\n</script>\nb", "<p>b</p>"),
    ],
)
def test_headings_quotes_rules_and_raw_html(text: str, shown: str) -> None:
    assert outline(html(text)) == shown


def test_what_nests_deeper_than_anyone_reads_is_text() -> None:
    page = html("> " * 5_000 + "a")
    assert page.count("<blockquote>") < 200
    assert "a</p>" in page


@pytest.mark.parametrize("name", ["commonmark.jsonl", "gfm.jsonl"])
def test_the_examples_of_the_specifications_look_as_they_should(name: str) -> None:
    rows = [json.loads(line) for line in corpus(name).read_text("utf-8").splitlines()]
    rows = [row for row in rows if row.get("section") and row["vector"] not in DIFFERENT]
    # Raw HTML passes our sanitizer in both, so that it does not decide.
    wrong = [row["vector"] for row in rows if outline(html(row["vector"])) != shown(row)]
    assert wrong == []


INVISIBLE = re.compile(r"<(script|style)\b.*</\1>", re.S)


def shown(row: dict[str, str]) -> str:
    return outline(clean(INVISIBLE.sub("", row["expected"])))
