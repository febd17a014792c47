"""Words inside a block: code, links, emphasis, breaks, addresses."""

from urllib.parse import quote

import pytest

from tests.rendering_fixtures import html, outline

URL = "https://example.org/a"


def shown(text: str) -> str:
    return outline(html(text)).removeprefix("<p>").removesuffix("</p>")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("*a* _b_ **c** __d__", "<em>a</em> <em>b</em> <strong>c</strong> <strong>d</strong>"),
        ("***a** b*", "<em><strong>a</strong> b</em>"),
        ("*a **b* c**", "<em>a <em><em>b</em> c</em></em>"),
        ("snake_case_name a_b", "snake_case_name a_b"),
        ("中*文*字 中**文**字", "中<em>文</em>字 中<strong>文</strong>字"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("*[a](b*c)*", "<em><a href='b*c'>a</a></em>"),
        ("*`a*`", "*<code>a*</code>"),
        ("\\*a\\*", "*a*"),
    ],
)
def test_emphasis(text: str, expected: str) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("`` a`b ``", "<code>a`b</code>"),
        ("`a\nb`", "<code>a b</code>"),
        ("`a``b", "`a``b"),
        ("`&amp; <b>`", "<code>&amp; <b></code>"),
        ("`\\`", "<code>\\</code>"),
    ],
)
def test_code(text: str, expected: str) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"[a]({URL} 'T')", f"<a href='{URL}' title='T'>a</a>"),
        ("[a](<b c>)", "<a href='b%20c'>a</a>"),
        ("[a](b(c)d)", "<a href='b(c)d'>a</a>"),
        ("[a [b](c) d](e)", "[a <a href='c'>b</a> d](e)"),
        ("[![a](b)](c)", "<a href='c'><img src='b' alt='a'></img></a>"),
        ("[A  b][]\n\n[a B]: c", "<a href='c'>A b</a>"),
        ("[a]\n\n[a]: b\n[a]: c", "<a href='b'>a</a>"),
        ("[a][x]\n\n[x]: b\n'title'", "<a href='b' title='title'>a</a>"),
        ("[a]\n\n[a]: b 'not closed", "[a]</p><p>[a]: b 'not closed"),
        ("[a](b", "[a](b"),
        ("[a](javascript:alert)", "<a>a</a>"),
        ("[中](中.md)", "<a href='%E4%B8%AD.md'>中</a>"),
        (f"[{URL}]({URL})", f"<a href='{URL}'>{URL}</a>"),
        (f"[see {URL}?b](c)", f"<a href='c'>see {URL}?b</a>"),
        ("![*a* `b`](c)", "<img src='c' alt='a b'></img>"),
    ],
)
def test_links(text: str, expected: str) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize(
    ("text", "address", "around"),
    [
        (f"see {URL}.", URL, ("see ", ".")),
        (f"({URL})", URL, ("(", ")")),
        (f"{URL}_(b)", f"{URL}_(b)", ("", "")),
        (f"见{URL}?b=c&d=e", f"{URL}?b=c&d=e", ("见", "")),
        ("https://example.org，中", "https://example.org", ("", "，中")),
        (f"（{URL}），中", URL, ("（", "），中")),
        (f"{URL}。", URL, ("", "。")),
        ("https://a.org/?b=1&amp;c=2", "https://a.org/?b=1&c=2", ("", "")),
        ("http://localhost:80/a", "http://localhost:80/a", ("", "")),
        ("a@b.example!", "mailto:a@b.example", ("", "!")),
        ("我a@163.com。", "mailto:a@163.com", ("我", "。")),
        ("www.example.org", "http://www.example.org", ("", "")),
        (f"<{URL}>", URL, ("", "")),
    ],
)
def test_addresses_are_links(text: str, address: str, around: tuple[str, str]) -> None:
    words = address.removeprefix("mailto:")
    words = words if "www" not in text else "www.example.org"
    link = html(text).removeprefix(f"<p>{around[0]}").removesuffix(f"{around[1]}</p>")
    escaped = address.replace("&", "&amp;")
    assert (
        link == f'<a href="{escaped}" rel="noopener noreferrer">{words.replace("&", "&amp;")}</a>'
    )


@pytest.mark.parametrize(
    ("text", "host", "around"),
    [
        ("see crates.io.", "crates.io", ("see ", ".")),
        ("(npmjs.com/package/x)", "npmjs.com/package/x", ("(", ")")),
        ("*a-b.org:80?c#d*", "a-b.org:80?c#d", ("<em>", "</em>")),
        ("见x.co.uk，中", "x.co.uk", ("见", "，中")),
        ("[a.com]", "a.com", ("[", "]")),
        ("bücher.de", "bücher.de", ("", "")),
    ],
)
def test_hosts_are_links_by_how_they_end(text: str, host: str, around: tuple[str, str]) -> None:
    link = f'<a href="http://{quote(host, safe="/:?#")}" rel="noopener noreferrer">{host}</a>'
    assert html(text) == f"<p>{around[0]}{link}{around[1]}</p>"


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://müller.de/x", "https://müller.de/x"),
        ("http://例子.中国/路径", "http://例子.中国/路径"),
        ("见https://a.org这里", "https://a.org"),
        ("https://пример.рф.", "https://пример.рф"),
    ],
)
def test_hosts_have_letters_of_any_script(text: str, address: str) -> None:
    assert f">{address}</a>" in html(text)
    assert html(text).count("<a ") == 1


@pytest.mark.parametrize("start", ["http://", "www."])
def test_a_host_is_no_longer_than_hosts_can_be(start: str) -> None:
    assert "<a " in html(start + "a.b" * 70)
    assert html(start + "a.b" * 90) == f"<p>{start}{'a.b' * 90}</p>"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[crates.io](/a)", "crates.io"),
        ("[**a.com** b@c.org](/a)", "<strong>a.com</strong> b@c.org"),
        ("[*a **http://b** c* d](/a)", "<em>a <strong>http://b</strong> c</em> d"),
        ("[[a.com] www.b.com](/a)", "[a.com] www.b.com"),
        ('<a href="/a">a.com, b@c.org</a>', "a.com, b@c.org"),
        ('<A href="/a"><b>http://a.com</b></A>', "<b>http://a.com</b>"),
    ],
)
def test_the_words_of_a_link_hold_no_second_one(text: str, words: str) -> None:
    assert shown(text) == f"<a href='/a'>{words}</a>"


def test_an_address_behind_a_link_is_one() -> None:
    assert html('<a href="/a">b</a> c.com').count("<a ") == 2


@pytest.mark.parametrize(
    "text",
    [
        *("main.rs", "README.md", "ASP.NET", "end.It", ".com", "..com", "-a.com", "a/b.com"),
        *("foo:bar.com", "@bar.com", "a.com-b", "a.com.b", "a.com_", "a.comb", "a.com吧"),
        *(
            "a:b",
            "http://",
            "http://中文",
            "a+b.com",
            "git+https://a.com/b",
            "xhttp://a",
            "@name",
            "10:30",
            "x@y",
        ),
        *("pump@3.0.0", "a-b@1.x", "a@v1.0.0-beta", "a@rc.2."),
    ],
)
def test_what_is_no_address_is_text(text: str) -> None:
    assert html(text) == f"<p>{text}</p>"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a  \nb", "a<br></br>b"),
        ("a\\\nb", "a<br></br>b"),
        ("a\nb", "a b"),
        ("a \n  b", "a b"),
        ("# a\\", "</p><h1>a\\</h1>"),
    ],
)
def test_line_breaks(text: str, expected: str) -> None:
    assert shown(text) == expected.removeprefix("</p>")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("&copy; &#35; &nope; &amp;copy;", "© # &nope; &copy;"),
        ("a <kbd>b</kbd> c", "a <kbd>b</kbd> c"),
        ("a <title> b", "a <title> b"),
        ("1 < 2 > 0", "1 < 2 > 0"),
        ("a <!-- b --> c", "a c"),
    ],
)
def test_html_and_entities(text: str, expected: str) -> None:
    assert shown(text) == expected
