import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from notes.search import initial, pattern, query, remarks
from notes.search.filters import CHOSEN, EXPECTED, KINDS
from notes.search.query import parse
from notes.search.tree import And, Exact, Filter, Node, Not, Or, Pattern, Term, described
from tests.conftest import vectors

ROOT = Path(__file__).parent.parent
WORDS = Term("wal"), Term("检查点")
TITLED = {letter: Term(letter, beginning=True, column="title") for letter in "abc"}


def code(text: str, language: str = "", *, begins: bool = False) -> Term:
    return Term(text, column="code", language=language, language_begins=begins)


def title(text: str, *, beginning: bool = False) -> Term:
    return Term(text, beginning, "title")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("", None),
        ("   ", None),
        ("wal", Term("wal")),
        ("wal 检查点", And(WORDS)),
        ("wal　检查点", And(WORDS)),
        ("wal OR 检查点", Or(WORDS)),
        ("a wal OR 检查点", Or((And((Term("a"), Term("wal"))), Term("检查点")))),
        ("a (wal OR 检查点)", And((Term("a"), Or(WORDS)))),
        ("（wal OR 检查点）a", And((Or(WORDS), Term("a")))),
        ('"two words"', Term("two words")),
        ("“两个词” wal", And((Term("两个词"), Term("wal")))),
        ("”两个词“", Term("两个词")),
        ('"he said “yes” to it"', Term("he said “yes” to it")),
        ("begin*", Term("begin", beginning=True)),
        ('"two wor"*', Term("two wor", beginning=True)),
        ("“two wor”*", Term("two wor", beginning=True)),
        ("wal -检查点", And((Term("wal"), Not(Term("检查点"))))),
        ('-"two words"', Not(Term("two words"))),
        ("-“two words”", Not(Term("two words"))),
        ("-(wal 检查点)", Not(And(WORDS))),
        ("-（wal 检查点）", Not(And(WORDS))),
        ("-(-wal)", Not(Not(Term("wal")))),
        ("-OR", Not(Term("OR"))),
        ("foo-bar", Term("foo-bar")),
        ("--verbose", Term("--verbose")),
        ("or ORacle", And((Term("or"), Term("ORacle")))),
        ("std::vector<T>", Term("std::vector<T>")),
        ("https://example.org/", Term("https://example.org/")),
        ("/usr/local/lib", Term("/usr/local/lib")),
        ("main() f()()", And((Term("main()"), Term("f()()")))),
        ("😀 -→", And((Term("😀"), Not(Term("→"))))),
        ("C++ c# .NET", And((Term("C++"), Term("c#"), Term(".NET")))),
    ],
)
def test_words_give_this_tree(text: str, tree: Node | None) -> None:
    assert parse(text) == query.Query(tree)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("title:wal", title("wal")),
        ('title:"wal mode"', title("wal mode")),
        ("title:wal*", title("wal", beginning=True)),
        ('title:"wal mo"*', title("wal mo", beginning=True)),
        ("TITLE：“检查点”", title("检查点")),
        ("tag:a/b", Filter("tag", "a/b")),
        ("tag:#a", Filter("tag", "a")),
        ("tag:proj*", Filter("tag", "proj", beginning=True)),
        ("tag：想法", Filter("tag", "想法")),
        ('notebook:"My work/2026"', Filter("notebook", "My work/2026")),
        ("notebook:“我的 工作”", Filter("notebook", "我的 工作")),
        ("-tag:old wal", And((Not(Filter("tag", "old")), Term("wal")))),
        ("lang:C++", Filter("lang", "c++")),
        ("Is:Pinned", Filter("is", "pinned")),
        ("is:trashed -is:untitled", And((Filter("is", "trashed"), Not(Filter("is", "untitled"))))),
        ('has:"Attachment"', Filter("has", "attachment")),
        ("todo:open OR todo:DONE", Or((Filter("todo", "open"), Filter("todo", "done")))),
        ("created:2026-11", Filter("created", "2026-11")),
        ("changed:2026-11-01..today", Filter("changed", "2026-11-01..today")),
        ("changed：７ｄ", Filter("changed", "７ｄ")),
        ("link:Example.org/a", Filter("link", "Example.org/a")),
    ],
)
def test_filters_give_this_tree(text: str, tree: Node) -> None:
    assert parse(text) == query.Query(tree)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("in:code", Filter("has", "code")),
        ("-in:code", Not(Filter("has", "code"))),
        ("in:code yield", code("yield")),
        ("In:Code -yield", And((Filter("has", "code"), Not(code("yield"))))),
        ("in:code lang:js -yield", And((Filter("lang", "js"), Not(code("yield", "js"))))),
        ("tag:a -(in:code yield)", And((Filter("tag", "a"), Not(code("yield"))))),
        ("yield in:code await", And((code("yield"), code("await")))),
        (
            "in:code (a OR -(b c))",
            And((Filter("has", "code"), Or((code("a"), Not(And((code("b"), code("c")))))))),
        ),
        ("(in:code yield) wal", And((code("yield"), Term("wal")))),
        ("in:code yield OR wal", Or((code("yield"), Term("wal")))),
        (
            "lang:Python in:code yield",
            And((Filter("lang", "python"), code("yield", "python"))),
        ),
        (
            "lang:p* in:code yield",
            And((Filter("lang", "p", beginning=True), code("yield", "p", begins=True))),
        ),
        ("lang:python yield", And((Filter("lang", "python"), Term("yield")))),
        ("in:code -lang:js yield", And((Not(Filter("lang", "js")), code("yield")))),
        (
            "in:code a (in:code lang:js b)",
            And((code("a"), And((Filter("lang", "js"), code("b", "js"))))),
        ),
        ("in:code title:wal", And((Filter("has", "code"), title("wal")))),
        ("in:code =a= /b/", And((Filter("has", "code"), Exact("a"), Pattern("b")))),
    ],
)
def test_in_code_says_where_the_words_of_its_group_stand(text: str, tree: Node) -> None:
    assert parse(text) == query.Query(tree)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("=C++=", Exact("C++")),
        ("=$$=", Exact("$$")),
        ("=- [ ]=", Exact("- [ ]")),
        ("=a== b", And((Exact("a="), Term("b")))),
        ("(=f(x)=)", Exact("f(x)")),
        ("（=a=）", Exact("a")),
        ("=“x”=", Exact("“x”")),
        ('="a = b"=', Exact("a = b")),
        ('="(a=) "=', Exact("(a=) ")),
        ('=""a""=', Exact('"a"')),
        ("-=C++= wal", And((Not(Exact("C++")), Term("wal")))),
        ("===", Exact("=")),
        ("/wal.*log/", Pattern("wal.*log")),
        ("/two words/i", Pattern("two words", ignore_case=True)),
        (r"/https?:\/\/a/", Pattern(r"https?:\/\/a")),
        ('/"(a|b)"/ c', And((Pattern('"(a|b)"'), Term("c")))),
        ("-/^# /", Not(Pattern("^# "))),
        ("(/a+b/)", Pattern("a+b")),
    ],
)
def test_exact_searches_and_patterns_give_this_tree(text: str, tree: Node) -> None:
    assert parse(text) == query.Query(tree)


@pytest.mark.parametrize(
    ("text", "tree", "sentence"),
    [
        ('"open end', Term("open end"), remarks.OPEN_QUOTE),
        ("“没有结束", Term("没有结束"), remarks.OPEN_QUOTE),
        ('tag:"open end', Filter("tag", "open end"), remarks.OPEN_QUOTE),
        ("+++ wal", And((Exact("+++"), Term("wal"))), remarks.NO_WORDS),
        ("$$", Exact("$$"), remarks.NO_WORDS),
        ("->", Exact("->"), remarks.NO_WORDS),
        ("-$$", Exact("-$$"), remarks.NO_WORDS),
        ('"- [ ]"', Exact("- [ ]"), remarks.NO_WORDS),
        ("=a", Term("=a"), remarks.OPEN_EXACT),
        ("/usr", Term("/usr"), remarks.OPEN_PATTERN),
        ("/a(b/", Term("/a(b/"), pattern.BAD_PATTERN),
        ("/a(b/", Term("/a(b/"), "A parenthesis is not closed."),
        ("/(/", Exact("/(/"), pattern.BAD_PATTERN),
        ('/"[a/i', Term("/ [a/i"), pattern.BAD_PATTERN),
        ("/(?R)a/", Term("/(?R)a/"), pattern.ENDLESS_PATTERN),
        ("/a{99}{99}{99}{99}/", Term("/a{99}{99}{99}{99}/"), pattern.BAD_PATTERN),
        ("/a*/", Term("/a*/"), pattern.VAGUE_PATTERN),
        (r"/\w/", Term(r"/\w/"), pattern.VAGUE_PATTERN),
        ("//", Exact("//"), remarks.NO_WORDS),
        ("wal AND 检查点", And(WORDS), remarks.ALL_COUNT),
        ("wal && (检查点)", And(WORDS), remarks.ALL_COUNT),
        ("NOT wal", Not(Term("wal")), remarks.LEFT_OUT),
        ("wal NOT (检查点)", And((Term("wal"), Not(Term("检查点")))), remarks.LEFT_OUT),
        ("fo*o wal", And((Term("fo*o"), Term("wal"))), remarks.INNER_STAR),
        ("*wal", Term("*wal"), remarks.INNER_STAR),
        (
            "(lang:js OR lang:py) in:code yield",
            And((Or((Filter("lang", "js"), Filter("lang", "py"))), code("yield"))),
            remarks.ANY_LANGUAGE,
        ),
        ("OR wal", Term("wal"), remarks.ALONE),
        ("OR", None, remarks.ALONE),
        ("-", Exact("-"), remarks.NO_WORDS),
        ("(wal", Term("wal"), remarks.OPEN_GROUP),
        ("a -(wal", And((Term("a"), Not(Term("wal")))), remarks.OPEN_GROUP),
        (
            "created:2026-11-20..2026-11-01",
            Filter("created", "2026-11-20..2026-11-01"),
            remarks.BACKWARDS,
        ),
        ("changed:7d..30d", Filter("changed", "7d..30d"), remarks.BACKWARDS),
        ("wal ()", Term("wal"), remarks.ALONE),
        ("(a OR)", Term("a"), remarks.ALONE),
        ('wal ""', Term("wal"), remarks.ALONE),
        (")wal", Term("wal"), remarks.ALONE),
        ("wal " * 1000, None, remarks.TOO_LONG),
        ("tag:a " * 100, None, remarks.TOO_LONG),
        ("/a/ " * 100, Pattern("a"), remarks.TOO_MANY_PATTERNS),
        ("wal checkpoint " * 150, None, remarks.TOO_LONG),
        ("(" * 500 + "wal", None, remarks.TOO_DEEP),
    ],
)
def test_what_is_not_understood_is_said(text: str, tree: Node | None, sentence: str) -> None:
    parsed = parse(text)
    assert sentence in [remark.sentence for remark in parsed.remarks]
    assert tree is None or parsed.tree == tree


@pytest.mark.parametrize(
    ("text", "tree", "kind"),
    [
        ("tag: wal", And((Term("tag:"), Term("wal"))), "tag"),
        ("tag:#", Term("tag:#"), "tag"),
        ('notebook:""', Term("notebook:"), "notebook"),
        ("title:+", Term("title:+"), "title"),
        ("lang: python", And((Term("lang:"), Term("python"))), "lang"),
        ("link:", Term("link:"), "link"),
        ("in:text", Term("in:text"), "in"),
        ("Is:starred", Term("Is:starred"), "is"),
        ("is:pinned*", Term("is:pinned", beginning=True), "is"),
        ("has:", Term("has:"), "has"),
        ('todo:"half done"', Term("todo: half done"), "todo"),
        ("title:", Term("title:"), "title"),
        ("created:2026-13", Term("created:2026-13"), "created"),
        ("changed:0d", Term("changed:0d"), "changed"),
        ("-changed:soon", Not(Term("changed:soon")), "changed"),
    ],
)
def test_a_wrong_filter_is_searched_as_words_and_explained(
    text: str, tree: Node, kind: str
) -> None:
    parsed = parse(text)
    assert parsed.tree == tree
    assert [remark.sentence for remark in parsed.remarks] == [EXPECTED[kind]]


@pytest.mark.parametrize(
    "text", [")wal(", "OR wal OR", "((wal", "wal))", "() wal", "wal -", "+ wal"]
)
def test_what_stands_wrong_is_passed_over(text: str) -> None:
    assert parse(text).tree == Term("wal")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("wal che", And((Term("wal"), Term("che", beginning=True)))),
        ("wal ", Term("wal")),
        ('"wal"', Term("wal")),
        ('"two wor', Term("two wor", beginning=True)),
        ("title:wa", title("wa", beginning=True)),
        ("tag:sq", Filter("tag", "sq", beginning=True)),
        ('notebook:"My w', Filter("notebook", "My w", beginning=True)),
        ('notebook:"My work"', Filter("notebook", "My work")),
        ("created:2026-2", Filter("created", "2026-2")),
        ("created:2026-1 ", Filter("created", "2026-1")),
        ("created:2026-11", Filter("created", "2026-11")),
        ("created:2026-11-4", Filter("created", "2026-11-4")),
        ("=C+", Exact("C+")),
        ("=- [ ", Exact("- [")),
        ('="a = b', Exact("a = b")),
        ("/wal.*l", Pattern("wal.*l")),
        ("in:code lang:py", Filter("lang", "py", beginning=True)),
        (
            "in:code yield lang:py",
            And((code("yield", "py", begins=True), Filter("lang", "py", beginning=True))),
        ),
    ],
)
def test_the_end_may_go_on_while_it_is_typed(text: str, tree: Node) -> None:
    assert parse(text, typing=True) == query.Query(tree)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("t* wal ", And((title("t", beginning=True), Term("wal")))),
        ("wal t*", And((Term("wal"), title("t", beginning=True)))),
        ("(a* OR b*) -c*", And((Or((TITLED["a"], TITLED["b"])), Not(TITLED["c"])))),
        ('"the t"* wal ', And((title("the t", beginning=True), Term("wal")))),
    ],
)
def test_a_letter_with_a_star_is_looked_for_in_titles_while_somebody_types(
    text: str, tree: Node
) -> None:
    parsed = parse(text, typing=True)
    assert parsed.tree == tree
    assert {remark.sentence for remark in parsed.remarks} == {remarks.IN_TITLES}
    assert parse(text).remarks == ()


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("t", ["title:t*", "t"]),
        ("in:code t", ["in:code t"]),
        ("wal t", ["wal t", "wal"]),
        ("wal OR t", ["wal OR t", "wal"]),
        ("(t OR s", ["t OR s", "t"]),
        ("the (a OR t", ["the (a OR t)", "the a"]),
        ('"wal m', ['"wal m"', "wal"]),
        ("tag:a t", ["tag:a t", "tag:a"]),
        ("std::t", ['"std::t"', '"std::"']),
        ("e.", ["title:e*", "e."]),
        ("wal c+", ["wal c+", "wal"]),
        (r"/fn \w+", [r'"/fn" \w+', '"/fn"']),
        ("wal c++", ["wal c++*"]),
        (".n", [".n*"]),
        ("a→", ["a→*"]),
        ("数据c", ["数据c", "数据"]),
        ("数", ["数*"]),
        ("-x t", ["-x t", "-x"]),
        ("title:t", ["title:t*"]),
        ("wal title:t", ["wal title:t*"]),
        ("wa", ["wa*"]),
        ("-t", ["-t"]),
    ],
)
def test_the_first_letter_of_a_word_means_these_while_it_is_typed(
    text: str, meant: list[str]
) -> None:
    tree = parse(text, typing=True).tree
    assert tree
    assert list(map(described, initial.readings(tree))) == meant


@pytest.mark.parametrize("text", ["AND", "AND wal", "wal AND", "wal NOT", '"AND"', "-AND", "NOT"])
def test_words_of_other_engines_are_words_where_they_join_nothing(text: str) -> None:
    words = re.findall(r"\w+", text)
    assert [leaf.text for leaf in _words(parse(text).tree)] == words
    assert parse(text).remarks == ()


def _words(node: Node | None) -> Iterator[Term]:
    match node:
        case Term():
            yield node
        case Not(part):
            yield from _words(part)
        case And(parts) | Or(parts):
            for part in parts:
                yield from _words(part)


def test_a_long_query_is_cut_between_words() -> None:
    word = "wal" * 33
    assert parse('"' + f"{word} " * 99).tree == Term(f"{word} " * 19 + word)
    assert parse("x" * 9_999).tree == Term("x" * query.LENGTH_LIMIT)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('"' + "wal " * 65, Term("wal " * 63 + "wal")),
        ("wal|" * 65, Term("wal|" * 64)),
        ('"' + "wal " * 65 + '"*', Term("wal " * 63 + "wal")),
        ("检" * 65, Term("检" * 64)),
        ("→" * 65, Term("→" * 64)),
        ("…wal" * 65, Term("…wal" * 64 + "…")),
        ("title:" + "a/" * 65, Term("a/" * 64, column="title")),
        ("wal " * 62 + '"a b c" log', And((Term("wal"), Term("a b")))),
        ("tag:a " * 63 + "a_b", And((Filter("tag", "a"), Term("a_")))),
        ("/a+/ " * 3 + "=a= " * 59 + "-a.b.c", And((Pattern("a+"), Exact("a"), Not(Term("a.b."))))),
    ],
)
def test_no_more_words_than_64_are_looked_for_in_all(text: str, found: Node) -> None:
    tree, said = parse(text)
    assert tree == found
    assert remarks.Remark(remarks.TOO_LONG) in said


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('"' + "wal " * 64 + '"*', Term("wal " * 63 + "wal", beginning=True)),
        ("检" * 64, Term("检" * 64)),
        ("a" * 2_000, Term("a" * 2_000)),
    ],
)
def test_so_many_are(text: str, found: Node) -> None:
    assert parse(text) == query.Query(found)


def test_half_characters_are_blanks() -> None:
    assert parse("wal\ud800检查点").tree == And(WORDS)


UNFINISHED = r"""
OR && - = / -= -/ ( " “ tag: tag：" -tag: title: lang: is: is:p in:co has:a created: created:20
created:2026- created:2026-1 changed:2026-0 changed:2026-11-2 changed:2025..2026-1
changed:2026-11..20 changed:2026. changed:to
/a( /a| /a\ -=C+ -/a
"""


@pytest.mark.parametrize("end", UNFINISHED.split())
def test_an_end_that_is_not_right_yet_is_left_out_while_it_is_typed(end: str) -> None:
    assert parse(f"wal {end}", typing=True) == query.Query(Term("wal"))


@pytest.mark.parametrize("end", ["AND ", "NOT "])
def test_so_are_words_that_join_what_follows(end: str) -> None:
    assert parse(f"wal {end}", typing=True) == query.Query(Term("wal"))


@pytest.mark.parametrize("text", ["-che", "-tag:sq", '-"two wor', "-title:wa", "-(wal che"])
def test_what_is_left_out_does_not_go_on_while_it_is_typed(text: str) -> None:
    assert parse(text, typing=True).tree == parse(text).tree


@pytest.mark.parametrize(
    "text",
    [
        *("is:starred", "created:soon", "is: wal", "/(/ wal", "OR wal", "a OR OR b", "() wal"),
        *("wal)", ")wal", '"" wal', "wal - log", "/usr wal", "created:2026..2025 wal"),
    ],
)
def test_what_cannot_become_right_is_said_while_it_is_typed(text: str) -> None:
    assert parse(text, typing=True).remarks == parse(text).remarks != ()


def test_leaves_that_are_looked_for_are_those_that_must_be_there() -> None:
    parsed = parse("a (b* OR =c=) -d /e/ tag:f title:g -(h -i)")
    assert parsed.sought() == [
        Term("a"),
        Term("b", beginning=True),
        Exact("c"),
        Pattern("e"),
        title("g"),
    ]


#: Every example of docs/search.md, and what it means.
EXAMPLES: dict[str, Node] = {
    "wal checkpoint": And((Term("wal"), Term("checkpoint"))),
    "wal OR checkpoint": Or((Term("wal"), Term("checkpoint"))),
    "wal -checkpoint": And((Term("wal"), Not(Term("checkpoint")))),
    '"never blocks a writer"': Term("never blocks a writer"),
    "check*": Term("check", beginning=True),
    '"wal check"*': Term("wal check", beginning=True),
    "(wal OR log) -rollback": And((Or((Term("wal"), Term("log"))), Not(Term("rollback")))),
    "-(wal log)": Not(And((Term("wal"), Term("log")))),
    "title:checkpoint": title("checkpoint"),
    'title:"wal mode"': title("wal mode"),
    "title:check*": title("check", beginning=True),
    "C++": Term("C++"),
    "c#": Term("c#"),
    ".NET": Term(".NET"),
    "foo_bar": Term("foo_bar"),
    "getUserName": Term("getUserName"),
    "tag:sqlite": Filter("tag", "sqlite"),
    "notebook:Databases": Filter("notebook", "Databases"),
    'notebook:"My work"': Filter("notebook", "My work"),
    "tag:proj*": Filter("tag", "proj", beginning=True),
    'notebook:"My w"*': Filter("notebook", "My w", beginning=True),
    "is:pinned": Filter("is", "pinned"),
    "is:untitled": Filter("is", "untitled"),
    "is:trashed": Filter("is", "trashed"),
    "has:attachment": Filter("has", "attachment"),
    "has:task": Filter("has", "task"),
    "has:code": Filter("has", "code"),
    "has:link": Filter("has", "link"),
    "todo:open": Filter("todo", "open"),
    "todo:done": Filter("todo", "done"),
    "link:checkpoints": Filter("link", "checkpoints"),
    'link:"The WAL"': Filter("link", "The WAL"),
    "link:example.org": Filter("link", "example.org"),
    "-tag:old": Not(Filter("tag", "old")),
    "tag:a OR notebook:b": Or((Filter("tag", "a"), Filter("notebook", "b"))),
    "(is:pinned OR todo:open) wal": And(
        (Or((Filter("is", "pinned"), Filter("todo", "open"))), Term("wal"))
    ),
    "created:2026": Filter("created", "2026"),
    "created:2026-11": Filter("created", "2026-11"),
    "created:2026-11-05": Filter("created", "2026-11-05"),
    "changed:2026-11-01..2026-11-20": Filter("changed", "2026-11-01..2026-11-20"),
    "changed:2026-11..": Filter("changed", "2026-11.."),
    "created:..2025": Filter("created", "..2025"),
    "changed:today": Filter("changed", "today"),
    "changed:yesterday": Filter("changed", "yesterday"),
    "changed:7d": Filter("changed", "7d"),
    "changed:2w": Filter("changed", "2w"),
    "changed:3m": Filter("changed", "3m"),
    "created:1y": Filter("created", "1y"),
    "changed:..1y": Filter("changed", "..1y"),
    "changed:30d..7d": Filter("changed", "30d..7d"),
    "lang:python": Filter("lang", "python"),
    "lang:c++": Filter("lang", "c++"),
    "in:code yield": code("yield"),
    "lang:python in:code yield": And((Filter("lang", "python"), code("yield", "python"))),
    "in:code (yield OR await) -async": And(
        (Or((code("yield"), code("await"))), Not(code("async")))
    ),
    "(in:code yield) generator": And((code("yield"), Term("generator"))),
    "=C++=": Exact("C++"),
    "=$$=": Exact("$$"),
    "=- [ ]=": Exact("- [ ]"),
    '="a = b"=': Exact("a = b"),
    '=" x"=': Exact(" x"),
    "/wal.*log/": Pattern("wal.*log"),
    "/wal.*log/i": Pattern("wal.*log", ignore_case=True),
    r"/https?:\/\/example/": Pattern(r"https?:\/\/example"),
    "=TODO= -/^# Draft/ tag:work": And(
        (Exact("TODO"), Not(Pattern("^# Draft")), Filter("tag", "work"))
    ),
}


def documented() -> list[str]:
    """What stands under “you type” in docs/search.md."""
    lines = (ROOT / "docs" / "search.md").read_text("utf-8").splitlines()
    cells = [line.split("|")[1] for line in lines if line.startswith("| `")]
    return [example for cell in cells for example in re.findall("`([^`]+)`", cell)]


@pytest.mark.parametrize("text", documented())
def test_every_example_of_the_docs_means_this_and_nothing_has_to_be_said(text: str) -> None:
    assert parse(text) == query.Query(EXAMPLES[text])


def test_no_filter_is_missing_from_the_docs() -> None:
    told = " ".join(documented())
    values = [f"{kind}:{value}" for kind, values in CHOSEN.items() for value in values]
    assert EXAMPLES.keys() == set(documented())
    assert all(f"{kind}:" in told for kind in KINDS)
    assert all(value in told for value in values)


PIECES = r"""
a wal 检查点 OR AND NOT && - -- ( ) " “ ” （ ） * = == ="a "= / // \/ /i a|b : ： . .. $ () [ ]
title: tag: Tag： lang:py lang:js in:code is:pinned has: created:7d changed: link:a*
"""
SYNTAX = st.sampled_from([*PIECES.split(), " ", "\n", "\0", "\ud800"])
QUERIES = st.text() | st.lists(SYNTAX, max_size=20).map("".join)
SPACED = st.lists(SYNTAX, max_size=20).map(" ".join)
SHORT = st.sampled_from(["t", "t*", '"a t', '"a t"*', "title:t", "in:code", "组t", "std::t*"])
TYPED = st.lists(SHORT | SYNTAX, min_size=1, max_size=8).map(" ".join)


@given(QUERIES | SPACED, st.booleans())
@example("iſ:pinned", False)
def test_any_text_gives_a_tree_that_says_itself_again(text: str, typing: bool) -> None:
    tree = parse(text, typing=typing).tree
    assert parse(described(tree)).tree == tree


@settings(deadline=None)
@given(TYPED)
def test_no_letter_is_looked_up_as_a_beginning_but_in_titles_while_somebody_types(
    text: str,
) -> None:
    tree = parse(text, typing=True).tree
    for meant in initial.readings(tree) if tree else ():
        begun = [term for term in _words(meant) if initial.is_initial(term)]
        assert {term.column for term in begun} <= {"title"}


@pytest.mark.parametrize("name", ["fts5_queries.jsonl", "blns.jsonl"])
def test_strange_inputs_give_trees_that_say_themselves_again(name: str) -> None:
    for vector in vectors(name):
        tree = parse(vector).tree
        assert parse(described(tree)).tree == tree


@pytest.mark.parametrize("typing", [False, True])
@pytest.mark.parametrize(
    "piece", ["(", '"', "-", "=", "/", "tag:", "/a ", "=a ", "-(", '="', "/(?R)/ "]
)
def test_a_hundred_kilobytes_of_anything_take_no_time(piece: str, typing: bool) -> None:
    began = time.thread_time()
    parse(piece * (100_000 // len(piece)), typing=typing)
    assert time.thread_time() - began < 0.2


@pytest.mark.parametrize("begin", ["NOT ", "-(", "NOT (", "in:code NOT ", "-NOT "])
def test_no_query_is_too_deep(begin: str) -> None:
    for typing in (False, True):
        assert parse(begin * 5_000 + "wal", typing=typing).remarks


def test_what_is_said_twice_is_searched_once() -> None:
    assert parse("wal " * 60).tree == parse("wal OR wal").tree == Term("wal")
