"""How much a note is, as the page says it before a script counts."""

import pytest
from flask import Flask

from notes.web.words import tally

COUNTS = {
    "It's a well-known idea": "4 words",
    "3.14 of 10,000.": "3 words",
    "中文和 English 混排。": "1 word, 5 字",
    "한국어 단어 둘": "3 words",
    "---\ntitle: five words that are none\n---\none": "1 word",
    "\ufeff---\r\na: b\r\n---\r\none two": "2 words",
    "--- no front matter": "3 words",
    "one\n\n```js\nconst no = 1;\n```\ntwo": "2 words",
    "> ~~~~\n> no\n> ~~~\n> ~~~~\n> yes": "1 word",
    "one\n```\nnever closed": "1 word",
    "![alt](u) [l](http://x.y/z)": "2 words",
    '[a b](<x y> "t") c': "3 words",
    "see https://example.org/a-b?c=d，好": "2 words, 1 字",
    "[a][b]\n\n[b]: http://x.y/z 'title'": "2 words",
    "f(x) [y](a(b)c) z": "4 words",
    "a[^n]\n\n[^n]: two words": "5 words",
    "": "0 words",
}


@pytest.mark.parametrize(("text", "said"), COUNTS.items())
def test_words_and_ideographs_are_counted_in_the_text_alone(
    app: Flask, text: str, said: str
) -> None:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert tally(text) == said
