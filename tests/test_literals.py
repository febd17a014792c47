import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes.search.literals import sure_words
from notes.search.tree import And, Exact, Node, Pattern, Term


def begun(text: str) -> Term:
    return Term(text, beginning=True)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("$$", None),
        ("foo", None),
        ("foo_bar baz", begun("bar baz")),
        (" foo_bar ", Term("foo bar")),
        ("- [ ] do it", begun("do it")),
        ("检查点", Term("检查点")),
        ("Vue组件", Term("组件")),
        ("C++ is", begun("is")),
        ("a → b.", Term("→ b")),
        ("\u00adfoo bar", begun("bar")),
        ("² bar", begun("bar")),
        (" a ½ bar ", And((Term("a"), Term("bar")))),
        (" foo\u0301 bar ", And((begun("foo"), Term("bar")))),
        ("検バ", Term("検")),
        ("检" * 9, Term("检" * 8)),
        (" a.b.c.d.e.f.g.hij.k", Term("a b c d e f g hij")),
    ],
)
def test_exact_characters_need_their_inner_words(text: str, words: Node | None) -> None:
    assert sure_words(Exact(text)) == words


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (r"def \w+_handler\(", Term("handler")),
        (r"\bfoo\b", begun("foo")),
        (r" foo\s", Term("foo")),
        (r" fo+bar baz", And((begun("fo"), begun("baz")))),
        (r"foo\s+handler", begun("handler")),
        (r"组件.*表示", And((Term("组件"), Term("表示")))),
        (r" colou?r", begun("colo")),
        (r" y{2,15} zz", begun("zz")),
        (r"(foo|bar) baz", begun("baz")),
        (r"[abc] hello[x] there", And((begun("hello"), begun("there")))),
        (r" a .* b .* c .* d .* e ", And(tuple(map(Term, "abcd")))),
        (r" foo | bar ", None),
        (r"(?i) foo ", None),
        (r"\L<words> foo", None),
        (r"\x41 foo", None),
        (r".*", None),
    ],
)
def test_a_pattern_needs_the_words_that_cannot_be_missing(source: str, words: Node | None) -> None:
    assert sure_words(Pattern(source)) == words


@given(st.text("ab_ +.检查\\", min_size=1, max_size=12), st.text("ab_ 检", max_size=4))
def test_what_an_exact_text_needs_is_in_every_text_around_it(wanted: str, around: str) -> None:
    """Its words, of spaced scripts, stand whole in the text; of others they are part of it."""
    needed = sure_words(Exact(wanted))
    text = around + wanted + around
    for word in re.findall(r"[ab]+|[检查]+", needed.text) if isinstance(needed, Term) else ():
        words = re.findall(r"[ab]+", text)
        assert word in text if word[0] in "检查" else any(w.startswith(word) for w in words)


@given(st.text(max_size=40) | st.text(r"\[](){}*+?|^$.ab 检", max_size=30))
def test_no_pattern_is_too_strange(source: str) -> None:
    sure_words(Pattern(source))
