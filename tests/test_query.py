import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes.search import query
from notes.search.query import All, Any, Filter, Not, Term, described, parse
from tests.conftest import vectors

WORDS = Term("wal"), Term("检查点")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("", None),
        ("   ", None),
        ("wal", Term("wal")),
        ("wal 检查点", All(WORDS)),
        ("wal OR 检查点", Any(WORDS)),
        ("a wal OR 检查点", Any((All((Term("a"), Term("wal"))), Term("检查点")))),
        ("a (wal OR 检查点)", All((Term("a"), Any(WORDS)))),
        ('"two words"', Term("two words")),
        ("begin*", Term("begin", beginning=True)),
        ('"two wor"*', Term("two wor", beginning=True)),
        ("wal -检查点", All((Term("wal"), Not(Term("检查点"))))),
        ('-"two words"', Not(Term("two words"))),
        ("-(wal 检查点)", Not(All(WORDS))),
        ("tag:a/b", Filter("tag", "a/b")),
        ("tag:#a", Filter("tag", "a")),
        ('notebook:"My work/2026"', Filter("notebook", "My work/2026")),
        ("-tag:old wal", All((Not(Filter("tag", "old")), Term("wal")))),
        ("foo-bar", Term("foo-bar")),
        ("or ORacle", All((Term("or"), Term("ORacle")))),
        ("std::vector<T>", Term("std::vector<T>")),
    ],
)
def test_a_query_gives_this_tree(text: str, tree: query.Node | None) -> None:
    assert parse(text) == query.Query(tree)


@pytest.mark.parametrize(
    ("text", "tree", "sentence"),
    [
        ('"open end', Term("open end"), query.OPEN_QUOTE),
        ("+++ wal", Term("wal"), query.NO_WORDS),
        ("tag: wal", All((Term("tag:"), Term("wal"))), query.EMPTY_FILTER),
        ("wal " * 1000, None, query.TOO_LONG),
        ("(" * 500 + "wal", None, query.TOO_DEEP),
    ],
)
def test_what_is_not_understood_is_said(text: str, tree: query.Node | None, sentence: str) -> None:
    parsed = parse(text)
    assert sentence in [remark.sentence for remark in parsed.remarks]
    assert tree is None or parsed.tree == tree


@pytest.mark.parametrize("text", [")wal(", "OR wal OR", "((wal", "wal))", "() wal", "- wal"])
def test_what_stands_wrong_is_passed_over(text: str) -> None:
    assert parse(text).tree == Term("wal")


def test_the_last_word_may_go_on_while_it_is_typed() -> None:
    assert parse("wal che", typing=True).tree == All((Term("wal"), Term("che", beginning=True)))
    assert parse("wal ", typing=True).tree == Term("wal")
    assert parse('"wal"', typing=True).tree == Term("wal")


@given(st.text() | st.text('()"-*: ORtagnoebk检点a\0', max_size=60), st.booleans())
def test_any_text_gives_a_tree_that_says_itself_again(text: str, typing: bool) -> None:
    tree = parse(text, typing=typing).tree
    if tree is not None and not parse(text).remarks:
        assert described(parse(described(tree)).tree) == described(tree)


@pytest.mark.parametrize("name", ["fts5_queries.jsonl", "blns.jsonl"])
def test_strange_inputs_give_trees(name: str) -> None:
    for vector in vectors(name):
        parse(vector)
