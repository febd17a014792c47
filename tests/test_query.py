import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes.search import query
from notes.search.query import And, Filter, Not, Or, Term, described, parse
from tests.conftest import vectors

WORDS = Term("wal"), Term("检查点")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("", None),
        ("   ", None),
        ("wal", Term("wal")),
        ("wal 检查点", And(WORDS)),
        ("wal OR 检查点", Or(WORDS)),
        ("a wal OR 检查点", Or((And((Term("a"), Term("wal"))), Term("检查点")))),
        ("a (wal OR 检查点)", And((Term("a"), Or(WORDS)))),
        ('"two words"', Term("two words")),
        ("begin*", Term("begin", beginning=True)),
        ('"two wor"*', Term("two wor", beginning=True)),
        ("wal -检查点", And((Term("wal"), Not(Term("检查点"))))),
        ('-"two words"', Not(Term("two words"))),
        ("-(wal 检查点)", Not(And(WORDS))),
        ("tag:a/b", Filter("tag", "a/b")),
        ("tag:#a", Filter("tag", "a")),
        ('notebook:"My work/2026"', Filter("notebook", "My work/2026")),
        ("-tag:old wal", And((Not(Filter("tag", "old")), Term("wal")))),
        ("foo-bar", Term("foo-bar")),
        ("or ORacle", And((Term("or"), Term("ORacle")))),
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
        ("tag: wal", And((Term("tag:"), Term("wal"))), query.EMPTY_FILTER),
        ("OR wal", Term("wal"), query.ALONE),
        ("wal ()", Term("wal"), query.ALONE),
        (")wal", Term("wal"), query.ALONE),
        ("is:pinned", Term("is:pinned"), query.NO_FILTER),
        ("/re.*x/", Term("/re.*x/"), query.NO_FILTER),
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


def test_what_is_still_being_typed_is_not_remarked_upon() -> None:
    assert parse("wal OR", typing=True).remarks == ()


def test_the_last_word_may_go_on_while_it_is_typed() -> None:
    assert parse("wal che", typing=True).tree == And((Term("wal"), Term("che", beginning=True)))
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
