"""What is let through to a page, and that nothing else is."""

import json
import re
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notes.rendering.sanitize import DEPTH_LIMIT, TooDeep, clean, is_local
from tests.conftest import corpus
from tests.rendering_fixtures import elements, html

FETCHING = (
    "src",
    "srcset",
    "poster",
    "background",
    "data",
    "formaction",
    "action",
    "ping",
    "style",
)
SCHEMES = ("", "http", "https", "mailto", "ftp")


def faults(page: str) -> list[str]:
    """What in a page could run, fetch from elsewhere, or take the place of something of ours."""
    return [fault for element in elements(page) for fault in _faults(element)]


def faults_beside_formulas(page: str) -> list[str]:
    """The same of a rendered text, in which formulas are MathML of our own."""
    return [fault for fault in faults(page) if fault != "<math>"]


def _faults(element: object) -> list[str]:
    tag, attributes = element.tag, dict(element.attrib)  # type: ignore[attr-defined]
    found = [f"<{tag}>"] if tag in FORBIDDEN else []
    for name, value in attributes.items():
        address = re.sub(r"[\t\n\r]", "", value).strip("".join(map(chr, range(33))))
        if name.startswith(("on", "data-")) or name in ("name", "srcdoc", *FETCHING[1:]):
            found.append(f"{tag} {name}")
        elif name == "id" and not value.startswith("in-note-"):
            found.append(f"{tag} id={value}")
        elif name == "src" and not is_local(value):
            found.append(f"{tag} src={value}")
        elif name == "href" and scheme(address) not in SCHEMES:
            found.append(f"{tag} href={value}")
    return found


TAGS = """
    script style iframe frame frameset object embed applet svg math form button select textarea
    link meta base title template noscript audio video source track picture canvas dialog
"""
FORBIDDEN = frozenset(TAGS.split())


def scheme(address: str) -> str:
    try:
        return urlsplit(address).scheme
    except ValueError:
        return ""  # no browser can make an address of it either


@pytest.mark.parametrize("name", ["h5sc.jsonl", "sanitizers.jsonl"])
def test_no_vector_that_others_collected_gets_through(name: str) -> None:
    rows = [json.loads(line) for line in corpus(name).read_text("utf-8").splitlines()]
    for row in rows:
        assert faults(clean(row["vector"])) == []
        assert faults_beside_formulas(html(row["vector"])) == []
        assert faults_beside_formulas(html(f"a\n\n- {row['vector']}")) == []


PARTS = """
    < > </ /> " ' = & ; ` --> <!-- ]]> ![ ]( ) [ ] &#106; &Tab; &quot; &lt; alert(1)
    a img svg math style script input title details noscript p h1 table td
    href src onerror id name class xlink:href srcset alt title
    javascript: data:text/html, data:image/svg+xml, data:image/png;base64,AA //host/ \\\\host\\
"""
ATTACKS = st.sampled_from([*PARTS.split(), " ", "\t", "\n", "\0"])


@given(st.lists(ATTACKS, max_size=25))
@settings(max_examples=600, deadline=None)
def test_no_mixture_gets_through(parts: list[str]) -> None:
    text = "".join(parts)
    assert faults(clean(text)) == []
    assert faults_beside_formulas(html(text)) == []
    assert faults(clean(text, remote_images=True).replace("<img src=", "<img alt=")) == []


@given(st.lists(ATTACKS, max_size=25))
@settings(max_examples=200, deadline=None)
def test_what_is_clean_stays_as_it_is(parts: list[str]) -> None:
    once = clean("".join(parts))
    assert clean(once) == once


@pytest.mark.parametrize(
    "address",
    [
        "http://host/a.png",
        "//host/a.png",
        "/\\host/a.png",
        "\\\\host\\a.png",
        "/\t/host/a.png",
        " //host/a.png",
        "\x01https://host/a.png",
        "HTTPS:host/a.png",
        "http:a.png",
        "data:image/svg+xml,<svg/>",
        "blob:x",
    ],
)
def test_an_image_from_elsewhere_is_not_fetched(address: str) -> None:
    page = clean(f'<img src="{address}" alt="Words" srcset="//host/b.png 2x">')
    assert "<img src" not in page
    assert "Words" in page


@pytest.mark.parametrize(
    "address", ["a.png", "/files/a.png", "../a b.png", "a:b.png"[2:], "data:image/png;base64,AAA="]
)
def test_an_image_from_here_is_an_image(address: str) -> None:
    assert clean(f'<img src="{address}" alt="x">') == f'<img src="{address}" alt="x">'


def test_words_in_an_attribute_cannot_become_an_image() -> None:
    page = clean(
        '<a title="<img src=http://host/a.png>">x</a><img src="http://host/&quot;onload=x">'
    )
    assert faults(page) == []
    assert page.count("<a ") == 2


def test_images_that_were_asked_for_are_still_no_documents() -> None:
    page = clean('<img src="https://h/a.png"><img src="data:image/svg+xml,x">', remote_images=True)
    assert page == '<img src="https://h/a.png">'


def test_links_lead_outside_without_telling_from_where() -> None:
    assert 'rel="noopener noreferrer"' in clean(
        '<a href="https://h" target="_top" rel="opener">x</a>'
    )
    assert "target" not in clean('<a href="https://h" target="_top">x</a>')


def test_an_input_is_a_box_that_cannot_be_clicked() -> None:
    page = clean(
        '<input type="image" src="//host/x" value="1" name="n" autofocus onfocus=x checked>'
    )
    (box,) = (element for element in elements(page) if element.tag == "input")
    assert dict(box.attrib) == {"type": "checkbox", "disabled": "", "checked": ""}


def test_ids_cannot_be_taken_for_the_pages_own() -> None:
    page = clean('<h1 id="note">a</h1><a name="b"></a><div id="c"></div><img name="d" src="e">')
    assert [element.get("id") for element in elements(page) if element.get("id")] == [
        "in-note-note",
        "in-note-b",
    ]


def test_only_our_own_classes_pass() -> None:
    assert clean('<span class="k x">a</span><p class="toast">b</p>') == (
        '<span class="k">a</span><p class="">b</p>'
    )


@pytest.mark.parametrize(
    "name",
    ["title", "textarea", "style", "xmp", "iframe", "script", "noembed", "plaintext", "template"],
)
def test_a_tag_that_would_swallow_the_text_after_it_is_text(name: str) -> None:
    page = clean(f"<p>the <{name}> element</p><p>goes on</p>")
    assert page == f"<p>the &lt;{name}&gt; element</p><p>goes on</p>"


@pytest.mark.parametrize("deep", ["<div>", "<ul><li>", "<details></b>", "<b>x"])
def test_elements_in_each_other_by_the_thousand_are_refused(deep: str) -> None:
    clean(deep * DEPTH_LIMIT)
    with pytest.raises(TooDeep):
        clean(deep * (DEPTH_LIMIT + 1))


@pytest.mark.parametrize(
    "many", ["<div></div>", "<p>", "<br>", "<hr>", "<ul><li>a<li>b</ul>", "</b>"]
)
def test_elements_beside_each_other_by_the_thousand_are_not(many: str) -> None:
    clean(many * (DEPTH_LIMIT + 1))
